import fc from 'fast-check';
import { expect, test } from 'vitest';
import { smallestCount, suppressSmall, weekOf } from './counts.ts';
import { type State, states } from './ruleset.ts';

test.each([
  ['2026-11-22', '2026-W47'],
  ['2026-11-23', '2026-W48'],
  ['2026-12-31', '2026-W53'],
  // The first days of a year may belong to the last week of the one before, and the other way round.
  ['2027-01-01', '2026-W53'],
  ['2024-12-30', '2025-W01'],
  ['2026-01-05', '2026-W02'],
])('%s lies in %s', (date, week) => {
  expect(weekOf(date)).toBe(week);
});

const counts = fc.oneof(fc.integer({ min: 0, max: 25 }), fc.integer({ min: 0, max: 2_000 }));
const weeks = fc
  .record({ outcomes: fc.tuple(...states.map(() => counts)), abandoned: counts })
  .map(({ outcomes, abandoned }) => {
    const finished = outcomes.reduce((sum, each) => sum + each, 0);
    return {
      started: finished + abandoned,
      finished,
      outcomes: Object.fromEntries(states.map((state, at) => [state, outcomes[at] ?? 0])) as Record<
        State,
        number
      >,
    };
  });

test('T12 a count below ten is never told, and what is told is true', () => {
  fc.assert(
    fc.property(weeks, (exact) => {
      const told = suppressSmall(exact);
      const pairs: [number | null, number][] = [
        [told.started, exact.started],
        [told.finished, exact.finished],
        ...states.map((state): [number | null, number] => [told.outcomes[state], exact.outcomes[state]]),
      ];
      for (const [said, was] of pairs) {
        if (said === null) continue;
        expect(said).toBe(was);
        expect(said).toBeGreaterThanOrEqual(smallestCount);
      }
    }),
  );
});

test('T12 nor can it be worked out: what is hidden is none, or several that together are ten and more', () => {
  fc.assert(
    fc.property(weeks, (exact) => {
      const told = suppressSmall(exact);
      if (told.finished === null) return;
      const hidden = states.filter((state) => told.outcomes[state] === null);
      if (hidden.length === 0) return;
      const shown = states.reduce((sum, state) => sum + (told.outcomes[state] ?? 0), 0);
      expect(told.finished - shown).toBeGreaterThanOrEqual(smallestCount);
      expect(hidden.length).toBeGreaterThan(1);
    }),
  );
});

test('where every outcome has ten, all are told', () => {
  const outcomes = { clear: 400, wait: 30, clinician: 20, 'do-not-use': 11, 'not-run': 10 };
  const exact = { started: 500, finished: 471, outcomes };
  expect(suppressSmall(exact)).toEqual(exact);
});
