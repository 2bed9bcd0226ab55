import { expect, test } from 'vitest';
import { formatNeedleLength, tierOf } from './needle-length.ts';

test.each([
  [0.01, 'surface'],
  [0.2, 'surface'],
  [0.25, 'surface'],
  [0.3, 'surface'],
  [0.3001, 'homeMax'],
  [0.5, 'homeMax'],
  [0.51, 'professional'],
  [1.5, 'professional'],
  [1.51, 'clinical'],
  [2, 'clinical'],
])('%d mm is in the tier %s', (length, tier) => {
  expect(tierOf(length)).toBe(tier);
});

test.each([0, -0.2, Number.NaN, Number.POSITIVE_INFINITY])('%d is no length', (length) => {
  expect(() => tierOf(length)).toThrow(RangeError);
});

test('a length is written with a decimal, and its unit stays on the line', () => {
  expect(formatNeedleLength(1)).toBe('1.0\u202fmm');
  expect(formatNeedleLength(0.25)).toBe('0.25\u202fmm');
});
