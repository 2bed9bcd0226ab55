import { desc, sql } from 'drizzle-orm';
import type { Queryable } from '#db/client.server.ts';
import { checkCounts } from '#db/schema/check-counts.ts';
import type { IsoDate } from '#lib/dates.ts';
import type { Log } from '#lib/log.ts';
import { suppressSmall, type WeekOfChecks, weekOf } from './counts.ts';
import { type State, states } from './ruleset.ts';

/**
 * Adds one to the week's counts: a check was started, or finished with this state. It is told of nobody, so nothing but
 * the version and the date goes in; a failure is logged and stops nobody's check.
 */
export async function countCheck(
  { db, log }: { db: Queryable; log: Log },
  { rulesetVersion, today }: { rulesetVersion: string; today: IsoDate },
  what: 'started' | { finished: State },
): Promise<void> {
  const week = weekOf(today);
  const counted = what === 'started' ? ['started'] : ['finished', what.finished];
  try {
    await db
      .insert(checkCounts)
      .values(counted.map((each) => ({ rulesetVersion, week, counted: each, count: 1 })))
      .onConflictDoUpdate({
        target: [checkCounts.rulesetVersion, checkCounts.week, checkCounts.counted],
        set: { count: sql`${checkCounts.count} + 1` },
      });
  } catch (error) {
    // The statement's parameters would say how the check ended, so the error itself is not logged.
    log.warn({ kind: error instanceof Error ? error.name : typeof error }, 'a check was not counted');
  }
}

/** The counts of the latest weeks, at most a year's, the latest first; those below ten are not told. */
export async function readCheckCounts(db: Queryable): Promise<WeekOfChecks[]> {
  const rows = await db.select().from(checkCounts).orderBy(desc(checkCounts.week)).limit(2_000);
  const weeks = new Map<string, { rulesetVersion: string; week: string; counts: Map<string, number> }>();
  for (const { rulesetVersion, week, counted, count } of rows) {
    const key = `${week} ${rulesetVersion}`;
    const held = weeks.get(key) ?? { rulesetVersion, week, counts: new Map() };
    weeks.set(key, { ...held, counts: held.counts.set(counted, count) });
  }
  return [...weeks.values()].slice(0, 53).map(({ rulesetVersion, week, counts }) => ({
    rulesetVersion,
    week,
    ...suppressSmall({
      started: counts.get('started') ?? 0,
      finished: counts.get('finished') ?? 0,
      outcomes: Object.fromEntries(states.map((state) => [state, counts.get(state) ?? 0])) as Record<
        State,
        number
      >,
    }),
  }));
}
