import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Product } from '#content-pipeline/content.ts';
import {
  addItem,
  type Cart,
  type Catalogue,
  chooseDelivery,
  newBasket,
  parseQuantity,
  priceCart,
  readCart,
  setQuantity,
  settledCart,
  writeCart,
} from './cart.ts';
import { catalogueOf, product } from './cart-fixture.ts';

const products = [
  product('Face roller', [
    { sku: 'FACE-020', label: '0.2 mm', needleLengthMm: 0.2 },
    { sku: 'FACE-025', label: '0.25 mm', needleLengthMm: 0.25, priceMinor: 2400 },
  ]),
  product('Clinic roller', [{ sku: 'PRO-150', needleLengthMm: 1.5 }]),
  product('Old roller', [{ sku: 'OLD-020' }], { status: 'withdrawn' }),
  product('Case', [{ sku: 'CASE-01', needleLengthMm: null, priceMinor: 950 }], { kind: 'storage-case' }),
];

const catalogue = catalogueOf(products);
const skus = ['FACE-020', 'FACE-025', 'PRO-150', 'OLD-020', 'CASE-01'];
const plenty = new Map(skus.map((sku) => [sku, 100]));
const cartOf = (items: Record<string, number>): Cart => ({ ...newBasket(), items });
const anyCart = fc
  .dictionary(fc.constantFrom(...skus, 'NOPE-1', 'constructor'), fc.integer({ min: 1, max: 999 }))
  .map((items) => cartOf({ ...items }));
const anyStock = fc
  .array(fc.tuple(fc.constantFrom(...skus), fc.integer({ min: -3, max: 12 })))
  .map((entries) => new Map(entries));

describe('the cookie', () => {
  test('a written cart reads back the same', () => {
    fc.assert(
      fc.property(anyCart, (cart) => {
        expect(readCart(writeCart(cart))).toEqual(cart);
      }),
    );
  });

  test('any garbage reads as a cart with a sound id and sound counts', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.constant(undefined)), (text) => {
        const cart = readCart(text);
        expect(cart.basketId).toMatch(/^[A-Za-z0-9_-]{22}$/);
        for (const quantity of Object.values(cart.items)) {
          expect(Number.isInteger(quantity) && quantity >= 1 && quantity <= 999).toBe(true);
        }
      }),
    );
  });

  test.each([
    [
      '{"id":"AAAAAAAAAAAAAAAAAAAAAA","items":{"A":-5,"B":1e9,"C":"2","D":1.5,"E":0,"F":2}}',
      { B: 999, F: 2 },
    ],
    ['{"id":"AAAAAAAAAAAAAAAAAAAAAA","items":[1,2]}', { '0': 1, '1': 2 }],
    ['{"id":"AAAAAAAAAAAAAAAAAAAAAA","items":{"__proto__":3,"a b":1,"<x>":1}}', {}],
    ['{"id":"AAAAAAAAAAAAAAAAAAAAAA"}', {}],
  ])('%s', (cookie, items) => {
    expect(readCart(cookie)).toEqual({ basketId: 'AAAAAAAAAAAAAAAAAAAAAA', items });
  });

  test('a basket without a sound id gets a new one, never the one it was sent', () => {
    expect(readCart('{"id":"short","items":{"A":1}}').basketId).not.toBe('short');
    expect(newBasket().basketId).not.toBe(newBasket().basketId);
  });

  test('a huge cookie is not parsed and a crowd of SKUs is cut', () => {
    expect(
      readCart(JSON.stringify({ id: 'A'.repeat(22), items: {}, fill: 'x'.repeat(5000) })).basketId,
    ).not.toBe('A'.repeat(22));
    const crowd = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`S${index}`, 1]));
    expect(Object.keys(readCart(JSON.stringify({ id: 'A'.repeat(22), items: crowd })).items)).toHaveLength(
      50,
    );
  });
});

describe('quantities', () => {
  test.each(['-5', '1e9', 'abc', '', '1.5', '1000', '0x2', '２', null, undefined, 3, new File([], 'x')])(
    '%s is refused',
    (field) => {
      expect(parseQuantity(field, 0)).toMatchObject({
        ok: false,
        error: { status: 422, code: 'bad-quantity' },
      });
    },
  );
  test('0 is a quantity only where it takes something out', () => {
    expect(parseQuantity('0', 1).ok).toBe(false);
    expect(parseQuantity(' 0 ', 0)).toEqual({ ok: true, value: 0 });
    expect(parseQuantity('007', 1)).toEqual({ ok: true, value: 7 });
  });
});

describe('adding and changing', () => {
  test.each([
    ['NOPE-1', 1, 404, 'unknown-item'],
    ['constructor', 1, 404, 'unknown-item'],
    ['', 1, 404, 'unknown-item'],
    ['PRO-150', 1, 409, 'not-for-sale'],
    ['OLD-020', 1, 409, 'not-for-sale'],
    ['FACE-020', 6, 422, 'too-many'],
  ])('%s × %i is refused with %i %s', (sku, quantity, status, code) => {
    expect(addItem(newBasket(), sku, quantity, catalogue, plenty)).toMatchObject({
      ok: false,
      error: { status, code },
    });
  });

  test('counts what the basket has already, and says so', () => {
    const cart = cartOf({ 'FACE-020': 4 });
    const refused = addItem(cart, 'FACE-020', 2, catalogue, plenty);
    expect(refused).toMatchObject({ ok: false, error: { code: 'too-many' } });
    expect(!refused.ok && refused.error.words).toContain('has 4 of them now');
    expect(addItem(cart, 'FACE-020', 1, catalogue, plenty)).toMatchObject({
      ok: true,
      value: { items: { 'FACE-020': 5 } },
    });
  });

  test('refuses more than is left, and more different items than a basket holds', () => {
    expect(addItem(newBasket(), 'FACE-020', 3, catalogue, new Map([['FACE-020', 2]]))).toMatchObject({
      ok: false,
      error: { status: 409, code: 'too-few-left', words: 'Only 2 left.' },
    });
    expect(addItem(cartOf({ A: 1, B: 1, C: 1 }), 'FACE-020', 1, catalogue, plenty)).toMatchObject({
      ok: false,
      error: { code: 'basket-full' },
    });
  });

  test('0 takes out even what could not be bought any more; what is not there is 404', () => {
    const cart = cartOf({ 'OLD-020': 2, 'CASE-01': 1 });
    expect(setQuantity(cart, 'OLD-020', 0, catalogue, plenty)).toMatchObject({
      ok: true,
      value: { items: { 'CASE-01': 1 } },
    });
    expect(setQuantity(cart, 'FACE-020', 0, catalogue, plenty)).toMatchObject({
      ok: false,
      error: { status: 404 },
    });
    expect(cart.items).toEqual({ 'OLD-020': 2, 'CASE-01': 1 });
  });

  test('whatever is accepted prices without a notice', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...skus),
        fc.integer({ min: 1, max: 9 }),
        anyStock,
        (sku, quantity, stock) => {
          const added = addItem(newBasket(), sku, quantity, catalogue, stock);
          if (added.ok) expect(priceCart(added.value, catalogue, stock).notices).toEqual([]);
        },
      ),
    );
  });
});

describe('pricing', () => {
  test('prices come from the catalogue, delivery and VAT are in the total', () => {
    const priced = priceCart(cartOf({ 'FACE-025': 1, 'CASE-01': 1 }), catalogue, plenty);
    expect(priced).toMatchObject({
      itemsMinor: 3350,
      deliveryMinor: 395,
      totalMinor: 3745,
      vatMinor: 624,
      longestNeedleMm: 0.25,
      notices: [],
    });
    expect(priceCart(cartOf({ 'FACE-025': 2 }), catalogue, plenty)).toMatchObject({
      itemsMinor: 4800,
      deliveryMinor: 0,
      totalMinor: 4800,
      vatMinor: 800,
    });
    expect(priceCart(cartOf({ 'CASE-01': 1 }), catalogue, plenty).longestNeedleMm).toBeNull();
    expect(priceCart(newBasket(), catalogue, plenty)).toMatchObject({
      lines: [],
      totalMinor: 0,
      vatMinor: 0,
      deliveryMinor: 0,
    });
  });

  test.each([
    ['NOPE-1', { 'NOPE-1': 1 }, 'removed', 'do not know'],
    ['OLD-020', { 'OLD-020': 1 }, 'removed', 'no longer sell'],
    ['PRO-150', { 'PRO-150': 1 }, 'removed', 'not for sale'],
    ['FACE-020', { 'FACE-020': 9 }, 'lessened', 'at most 5'],
  ])('%s is explained', (sku, items, change, words) => {
    const { notices } = priceCart(cartOf(items), catalogue, plenty);
    expect(notices).toHaveLength(1);
    expect(notices[0]).toMatchObject({ sku, change });
    expect(notices[0]?.words).toContain(words);
  });

  test('VAT is that of each product’s class, and delivery bears what it carries', () => {
    const reduced = { ...product('gauze', [{ sku: 'GAUZE', needleLengthMm: null, priceMinor: 1000 }]) };
    const gauze: Product = { ...reduced, kind: 'gauze', vatClass: 'reduced' };
    const sold: Catalogue = {
      ...catalogue,
      content: {
        ...catalogue.content,
        variant: (sku) => {
          const [variant] = gauze.variants;
          return sku === 'GAUZE' && variant ? { product: gauze, variant } : catalogue.content.variant(sku);
        },
      },
    };
    const stock = new Map([...plenty, ['GAUZE', 5]] as const);
    const vatOf = (items: Record<string, number>) => priceCart(cartOf(items), sold, stock).vatMinor;
    // 10.00 and 3.95 at 5 %: 13.95 × 5 / 105
    expect(vatOf({ GAUZE: 1 })).toBe(66);
    const mixed = vatOf({ GAUZE: 1, 'FACE-020': 1 });
    expect(mixed).toBeGreaterThan(vatOf({ GAUZE: 1 }));
    expect(mixed).toBeLessThan(
      Math.floor(priceCart(cartOf({ GAUZE: 1, 'FACE-020': 1 }), sold, stock).totalMinor / 6),
    );
  });

  test('another way of delivery costs what it costs, keeps through every change, and is not chosen for anybody', () => {
    const express = chooseDelivery(cartOf({ 'FACE-025': 2 }), 'express', catalogue);
    if (!express.ok) throw new Error(express.error.words);
    expect(readCart(writeCart(express.value))).toEqual(express.value);
    // Free from £40 is said of the standard way only.
    expect(priceCart(cartOf({ 'FACE-025': 2 }), catalogue, plenty)).toMatchObject({
      delivery: { id: 'standard' },
      deliveryMinor: 0,
    });
    expect(priceCart(express.value, catalogue, plenty)).toMatchObject({
      delivery: { id: 'express' },
      deliveryMinor: 695,
      totalMinor: 4800 + 695,
      notices: [],
    });
    const more = addItem(express.value, 'CASE-01', 1, catalogue, plenty);
    const less = more.ok ? setQuantity(more.value, 'FACE-025', 0, catalogue, plenty) : more;
    expect(less).toMatchObject({ ok: true, value: { delivery: 'express' } });
    if (less.ok)
      expect(settledCart(less.value, priceCart(less.value, catalogue, plenty)).delivery).toBe('express');
    for (const wrong of ['drone', '', null, undefined, 5]) {
      expect(chooseDelivery(express.value, wrong, catalogue)).toMatchObject({
        ok: false,
        error: { status: 422 },
      });
    }
  });

  test('a way of delivery that is gone is said once, and the standard one stands in', () => {
    const { shop } = catalogue.content;
    const without = { ...catalogue, content: { ...catalogue.content, shop: { ...shop, otherDelivery: [] } } };
    const cart = { ...cartOf({ 'CASE-01': 1 }), delivery: 'express' };
    const priced = priceCart(cart, without, plenty);
    expect(priced).toMatchObject({ delivery: { id: 'standard' }, deliveryMinor: 395 });
    expect(priced.notices.map(({ words }) => words)).toEqual([
      'The way of delivery that you chose is not offered any more. It is now “Post”.',
    ]);
    expect(priceCart(settledCart(cart, priced), without, plenty).notices).toEqual([]);
  });

  test('a product is taken out once its time is over, and cannot be put in before', () => {
    const season: Product = {
      ...product('season', [{ sku: 'SEASON', needleLengthMm: null }], { kind: 'storage-case' }),
      publishAt: '2026-11-22T09:00',
      unpublishAt: '2026-12-01T00:00',
    };
    const at = (time: string): Catalogue => ({
      ...catalogue,
      now: new Date(time),
      content: {
        ...catalogue.content,
        variant: () => season.variants[0] && { product: season, variant: season.variants[0] },
      },
    });
    const stock = new Map([['SEASON', 5]]);
    const add = (time: string) => addItem(newBasket(), 'SEASON', 1, at(time), stock);
    expect(add('2026-11-22T08:59:59Z')).toMatchObject({ ok: false, error: { status: 409 } });
    expect(add('2026-11-22T09:00:00Z').ok).toBe(true);
    expect(add('2026-12-01T00:00:00Z')).toMatchObject({ ok: false, error: { code: 'not-for-sale' } });
    const { lines, notices } = priceCart(cartOf({ SEASON: 1 }), at('2026-12-01T00:00:00Z'), stock);
    expect(lines).toEqual([]);
    expect(notices[0]?.words).toBe('We no longer sell this. It was taken out.');
  });

  test('stock that ran out or is short is explained', () => {
    const { notices, lines } = priceCart(
      cartOf({ 'FACE-020': 3, 'CASE-01': 2 }),
      catalogue,
      new Map([['FACE-020', 1]]),
    );
    expect(notices.map(({ sku, change }) => [sku, change])).toEqual([
      ['FACE-020', 'lessened'],
      ['CASE-01', 'removed'],
    ]);
    expect(notices[0]?.words).toBe('Only 1 left. The quantity was changed from 3 to 1.');
    expect(lines.map(({ quantity }) => quantity)).toEqual([1]);
  });

  test('for any cart and stock: sums agree, limits hold, every change has words, and the settled cart is steady', () => {
    fc.assert(
      fc.property(anyCart, anyStock, (cart, stock) => {
        const priced = priceCart(cart, catalogue, stock);
        expect(priced.lines.length).toBeLessThanOrEqual(3);
        for (const { variant, quantity } of priced.lines) {
          expect(quantity).toBeGreaterThanOrEqual(1);
          expect(quantity).toBeLessThanOrEqual(Math.min(5, stock.get(variant.sku) ?? 0));
          expect(variant.needleLengthMm ?? 0).toBeLessThanOrEqual(0.3);
        }
        expect(priced.itemsMinor).toBe(
          priced.lines.reduce((sum, line) => sum + line.variant.priceMinor * line.quantity, 0),
        );
        expect(priced.totalMinor).toBe(priced.itemsMinor + priced.deliveryMinor);
        const kept = new Map(priced.lines.map(({ variant, quantity }) => [variant.sku, quantity]));
        const changed = Object.keys(cart.items).filter((sku) => kept.get(sku) !== cart.items[sku]);
        expect(priced.notices.map(({ sku }) => sku).sort()).toEqual(changed.sort());
        for (const { words } of priced.notices) expect(words).toMatch(/\.$/);
        const again = priceCart(settledCart(cart, priced), catalogue, stock);
        expect(again.notices).toEqual([]);
        expect(again.totalMinor).toBe(priced.totalMinor);
      }),
    );
  });
});
