import { isDeepStrictEqual } from 'node:util';
import {
  Document,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  type Scalar,
  visit,
} from 'yaml';
import type { Field, Fields, FieldType } from '#content-pipeline/document-types.ts';
import { alignedPairs } from '#features/editing/aligned.ts';

/**
 * The YAML of a document with new data in it, and everything else as its author wrote it: comments, order, quotes and
 * line breaks stay, and only what changed is written anew. What a field of the model holds is said by `data`; a field
 * that the model does not know stays as it is. A value that says the same (nothing, null and an empty list do) stays.
 */
export function keepYaml(fields: Fields, text: string, data: unknown): string {
  const wanted = isRecord(data) ? data : {};
  const written = parseDocument(text, { logLevel: 'error' });
  if (written.errors.length > 0 || !(isMap(written.contents) || written.contents === null))
    return freshYaml(fields, wanted);
  if (written.contents === null) return `${text}${freshYaml(fields, wanted)}`;
  const edits: Edit[] = [];
  editMap(fields, written.contents, wanted, { text, edits });
  const kept = applyEdits(text, edits);
  // The words of a file are worth keeping, but what the editor meant comes first.
  return saysTheSame(fields, kept, wanted, written.toJS()) ? kept : freshYaml(fields, wanted, written.toJS());
}

/** The YAML of a new document, its fields in the order of the model; `beside` are fields that the model does not know. */
export function freshYaml(fields: Fields, data: Readonly<Record<string, unknown>>, beside?: unknown): string {
  const unknown = isRecord(beside)
    ? Object.fromEntries(Object.entries(beside).filter(([name]) => !Object.hasOwn(fields, name)))
    : {};
  const known = Object.entries(fields).filter(([name, field]) => field.required || !isNothing(data[name]));
  return rendered(
    new Document(
      Object.fromEntries([...known.map(([name]) => [name, data[name] ?? null]), ...Object.entries(unknown)]),
    ),
    { type: 'object', fields },
  );
}

/** Whether two values of a document mean the same to the shop: what is left out, null and an empty list do. */
export function isSame(a: unknown, b: unknown): boolean {
  if (isNothing(a) || isNothing(b)) return isNothing(a) && isNothing(b);
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => isSame(item, b[index]));
  if (isRecord(a) && isRecord(b))
    return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((name) => isSame(a[name], b[name]));
  return isDeepStrictEqual(a, b);
}

interface Edit {
  from: number;
  to: number;
  words: string;
}

interface Writing {
  text: string;
  edits: Edit[];
}

type YamlMap = Extract<Document['contents'], { items: Pair[] }>;

function editMap(fields: Fields, map: unknown, wanted: Record<string, unknown>, writing: Writing): void {
  if (!isMap(map)) return;
  const pairOf = (name: string) => map.items.find(({ key }) => isScalar(key) && key.value === name);
  let before: Pair | undefined;
  for (const [name, field] of Object.entries(fields)) {
    const pair = pairOf(name);
    const old: unknown = isNode(pair?.value) ? pair.value.toJS(emptyDocument) : null;
    if (!isSame(old, wanted[name])) {
      if (pair) editPair(field, pair, name, wanted[name], writing);
      else addPair(map as unknown as YamlMap, before, name, field, wanted[name], writing);
    }
    if (pair) before = pair as Pair;
  }
}

// Aliases are read by the check, which refuses too many; a document that uses them is written afresh if need be.
const emptyDocument = new Document();

function editPair(
  type: FieldType,
  pair: Pair<unknown, unknown>,
  name: string,
  value: unknown,
  writing: Writing,
): void {
  const { text, edits } = writing;
  const key = pair.key as Scalar;
  const node = pair.value;
  const keyEnd = key.range?.[1] ?? 0;
  if (!isNode(node) || !node.range || node.range[0] === node.range[1]) {
    // “name:” with nothing behind it.
    const colon = text.indexOf(':', keyEnd) + 1;
    edits.push({ from: colon, to: colon, words: valueWords(name, type, value, columnOf(text, key)) });
    return;
  }
  if (editInside(type, node, value, writing)) return;
  const isFlow = isInFlow(text, node);
  const colon = text.indexOf(':', keyEnd) + 1;
  const end = contentEnd(node);
  const shown = isNothing(value) && type.type === 'list' ? [] : (value ?? null);
  const words = isFlow
    ? ` ${flowWords(type, shown, node)}`
    : valueWords(name, type, shown, columnOf(text, key), node);
  edits.push({ from: colon, to: text[end - 1] === '\n' ? end - 1 : end, words });
}

/** Edits within a value where its form allows it; false where the whole value has to be written anew. */
function editInside(type: FieldType, node: Node, value: unknown, writing: Writing): boolean {
  const { text, edits } = writing;
  if (type.type === 'object' && isMap(node) && isRecord(value)) {
    editMap(type.fields, node, value, writing);
    return true;
  }
  if (
    type.type === 'list' &&
    isSeq(node) &&
    Array.isArray(value) &&
    value.length > 0 &&
    node.items.length > 0
  )
    return editList(type.of, node.items as Node[], node.flow === true, value, writing);
  if (
    isScalar(node) &&
    node.range &&
    !isCollection(type) &&
    node.type !== 'BLOCK_FOLDED' &&
    node.type !== 'BLOCK_LITERAL'
  ) {
    edits.push({
      from: node.range[0],
      to: node.range[1],
      words: flowWords(type, value ?? null, node, !isInFlow(text, node)),
    });
    return true;
  }
  return false;
}

function editList(
  type: FieldType,
  items: readonly Node[],
  isFlow: boolean,
  values: readonly unknown[],
  writing: Writing,
): boolean {
  const { text, edits } = writing;
  if (items.some((item) => !isNode(item) || !item.range)) return false;
  const places = items.map((item) => (isFlow ? flowPlace(item) : blockPlace(text, item)));
  if (places.some((place) => place === null)) return false;
  const old = items.map((item) => item.toJS(emptyDocument) as unknown);
  let from = 0;
  let to = 0;
  const between = (oldEnd: number, newEnd: number) => {
    const shared = Math.min(oldEnd - from, newEnd - to);
    for (let step = 0; step < shared; step += 1) {
      const item = items[from + step] as Node;
      const value = values[to + step];
      if (editInside(type, item, value, writing)) continue;
      const place = places[from + step] as Place;
      edits.push({ ...place, words: itemWords(type, value, isFlow, place.column, item) });
    }
    for (let index = from + shared; index < oldEnd; index += 1) {
      const place = places[index] as Place;
      edits.push({ ...(isFlow ? withComma(text, places as Place[], index) : place), words: '' });
    }
    for (let index = to + shared; index < newEnd; index += 1) {
      const last = from + shared - 1;
      const after = places[Math.max(last, 0)] as Place;
      const words = itemWords(type, values[index], isFlow, after.column, items[0]);
      const comma = isFlow ? `,${lineBefore(text, after.from) ?? ' '}` : '';
      const place = last < 0 ? after.from : after.to;
      edits.push({ from: place, to: place, words: last < 0 ? `${words}${comma}` : `${comma}${words}` });
    }
    from = oldEnd + 1;
    to = newEnd + 1;
  };
  for (const [oldIndex, newIndex] of alignedPairs(old, values, isSame)) between(oldIndex, newIndex);
  between(old.length, values.length);
  return true;
}

interface Place {
  from: number;
  to: number;
  /** Column of the list's signs, from 0. */
  column: number;
}

function flowPlace(item: Node): Place | null {
  return item.range ? { from: item.range[0], to: contentEnd(item), column: 0 } : null;
}

/** The lines of an item of a list, from its `-`, without the comments before the next; null where it shares a line. */
function blockPlace(text: string, item: Node): Place | null {
  const start = item.range?.[0] ?? 0;
  const line = text.lastIndexOf('\n', start - 1) + 1;
  const [, indent = ''] = /^( *)-\s+$/.exec(text.slice(line, start)) ?? [];
  if (!text.slice(line + indent.length).startsWith('-')) return null;
  return { from: line, to: lineEnd(text, contentEnd(item)), column: indent.length };
}

function withComma(text: string, places: readonly Place[], index: number): { from: number; to: number } {
  const { from, to } = places[index] as Place;
  const [comma] = /^\s*,[ \t]*/.exec(text.slice(to)) ?? [];
  const line = lineBefore(text, from);
  // An item with a line to itself takes the line with it.
  if (comma !== undefined && line !== null && text[to + comma.length] === '\n')
    return { from: from - line.length, to: to + comma.length };
  if (comma !== undefined) return { from, to: to + comma.length };
  const before = places[index - 1];
  return { from: before ? before.to : from, to };
}

/** The line break and the spaces before a place, where nothing else stands on its line; null otherwise. */
function lineBefore(text: string, place: number): string | null {
  return /\n[ ]*$/.exec(text.slice(0, place))?.[0] ?? null;
}

function itemWords(type: FieldType, value: unknown, isFlow: boolean, column: number, like?: Node): string {
  if (isFlow) return flowWords(type, value, like);
  const document = new Document([value]);
  const node = isSeq(document.contents) ? document.contents.items[0] : null;
  if (isScalar(node) && isScalar(like)) quoteLike(node, like);
  return indented(rendered(document, { type: 'list', of: type }), column, true);
}

function addPair(
  map: YamlMap,
  before: Pair | undefined,
  name: string,
  type: FieldType,
  value: unknown,
  { text, edits }: Writing,
): void {
  const after = (before ?? map.items[0]) as Pair | undefined;
  if (map.flow === true) {
    const words = `${name}: ${flowWords(type, value)}`;
    if (!after) {
      const inside = (map.range?.[0] ?? 0) + 1;
      edits.push({ from: inside, to: inside, words });
      return;
    }
    const place = pairEnd(after);
    edits.push({ from: place, to: place, words: `, ${words}` });
    return;
  }
  if (!after) return;
  const column = columnOf(text, after.key as Scalar);
  const place = lineEnd(text, pairEnd(after));
  const words = `${' '.repeat(column)}${name}:${valueWords(name, type, value, column)}\n`;
  edits.push({ from: place, to: place, words: text[place - 1] === '\n' ? words : `\n${words}` });
}

function pairEnd({ key, value }: Pair): number {
  const end = (key as Scalar).range?.[1] ?? 0;
  return isNode(value) ? Math.max(contentEnd(value), end + 1) : end + 1;
}

/** Where the last written sign of a node stands, comments behind it left out. */
function contentEnd(node: Node): number {
  if ((isMap(node) || isSeq(node)) && node.flow !== true) {
    const last = node.items.at(-1);
    if (isNode(last)) return contentEnd(last);
    if (last) return pairEnd(last as Pair);
  }
  return node.range?.[1] ?? 0;
}

function lineEnd(text: string, place: number): number {
  if (text[place - 1] === '\n') return place;
  const end = text.indexOf('\n', place);
  return end < 0 ? text.length : end + 1;
}

function columnOf(text: string, node: Node): number {
  const start = node.range?.[0] ?? 0;
  return start - (text.lastIndexOf('\n', start - 1) + 1);
}

/** What stands behind `name:` in a block, with the space before it; `old` tells how the author quotes. */
function valueWords(name: string, type: FieldType, value: unknown, column: number, old?: Node): string {
  const document = new Document({ [name]: value });
  const node = document.get(name, true);
  if (isScalar(node) && isScalar(old)) quoteLike(node, old);
  const whole = rendered(document, { type: 'object', fields: { [name]: asField(type) } });
  return indented(whole, column, false)
    .slice(name.length + 1)
    .replace(/\n$/, '');
}

/** A value as it stands in a flow `[…]`, or on the rest of a line. */
function flowWords(type: FieldType, value: unknown, old?: Node, isLine = false): string {
  const document = new Document([value]);
  const list = document.contents;
  const node = isSeq(list) ? list.items[0] : null;
  if (isSeq(list) && !isLine) list.flow = true;
  if (isScalar(node) && isScalar(old)) quoteLike(node, old);
  if (isMap(node) || isSeq(node)) node.flow = true;
  const words = rendered(document, { type: 'list', of: type });
  return isLine ? words.replace(/^- /, '').trimEnd() : words.trim().slice(1, -1).trim();
}

function quoteLike(node: Scalar, old: Scalar): void {
  if (typeof node.value !== 'string' || typeof old.value !== 'string') return;
  if (old.type === 'QUOTE_DOUBLE' || old.type === 'QUOTE_SINGLE' || old.type === 'BLOCK_FOLDED')
    node.type = old.type;
}

function rendered(document: Document, type: FieldType): string {
  quote(document.contents, type);
  return document.toString({ lineWidth: hasFolded(document) ? 120 : 0, flowCollectionPadding: false });
}

function hasFolded(document: Document): boolean {
  let folded = false;
  visit(document, {
    Scalar(_key, node) {
      if (node.type === 'BLOCK_FOLDED') folded = true;
    },
  });
  return folded;
}

/** A price is written in quotes, and so is what older readers take for yes, no, or minutes and seconds. */
function quote(node: unknown, type: FieldType): void {
  if (isScalar(node)) {
    const { value } = node;
    if (typeof value !== 'string' || node.type !== undefined) return;
    if (type.type === 'money' || /^(on|off|yes|no|y|n|[\d:]+:[\d:]+)$/i.test(value))
      node.type = 'QUOTE_DOUBLE';
  } else if (isSeq(node) && type.type === 'list') for (const item of node.items) quote(item, type.of);
  else if (isMap(node) && type.type === 'object')
    for (const pair of node.items) {
      const field = isScalar(pair.key) ? type.fields[String(pair.key.value)] : undefined;
      if (field) quote(pair.value, field);
    }
}

function asField(type: FieldType): Field {
  return { ...type, required: false, example: '', description: '' };
}

function indented(lines: string, column: number, first: boolean): string {
  const space = ' '.repeat(column);
  return lines
    .split('\n')
    .map((line, index) => (line === '' || (index === 0 && !first) ? line : `${space}${line}`))
    .join('\n');
}

function isInFlow(text: string, node: Node): boolean {
  const start = node.range?.[0] ?? 0;
  const line = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  return /(^|[\s:-])[[{]/.test(line.replaceAll(/"(?:[^"\\]|\\.)*"|'[^']*'/g, ''));
}

function applyEdits(text: string, edits: readonly Edit[]): string {
  const ordered = edits
    .map((edit, index) => ({ ...edit, index }))
    .sort((a, b) => a.from - b.from || a.to - b.to || a.index - b.index);
  let done = '';
  let place = 0;
  for (const { from, to, words } of ordered) {
    done += text.slice(place, Math.max(from, place)) + words;
    place = Math.max(place, to);
  }
  return done + text.slice(place);
}

/** Whether a text holds what was wanted, and beside it what the model does not know, as it was. */
function saysTheSame(
  fields: Fields,
  text: string,
  wanted: Record<string, unknown>,
  before: unknown,
): boolean {
  const document = parseDocument(text, { logLevel: 'error' });
  if (document.errors.length > 0) return false;
  const now: unknown = document.toJS();
  if (!isRecord(now)) return false;
  const old = isRecord(before) ? before : {};
  const names = new Set([...Object.keys(now), ...Object.keys(old), ...Object.keys(fields)]);
  return [...names].every((name) =>
    Object.hasOwn(fields, name) ? isSame(now[name], wanted[name]) : isDeepStrictEqual(now[name], old[name]),
  );
}

function isCollection(type: FieldType): boolean {
  return type.type === 'list' || type.type === 'object';
}

function isNothing(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    (Array.isArray(value) && value.length === 0) ||
    (isRecord(value) && Object.values(value).every(isNothing))
  );
}

function isNode(value: unknown): value is Node {
  return isMap(value) || isSeq(value) || isScalar(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
