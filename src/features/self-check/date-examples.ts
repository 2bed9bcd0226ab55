import { addDays, firstDayAfterMonths, type IsoDate, lastDayOfMonth } from '#lib/dates.ts';
import type { Ruleset } from './ruleset.ts';

/** The waits, in whole months and from the shortest, that the rules of these versions look for at a date question. */
export function windowsOf(versions: readonly Pick<Ruleset, 'rules'>[], question: string): number[] {
  const months = versions.flatMap(({ rules }) =>
    rules.flatMap(({ when }) =>
      when.question === question && 'withinMonths' in when ? [when.withinMonths] : [],
    ),
  );
  return [...new Set(months)].sort((a, b) => a - b);
}

/**
 * One date for each thing that a date can mean to rules with these windows, the latest first: the end of this month
 * (somebody who gives the month only), today, and the two days on either side of where each window ends.
 */
export function dateExamples(windows: readonly number[], today: IsoDate): IsoDate[] {
  const edges = windows.flatMap((months) => {
    const outside = lastDayOutside(months, today);
    return [addDays(outside, 1), outside];
  });
  const endOfMonth = lastDayOfMonth(Number(today.slice(0, 4)), Number(today.slice(5, 7)));
  return [...new Set([endOfMonth, today, ...edges])].sort().reverse();
}

/** The latest date whose wait is over today. Looked for day by day, because calendar months cannot be taken back. */
function lastDayOutside(months: number, today: IsoDate): IsoDate {
  // No month has fewer days than that, so this one is still inside.
  let date = addDays(today, -28 * months);
  while (today < firstDayAfterMonths(date, months)) date = addDays(date, -1);
  return date;
}
