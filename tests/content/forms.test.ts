import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type {
  BasicFormField,
  Collection,
  ComponentSchema,
  Config,
  FormFieldStoredValue,
  Singleton,
} from '@keystatic/core';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { stringify } from 'yaml';
import { checkFields } from '#content-pipeline/check-fields.ts';
import { contentlayerTypes } from '#content-pipeline/contentlayer-types.server.ts';
import {
  contentModel,
  type DocumentKind,
  type Field,
  type Fields,
  type KindName,
  kindNames,
  kindOfFile,
} from '#content-pipeline/document-types.ts';
import { mdxComponentSet } from '#content-pipeline/mdx-components.ts';
import { readYaml } from '#content-pipeline/yaml-source.ts';
import { keepDocument } from '#features/editing/keep-document.ts';
import { projectRoot } from '#lib/project-root.server.ts';
import { type BrowserKeystatic, browserKeystatic, openAndSave } from '../support/keystatic.ts';

let keystatic: BrowserKeystatic;
let forms: Config;

beforeAll(async () => {
  keystatic = await browserKeystatic();
  forms = keystatic.formConfig({ kind: 'local' });
}, 300_000);

type Form = Collection<Record<string, ComponentSchema>, string> | Singleton<Record<string, ComponentSchema>>;

function formOf(kind: KindName): Form {
  const form = forms.collections?.[kind] ?? forms.singletons?.[kind];
  if (!form) throw new Error(`There is no form for ${kind}`);
  return form;
}

/** Every file of the repository that has a form. */
const files = readdirSync(path.join(projectRoot, 'content'), { recursive: true, encoding: 'utf8' })
  .map((file) => file.split(path.sep).join('/'))
  .flatMap((file) => {
    const kind = kindOfFile(file);
    return kind ? [{ file, kind, text: readFileSync(path.join(projectRoot, 'content', file), 'utf8') }] : [];
  });

describe('open and save', () => {
  test('changes no byte of any file of the repository', () => {
    expect(files.length).toBeGreaterThan(90);
    const changed = files.flatMap(({ file, kind, text }) => {
      const model: DocumentKind = contentModel[kind];
      const sent = openAndSave(keystatic, formOf(kind), { path: `content/${file}`, text });
      return keepDocument(model, text, sent) === text ? [] : [file];
    });
    expect(changed).toEqual([]);
  });
});

/** A file after somebody saved `changed` in the form that had opened `text`. */
function saved(kind: KindName, file: string, text: string, changed: string): string {
  return keepDocument(
    contentModel[kind],
    text,
    openAndSave(keystatic, formOf(kind), { path: `content/${file}`, text: changed }),
  );
}

/** The lines that differ, old ones after `-`, new ones after `+`. */
function difference(before: string, after: string): string[] {
  const [old, now] = [before.split('\n'), after.split('\n')];
  return [
    ...old.filter((line) => !now.includes(line)).map((line) => `- ${line}`),
    ...now.filter((line) => !old.includes(line)).map((line) => `+ ${line}`),
  ];
}

describe('what was edited', () => {
  const textOf = (name: string) => files.find(({ file }) => file === name)?.text ?? '';

  test('a price changes its line and no other', () => {
    const file = 'products/face-roller.mdx';
    const text = textOf(file);
    const form = formOf('product');
    const sent = openAndSave(keystatic, form, { path: `content/${file}`, text }, (state) => {
      const [first, ...more] = state.variants as Record<string, unknown>[];
      state.variants = [{ ...first, price: '19.50' }, ...more];
    });
    expect(difference(text, keepDocument(contentModel.product, text, sent))).toEqual([
      '-   - {sku: FACE-020, label: 0.2 mm, needleLengthMm: 0.2, price: "18.00", openingStock: 24}',
      '+   - {sku: FACE-020, label: 0.2 mm, needleLengthMm: 0.2, price: "19.50", openingStock: 24}',
    ]);
  });

  test.each([
    ['a sentence', 'Most of the preparing is deciding', 'Most of preparing is deciding'],
    [
      'an item of a list inside a box',
      '- the skin is infected, cut, grazed or sunburnt;',
      '- the skin is infected, cut or sunburnt;',
    ],
    ['a heading', '## ', '## Now: '],
  ])('%s changes its line and no other', (_what, from, to) => {
    const file = 'learn/before-you-roll.mdx';
    const text = textOf(file);
    const changed = text.replace(from, to);
    expect(changed).not.toBe(text);
    expect(saved('article', file, text, changed)).toBe(changed);
  });

  test('a cell of a table with citations, and a picture, are edited and come back as Markdown', () => {
    const file = 'learn/skin-layer-by-layer.mdx';
    const picture = '![A roller & its "cap"](/icon-512.png "The roller")';
    const text = textOf(file).replace('## The dead film', `${picture}\n\n## The dead film`);
    expect(saved('article', file, text, text)).toBe(text);
    const changed = text.replace('| a single leaf |', '| one leaf |').replace('& its', 'and its');
    expect(saved('article', file, text, changed)).toBe(changed);
  });

  test('comments of a YAML file stay', () => {
    const text = textOf('facts.yaml');
    const changed = text.replace('from: 192', 'from: 200');
    expect(saved('facts', 'facts.yaml', text, changed)).toBe(changed);
  });

  test('a form opens what is wrong, and does not let it through', () => {
    const file = 'products/face-roller.mdx';
    const text = textOf(file)
      .replace('status: published', 'status: publishd')
      .replace('weightGrams: 48', 'weightGrams: heavy')
      .replace('"18.00"', '18')
      .replace('updatedOn: 2026-11-23', 'updatedOn: soon')
      .replace('[storage-case,', '[no-such-thing,');
    let refused: string[] = [];
    const sent = openAndSave(keystatic, formOf('product'), { path: `content/${file}`, text }, (state) => {
      const { schema } = formOf('product');
      refused = Object.keys(schema).filter((name) => !accepts(schema[name] as ComponentSchema, state[name]));
    });
    expect(refused.sort()).toEqual(['status', 'updatedOn', 'variants', 'weightGrams']);
    // And what nobody touched is still there to be mended.
    expect(keepDocument(contentModel.product, text, sent)).toContain('weightGrams: heavy');
  });
});

function accepts(schema: ComponentSchema, value: unknown): boolean {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  try {
    return keystatic.clientSideValidateProp(schema, value, undefined);
  } finally {
    warn.mockRestore();
  }
}

describe('the forms and the content model', () => {
  test('agree with it, and so with contentlayer, on every field of every kind', () => {
    const types = new Map(contentlayerTypes().map((type) => [type.def().name, type.def().fields]));
    for (const kind of kindNames) {
      const model: DocumentKind = contentModel[kind];
      const { schema } = formOf(kind);
      const body = model.format === 'mdx' ? ['body'] : [];
      expect([kind, ...Object.keys(schema)]).toEqual([kind, ...Object.keys(model.fields), ...body]);
      const compiled = types.get(model.typeName) as Record<string, { required: boolean; type: string }>;
      expect(Object.keys(compiled)).toEqual(Object.keys(model.fields));
      for (const [name, field] of Object.entries(model.fields)) {
        expect([name, compiled[name]?.required]).toEqual([name, field.required]);
        expect([name, compiled[name]?.type === 'list']).toEqual([name, schema[name]?.kind === 'array']);
      }
    }
  });

  test('let through exactly what the content check lets through', () => {
    const seen = new Set<string>();
    const disagreed: string[] = [];
    for (const kind of kindNames)
      for (const [path, field, schema] of fieldsOf(contentModel[kind].fields, formOf(kind).schema)) {
        seen.add(`${kind}.${path}`);
        for (const value of tried(field)) {
          const state = schema.parse((value ?? undefined) as FormFieldStoredValue);
          const stored = schema.serialize(state).value;
          const source = readYaml(stringify(stored === undefined ? {} : { it: stored }));
          const problems = checkFields({ it: field }, source).findings.map(({ problem }) => problem);
          let refusal: unknown = null;
          try {
            schema.validate(state);
          } catch (error) {
            refusal = error;
          }
          if ((refusal === null) !== (problems.length === 0))
            disagreed.push(`${kind}.${path} = ${JSON.stringify(value)}: form ${refusal}, check ${problems}`);
        }
      }
    expect(disagreed).toEqual([]);
    expect([...seen].filter((path) => path.startsWith('product.variants'))).toEqual(
      ['sku', 'label', 'colour', 'needleLengthMm', 'price', 'openingStock'].map(
        (name) => `product.variants[].${name}`,
      ),
    );
    expect(seen.size).toBeGreaterThan(100);
  });

  test('offer the components of the fixed set, with their attributes, and two stand-ins', () => {
    const offered = keystatic.bodyComponents();
    expect(Object.keys(offered)).toEqual([
      ...mdxComponentSet.map(({ name }) => name),
      'Picture',
      'AsWritten',
    ]);
    for (const { name, attributes, example } of mdxComponentSet) {
      const component = offered[name];
      expect([name, ...Object.keys(component?.schema ?? {})]).toEqual([
        name,
        ...attributes.map((each) => each.name),
      ]);
      for (const attribute of attributes) {
        const schema = component?.schema[attribute.name] as BasicFormField<string>;
        expect(accepts(schema, schema.parse(attribute.example)), example).toBe(true);
        expect(accepts(schema, ''), `${name} without ${attribute.name}`).toBe(!attribute.required);
        if (attribute.value.type === 'enum' || attribute.value.type === 'lengths')
          expect(accepts(schema, 'nothing of the kind')).toBe(false);
      }
    }
    const { alt, title } = offered.Picture?.schema ?? {};
    expect([accepts(alt as ComponentSchema, ''), accepts(title as ComponentSchema, '')]).toEqual([
      false,
      true,
    ]);
  });

  test('at GitHub there are only those whose files the browser can keep', () => {
    const there = keystatic.formConfig({ kind: 'github', repo: 'needlewise/shop' });
    expect(Object.keys(there.collections ?? {})).toEqual(['article', 'product', 'glossary', 'legal']);
    expect(Object.keys(there.singletons ?? {})).toEqual([]);
  });
});

type OneField = [path: string, field: Field, schema: BasicFormField<never>];

/** Every field with one value, at any depth, beside its form. */
function fieldsOf(model: Fields, schema: Record<string, ComponentSchema>, above = ''): OneField[] {
  return Object.entries(model).flatMap(([name, field]): OneField[] => {
    const form = schema[name];
    const path = `${above}${name}`;
    if (!form) throw new Error(`${path} has no form`);
    if (form.kind === 'object' && field.type === 'object')
      return fieldsOf(field.fields, form.fields, `${path}.`);
    if (form.kind === 'array' && field.type === 'list') {
      const { element } = form;
      if (element.kind === 'object' && field.of.type === 'object')
        return fieldsOf(field.of.fields, element.fields, `${path}[].`);
      const item = { ...field.of, required: true, example: '', description: '' } as Field;
      return [[`${path}[]`, item, element as unknown as BasicFormField<never>]];
    }
    // The name of a page: Keystatic keeps it together with the page's address.
    if (form.kind === 'form' && form.formKind === 'slug') return [];
    return [[path, field, form as unknown as BasicFormField<never>]];
  });
}

/** Values that a file could hold in such a field: its example, and all that people get wrong. */
function tried(field: Field): (string | number | boolean | null | Date | Record<string, unknown>)[] {
  const example = (readYaml(field.example).data ?? null) as string;
  const common = [
    example,
    null,
    '',
    ' ',
    'x',
    'two words',
    'Ä-b',
    '0',
    '-1',
    '1.5',
    '1e3',
    '007',
    '24.00',
    '24',
    '1,50',
    true,
    0,
    0.1,
    1,
    3,
    99_999_999,
  ];
  const times = [
    '2026-02-30',
    '2026-05-14',
    new Date('2026-05-14'),
    '2026-05-14T09:00',
    '2026-05-14T24:00',
    '14:00',
    '9:00',
  ];
  const texts = [
    'UK',
    'uk',
    'GBP',
    '/rollers/a',
    '/rollers/A b',
    'https://example.org',
    'a@b.example',
    'self-check',
    'off',
  ];
  const groups =
    field.type === 'object'
      ? [
          {},
          { ...(example as unknown as Record<string, unknown>), [Object.keys(field.fields)[0] ?? '']: null },
        ]
      : [];
  return [...common, ...times, ...texts, ...groups];
}
