import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changedFrom } from './events.ts';

test.each<[string, object, object, object]>([
  ['nothing', { a: 1, b: { c: 2 } }, { a: 1, b: { c: 2 } }, {}],
  ['a value', { a: 1, b: 2 }, { a: 1, b: 3 }, { b: 2 }],
  ['a key inside a hash only', { a: { b: 1, c: 2 } }, { a: { b: 1, c: 3 } }, { a: { c: 2 } }],
  ['a list whole', { a: [1, 2] }, { a: [1, 3] }, { a: [1, 2] }],
  ['null for what is new', {}, { a: 1 }, { a: null }],
  ['what is gone', { a: 1 }, {}, { a: 1 }],
  ['null that became a hash', { a: null }, { a: { b: 1 } }, { a: null }],
])('previous_attributes hold %s', (_name, before, after, expected) => {
  expect(changedFrom(before, after)).toEqual(expected);
});

test('laid over the new object they give the old one back', () => {
  const flat = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.oneof(fc.integer(), fc.string()));
  fc.assert(
    fc.property(flat, flat, (before, after) => {
      const back = Object.entries({ ...after, ...changedFrom(before, after) });
      expect(Object.fromEntries(back.filter(([, value]) => value !== null))).toEqual(before);
    }),
  );
});
