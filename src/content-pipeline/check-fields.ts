import type { Fields, FieldType, ReferenceTarget } from '#content-pipeline/document-types.ts';
import { type FieldPath, fieldName, nearest, type Position } from '#content-pipeline/problems.ts';
import type { YamlSource } from '#content-pipeline/yaml-source.ts';
import { parseMoney } from '#lib/money.ts';

/** Something wrong with a field, before its file is known. */
export interface FieldFinding extends Position {
  path: FieldPath;
  field: string;
  problem: string;
  example: string;
}

/** A field that names another document. */
export interface FieldReference extends Position {
  path: FieldPath;
  to: ReferenceTarget;
  id: string;
}

export interface FieldReport {
  findings: FieldFinding[];
  references: FieldReference[];
  /** Whether no problem lies at, above or below any of these paths, so that their values have the model's types. */
  sound(...paths: FieldPath[]): boolean;
}

/** Holds the data of one document against the model: every problem with its place, and every reference it makes. */
export function checkFields(fields: Fields, source: YamlSource): FieldReport {
  const findings: FieldFinding[] = [];
  const references: FieldReference[] = [];
  const find = (path: FieldPath, problem: string, example: string, at = source.locate(path)) => {
    findings.push({ ...at, path, field: fieldName(path), problem, example });
  };

  const checkObject = (inner: Fields, data: Record<string, unknown>, path: FieldPath) => {
    for (const [name, value] of Object.entries(data)) {
      const field = Object.hasOwn(inner, name) ? inner[name] : undefined;
      const here = [...path, name];
      if (field) {
        if (value !== null && value !== undefined) checkValue(field, value, here, field.example);
        else if (field.required) find(here, 'is empty', field.example);
        continue;
      }
      const near = nearest(name, Object.keys(inner));
      const problem = near
        ? `is not a field; did you mean “${near}”?`
        : `is not a field (${Object.keys(inner).join(', ')})`;
      find(here, problem, near ? `${near}: ${inner[near]?.example}` : '', source.locateName(here));
    }
    for (const [name, field] of Object.entries(inner)) {
      if (!field.required || Object.hasOwn(data, name)) continue;
      find([...path, name], 'is missing', `${name}: ${field.example}`, source.locate(path));
    }
  };

  const checkValue = (type: FieldType, value: unknown, path: FieldPath, example: string) => {
    if (type.type === 'list') {
      if (!Array.isArray(value)) return find(path, `must be a list, not ${nameOf(value)}`, example);
      if (value.length < (type.min ?? 0)) find(path, `needs at least ${type.min} of them`, example);
      const seen = new Set<unknown>();
      for (const [index, item] of value.entries()) {
        if (item === null) find([...path, index], 'is empty', example);
        else checkValue(type.of, item, [...path, index], exampleOf(type.of, example));
        if (type.distinct && seen.has(item)) find([...path, index], `“${item}” is in the list twice`, '');
        seen.add(item);
      }
      return undefined;
    }
    if (type.type === 'object') {
      if (!isRecord(value)) return find(path, `must be a group of fields, not ${nameOf(value)}`, example);
      return checkObject(type.fields, value, path);
    }
    const problem = scalarProblem(type, value, source.written(path));
    if (problem) return find(path, problem, example);
    if (type.type === 'reference')
      references.push({ ...source.locate(path), path, to: type.to, id: String(value) });
    return undefined;
  };

  if (isRecord(source.data)) checkObject(fields, source.data, []);
  else if (source.errors.length === 0) {
    checkObject(fields, {}, []);
  }

  return {
    findings,
    references,
    sound: (...paths) =>
      source.errors.length === 0 &&
      isRecord(source.data) &&
      paths.every((path) => !findings.some((finding) => startsAlike(finding.path, path))),
  };
}

/** Whether a text is a day of the calendar written YYYY-MM-DD. */
export function isCivilDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** Whether a text is a day of the calendar and a time of the clock, written YYYY-MM-DDThh:mm. */
export function isCivilTime(text: string): boolean {
  const [day = '', time = ''] = text.split('T');
  return isCivilDate(day) && text === `${day}T${time}` && /^([01]\d|2[0-3]):[0-5]\d$/.test(time);
}

/** What a field can hold that is one value. */
export type ScalarType = Exclude<FieldType, { type: 'list' | 'object' }>;

/** What is wrong with one value, to be read after the field's name; null when nothing. `written` is how its YAML has it. */
export function scalarProblem(type: ScalarType, value: unknown, written?: string): string | null {
  if (type.type === 'boolean')
    return typeof value === 'boolean' ? null : `must be true or false, not ${nameOf(value)}`;
  if (type.type === 'number') {
    if (typeof value !== 'number' || !Number.isFinite(value)) return `must be a number, not ${nameOf(value)}`;
    if (type.whole && !Number.isInteger(value)) return 'must be a whole number';
    if (value < type.min || value > type.max) return `must lie between ${type.min} and ${type.max}`;
    // 010 is ten to YAML 1.2, eight to older readers, and probably neither to the person who wrote it.
    return written && /^-?0[\dxob]/.test(written) ? `is written ${written}; write ${value}` : null;
  }
  if (type.type === 'money') {
    if (typeof value === 'number') return 'is a price without quotes';
    if (typeof value !== 'string') return `must be a price, not ${nameOf(value)}`;
    return parseMoney(value) === null ? `“${value}” is not a price with two decimals` : null;
  }
  if (typeof value !== 'string') return `must be text, not ${nameOf(value)}; put it in quotes`;
  if (value.trim() === '') return 'is empty';
  switch (type.type) {
    case 'date':
      return isCivilDate(value) ? null : `“${value}” is not a date (year-month-day)`;
    case 'date-time':
      return isCivilTime(value)
        ? null
        : `“${value}” is not a date with a time (year-month-day, T, hours:minutes)`;
    case 'enum':
      return type.values.includes(value) ? null : `“${value}” must be one of ${type.values.join(', ')}`;
    case 'string':
      return type.pattern && !type.pattern.source.test(value)
        ? `“${value}” must be ${type.pattern.words}`
        : null;
    case 'reference':
      return null;
  }
}

function exampleOf(type: FieldType, listExample: string): string {
  return type.type === 'enum' ? (type.values[0] ?? '') : listExample;
}

function nameOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a group of fields';
  if (typeof value === 'string') return `the text “${value}”`;
  return `${typeof value === 'boolean' ? '' : 'the number '}${value}`;
}

function startsAlike(a: FieldPath, b: FieldPath): boolean {
  const shared = Math.min(a.length, b.length);
  for (let index = 0; index < shared; index++) if (a[index] !== b[index]) return false;
  return true;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
