import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Fact } from '#content-pipeline/content.ts';
import { factUnits } from '#content-pipeline/document-types.ts';
import { type FactFigure, factWords } from '#content-pipeline/fact-words.ts';
import { projectRoot } from '#lib/project-root.server.ts';

const examples: [fact: FactFigure, full: string, number: string][] = [
  [{ from: 0.5, to: 1.5, unit: 'mm' }, '0.5 to 1.5\u202fmm', '0.5 to 1.5'],
  [{ from: 3, unit: 'mm' }, '3\u202fmm', '3'],
  [{ from: 192, unit: 'needles' }, '192\u00a0needles', '192'],
  [{ from: 1, unit: 'months' }, '1\u00a0month', '1'],
  [{ from: 1, unit: 'studies' }, '1\u00a0study', '1'],
  [{ from: 1, unit: 'people' }, '1\u00a0person', '1'],
  [{ from: 1, to: 2, unit: 'weeks' }, '1 to 2\u00a0weeks', '1 to 2'],
  [{ from: 0.5, unit: 'hours' }, '0.5\u00a0hours', '0.5'],
  [{ from: 83, unit: 'percent' }, '83\u00a0per cent', '83'],
  [{ from: 3, to: 4, unit: 'times' }, '3 to 4\u00a0times', '3 to 4'],
  [{ from: 30, unit: 'none' }, '30', '30'],
  [{ from: 1271, unit: 'people' }, '1,271\u00a0people', '1,271'],
  [{ words: '1 in 15', from: null, to: null, unit: null }, '1 in 15', '1 in 15'],
];

test.each(examples)('%j reads “%s” and “%s”', (fact, full, number) => {
  expect(factWords(fact)).toBe(full);
  expect(factWords(fact, 'full')).toBe(full);
  expect(factWords(fact, 'number')).toBe(number);
});

const { facts }: { facts: (Partial<Fact> & { id: string })[] } = parse(
  readFileSync(path.join(projectRoot, 'content/facts.yaml'), 'utf8'),
);
const numbersIn = (words: string) =>
  words
    .replaceAll(',', '')
    .match(/\d+(\.\d+)?/g)
    ?.map(Number) ?? [];

test.each(facts)('$id of the shop’s own facts says its numbers, all of them and no other', (fact) => {
  const { from, to, unit, words } = fact;
  if (words) {
    expect([factWords(fact), factWords(fact, 'number')]).toEqual([words, words]);
    return;
  }
  const numbers = [from, to].filter((number) => number !== undefined);
  expect(numbersIn(factWords(fact, 'number'))).toEqual(numbers);
  expect(numbersIn(factWords(fact))).toEqual(numbers);
  // The unit is written once, and a line never ends between it and its number.
  const behind = factWords(fact).slice(factWords(fact, 'number').length);
  expect(behind).toMatch(unit === 'none' ? /^$/ : unit === 'mm' ? /^\u202fmm$/ : /^\u00a0[a-z]+( cent)?$/);
});

test('one of anything is not several, and a number is written as it was given', () => {
  const counted = factUnits.filter((unit) => unit !== 'mm' && unit !== 'percent' && unit !== 'none');
  for (const unit of counted) {
    expect(factWords({ from: 1, unit })).not.toBe(`1\u00a0${unit}`);
    expect(factWords({ from: 2, unit })).toBe(`2\u00a0${unit}`);
  }
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 99_999_999 }), fc.integer({ min: 0, max: 3 }), (digits, places) => {
      const from = digits / 10 ** places;
      expect(Number(factWords({ from, unit: 'none' }).replaceAll(',', ''))).toBe(from);
    }),
  );
});
