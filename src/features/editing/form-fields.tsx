import {
  type BasicFormField,
  type ComponentSchema,
  type FormFieldStoredValue,
  fields,
} from '@keystatic/core';
import { type ScalarType, scalarProblem } from '#content-pipeline/check-fields.ts';
import type { Field, Fields, FieldType } from '#content-pipeline/document-types.ts';
import {
  type About,
  ChoiceInput,
  DocumentInput,
  fixed,
  type Group,
  GroupInput,
  NamedInput,
  TextInput,
  type TextLook,
  YesInput,
} from '#features/editing/FieldInputs.tsx';
import { fieldHelp, fieldLabel } from '#features/editing/field-words.ts';

/**
 * The form of a group of fields of the content model. Each field takes what its file holds, right or wrong, so that a
 * form opens to mend it; what may be saved is judged by the content check's own rules.
 */
export function formFields(model: Fields): Record<string, ComponentSchema> {
  return Object.fromEntries(Object.entries(model).map(([name, field]) => [name, formField(name, field)]));
}

function formField(name: string, field: Field): ComponentSchema {
  if (field.type === 'list') {
    const element = formItem(fieldLabel(name), field.of);
    return fields.array(element, {
      label: fieldLabel(name),
      description: fieldHelp(field),
      itemLabel: (item) => itemWords(item as ItemProps) || 'Empty',
      validation: { length: { min: field.required ? (field.min ?? 0) : 0 } },
    });
  }
  if (field.type === 'object') {
    const about = { label: fieldLabel(name), description: fieldHelp(field) };
    return field.required ? fields.object(formFields(field.fields), about) : groupField(name, field);
  }
  return scalarField(fieldLabel(name), field);
}

/** One entry of a list. */
function formItem(label: string, type: FieldType): ComponentSchema {
  if (type.type === 'object') return fields.object(formFields(type.fields));
  if (type.type === 'list') throw new TypeError('The content model has no list of lists');
  return scalarField(label, { ...type, required: true, example: '', description: '' });
}

interface ItemProps {
  value?: unknown;
  fields?: Readonly<Record<string, ItemProps>>;
}

/** An entry of a list by its first two words or numbers. */
function itemWords({ value, fields: inner }: ItemProps): string {
  if (!inner) return typeof value === 'string' ? value : '';
  return Object.values(inner)
    .flatMap((each) => (typeof each.value === 'string' && each.value !== '' ? [each.value] : []))
    .slice(0, 2)
    .join(' · ');
}

type OneValue = Field & ScalarType;

/** A field with one value: text as it is typed, or yes and no. Empty text stands for none. */
export function scalarField(
  label: string,
  field: OneValue,
): BasicFormField<string> | BasicFormField<boolean> {
  const help = field.description === '' ? '' : fieldHelp(field);
  const about = { label, help, isRequired: field.required };
  if (field.type === 'boolean') {
    return basic<boolean>({
      label,
      defaultValue: () => false,
      parse: (value) => value === true,
      serialize: (value) => ({ value }),
      validate: (value) => value,
      Input: fixed(YesInput, { about }),
    });
  }
  if (field.type === 'reference' && field.to !== 'source' && field.to !== 'fact' && field.to !== 'market')
    return documentField(label, help, field.to, field.required);

  const problemOf = (value: string) => {
    if (value.trim() === '') return field.required ? 'is empty' : null;
    return scalarProblem(field, valueIn(field, value));
  };
  return basic<string>({
    label,
    defaultValue: () => '',
    parse: writtenText,
    serialize: (value) => ({ value: value.trim() === '' ? undefined : valueIn(field, value) }),
    validate(value) {
      const problem = problemOf(value);
      if (problem !== null) throw new Error(`${label} ${problem}`);
      return value;
    },
    Input: inputOf(field, { ...about, problemOf }),
  });
}

function inputOf(field: OneValue, about: About): BasicFormField<string>['Input'] {
  if (field.type === 'reference') return fixed(NamedInput, { of: field.to as 'source', about });
  if (field.type === 'enum')
    return fixed(ChoiceInput, { about, choices: field.values.map((id) => ({ id, words: id })) });
  return fixed(TextInput, { look: lookOf(field), about });
}

function lookOf(field: OneValue): TextLook {
  // What is told in a sentence wants more than a line.
  if (field.type === 'string') return field.multiline || field.example.length > 40 ? 'lines' : 'line';
  return field.type === 'number' || field.type === 'date' || field.type === 'date-time' ? field.type : 'line';
}

/** A field that names another document, chosen from those there are. */
function documentField(
  label: string,
  description: string,
  collection: string,
  isRequired: boolean,
): BasicFormField<string> {
  const base = fields.relationship({ label, description, collection, validation: { isRequired } });
  return basic<string>({
    label,
    defaultValue: () => '',
    parse: writtenText,
    serialize: (value) => ({ value: value.trim() === '' ? undefined : value }),
    validate(value) {
      if (isRequired && value.trim() === '') throw new Error(`${label} is empty`);
      return value;
    },
    Input: fixed(DocumentInput, { Choose: base.Input }),
  });
}

/** A group that may be left out, or that stands in one: all of it is one field to Keystatic, which knows no such group. */
function groupField(name: string, field: Field & { type: 'object' }): BasicFormField<Group> {
  const inner = Object.fromEntries(
    Object.entries(field.fields).map(([innerName, each]): [string, BasicFormField<never>] => [
      innerName,
      innerField(innerName, each) as unknown as BasicFormField<never>,
    ]),
  );
  const about = { label: fieldLabel(name), help: fieldHelp(field), isRequired: field.required };
  const valuesOf = (value: FormFieldStoredValue) =>
    Object.fromEntries(
      Object.entries(inner).map(([innerName, each]) => [
        innerName,
        each.parse((isRecord(value) ? value[innerName] : undefined) ?? undefined),
      ]),
    );
  return basic<Group>({
    label: about.label,
    defaultValue: () => ({ isOn: field.required, values: valuesOf(undefined) }),
    parse: (value) => ({ isOn: field.required || isRecord(value), values: valuesOf(value) }),
    serialize({ isOn, values }) {
      if (!isOn) return { value: undefined };
      const written = Object.entries(inner).flatMap(([innerName, each]) => {
        const { value } = each.serialize(values[innerName] as never);
        return value === undefined ? [] : [[innerName, value] as const];
      });
      return { value: Object.fromEntries(written) };
    },
    validate(value) {
      if (value.isOn)
        for (const [innerName, each] of Object.entries(inner))
          each.validate(value.values[innerName] as never);
      return value;
    },
    Input: fixed(GroupInput, { about, fields: inner, isOptional: !field.required }),
  });
}

function innerField(
  name: string,
  field: Field,
): BasicFormField<Group> | BasicFormField<string> | BasicFormField<boolean> {
  if (field.type === 'object') return groupField(name, field);
  if (field.type === 'list') return linesField(name, field);
  return scalarField(fieldLabel(name), field);
}

/** A list inside such a group: a line for each entry. */
function linesField(name: string, field: Field & { type: 'list' }): BasicFormField<string> {
  const { of } = field;
  if (of.type === 'list' || of.type === 'object' || of.type === 'boolean')
    throw new TypeError('Inside a group that may be left out, a list holds words, numbers or days');
  const label = fieldLabel(name);
  const item: OneValue = { ...of, required: true, example: '', description: '' };
  const linesOf = (value: string) =>
    value
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean);
  const problemOf = (value: string) => {
    const lines = linesOf(value);
    if (field.required && lines.length < (field.min ?? 0)) return `needs at least ${field.min} of them`;
    for (const line of lines) {
      const problem = scalarProblem(item, valueIn(item, line));
      if (problem !== null) return problem;
    }
    return null;
  };
  const about = { label, help: `${fieldHelp(field)} One a line.`, isRequired: field.required, problemOf };
  return basic<string>({
    label,
    defaultValue: () => '',
    parse: (value) =>
      Array.isArray(value)
        ? value.map((each) => writtenText(each ?? undefined)).join('\n')
        : writtenText(value),
    serialize: (value) => ({ value: linesOf(value).map((line) => valueIn(item, line)) }),
    validate(value) {
      const problem = problemOf(value);
      if (problem !== null) throw new Error(`${label} ${problem}`);
      return value;
    },
    Input: fixed(TextInput, { look: 'lines', about }),
  });
}

/** The value that a text in the form stands for. */
function valueIn(type: ScalarType, text: string): string | number {
  const trimmed = text.trim();
  return type.type === 'number' && trimmed !== '' && Number.isFinite(Number(trimmed))
    ? Number(trimmed)
    : text;
}

/** A value of a file as text: Keystatic's YAML reads days as moments. */
function writtenText(value: FormFieldStoredValue): string {
  if (value === undefined) return '';
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function basic<Value extends {}>(
  field: Omit<BasicFormField<Value>, 'kind' | 'reader'>,
): BasicFormField<Value> {
  return { ...field, kind: 'form', reader: { parse: (value) => field.validate(field.parse(value)) } };
}

function isRecord(value: unknown): value is Readonly<Record<string, FormFieldStoredValue>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
