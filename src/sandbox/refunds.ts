import { formatAmount } from './amounts.ts';
import { ApiError, exclusiveParameters, invalidParameter } from './api-error.ts';
import { testCards } from './cards.ts';
import { withdrawInquiry } from './disputes.ts';
import { newId } from './identifiers.ts';
import { missingParameter } from './parameters.ts';
import { type Charge, newRefund, type Refund } from './payment-objects.ts';
import { laterSeconds } from './schedule.ts';
import type { Store } from './store.ts';
import { noSuch, type RequestOrigin, type World } from './world.ts';

/**
 * Gives back all or part of a charge. Throws ApiError 400 for more than is left or a charge that was charged back,
 * 404 for unknown ids.
 */
export function refundCharge(
  world: World,
  wanted: {
    amount?: number;
    charge?: string;
    payment_intent?: string;
    reason?: string;
    metadata?: Record<string, string>;
  },
  request: RequestOrigin,
): Refund {
  const { store, clock, emit, schedule } = world;
  const charge = findCharge(store, wanted);
  const left = charge.amount_captured - charge.amount_refunded;
  if (left === 0) {
    throw new ApiError(400, `Charge ${charge.id} has already been refunded.`, {
      code: 'charge_already_refunded',
      executed: true,
    });
  }
  if (store.disputes.where('charge', charge.id).some((dispute) => !dispute.is_charge_refundable)) {
    throw new ApiError(400, `Charge ${charge.id} has been charged back; cannot issue a refund.`, {
      code: 'charge_disputed',
      executed: true,
    });
  }
  const amount = wanted.amount ?? left;
  if (amount < 1) throw invalidParameter('amount', 'Invalid positive integer', 'parameter_invalid_integer');
  if (amount > left) {
    throw new ApiError(
      400,
      `Refund amount (${formatAmount(amount, charge.currency)}) is greater than unrefunded amount on charge (${formatAmount(left, charge.currency)})`,
      { param: 'amount', executed: true },
    );
  }
  const story = storyOf(charge);
  const refund = newRefund({
    created: clock.seconds(),
    charge,
    amount,
    reason: wanted.reason ?? null,
    metadata: wanted.metadata ?? {},
    status: story === 'slow' ? 'pending' : 'succeeded',
  });
  store.refunds.save(refund);
  const after = withRefunded(charge, charge.amount_refunded + amount);
  store.charges.save(after);
  emit('refund.created', refund, { request });
  emit('charge.refunded', after, { request, before: charge });
  if (story) schedule.add('refund settles', refund.id, clock.seconds() + laterSeconds);
  if (after.refunded) withdrawInquiry(world, after.id);
  return refund;
}

/** What becomes of a refund some time later: a slow one has arrived, a returned one has come back. */
export function settleRefund(world: World, id: string): void {
  const refund = world.store.refunds.get(id);
  const charge = refund && world.store.charges.get(refund.charge);
  if (!refund || !charge) return;
  if (refund.status === 'pending') {
    const { pending_reason: _, ...settled } = refund;
    changeRefund(world, refund, { ...settled, status: 'succeeded' });
  } else if (refund.status === 'succeeded' && storyOf(charge) === 'returned') {
    const failed: Refund = {
      ...refund,
      failure_balance_transaction: newId('txn'),
      failure_reason: 'expired_or_canceled_card',
      status: 'failed',
    };
    changeRefund(world, refund, failed);
    world.emit('refund.failed', failed);
    owe(world, charge, refund.amount);
  }
}

/**
 * Takes a refund back that is still on its way: by the API only one that waits for the buyer, `byHand` (the
 * Dashboard's button) also a pending one. Throws ApiError 400 for any other.
 */
export function cancelRefund(
  world: World,
  refund: Refund,
  { byHand = false, request }: { byHand?: boolean; request?: RequestOrigin },
): Refund {
  const charge = world.store.charges.get(refund.charge);
  if (!charge || !byHand || refund.status !== 'pending') {
    throw new ApiError(
      400,
      `Refund ${refund.id} cannot be canceled: it has a status of \`${refund.status}\`. Only refunds with a status of \`requires_action\` can be canceled.`,
      { executed: true },
    );
  }
  const { pending_reason: _, ...rest } = refund;
  const canceled: Refund = { ...rest, failure_reason: 'merchant_request', status: 'canceled' };
  changeRefund(world, refund, canceled, request);
  owe(world, charge, refund.amount);
  return canceled;
}

/** Stores a refund in its new state and tells it under both names that Stripe has for that. */
export function changeRefund(world: World, before: Refund, after: Refund, request?: RequestOrigin): void {
  world.store.refunds.save(after);
  const options = { before, ...(request && { request }) };
  world.emit('refund.updated', after, options);
  world.emit('charge.refund.updated', after, options);
}

// Money of a refund that failed or was taken back is the buyer's again: it can be refunded once more.
function owe(world: World, charge: Charge, amount: number): void {
  const after = withRefunded(charge, charge.amount_refunded - amount);
  world.store.charges.save(after);
  world.emit('charge.updated', after, { before: charge });
}

const withRefunded = (charge: Charge, amount: number): Charge => ({
  ...charge,
  amount_refunded: amount,
  refunded: amount === charge.amount_captured,
});

// The last four digits tell the test card, so that no number has to be kept; debits always take a while.
function storyOf(charge: Charge): 'slow' | 'returned' | undefined {
  const { payment_method_details: details } = charge;
  if (details.type !== 'card') return 'slow';
  return testCards.find(({ number, refund }) => refund && number.endsWith(details.card.last4))?.refund;
}

function findCharge(store: Store, wanted: { charge?: string; payment_intent?: string }): Charge {
  if (wanted.charge !== undefined && wanted.payment_intent !== undefined) {
    throw exclusiveParameters('charge', 'charge', 'payment_intent');
  }
  if (wanted.charge !== undefined) {
    const charge = store.charges.get(wanted.charge);
    if (!charge) throw noSuch('charge', wanted.charge, 'charge');
    if (!charge.paid)
      throw new ApiError(400, `Charge ${charge.id} was not paid.`, { param: 'charge', executed: true });
    return charge;
  }
  if (wanted.payment_intent === undefined) throw missingParameter('payment_intent');
  const intent = store.intents.get(wanted.payment_intent);
  if (!intent) throw noSuch('payment_intent', wanted.payment_intent, 'payment_intent');
  const charge = intent.latest_charge === null ? undefined : store.charges.get(intent.latest_charge);
  if (!charge?.paid) {
    throw new ApiError(
      400,
      `This PaymentIntent (${intent.id}) does not have a successful charge to refund.`,
      {
        param: 'payment_intent',
        executed: true,
      },
    );
  }
  return charge;
}
