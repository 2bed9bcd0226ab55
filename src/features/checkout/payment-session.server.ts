import { lockOrder } from '#features/orders/orders.server.ts';
import { type PaymentAttempt, storeSession } from '#features/payments/attempts.server.ts';
import type { PaymentSession } from '#features/payments/payment-session.ts';
import type { PaymentFailure } from '#features/payments/payments.server.ts';
import type { Result } from '#lib/result.ts';
import type { CheckoutServices } from './checkout-services.ts';
import { giveUpOrder } from './settle-payment.server.ts';

/**
 * Makes the attempt's session at the provider from the stored row, or gets the one that an earlier call with the same
 * key made, and stores it. A definite refusal cancels the order and gives its stock back; an unknown one leaves all as
 * it is, to be tried again.
 */
export async function ensureSession(
  services: CheckoutServices,
  attempt: PaymentAttempt,
): Promise<Result<PaymentSession, PaymentFailure>> {
  const { db, payments, clock, log } = services;
  const created = await payments.createSession(attempt.params, attempt.idempotencyKey);
  if (created.ok) {
    await storeSession(db, attempt, created.value);
    return created;
  }
  log.warn({ order: attempt.orderId, failure: created.error }, 'payment session not created');
  if (created.error.kind === 'refused') {
    await db.transaction(async (tx) => {
      const order = await lockOrder(tx, attempt.orderId);
      if (order)
        await giveUpOrder(tx, order, attempt, 'refused', 'the payment provider refused it', clock.now());
    });
  }
  return created;
}
