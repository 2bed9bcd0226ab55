import type { Transaction } from '#db/client.server.ts';
import { releaseReserved, sellReserved } from '#features/inventory/inventory.server.ts';
import { queueMail } from '#features/notifications/notifications.server.ts';
import { isMoneyBack, isSold } from '#features/orders/order-life.ts';
import { lockOrder, moveOrder, type Order, readLines } from '#features/orders/orders.server.ts';
import {
  attemptOfSession,
  closeAttempt,
  isEventKnown,
  noteEvent,
  type PaymentAttempt,
} from '#features/payments/attempts.server.ts';
import type { PaymentSession } from '#features/payments/payment-session.ts';
import type { PaymentFailure, PaymentNotice } from '#features/payments/payments.server.ts';
import { planRefund, type Refund } from '#features/payments/refunds.server.ts';
import { type SaleStop, stopInWords } from '#features/self-check/clearance-standing.ts';
import { ok, type Result, refuse } from '#lib/result.ts';
import type { CheckoutServices } from './checkout-services.ts';
import { stopOfOrder } from './sale-stop.server.ts';
import { sendRefund, settleRefund } from './send-refund.server.ts';

/** How an order stands after a look at its payment session. */
export interface Settlement {
  orderId: string;
  /** open: can still be paid · awaiting: confirmed, the money is not there yet · the others are order states. */
  outcome: 'paid' | 'open' | 'awaiting' | 'cancelled' | 'needs-review' | 'refunding' | 'refunded';
}

export type SettleRefusal = PaymentFailure | { kind: 'not-ours' };

/**
 * Brings the order of a payment session up to date with the session. The webhook, the return page and the reconciler
 * all call this one function; it may be called any number of times, at once and in any order. It trusts nothing but
 * the session that the provider returns for the id which we stored. `event` is noted in the transaction of the effect.
 */
export async function settlePayment(
  services: CheckoutServices,
  sessionId: string,
  event?: { id: string; type: string },
): Promise<Result<Settlement, SettleRefusal>> {
  const { db } = services;
  const attempt = await attemptOfSession(db, sessionId);
  if (!attempt) return refuse({ kind: 'not-ours' });
  const retrieved = await services.payments.retrieveSession(sessionId);
  if (!retrieved.ok) return retrieved;
  const { outcome, refund } = await db.transaction(async (tx) => {
    const order = await lockOrder(tx, attempt.orderId);
    if (!order) throw new Error(`Payment attempt without its order ${attempt.orderId}`);
    const applied = await applySession(services, tx, order, attempt, retrieved.value);
    if (event && applied.outcome !== 'open') await noteEvent(tx, event, services.clock.now());
    return applied;
  });
  // Only now, with the refund's row safe: whoever else comes finds the row, and a crash here leaves it to the reconciler.
  const sent = refund ? await sendRefund(services, refund) : null;
  return ok({ orderId: attempt.orderId, outcome: sent ?? outcome });
}

/**
 * Takes a signed notice. Null: nothing to do with us. A refusal means “not now”: answer 5xx, so that it is sent again.
 */
export async function settleNotice(
  services: CheckoutServices,
  notice: PaymentNotice,
): Promise<Result<Settlement | null, PaymentFailure>> {
  if (notice.refundId) return settleRefund(services, notice.refundId);
  if (!notice.sessionId || (await isEventKnown(services.db, notice.id))) return ok(null);
  const settled = await settlePayment(services, notice.sessionId, notice);
  if (settled.ok) return settled;
  if (settled.error.kind !== 'not-ours') return refuse(settled.error);
  // A session that names an order of ours, and that we have not stored yet: the notice overtook the answer to our own
  // call, or we crashed in between. The reconciler stores it; then the next delivery finds it.
  const known =
    notice.orderId && (await services.db.transaction((tx) => lockOrder(tx, notice.orderId ?? '')));
  return known ? refuse({ kind: 'unknown', message: 'The session is not stored yet' }) : ok(null);
}

interface Applied {
  outcome: Settlement['outcome'];
  /** Just stored: the provider is to be called once the transaction is through. */
  refund?: Refund;
}

async function applySession(
  services: CheckoutServices,
  tx: Transaction,
  order: Order,
  attempt: PaymentAttempt,
  session: PaymentSession,
): Promise<Applied> {
  const now = services.clock.now();
  if (isSold(order.state)) return { outcome: 'paid' };
  if (order.state === 'needs-review' || isMoneyBack(order.state)) return { outcome: order.state };

  if (session.status === 'expired') {
    const stop = await stopOfOrder(services, tx, order, await readLines(tx, order.id));
    const reason = stop ? `not sold: ${stopInWords(stop)}` : 'the payment page expired or was given up';
    await giveUpOrder(tx, order, attempt, 'expired', reason, now);
    return { outcome: 'cancelled' };
  }
  if (session.status !== 'complete') return { outcome: order.state === 'cancelled' ? 'cancelled' : 'open' };
  if (session.paymentStatus === 'unpaid') return { outcome: 'awaiting' };

  const mismatch = findMismatch(order, session, services.payments.live);
  const by = { actor: 'payment', now };
  const facts = {
    email: session.email,
    deliveryAddress: session.deliveryAddress,
    paidAt: now,
    paidMinor: session.amountTotalMinor ?? 0,
    paymentIntentId: session.paymentIntentId,
  };
  await closeAttempt(tx, attempt, 'complete');
  const lines = await readLines(tx, order.id);
  const stop = mismatch ? null : await stopOfOrder(services, tx, order, lines);
  // Paid although it was given up here can only be a definite refusal that was none: a person decides. And so where
  // the rules cannot be read at all: that may be our mistake, and money that has gone back does not come again.
  const doubt =
    mismatch ??
    (order.state === 'cancelled'
      ? 'paid after it was cancelled'
      : stop && (isUnreadable(stop) || !session.paymentIntentId)
        ? stopInWords(stop)
        : null);
  if (doubt !== null) {
    await moveOrder(tx, order.id, 'needs-review', { ...by, note: doubt }, facts);
    services.log.error({ order: order.number, reason: doubt }, 'order needs review');
    return { outcome: 'needs-review' };
  }
  if (stop && session.paymentIntentId) {
    const note = `paid, but not sold: ${stopInWords(stop)}`;
    await moveOrder(tx, order.id, 'refunding', { ...by, note }, { ...facts, endReason: 'sale-stopped' });
    await releaseReserved(tx, order.id, lines, note, now);
    const refund = await planRefund(
      tx,
      {
        orderId: order.id,
        cause: 'sale-stopped',
        reason: stopInWords(stop),
        amountMinor: session.amountTotalMinor ?? order.totalMinor,
        currency: order.currency,
        paymentIntentId: session.paymentIntentId,
      },
      now,
    );
    if (session.email) await queueMail(tx, services.jobs, { orderId: order.id, kind: 'order-refund' }, now);
    services.log.warn({ order: order.number, reason: stopInWords(stop) }, 'paid order is not sold');
    return { outcome: 'refunding', ...(refund && { refund }) };
  }
  await moveOrder(tx, order.id, 'paid', { ...by, note: 'paid' }, facts);
  await sellReserved(tx, order.id, lines, now);
  if (session.email)
    await queueMail(tx, services.jobs, { orderId: order.id, kind: 'order-confirmation' }, now);
  return { outcome: 'paid' };
}

function isUnreadable(stop: SaleStop): boolean {
  return stop.code === 'no-rules' && (stop.reason === 'unreadable' || stop.reason === 'none-in-force');
}

/**
 * Cancels an order that waits for its payment and whose session nobody can pay any more, and gives its stock back.
 * `order` must be locked by the caller.
 */
export async function giveUpOrder(
  tx: Transaction,
  order: Order,
  attempt: PaymentAttempt,
  attemptState: 'expired' | 'refused',
  reason: string,
  now: Date,
): Promise<void> {
  // Paid, or waiting for a person, while the answer was on its way: a late refusal changes neither.
  if (order.state !== 'awaiting-payment') return;
  await closeAttempt(tx, attempt, attemptState);
  await moveOrder(
    tx,
    order.id,
    'cancelled',
    { note: reason, actor: 'system', now },
    { endReason: attemptState === 'refused' ? 'page-refused' : 'page-closed' },
  );
  await releaseReserved(tx, order.id, await readLines(tx, order.id), reason, now);
}

/** Why the paid session is not the one that the order asked for; null where it is. */
function findMismatch(order: Order, session: PaymentSession, liveKey: boolean): string | null {
  if (session.orderId !== order.id) return 'the session names another order';
  if (session.currency !== order.currency) return `paid in ${session.currency}, ordered in ${order.currency}`;
  if (session.amountTotalMinor !== order.totalMinor) {
    return `paid ${session.amountTotalMinor}, ordered ${order.totalMinor} (minor units)`;
  }
  if (session.live !== liveKey)
    return liveKey ? 'a test payment for a live order' : 'a live payment for a test order';
  return null;
}
