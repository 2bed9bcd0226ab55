import type { DeliveryAddress } from '#db/schema/orders.ts';

/** What the shop reads from a hosted payment session. Money in minor units. */
export interface PaymentSession {
  id: string;
  /** Where to pay; null once it cannot be paid any more. */
  url: string | null;
  status: 'open' | 'complete' | 'expired' | null;
  paymentStatus: 'paid' | 'unpaid' | 'no_payment_required';
  amountTotalMinor: number | null;
  /** ISO 4217, upper case. */
  currency: string | null;
  live: boolean;
  /** From the metadata that we sent. */
  orderId: string | null;
  /** What the money is asked back from; null until the session is confirmed. */
  paymentIntentId: string | null;
  /** Complete, and the bank has said that no money will come. */
  isPaymentFailed: boolean;
  /** How much of the payment went back already, wherever that was done. */
  refundedMinor: number;
  email: string | null;
  deliveryAddress: DeliveryAddress | null;
}

/** A way to pay. With all but cards the money comes days after the page is done, or does not. */
export type PaymentMethod = 'card' | 'bacs_debit' | 'sepa_debit';

/** The parameters of a hosted session, exactly as stored with the attempt and sent. */
export interface SessionParams {
  mode: 'payment';
  ui_mode: 'hosted_page';
  client_reference_id: string;
  success_url: string;
  cancel_url: string;
  /** Unix time in seconds. */
  expires_at: number;
  allowed_payment_method_types: PaymentMethod[];
  adaptive_pricing: { enabled: false };
  line_items: {
    quantity: number;
    metadata: { sku: string };
    price_data: {
      currency: string;
      unit_amount: number;
      product_data: { name: string; metadata: { sku: string } };
    };
  }[];
  shipping_address_collection: { allowed_countries: 'GB'[] };
  shipping_options: {
    shipping_rate_data: {
      type: 'fixed_amount';
      display_name: string;
      fixed_amount: { amount: number; currency: string };
    };
  }[];
  metadata: { order_id: string; attempt: string };
  payment_intent_data: { metadata: { order_id: string; attempt: string } };
}

/** What the parameters are made from: the order as it was placed, and nothing that changes afterwards. */
export interface PayableOrder {
  id: string;
  currency: string;
  deliveryMinor: number;
  deliveryLabel: string;
  deliveryCountries: readonly string[];
  methods: readonly PaymentMethod[];
  lines: readonly { sku: string; title: string; label: string; quantity: number; unitMinor: number }[];
}

/**
 * Seconds that a session can be paid. Stripe allows 30 minutes at the least; five more, so that clocks may differ and a
 * call that never arrived can be repeated with the same parameters for as long.
 */
export const sessionSeconds = 35 * 60;

/**
 * The parameters of an order's n-th payment attempt. A repeated call must send the very same text, so nothing in
 * here is read from the clock or the environment later: the result is stored with the attempt.
 */
export function sessionParams(
  order: PayableOrder,
  attempt: number,
  expiresAt: Date,
  siteUrl: string,
): SessionParams {
  const currency = order.currency.toLowerCase();
  const metadata = { order_id: order.id, attempt: String(attempt) };
  return {
    mode: 'payment',
    ui_mode: 'hosted_page',
    client_reference_id: order.id,
    // Braces as they are: an encoded {CHECKOUT_SESSION_ID} is not filled in (stripe-php#1336).
    success_url: `${siteUrl}/checkout/return?session_id={CHECKOUT_SESSION_ID}`,
    cancel_url: `${siteUrl}/cart`,
    expires_at: Math.floor(expiresAt.getTime() / 1000),
    // Left out, methods would appear by a setting of the Dashboard that nobody here has thought of (payments.md 2.1).
    allowed_payment_method_types: [...order.methods],
    // On, the buyer might be charged another currency by a setting of the Dashboard.
    adaptive_pricing: { enabled: false },
    line_items: order.lines.map((line) => ({
      quantity: line.quantity,
      metadata: { sku: line.sku },
      price_data: {
        currency,
        unit_amount: line.unitMinor,
        product_data: { name: productName(line), metadata: { sku: line.sku } },
      },
    })),
    shipping_address_collection: { allowed_countries: order.deliveryCountries.map(deliveryCountry) },
    shipping_options: [
      {
        shipping_rate_data: {
          type: 'fixed_amount',
          display_name: order.deliveryLabel,
          fixed_amount: { amount: order.deliveryMinor, currency },
        },
      },
    ],
    metadata,
    payment_intent_data: { metadata },
  };
}

/** The same goods and money, asked for once more as another attempt. */
export function paramsAnew(params: SessionParams, attempt: number, expiresAt: Date): SessionParams {
  const metadata = { ...params.metadata, attempt: String(attempt) };
  return {
    ...params,
    expires_at: Math.floor(expiresAt.getTime() / 1000),
    metadata,
    payment_intent_data: { ...params.payment_intent_data, metadata },
  };
}

function productName(line: { title: string; label: string }): string {
  return line.title.includes(line.label) ? line.title : `${line.title}, ${line.label}`;
}

function deliveryCountry(code: string): 'GB' {
  if (code !== 'GB') throw new RangeError(`Delivery to ${code} is not set up`);
  return code;
}
