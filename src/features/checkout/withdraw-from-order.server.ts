import { queueMail } from '#features/notifications/notifications.server.ts';
import { isSold } from '#features/orders/order-life.ts';
import {
  addToTimeline,
  lockOrder,
  readLines,
  readOrderFacts,
  readWithdrawal,
  storeWithdrawal,
  type Withdrawal,
} from '#features/orders/orders.server.ts';
import { lastDayToWithdraw } from '#features/orders/withdrawal.ts';
import { formatDate, todayIn } from '#lib/dates.ts';
import { ok, type Result, refuse } from '#lib/result.ts';
import type { CheckoutServices } from './checkout-services.ts';
import { unknownOrder } from './fulfil-order.server.ts';

/** Why a withdrawal was not taken, in words for the buyer. */
export interface WithdrawalRefusal {
  reason: 'unknown-order' | 'not-sold' | 'money-is-back' | 'too-late' | 'no-such-line';
  words: string;
}

/**
 * Takes a buyer's withdrawal from an order, whole (`lines` null) or in part. It is stored once: said again, the first one
 * stands and its receipt is given again. It needs no reason, and moves no money: a person looks at it, and nothing that
 * has not left yet is sent meanwhile.
 */
export async function requestWithdrawal(
  { db, content, clock, jobs }: CheckoutServices,
  orderId: string,
  said: { lines: Withdrawal['lines']; note: string },
): Promise<Result<Withdrawal & { already: boolean }, WithdrawalRefusal>> {
  const now = clock.now();
  return db.transaction(async (tx) => {
    const order = await lockOrder(tx, orderId);
    if (!order) return refuse(unknownOrder);
    const stored = await readWithdrawal(tx, orderId);
    if (stored) return ok({ ...stored, already: true });
    if (!isSold(order.state) && order.state !== 'needs-review') {
      return refuse({
        reason: 'not-sold',
        words: 'Nothing is being sent for this order, so there is nothing to withdraw from.',
      });
    }
    const { paidMinor, refundedMinor } = await readOrderFacts(tx, orderId);
    if (refundedMinor > 0 && refundedMinor === paidMinor) {
      return refuse({
        reason: 'money-is-back',
        words: 'All of the money for this order has been given back already.',
      });
    }
    const zone = content.market(order.market)?.zone ?? 'UTC';
    const last = lastDayToWithdraw(order, { returnsDays: content.shop.returnsDays, zone });
    if (last !== null && todayIn(zone, now) > last) {
      return refuse({
        reason: 'too-late',
        words: `The last day to withdraw from this order was ${formatDate(last)}.`,
      });
    }
    const bought = new Map((await readLines(tx, orderId)).map(({ sku, quantity }) => [sku, quantity]));
    const fits =
      said.lines === null ||
      (said.lines.length > 0 &&
        new Set(said.lines.map(({ sku }) => sku)).size === said.lines.length &&
        said.lines.every(
          ({ sku, quantity }) =>
            Number.isInteger(quantity) && quantity > 0 && quantity <= (bought.get(sku) ?? 0),
        ));
    if (!fits) {
      return refuse({
        reason: 'no-such-line',
        words: 'Choose from what is in the order, and no more of it.',
      });
    }
    const withdrawal = { lines: said.lines, note: said.note.trim().slice(0, 2_000), receivedAt: now };
    await storeWithdrawal(tx, orderId, withdrawal);
    const what =
      said.lines?.map(({ sku, quantity }) => `${quantity} × ${sku}`).join(', ') ?? 'the whole order';
    await addToTimeline(tx, order, 'withdrawal', { note: `withdrew from ${what}`, actor: 'shopper', now });
    if (order.email) await queueMail(tx, jobs, { orderId, kind: 'withdrawal-received' }, now);
    return ok({ ...withdrawal, already: false });
  });
}
