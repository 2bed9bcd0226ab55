import { setTimeout } from 'node:timers/promises';
import Stripe from 'stripe';
import { ok, type Result, refuse } from '#lib/result.ts';
import { noticeTypes } from './notice-types.ts';
import type { PaymentSession, SessionParams } from './payment-session.ts';

/** Why a call to the payment provider gave no answer that can be used. */
export type PaymentFailure =
  /** The provider said no: nothing exists there, and the same call would fail again. */
  | { kind: 'refused'; message: string }
  /**
   * No answer, or an answer that says nothing: the call may or may not have taken effect. Repeat it, same key; `isKept`:
   * the provider has this answer stored under the key, and gives every repeat the same.
   */
  | { kind: 'unknown'; message: string; isKept?: boolean };

/** A verified notice from the provider; the payload is only a hint, facts are read from the session itself. */
export interface PaymentNotice {
  id: string;
  type: string;
  /** The checkout session it is about; null for events about other things. */
  sessionId: string | null;
  /** The order named in the session's metadata; null where there is none. */
  orderId: string | null;
  /** The payment it is about, for events about refunds; null for events about other things. */
  refundedPaymentId: string | null;
  /** The dispute it is about; null for events about other things. */
  disputeId: string | null;
  /** Whether it is about real money. */
  live: boolean;
  /** The version of the API that its payload was written in; null where it does not say. */
  apiVersion: string | null;
}

/** What the provider says of a refund. */
export interface ProviderRefund {
  id: string;
  state: 'pending' | 'succeeded' | 'failed';
  amountMinor: number;
  /** ISO 4217, upper case. */
  currency: string;
  /** Our own id of it, from the metadata that we sent; null for one that was made in the provider's dashboard. */
  requestId: string | null;
}

/** What the provider says of a dispute. */
export interface ProviderDispute {
  id: string;
  paymentIntentId: string | null;
  /** open: the bank has not decided; closed: an inquiry that came to nothing. */
  state: 'open' | 'won' | 'lost' | 'closed';
  /** The provider's own words. */
  reason: string;
  status: string;
  amountMinor: number;
  /** ISO 4217, upper case. */
  currency: string;
  /** Whether the payment can still be refunded; a chargeback has taken the money already. */
  isRefundable: boolean;
  respondBy: Date | null;
  openedAt: Date;
}

/** What goes to the provider when money is given back: the stored row, and nothing that changes afterwards. */
export interface RefundRequest {
  /** Our own id of it; it comes back with the refund. */
  id: string;
  orderId: string;
  paymentIntentId: string;
  amountMinor: number;
}

/** What a session is found by when the answer to its call says nothing. */
export interface CalledAttempt {
  orderId: string;
  attempt: number;
  /** No session of it is older than the one, or younger than the other. */
  createdAt: Date;
  expiresAt: Date;
}

/** The payment provider, as the rest of the shop sees it. */
export interface Payments {
  /** Whether real money moves. */
  readonly live: boolean;
  /** Creates a hosted payment session; the same key and parameters give the same session. */
  createSession(
    params: SessionParams,
    idempotencyKey: string,
  ): Promise<Result<PaymentSession, PaymentFailure>>;
  /** The session that was made for this attempt, as the provider's own list has it; null where there is none. */
  findSession(attempt: CalledAttempt): Promise<Result<PaymentSession | null, PaymentFailure>>;
  retrieveSession(id: string): Promise<Result<PaymentSession, PaymentFailure>>;
  /** Ends an open session so that nobody can pay it. Refused where it is no longer open: retrieve and see. */
  expireSession(id: string): Promise<Result<PaymentSession, PaymentFailure>>;
  /** Gives money back; the same key and request give the same refund. */
  createRefund(
    request: RefundRequest,
    idempotencyKey: string,
  ): Promise<Result<ProviderRefund, PaymentFailure>>;
  retrieveRefund(id: string): Promise<Result<ProviderRefund, PaymentFailure>>;
  /** Every refund of a payment, wherever it was made. */
  listRefunds(paymentIntentId: string): Promise<Result<ProviderRefund[], PaymentFailure>>;
  retrieveDispute(id: string): Promise<Result<ProviderDispute, PaymentFailure>>;
  /** The provider's own notices about refunds and disputes since then, oldest first: for those that never arrived. */
  listMoneyNotices(since: Date): Promise<Result<PaymentNotice[], PaymentFailure>>;
  /** The version of the API that the shop is written for. */
  readonly apiVersion: string;
  /** Reads a webhook call, or null where the signature is not the provider's. `rawBody` exactly as received. */
  readNotice(rawBody: string, signature: string | null): Promise<PaymentNotice | null>;
}

/** How often a call that came too fast is made in all, and how long it waits before the first repeat, in ms. */
const busyTries = 4;
const busyPauseMs = 400;

/** The notices about money that moves after the payment. */
const moneyNotices = noticeTypes.filter((type) => !type.startsWith('checkout.'));

/**
 * Stripe through its official SDK. In tests `fetch` replaces the network, `repeats: 0` spares the SDK's waiting, and
 * `pause` ours before a call that came too fast is made again.
 */
export function createPayments(options: {
  secretKey: string;
  webhookSecret: string;
  apiUrl: string | null;
  fetch?: typeof globalThis.fetch;
  repeats?: number;
  pause?: (milliseconds: number) => Promise<unknown>;
}): Payments {
  const api = options.apiUrl ? new URL(options.apiUrl) : null;
  const stripe = new Stripe(options.secretKey, {
    // The SDK's own 80 s with two repeats lets a hang cost four minutes.
    timeout: 10_000,
    maxNetworkRetries: options.repeats ?? 2,
    telemetry: false,
    ...(api && {
      protocol: api.protocol === 'http:' ? 'http' : 'https',
      host: api.hostname,
      port: api.port || (api.protocol === 'http:' ? '80' : '443'),
    }),
    ...(options.fetch && { httpClient: Stripe.createFetchHttpClient(options.fetch) }),
  });

  const { pause = setTimeout } = options;
  /** Makes a call; one that came too fast is made again after a growing pause, which the SDK does not do by itself. */
  async function attempt<T>(call: () => Promise<T>): Promise<Result<T, PaymentFailure>> {
    for (let tries = 1; ; tries += 1) {
      try {
        return ok(await call());
      } catch (error) {
        if (!(error instanceof Stripe.errors.StripeError)) throw error;
        if (error.statusCode === 429 && tries < busyTries) {
          // Spread out: buyers who were refused together must not come back together.
          await pause(busyPauseMs * 2 ** (tries - 1) * (0.5 + Math.random()));
          continue;
        }
        const message = `${error.type}: ${error.message}`;
        if (isDefinite(error)) return refuse({ kind: 'refused', message });
        // Once work had begun, a failure of the provider's own is stored under the key too, for a day (payments.md 2.1).
        return refuse({
          kind: 'unknown',
          message,
          isKept: error.headers?.['idempotent-replayed'] === 'true',
        });
      }
    }
  }

  return {
    live: /^(sk|rk)_live_/.test(options.secretKey),
    apiVersion: Stripe.API_VERSION,
    createSession: (params, idempotencyKey) =>
      attempt(async () =>
        toPaymentSession(await stripe.checkout.sessions.create(params, { idempotencyKey })),
      ),
    findSession: ({ orderId, attempt: nth, createdAt, expiresAt }) =>
      attempt(async () => {
        const created = { gte: secondsOf(createdAt) - clockSkewSeconds, lte: secondsOf(expiresAt) };
        for await (const session of stripe.checkout.sessions.list({ created, limit: 100 })) {
          const { order_id: order, attempt: made } = session.metadata ?? {};
          if (order === orderId && made === String(nth)) return toPaymentSession(session);
        }
        return null;
      }),
    retrieveSession: (id) =>
      attempt(async () =>
        // With the payment: only it says whether money that comes later has failed, and what has gone back of it.
        toPaymentSession(
          await stripe.checkout.sessions.retrieve(id, { expand: ['payment_intent.latest_charge'] }),
        ),
      ),
    expireSession: (id) => attempt(async () => toPaymentSession(await stripe.checkout.sessions.expire(id))),
    createRefund: ({ id, orderId, paymentIntentId, amountMinor }, idempotencyKey) =>
      attempt(async () =>
        toRefund(
          await stripe.refunds.create(
            {
              payment_intent: paymentIntentId,
              amount: amountMinor,
              metadata: { order_id: orderId, refund_id: id },
            },
            { idempotencyKey },
          ),
        ),
      ),
    retrieveRefund: (id) => attempt(async () => toRefund(await stripe.refunds.retrieve(id))),
    listRefunds: (paymentIntentId) =>
      attempt(async () => {
        const found: ProviderRefund[] = [];
        for await (const refund of stripe.refunds.list({ payment_intent: paymentIntentId, limit: 100 })) {
          found.push(toRefund(refund));
        }
        return found;
      }),
    retrieveDispute: (id) => attempt(async () => toDispute(await stripe.disputes.retrieve(id))),
    listMoneyNotices: (since) =>
      attempt(async () => {
        const found: PaymentNotice[] = [];
        const created = { gte: secondsOf(since) };
        for await (const event of stripe.events.list({ types: moneyNotices, created, limit: 100 })) {
          found.push(toNotice(event));
        }
        return found.reverse();
      }),
    async readNotice(rawBody, signature) {
      if (!signature) return null;
      try {
        return toNotice(await stripe.webhooks.constructEventAsync(rawBody, signature, options.webhookSecret));
      } catch (error) {
        if (error instanceof Stripe.errors.StripeSignatureVerificationError || error instanceof SyntaxError)
          return null;
        throw error;
      }
    },
  };
}

/** By how much the provider's clock may be behind ours. */
const clockSkewSeconds = 5 * 60;

function secondsOf(instant: Date): number {
  return Math.floor(instant.getTime() / 1000);
}

/** What an event is about. Its payload may be of another version than ours, or odd: it is read with care. */
function toNotice(event: Stripe.Event): PaymentNotice {
  const object = Object(event.data?.object) as {
    id?: unknown;
    payment_intent?: unknown;
    metadata?: { order_id?: unknown } | null;
  };
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null);
  const isSession = event.type.startsWith('checkout.session.');
  const isRefund = /^(refund\.|charge\.refund)/.test(event.type);
  return {
    id: event.id,
    type: event.type,
    sessionId: isSession ? text(object.id) : null,
    orderId: isSession ? text(object.metadata?.order_id) : null,
    refundedPaymentId: isRefund ? text(object.payment_intent) : null,
    disputeId: event.type.startsWith('charge.dispute.') ? text(object.id) : null,
    live: event.livemode === true,
    apiVersion: event.api_version ?? null,
  };
}

/**
 * Whether the provider certainly did nothing. A 4xx is its word for it, except 409 and 429, which say “not now”.
 * An idempotency_error says that the key was used before with other parameters: something may exist.
 */
function isDefinite(error: Stripe.errors.StripeError): boolean {
  const status = error.statusCode;
  return (
    status !== undefined &&
    status >= 400 &&
    status < 500 &&
    status !== 409 &&
    status !== 429 &&
    !(error instanceof Stripe.errors.StripeIdempotencyError)
  );
}

function toPaymentSession(session: Stripe.Checkout.Session): PaymentSession {
  const details = session.collected_information?.shipping_details ?? null;
  const address = details?.address ?? null;
  const intent = session.payment_intent;
  return {
    id: session.id,
    url: session.url ?? null,
    status: oneOf(['open', 'complete', 'expired'], session.status),
    // An unheard-of status is no payment.
    paymentStatus: oneOf(['paid', 'no_payment_required'], session.payment_status) ?? 'unpaid',
    amountTotalMinor: session.amount_total ?? null,
    currency: session.currency?.toUpperCase() ?? null,
    live: session.livemode,
    orderId: session.metadata?.order_id ?? null,
    paymentIntentId: typeof intent === 'string' ? intent : (intent?.id ?? null),
    isPaymentFailed:
      session.status === 'complete' &&
      session.payment_status === 'unpaid' &&
      typeof intent === 'object' &&
      (intent?.status === 'requires_payment_method' || intent?.status === 'canceled'),
    refundedMinor:
      typeof intent === 'object' && typeof intent?.latest_charge === 'object'
        ? (intent.latest_charge?.amount_refunded ?? 0)
        : 0,
    email: session.customer_details?.email ?? session.customer_email ?? null,
    deliveryAddress: address
      ? {
          name: details?.name ?? session.customer_details?.name ?? '',
          line1: address.line1 ?? '',
          line2: address.line2 ?? null,
          city: address.city ?? '',
          postalCode: address.postal_code ?? '',
          country: address.country ?? '',
        }
      : null,
  };
}

function toRefund(refund: Stripe.Refund): ProviderRefund {
  const { id, status, amount, currency, metadata } = refund;
  const about = {
    id,
    amountMinor: amount,
    currency: currency.toUpperCase(),
    requestId: metadata?.refund_id ?? null,
  };
  if (status === 'succeeded') return { ...about, state: 'succeeded' };
  // An unheard-of status is no last word: it is asked for again.
  return { ...about, state: status === 'failed' || status === 'canceled' ? 'failed' : 'pending' };
}

function toDispute(dispute: Stripe.Dispute): ProviderDispute {
  const { id, payment_intent: intent, reason, status, amount, currency, created } = dispute;
  const dueBy = dispute.evidence_details.due_by;
  return {
    id,
    paymentIntentId: typeof intent === 'string' ? intent : (intent?.id ?? null),
    state: disputeStateOf(status),
    reason,
    status,
    amountMinor: amount,
    currency: currency.toUpperCase(),
    isRefundable: dispute.is_charge_refundable,
    respondBy: dueBy ? new Date(dueBy * 1000) : null,
    openedAt: new Date(created * 1000),
  };
}

/** An unheard-of status is no last word: what is disputed is held. */
function disputeStateOf(status: string): ProviderDispute['state'] {
  if (status === 'won' || status === 'lost') return status;
  // The money is with the bank for as long as somebody appeals.
  if (status.startsWith('appeal_')) return 'lost';
  return status === 'warning_closed' || status === 'prevented' ? 'closed' : 'open';
}

function oneOf<const T extends string>(known: readonly T[], value: string | null): T | null {
  return known.find((each) => each === value) ?? null;
}
