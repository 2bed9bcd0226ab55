import type { Market, Product, Variant } from '#content-pipeline/content.ts';
import { servedMarket } from '#features/catalogue/catalogue.ts';
import {
  type CatalogueQuery,
  type FacetName,
  type FilterName,
  facetNames,
  filterNames,
  inOrder,
  needleBands,
  type SortOrder,
} from '#features/catalogue/catalogue-query.ts';
import { isListed, type Moment, purchasable } from '#lib/purchasable.ts';

/** A product of the list, with those of its variants that match; never empty. */
export interface ListEntry {
  product: Product;
  variants: Variant[];
}

/** A value of a facet, and how many products have it among those that every other filter leaves. */
export interface FacetValue {
  value: string;
  count: number;
  isChosen: boolean;
}

/** Filters that together, and no fewer, empty the list: without them it holds `count` products. */
export interface WayOut {
  filters: FilterName[];
  count: number;
}

/** One page of the list, and what the form beside it says. */
export interface CataloguePage {
  entries: ListEntry[];
  /** All that match, over all pages. */
  count: number;
  /** The page shown, from 1: the last one where the address asks for more. */
  page: number;
  pages: number;
  /** What can be ticked: every value that some product of the list has, or that is ticked. */
  facets: Record<FacetName, FacetValue[]>;
  /** Prices of what all filters but the price leave, in minor units; null where they leave nothing. */
  prices: { lowestMinor: number; highestMinor: number } | null;
  /** Only where nothing matches: the fewest filters that must go, the way to most products first. */
  waysOut: WayOut[];
}

/** What the list is made from: a snapshot of the content. */
export interface ListedContent {
  readonly products: readonly Product[];
  readonly moment: Moment;
  readonly shop: { market: string };
  market(id: string): Market | undefined;
}

export const productsPerPage = 9;

type Finder = (query: CatalogueQuery, soldOut: ReadonlySet<string>, perPage: number) => CataloguePage;

// By the array of products: content that was swapped, or has come to a time when a product appears or goes, has another
// one, and the old index goes with the old array.
const finders = new WeakMap<readonly Product[], Finder>();

/**
 * The products of the list that match, sorted, one page of them (`perPage` from 1). A product matches when one of its
 * variants meets every filter at once: with 0.25 mm and “in stock”, a roller whose 0.25 mm is sold out does not. What
 * does not match counts in no order either. `soldOut`: the SKUs of which nothing is left. The first call for a snapshot
 * of the content builds an index.
 */
export function findProducts(
  content: ListedContent,
  query: CatalogueQuery,
  soldOut: ReadonlySet<string>,
  perPage = productsPerPage,
): CataloguePage {
  const finder = finders.get(content.products) ?? makeFinder(content);
  finders.set(content.products, finder);
  return finder(query, soldOut, perPage);
}

/** The values of one facet, and which of them each variant has. */
interface Column {
  values: string[];
  /** Variants with the same values share a group, by its number: the places of these values. */
  groups: number[][];
  /** The group of each variant. */
  groupOf: Uint16Array;
}

// As the bits of a variant's misses: bit n is filter n of `filterNames`.
const priceBit = 1 << filterNames.indexOf('price');
const stockPlace = facetNames.indexOf('availability');

/** The values that a variant has of each facet, as the content says; its availability is looked up with each request. */
const readFacet: Record<
  Exclude<FacetName, 'availability'>,
  (product: Product, variant: Variant) => string[]
> = {
  length: (_, { needleLengthMm }) => (needleLengthMm === null ? [] : [String(needleLengthMm)]),
  area: ({ areas }) => areas,
  kind: ({ kind }) => [kind],
  needles: ({ needles }) =>
    needleBands
      .filter(({ from, to }) => needles && from <= needles.count && needles.count <= to)
      .map(({ value }) => value),
  material: ({ needles }) => (needles ? [needles.material] : []),
};

/**
 * Makes the row of a snapshot once. A request goes along it with numbers only: a variant that misses no filter is
 * found; one that misses a single filter counts for the values of that filter alone, which is what “given the other
 * filters” means. Products are touched as objects only where they are on the page, so the cost hangs on neither the
 * query nor how much matches.
 */
function makeFinder(content: ListedContent): Finder {
  const market = servedMarket(content);
  const { now } = content.moment;
  const shelf = content.products
    .filter((product) => isListed(product, content.moment))
    .sort((a, b) => a.position - b.position || (a.slug < b.slug ? -1 : 1));
  const all = shelf.flatMap((product, owner) =>
    product.variants.map((variant) => ({ product, owner, variant })),
  );
  const placeOfSku = new Map(all.map(({ variant }, place) => [variant.sku, place]));
  const row: Row = {
    products: shelf.length,
    owners: Uint32Array.from(all, ({ owner }) => owner),
    prices: Uint32Array.from(all, ({ variant }) => variant.priceMinor),
    lengths: Uint32Array.from(all, ({ variant }) => Math.round((variant.needleLengthMm ?? 0) * 1000)),
    columns: facetNames.map((name) =>
      name === 'availability' ? stockColumn(all.length) : makeColumn(name, all),
    ),
  };
  // With one unit each: whether any is left is asked with each request.
  const sellable = Uint16Array.from(all, ({ product, variant }) =>
    purchasable(product, variant, market, 1, now).ok ? 1 : 0,
  );
  const firstVariant = new Map<number, number>();
  all.forEach(({ owner }, place) => {
    if (!firstVariant.has(owner)) firstVariant.set(owner, place);
  });

  return (query, soldOut, perPage) => {
    const inStock = sellable.slice();
    for (const sku of soldOut) {
      const place = placeOfSku.get(sku);
      if (place !== undefined) inStock[place] = 0;
    }
    const columns = row.columns.map((column, facet) =>
      facet === stockPlace ? { ...column, groupOf: inStock } : column,
    );
    const tally = tallyOf(query, { ...row, columns });
    const pages = Math.max(1, Math.ceil(tally.count / perPage));
    const page = Math.min(query.page, pages);
    const places = placesOf(tally, query.sort, (page - 1) * perPage, perPage);
    return {
      entries: places.flatMap((place) => {
        const product = shelf[place];
        const first = firstVariant.get(place) ?? 0;
        return product
          ? { product, variants: product.variants.filter((_, each) => tally.missed[first + each] === 0) }
          : [];
      }),
      count: tally.count,
      page,
      pages,
      facets: facetsOf(query, columns, tally),
      prices:
        tally.lowest > tally.highest ? null : { lowestMinor: tally.lowest, highestMinor: tally.highest },
      waysOut: tally.count > 0 ? [] : waysOutOf(tally, row.owners),
    };
  };
}

/** The variants of all products of the list, in a row: those of a product side by side, products in the shelf's order. */
interface Row {
  /** How many. */
  products: number;
  /** The place of the product of each variant. */
  owners: Uint32Array;
  /** Minor units. */
  prices: Uint32Array;
  /** Thousandths of a millimetre; 0: no needles. */
  lengths: Uint32Array;
  /** In the order of `facetNames`. */
  columns: readonly Column[];
}

/** What a query leaves of a row. */
interface Tally {
  /** By variant: the filters that it misses, as bits; 0 where it matches. */
  missed: Uint8Array;
  /** By product: what it is sorted by, or NaN where it does not match. */
  keys: Float64Array;
  /** Products that match. */
  count: number;
  /** By facet, by group: products that have it among those that the other filters leave. */
  counts: Uint32Array[];
  /** Of what all filters but the price leave, in minor units. */
  lowest: number;
  highest: number;
}

function tallyOf(query: CatalogueQuery, row: Row): Tally {
  const missed = missedBy(query, row);
  const { owners, prices, lengths, products } = row;
  const keyOf = sortKeys[query.sort];
  const keys = new Float64Array(products).fill(Number.NaN);
  let count = 0;
  let lowest = Number.POSITIVE_INFINITY;
  let highest = 0;
  for (let place = 0; place < missed.length; place += 1) {
    const misses = missed[place] ?? 0;
    if ((misses & ~priceBit) !== 0) continue;
    const price = prices[place] ?? 0;
    if (price < lowest) lowest = price;
    if (price > highest) highest = price;
    if (misses !== 0) continue;
    const product = owners[place] ?? 0;
    const held = keys[product] ?? Number.NaN;
    const own = keyOf(price, lengths[place] ?? 0);
    if (Number.isNaN(held)) count += 1;
    if (!(held <= own)) keys[product] = own;
  }
  const counts = row.columns.map((column, facet) => countGroups(column, 1 << facet, missed, owners));
  return { missed, keys, count, counts, lowest, highest };
}

function missedBy(query: CatalogueQuery, { prices, columns }: Row): Uint8Array {
  const missed = new Uint8Array(prices.length);
  columns.forEach(({ values, groups, groupOf }, facet) => {
    const name = facetNames[facet];
    const ticked = name ? query.chosen[name] : [];
    if (ticked.length === 0) return;
    const bits = Uint8Array.from(groups, (places) =>
      places.some((place) => ticked.includes(values[place] ?? '')) ? 0 : 1 << facet,
    );
    for (let place = 0; place < missed.length; place += 1) {
      missed[place] = (missed[place] ?? 0) | (bits[groupOf[place] ?? 0] ?? 0);
    }
  });
  if (query.priceFrom !== null || query.priceTo !== null) {
    const from = (query.priceFrom ?? 0) * 100;
    const to = (query.priceTo ?? Number.POSITIVE_INFINITY) * 100;
    for (let place = 0; place < missed.length; place += 1) {
      const price = prices[place] ?? 0;
      if (price < from || price > to) missed[place] = (missed[place] ?? 0) | priceBit;
    }
  }
  return missed;
}

/** By group: the products of which a variant is in it and misses nothing, or nothing but this facet's own filter. */
function countGroups(
  { groups, groupOf }: Column,
  own: number,
  missed: Uint8Array,
  owners: Uint32Array,
): Uint32Array {
  const counts = new Uint32Array(groups.length);
  // The product that was counted last, from 1: one with two such variants counts once.
  const last = new Uint32Array(groups.length);
  for (let place = 0; place < missed.length; place += 1) {
    if (((missed[place] ?? 0) & ~own) !== 0) continue;
    const group = groupOf[place] ?? 0;
    const product = (owners[place] ?? 0) + 1;
    if (last[group] === product) continue;
    last[group] = product;
    counts[group] = (counts[group] ?? 0) + 1;
  }
  return counts;
}

// Above any length in thousandths of a millimetre: what has no needles, 0, comes last in both directions.
const noNeedles = 1_000_000;

/** What a product is sorted by: the smallest of these over its variants that match. */
const sortKeys: Record<SortOrder, (priceMinor: number, length: number) => number> = {
  shelf: () => 0,
  'price-asc': (price) => price,
  'price-desc': (price) => -price,
  'length-asc': (_, length) => length || noNeedles,
  'length-desc': (_, length) => -length,
};

/** The products that match, sorted, `most` of them from the one at `first` on. */
function placesOf({ keys, count }: Tally, sort: SortOrder, first: number, most: number): number[] {
  const products = keys.length;
  const found = new Float64Array(count);
  let next = 0;
  // Key and place in one number, so that numbers are sorted and not objects; equal keys stay in the shelf's order.
  for (let place = 0; place < products; place += 1) {
    const key = keys[place] ?? Number.NaN;
    if (Number.isNaN(key)) continue;
    found[next] = key * products + place;
    next += 1;
  }
  if (sort !== 'shelf') found.sort();
  return Array.from(found.subarray(first, first + most), (each) => ((each % products) + products) % products);
}

function facetsOf(
  query: CatalogueQuery,
  columns: readonly Column[],
  { counts }: Tally,
): Record<FacetName, FacetValue[]> {
  const facets = facetNames.map((name, facet): [FacetName, FacetValue[]] => {
    const { values, groups } = columns[facet] ?? { values: [], groups: [] };
    const ticked = new Set(query.chosen[name]);
    const sums = new Map<string, number>();
    groups.forEach((places, group) => {
      for (const place of places) {
        const value = values[place] ?? '';
        sums.set(value, (sums.get(value) ?? 0) + (counts[facet]?.[group] ?? 0));
      }
    });
    return [
      name,
      inOrder(name, new Set([...sums.keys(), ...ticked])).map((value) => ({
        value,
        count: sums.get(value) ?? 0,
        isChosen: ticked.has(value),
      })),
    ];
  });
  return Object.fromEntries(facets) as Record<FacetName, FacetValue[]>;
}

/** The sets of as few filters as any product misses with one of its variants: to drop fewer leaves nothing. */
function waysOutOf({ missed }: Tally, owners: Uint32Array): WayOut[] {
  const counts = new Map<number, { count: number; last: number }>();
  missed.forEach((bits, place) => {
    const product = owners[place] ?? 0;
    const held = counts.get(bits);
    if (!held) counts.set(bits, { count: 1, last: product });
    else if (held.last !== product) counts.set(bits, { count: held.count + 1, last: product });
  });
  const sets = [...counts].map(([bits, { count }]) => ({
    filters: filterNames.filter((_, place) => bits & (1 << place)),
    count,
  }));
  const fewest = Math.min(...sets.map(({ filters }) => filters.length));
  return sets.filter(({ filters }) => filters.length === fewest).sort((a, b) => b.count - a.count);
}

function makeColumn(
  name: Exclude<FacetName, 'availability'>,
  all: readonly { product: Product; variant: Variant }[],
): Column {
  const values: string[] = [];
  const groups: number[][] = [];
  const known = new Map<string, number>();
  const groupOf = Uint16Array.from(all, ({ product, variant }) => {
    const own = readFacet[name](product, variant);
    const key = own.join(' ');
    const group = known.get(key) ?? groups.length;
    if (group === groups.length) {
      known.set(key, group);
      for (const value of own) if (!values.includes(value)) values.push(value);
      groups.push(own.map((value) => values.indexOf(value)));
    }
    return group;
  });
  return { values, groups, groupOf };
}

/** Which variants can be had is another matter with each request: group 1, the one that has the value. */
function stockColumn(variants: number): Column {
  return { values: ['in-stock'], groups: [[], [0]], groupOf: new Uint16Array(variants) };
}
