import { addToTimeline, lockOrder, orderOfPayment, setAttention } from '#features/orders/orders.server.ts';
import { noteEvent } from '#features/payments/attempts.server.ts';
import { noteDispute } from '#features/payments/disputes.server.ts';
import type { PaymentFailure } from '#features/payments/payments.server.ts';
import { formatDate, todayIn } from '#lib/dates.ts';
import { formatMoney } from '#lib/money.ts';
import { ok, type Result } from '#lib/result.ts';
import type { CheckoutServices } from './checkout-services.ts';

/**
 * Brings a dispute up to date with the provider. While it is open, and once it is lost, nothing of the order leaves; a
 * person is told. Null: it is about no payment of ours. `event` is noted in the transaction of the effect.
 */
export async function settleDispute(
  services: CheckoutServices,
  disputeId: string,
  event: { id: string; type: string },
): Promise<Result<{ orderId: string } | null, PaymentFailure>> {
  const { db, clock, log, payments } = services;
  const retrieved = await payments.retrieveDispute(disputeId);
  // No such dispute of this account: somebody else's.
  if (!retrieved.ok) return retrieved.error.kind === 'refused' ? ok(null) : retrieved;
  const { paymentIntentId, ...dispute } = retrieved.value;
  const disputed = paymentIntentId ? await orderOfPayment(db, paymentIntentId) : null;
  if (!disputed || !paymentIntentId) return ok(null);
  const now = clock.now();
  await db.transaction(async (tx) => {
    const order = await lockOrder(tx, disputed.id);
    if (!order) throw new Error(`There is no order ${disputed.id}`);
    const isNews = await noteDispute(tx, {
      ...dispute,
      orderId: order.id,
      paymentIntentId,
      closedAt: dispute.state === 'open' ? null : now,
    });
    if (isNews) {
      const money = formatMoney(dispute.amountMinor, dispute.currency);
      const note = `dispute over ${money} (${dispute.reason.replaceAll('_', ' ')}): ${dispute.status.replaceAll('_', ' ')}`;
      await addToTimeline(tx, order, 'dispute', { note, actor: 'payment', now });
      if (dispute.state === 'open' || dispute.state === 'lost') {
        const until = dispute.respondBy
          ? `, to be answered by ${formatDate(todayIn(services.content.moment.zone, dispute.respondBy))}`
          : '';
        await setAttention(tx, order.id, dispute.state === 'open' ? `${note}${until}` : note);
        log.error(
          { order: order.number, dispute: dispute.id, state: dispute.status },
          'a payment is disputed',
        );
      }
    }
    await noteEvent(tx, event, now);
  });
  return ok({ orderId: disputed.id });
}
