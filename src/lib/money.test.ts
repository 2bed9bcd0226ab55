import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatMoney, parseMoney, vatIncluded } from './money.ts';

test('prices are written the British way', () => {
  expect(formatMoney(2450, 'GBP')).toBe('£24.50');
  expect(formatMoney(5, 'GBP')).toBe('£0.05');
  expect(() => formatMoney(100, 'JPY')).toThrow(RangeError);
});

test('a written price is read back, and no other form is', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 999_999_999 }), (minor) => {
      const text = `${Math.floor(minor / 100)}.${String(minor % 100).padStart(2, '0')}`;
      expect(parseMoney(text)).toBe(minor);
    }),
  );
  for (const text of ['24', '24.5', '24,50', '-1.00', '1e3', ' 1.00', '1.000', '£1.00', '']) {
    expect(parseMoney(text)).toBeNull();
  }
});

test('the VAT in a price is the part that, taken off, leaves the net price, to half a penny', () => {
  expect(vatIncluded(1200, 20)).toBe(200);
  expect(vatIncluded(2450, 20)).toBe(408); // 408.33…
  expect(vatIncluded(0, 20)).toBe(0);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e9 }), fc.integer({ min: 0, max: 30 }), (minor, rate) => {
      const exact = (minor * rate) / (100 + rate);
      expect(Math.abs(vatIncluded(minor, rate) - exact)).toBeLessThanOrEqual(0.5);
    }),
  );
});
