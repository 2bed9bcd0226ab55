import { type Transaction, together } from '#db/client.server.ts';
import { sellToOrder, takeBackFromOrder } from '#features/inventory/inventory.server.ts';
import { queueMail } from '#features/notifications/notifications.server.ts';
import { isMoneyBack, isSold } from '#features/orders/order-life.ts';
import {
  addToTimeline,
  isClearanceTaken,
  lockOrder,
  moveOrder,
  type Order,
  type OrderLine,
  type OrderNews,
  readLines,
  readOrder,
} from '#features/orders/orders.server.ts';
import {
  attemptOfSession,
  closeAttempt,
  type FoundAttempt,
  isEventKnown,
  latestAttempt,
  noteEvent,
  type PaymentAttempt,
} from '#features/payments/attempts.server.ts';
import type { PaymentSession } from '#features/payments/payment-session.ts';
import type { PaymentFailure, PaymentNotice } from '#features/payments/payments.server.ts';
import { planRefund, type Refund } from '#features/payments/refunds.server.ts';
import { type SaleStop, stopInWords } from '#features/self-check/clearance-standing.ts';
import { formatMoney } from '#lib/money.ts';
import { ok, type Result, refuse } from '#lib/result.ts';
import type { CheckoutServices } from './checkout-services.ts';
import { stopOfOrder } from './sale-stop.server.ts';
import { sendRefund, settleRefunds } from './send-refund.server.ts';
import { settleDispute } from './settle-dispute.server.ts';

/** How an order stands after a look at its payment session. */
export interface Settlement {
  orderId: string;
  /** open: can still be paid · awaiting: confirmed, the money is not there yet · the others are order states. */
  outcome: 'paid' | 'open' | 'awaiting' | 'cancelled' | 'needs-review' | 'refunding' | 'refunded';
}

export type SettleRefusal = PaymentFailure | { kind: 'not-ours' };

/**
 * Brings the order of a payment session up to date with the session. The webhook, the return page and the reconciler
 * all come to this; it may be called any number of times, at once and in any order. It trusts nothing but the session
 * that the provider returns for the id which we stored.
 */
export async function settlePayment(
  services: CheckoutServices,
  sessionId: string,
): Promise<Result<Settlement, SettleRefusal>> {
  const attempt = await attemptOfSession(services.db, sessionId);
  return attempt ? settleAttempt(services, attempt, sessionId) : refuse({ kind: 'not-ours' });
}

type Look = Promise<Result<Settlement, PaymentFailure>>;

/** The looks that are under way in this process, by session. */
const looksUnderWay = new WeakMap<CheckoutServices, Map<string, Look>>();

/** `event` is noted in the transaction of its effect. */
async function settleAttempt(
  services: CheckoutServices,
  attempt: FoundAttempt,
  sessionId: string,
  event?: { id: string; type: string },
): Look {
  // Webhook and return come for one payment: whoever is second finds this attempt paid for and its order final, and asks
  // nobody. What comes later, refunds and disputes, has notices of its own.
  const known = attempt.state === 'complete' ? finalOutcome(attempt.orderState) : null;
  if (known) return ok({ orderId: attempt.orderId, outcome: known });
  const looks = looksUnderWay.get(services) ?? new Map<string, Look>();
  looksUnderWay.set(services, looks);
  // Mostly they come in the same moment: then one waits for the other. What that one left open is looked at anew, for it
  // may have begun before there was anything to see. Between processes the order's lock does the same, at more cost.
  const seen = await looks.get(sessionId)?.catch(() => null);
  if (seen?.ok && isFinal(seen.value.outcome)) return seen;
  const look = lookAt(services, attempt, sessionId, event);
  looks.set(sessionId, look);
  try {
    return await look;
  } finally {
    if (looks.get(sessionId) === look) looks.delete(sessionId);
  }
}

/** Asks the provider how the session stands, and applies it. */
async function lookAt(
  services: CheckoutServices,
  attempt: FoundAttempt,
  sessionId: string,
  event?: { id: string; type: string },
): Look {
  const { db } = services;
  const retrieved = await services.payments.retrieveSession(sessionId);
  if (!retrieved.ok) return retrieved;
  const session = retrieved.value;
  // A page that can still be paid has had no effect yet.
  const isOver = session.status === 'complete' || session.status === 'expired';
  const applied = await db.transaction(async (tx) => {
    const [order] = await together([
      lockOrder(tx, attempt.orderId),
      event && isOver ? noteEvent(tx, event, services.clock.now()) : Promise.resolve(false),
    ]);
    if (!order) throw new Error(`Payment attempt without its order ${attempt.orderId}`);
    return applySession(services, tx, order, attempt, session);
  });
  let { outcome } = applied;
  // Only now, with the refund's row safe: whoever else comes finds the row, and a crash here leaves it to the reconciler.
  if (applied.refund) outcome = afterRefund(await sendRefund(services, applied.refund));
  // Somebody was faster in the dashboard than the word of the payment was here.
  else if (applied.isNews && session.refundedMinor > 0 && session.paymentIntentId) {
    const settled = await settleRefunds(services, session.paymentIntentId);
    if (!settled.ok) return settled;
  }
  return ok({ orderId: attempt.orderId, outcome });
}

function afterRefund(state: Refund['state']): Settlement['outcome'] {
  if (state === 'succeeded') return 'refunded';
  return state === 'failed' || state === 'refused' ? 'needs-review' : 'refunding';
}

/**
 * Takes a signed notice. Null: nothing to do with us. A refusal means “not now”: answer 5xx, so that it is sent again.
 */
export async function settleNotice(
  services: CheckoutServices,
  notice: PaymentNotice,
): Promise<Result<{ orderId: string } | null, PaymentFailure>> {
  const { db, log, payments } = services;
  // Test notices at a shop that takes real money, and the reverse, are about somebody else's orders.
  if (notice.live !== payments.live) return ok(null);
  if (notice.apiVersion !== null && notice.apiVersion !== payments.apiVersion) {
    log.warn({ event: notice.id, version: notice.apiVersion }, 'a webhook of another API version');
  }
  const { sessionId, refundedPaymentId, disputeId } = notice;
  if (!(sessionId ?? refundedPaymentId ?? disputeId)) return ok(null);
  if (sessionId) {
    const attempt = await attemptOfSession(db, sessionId, notice.id);
    if (attempt)
      return attempt.isNoticeKnown ? ok(null) : settleAttempt(services, attempt, sessionId, notice);
  }
  if (await isEventKnown(db, notice.id)) return ok(null);
  if (refundedPaymentId) return settleRefunds(services, refundedPaymentId, notice);
  if (disputeId) return settleDispute(services, disputeId, notice);
  return settleStray(services, notice);
}

/**
 * A session that we have not stored and that may name an order of ours. Where the order waits for the answer to its own
 * call, the notice overtook that answer, or we crashed in between: the reconciler stores the session, and the next
 * delivery finds it. Where the order has another session, somebody paid a second time: that money goes back, once, and
 * the order is left as it is.
 */
async function settleStray(
  services: CheckoutServices,
  notice: PaymentNotice,
): Promise<Result<{ orderId: string } | null, PaymentFailure>> {
  const { db, clock, log, payments } = services;
  const { orderId, sessionId } = notice;
  const known = orderId === null ? null : await readOrder(db, orderId);
  if (!known || !sessionId) return ok(null);
  const attempt = await latestAttempt(db, known.id);
  if (!attempt?.sessionId) return refuse({ kind: 'unknown', message: 'The session is not stored yet' });
  const retrieved = await payments.retrieveSession(sessionId);
  // Of another account, under the same order's name: the provider knows no such session of ours.
  if (!retrieved.ok) return retrieved.error.kind === 'refused' ? ok(null) : retrieved;
  const session = retrieved.value;
  const { paymentIntentId, amountTotalMinor, currency } = session;
  const isPaid = session.status === 'complete' && session.paymentStatus === 'paid';
  if (!isPaid || session.orderId !== known.id || !paymentIntentId || !amountTotalMinor) return ok(null);
  const now = clock.now();
  const refund = await db.transaction(async (tx) => {
    const order = await lockOrder(tx, known.id);
    if (!order) throw new Error(`There is no order ${known.id}`);
    const planned = await planRefund(
      tx,
      {
        orderId: order.id,
        cause: 'duplicate',
        reason: `a second payment, by ${sessionId}`,
        amountMinor: amountTotalMinor,
        currency: currency ?? order.currency,
        paymentIntentId,
        once: `duplicate_${sessionId}`,
      },
      now,
    );
    if (planned) {
      const note = 'a second payment for this order goes back; the order is as it was';
      await addToTimeline(tx, order, 'refund', { note, actor: 'payment', now });
      log.error({ order: order.number }, 'an order was paid twice');
    }
    await noteEvent(tx, notice, now);
    return planned;
  });
  if (refund) await sendRefund(services, refund);
  return ok({ orderId: known.id });
}

interface Applied {
  outcome: Settlement['outcome'];
  /** The payment itself was news. */
  isNews?: true;
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
  const known = finalOutcome(order.state);
  if (known) return { outcome: known };

  if (session.status === 'expired') {
    const stop = await stopOfOrder(services, tx, order, await readLines(tx, order.id));
    const reason = stop ? `not sold: ${stopInWords(stop)}` : 'the payment page expired or was given up';
    await giveUpOrder(tx, order, attempt, 'expired', reason, now);
    return { outcome: 'cancelled' };
  }
  if (session.status !== 'complete') return { outcome: order.state === 'cancelled' ? 'cancelled' : 'open' };
  const buyer = { email: session.email, deliveryAddress: session.deliveryAddress };
  if (session.paymentStatus === 'unpaid')
    return applyUnpaid(services, tx, order, attempt, session, buyer, now);

  const by = { actor: 'payment', now };
  const news: OrderNews = {
    ...buyer,
    paidAt: now,
    paidMinor: session.amountTotalMinor ?? 0,
    paymentIntentId: session.paymentIntentId,
  };
  const [, lines] = await together([closeAttempt(tx, attempt, 'complete'), readLines(tx, order.id)]);
  const mismatch = findMismatch(order, session, services.payments.live);
  const stop = mismatch ? null : await stopOfOrder(services, tx, order, lines);
  // Rules that cannot be read at all may be our mistake, and money that has gone back does not come again: a person.
  const doubt =
    mismatch ?? (stop && (isUnreadable(stop) || !session.paymentIntentId) ? stopInWords(stop) : null);
  if (doubt !== null) {
    await moveOrder(tx, order.id, 'needs-review', { ...by, note: doubt }, news);
    if (session.email) await queueMail(tx, services.jobs, { orderId: order.id, kind: 'order-review' }, now);
    services.log.error({ order: order.number, reason: doubt }, 'order needs review');
    return { outcome: 'needs-review', isNews: true };
  }
  if (stop) return giveBackUnsold(services, tx, order, lines, news, 'sale-stopped', stopInWords(stop));
  // Its clearance counted for one order: where another was bought with it since, this one cannot be sold as well.
  if (order.state === 'cancelled' && (await isClearanceTaken(tx, order))) {
    const reason = 'paid after it was cancelled, and its check was used for another order since';
    return giveBackUnsold(services, tx, order, lines, news, 'sold-out', reason);
  }
  const sold = await sellToOrder(tx, order.id, lines, now);
  if (!sold.ok) {
    const short = sold.error.short.map(({ sku }) => sku).join(', ');
    const reason = `paid after its hold was gone, and not enough of ${short} is left`;
    return giveBackUnsold(services, tx, order, lines, news, 'sold-out', reason);
  }
  const note =
    order.state === 'cancelled' ? 'paid after it was cancelled; all of it was still there' : 'paid';
  const mail = { orderId: order.id, kind: 'order-confirmation' } as const;
  await together([
    moveOrder(tx, order.id, 'paid', { ...by, note }, { ...news, endReason: null }),
    session.email ? queueMail(tx, services.jobs, mail, now) : Promise.resolve(),
  ]);
  return { outcome: 'paid', isNews: true };
}

/** What no further look at the payment page can change; null while it can. */
function finalOutcome(state: Order['state']): Settlement['outcome'] | null {
  if (isSold(state)) return 'paid';
  return state === 'needs-review' || isMoneyBack(state) ? state : null;
}

function isFinal(outcome: Settlement['outcome']): boolean {
  return outcome !== 'open' && outcome !== 'awaiting' && outcome !== 'cancelled';
}

/** The page is done and the money is not there: it may come in days, or the bank has said that it will not. */
async function applyUnpaid(
  { jobs }: CheckoutServices,
  tx: Transaction,
  order: Order,
  attempt: PaymentAttempt,
  session: PaymentSession,
  buyer: Pick<OrderNews, 'email' | 'deliveryAddress'>,
  now: Date,
): Promise<Applied> {
  if (order.state === 'cancelled') return { outcome: 'cancelled' };
  if (session.isPaymentFailed) {
    await giveUpOrder(tx, order, attempt, 'failed', 'the bank did not send the money', now, buyer);
    if (buyer.email) await queueMail(tx, jobs, { orderId: order.id, kind: 'payment-failed' }, now);
    return { outcome: 'cancelled' };
  }
  if (order.state === 'awaiting-payment') {
    await closeAttempt(tx, attempt, 'awaiting');
    const note = 'the payment page is done; the bank has not sent the money yet';
    await moveOrder(tx, order.id, 'awaiting-confirmation', { note, actor: 'payment', now }, buyer);
    if (buyer.email) await queueMail(tx, jobs, { orderId: order.id, kind: 'payment-pending' }, now);
  }
  return { outcome: 'awaiting' };
}

/** Paid, and not to be sold: nothing leaves, and all of the money goes back, by one refund whatever happens. */
async function giveBackUnsold(
  services: CheckoutServices,
  tx: Transaction,
  order: Order,
  lines: readonly OrderLine[],
  news: OrderNews,
  cause: 'sale-stopped' | 'sold-out',
  reason: string,
): Promise<Applied> {
  const { clock, jobs, log } = services;
  const now = clock.now();
  const note = `paid, but not sold: ${reason}`;
  await moveOrder(tx, order.id, 'refunding', { note, actor: 'payment', now }, { ...news, endReason: cause });
  await takeBackFromOrder(tx, order.id, lines, { reason: note, actor: 'payment', now });
  const refund =
    news.paymentIntentId && news.paidMinor
      ? await planRefund(
          tx,
          {
            orderId: order.id,
            cause,
            reason,
            amountMinor: news.paidMinor,
            currency: order.currency,
            paymentIntentId: news.paymentIntentId,
            ...(cause === 'sold-out' && { once: `oversold_${order.id}` }),
          },
          now,
        )
      : null;
  if (news.email) await queueMail(tx, jobs, { orderId: order.id, kind: 'order-not-sent' }, now);
  log.warn({ order: order.number, reason }, 'paid order is not sold');
  return { outcome: 'refunding', isNews: true, ...(refund && { refund }) };
}

function isUnreadable(stop: SaleStop): boolean {
  return stop.code === 'no-rules' && (stop.reason === 'unreadable' || stop.reason === 'none-in-force');
}

const endReasons = { expired: 'page-closed', refused: 'page-refused', failed: 'payment-failed' } as const;

/**
 * Cancels an order that waits for its payment and that nobody can pay any more, and gives its stock back. `order` must be
 * locked by the caller.
 */
export async function giveUpOrder(
  tx: Transaction,
  order: Order,
  attempt: PaymentAttempt,
  attemptState: keyof typeof endReasons,
  reason: string,
  now: Date,
  news: OrderNews = {},
): Promise<void> {
  // Paid, or waiting for a person, while the answer was on its way: a late refusal changes neither. What waits for its
  // bank is ended by the bank's word alone.
  const awaits = order.state === 'awaiting-confirmation' && attemptState === 'failed';
  if (order.state !== 'awaiting-payment' && !awaits) return;
  await closeAttempt(tx, attempt, attemptState);
  await moveOrder(
    tx,
    order.id,
    'cancelled',
    { note: reason, actor: 'system', now },
    { ...news, endReason: endReasons[attemptState] },
  );
  await takeBackFromOrder(tx, order.id, await readLines(tx, order.id), { reason, actor: 'system', now });
}

/** Why the paid session is not the one that the order asked for; null where it is. */
function findMismatch(order: Order, session: PaymentSession, liveKey: boolean): string | null {
  if (session.orderId !== order.id) return 'the session names another order';
  if (session.currency !== order.currency) return `paid in ${session.currency}, ordered in ${order.currency}`;
  if (session.amountTotalMinor !== order.totalMinor) {
    const [paid, ordered] = [session.amountTotalMinor ?? 0, order.totalMinor];
    return `paid ${formatMoney(paid, order.currency)}, ordered ${formatMoney(ordered, order.currency)}`;
  }
  if (session.live !== liveKey)
    return liveKey ? 'a test payment for a live order' : 'a live payment for a test order';
  return null;
}
