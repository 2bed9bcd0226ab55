import { isDeepStrictEqual } from 'node:util';
import type { CompiledBody, ContentBundle } from '#content-pipeline/content.ts';
import {
  contentModel,
  type Field,
  type Fields,
  type FieldType,
  type KindName,
} from '#content-pipeline/document-types.ts';
import { formatMoney } from '#lib/money.ts';
import { type SentenceChange, sentenceChanges } from './sentence-diff.ts';

/** What of one document differs, in words. */
export interface DocumentChange {
  kind: KindName;
  /** What people call it: “Face roller”, “Glossary: Dermis”, “Sources”. */
  name: string;
  /** Path of its file. */
  file: string;
  change: 'added' | 'removed' | 'changed';
  /** Prices, taxes, warnings and where anything is sold: what is looked at first. */
  first: string[];
  /** Everything else, each a phrase that stands after the document's name. */
  rest: string[];
  /** What is said otherwise in its text; null where nothing is. */
  text: TextChange | null;
}

export interface TextChange {
  /** Words before and after. */
  words: { before: number; after: number };
  headings: { gone: string[]; new: string[] };
  sentences: SentenceChange;
}

/** Everything that differs between two contents but the rules of the self-check, in the order of the content model. */
export function diffContent(before: ContentBundle, after: ContentBundle): DocumentChange[] {
  const currencies = { before: before.shop.currency, after: after.shop.currency };
  const documents = (
    kind: 'product' | 'article' | 'glossary' | 'legal',
    nameOf: (document: Written) => string,
  ) =>
    pair(listOf(before, kind), listOf(after, kind), ({ slug }) => slug).flatMap(([old, now]) =>
      changeOf(kind, nameOf((now ?? old) as Written), old, now, currencies),
    );
  const lists = (kind: 'shop' | 'markets' | 'sources' | 'facts' | 'redirects', name: string) =>
    changeOf(kind, name, oneOf(before, kind), oneOf(after, kind), currencies);
  return [
    ...documents('product', ({ title }) => title),
    ...documents('article', ({ title }) => `“${title}”`),
    ...documents('glossary', ({ term }) => `Glossary: ${term}`),
    ...documents('legal', ({ title }) => `“${title}”`),
    ...lists('shop', 'The shop'),
    ...lists('markets', 'Markets'),
    ...lists('sources', 'Sources'),
    ...lists('facts', 'Facts'),
    ...lists('redirects', 'Moved and removed pages'),
  ];
}

/** A document of a page: with a slug, a file, and a title or a term. */
type Written = { slug: string; file: string; title: string; term: string; body: CompiledBody };
type Data = Record<string, unknown>;
interface Currencies {
  before: string;
  after: string;
}

function listOf(bundle: ContentBundle, kind: 'product' | 'article' | 'glossary' | 'legal'): Written[] {
  const lists = {
    product: bundle.products,
    article: bundle.articles,
    glossary: bundle.glossary,
    legal: bundle.legal,
  };
  // The names of fields are those of the content model, by which they are read here.
  return lists[kind] as unknown as Written[];
}

function oneOf(bundle: ContentBundle, kind: 'shop' | 'markets' | 'sources' | 'facts' | 'redirects'): Data {
  const file = `content/${contentModel[kind].place.file}`;
  const data = {
    shop: bundle.shop,
    markets: { markets: bundle.markets },
    sources: { sources: bundle.sources },
    facts: { facts: bundle.facts },
    redirects: { redirects: bundle.redirects, gone: bundle.gone },
  };
  return { file, ...data[kind] };
}

function changeOf(
  kind: KindName,
  name: string,
  old: object | undefined,
  now: object | undefined,
  currencies: Currencies,
): DocumentChange[] {
  if (isDeepStrictEqual(old, now)) return [];
  const fields: Fields = contentModel[kind].fields;
  const file = String(Reflect.get(now ?? old ?? {}, 'file'));
  const about = { kind, name, file };
  if (!old || !now) {
    const there = now ?? old ?? {};
    const change = now ? ('added' as const) : ('removed' as const);
    return [{ ...about, change, first: [], rest: gistOf(kind, there as Data, currencies.after), text: null }];
  }
  const lines: Line[] = [];
  compareFields(fields, old as Data, now as Data, { lines, currencies, words: '', isFirst: false });
  const [oldBody, body] = [Reflect.get(old, 'body'), Reflect.get(now, 'body')] as (
    | CompiledBody
    | undefined
  )[];
  const text = oldBody && body && oldBody.source !== body.source ? textChange(oldBody, body) : null;
  // What no reader sees (the compiler's own doing) is no change.
  if (lines.length === 0 && !text) return [];
  return [
    {
      ...about,
      change: 'changed',
      first: lines.filter(({ isFirst }) => isFirst).map(({ words }) => words),
      rest: lines.filter(({ isFirst }) => !isFirst).map(({ words }) => words),
      text,
    },
  ];
}

/** What there is to say of a document that came or went. */
function gistOf(kind: KindName, data: Data, currency: string): string[] {
  const lines: string[] = [];
  if (kind === 'product') {
    for (const variant of data.variants as { sku: string; label: string; priceMinor: number }[]) {
      lines.push(`${variant.label} (${variant.sku}), ${formatMoney(variant.priceMinor, currency)}`);
    }
  }
  for (const name of ['status', 'publishAt', 'unpublishAt']) {
    const value = data[name];
    if (value !== undefined && value !== null && value !== 'published')
      lines.push(`${nameOf(name)}: ${String(value)}`);
  }
  return lines;
}

interface Line {
  words: string;
  isFirst: boolean;
}

interface Place {
  lines: Line[];
  currencies: Currencies;
  /** What the fields belong to: “0.25 mm: ”, or nothing. */
  words: string;
  isFirst: boolean;
}

/** What is looked at first: money, tax, warnings, and where what is sold. */
const firstFields: ReadonlySet<string> = new Set([
  'price',
  'freeFrom',
  'vatRatePercent',
  'reducedVatRatePercent',
  'vatClass',
  'currency',
  'warnings',
  'notFor',
  'sells',
  'tiers',
]);

/** Names that say more than the field's own. */
const fieldWords: Readonly<Record<string, string>> = {
  publishAt: 'appears',
  unpublishAt: 'goes',
  readFirst: 'to read first',
  goesWith: 'goes with',
  notFor: 'not for',
  inTheBox: 'in the box',
  sku: 'SKU',
  vatClass: 'VAT class',
  vatRatePercent: 'VAT rate in per cent',
  reducedVatRatePercent: 'reduced VAT rate in per cent',
  needleLengthMm: 'needle length in mm',
  headWidthMm: 'head width in mm',
  sizeMm: 'size in mm',
  weightGrams: 'weight in grams',
  besideNeedledSkin: 'may lie beside needled skin',
  surface: 'needles up to 0.3 mm',
  homeMax: 'needles above 0.3 up to 0.5 mm',
  professional: 'needles above 0.5 mm',
  url: 'address',
  on: 'day',
};

/** A field's name in words: “opening stock”. */
function nameOf(field: string): string {
  return fieldWords[field] ?? field.replaceAll(/[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`);
}

function compareFields(fields: Fields, old: Data, now: Data, place: Place): void {
  for (const [name, field] of Object.entries(fields)) {
    // Prices are compiled to minor units, under a name that says so.
    const key = field.type === 'money' ? `${name}Minor` : name;
    compare(field, old[key], now[key], {
      ...place,
      words: `${place.words}${nameOf(name)}`,
      isFirst: place.isFirst || firstFields.has(name),
    });
  }
}

function compare(field: Field | FieldType, old: unknown, now: unknown, place: Place): void {
  if (isDeepStrictEqual(old ?? null, now ?? null)) return;
  const { lines, words, isFirst, currencies } = place;
  const say = (text: string) => lines.push({ words: text, isFirst });
  if (field.type === 'object' && old && now) {
    compareFields(field.fields, old as Data, now as Data, { ...place, words: `${words}, ` });
    return;
  }
  if (field.type === 'list') {
    compareLists(field.of, listIn(old), listIn(now), place);
    return;
  }
  const [before, after] = [inWords(field, old, currencies.before), inWords(field, now, currencies.after)];
  say(`${words} ${before} → ${after}`);
}

function listIn(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The field by which the entries of a list are told apart, in the order of preference. */
const identities = ['sku', 'id', 'from', 'path', 'on'];

function compareLists(of: FieldType, old: unknown[], now: unknown[], place: Place): void {
  const { lines, words, isFirst, currencies } = place;
  const say = (text: string) => lines.push({ words: text, isFirst });
  const identity = of.type === 'object' ? identities.find((name) => name in of.fields) : undefined;
  const keyOf = (entry: unknown) =>
    identity === undefined ? JSON.stringify(entry) : String(Reflect.get(Object(entry), identity));
  const named = (entry: unknown) => entryName(of, entry, identity);
  let isSame = true;
  // What went first, so that the new wording of a line stands after the old one.
  const pairs = pair(old, now, keyOf).sort(
    ([, a], [, b]) => Number(a !== undefined) - Number(b !== undefined),
  );
  for (const [before, after] of pairs) {
    if (before !== undefined && after !== undefined) {
      if (of.type === 'object' && !isDeepStrictEqual(before, after)) {
        isSame = false;
        compareFields(of.fields, Object(before), Object(after), { ...place, words: `${named(after)}: ` });
      }
      continue;
    }
    isSame = false;
    const [entry, verb, currency] =
      after === undefined
        ? ([before, 'taken out', currencies.before] as const)
        : ([after, 'new', currencies.after] as const);
    say(
      `${words}: ${verb} ${identity === undefined ? inWords(of, entry, currency) : wholeEntry(of, entry, identity, currency)}`,
    );
  }
  if (isSame) say(`${words}: in another order`);
}

/** What an entry of a list is called. */
function entryName(of: FieldType, entry: unknown, identity: string | undefined): string {
  const data: Data = Object(entry);
  const label = data.label ?? data.name ?? data.title ?? data.says;
  const id = identity === undefined ? '' : String(data[identity]);
  return of.type === 'object' && typeof label === 'string' ? `${label} (${id})` : id;
}

/** An entry in one line: its name, and its price where it has one. */
function wholeEntry(of: FieldType, entry: unknown, identity: string, currency: string): string {
  const { priceMinor } = Object(entry);
  const price = typeof priceMinor === 'number' ? `, ${formatMoney(priceMinor, currency)}` : '';
  const { to } = Object(entry);
  const target = identity === 'from' && typeof to === 'string' ? ` → ${to}` : '';
  return `${entryName(of, entry, identity)}${price}${target}`;
}

function inWords(field: FieldType, value: unknown, currency: string): string {
  if (value === null || value === undefined) return 'nothing';
  switch (field.type) {
    case 'money':
      return formatMoney(Number(value), currency);
    case 'boolean':
      return value === true ? 'yes' : 'no';
    case 'date-time':
      return String(value).replace('T', ' ');
    case 'number':
    case 'date':
    case 'enum':
    case 'reference':
      return String(value);
    case 'string':
      return `“${String(value).trim()}”`;
    case 'list':
      return (
        listIn(value)
          .map((entry) => inWords(field.of, entry, currency))
          .join(', ') || 'nothing'
      );
    case 'object':
      return Object.entries(field.fields)
        .map(
          ([name, inner]) =>
            [
              name,
              Reflect.get(Object(value), inner.type === 'money' ? `${name}Minor` : name),
              inner,
            ] as const,
        )
        .filter(([, each]) => each !== null && each !== undefined)
        .map(([name, each, inner]) => `${nameOf(name)} ${inWords(inner, each, currency)}`)
        .join(', ');
  }
}

function textChange(old: CompiledBody, now: CompiledBody): TextChange {
  const headings = (body: CompiledBody) => body.headings.map(({ text }) => text);
  const minus = (all: string[], others: string[]) => all.filter((each) => !others.includes(each));
  return {
    words: { before: wordsIn(old.source), after: wordsIn(now.source) },
    headings: { gone: minus(headings(old), headings(now)), new: minus(headings(now), headings(old)) },
    sentences: sentenceChanges(old.source, now.source),
  };
}

function wordsIn(source: string): number {
  return source.replaceAll(/<[^>]*>/g, ' ').match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
}

/** Entries of both lists by key: those that are still there, in the new order, then those that went. */
function pair<T>(
  old: readonly T[],
  now: readonly T[],
  keyOf: (entry: T) => string,
): [T | undefined, T | undefined][] {
  const left = new Map<string, T[]>();
  for (const entry of old) left.set(keyOf(entry), [...(left.get(keyOf(entry)) ?? []), entry]);
  const pairs = now.map((entry): [T | undefined, T | undefined] => [left.get(keyOf(entry))?.shift(), entry]);
  return [...pairs, ...[...left.values()].flat().map((entry): [T, undefined] => [entry, undefined])];
}
