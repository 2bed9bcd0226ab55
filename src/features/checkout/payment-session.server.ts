import { lockOrder } from '#features/orders/orders.server.ts';
import {
  latestAttempt,
  type PaymentAttempt,
  planNextAttempt,
  storeSession,
} from '#features/payments/attempts.server.ts';
import type { PaymentSession } from '#features/payments/payment-session.ts';
import type { PaymentFailure } from '#features/payments/payments.server.ts';
import { ok, type Result, refuse } from '#lib/result.ts';
import type { CheckoutServices } from './checkout-services.ts';
import { giveUpOrder } from './settle-payment.server.ts';

/**
 * What becomes of an attempt that can have no session any more, because its end has passed or because the provider gives
 * every repeat of its call the same failure: its order goes on with the next attempt, is given up, or waits.
 */
type WhenNone = 'next-attempt' | 'give-up' | 'wait';

/**
 * Makes the attempt's session at the provider from the stored row, or gets the one that an earlier call with the same
 * key made, and stores it. A definite refusal cancels the order and gives its stock back; an unknown answer leaves all as
 * it is, to be tried again. Where trying again cannot help, the provider's list says whether there is a session;
 * `whenNone` says how it goes on without one. An order never has two sessions that can be paid.
 */
export async function ensureSession(
  services: CheckoutServices,
  attempt: PaymentAttempt,
  whenNone: WhenNone,
): Promise<Result<PaymentSession, PaymentFailure>> {
  const { db, payments, clock, log } = services;
  let failure: PaymentFailure | null = null;
  // A session must end half an hour after it is made at the least, so past its end none can be made any more: whether one
  // was is in the list, even when the provider has forgotten the key.
  if (clock.now() <= attempt.expiresAt) {
    const created = await payments.createSession(attempt.params, attempt.idempotencyKey);
    if (created.ok) {
      await storeSession(db, attempt, created.value);
      return created;
    }
    failure = created.error;
    log.warn({ order: attempt.orderId, failure }, 'payment session not created');
    if (failure.kind === 'refused') await giveUp(services, attempt, 'the payment provider refused it');
    if (failure.kind === 'refused' || !failure.isKept) return created;
  }
  const found = await payments.findSession(attempt);
  if (found.ok && found.value) {
    await storeSession(db, attempt, found.value);
    return ok(found.value);
  }
  const { message } = failure ?? (found.ok ? { message: 'There is no payment session' } : found.error);
  const none = refuse({ kind: 'unknown', message, isKept: false } as const);
  if (!found.ok || whenNone === 'wait') return none;
  if (whenNone === 'give-up') {
    const isOver = await giveUp(services, attempt, 'the payment provider failed to make its page');
    return isOver ? refuse({ kind: 'refused', message }) : none;
  }
  const next = await startNext(services, attempt);
  return next ? ensureSession(services, next, 'wait') : none;
}

/** The order's next attempt, which another tab may have started already; null where it cannot be paid any more. */
function startNext(
  { db, clock, log }: CheckoutServices,
  attempt: PaymentAttempt,
): Promise<PaymentAttempt | null> {
  return db.transaction(async (tx) => {
    const order = await lockOrder(tx, attempt.orderId);
    const latest = await latestAttempt(tx, attempt.orderId);
    if (order?.state !== 'awaiting-payment' || !latest) return null;
    if (latest.attempt !== attempt.attempt) return latest;
    if (latest.state !== 'creating') return null;
    log.warn({ order: order.number, attempt: latest.attempt + 1 }, 'asking for a payment page anew');
    return planNextAttempt(tx, latest, clock.now());
  });
}

/** Cancels the attempt's order, unless another attempt has taken its place; false where it has. */
function giveUp({ db, clock }: CheckoutServices, attempt: PaymentAttempt, reason: string): Promise<boolean> {
  return db.transaction(async (tx) => {
    const order = await lockOrder(tx, attempt.orderId);
    const latest = await latestAttempt(tx, attempt.orderId);
    if (!order || latest?.attempt !== attempt.attempt || latest.sessionId) return false;
    await giveUpOrder(tx, order, attempt, 'refused', reason, clock.now());
    return true;
  });
}
