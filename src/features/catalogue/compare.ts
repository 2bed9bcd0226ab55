import type { Product, ProductKind, Variant } from '#content-pipeline/content.ts';
import { catalogueWord } from '#features/catalogue/catalogue.ts';

/** How many products stand side by side. */
export const mostCompared = 4;

// More than any form here sends: an address is not a place to keep a machine busy.
const mostRead = 24;
const longestSku = 40;

/** What the address of a comparison asks for. */
export interface ComparisonRequest {
  /** Article numbers as asked for, each once, in capital letters. */
  skus: string[];
  /** Those that were named more than once. */
  repeated: string[];
  /** How many more there were than are read. */
  unread: number;
  /** The parameter came more than once, as a form with checkboxes sends it: the address has another, better spelling. */
  isScattered: boolean;
}

/** Reads `?skus=A,B` and `?skus=A&skus=B`. The order is kept; empty parts are passed over. */
export function readComparison(params: URLSearchParams): ComparisonRequest {
  const values = params.getAll('skus');
  const asked = values
    .flatMap((value) => value.split(','))
    .map((sku) => sku.trim().toUpperCase())
    .filter((sku) => sku !== '');
  const read = asked.slice(0, mostRead).map((sku) => sku.slice(0, longestSku));
  return {
    skus: [...new Set(read)],
    repeated: [...new Set(read.filter((sku, place) => read.indexOf(sku) < place))],
    unread: asked.length - read.length,
    isScattered: values.length > 1,
  };
}

/** A variant in a comparison. */
export interface Compared {
  product: Product;
  variant: Variant;
  /** Tells it from every other: “Face roller, 0.25 mm”. */
  name: string;
}

/** What a request leads to; nothing that was asked for is dropped without a word. */
export interface Comparison {
  /** The first four that the shop knows. */
  shown: Compared[];
  /** Those for which there is no room; each moves up when one before it is removed. */
  waiting: Compared[];
  /** Article numbers that no public product has. */
  unknown: string[];
}

/** Looks up what was asked for, in its order. */
export function chooseCompared(
  skus: readonly string[],
  variantOf: (sku: string) => { product: Product; variant: Variant } | undefined,
): Comparison {
  const unknown: string[] = [];
  const found: Compared[] = [];
  for (const sku of skus) {
    const known = variantOf(sku);
    if (known) found.push({ ...known, name: comparedName(known.product, known.variant) });
    else unknown.push(sku);
  }
  return { shown: found.slice(0, mostCompared), waiting: found.slice(mostCompared), unknown };
}

function comparedName({ title, variants }: Product, { label }: Variant): string {
  return variants.length > 1 && !title.includes(label) ? `${title}, ${label}` : title;
}

/** Article numbers of these, in their order. */
export function skusCompared(compared: readonly Compared[]): string[] {
  return compared.map(({ variant }) => variant.sku);
}

/** A part of the list from which one more is chosen. */
export interface ChoiceGroup {
  label: string;
  options: { value: string; label: string }[];
}

/**
 * What can be put beside these, `listed` being what the shop shows in its list: their other variants first, then their
 * own kind, then the rest, at most `most` of them. `leftOut` counts those beyond.
 */
export function compareChoices(
  beside: readonly Compared[],
  listed: readonly Product[],
  most = 60,
): { groups: ChoiceGroup[]; leftOut: number } {
  const taken = new Set(skusCompared(beside));
  const slugs = new Set(beside.map(({ product }) => product.slug));
  const kinds = new Set(beside.map(({ product }) => product.kind));
  const siblings: ChoiceGroup = { label: 'The same in another variant', options: [] };
  const byKind = new Map<ProductKind, ChoiceGroup>();
  let left = most;
  let leftOut = 0;
  const ofKind = (kind: ProductKind) => {
    const known = byKind.get(kind);
    if (known) return known;
    const group = { label: catalogueWord(kind), options: [] };
    byKind.set(kind, group);
    return group;
  };
  const isSibling = ({ slug }: Product) => slugs.has(slug);
  const rank = (product: Product) => (isSibling(product) ? 0 : kinds.has(product.kind) ? 1 : 2);
  for (const wanted of [0, 1, 2]) {
    for (const product of listed) {
      if (rank(product) !== wanted) continue;
      for (const variant of product.variants) {
        if (taken.has(variant.sku)) continue;
        if (left === 0) {
          leftOut += 1;
          continue;
        }
        left -= 1;
        const group = isSibling(product) ? siblings : ofKind(product.kind);
        group.options.push({ value: variant.sku, label: comparedName(product, variant) });
      }
    }
  }
  return { groups: [siblings, ...byKind.values()].filter(({ options }) => options.length > 0), leftOut };
}

/** One line of a fact, as it is read. */
export interface ComparedLine {
  text: string;
  href?: string;
  /** Its mark, where it is the stock. */
  stock?: 'in-stock' | 'low' | 'sold-out';
  /** Nominal needle length in mm, where it is drawn. */
  lengthMm?: number;
}

/** One fact of a product. */
export interface ComparedFact {
  id: string;
  label: string;
  lines: readonly ComparedLine[];
  /** Each line stands for itself: those that all share are told apart from those that only one has. */
  isList: boolean;
}

/** A fact in which the products differ. */
export interface DifferingRow {
  id: string;
  label: string;
  /** One for each product, in their order; of a list only what is not shared. */
  cells: readonly (readonly ComparedLine[])[];
  /** How many lines of the list hold for all and stand among the shared ones. */
  sharedLines: number;
}

/** A fact, or the part of a list, that is the same for all. */
export interface SharedRow {
  id: string;
  label: string;
  lines: readonly ComparedLine[];
  /** The rest of the list differs. */
  isPart: boolean;
}

/**
 * Parts what differs from what is the same for all, both in the order of the facts. Every line of every product
 * appears once: in its cell, or in a shared row. `columns` holds the same facts for each product, at least one product.
 */
export function foldFacts(columns: readonly (readonly ComparedFact[])[]): {
  differing: DifferingRow[];
  shared: SharedRow[];
} {
  const differing: DifferingRow[] = [];
  const shared: SharedRow[] = [];
  columns[0]?.forEach(({ id, label, isList }, place) => {
    const facts = columns.map((column) => {
      const fact = column[place];
      if (fact?.id !== id) throw new Error(`The facts of a comparison do not match: ${id}`);
      return fact.lines;
    });
    const { common, rest } = isList ? partLists(facts) : partWhole(facts);
    const isSame = rest.every((lines) => lines.length === 0);
    if (!isSame) differing.push({ id, label, cells: rest, sharedLines: common.length });
    if (isSame || common.length > 0) shared.push({ id, label, lines: common, isPart: !isSame });
  });
  return { differing, shared };
}

interface Parted {
  common: readonly ComparedLine[];
  rest: readonly (readonly ComparedLine[])[];
}

function partWhole(facts: readonly (readonly ComparedLine[])[]): Parted {
  const [first = []] = facts;
  const isSame = facts.every((lines) => spelling(lines) === spelling(first));
  return isSame ? { common: first, rest: facts.map(() => []) } : { common: [], rest: facts };
}

/** A line that one list has twice is shared twice only where all have it twice. */
function partLists(facts: readonly (readonly ComparedLine[])[]): Parted {
  const rest = facts.map((lines) => [...lines]);
  const common = (facts[0] ?? []).filter((line) => {
    const places = rest.map((lines) => lines.findIndex((each) => spelling(each) === spelling(line)));
    if (places.includes(-1)) return false;
    rest.forEach((lines, column) => {
      lines.splice(places[column] ?? 0, 1);
    });
    return true;
  });
  return { common, rest };
}

function spelling(lines: ComparedLine | readonly ComparedLine[]): string {
  return JSON.stringify(lines);
}
