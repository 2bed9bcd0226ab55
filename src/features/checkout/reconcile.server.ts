import {
  latestAttempt,
  lookAgainAt,
  type PaymentAttempt,
  unsettledAttempts,
  unsettledAttemptsOf,
} from '#features/payments/attempts.server.ts';
import { unsettledRefunds } from '#features/payments/refunds.server.ts';
import { stopInWords } from '#features/self-check/clearance-standing.ts';
import type { CheckoutServices } from './checkout-services.ts';
import { takeMissedNotices } from './missed-notices.server.ts';
import { ensureSession } from './payment-session.server.ts';
import { lookAfterRefund } from './send-refund.server.ts';
import { settlePayment } from './settle-payment.server.ts';
import { findStoppedOrders } from './stopped-orders.server.ts';

/** What a pass over the unfinished payments found. */
export interface Reconciliation {
  looked: number;
  paid: number;
  cancelled: number;
  /** Paid, but not to be sold any more: the money went back, or is on its way. */
  refunded: number;
  /** Still open, or without an answer from the provider: looked at again next time. */
  waiting: number;
}

/** Name of the queue that the regular pass runs on. */
export const reconcileQueue = 'reconcile';

/** Seconds between two looks at money that the bank sends days later; its notice usually tells first. */
const awaitingSeconds = 15 * 60;

/** Seconds for which a checkout in progress is left to itself. */
const quietSeconds = 60;

/**
 * Looks after payments that neither a webhook nor a return has settled: repeats a call whose answer was lost, settles
 * what was paid, ends what can be paid no more. Closes at once the payment pages of orders that may not be sold any
 * more, so that hardly any money has to go back, asks after money that is on its way back, and takes what the provider
 * lists of refunds and disputes that nobody told us of. Stock is given back only
 * on the session's own death, never on the wall clock alone. Safe to run at any time, also beside itself.
 */
export async function reconcilePayments(services: CheckoutServices): Promise<Reconciliation> {
  const { db, clock, log } = services;
  const result: Reconciliation = { looked: 0, paid: 0, cancelled: 0, refunded: 0, waiting: 0 };
  const quietUntil = new Date(clock.now().getTime() - quietSeconds * 1000);

  const stopped = await findStoppedOrders(services);
  for (const attempt of await unsettledAttemptsOf(db, [...stopped.keys()])) {
    const stop = stopped.get(attempt.orderId);
    if (stop) log.info({ order: attempt.orderId, reason: stopInWords(stop) }, 'closing a payment page');
    result.looked += 1;
    result[await lookAfter(services, attempt, true)] += 1;
  }
  for (const attempt of await unsettledAttempts(db, clock.now(), 200)) {
    if (attempt.createdAt > quietUntil || stopped.has(attempt.orderId)) continue;
    result.looked += 1;
    // Nothing can close a page that is done. Of others, an answer that says “no longer open” is as good as one that says
    // “expired now”: settling reads the truth.
    const isOver = attempt.state !== 'awaiting' && clock.now() > attempt.expiresAt;
    const outcome = await lookAfter(services, attempt, isOver);
    result[outcome] += 1;
    if (outcome === 'waiting' && attempt.state === 'awaiting') {
      await lookAgainAt(db, attempt, new Date(clock.now().getTime() + awaitingSeconds * 1000));
    }
  }
  for (const refund of await unsettledRefunds(db, quietUntil, 200)) {
    result.looked += 1;
    result[(await lookAfterRefund(services, refund)) === 'succeeded' ? 'refunded' : 'waiting'] += 1;
  }
  await takeMissedNotices(services);
  return result;
}

/** Settles an attempt; `isOver`: its page is to be closed first. */
async function lookAfter(
  services: CheckoutServices,
  found: PaymentAttempt,
  isOver: boolean,
): Promise<Exclude<keyof Reconciliation, 'looked'>> {
  // Without a session there may still be one, whose answer was lost: the call is repeated in order to close it. Where
  // there is none, its shopper was told that all stays held: it does, until the page would have ended.
  const ensured = found.sessionId ? null : await ensureSession(services, found, isOver ? 'give-up' : 'wait');
  if (ensured && !ensured.ok) return ensured.error.kind === 'refused' ? 'cancelled' : 'waiting';
  const attempt = found.sessionId ? found : await latestAttempt(services.db, found.orderId);
  if (!attempt?.sessionId) return 'waiting';
  if (isOver) await services.payments.expireSession(attempt.sessionId);
  const settled = await settlePayment(services, attempt.sessionId);
  switch (settled.ok ? settled.value.outcome : 'open') {
    case 'paid':
      return 'paid';
    case 'cancelled':
      return 'cancelled';
    case 'refunding':
    case 'refunded':
      return 'refunded';
    default:
      return 'waiting';
  }
}
