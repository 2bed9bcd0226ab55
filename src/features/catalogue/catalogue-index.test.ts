import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Market, Product, Variant } from '#content-pipeline/content.ts';
import { isListed, purchasable } from '#lib/purchasable.ts';
import { findProducts, type ListedContent } from './catalogue-index.ts';
import {
  type CatalogueQuery,
  everything,
  type FacetName,
  type FilterName,
  facetNames,
  filtersOf,
  needleBands,
  readQuery,
  type SortOrder,
  sortOrders,
  without,
} from './catalogue-query.ts';
import { aRoller, ukMarket as market } from './product-fixture.ts';

const now = new Date('2026-11-23T12:00:00Z');

function contentOf(products: readonly Product[], sold: Market = market): ListedContent {
  return { products, moment: { now, zone: sold.zone }, shop: { market: sold.id }, market: () => sold };
}

const face = aRoller(
  'face',
  [
    ['F25', 0.25, 1800],
    ['F20', 0.2, 1700],
  ],
  { position: 2 },
);
const scalp = aRoller('scalp', [['S20', 0.2, 2200]], { areas: ['scalp'] });
const clinic = aRoller('clinic', [['P15', 1.5, 3400]], {
  position: 3,
  needles: { count: 640, rows: 8, material: 'titanium', headWidthMm: 20 },
});
const box = aRoller('box', [['BOX', null, 950]], {
  position: 4,
  kind: 'storage-case',
  areas: [],
  needles: null,
});
const gone = aRoller('gone', [['G20', 0.2, 100]], { position: 5, status: 'withdrawn' });
const later = aRoller('later', [['L20', 0.3, 100]], { position: 6, publishAt: '2026-11-24T09:00' });
const shelf = contentOf([face, scalp, clinic, box, gone, later]);
const find = (search: string, soldOut: string[] = [], perPage?: number) =>
  findProducts(shelf, readQuery(new URLSearchParams(search)).query, new Set(soldOut), perPage);
const slugs = (search: string, soldOut: string[] = []) =>
  find(search, soldOut).entries.map((entry) => entry.product.slug);

describe('the list', () => {
  test.each([
    ['', ['scalp', 'face', 'clinic', 'box']],
    ['length=0.2', ['scalp', 'face']],
    ['length=0.25', ['face']],
    ['length=0.25&length=1.5', ['face', 'clinic']],
    ['area=scalp', ['scalp']],
    ['area=scalp&area=face', ['scalp', 'face', 'clinic']],
    ['kind=storage-case', ['box']],
    ['material=titanium', ['clinic']],
    ['needles=600-up', ['clinic']],
    ['area=face&material=steel', ['face']],
    ['price-to=17', ['face', 'box']],
    ['price-from=18&price-to=22', ['scalp', 'face']],
    ['length=0.2&price-to=17', ['face']],
    ['length=0.25&price-to=17', []],
    ['availability=in-stock', ['scalp', 'face', 'box']],
    ['sort=price-asc', ['box', 'face', 'scalp', 'clinic']],
    ['sort=price-desc', ['clinic', 'scalp', 'face', 'box']],
    ['sort=length-asc', ['scalp', 'face', 'clinic', 'box']],
    ['sort=length-desc', ['clinic', 'face', 'scalp', 'box']],
    ['length=0.7', []],
    ['length=abc&area=moon&sort=random&page=-1', ['scalp', 'face', 'clinic', 'box']],
  ])('?%s', (search, expected) => {
    expect(slugs(search)).toEqual(expected);
  });

  test('sold out is sold out by variant, and what is on show is never in stock', () => {
    expect(slugs('availability=in-stock', ['F20'])).toEqual(['scalp', 'face', 'box']);
    expect(slugs('availability=in-stock', ['F20', 'F25', 'NOT-OURS'])).toEqual(['scalp', 'box']);
    expect(slugs('availability=in-stock&length=0.2', ['F20'])).toEqual(['scalp']);
    const nowhere = contentOf([face], { ...market, sells: false });
    const query = readQuery(new URLSearchParams('availability=in-stock')).query;
    expect(findProducts(nowhere, query, new Set()).count).toBe(0);
  });

  test('a card is of the variants that match', () => {
    const [entry] = find('length=0.25').entries;
    expect(entry?.product).toBe(face);
    expect(entry?.variants.map(({ sku }) => sku)).toEqual(['F25']);
  });

  test('pages are cut and a page beyond the last is the last', () => {
    expect(find('', [], 3)).toMatchObject({ count: 4, page: 1, pages: 2 });
    expect(find('', [], 3).entries).toHaveLength(3);
    expect(find('page=9', [], 3)).toMatchObject({ page: 2, entries: [{ product: { slug: 'box' } }] });
    expect(findProducts(contentOf([]), everything, new Set())).toMatchObject({
      count: 0,
      page: 1,
      pages: 1,
      prices: null,
      waysOut: [],
    });
  });

  test('values with what they lead to, given the other filters', () => {
    const { facets, prices } = find('length=0.2&price-to=20');
    expect(facets.length).toEqual([
      { value: '0.2', count: 1, isChosen: true },
      { value: '0.25', count: 1, isChosen: false },
      { value: '1.5', count: 0, isChosen: false },
    ]);
    expect(facets.area.map(({ value, count }) => [value, count])).toEqual([
      ['face', 1],
      ['scalp', 0],
    ]);
    expect(prices).toEqual({ lowestMinor: 1700, highestMinor: 2200 });
    expect(find('length=0.7').facets.length[2]).toEqual({ value: '0.7', count: 0, isChosen: true });
  });

  test('nothing matches: which filter to drop, for how many', () => {
    expect(find('area=scalp&length=0.25').waysOut).toEqual([
      { filters: ['length'], count: 1 },
      { filters: ['area'], count: 1 },
    ]);
    expect(find('area=face&length=0.7&kind=roller').waysOut).toEqual([{ filters: ['length'], count: 2 }]);
    expect(find('length=0.7&price-to=1').waysOut).toEqual([{ filters: ['length', 'price'], count: 4 }]);
    expect(find('').waysOut).toEqual([]);
  });

  test('content that was swapped is another list', () => {
    expect(findProducts(contentOf([face]), everything, new Set()).count).toBe(1);
    expect(findProducts(contentOf([scalp, box]), everything, new Set()).count).toBe(2);
  });
});

// The same list, looked for in the plainest way: every product, every variant, every filter, for each number anew.

const valuesOf: Record<FacetName, (of: Product, variant: Variant, soldOut: ReadonlySet<string>) => string[]> =
  {
    length: (_, { needleLengthMm }) => (needleLengthMm === null ? [] : [String(needleLengthMm)]),
    area: ({ areas }) => areas,
    kind: ({ kind }) => [kind],
    needles: ({ needles }) =>
      needleBands.flatMap(({ from, to, value }) =>
        needles && needles.count >= from && needles.count <= to ? value : [],
      ),
    material: ({ needles }) => (needles ? [needles.material] : []),
    availability: (of, variant, soldOut) =>
      purchasable(of, variant, market, soldOut.has(variant.sku) ? 0 : 1, now).ok ? ['in-stock'] : [],
  };

function scan(products: readonly Product[], query: CatalogueQuery, soldOut: ReadonlySet<string>) {
  const found: { product: Product; variants: Variant[] }[] = [];
  for (const each of products) {
    if (!isListed(each, { now, zone: market.zone })) continue;
    const variants = each.variants.filter(
      (variant) =>
        facetNames.every((name) => {
          const wanted = query.chosen[name];
          return (
            wanted.length === 0 ||
            valuesOf[name](each, variant, soldOut).some((value) => wanted.includes(value))
          );
        }) &&
        (query.priceFrom === null || variant.priceMinor >= query.priceFrom * 100) &&
        (query.priceTo === null || variant.priceMinor <= query.priceTo * 100),
    );
    if (variants.length > 0) found.push({ product: each, variants });
  }
  const least = (variants: Variant[], of: (variant: Variant) => number) => Math.min(...variants.map(of));
  const keys: Record<SortOrder, (variants: Variant[]) => number> = {
    shelf: () => 0,
    'price-asc': (variants) => least(variants, ({ priceMinor }) => priceMinor),
    'price-desc': (variants) => least(variants, ({ priceMinor }) => -priceMinor),
    'length-asc': (variants) => least(variants, ({ needleLengthMm }) => needleLengthMm ?? 1e6),
    'length-desc': (variants) =>
      least(variants, ({ needleLengthMm }) => (needleLengthMm === null ? 1e6 : -needleLengthMm)),
  };
  return found.sort(
    (a, b) =>
      keys[query.sort](a.variants) - keys[query.sort](b.variants) ||
      a.product.position - b.product.position ||
      (a.product.slug < b.product.slug ? -1 : 1),
  );
}

const lengths = [0.2, 0.25, 0.3, 0.5, 1.5];
const prices = [800, 1000, 1050, 1999, 2000];
const someProduct = fc.record({
  kind: fc.constantFrom('roller' as const, 'storage-case' as const),
  areas: fc.subarray(['face', 'body', 'scalp'] as const),
  status: fc.constantFrom('published' as const, 'published' as const, 'withdrawn' as const, 'draft' as const),
  publishAt: fc.constantFrom(null, null, '2026-11-23T11:59', '2026-11-23T12:01'),
  unpublishAt: fc.constantFrom(null, null, '2026-11-23T12:00', '2026-11-23T12:01'),
  position: fc.integer({ min: 1, max: 5 }),
  needles: fc.option(
    fc.record({
      count: fc.constantFrom(64, 99, 100, 540, 1080),
      rows: fc.constant(8),
      material: fc.constantFrom('steel' as const, 'titanium' as const),
      headWidthMm: fc.constant(20),
    }),
  ),
  variants: fc.array(
    fc.tuple(fc.option(fc.constantFrom(...lengths)), fc.constantFrom(...prices), fc.boolean()),
    { minLength: 1, maxLength: 4 },
  ),
});
const someProducts = fc.array(someProduct, { maxLength: 25 }).map((all) => ({
  products: all.map(({ variants, ...more }, place) =>
    aRoller(
      `p${place}`,
      variants.map(([length, price], each) => [`P${place}-${each}`, length, price]),
      more,
    ),
  ),
  soldOut: new Set(
    all.flatMap(({ variants }, place) =>
      variants.flatMap(([, , isLeft], each) => (isLeft ? [] : `P${place}-${each}`)),
    ),
  ),
}));
const end = fc.constantFrom(null, null, 8, 10, 19, 20);
const someQuery: fc.Arbitrary<CatalogueQuery> = fc
  .record({
    length: fc.subarray([...lengths, 0.7].map(String), { maxLength: 3 }),
    area: fc.subarray(['face', 'body', 'scalp'], { maxLength: 2 }),
    kind: fc.subarray(['roller', 'storage-case', 'gauze'], { maxLength: 2 }),
    needles: fc.subarray(
      needleBands.map(({ value }) => value),
      { maxLength: 2 },
    ),
    material: fc.subarray(['steel', 'titanium'], { maxLength: 1 }),
    availability: fc.subarray(['in-stock']),
    kept: fc.subarray([...facetNames]),
    priceFrom: end,
    priceTo: end,
    sort: fc.constantFrom(...sortOrders),
    page: fc.integer({ min: 1, max: 6 }),
  })
  // With every filter set, hardly anything would ever match.
  .map(({ kept, priceFrom, priceTo, sort, page, ...values }) => ({
    chosen: Object.fromEntries(
      facetNames.map((name) => [name, kept.includes(name) ? values[name] : []]),
    ) as unknown as CatalogueQuery['chosen'],
    priceFrom,
    priceTo,
    sort,
    page,
  }));

test('any filters, order and page: the products and the counts of a plain scan', () => {
  let matched = 0;
  let emptied = 0;
  fc.assert(
    fc.property(
      someProducts,
      someQuery,
      fc.integer({ min: 1, max: 7 }),
      ({ products, soldOut }, query, perPage) => {
        const found = findProducts(contentOf(products), query, soldOut, perPage);
        const expected = scan(products, query, soldOut);
        if (expected.length > 0) matched += 1;

        const pages = Math.max(1, Math.ceil(expected.length / perPage));
        const page = Math.min(query.page, pages);
        expect(found).toMatchObject({ count: expected.length, page, pages });
        expect(found.entries).toEqual(expected.slice((page - 1) * perPage, page * perPage));

        for (const name of facetNames) {
          const others = scan(products, without(query, [name]), soldOut);
          const all = scan(products, everything, soldOut).flatMap(({ product: of, variants }) =>
            variants.flatMap((variant) => valuesOf[name](of, variant, new Set())),
          );
          const offered = new Set([...all, ...query.chosen[name]]);
          if (name === 'availability') offered.add('in-stock');
          expect(new Set(found.facets[name].map(({ value }) => value)), name).toEqual(offered);
          for (const { value, count, isChosen } of found.facets[name]) {
            const having = others.filter(({ product: of, variants }) =>
              variants.some((variant) => valuesOf[name](of, variant, soldOut).includes(value)),
            );
            expect(count, `${name}=${value}`).toBe(having.length);
            expect(isChosen).toBe(query.chosen[name].includes(value));
          }
        }

        const priced = scan(products, without(query, ['price']), soldOut).flatMap(({ variants }) =>
          variants.map(({ priceMinor }) => priceMinor),
        );
        expect(found.prices).toEqual(
          priced.length === 0
            ? null
            : { lowestMinor: Math.min(...priced), highestMinor: Math.max(...priced) },
        );

        if (expected.length > 0) expect(found.waysOut).toEqual([]);
        else {
          const sets = subsets(filtersOf(query))
            .map((filters) => ({ filters, count: scan(products, without(query, filters), soldOut).length }))
            .filter(({ count }) => count > 0);
          const fewest = Math.min(...sets.map(({ filters }) => filters.length));
          const best = sets.filter(({ filters }) => filters.length === fewest);
          if (best.length > 0) emptied += 1;
          expect(new Set(found.waysOut.map(asText))).toEqual(new Set(best.map(asText)));
          const counts = found.waysOut.map(({ count }) => count);
          expect(counts).toEqual([...counts].sort((a, b) => b - a));
        }
      },
    ),
    { numRuns: 600 },
  );
  // Neither half of it went untried.
  expect(matched).toBeGreaterThan(100);
  expect(emptied).toBeGreaterThan(50);
});

function subsets(filters: readonly FilterName[]): FilterName[][] {
  return Array.from({ length: 2 ** filters.length }, (_, bits) =>
    filters.filter((_filter, place) => bits & (1 << place)),
  );
}

function asText({ filters, count }: { filters: FilterName[]; count: number }): string {
  return `${filters.join('+')}: ${count}`;
}
