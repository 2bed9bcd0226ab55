import { expect, test } from 'vitest';
import { type Lane, laneOf } from './lane.ts';
import { diffOutcomes } from './outcome-diff.ts';
import { type Ruleset, readRuleset } from './ruleset.ts';
import { answer, changed, nodeAt, put, remove, rule } from './ruleset-edits.ts';
import { firstRuleset } from './ruleset-fixture.ts';

const before = firstRuleset();
function version(change: (data: object) => void): Ruleset {
  const reading = readRuleset(changed(change, '2026.2.0'));
  if (!reading.ok) throw new Error(JSON.stringify(reading.error, null, 2));
  return reading.value;
}
const lane = (from: Ruleset, to: Ruleset) => laneOf(diffOutcomes(from, to, '2026-11-22'));

const changes: [what: string, change: (data: object) => void, there: Lane, back: Lane][] = [
  ['nothing', () => {}, 'words', 'words'],
  ['a sentence', (d) => put(rule(d, 'diabetes', 'say'), 'en', 'Other words.'), 'words', 'words'],
  ['a source', (d) => put(nodeAt(d, 'sources', 'S22c'), 'year', 2020), 'words', 'words'],
  ['a higher state', (d) => put(rule(d, 'diabetes', 'gives'), 'state', 'do-not-use'), 'stricter', 'looser'],
  [
    'a lower limit',
    (d) => {
      put(nodeAt(d, 'limits'), 'max_length_mm', 0.25);
      put(rule(d, 'numbing_allergy', 'gives'), 'max_length_mm', 0.25);
    },
    'stricter',
    'looser',
  ],
  ['a shorter clearance', (d) => put(nodeAt(d, 'limits'), 'clearance_hours', 12), 'stricter', 'looser'],
  [
    'a longer wait',
    (d) => {
      put(rule(d, 'filler_6m', 'when'), 'within_months', 12);
      put(rule(d, 'filler_6m', 'gives'), 'until', { add_months: 12, to: 'filler-date' });
    },
    'stricter',
    'floor',
  ],
  [
    'a floor rule raised',
    (d) => put(rule(d, 'skin_infection'), 'gives', { state: 'do-not-use' }),
    'stricter',
    'floor',
  ],
  [
    'an answer that is gone',
    (d) => {
      remove(nodeAt(d, 'questions', 'conditions'), 'answers', 'diabetes');
      remove(d, 'rules', 'diabetes');
    },
    'looser',
    'stricter',
  ],
  [
    'one rule stricter and one milder',
    (d) => {
      put(rule(d, 'diabetes', 'gives'), 'state', 'do-not-use');
      put(rule(d, 'bleeding_condition', 'gives'), 'state', 'clinician');
    },
    'looser',
    'looser',
  ],
  [
    'questions in another order',
    (d) => {
      const questions = Reflect.get(d, 'questions') as object[];
      put(d, 'questions', [...questions.slice(0, -2), ...questions.slice(-2).reverse()]);
    },
    'stricter',
    'stricter',
  ],
  ['more on the floor', (d) => put(d, 'floor', [...before.floor, 'metal_allergy']), 'stricter', 'floor'],
  [
    'a safe answer with another name',
    (d) => put(answer(d, 'skin', 'none'), 'id', 'nothing-of-these'),
    'words',
    'words',
  ],
];

test.each(changes)('%s', (_what, change, there, back) => {
  const after = version(change);
  expect(lane(before, after)).toBe(there);
  expect(lane(after, before)).toBe(back);
});

test('one looser combination among thousands of stricter ones is looser, and one on the floor is the floor’s', () => {
  const diff = { stricter: 40_000, looser: 0, wordsOnly: false, causes: [] };
  expect(laneOf(diff)).toBe('stricter');
  expect(laneOf({ ...diff, looser: 1 })).toBe('looser');
  expect(laneOf({ ...diff, causes: [{ effect: 'both', floor: false }] })).toBe('looser');
  expect(laneOf({ ...diff, looser: 1, causes: [{ effect: 'looser', floor: true }] })).toBe('floor');
  expect(laneOf({ ...diff, causes: [{ effect: 'stricter', floor: true }] })).toBe('stricter');
});
