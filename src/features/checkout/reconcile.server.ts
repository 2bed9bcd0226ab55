import { latestAttempt, unsettledAttempts } from '#features/payments/attempts.server.ts';
import type { CheckoutServices } from './checkout-services.ts';
import { ensureSession } from './payment-session.server.ts';
import { settlePayment } from './settle-payment.server.ts';

/** What a pass over the unfinished payments found. */
export interface Reconciliation {
  looked: number;
  paid: number;
  cancelled: number;
  /** Still open, or without an answer from the provider: looked at again next time. */
  waiting: number;
}

/** Name of the queue that the regular pass runs on. */
export const reconcileQueue = 'reconcile';

/** Seconds for which a checkout in progress is left to itself. */
const quietSeconds = 60;

/**
 * Looks after payments that neither a webhook nor a return has settled: repeats a call whose answer was lost, settles
 * what was paid, ends what can be paid no more. Stock is given back only on the session's own death, never on the
 * wall clock alone. Safe to run at any time, also beside itself.
 */
export async function reconcilePayments(services: CheckoutServices): Promise<Reconciliation> {
  const { db, payments, clock } = services;
  const now = clock.now();
  const attempts = await unsettledAttempts(db, 200);
  const result: Reconciliation = { looked: 0, paid: 0, cancelled: 0, waiting: 0 };
  for (const found of attempts) {
    if (now.getTime() - found.createdAt.getTime() < quietSeconds * 1000) continue;
    result.looked += 1;
    const ensured = found.sessionId ? null : await ensureSession(services, found);
    if (ensured && !ensured.ok) {
      result[ensured.error.kind === 'refused' ? 'cancelled' : 'waiting'] += 1;
      continue;
    }
    const attempt = found.sessionId ? found : await latestAttempt(db, found.orderId);
    if (!attempt?.sessionId) continue;
    // An answer that says “no longer open” is as good as one that says “expired now”: settling reads the truth.
    if (now > attempt.expiresAt) await payments.expireSession(attempt.sessionId);
    const settled = await settlePayment(services, attempt.sessionId);
    const outcome = settled.ok ? settled.value.outcome : 'waiting';
    if (outcome === 'paid') result.paid += 1;
    else if (outcome === 'cancelled') result.cancelled += 1;
    else result.waiting += 1;
  }
  return result;
}
