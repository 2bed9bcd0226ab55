import { healingReports } from '#ui/drawings/clinical-facts.ts';
import { momentWords, monthsOf } from '#ui/drawings/healing-timeline.ts';

/** The slider counts weeks, for a year. */
export const lastWeek = 52;

/** One thing that a source describes, e.g. who “A trial with blinded raters”, what “6 months: scar score better”. */
export interface Described {
  who: string;
  what: string;
  sources: readonly string[];
}

/** “the day of the treatment”, “1 week”, “26 weeks, or 6 months”. */
export function weekWords(weeks: number): string {
  if (weeks === 0) return 'The day of a clinical treatment';
  const months = (weeks * 12) / lastWeek;
  const count = weeks === 1 ? '1 week' : `${weeks} weeks`;
  const also = Number.isInteger(months) ? `, or ${months} months` : '';
  return `${count}${also} after a clinical treatment`;
}

/** What the sources describe by a week, and what only for later; in the order of time. */
export function describedBy(weeks: number): { by: Described[]; later: Described[] } {
  const months = (weeks * 12) / lastWeek;
  const events = healingReports
    .flatMap(({ who, sources, shape, events }) =>
      events.map(({ at, short }) => {
        const moment = `${shape === 'span' ? 'up to ' : ''}${momentWords(at)}`;
        return { at: monthsOf(at), who, sources, what: `${moment}: ${short.join(' ')}` };
      }),
    )
    .toSorted((a, b) => a.at - b.at);
  const pick = (isPast: boolean) =>
    events
      .filter(({ at }) => at <= months + 1e-9 === isPast)
      .map(({ who, what, sources }) => ({ who, what, sources }));
  return { by: pick(true), later: pick(false) };
}
