import { Text } from '@keystar/ui/typography';
import {
  type ComponentSchema,
  type ContentFormField,
  type FormFieldInputProps,
  fields,
} from '@keystatic/core';
import { block, type ContentComponent, inline, mark, wrapper } from '@keystatic/core/content-components';
import type { ReactElement } from 'react';
import type { ReferenceTarget } from '#content-pipeline/document-types.ts';
import {
  type ComponentAttribute,
  type MdxComponent,
  mdxComponentSet,
  parseLengths,
} from '#content-pipeline/mdx-components.ts';
import { BodyInput, type BodyState, ComponentView, SourceView } from '#features/editing/BodyInput.tsx';
import { bodyForForm, standIns } from '#features/editing/body-in-form.ts';
import { fixed } from '#features/editing/FieldInputs.tsx';
import { fieldLabel } from '#features/editing/field-words.ts';
import { scalarField } from '#features/editing/form-fields.tsx';
import { keepBody } from '#features/editing/keep-body.ts';

/**
 * A body in the form: rich text with the shop's components where Keystatic's editor gives it back unharmed, else its
 * source. What was not edited is written back as it stood.
 */
export function bodyField(isRequired: boolean): ContentFormField<BodyState, BodyState, string> {
  const rich = fields.mdx({
    label: 'Body',
    description: 'Words with the components of this shop, which the + menu lists.',
    options: { image: false },
    components: bodyComponents(),
  });
  type RichState = ReturnType<typeof rich.parse>;
  const extra = { other: new Map(), external: new Map(), slug: undefined };
  const richOf = (text: string): RichState | null => {
    const shown = bodyForForm(text);
    if (shown === null) return null;
    try {
      const state = rich.parse(undefined, { ...extra, content: encode(shown) });
      return keepBody(text, richText(state)) === text ? state : null;
    } catch {
      // The editor has no words for something in it; its author has.
      return null;
    }
  };
  const richText = (state: RichState) => decode(rich.serialize(state, { slug: undefined }).content);
  const textOf = (state: BodyState) =>
    state.rich === null ? state.source : keepBody(state.before, richText(state.rich as RichState));

  return {
    kind: 'form',
    formKind: 'content',
    contentExtension: '.mdx',
    defaultValue: () => ({ before: '', source: '', rich: rich.defaultValue() }),
    parse(_value, { content }) {
      const before = decode(content);
      return { before, source: before, rich: richOf(before) };
    },
    serialize: (state) => ({
      value: undefined,
      content: encode(textOf(state)),
      other: new Map(),
      external: new Map(),
    }),
    validate(state) {
      if (isRequired && textOf(state).trim() === '') throw new Error('Body is empty');
      return state;
    },
    reader: { parse: (_value, { content }) => decode(content) },
    Input: fixed(BodyInput, {
      Rich: rich.Input as (props: FormFieldInputProps<unknown>) => ReactElement | null,
    }),
  };
}

const targets = {
  glossary: 'glossary',
  product: 'product',
  sources: 'source',
  facts: 'fact',
} as const satisfies Record<string, ReferenceTarget>;

/** The components of the fixed set as Keystatic's, and the two that stand in for what its editor cannot hold. */
export function bodyComponents(): Record<string, ContentComponent> {
  return {
    ...Object.fromEntries(mdxComponentSet.map((component) => [component.name, contentComponent(component)])),
    [standIns.picture]: block({
      label: 'Picture',
      description: 'A picture of the folder “public”. What it shows must be said in words.',
      schema: {
        src: scalarField('File', attribute('Its path in the folder “public”.', '/images/roller.jpg', true)),
        alt: scalarField(
          'Words instead of the picture',
          attribute('What it shows, for whoever does not see it.', 'Roller on a clean towel', true),
        ),
        title: scalarField('Title', attribute('Shown on pointing at it.', 'A roller', false)),
      },
      ContentView: fixed(ComponentView, { name: 'Picture' }),
    }),
    [standIns.source]: block({
      label: 'As written',
      description: 'A part of the page in its source, such as a table with citations in it.',
      schema: {
        source: scalarField('Source', {
          ...attribute('Markdown with components.', '| A | B |', true),
          multiline: true,
        }),
      },
      ContentView: SourceView,
    }),
  };
}

function attribute(description: string, example: string, required: boolean) {
  return { type: 'string', description, example, required } as const;
}

function contentComponent(component: MdxComponent): ContentComponent {
  const schema: Record<string, ComponentSchema> = Object.fromEntries(
    component.attributes.map((each) => [each.name, attributeField(each)]),
  );
  const about = { label: component.name, description: component.description, schema };
  if (component.children === 'words')
    return mark({
      ...about,
      tag: 'span',
      icon: <Text>{component.name.slice(0, 1)}</Text>,
      style: { textDecoration: 'underline dotted' },
    });
  if (component.children === 'blocks') return wrapper(about);
  const ContentView = fixed(ComponentView, { name: component.name });
  return component.place === 'block' ? block({ ...about, ContentView }) : inline({ ...about, ContentView });
}

function attributeField({
  name,
  value,
  required,
  example,
  description,
}: ComponentAttribute): ComponentSchema {
  const about = { required, example, description };
  const label = fieldLabel(name);
  switch (value.type) {
    case 'text':
      return scalarField(label, { ...about, type: 'string' });
    case 'enum':
      return scalarField(label, { ...about, type: 'enum', values: value.values });
    case 'reference':
      return scalarField(label, { ...about, type: 'reference', to: targets[value.to] });
    case 'lengths':
      return scalarField(label, {
        ...about,
        type: 'string',
        pattern: { source: lengthsPattern, words: 'lengths in mm, shortest first' },
      });
  }
}

// The check asks `parseLengths`, of which a pattern has only the method that is used.
const lengthsPattern = Object.assign(/lengths/, { test: (text: string) => parseLengths(text) !== null });

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function decode(content: Uint8Array | undefined): string {
  return new TextDecoder().decode(content ?? new Uint8Array());
}
