import { Temporal } from 'temporal-polyfill';
import type { Market } from '#content-pipeline/content.ts';
import { formatDate, type IsoDate } from '#lib/dates.ts';
import { workingDayRange } from '#lib/delivery.ts';

/** The first and the last civil date on which a parcel should come; both are working days of the market. */
export interface DeliveryEstimate {
  earliest: IsoDate;
  latest: IsoDate;
}

/**
 * When an order should come that is paid at `paidAt` and delivered in `workingDays`: it leaves the same day where that is
 * a working day and before the market's hour, else on the next working day, for which the last of those days is. Null
 * where the market names no times, or where the dates reach beyond the holidays that it knows. An estimate, never a promise.
 */
export function deliveryEstimate(
  { zone, delivery }: Pick<Market, 'zone' | 'delivery'>,
  workingDays: string,
  paidAt: Date,
): DeliveryEstimate | null {
  if (!delivery) return null;
  const { leavesBefore, holidaysKnownTo } = delivery;
  const { least, most } = workingDayRange(workingDays);
  const holidays = new Set(delivery.holidays);
  // The zone's own clock decides what day and hour it is: an hour that is skipped or comes twice is its business.
  const paid = Temporal.Instant.fromEpochMilliseconds(paidAt.getTime()).toZonedDateTimeISO(zone);
  const today = paid.toPlainDate();
  const isInTime = Temporal.PlainTime.compare(paid.toPlainTime(), leavesBefore) < 0;
  const leaves =
    isWorkingDay(today, holidays) && isInTime ? today : afterWorkingDays(today, 1, holidays, holidaysKnownTo);
  const arrival = (days: number) => leaves && afterWorkingDays(leaves, days, holidays, holidaysKnownTo);
  const earliest = arrival(least);
  const latest = arrival(Math.max(least, most - 1));
  return earliest && latest ? { earliest: earliest.toString(), latest: latest.toString() } : null;
}

/** “Thu 26 to Mon 30 November”; the month is said twice where it changes, the day once where there is only one. */
export function estimateWords({ earliest, latest }: DeliveryEstimate): string {
  if (earliest === latest) return dayWords(latest);
  const isOneMonth = earliest.slice(0, 7) === latest.slice(0, 7);
  const first = dayWords(earliest);
  return `${isOneMonth ? first.slice(0, first.lastIndexOf(' ')) : first} to ${dayWords(latest)}`;
}

function isWorkingDay(day: Temporal.PlainDate, holidays: ReadonlySet<IsoDate>): boolean {
  return day.dayOfWeek <= 5 && !holidays.has(day.toString());
}

/** Null where that day lies beyond what is known. */
function afterWorkingDays(
  from: Temporal.PlainDate,
  count: number,
  holidays: ReadonlySet<IsoDate>,
  knownTo: IsoDate,
): Temporal.PlainDate | null {
  let day = from;
  for (let left = count; left > 0; ) {
    day = day.add({ days: 1 });
    if (Temporal.PlainDate.compare(day, knownTo) > 0) return null;
    if (isWorkingDay(day, holidays)) left -= 1;
  }
  return Temporal.PlainDate.compare(day, knownTo) > 0 ? null : day;
}

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** “Thu 26 November”: it is never a year away, so the year goes without saying. */
function dayWords(date: IsoDate): string {
  const weekday = weekdays[Temporal.PlainDate.from(date).dayOfWeek - 1];
  return `${weekday} ${formatDate(date).replace(/ \d+$/, '')}`;
}
