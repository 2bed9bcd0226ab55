import { Temporal } from 'temporal-polyfill';
import { ok, type Result, refuse } from './result.ts';

/** A civil date, `YYYY-MM-DD`: no clock time, no zone. */
export type IsoDate = string;

/** A date a person may know only to the month: `YYYY-MM-DD` or `YYYY-MM`. */
export type PartialDate = string;

/** Where it is still the earliest date on Earth (UTC−12): the strictest “today” when no market names a zone. */
export const earliestZone = 'Etc/GMT+12';

const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

/** True for a real civil date written `YYYY-MM-DD` in the years 1000–9999. */
export function isIsoDate(text: string): boolean {
  const match = /^([1-9]\d{3})-(\d{2})-(\d{2})$/.exec(text);
  return match !== null && isRealDate(Number(match[1]), Number(match[2]), Number(match[3]));
}

/** True for a real date or month written `YYYY-MM-DD` or `YYYY-MM`. */
export function isPartialDate(text: string): boolean {
  return isIsoDate(/^\d{4}-\d{2}$/.test(text) ? `${text}-01` : text);
}

/** The civil date at `instant` in an IANA zone; throws a RangeError for an unknown zone. Ignores the machine's zone. */
export function todayIn(zone: string, instant: Date): IsoDate {
  return Temporal.Instant.fromEpochMilliseconds(instant.getTime())
    .toZonedDateTimeISO(zone)
    .toPlainDate()
    .toString();
}

/**
 * The instant of a civil date and time (`2026-11-22T09:00`) in an IANA zone; throws a RangeError for what is none. Of
 * an hour that the clocks have twice it is the first; one that they leave out counts as the hour after it.
 */
export function instantIn(zone: string, civilTime: string): Date {
  const time = Temporal.PlainDateTime.from(civilTime, { overflow: 'reject' });
  return new Date(time.toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds);
}

/**
 * The first day on which a wait of whole calendar months is over: `date` plus `months`, clamped to the end of a
 * shorter month, plus one day (the “corresponding date” rule, Dodds v Walker [1981]: the period includes its last
 * day). Never compare by going back from today: that gives another day for 40 of the 2,192 dates of 2023–2028.
 */
export function firstDayAfterMonths(date: IsoDate, months: number): IsoDate {
  return Temporal.PlainDate.from(date).add({ months }, { overflow: 'constrain' }).add({ days: 1 }).toString();
}

/** The civil date some whole days later, or earlier where `days` is below 0. */
export function addDays(date: IsoDate, days: number): IsoDate {
  return Temporal.PlainDate.from(date).add({ days }).toString();
}

/** Whole days from one civil date to another; below 0 where `to` is the earlier one. */
export function daysBetween(from: IsoDate, to: IsoDate): number {
  return Temporal.PlainDate.from(from).until(to, { largestUnit: 'days' }).days;
}

/** The last day of a month, 1–12; throws a RangeError for another month. */
export function lastDayOfMonth(year: number, month: number): IsoDate {
  const first = Temporal.PlainDate.from({ year, month, day: 1 }, { overflow: 'reject' });
  return first.with({ day: first.daysInMonth }).toString();
}

/** The latest day a partial date can mean: itself, or the last day of its month. */
export function latestDayOf(date: PartialDate): IsoDate {
  return date.length === 7 ? lastDayOfMonth(Number(date.slice(0, 4)), Number(date.slice(5))) : date;
}

/** What a person typed into day, month and year fields; the day may stay empty. */
export interface TypedDate {
  day: string;
  month: string;
  year: string;
}

export type DateFault =
  | 'empty'
  | 'month-missing'
  | 'month-unknown'
  | 'year-missing'
  | 'year-not-four-digits'
  | 'day-not-a-number'
  | 'not-a-real-date'
  | 'in-the-future';

/**
 * Reads a typed past date, exact or to the month. Months may be numbers or English names (“8”, “Aug”, “August”).
 * Refuses, rather than guesses: years of two digits, dates that do not exist (29 February 2023), the future.
 */
export function readTypedDate(typed: TypedDate, today: IsoDate): Result<PartialDate, DateFault> {
  const day = typed.day.trim();
  const month = typed.month.trim();
  const year = typed.year.trim();
  if (!day && !month && !year) return refuse('empty');
  if (!month) return refuse('month-missing');
  const monthNumber = readMonth(month);
  if (monthNumber === null) return refuse('month-unknown');
  if (!year) return refuse('year-missing');
  // No year below 1900: nobody alive had a filler then, and “0025” is a slip for 2025.
  if (!/^\d{4}$/.test(year) || Number(year) < 1900) return refuse('year-not-four-digits');
  const yearMonth = `${year}-${String(monthNumber).padStart(2, '0')}`;
  if (!day) return yearMonth > today.slice(0, 7) ? refuse('in-the-future') : ok(yearMonth);
  if (!/^\d{1,2}$/.test(day)) return refuse('day-not-a-number');
  if (!isRealDate(Number(year), monthNumber, Number(day))) return refuse('not-a-real-date');
  const date = `${yearMonth}-${day.padStart(2, '0')}`;
  return date > today ? refuse('in-the-future') : ok(date);
}

/** “1 March 2026”, or “March 2026” for a month. */
export function formatDate(date: PartialDate): string {
  const [year, month, day] = date.split('-');
  const name = monthNames[Number(month) - 1];
  if (!year || !name) throw new RangeError(`Not a date: ${date}`);
  return day ? `${Number(day)} ${name} ${year}` : `${name} ${year}`;
}

function readMonth(text: string): number | null {
  if (/^\d{1,2}$/.test(text)) {
    const number = Number(text);
    return number >= 1 && number <= 12 ? number : null;
  }
  const letters = text.toLowerCase().replace(/\.$/, '');
  if (letters.length < 3) return null;
  const index = monthNames.findIndex((name) => name.toLowerCase().startsWith(letters));
  return index === -1 ? null : index + 1;
}

function isRealDate(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  return day <= Temporal.PlainYearMonth.from({ year, month }).daysInMonth;
}
