import { expect, test } from 'vitest';
import { purchasable, type SaleMarket } from './purchasable.ts';

const roller = { title: 'Face roller', kind: 'roller', status: 'published' } as const;
const uk: SaleMarket = {
  name: 'United Kingdom',
  sells: true,
  reason: null,
  tiers: { surface: 'self-check', homeMax: 'off', professional: 'show' },
};
const codeOf = (...[product, variant, market, available]: Parameters<typeof purchasable>) => {
  const sale = purchasable(product, variant, market, available);
  return sale.ok ? 'yes' : sale.error.code;
};

test.each([
  [0.2, 'yes'],
  [0.3, 'yes'],
  [0.31, 'not-offered'],
  [0.5, 'not-offered'],
  [0.51, 'on-show'],
  [1.5, 'on-show'],
  [1.51, 'not-offered'],
  [2, 'not-offered'],
])('a needle of %s mm: %s', (needleLengthMm, code) => {
  expect(codeOf(roller, { needleLengthMm }, uk, 3)).toBe(code);
});

test('needles need the self-check and accessories do not', () => {
  expect(purchasable(roller, { needleLengthMm: 0.2 }, uk, 1)).toEqual({
    ok: true,
    value: { needsSelfCheck: true },
  });
  expect(purchasable({ ...roller, kind: 'storage-case' }, { needleLengthMm: null }, uk, 1)).toEqual({
    ok: true,
    value: { needsSelfCheck: false },
  });
});

test('fails closed: unknown stock, unknown length, no market, drafts and withdrawn products', () => {
  expect(codeOf(roller, { needleLengthMm: 0.2 }, uk, undefined)).toBe('sold-out');
  expect(codeOf(roller, { needleLengthMm: 0.2 }, uk, 0)).toBe('sold-out');
  expect(codeOf(roller, { needleLengthMm: 0.2 }, uk, -1)).toBe('sold-out');
  expect(codeOf(roller, { needleLengthMm: null }, uk, 5)).toBe('length-unknown');
  expect(codeOf(roller, { needleLengthMm: 0.2 }, { ...uk, sells: false, reason: 'No licence.' }, 5)).toBe(
    'no-sale-here',
  );
  expect(codeOf({ ...roller, status: 'draft' }, { needleLengthMm: 0.2 }, uk, 5)).toBe('not-published');
  expect(codeOf({ ...roller, status: 'withdrawn' }, { needleLengthMm: 0.2 }, uk, 5)).toBe('withdrawn');
});

test('no market setting sells a needle above 1.5 mm', () => {
  const everything: SaleMarket = {
    ...uk,
    tiers: { surface: 'self-check', homeMax: 'self-check', professional: 'self-check' },
  };
  expect(codeOf(roller, { needleLengthMm: 1.5 }, everything, 1)).toBe('yes');
  expect(codeOf(roller, { needleLengthMm: 1.6 }, everything, 1)).toBe('not-offered');
});
