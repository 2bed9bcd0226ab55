import { formatAmount } from './amounts.ts';
import { ApiError, exclusiveParameters, invalidParameter } from './api-error.ts';
import type { Decline, TestCard } from './cards.ts';
import type { SandboxClock } from './clock.ts';
import { newId } from './identifiers.ts';
import {
  type Address,
  type Charge,
  type CheckoutSession,
  customerDetails,
  newCharge,
  newPaymentIntent,
  newRefund,
  type PaymentIntent,
  type Refund,
  shippingCost,
} from './objects.ts';
import { missingParameter } from './parameters.ts';
import type { Store, StoredSession } from './store.ts';

/** The API call that caused an event; both null when a buyer or the clock did. */
export interface RequestOrigin {
  id: string | null;
  idempotency_key: string | null;
}

export interface World {
  store: Store;
  clock: SandboxClock;
  /** Records an event about a copy of `object` and queues its webhooks. */
  emit(
    type: string,
    object: object,
    options?: { previous?: Record<string, unknown>; request?: RequestOrigin },
  ): void;
}

/** What a buyer gave on the payment page, already checked. */
export interface Buyer {
  email: string;
  name: string;
  phone: string | null;
  address: Address;
}

export interface PresentedCard {
  number: string;
  expMonth: number;
  expYear: number;
  known: TestCard | undefined;
}

/**
 * One attempt to pay an open session. A decline leaves the session open, a success completes it;
 * both record intent, charge and events. Throws ApiError 400 for a session that is not open.
 */
export function paySession(
  world: World,
  stored: StoredSession,
  attempt: { buyer: Buyer; card: PresentedCard; decline: Decline | null; rate: string | null },
): Decline | null {
  const { store, clock, emit } = world;
  if (stored.session.status !== 'open') throw closed(stored.session, 'paid');
  const { buyer, card, decline } = attempt;
  const session = chooseRate(stored, attempt.rate);
  const shipping = session.shipping_address_collection && {
    address: buyer.address,
    carrier: null,
    name: buyer.name,
    phone: buyer.phone,
    tracking_number: null,
  };
  const existing = session.payment_intent === null ? undefined : store.intents.get(session.payment_intent);
  const begun: PaymentIntent = existing
    ? { ...existing, amount: session.amount_total, shipping }
    : newPaymentIntent({
        created: clock.seconds(),
        amount: session.amount_total,
        currency: session.currency,
        description: stored.intent.description,
        metadata: stored.intent.metadata,
        receiptEmail: stored.intent.receiptEmail,
        statementDescriptor: stored.intent.statementDescriptor,
        statementDescriptorSuffix: stored.intent.statementDescriptorSuffix,
        shipping,
      });
  if (!existing) emit('payment_intent.created', begun);

  const charge = newCharge({
    created: clock.seconds(),
    intent: begun,
    paymentMethod: newId('pm'),
    card: {
      brand: card.known?.brand ?? 'visa',
      country: card.known?.country ?? 'US',
      expMonth: card.expMonth,
      expYear: card.expYear,
      funding: card.known?.funding ?? 'credit',
      last4: card.number.slice(-4),
    },
    billing: { address: buyer.address, email: buyer.email, name: buyer.name, phone: buyer.phone },
    failure: decline && { code: decline.code, declineCode: decline.declineCode, message: decline.message },
  });
  store.charges.save(charge);

  if (decline) {
    const intent: PaymentIntent = {
      ...begun,
      latest_charge: charge.id,
      last_payment_error: {
        charge: charge.id,
        code: decline.code,
        ...(decline.code === 'card_declined' && { decline_code: decline.declineCode }),
        doc_url: `https://docs.stripe.com/error-codes#${decline.code.replaceAll('_', '-')}`,
        message: decline.message,
        payment_method_type: 'card',
        type: 'card_error',
      },
    };
    store.intents.save(intent);
    store.sessions.save({ ...stored, session: { ...session, payment_intent: intent.id } });
    emit('charge.failed', charge);
    emit('payment_intent.payment_failed', intent);
    return decline;
  }

  const intent: PaymentIntent = {
    ...begun,
    amount_received: begun.amount,
    last_payment_error: null,
    latest_charge: charge.id,
    payment_method: charge.payment_method,
    status: 'succeeded',
  };
  store.intents.save(intent);
  const complete: CheckoutSession = {
    ...session,
    collected_information: {
      business_name: null,
      individual_name: null,
      shipping_details: shipping && { address: buyer.address, name: buyer.name },
    },
    customer_details: customerDetails(buyer),
    payment_intent: intent.id,
    payment_status: 'paid',
    status: 'complete',
    url: null,
  };
  store.sessions.save({ ...stored, session: complete });
  emit('charge.succeeded', charge);
  emit('payment_intent.succeeded', intent);
  emit('checkout.session.completed', complete);
  return null;
}

/** The session with another delivery option chosen; an unknown id keeps the present one. */
export function chooseRate(stored: StoredSession, rateId: string | null): CheckoutSession {
  const rate = stored.rates.find(({ id }) => id === rateId);
  if (!rate) return stored.session;
  return {
    ...stored.session,
    amount_total: stored.session.amount_subtotal + rate.amount,
    shipping_cost: shippingCost(rate.amount, rate.id),
    total_details: { ...stored.session.total_details, amount_shipping: rate.amount },
  };
}

/** Expires an open session, by the API or by the clock. Throws ApiError 400 when it is not open. */
export function expireSession(world: World, stored: StoredSession, request?: RequestOrigin): CheckoutSession {
  const { store, clock, emit } = world;
  if (stored.session.status !== 'open') throw closed(stored.session, 'expired');
  const session: CheckoutSession = { ...stored.session, status: 'expired', url: null };
  store.sessions.save({ ...stored, session });
  const intent = session.payment_intent === null ? undefined : store.intents.get(session.payment_intent);
  if (intent && intent.status === 'requires_payment_method') {
    const canceled: PaymentIntent = {
      ...intent,
      status: 'canceled',
      canceled_at: clock.seconds(),
      cancellation_reason: 'expired',
    };
    store.intents.save(canceled);
    emit('payment_intent.canceled', canceled, request && { request });
  }
  emit('checkout.session.expired', session, request && { request });
  return session;
}

/** Expires every open session whose time has come. */
export function expireDueSessions(world: World): void {
  for (const stored of world.store.sessions.all()) {
    if (stored.session.status === 'open' && stored.session.expires_at <= world.clock.seconds()) {
      expireSession(world, stored);
    }
  }
}

function closed(session: CheckoutSession, wish: 'expired' | 'paid'): ApiError {
  return new ApiError(
    400,
    `Only Checkout Sessions with a status in ["open"] can be ${wish}. This Checkout Session has a status of \`${session.status}\`.`,
    { executed: true },
  );
}

/** Gives back all or part of a charge at once. Throws ApiError 400 for more than is left, 404-style errors for unknown ids. */
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
  const { store, clock, emit } = world;
  const charge = findCharge(store, wanted);
  const left = charge.amount_captured - charge.amount_refunded;
  if (left === 0) {
    throw new ApiError(400, `Charge ${charge.id} has already been refunded.`, {
      code: 'charge_already_refunded',
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
  const refund = newRefund({
    created: clock.seconds(),
    charge,
    amount,
    reason: wanted.reason ?? null,
    metadata: wanted.metadata ?? {},
  });
  store.refunds.save(refund);
  const after: Charge = {
    ...charge,
    amount_refunded: charge.amount_refunded + amount,
    refunded: charge.amount_refunded + amount === charge.amount_captured,
  };
  store.charges.save(after);
  emit('refund.created', refund, { request });
  emit('charge.refunded', after, {
    request,
    previous: {
      amount_refunded: charge.amount_refunded,
      ...(after.refunded !== charge.refunded && { refunded: charge.refunded }),
    },
  });
  return refund;
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

/** 404 `resource_missing`, Stripe's wording. */
export function noSuch(kind: string, id: string, param = 'id'): ApiError {
  return new ApiError(404, `No such ${kind}: '${id}'`, { code: 'resource_missing', param });
}
