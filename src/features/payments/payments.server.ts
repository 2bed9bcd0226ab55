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
  /** Reads a webhook call, or null where the signature is not the provider's. `rawBody` exactly as received. */
  readNotice(rawBody: string, signature: string | null): Promise<PaymentNotice | null>;
}

/** Stripe through its official SDK. `fetch` replaces the network in tests. */
export function createPayments(options: {
  secretKey: string;
  webhookSecret: string;
  apiUrl: string | null;
  fetch?: typeof globalThis.fetch;
}): Payments {
  const api = options.apiUrl ? new URL(options.apiUrl) : null;
  const stripe = new Stripe(options.secretKey, {
    // The SDK's own 80 s with two repeats lets a hang cost four minutes.
    timeout: 10_000,
    maxNetworkRetries: 2,
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
      attempt(() => stripe.checkout.sessions.create(params, { idempotencyKey })),
    retrieveSession: (id) => attempt(() => stripe.checkout.sessions.retrieve(id)),
    expireSession: (id) => attempt(() => stripe.checkout.sessions.expire(id)),
    async readNotice(rawBody, signature) {
      if (!signature) return null;
      try {
        const event = await stripe.webhooks.constructEventAsync(rawBody, signature, options.webhookSecret);
        const session = event.type.startsWith('checkout.session.')
          ? (event.data.object as Stripe.Checkout.Session)
          : null;
        return {
          id: event.id,
          type: event.type,
          sessionId: session?.id ?? null,
          orderId: session?.metadata?.order_id ?? null,
        };
      } catch (error) {
        if (error instanceof Stripe.errors.StripeSignatureVerificationError || error instanceof SyntaxError)
          return null;
        throw error;
      }
    },
  };
}

async function attempt(
  call: () => Promise<Stripe.Checkout.Session>,
): Promise<Result<PaymentSession, PaymentFailure>> {
  try {
    return ok(toPaymentSession(await call()));
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

function oneOf<const T extends string>(known: readonly T[], value: string | null): T | null {
  return known.find((each) => each === value) ?? null;
}
