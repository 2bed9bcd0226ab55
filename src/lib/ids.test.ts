import { expect, test } from 'vitest';
import { newId, newOrderNumber } from './ids.ts';

test('ids are 22 characters that are safe in a URL, and do not repeat', () => {
  const made = Array.from({ length: 2_000 }, newId);
  expect(new Set(made).size).toBe(made.length);
  for (const id of made) expect(id).toMatch(/^[A-Za-z0-9_-]{22}$/);
});

test('order numbers can be read out: no 0, O, 1 or I', () => {
  const made = Array.from({ length: 2_000 }, newOrderNumber);
  expect(new Set(made).size).toBe(made.length);
  for (const number of made) expect(number).toMatch(/^NW-[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}$/);
});
