import fc from 'fast-check';
import { expect, test } from 'vitest';
import { vatIncluded } from './money.ts';
import { vatContained, vatRateOf } from './vat.ts';

test('each class bears its rate', () => {
  const uk = { vatRatePercent: 20, reducedVatRatePercent: 5 };
  expect(vatRateOf(uk, 'standard')).toBe(20);
  expect(vatRateOf(uk, 'reduced')).toBe(5);
  expect(vatRateOf(uk, 'zero')).toBe(0);
});

test.each([
  ['nothing', [], 0, 0],
  ['one roller, with delivery', [{ minor: 1800, ratePercent: 20 }], 395, vatIncluded(2195, 20)],
  // Half of the 3.95 each: 1.97 at 5 %, and the rest, 1.98, at 20 %.
  [
    'halves at two rates',
    [
      { minor: 1000, ratePercent: 20 },
      { minor: 1000, ratePercent: 5 },
    ],
    395,
    vatIncluded(1198, 20) + vatIncluded(1197, 5),
  ],
  ['only what bears none', [{ minor: 900, ratePercent: 0 }], 395, 0],
])('%s', (_what, goods, delivery, vat) => {
  expect(vatContained(goods, delivery)).toBe(vat);
});

const anyGoods = fc.array(
  fc.record({ minor: fc.integer({ min: 1, max: 1_000_000 }), ratePercent: fc.constantFrom(0, 5, 20) }),
  { minLength: 1, maxLength: 20 },
);

test('with one rate it is the VAT of the whole sum', () => {
  fc.assert(
    fc.property(anyGoods, fc.nat(1000), fc.constantFrom(0, 5, 20), (goods, delivery, ratePercent) => {
      const same = goods.map(({ minor }) => ({ minor, ratePercent }));
      const sum = same.reduce((all, { minor }) => all + minor, delivery);
      expect(vatContained(same, delivery)).toBe(vatIncluded(sum, ratePercent));
    }),
  );
});

test('it lies between the lowest rate on everything and the highest, and its order does not matter', () => {
  fc.assert(
    fc.property(anyGoods, fc.nat(1000), (goods, delivery) => {
      const vat = vatContained(goods, delivery);
      const sum = goods.reduce((all, { minor }) => all + minor, delivery);
      const rates = goods.map(({ ratePercent }) => ratePercent);
      // Each of the three rates is rounded by itself.
      expect(vat).toBeGreaterThanOrEqual(vatIncluded(sum, Math.min(...rates)) - 2);
      expect(vat).toBeLessThanOrEqual(vatIncluded(sum, Math.max(...rates)) + 2);
      expect(vatContained([...goods].reverse(), delivery)).toBe(vat);
    }),
  );
});
