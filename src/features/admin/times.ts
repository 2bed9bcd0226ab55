import { formatDate, todayIn } from '#lib/dates.ts';

/** A moment for the people of the shop, in its zone: “27 March 2026, 14:05”. */
export function dayTime(at: Date, zone: string): string {
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' });
  return `${formatDate(todayIn(zone, at))}, ${clock.format(at)}`;
}
