import Stripe from 'stripe';
import { ok, type Result, refuse } from '#lib/result.ts';
import type { PaymentSession, SessionParams } from './payment-session.ts';

/** Why a call to the payment provider gave no answer that can be used. */
export type PaymentFailure =
  /** The provider said no: nothing exists there, and the same call would fail again. */
  | { kind: 'refused'; message: string }
  /** No answer, or an answer that says nothing: the call may or may not have taken effect. Repeat it, same key. */
  | { kind: 'unknown'; message: string };

/** A verified notice from the provider; the payload is only a hint, facts are read from the session itself. */
export interface PaymentNotice {
  id: string;
  type: string;
  /** The checkout session it is about; null for events about other things. */
  sessionId: string | null;
  /** The order named in the session's metadata; null where there is none. */
  orderId: string | null;
  /** The refund it is about; null for events about other things. */
  refundId: string | null;
}

/** What the provider says of a refund. */
export interface ProviderRefund {
  id: string;
  state: 'pending' | 'succeeded' | 'failed';
}

/** What goes to the provider when money is given back: the stored row, and nothing that changes afterwards. */
export interface RefundRequest {
  /** Our own id of it; it comes back with the refund. */
  id: string;
  orderId: string;
  paymentIntentId: string;
  amountMinor: number;
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
  retrieveSession(id: string): Promise<Result<PaymentSession, PaymentFailure>>;
  /** Ends an open session so that nobody can pay it. Refused where it is no longer open: retrieve and see. */
  expireSession(id: string): Promise<Result<PaymentSession, PaymentFailure>>;
  /** Gives money back; the same key and request give the same refund. */
  createRefund(
    request: RefundRequest,
    idempotencyKey: string,
  ): Promise<Result<ProviderRefund, PaymentFailure>>;
  retrieveRefund(id: string): Promise<Result<ProviderRefund, PaymentFailure>>;
  /** The refund that an earlier call for this request has made; null where there is none. */
  findRefund(
    request: Pick<RefundRequest, 'id' | 'paymentIntentId'>,
  ): Promise<Result<ProviderRefund | null, PaymentFailure>>;
  /** Reads a webhook call, or null where the signature is not the provider's. `rawBody` exactly as received. */
  readNotice(rawBody: string, signature: string | null): Promise<PaymentNotice | null>;
}

/** Stripe through its official SDK. In tests `fetch` replaces the network, and `repeats: 0` spares its waiting. */
export function createPayments(options: {
  secretKey: string;
  webhookSecret: string;
  apiUrl: string | null;
  fetch?: typeof globalThis.fetch;
  repeats?: number;
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

  return {
    live: /^(sk|rk)_live_/.test(options.secretKey),
    createSession: (params, idempotencyKey) =>
      attempt(async () =>
        toPaymentSession(await stripe.checkout.sessions.create(params, { idempotencyKey })),
      ),
    retrieveSession: (id) =>
      attempt(async () => toPaymentSession(await stripe.checkout.sessions.retrieve(id))),
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
    findRefund: ({ id, paymentIntentId }) =>
      attempt(async () => {
        const { data } = await stripe.refunds.list({ payment_intent: paymentIntentId, limit: 100 });
        const found = data.find(({ metadata }) => metadata?.refund_id === id);
        return found ? toRefund(found) : null;
      }),
    async readNotice(rawBody, signature) {
      if (!signature) return null;
      try {
        const event = await stripe.webhooks.constructEventAsync(rawBody, signature, options.webhookSecret);
        const session = event.type.startsWith('checkout.session.')
          ? (event.data.object as Stripe.Checkout.Session)
          : null;
        const refund =
          event.type.startsWith('refund.') || event.type === 'charge.refund.updated'
            ? (event.data.object as Stripe.Refund)
            : null;
        return {
          id: event.id,
          type: event.type,
          sessionId: session?.id ?? null,
          orderId: session?.metadata?.order_id ?? null,
          refundId: refund?.id ?? null,
        };
      } catch (error) {
        if (error instanceof Stripe.errors.StripeSignatureVerificationError || error instanceof SyntaxError)
          return null;
        throw error;
      }
    },
  };
}

async function attempt<T>(call: () => Promise<T>): Promise<Result<T, PaymentFailure>> {
  try {
    return ok(await call());
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError)) throw error;
    return refuse({
      kind: isDefinite(error) ? 'refused' : 'unknown',
      message: `${error.type}: ${error.message}`,
    });
  }
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
    paymentIntentId:
      typeof session.payment_intent === 'string'
        ? session.payment_intent
        : (session.payment_intent?.id ?? null),
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

function toRefund({ id, status }: Stripe.Refund): ProviderRefund {
  if (status === 'succeeded') return { id, state: 'succeeded' };
  // An unheard-of status is no last word: it is asked for again.
  return { id, state: status === 'failed' || status === 'canceled' ? 'failed' : 'pending' };
}

function oneOf<const T extends string>(known: readonly T[], value: string | null): T | null {
  return known.find((each) => each === value) ?? null;
}
