import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { paths } from '#lib/paths.ts';
import { type Cart, newBasket, priceCart } from './cart.ts';
import { catalogueOf, product } from './cart-fixture.ts';
import {
  mostSaved,
  putBackNotice,
  readAsked,
  readPutBack,
  savedItems,
  writePutBack,
} from './saved-basket.ts';

const catalogue = catalogueOf([
  product('Face roller', [
    { sku: 'FACE-020', label: '0.2 mm', needleLengthMm: 0.2 },
    { sku: 'FACE-025', label: '0.25 mm', needleLengthMm: 0.25 },
  ]),
  product('Clinic roller', [{ sku: 'PRO-150', needleLengthMm: 1.5 }]),
  product('Old roller', [{ sku: 'OLD-020' }], { status: 'withdrawn' }),
  product('Case', [{ sku: 'CASE-01', needleLengthMm: null }], { kind: 'storage-case' }),
  product('Tray', [{ sku: 'TRAY-01', needleLengthMm: null }], { kind: 'cleaning-tray' }),
]);
const skus = ['FACE-020', 'FACE-025', 'PRO-150', 'OLD-020', 'CASE-01', 'TRAY-01'];
const plenty = new Map(skus.map((sku) => [sku, 9]));
const cartOf = (items: Record<string, number>): Cart => ({ ...newBasket(), items });

describe('the link', () => {
  test('reads back what was written, in order and once', () => {
    const sku = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9-]{0,39}$/);
    fc.assert(
      fc.property(fc.uniqueArray(sku, { minLength: 1, maxLength: mostSaved }), (written) => {
        const address = new URL(paths.cartSaved(written), 'http://shop.test');
        expect([...address.searchParams.keys()]).toEqual(['skus']);
        expect(readAsked(address.searchParams.getAll('skus'))).toEqual({
          skus: written,
          unreadable: [],
          isCut: false,
        });
      }),
    );
  });

  test.each([
    [[''], { skus: [], unreadable: [], isCut: false }],
    [[], { skus: [], unreadable: [], isCut: false }],
    [[' FACE-025 ,,CASE-01,FACE-025'], { skus: ['FACE-025', 'CASE-01'], unreadable: [], isCut: false }],
    [['A', 'B,C'], { skus: ['A', 'B', 'C'], unreadable: [], isCut: false }],
    [['A,<b>,-x,a b'], { skus: ['A'], unreadable: ['<b>', '-x', 'a b'], isCut: false }],
    [['x'.repeat(41)], { skus: [], unreadable: ['x'.repeat(40)], isCut: false }],
  ])('%j', (values, asked) => {
    expect(readAsked(values)).toEqual(asked);
  });

  test('of thirty-one it reads thirty and says so; however long it is, no more', () => {
    const many = Array.from({ length: 31 }, (_, index) => `S${index}`);
    expect(readAsked([many.slice(0, 30).join(',')])).toMatchObject({ isCut: false });
    expect(readAsked([many.join(',')])).toEqual({ skus: many.slice(0, 30), unreadable: [], isCut: true });
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 300 }), { maxLength: 60 }), (values) => {
        const asked = readAsked(values);
        expect(asked.skus.length + asked.unreadable.length).toBeLessThanOrEqual(mostSaved);
        for (const text of asked.unreadable) expect(text.length).toBeLessThanOrEqual(40);
      }),
    );
  });
});

describe('what can be put back', () => {
  test('one of each that is sold; what is there stays; the rest has its reason', () => {
    const before = cartOf({ 'FACE-020': 3 });
    const stock = new Map([...plenty, ['TRAY-01', 0]] as const);
    const asked = ['CASE-01', 'FACE-020', 'PRO-150', 'OLD-020', 'TRAY-01', 'NOPE'];
    const { items, cart } = savedItems(asked, before, catalogue, stock);
    expect(items.map(({ is, sku }) => [sku, is])).toEqual([
      ['CASE-01', 'ready'],
      ['FACE-020', 'there'],
      ['PRO-150', 'refused'],
      ['OLD-020', 'refused'],
      ['TRAY-01', 'refused'],
      ['NOPE', 'unknown'],
    ]);
    expect(items.flatMap((item) => (item.is === 'refused' ? item.words : []))).toEqual([
      'For professionals: on show, not for sale to consumers.',
      'We no longer sell this.',
      'Sold out for now.',
    ]);
    expect(cart).toEqual({ ...before, items: { 'FACE-020': 3, 'CASE-01': 1 } });
    expect(before.items).toEqual({ 'FACE-020': 3 });
  });

  test('no more different items than a basket holds', () => {
    const { items, cart } = savedItems(
      ['FACE-020', 'CASE-01', 'FACE-025', 'TRAY-01'],
      newBasket(),
      catalogue,
      plenty,
    );
    expect(items.map(({ is }) => is)).toEqual(['ready', 'ready', 'ready', 'refused']);
    expect(Object.keys(cart.items)).toHaveLength(3);
  });

  test('for any link, basket and stock: the new basket prices as the link says, and nothing else moves', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.constantFrom(...skus, 'NOPE', 'constructor')),
        fc.dictionary(fc.constantFrom('FACE-020', 'CASE-01'), fc.integer({ min: 1, max: 5 })),
        fc.dictionary(fc.constantFrom(...skus), fc.integer({ min: 0, max: 9 })),
        (asked, held, left) => {
          const before = cartOf({ ...held });
          const stock = new Map(Object.entries(left));
          const { items, cart } = savedItems(asked, before, catalogue, stock);
          expect(items.map(({ sku }) => sku)).toEqual(asked);
          const ready = items.filter(({ is }) => is === 'ready').map(({ sku }) => sku);
          expect(cart.items).toEqual({
            ...before.items,
            ...Object.fromEntries(ready.map((sku) => [sku, 1])),
          });
          const { lines } = priceCart(cart, catalogue, stock);
          for (const sku of ready) expect(lines.some(({ variant }) => variant.sku === sku)).toBe(true);
        },
      ),
    );
  });
});

describe('the notice afterwards', () => {
  test('the cookie carries what became of each, and garbage reads as nothing', () => {
    const { items } = savedItems(
      ['CASE-01', 'FACE-020', 'NOPE'],
      cartOf({ 'FACE-020': 1 }),
      catalogue,
      plenty,
    );
    expect(writePutBack(items)).toBe('+CASE-01,=FACE-020,-NOPE');
    expect(readPutBack(writePutBack(items))).toEqual({
      put: ['CASE-01'],
      there: ['FACE-020'],
      left: ['NOPE'],
    });
    const none = { put: [], there: [], left: [] };
    fc.assert(
      fc.property(fc.string(), (text) => {
        const read = readPutBack(text);
        expect([...read.put, ...read.there, ...read.left].every((sku) => /^[\w-]+$/.test(sku))).toBe(true);
      }),
    );
    for (const text of ['', 'CASE-01', '+,=,-', '+<b>', '*A']) expect(readPutBack(text)).toEqual(none);
    expect(putBackNotice(none, newBasket(), catalogue, plenty)).toBeNull();
  });

  test('says what was put in, what was there, and why the rest was not', () => {
    const told = readPutBack('+CASE-01,+FACE-025,=FACE-020,-OLD-020,-NOPE');
    const cart = cartOf({ 'FACE-020': 2, 'CASE-01': 1, 'FACE-025': 1 });
    expect(putBackNotice(told, cart, catalogue, plenty)).toMatchObject({
      kind: 'done',
      words: 'Case and Face roller, 0.25 mm: one of each. Nothing is held for you until you pay.',
      lines: [
        { title: 'In your basket already', words: 'Face roller, 0.2 mm. The quantity was not changed.' },
        { title: 'Not put back: Old roller', words: 'We no longer sell this.' },
        { title: 'Not put back: “NOPE”' },
      ],
    });
    expect(putBackNotice(readPutBack('=FACE-020'), cart, catalogue, plenty)).toMatchObject({
      kind: 'information',
    });
  });
});
