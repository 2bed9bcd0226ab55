import type { Transaction } from '#db/client.server.ts';
import type { OrderEnd } from '#db/schema/orders.ts';
import { sellToOrder, takeBackFromOrder } from '#features/inventory/inventory.server.ts';
import { queueMail } from '#features/notifications/notifications.server.ts';
import { isMoneyBack } from '#features/orders/order-life.ts';
import {
  addToTimeline,
  isClearanceTaken,
  lockOrder,
  moveOrder,
  moveUnderGuards,
  type Order,
  readLines,
  readOrder,
  readOrderFacts,
  setAttention,
} from '#features/orders/orders.server.ts';
import { latestAttempt } from '#features/payments/attempts.server.ts';
import { disputesOf } from '#features/payments/disputes.server.ts';
import { planRefund, type Refund, refundsOf } from '#features/payments/refunds.server.ts';
import { ok, type Result, refuse } from '#lib/result.ts';
import type { CheckoutServices } from './checkout-services.ts';
import { type OrderDone, type OrderRefusal, type StaffAct, unknownOrder } from './fulfil-order.server.ts';
import { ensureSession } from './payment-session.server.ts';
import { holdsMoney, leftOf } from './refund-order.server.ts';
import { sendRefund } from './send-refund.server.ts';
import { settlePayment } from './settle-payment.server.ts';

/** Why an order was not cancelled or decided on; nothing was changed. */
export type CancelRefusal =
  | OrderRefusal
  | {
      reason: 'has-left' | 'bank-is-sending' | 'no-answer' | 'disputed' | 'out-of-stock' | 'check-used';
      words: string;
    };

const noAnswer: CancelRefusal = {
  reason: 'no-answer',
  words:
    'The payment provider does not answer, so the payment page cannot be closed now. Try again in a minute.',
};

/**
 * Cancels an order that has not left: an unpaid one has its payment page closed, a paid one all of its money given back
 * and its goods put back on the shelf. Again: nothing more.
 */
export async function cancelOrder(
  services: CheckoutServices,
  act: StaffAct,
): Promise<Result<OrderDone, CancelRefusal>> {
  const order = await readOrder(services.db, act.orderId);
  if (!order) return refuse(unknownOrder);
  if (order.state === 'awaiting-payment') {
    const closed = await closePage(services, order);
    if (!closed.ok) return closed;
  }
  const done = await services.db.transaction(async (tx): Promise<Result<Unsent, CancelRefusal>> => {
    const locked = await lockOrder(tx, act.orderId);
    if (!locked) return refuse(unknownOrder);
    const { state } = locked;
    // Just closed by this very call, or by anybody before.
    if (state === 'cancelled') return ok({ state, already: order.state === 'cancelled', refund: null });
    if (isMoneyBack(state)) return ok({ state, already: true, refund: null });
    if (state === 'dispatched' || state === 'delivered') {
      return refuse({
        reason: 'has-left',
        words: 'The parcel has left: give money back once it has returned, or for a part of it.',
      });
    }
    if (state === 'awaiting-payment') return refuse(noAnswer);
    if (state === 'awaiting-confirmation') {
      return refuse({
        reason: 'bank-is-sending',
        words:
          'The bank is still sending the money, and nobody can call it back. Cancel the order once it is here.',
      });
    }
    const { withdrawal } = await readOrderFacts(tx, locked.id);
    const end = withdrawal === 'whole' ? ('withdrawn' as const) : ('cancelled-by-shop' as const);
    return sendMoneyBack(services, tx, locked, act, end);
  });
  return finish(services, done);
}

/**
 * Decides what becomes of an order under review: it is sold after all, or all of its money goes back. The person says
 * why.
 */
export async function resolveReview(
  services: CheckoutServices,
  { to, ...act }: StaffAct & { to: 'paid' | 'money-back' },
): Promise<Result<OrderDone, CancelRefusal>> {
  const note = act.note?.trim() ?? '';
  if (!note) return refuse({ reason: 'no-words', words: 'Say how you have come to this.' });
  const now = services.clock.now();
  const done = await services.db.transaction(async (tx): Promise<Result<Unsent, CancelRefusal>> => {
    const order = await lockOrder(tx, act.orderId);
    if (!order) return refuse(unknownOrder);
    const stands = to === 'paid' ? order.state === 'paid' : isMoneyBack(order.state);
    if (stands) return ok({ state: order.state, already: true, refund: null });
    if (order.state !== 'needs-review') {
      return refuse({ reason: 'no-such-way', words: 'The order is not under review.' });
    }
    if (to === 'money-back') {
      const back = await sendMoneyBack(services, tx, order, act, order.endReason ?? 'cancelled-by-shop');
      if (back.ok) await setAttention(tx, order.id, null);
      return back;
    }
    if (await isClearanceTaken(tx, order)) {
      return refuse({
        reason: 'check-used',
        words: 'Another order was sold with the same self-check since, so this one cannot be sold as well.',
      });
    }
    const sold = await sellToOrder(tx, order.id, await readLines(tx, order.id), now);
    if (!sold.ok) {
      const short = sold.error.short.map(({ sku, available }) => `${available} of ${sku}`).join(', ');
      return refuse({ reason: 'out-of-stock', words: `It cannot be sold any more: there is ${short} left.` });
    }
    const by = { note: `decided: it is sold. ${note}`, actor: act.actor, now };
    await moveOrder(tx, order.id, 'paid', by, { endReason: null, paidAt: order.paidAt ?? now });
    await setAttention(tx, order.id, null);
    return ok({ state: 'paid', already: false, refund: null });
  });
  return finish(services, done);
}

/** Notes that a person has looked at what an order asked for attention with. */
export async function clearAttention(
  { db, clock }: CheckoutServices,
  { orderId, actor, note = '' }: StaffAct,
): Promise<Result<void, OrderRefusal>> {
  if (!note.trim()) return refuse({ reason: 'no-words', words: 'Say what was done about it.' });
  return db.transaction(async (tx) => {
    const order = await lockOrder(tx, orderId);
    if (!order) return refuse(unknownOrder);
    if (order.attention === null) return ok(undefined);
    await setAttention(tx, orderId, null);
    const words = `looked after (${order.attention}): ${note.trim()}`;
    await addToTimeline(tx, order, 'note', { note: words, actor, now: clock.now() });
    return ok(undefined);
  });
}

/** What was done to an order that will not be sent, and the refund that is still to be asked for. */
interface Unsent extends OrderDone {
  refund: Refund | null;
}

/** The provider is called only now, with the refund's row safe. */
async function finish(
  services: CheckoutServices,
  done: Result<Unsent, CancelRefusal>,
): Promise<Result<OrderDone, CancelRefusal>> {
  if (!done.ok) return done;
  const { refund, ...order } = done.value;
  if (!refund) return ok(order);
  const state = await sendRefund(services, refund);
  if (state === 'requested' || state === 'pending') return ok(order);
  return ok({ ...order, state: state === 'succeeded' ? 'refunded' : 'needs-review' });
}

/** Nothing of it leaves: its goods are put back, and what is left of its money goes back, in one refund. */
async function sendMoneyBack(
  services: CheckoutServices,
  tx: Transaction,
  order: Order,
  { actor, note = '' }: StaffAct,
  end: OrderEnd,
): Promise<Result<Unsent, CancelRefusal>> {
  const now = services.clock.now();
  const disputes = await disputesOf(tx, order.id);
  const isLost = disputes.some(({ state }) => state === 'lost');
  if (!isLost && disputes.some(holdsMoney)) {
    return refuse({
      reason: 'disputed',
      words:
        'The bank has this payment: it is disputed. Wait until the bank has decided; nothing is sent meanwhile.',
    });
  }
  const endReason = isLost ? 'payment-disputed' : end;
  const what = end === 'withdrawn' ? 'cancelled, as the buyer has withdrawn' : 'cancelled';
  const by = { note: note.trim() ? `${what}: ${note.trim()}` : what, actor, now };
  const left = isLost ? 0 : leftOf(order, await refundsOf(tx, order.id));
  const facts = { ...(await readOrderFacts(tx, order.id)), hold: null };
  const isGone = isLost || facts.refundedMinor === order.paidMinor;
  if (isGone) await moveUnderGuards(tx, order, 'refunded', facts, by, { endReason });
  else await moveOrder(tx, order.id, 'refunding', by, { endReason });
  await takeBackFromOrder(tx, order.id, await readLines(tx, order.id), { reason: what, actor, now });
  const refund =
    left > 0 && order.paymentIntentId
      ? await planRefund(
          tx,
          {
            orderId: order.id,
            cause: end === 'withdrawn' ? 'withdrawal' : 'cancelled',
            reason: by.note,
            actor,
            amountMinor: left,
            currency: order.currency,
            paymentIntentId: order.paymentIntentId,
          },
          now,
        )
      : null;
  if (refund && order.email) {
    await queueMail(tx, services.jobs, { orderId: order.id, kind: 'order-not-sent' }, now);
  }
  return ok({ state: isGone ? 'refunded' : 'refunding', already: false, refund });
}

/** Ends an unpaid order's payment page, so that nobody can pay it; what was paid a moment ago is settled. */
async function closePage(services: CheckoutServices, order: Order): Promise<Result<void, CancelRefusal>> {
  const attempt = await latestAttempt(services.db, order.id);
  if (!attempt) throw new Error(`Order without a payment attempt ${order.id}`);
  let sessionId = attempt.sessionId;
  if (!sessionId) {
    const ensured = await ensureSession(services, attempt, 'give-up');
    if (!ensured.ok) return ensured.error.kind === 'refused' ? ok(undefined) : refuse(noAnswer);
    sessionId = ensured.value.id;
  }
  // Refused where it is closed already: settling reads how.
  const ended = await services.payments.expireSession(sessionId);
  if (!ended.ok && ended.error.kind === 'unknown') return refuse(noAnswer);
  const settled = await settlePayment(services, sessionId);
  return settled.ok ? ok(undefined) : refuse(noAnswer);
}
