import { lockOrder, moveOrder, setRefunded } from '#features/orders/orders.server.ts';
import type { PaymentFailure, ProviderRefund } from '#features/payments/payments.server.ts';
import { givenBack, noteRefund, type Refund, refundOfProvider } from '#features/payments/refunds.server.ts';
import { ok, type Result } from '#lib/result.ts';
import type { CheckoutServices } from './checkout-services.ts';

/** How the order stands after a word on its refund. */
type AfterRefund = 'refunding' | 'refunded' | 'needs-review';

/**
 * Asks the provider for a stored refund, with the row's own key, and notes its answer. Without an answer all stays as it
 * is, to be asked again. Safe to call at any time, also beside itself: the key makes it one refund.
 */
export async function sendRefund(services: CheckoutServices, refund: Refund): Promise<AfterRefund> {
  const { payments, log } = services;
  const made = await payments.createRefund(refund, refund.idempotencyKey);
  if (made.ok) return noteWord(services, refund, made.value);
  log.warn({ order: refund.orderId, refund: refund.id, failure: made.error }, 'refund not made');
  if (made.error.kind === 'unknown') return 'refunding';
  // “No” may also mean “done already”, by a call whose key has been forgotten since.
  const found = await payments.findRefund(refund);
  if (!found.ok) return 'refunding';
  return noteWord(services, refund, found.value);
}

/** Looks after a refund without a last word: asks what became of it, or for it once more. */
export async function lookAfterRefund(services: CheckoutServices, refund: Refund): Promise<AfterRefund> {
  const { payments } = services;
  // Keys are forgotten after a day, so a call is repeated only where there is no refund of this name yet.
  const known = refund.refundId
    ? await payments.retrieveRefund(refund.refundId)
    : await payments.findRefund(refund);
  if (!known.ok) return 'refunding';
  return known.value ? noteWord(services, refund, known.value) : sendRefund(services, refund);
}

/** Takes a notice about a refund, from the refund itself. Null: not one of ours. */
export async function settleRefund(
  services: CheckoutServices,
  refundId: string,
): Promise<Result<{ orderId: string; outcome: AfterRefund } | null, PaymentFailure>> {
  const refund = await refundOfProvider(services.db, refundId);
  // Also one whose answer we are just waiting for: the reconciler asks about it.
  if (!refund) return ok(null);
  const found = await services.payments.retrieveRefund(refundId);
  if (!found.ok) return found;
  return ok({ orderId: refund.orderId, outcome: await noteWord(services, refund, found.value) });
}

/** `word`: what the provider says of the refund; null where it refuses and has made none. */
async function noteWord(
  { db, clock, log }: CheckoutServices,
  { id, orderId }: Refund,
  word: ProviderRefund | null,
): Promise<AfterRefund> {
  const now = clock.now();
  return db.transaction(async (tx) => {
    const order = await lockOrder(tx, orderId);
    if (!order) throw new Error(`Refund without its order ${orderId}`);
    const state = word?.state ?? 'refused';
    const isNews = await noteRefund(tx, id, { state, refundId: word?.id ?? null }, now);
    if (!isNews)
      return order.state === 'refunded' || order.state === 'needs-review' ? order.state : 'refunding';
    if (order.paymentIntentId) await setRefunded(tx, orderId, await givenBack(tx, order.paymentIntentId));
    const by = { actor: 'payment', now };
    if (state === 'pending') return 'refunding';
    if (state === 'succeeded') {
      await moveOrder(tx, orderId, 'refunded', { ...by, note: 'the money was given back' });
      return 'refunded';
    }
    const note = state === 'refused' ? 'the refund was refused' : 'the refund failed';
    if (await moveOrder(tx, orderId, 'needs-review', { ...by, note })) {
      log.error({ order: order.number, reason: note }, 'order needs review');
    }
    return 'needs-review';
  });
}
