import { ApiError } from './api-error.ts';
import { debitFailure, type TestAccount } from './bank-accounts.ts';
import type { CardStory, Decline } from './cards.ts';
import { newId } from './identifiers.ts';
import {
  type Address,
  type CheckoutSession,
  customerDetails,
  type Shipping,
  shippingCost,
} from './objects.ts';
import {
  type Charge,
  type Failure,
  type MethodFacts,
  newCharge,
  newPaymentIntent,
  outcomeOf,
  type PaymentIntent,
} from './payment-objects.ts';
import { laterSeconds } from './schedule.ts';
import type { StoredSession } from './store.ts';
import type { RequestOrigin, World } from './world.ts';

/** What a buyer gave on the payment page, already checked. */
export interface Buyer {
  email: string;
  name: string;
  phone: string | null;
  address: Address;
}

/** What a buyer pays with. Numbers and security codes end here: only the last digits go on. */
export type Means =
  | { type: 'card'; last4: string; expMonth: number; expYear: number; story: CardStory }
  | { type: 'debit'; account: Required<Pick<TestAccount, 'fails' | 'seconds'>>; details: MethodFacts };

/** One wish to pay a session. */
export interface Attempt {
  buyer: Buyer;
  means: Means;
  /** The delivery option chosen; null keeps the present one. */
  rate: string | null;
}

/** How a wish to pay ended: `confirmed` covers money that comes later. */
export type AttemptEnd = { end: 'confirmed' } | { end: 'declined'; message: string } | { end: 'challenged' };

/**
 * One attempt to pay an open session. A decline leaves the session open, a challenge waits for `answerChallenge`, else
 * the session is complete, paid or not. Records intent, charge and events. Throws ApiError 400 for a session that is
 * not open. `challengeUrl`: where the buyer proves who they are.
 */
export function paySession(
  world: World,
  stored: StoredSession,
  attempt: Attempt,
  challengeUrl: string,
): AttemptEnd {
  if (stored.session.status !== 'open') throw closed(stored.session, 'paid');
  const { means } = attempt;
  const begun = begin(world, stored, attempt);
  if (means.type === 'debit') {
    debit(world, { ...begun, attempt, means });
    return { end: 'confirmed' };
  }
  if (means.story.authenticate) {
    const { store, emit } = world;
    const intent: PaymentIntent = {
      ...begun.intent,
      last_payment_error: null,
      next_action: {
        type: 'redirect_to_url',
        redirect_to_url: { return_url: begun.session.success_url, url: challengeUrl },
      },
      payment_method: newId('pm'),
      status: 'requires_action',
    };
    store.intents.save(intent);
    store.sessions.save({
      ...stored,
      session: { ...begun.session, payment_intent: intent.id },
      challenged: attempt,
    });
    emit('payment_intent.requires_action', intent);
    return { end: 'challenged' };
  }
  return chargeCard(world, { ...begun, attempt, means, authenticated: false });
}

/**
 * The buyer proved to the bank who they are (`passed`), or did not. Null when no payment of this session waits for
 * that any more; throws ApiError 400 when the session is not open.
 */
export function answerChallenge(world: World, stored: StoredSession, passed: boolean): AttemptEnd | null {
  if (stored.session.status !== 'open') throw closed(stored.session, 'paid');
  const attempt = stored.challenged;
  if (attempt?.means.type !== 'card') return null;
  const begun = begin(world, stored, attempt);
  const { means } = attempt;
  if (passed) return chargeCard(world, { ...begun, attempt, means, authenticated: true });
  const message =
    'We are unable to authenticate your payment method. Please choose a different payment method and try again.';
  const intent: PaymentIntent = {
    ...begun.intent,
    last_payment_error: {
      code: 'payment_intent_authentication_failure',
      doc_url: 'https://docs.stripe.com/error-codes#payment-intent-authentication-failure',
      message,
      payment_method_type: 'card',
      type: 'invalid_request_error',
    },
    next_action: null,
    payment_method: null,
    status: 'requires_payment_method',
  };
  world.store.intents.save(intent);
  world.store.sessions.save({ ...begun.stored, session: begun.session, challenged: null });
  world.emit('payment_intent.payment_failed', intent);
  return { end: 'declined', message };
}

interface Begun {
  stored: StoredSession;
  session: CheckoutSession;
  shipping: Shipping | null;
  intent: PaymentIntent;
}

/** The session and intent as this attempt wants them; nothing is stored but the event of a new intent. */
function begin(world: World, stored: StoredSession, { buyer, rate }: Attempt): Begun {
  const session = chooseRate(stored, rate);
  const shipping = session.shipping_address_collection && {
    address: buyer.address,
    carrier: null,
    name: buyer.name,
    phone: buyer.phone,
    tracking_number: null,
  };
  const existing =
    session.payment_intent === null ? undefined : world.store.intents.get(session.payment_intent);
  if (existing) {
    return { stored, session, shipping, intent: { ...existing, amount: session.amount_total, shipping } };
  }
  const intent = newPaymentIntent({
    created: world.clock.seconds(),
    amount: session.amount_total,
    currency: session.currency,
    description: stored.intent.description,
    metadata: stored.intent.metadata,
    methods: session.payment_method_types,
    receiptEmail: stored.intent.receiptEmail,
    statementDescriptor: stored.intent.statementDescriptor,
    statementDescriptorSuffix: stored.intent.statementDescriptorSuffix,
    shipping,
  });
  world.emit('payment_intent.created', intent);
  return { stored, session: { ...session, payment_intent: intent.id }, shipping, intent };
}

interface CardAttempt extends Begun {
  attempt: Attempt;
  means: Extract<Means, { type: 'card' }>;
  authenticated: boolean;
}

function chargeCard(world: World, of: CardAttempt): AttemptEnd {
  const { store, clock, emit, schedule } = world;
  const { means, attempt, intent: begun } = of;
  const { brand, country = 'US', funding = 'credit', decline, dispute } = means.story;
  const { last4, expMonth, expYear } = means;
  const charge = newCharge({
    created: clock.seconds(),
    intent: begun,
    paymentMethod: newId('pm'),
    method: {
      type: 'card',
      brand,
      country,
      expMonth,
      expYear,
      funding,
      last4,
      authenticated: of.authenticated,
    },
    billing: attempt.buyer,
    status: decline ? 'failed' : 'succeeded',
    failure: decline ?? null,
  });
  store.charges.save(charge);
  if (decline) {
    const intent = failedIntent(begun, charge, decline, 'card');
    store.intents.save(intent);
    store.sessions.save({ ...of.stored, session: of.session, challenged: null });
    emit('charge.failed', charge);
    emit('payment_intent.payment_failed', intent);
    return { end: 'declined', message: decline.message };
  }
  const intent = paidIntent(begun, charge);
  store.intents.save(intent);
  const complete = completeSession(of, 'paid');
  store.sessions.save({ ...of.stored, session: complete, challenged: null });
  emit('charge.succeeded', charge);
  emit('payment_intent.succeeded', intent);
  emit('checkout.session.completed', complete);
  book(world, charge);
  if (dispute) schedule.add('dispute opens', charge.id, clock.seconds() + laterSeconds);
  return { end: 'confirmed' };
}

function debit(
  world: World,
  of: Begun & { attempt: Attempt; means: Extract<Means, { type: 'debit' }> },
): void {
  const { store, clock, emit, schedule } = world;
  const charge = newCharge({
    created: clock.seconds(),
    intent: of.intent,
    paymentMethod: newId('pm'),
    method: of.means.details,
    billing: of.attempt.buyer,
    status: 'pending',
    failure: null,
  });
  const intent: PaymentIntent = {
    ...of.intent,
    last_payment_error: null,
    latest_charge: charge.id,
    next_action: null,
    payment_method: charge.payment_method,
    status: 'processing',
  };
  store.charges.save(charge);
  store.intents.save(intent);
  const complete = completeSession(of, 'unpaid');
  store.sessions.save({ ...of.stored, session: complete, challenged: null });
  emit('payment_intent.processing', intent);
  emit('charge.pending', charge);
  emit('checkout.session.completed', complete);
  const { fails, seconds } = of.means.account;
  schedule.add(fails ? 'debit fails' : 'debit succeeds', of.stored.id, clock.seconds() + seconds);
}

/** The bank's late word on the direct debit of a session: the money came, or it did not. */
export function settleDebit(world: World, sessionId: string, fails: boolean): void {
  const { store, emit } = world;
  const stored = store.sessions.get(sessionId);
  if (!stored) return;
  const intent = store.intents.get(stored.session.payment_intent ?? '');
  const pending = store.charges.get(intent?.latest_charge ?? '');
  if (!intent || pending?.status !== 'pending') return;
  if (fails) {
    const failure = debitFailure;
    const charge: Charge = {
      ...pending,
      amount_captured: 0,
      captured: false,
      failure_code: failure.code,
      failure_message: failure.message,
      outcome: outcomeOf(failure),
      status: 'failed',
    };
    const method = pending.payment_method_details.type;
    const failed = failedIntent(intent, charge, failure, method);
    store.charges.save(charge);
    store.intents.save(failed);
    emit('charge.failed', charge);
    emit('payment_intent.payment_failed', failed);
    emit('checkout.session.async_payment_failed', stored.session);
    return;
  }
  const charge: Charge = { ...pending, paid: true, status: 'succeeded' };
  const paid = paidIntent(intent, charge);
  const session: CheckoutSession = { ...stored.session, payment_status: 'paid' };
  store.charges.save(charge);
  store.intents.save(paid);
  store.sessions.save({ ...stored, session });
  emit('charge.succeeded', charge);
  emit('payment_intent.succeeded', paid);
  emit('checkout.session.async_payment_succeeded', session);
  book(world, charge);
}

/** Money of a charge reaches the balance a moment after the charge. */
function book(world: World, charge: Charge): void {
  const booked: Charge = { ...charge, balance_transaction: newId('txn') };
  world.store.charges.save(booked);
  world.emit('charge.updated', booked, { before: charge });
}

function paidIntent(intent: PaymentIntent, charge: Charge): PaymentIntent {
  return {
    ...intent,
    amount_received: intent.amount,
    last_payment_error: null,
    latest_charge: charge.id,
    next_action: null,
    payment_method: charge.payment_method,
    status: 'succeeded',
  };
}

function failedIntent(
  intent: PaymentIntent,
  charge: Charge,
  { code, declineCode, message }: Failure | Decline,
  method: string,
): PaymentIntent {
  return {
    ...intent,
    latest_charge: charge.id,
    last_payment_error: {
      charge: charge.id,
      code,
      ...(code === 'card_declined' && { decline_code: declineCode }),
      doc_url: `https://docs.stripe.com/error-codes#${code.replaceAll('_', '-')}`,
      message,
      payment_method_type: method,
      type: 'card_error',
    },
    next_action: null,
    payment_method: null,
    status: 'requires_payment_method',
  };
}

function completeSession(
  of: Begun & { attempt: Attempt },
  paymentStatus: 'paid' | 'unpaid',
): CheckoutSession {
  const { buyer } = of.attempt;
  return {
    ...of.session,
    collected_information: {
      business_name: null,
      individual_name: null,
      shipping_details: of.shipping && { address: buyer.address, name: buyer.name },
    },
    customer_details: customerDetails(buyer),
    payment_status: paymentStatus,
    status: 'complete',
    url: null,
  };
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
  store.sessions.save({ ...stored, session, challenged: null });
  const intent = session.payment_intent === null ? undefined : store.intents.get(session.payment_intent);
  if (intent) {
    const canceled: PaymentIntent = {
      ...intent,
      canceled_at: clock.seconds(),
      cancellation_reason: 'expired',
      next_action: null,
      status: 'canceled',
    };
    store.intents.save(canceled);
    emit('payment_intent.canceled', canceled, request && { request });
  }
  emit('checkout.session.expired', session, request && { request });
  return session;
}

function closed(session: CheckoutSession, wish: 'expired' | 'paid'): ApiError {
  return new ApiError(
    400,
    `Only Checkout Sessions with a status in ["open"] can be ${wish}. This Checkout Session has a status of \`${session.status}\`.`,
    { executed: true },
  );
}
