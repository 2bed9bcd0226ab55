import { Temporal } from 'temporal-polyfill';
import type { Market } from '#content-pipeline/content.ts';
import { formatDate, type IsoDate } from '#lib/dates.ts';

/** The first and the last civil date on which a parcel should come; both are working days of the market. */
export interface DeliveryEstimate {
  earliest: IsoDate;
  latest: IsoDate;
}

/**
 * When an order should come that is paid at `paidAt`: it leaves the same day where that is a working day and before
 * the market's hour, else on the next working day, and is on the way for the market's working days. Null where the
 * market names no times, or where the dates reach beyond the holidays that it knows. An estimate, never a promise.
 */
export function deliveryEstimate(
  { zone, delivery }: Pick<Market, 'zone' | 'delivery'>,
  paidAt: Date,
): DeliveryEstimate | null {
  if (!delivery) return null;
  const { daysOnTheWay, leavesBefore, holidaysKnownTo } = delivery;
  const holidays = new Set(delivery.holidays);
  // The zone's own clock decides what day and hour it is: an hour that is skipped or comes twice is its business.
  const paid = Temporal.Instant.fromEpochMilliseconds(paidAt.getTime()).toZonedDateTimeISO(zone);
  const today = paid.toPlainDate();
  const isInTime = Temporal.PlainTime.compare(paid.toPlainTime(), leavesBefore) < 0;
  const leaves =
    isWorkingDay(today, holidays) && isInTime ? today : afterWorkingDays(today, 1, holidays, holidaysKnownTo);
  const arrival = (days: number) => leaves && afterWorkingDays(leaves, days, holidays, holidaysKnownTo);
  const earliest = arrival(Math.min(daysOnTheWay.from, daysOnTheWay.to));
  const latest = arrival(Math.max(daysOnTheWay.from, daysOnTheWay.to));
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
