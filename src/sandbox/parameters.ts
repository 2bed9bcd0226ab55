import { ApiError, invalidParameter, notEmulated } from './api-error.ts';
import generated from './generated/parameters.json' with { type: 'json' };

/** What one parameter may hold, derived from the SDK's typings by `derive-parameters.ts`. */
export type Shape = (
  | { type: 'string' | 'decimal' | 'boolean' | 'metadata' | 'range' }
  | { type: 'integer'; or?: string[] }
  | { type: 'enum'; values: string[] }
  | { type: 'list' | 'map'; of: Shape }
  | { type: 'object'; keys: Record<string, Shape>; required?: string[] }
) & { emptyable?: boolean };

/** A form body before types: text, or named children (lists are children named 0, 1, 2 …). */
export type FormTree = string | Map<string, FormTree>;

/** A value after types. */
export type Value = string | number | boolean | Value[] | { [key: string]: Value };

/** The API version that the sandbox speaks: that of the installed SDK. */
export const apiVersion: string = generated.apiVersion;

const operations = generated.operations as unknown as Record<string, Shape>;

/**
 * Reads `a[b][0]=c` pairs into a tree, as Stripe's API does. Throws ApiError 400 for a key
 * that is both text and parent, or whose brackets do not close.
 */
export function readForm(pairs: Iterable<[string, string]>): Map<string, FormTree> {
  const root = new Map<string, FormTree>();
  for (const [name, text] of pairs) {
    const match = /^([^[\]]+)((?:\[[^[\]]*\])*)$/.exec(name);
    if (!match) throw invalidParameter(name, `Invalid parameter name: ${name}`);
    const path = [
      match[1] ?? '',
      ...[...(match[2] ?? '').matchAll(/\[([^[\]]*)\]/g)].map((part) => part[1] ?? ''),
    ];
    let parent = root;
    for (const [depth, step] of path.entries()) {
      // `list[]=x` appends; `list[][key]=x` is ambiguous in Stripe's own clients, none of which sends it.
      if (step === '' && depth < path.length - 1) throw notEmulated(`${name}: number the items`, name);
      const key = step === '' ? String(parent.size) : step;
      if (depth === path.length - 1) {
        if (parent.get(key) instanceof Map) throw invalidParameter(name, `Invalid ${name}: given twice`);
        parent.set(key, text);
        break;
      }
      const child = parent.get(key) ?? new Map<string, FormTree>();
      if (typeof child === 'string') throw invalidParameter(name, `Invalid ${name}: given twice`);
      parent.set(key, child);
      parent = child;
    }
  }
  return root;
}

/**
 * Checks a form tree against the SDK's typings for `operation` and gives typed values.
 * Throws ApiError 400 in this order: unknown keys (all at once), then types, enums and
 * missing required keys in the order sent.
 */
export function readParameters(operation: string, tree: Map<string, FormTree>): { [key: string]: Value } {
  const shape = operations[operation];
  if (shape?.type !== 'object') throw new Error(`No parameters known for ${operation}`);
  const unknown = unknownKeys(shape, tree, '');
  if (unknown.length > 0) throw unknownParameters(unknown);
  return readObject(shape, tree, '');
}

interface UnknownKey {
  param: string;
  suggestion: string | undefined;
}

function unknownParameters(unknown: UnknownKey[]): ApiError {
  const [first] = unknown;
  const names = unknown.map(({ param }) => param).join(', ');
  const hint = unknown.length === 1 && first?.suggestion ? `. Did you mean ${first.suggestion}?` : '';
  return new ApiError(400, `Received unknown parameter${unknown.length > 1 ? 's' : ''}: ${names}${hint}`, {
    code: 'parameter_unknown',
    ...(first && { param: first.param }),
  });
}

function unknownKeys(shape: Shape, tree: FormTree, path: string): UnknownKey[] {
  if (typeof tree === 'string') return [];
  if (shape.type === 'list' || shape.type === 'map') {
    return [...tree].flatMap(([key, child]) => unknownKeys(shape.of, child, at(path, key)));
  }
  if (shape.type === 'range') {
    return unknownKeys({ type: 'object', keys: rangeKeys }, tree, path);
  }
  if (shape.type !== 'object') return [];
  return [...tree].flatMap(([key, child]) => {
    const known = Object.hasOwn(shape.keys, key) ? shape.keys[key] : undefined;
    if (known) return unknownKeys(known, child, at(path, key));
    return [{ param: at(path, key), suggestion: closest(key, Object.keys(shape.keys)) }];
  });
}

const rangeKeys: Record<string, Shape> = {
  gt: { type: 'integer' },
  gte: { type: 'integer' },
  lt: { type: 'integer' },
  lte: { type: 'integer' },
};

const at = (path: string, key: string) => (path === '' ? key : `${path}[${key}]`);

function readObject(
  shape: Extract<Shape, { type: 'object' }>,
  tree: Map<string, FormTree>,
  path: string,
): { [key: string]: Value } {
  const values: { [key: string]: Value } = {};
  for (const [key, child] of tree) {
    const known = shape.keys[key];
    if (known) values[key] = readValue(known, child, at(path, key));
  }
  for (const key of shape.required ?? []) {
    if (values[key] === undefined) throw missingParameter(at(path, key));
  }
  return values;
}

/** 400 `parameter_missing`, Stripe's wording. */
export function missingParameter(param: string): ApiError {
  return invalidParameter(param, `Missing required param: ${param}.`, 'parameter_missing');
}

function readValue(shape: Shape, tree: FormTree, path: string): Value {
  if (tree === '' && shape.emptyable) return '';
  if (shape.type === 'metadata') return readMetadata(tree, path);
  if (shape.type === 'range') {
    return typeof tree === 'string'
      ? readInteger(tree, path)
      : readObject({ type: 'object', keys: rangeKeys }, tree, path);
  }
  if (shape.type === 'object' || shape.type === 'map' || shape.type === 'list') {
    const kind = shape.type === 'list' ? 'array' : 'object';
    if (typeof tree === 'string') throw invalidParameter(path, `Invalid ${kind}`);
    if (shape.type === 'object') return readObject(shape, tree, path);
    if (shape.type === 'map') {
      return Object.fromEntries(
        [...tree].map(([key, child]) => [key, readValue(shape.of, child, at(path, key))]),
      );
    }
    if ([...tree.keys()].some((key) => !/^\d+$/.test(key))) throw invalidParameter(path, 'Invalid array');
    // Clients may number items in any order; holes close up, as in Rack.
    const items = [...tree].sort(([a], [b]) => Number(a) - Number(b));
    return items.map(([key, child]) => readValue(shape.of, child, at(path, key)));
  }
  if (typeof tree !== 'string') {
    throw shape.type === 'integer'
      ? invalidParameter(path, `Invalid integer: ${JSON.stringify(plain(tree))}`, 'parameter_invalid_integer')
      : invalidParameter(
          path,
          `Invalid ${shape.type === 'enum' ? 'string' : shape.type}: ${JSON.stringify(plain(tree))}`,
        );
  }
  if (tree === '') {
    throw invalidParameter(
      path,
      `You passed an empty string for '${path}'. We assume empty values are an attempt to unset a parameter; however '${path}' cannot be unset. You should remove '${path}' from your request or supply a non-empty value.`,
      'parameter_invalid_empty',
    );
  }
  switch (shape.type) {
    case 'integer':
      return shape.or?.includes(tree) ? tree : readInteger(tree, path);
    case 'boolean':
      if (tree === 'true' || tree === '1') return true;
      if (tree === 'false' || tree === '0') return false;
      throw invalidParameter(path, `Invalid boolean: ${tree}`);
    case 'decimal':
      if (!/^-?\d+(\.\d{1,12})?$/.test(tree)) throw invalidParameter(path, `Invalid decimal: ${tree}`);
      return tree;
    case 'enum':
      if (!shape.values.includes(tree))
        throw invalidParameter(path, `Invalid ${path}: must be ${oneOf(shape.values)}`);
      return tree;
    case 'string':
      if (tree.length > 5000) throw tooLong(path, tree, 5000);
      return tree;
  }
}

/** 400 for text over its limit. */
export function tooLong(param: string, text: string, limit: number): ApiError {
  return invalidParameter(
    param,
    `Invalid string: ${text.slice(0, 10)}...${text.slice(-5)}; must be at most ${limit} characters`,
  );
}

function readInteger(text: string, path: string): number {
  if (!/^-?\d+$/.test(text) || !Number.isSafeInteger(Number(text))) {
    throw invalidParameter(path, `Invalid integer: ${text}`, 'parameter_invalid_integer');
  }
  return Number(text);
}

function readMetadata(tree: FormTree, path: string): { [key: string]: string } {
  if (typeof tree === 'string') {
    if (tree === '') return {};
    throw invalidParameter(path, 'Invalid object');
  }
  const entries = [...tree].map(([key, value]) => {
    if (typeof value !== 'string') {
      throw invalidParameter(at(path, key), 'Metadata values must be strings, but you passed in a hash');
    }
    if (key.length > 40) {
      throw invalidParameter(
        path,
        `Metadata keys can have up to 40 characters, but you passed in a key that is ${key.length} characters. Invalid key: ${key}`,
      );
    }
    if (value.length > 500) {
      throw invalidParameter(
        path,
        `Metadata values can have up to 500 characters, but you passed in a value that is ${value.length} characters. Invalid value: ${value}`,
      );
    }
    return [key, value] as const;
  });
  if (entries.length > 50) {
    throw invalidParameter(path, `You can have up to 50 metadata keys, but you passed in ${entries.length}`);
  }
  return Object.fromEntries(entries);
}

function plain(tree: FormTree): unknown {
  return typeof tree === 'string'
    ? tree
    : Object.fromEntries([...tree].map(([key, child]) => [key, plain(child)]));
}

function oneOf(values: readonly string[]): string {
  if (values.length <= 1) return values.join('');
  if (values.length === 2) return `one of ${values.join(' or ')}`;
  return `one of ${values.slice(0, -1).join(', ')}, or ${values.at(-1)}`;
}

/** The candidate within two edits (three for long names), if there is one. */
function closest(name: string, candidates: readonly string[]): string | undefined {
  const reach = name.length > 8 ? 3 : 2;
  return candidates
    .map((candidate) => ({ candidate, edits: editDistance(name, candidate) }))
    .filter(({ edits }) => edits <= reach)
    .sort((a, b) => a.edits - b.edits)[0]?.candidate;
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [row, letter] of [...a].entries()) {
    const current = [row + 1];
    for (const [column, other] of [...b].entries()) {
      current.push(
        Math.min(
          (previous[column + 1] ?? 0) + 1,
          (current[column] ?? 0) + 1,
          (previous[column] ?? 0) + (letter === other ? 0 : 1),
        ),
      );
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
