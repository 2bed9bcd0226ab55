import type { Transaction } from '#db/client.server.ts';
import { queueMail } from '#features/notifications/notifications.server.ts';
import { isMoneyBack } from '#features/orders/order-life.ts';
import {
  addToTimeline,
  lockOrder,
  moveOrder,
  type Order,
  orderOfPayment,
  setAttention,
  setRefunded,
} from '#features/orders/orders.server.ts';
import { noteEvent } from '#features/payments/attempts.server.ts';
import type { PaymentFailure, ProviderRefund } from '#features/payments/payments.server.ts';
import {
  givenBack,
  noteRefund,
  type Refund,
  refundsOfPayment,
  takeInRefund,
} from '#features/payments/refunds.server.ts';
import { formatMoney } from '#lib/money.ts';
import { ok, type Result } from '#lib/result.ts';
import type { CheckoutServices } from './checkout-services.ts';

/** What the provider has said of a refund so far; requested: nothing yet, it is asked again. */
export type RefundState = Refund['state'];

/**
 * Asks the provider for a stored refund, with the row's own key, and notes its answer. Without an answer all stays as it
 * is, to be asked again. Safe to call at any time, also beside itself: the key makes it one refund.
 */
export async function sendRefund(services: CheckoutServices, refund: Refund): Promise<RefundState> {
  const { payments, log } = services;
  const made = await payments.createRefund(refund, refund.idempotencyKey);
  if (made.ok) return noteWord(services, refund, made.value);
  log.warn({ order: refund.orderId, refund: refund.id, failure: made.error }, 'refund not made');
  if (made.error.kind === 'unknown') return 'requested';
  // “No” may also mean “done already”, by a call whose key has been forgotten since.
  const found = await findAtProvider(services, refund);
  return found.ok ? noteWord(services, refund, found.value) : 'requested';
}

/** Looks after a refund without a last word: asks what became of it, or for it once more. */
export async function lookAfterRefund(services: CheckoutServices, refund: Refund): Promise<RefundState> {
  // Keys are forgotten after a day, so a call is repeated only where there is no refund of this name yet.
  const known = refund.refundId
    ? await services.payments.retrieveRefund(refund.refundId)
    : await findAtProvider(services, refund);
  if (!known.ok) return refund.state;
  return known.value ? noteWord(services, refund, known.value) : sendRefund(services, refund);
}

/**
 * Brings the refunds of a payment up to date with the provider's own list, those that were made in its dashboard among
 * them. Null: a payment that is none of ours. `event` is noted in the transaction of the effect.
 */
export async function settleRefunds(
  services: CheckoutServices,
  paymentIntentId: string,
  event?: { id: string; type: string },
): Promise<Result<{ orderId: string } | null, PaymentFailure>> {
  const { db, clock } = services;
  const paid = await orderOfPayment(db, paymentIntentId);
  const [stored] = paid ? [] : await refundsOfPayment(db, paymentIntentId);
  const orderId = paid?.id ?? stored?.orderId;
  // Also a payment that no order knows of yet: settling it looks at what has gone back.
  if (!orderId) return ok(null);
  const listed = await services.payments.listRefunds(paymentIntentId);
  if (!listed.ok) return listed;
  await db.transaction(async (tx) => {
    const order = await lockOrder(tx, orderId);
    if (!order) throw new Error(`Refund without its order ${orderId}`);
    const rows = await refundsOfPayment(tx, paymentIntentId);
    for (const word of listed.value) {
      const row = rows.find(({ id, refundId }) => refundId === word.id || id === word.requestId);
      if (row) await applyWord(services, tx, order, row, word);
      else await takeIn(services, tx, order, paymentIntentId, word);
    }
    if (event) await noteEvent(tx, event, clock.now());
  });
  return ok({ orderId });
}

/** The refund at the provider that was made for this row; null where there is none. */
async function findAtProvider(
  { payments }: CheckoutServices,
  { id, paymentIntentId }: Refund,
): Promise<Result<ProviderRefund | null, PaymentFailure>> {
  const listed = await payments.listRefunds(paymentIntentId);
  return listed.ok ? ok(listed.value.find(({ requestId }) => requestId === id) ?? null) : listed;
}

/** `word`: what the provider says of the refund; null where it refuses and has made none. */
function noteWord(
  services: CheckoutServices,
  refund: Refund,
  word: ProviderRefund | null,
): Promise<RefundState> {
  return services.db.transaction(async (tx) => {
    const order = await lockOrder(tx, refund.orderId);
    if (!order) throw new Error(`Refund without its order ${refund.orderId}`);
    return applyWord(services, tx, order, refund, word);
  });
}

/** A refund of the dashboard, with the order it belongs to; the order is locked. */
async function takeIn(
  { clock, log }: CheckoutServices,
  tx: Transaction,
  order: Order,
  paymentIntentId: string,
  { id: refundId, state, amountMinor, currency }: ProviderRefund,
): Promise<void> {
  const now = clock.now();
  const row = { orderId: order.id, paymentIntentId, amountMinor, currency, refundId, state };
  const taken = await takeInRefund(tx, row, now);
  if (!taken) return;
  const note = `${formatMoney(amountMinor, currency)} refunded in the provider’s dashboard (${state})`;
  log.warn({ order: order.number, refund: taken.id }, 'a refund was made in the dashboard');
  await addToTimeline(tx, order, 'refund', { note, actor: 'payment', now });
  await countGivenBack(tx, order, paymentIntentId);
}

/** What a word on a refund changes; the order is locked. Old news changes nothing. */
async function applyWord(
  { clock, jobs, log }: CheckoutServices,
  tx: Transaction,
  order: Order,
  refund: Refund,
  word: ProviderRefund | null,
): Promise<RefundState> {
  const now = clock.now();
  const state = word?.state ?? 'refused';
  if (!(await noteRefund(tx, refund.id, { state, refundId: word?.id ?? null }, now))) return state;
  const money = formatMoney(refund.amountMinor, refund.currency);
  const by = { actor: 'payment', now };
  const tell = (note: string) => addToTimeline(tx, order, 'refund', { ...by, note });
  const refunded = await countGivenBack(tx, order, refund.paymentIntentId);
  if (state === 'pending') {
    await tell(`${money} is on its way back`);
  } else if (state === 'succeeded') {
    // The last part of it makes the order a refunded one; the state's own line then says so.
    const isWhole =
      order.state === 'refunding' &&
      refunded === order.paidMinor &&
      (await moveOrder(tx, order.id, 'refunded', { ...by, note: 'the money was given back' }));
    if (!isWhole) await tell(`${money} was given back`);
    // Of an order that is not sent the buyer was told when it was stopped.
    const isTold = isMoneyBack(order.state) && refund.cause !== 'duplicate';
    if (!isTold && order.email)
      await queueMail(tx, jobs, { orderId: order.id, kind: 'order-refunded', fact: refund.id }, now);
  } else {
    // Whatever had been said before: it is owed again, and only a person can find another way.
    const note = state === 'refused' ? 'the refund was refused' : 'the refund failed';
    const stops = isMoneyBack(order.state) && refund.cause !== 'duplicate';
    if (!(stops && (await moveOrder(tx, order.id, 'needs-review', { ...by, note })))) {
      await tell(`${note}: ${money} is owed again`);
    } else if (order.email) {
      await queueMail(tx, jobs, { orderId: order.id, kind: 'order-review', fact: refund.id }, now);
    }
    await setAttention(tx, order.id, `${note}: ${money} is owed to the buyer`);
    log.error({ order: order.number, refund: refund.id, reason: note }, 'order needs review');
  }
  return state;
}

/** Sets how much of an order's payment has gone back. Another payment's refund is no matter of the order's own money. */
async function countGivenBack(tx: Transaction, order: Order, paymentIntentId: string): Promise<number> {
  if (order.paymentIntentId !== paymentIntentId) return order.refundedMinor;
  const refunded = await givenBack(tx, paymentIntentId);
  await setRefunded(tx, order.id, refunded);
  return refunded;
}
