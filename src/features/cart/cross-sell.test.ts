import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Product, ProductKind } from '#content-pipeline/content.ts';
import { newBasket } from './cart.ts';
import { catalogueOf, product } from './cart-fixture.ts';
import { companionsOf, isSafeCompany, mostOffered, offersFor } from './cross-sell.ts';

const thing = (slug: string, kind: ProductKind, more: Partial<Product> = {}) =>
  product(slug, [{ sku: slug.toUpperCase(), needleLengthMm: null }], { kind, ...more });
const needles = { count: 192, rows: 8, material: 'steel', headWidthMm: 20 } as const;

const products = [
  product('face', [{ sku: 'FACE' }], { needles, goesWith: ['case', 'tray', 'cap', 'gauze', 'body'] }),
  product('body', [{ sku: 'BODY' }], { needles, goesWith: ['tray', 'gauze', 'missing'] }),
  thing('case', 'storage-case', { goesWith: ['tray', 'case'] }),
  thing('tray', 'cleaning-tray'),
  thing('cap', 'travel-cap', {
    variants: ['CAP-G', 'CAP-B'].map((sku) => ({
      sku,
      label: sku,
      needleLengthMm: null,
      colour: null,
      priceMinor: 500,
      openingStock: 1,
    })),
  }),
  thing('gauze', 'gauze', { besideNeedledSkin: true }),
  thing('lotion', 'gauze'),
];
const catalogue = catalogueOf(products);
const content = {
  ...catalogue.content,
  product: (slug: string) => products.find((each) => each.slug === slug),
};
const every = new Map(products.flatMap(({ variants }) => variants.map(({ sku }) => [sku, 5])));
const offered = (items: Record<string, number>, stock: ReadonlyMap<string, number> = every) =>
  offersFor(companionsOf({ ...newBasket(), items }, content), catalogue, stock).map(
    ({ variant }) => variant.sku,
  );

describe('what is safe company', () => {
  test.each([
    ['a case', thing('x', 'storage-case'), true],
    ['marked gauze', thing('x', 'gauze', { besideNeedledSkin: true }), true],
    ['gauze that nobody marked', thing('x', 'gauze'), false],
    ['a roller', product('x', [{ sku: 'X' }], { needles }), false],
    ['a roller that is marked by mistake', product('x', [{ sku: 'X' }], { besideNeedledSkin: true }), false],
    ['a case with needles', thing('x', 'storage-case', { needles }), false],
    [
      'a tray of which one variant has needles',
      product('x', [{ sku: 'X' }], { kind: 'cleaning-tray' }),
      false,
    ],
  ])('%s: %s', (_name, each, isSafe) => {
    expect(isSafeCompany(each)).toBe(isSafe);
  });
});

test('what goes with most of the basket comes first, three at most', () => {
  expect(offered({ FACE: 1 })).toEqual(['CASE', 'TRAY', 'CAP-G']);
  expect(offered({ FACE: 1, BODY: 1 })).toEqual(['TRAY', 'GAUZE', 'CASE']);
  expect(companionsOf({ items: { FACE: 1, BODY: 2 } }, content)[0]).toMatchObject({
    goesWith: ['face', 'body'],
  });
});

test('nothing that is in the basket, in whatever variant, and nothing beside an empty one', () => {
  expect(offered({ FACE: 1, CASE: 1, 'CAP-B': 1 })).toEqual(['TRAY', 'GAUZE']);
  expect(offered({})).toEqual([]);
  expect(offered({ NOPE: 1 })).toEqual([]);
});

test('only what can be bought: another variant where one is sold out, the next product where all are', () => {
  expect(offered({ FACE: 1 }, new Map([...every, ['CAP-G', 0]]))).toEqual(['CASE', 'TRAY', 'CAP-B']);
  expect(offered({ FACE: 1 }, new Map([...every, ['CASE', 0]]))).toEqual(['TRAY', 'CAP-G', 'GAUZE']);
  expect(offered({ FACE: 1 }, new Map())).toEqual([]);
  const closed = { ...catalogue, market: { ...catalogue.market, sells: false } };
  expect(offersFor(companionsOf({ items: { FACE: 1 } }, content), closed, every)).toEqual([]);
});

test('for any range and basket: three at most, none twice, none in the basket, none with needles, all on sale', () => {
  const kinds = ['roller', 'storage-case', 'cleaning-tray', 'gauze'] as const;
  const slugs = ['p0', 'p1', 'p2', 'p3', 'p4', 'p5'];
  const anyProduct = fc.record({
    kind: fc.constantFrom(...kinds),
    needleLengthMm: fc.constantFrom(null, null, 0.2),
    besideNeedledSkin: fc.boolean(),
    status: fc.constantFrom('published', 'published', 'withdrawn', 'draft' as const),
    goesWith: fc.subarray(slugs),
    stock: fc.nat(2),
  });
  fc.assert(
    fc.property(fc.array(anyProduct, { minLength: 6, maxLength: 6 }), fc.subarray(slugs), (drawn, held) => {
      const range = drawn.map(({ needleLengthMm, stock: _stock, ...more }, place) =>
        product(`p${place}`, [{ sku: `S${place}`, needleLengthMm }], more),
      );
      const stock = new Map(drawn.map((each, place) => [`S${place}`, each.stock]));
      const sold = catalogueOf(range);
      const items = Object.fromEntries(held.map((slug) => [slug.replace('p', 'S'), 1]));
      const offers = offersFor(
        companionsOf(
          { items },
          {
            ...sold.content,
            product: (slug) => range.find((each) => each.slug === slug),
          },
        ),
        sold,
        stock,
      );
      expect(offers.length).toBeLessThanOrEqual(mostOffered);
      expect(new Set(offers.map((each) => each.product.slug)).size).toBe(offers.length);
      for (const { product: each, variant, goesWith } of offers) {
        expect(held).not.toContain(each.slug);
        expect(variant.needleLengthMm).toBeNull();
        expect(each.kind).not.toBe('roller');
        expect(each.kind === 'gauze' && !each.besideNeedledSkin).toBe(false);
        expect(each.status).toBe('published');
        expect(stock.get(variant.sku)).toBeGreaterThan(0);
        expect(goesWith.length).toBeGreaterThan(0);
      }
    }),
  );
});
