import type { Area, Material } from '#content-pipeline/content.ts';
import { productKinds } from '#content-pipeline/document-types.ts';

/** The filters of the list whose values are ticked, in the order of the form. */
export const facetNames = ['length', 'area', 'kind', 'needles', 'material', 'availability'] as const;
export type FacetName = (typeof facetNames)[number];

/** Everything that can be dropped from a query; the two ends of the price are one filter. */
export const filterNames = [...facetNames, 'price'] as const;
export type FilterName = (typeof filterNames)[number];

export const sortOrders = ['shelf', 'price-asc', 'price-desc', 'length-asc', 'length-desc'] as const;
export type SortOrder = (typeof sortOrders)[number];

/** Bands of how many needles a head has, both ends included. */
export const needleBands = [
  { value: 'under-100', from: 1, to: 99 },
  { value: '100-299', from: 100, to: 299 },
  { value: '300-599', from: 300, to: 599 },
  { value: '600-up', from: 600, to: Number.POSITIVE_INFINITY },
] as const;

/** What the address of the list asks for. */
export interface CatalogueQuery {
  /** The values ticked of each facet, any of which will do, in the facet's own order; empty: no limit. */
  chosen: Readonly<Record<FacetName, readonly string[]>>;
  /** Whole units of the currency, included; null: no limit. */
  priceFrom: number | null;
  priceTo: number | null;
  sort: SortOrder;
  /** From 1. */
  page: number;
}

/** A part of an address that the list could not use and so left out. */
export type IgnoredPart =
  | { part: FacetName | 'sort' | 'price'; value: string }
  /** The lower end of the price is above the upper one. */
  | { part: 'price-range'; from: number; to: number };

/** The list without any filter, from its beginning. */
export const everything: CatalogueQuery = {
  chosen: { length: [], area: [], kind: [], needles: [], material: [], availability: [] },
  priceFrom: null,
  priceTo: null,
  sort: 'shelf',
  page: 1,
};

const areas: readonly Area[] = ['face', 'body', 'scalp'];
const materials: readonly Material[] = ['steel', 'titanium', 'plastic'];

/** The values that a facet can have, in its order; lengths are numbers and not listed here. */
const knownValues: Readonly<Record<Exclude<FacetName, 'length'>, readonly string[]>> = {
  area: areas,
  kind: productKinds,
  needles: needleBands.map(({ value }) => value),
  material: materials,
  availability: ['in-stock'],
};

// More of one facet than any form sends: an address is not a place to keep a machine busy.
const mostValues = 40;

/**
 * Reads the list's address. What it cannot use is no limit, so that an old or mistyped link still shows a list, and
 * comes back as `ignored`, so that the page can say so; names it does not know are passed over in silence.
 */
export function readQuery(params: URLSearchParams): { query: CatalogueQuery; ignored: IgnoredPart[] } {
  const ignored: IgnoredPart[] = [];
  const leaveOut = (part: FacetName | 'sort' | 'price', value: string) => {
    const seen = ignored.some((each) => each.part === part && 'value' in each && each.value === value);
    if (!seen && ignored.length < 10) ignored.push({ part, value: value.slice(0, 40) });
  };
  const chosen = { ...everything.chosen };
  for (const name of facetNames) {
    const values = new Set<string>();
    for (const text of params.getAll(name).slice(0, mostValues)) {
      if (text === '') continue;
      const value = name === 'length' ? readLength(text) : knownValues[name].find((each) => each === text);
      if (value === undefined) leaveOut(name, text);
      else values.add(value);
    }
    chosen[name] = inOrder(name, values);
  }
  const readEnd = (name: 'price-from' | 'price-to') => {
    const text = (params.get(name) ?? '').trim();
    if (text === '') return null;
    // A sign of a currency before it and empty pence after it do no harm.
    const [, digits] = /^\p{Sc}?\s*(\d{1,6})(?:\.0{0,2})?$/u.exec(text) ?? [];
    if (digits === undefined) leaveOut('price', text);
    return digits === undefined ? null : Number(digits);
  };
  let priceFrom = readEnd('price-from');
  let priceTo = readEnd('price-to');
  if (priceFrom !== null && priceTo !== null && priceFrom > priceTo) {
    ignored.push({ part: 'price-range', from: priceFrom, to: priceTo });
    priceFrom = null;
    priceTo = null;
  }
  const sortText = params.get('sort') ?? '';
  const sort = sortOrders.find((each) => each === sortText);
  if (sort === undefined && sortText !== '') leaveOut('sort', sortText);
  const page = params.get('page') ?? '';
  return {
    query: {
      chosen,
      priceFrom,
      priceTo,
      sort: sort ?? 'shelf',
      page: /^[1-9]\d{0,4}$/.test(page) ? Number(page) : 1,
    },
    ignored,
  };
}

/** The address part of a query, one spelling for each, without what is left at its default; empty or starting with “?”. */
export function writeQuery(query: CatalogueQuery): string {
  const params = new URLSearchParams();
  for (const name of facetNames) for (const value of query.chosen[name]) params.append(name, value);
  if (query.priceFrom !== null) params.set('price-from', String(query.priceFrom));
  if (query.priceTo !== null) params.set('price-to', String(query.priceTo));
  if (query.sort !== 'shelf') params.set('sort', query.sort);
  if (query.page > 1) params.set('page', String(query.page));
  const text = params.toString();
  return text ? `?${text}` : '';
}

/** The filters that a query sets, in the order of the form. */
export function filtersOf(query: CatalogueQuery): FilterName[] {
  return filterNames.filter((name) =>
    name === 'price' ? query.priceFrom !== null || query.priceTo !== null : query.chosen[name].length > 0,
  );
}

/** The query without these filters, from its first page; with a `value`, without that one value only. */
export function without(
  query: CatalogueQuery,
  filters: readonly FilterName[],
  value: string | null = null,
): CatalogueQuery {
  const chosen = { ...query.chosen };
  for (const name of facetNames) {
    if (filters.includes(name))
      chosen[name] = chosen[name].filter((each) => value !== null && each !== value);
  }
  const price = filters.includes('price') ? { priceFrom: null, priceTo: null } : {};
  return { ...query, ...price, chosen, page: 1 };
}

/** Values of a facet in the order in which the form shows them: lengths from the shortest on. */
export function inOrder(name: FacetName, values: ReadonlySet<string>): string[] {
  return name === 'length'
    ? [...values].sort((a, b) => Number(a) - Number(b))
    : knownValues[name].filter((value) => values.has(value));
}

/** “0.250 mm” → “0.25”; undefined for what is no length in mm. */
function readLength(text: string): string | undefined {
  const [, digits] = /^(\d{1,2}(?:\.\d{1,4})?)\s*(?:mm)?$/.exec(text.trim()) ?? [];
  return digits !== undefined && Number(digits) > 0 ? String(Number(digits)) : undefined;
}
