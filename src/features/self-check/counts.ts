import { Temporal } from 'temporal-polyfill';
import type { IsoDate } from '#lib/dates.ts';
import { type State, states } from './ruleset.ts';

/** Below this many a count is told to nobody: a small one may be about one person. */
export const smallestCount = 10;

/** The checks of a ruleset version in one week. Null: too few to tell, which may be none. */
export interface WeekOfChecks {
  rulesetVersion: string;
  /** ISO week: `2026-W48`. */
  week: string;
  started: number | null;
  finished: number | null;
  outcomes: Record<State, number | null>;
}

/** The ISO week of a civil date, `2026-W48`: the year is that of its Thursday. */
export function weekOf(date: IsoDate): string {
  const { yearOfWeek, weekOfYear } = Temporal.PlainDate.from(date);
  if (yearOfWeek === undefined || weekOfYear === undefined) throw new RangeError(`Not an ISO date: ${date}`);
  return `${yearOfWeek}-W${String(weekOfYear).padStart(2, '0')}`;
}

/**
 * The counts of one week without those below ten, and without any from which those could be worked out: what was
 * finished less the outcomes that are told must leave nothing, or ten and more.
 */
export function suppressSmall(exact: {
  started: number;
  finished: number;
  outcomes: Record<State, number>;
}): Pick<WeekOfChecks, 'started' | 'finished' | 'outcomes'> {
  const told = new Set(states.filter((state) => exact.outcomes[state] >= smallestCount));
  const hidden = states.filter((state) => !told.has(state));
  const left = hidden.reduce((sum, state) => sum + exact.outcomes[state], 0);
  if (hidden.length > 0 && left < smallestCount) {
    const [smallest] = [...told].sort((a, b) => exact.outcomes[a] - exact.outcomes[b]);
    if (smallest !== undefined) told.delete(smallest);
  }
  const tell = (count: number) => (count >= smallestCount ? count : null);
  return {
    started: tell(exact.started),
    finished: tell(exact.finished),
    outcomes: Object.fromEntries(
      states.map((state) => [state, told.has(state) ? exact.outcomes[state] : null]),
    ) as Record<State, number | null>,
  };
}
