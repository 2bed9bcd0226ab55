import { writeCalendarFile } from '#lib/calendar-file.ts';
import { ok, type Result, refuse } from '#lib/result.ts';
import { type SessionSchedule, sessionSchedules } from '#ui/drawings/session-facts.ts';

/** A course of clinical sessions as somebody agreed it with their clinic. */
export interface Course {
  /** Civil date of the first session, `YYYY-MM-DD`. */
  start: string;
  sessions: number;
  weeksApart: number;
}

export type CourseField = 'start' | 'sessions' | 'weeksApart';

/** How many sessions the published courses have, from the fewest to the most. */
export const sessionRange = {
  from: Math.min(...sessionSchedules.map(({ sessions }) => sessions.from)),
  to: Math.max(...sessionSchedules.map(({ sessions }) => sessions.to)),
};

/**
 * How far apart, in whole weeks: from the shortest published time. The longest is published as “at least”, so the range
 * has no end but half a year, beyond which a number is more likely a slip.
 */
export const weekRange = {
  from: Math.min(...sessionSchedules.flatMap(({ gap }) => gap?.weeks ?? [])),
  published: Math.max(...sessionSchedules.flatMap(({ gap }) => gap?.weeks ?? [])),
  to: 26,
};

/** Reads what a person typed; refuses with words for each field that is wrong. Dates from 2000 to 2099. */
export function readCourse(
  typed: Record<CourseField, string>,
): Result<Course, Partial<Record<CourseField, string>>> {
  const faults: Partial<Record<CourseField, string>> = {};
  const start = typed.start.trim();
  if (start === '') faults.start = 'Enter the date of the first session';
  else if (!isCivilDate(start)) faults.start = 'Enter a date that exists, such as 27 March 2027';
  else if (!start.startsWith('20')) faults.start = 'The year must be between 2000 and 2099';
  const whole = (field: 'sessions' | 'weeksApart', from: number, to: number, words: string) => {
    const text = typed[field].trim();
    const value = Number(text);
    if (text === '') faults[field] = `Enter ${words}`;
    else if (!/^\d+$/.test(text)) faults[field] = `Enter ${words} as a whole number, such as ${from + 1}`;
    else if (value < from || value > to) faults[field] = `Enter a number from ${from} to ${to}`;
    return value;
  };
  const sessions = whole('sessions', sessionRange.from, sessionRange.to, 'the number of sessions');
  const weeksApart = whole('weeksApart', weekRange.from, weekRange.to, 'the weeks between two sessions');
  return Object.keys(faults).length > 0 ? refuse(faults) : ok({ start, sessions, weeksApart });
}

/** The civil dates of the sessions, first to last. Counts days of the calendar, so no clock change moves one. */
export function datesOf({ start, sessions, weeksApart }: Course): string[] {
  const first = Date.parse(`${start}T00:00Z`);
  return Array.from({ length: sessions }, (_, session) =>
    new Date(first + session * weeksApart * 7 * 86_400_000).toISOString().slice(0, 10),
  );
}

const dayFormat = new Intl.DateTimeFormat('en-GB', {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone: 'UTC',
});

/** “Saturday 27 March 2027”. */
export function dayWords(date: string): string {
  return dayFormat.format(Date.parse(`${date}T00:00Z`)).replace(',', '');
}

/** The schedules that hold this very course; “at least” holds longer ones too. Empty where nobody publishes it. */
export function publishedBy({ sessions, weeksApart }: Course): SessionSchedule[] {
  return sessionSchedules.filter(
    ({ sessions: { from, to }, gap, gapIs }) =>
      sessions >= from &&
      sessions <= to &&
      gap?.weeks !== undefined &&
      (gapIs === 'least' ? weeksApart >= gap.weeks : weeksApart === gap.weeks),
  );
}

/** The course as a calendar file. `key`: what makes its events this reader’s own; `writtenAt`: now. */
export function calendarOf(course: Course, { key, writtenAt }: { key: string; writtenAt: Date }): string {
  const days = datesOf(course).map((date, index) => ({
    date,
    uid: `${key}-${index + 1}`,
    summary: `Needling session ${index + 1} of ${course.sessions}`,
    description:
      'As agreed with the clinic. The clinic decides whether the skin has healed enough for the next session.',
  }));
  return writeCalendarFile('Needling sessions', days, { writtenAt });
}

function isCivilDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
