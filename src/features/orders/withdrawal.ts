import { addDays, type IsoDate, todayIn } from '#lib/dates.ts';

/**
 * The last day on which a buyer may withdraw, or null while the time has not begun: it runs from the day after the
 * delivery. A delivery that we have not noted is no reason to refuse anybody.
 */
export function lastDayToWithdraw(
  order: { deliveredAt: Date | null },
  { returnsDays, zone }: { returnsDays: number; zone: string },
): IsoDate | null {
  return order.deliveredAt && addDays(todayIn(zone, order.deliveredAt), returnsDays);
}
