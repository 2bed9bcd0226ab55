import { newId } from './identifiers.ts';
import { apiVersion } from './parameters.ts';

// The API's objects with every key that the SDK's typings call required; keys that the
// sandbox never fills are null. tests/integration/sandbox-conformance.test.ts holds them to the typings.

export type Metadata = Record<string, string>;

export interface Address {
  city: string | null;
  country: string | null;
  line1: string | null;
  line2: string | null;
  postal_code: string | null;
  state: string | null;
}

export interface Shipping {
  address: Address;
  carrier: string | null;
  name: string;
  phone: string | null;
  tracking_number: string | null;
}

export type CheckoutSession = ReturnType<typeof newSession>;
export type LineItem = ReturnType<typeof newLineItem>;
export type PaymentIntent = ReturnType<typeof newPaymentIntent>;
export type Charge = ReturnType<typeof newCharge>;
export type Refund = ReturnType<typeof newRefund>;
export type StripeEvent = ReturnType<typeof newEvent>;
type Nullable<T> = T | null;

export interface SessionFacts {
  id: string;
  created: number;
  expiresAt: number;
  url: string;
  currency: string;
  amountSubtotal: number;
  amountShipping: number;
  successUrl: string;
  cancelUrl: string | null;
  clientReferenceId: string | null;
  customerEmail: string | null;
  customerCreation: string | null;
  locale: string | null;
  metadata: Metadata;
  adaptivePricing: boolean;
  allowedPaymentMethodTypes: string[] | null;
  excludedPaymentMethodTypes: string[] | null;
  billingAddressCollection: string | null;
  allowedCountries: string[] | null;
  phone: boolean;
  shippingOptions: { shipping_amount: number; shipping_rate: string }[];
  submitType: string | null;
}

/** An open checkout.session. Amounts in minor units, times in seconds. */
export function newSession(facts: SessionFacts) {
  const [firstOption] = facts.shippingOptions;
  return {
    id: facts.id,
    object: 'checkout.session' as const,
    adaptive_pricing: { enabled: facts.adaptivePricing },
    after_expiration: null,
    allow_promotion_codes: null,
    allowed_payment_method_types: facts.allowedPaymentMethodTypes,
    amount_subtotal: facts.amountSubtotal,
    amount_total: facts.amountSubtotal + facts.amountShipping,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    billing_address_collection: facts.billingAddressCollection,
    cancel_url: facts.cancelUrl,
    client_reference_id: facts.clientReferenceId,
    client_secret: null,
    collected_information: null as Nullable<{
      business_name: string | null;
      individual_name: string | null;
      shipping_details: Nullable<{ address: Address; name: string }>;
    }>,
    consent: null,
    consent_collection: null,
    created: facts.created,
    currency: facts.currency,
    currency_conversion: null,
    custom_fields: [],
    custom_text: {
      after_submit: null,
      shipping_address: null,
      submit: null,
      terms_of_service_acceptance: null,
    },
    customer: null,
    customer_account: null,
    customer_creation: facts.customerCreation ?? 'if_required',
    customer_details: (facts.customerEmail === null
      ? null
      : customerDetails({ email: facts.customerEmail, name: null, phone: null, address: null })) as Nullable<
      ReturnType<typeof customerDetails>
    >,
    customer_email: facts.customerEmail,
    discounts: [],
    ...(facts.excludedPaymentMethodTypes && {
      excluded_payment_method_types: facts.excludedPaymentMethodTypes,
    }),
    expires_at: facts.expiresAt,
    integration_identifier: null,
    invoice: null,
    invoice_creation: {
      enabled: false,
      invoice_data: {
        account_tax_ids: null,
        custom_fields: null,
        description: null,
        footer: null,
        issuer: null,
        metadata: {},
        rendering_options: null,
      },
    },
    livemode: false,
    locale: facts.locale,
    managed_payments: { enabled: false },
    metadata: facts.metadata,
    mode: 'payment' as const,
    origin_context: null,
    payment_intent: null as Nullable<string>,
    payment_link: null,
    payment_method_collection: 'if_required',
    payment_method_configuration_details: null,
    payment_method_options: { card: { request_three_d_secure: 'automatic' } },
    payment_method_types: ['card'],
    payment_status: 'unpaid' as 'unpaid' | 'paid',
    permissions: null,
    phone_number_collection: { enabled: facts.phone },
    recovered_from: null,
    saved_payment_method_options: null,
    setup_intent: null,
    shipping_address_collection: facts.allowedCountries && { allowed_countries: facts.allowedCountries },
    shipping_cost: (firstOption
      ? shippingCost(firstOption.shipping_amount, firstOption.shipping_rate)
      : null) as Nullable<ReturnType<typeof shippingCost>>,
    shipping_options: facts.shippingOptions,
    status: 'open' as 'open' | 'complete' | 'expired',
    submit_type: facts.submitType,
    subscription: null,
    success_url: facts.successUrl,
    total_details: { amount_discount: 0, amount_shipping: facts.amountShipping, amount_tax: 0 },
    ui_mode: 'hosted_page',
    url: facts.url as Nullable<string>,
    wallet_options: null,
  };
}

/** `shipping_cost` of a session for the chosen rate. */
export function shippingCost(amount: number, rate: string) {
  return { amount_subtotal: amount, amount_tax: 0, amount_total: amount, shipping_rate: rate };
}

/** `customer_details` of a session. */
export function customerDetails(of: {
  email: string | null;
  name: string | null;
  phone: string | null;
  address: Address | null;
}) {
  return {
    address: of.address,
    business_name: null,
    email: of.email,
    individual_name: null,
    name: of.name,
    phone: of.phone,
    tax_exempt: 'none',
    tax_ids: [],
  };
}

/** One line of a session, with the inline price that real Stripe makes of `price_data`. */
export function newLineItem(facts: {
  name: string;
  currency: string;
  unitAmount: number;
  quantity: number;
  taxBehavior: string | null;
  metadata: Metadata;
  created: number;
}) {
  const amount = facts.unitAmount * facts.quantity;
  return {
    id: newId('li'),
    object: 'item' as const,
    adjustable_quantity: null,
    amount_discount: 0,
    amount_subtotal: amount,
    amount_tax: 0,
    amount_total: amount,
    currency: facts.currency,
    description: facts.name,
    metadata: facts.metadata,
    price: {
      id: newId('price'),
      object: 'price' as const,
      active: false,
      billing_scheme: 'per_unit',
      created: facts.created,
      currency: facts.currency,
      custom_unit_amount: null,
      livemode: false,
      lookup_key: null,
      metadata: {},
      nickname: null,
      product: newId('prod', 14),
      recurring: null,
      tax_behavior: facts.taxBehavior ?? 'unspecified',
      tiers_mode: null,
      transform_quantity: null,
      type: 'one_time',
      unit_amount: facts.unitAmount,
      unit_amount_decimal: String(facts.unitAmount),
    },
    quantity: facts.quantity,
  };
}

export interface PaymentError {
  charge: string;
  code: string;
  decline_code?: string;
  doc_url: string;
  message: string;
  payment_method_type: 'card';
  type: 'card_error';
}

/** A payment_intent as Checkout makes it at the first attempt to pay. */
export function newPaymentIntent(facts: {
  created: number;
  amount: number;
  currency: string;
  description: string | null;
  metadata: Metadata;
  receiptEmail: string | null;
  statementDescriptor: string | null;
  statementDescriptorSuffix: string | null;
  shipping: Shipping | null;
}) {
  const id = newId('pi');
  return {
    id,
    object: 'payment_intent' as const,
    allowed_payment_method_types: null,
    amount: facts.amount,
    amount_capturable: 0,
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: { enabled: true, allow_redirects: 'always' },
    canceled_at: null as Nullable<number>,
    cancellation_reason: null as Nullable<string>,
    capture_method: 'automatic_async',
    client_secret: `${id}_${newId('secret')}`,
    confirmation_method: 'automatic',
    created: facts.created,
    currency: facts.currency,
    customer: null,
    customer_account: null,
    description: facts.description,
    excluded_payment_method_types: null,
    last_payment_error: null as Nullable<PaymentError>,
    latest_charge: null as Nullable<string>,
    livemode: false,
    managed_payments: null,
    metadata: facts.metadata,
    next_action: null,
    on_behalf_of: null,
    payment_method: null as Nullable<string>,
    payment_method_configuration_details: null,
    payment_method_options: {
      card: { installments: null, mandate_options: null, network: null, request_three_d_secure: 'automatic' },
    },
    payment_method_types: ['card'],
    payment_record: null,
    processing: null,
    receipt_email: facts.receiptEmail,
    review: null,
    setup_future_usage: null,
    shipping: facts.shipping,
    source: null,
    statement_descriptor: facts.statementDescriptor,
    statement_descriptor_suffix: facts.statementDescriptorSuffix,
    status: 'requires_payment_method' as 'requires_payment_method' | 'succeeded' | 'canceled',
    transfer_group: null,
  };
}

export interface CardFacts {
  brand: string;
  country: string;
  expMonth: number;
  expYear: number;
  funding: string;
  last4: string;
}

/** A charge on a card: succeeded, or failed with the bank's reason. */
export function newCharge(facts: {
  created: number;
  intent: PaymentIntent;
  paymentMethod: string;
  card: CardFacts;
  billing: { address: Address; email: string; name: string; phone: string | null };
  failure: { code: string; declineCode: string; message: string } | null;
}) {
  const { intent, card, failure } = facts;
  return {
    id: newId('ch'),
    object: 'charge' as const,
    amount: intent.amount,
    amount_captured: failure ? 0 : intent.amount,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: failure ? null : newId('txn'),
    billing_details: { ...facts.billing, tax_id: null },
    calculated_statement_descriptor: intent.statement_descriptor ?? 'SANDBOX',
    captured: !failure,
    created: facts.created,
    currency: intent.currency,
    customer: null,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: failure?.code ?? null,
    failure_message: failure?.message ?? null,
    fraud_details: {},
    livemode: false,
    metadata: intent.metadata,
    on_behalf_of: null,
    outcome: {
      advice_code: null,
      network_advice_code: null,
      network_decline_code: null,
      network_status: failure ? 'declined_by_network' : 'approved_by_network',
      reason: failure?.declineCode ?? null,
      risk_level: 'normal',
      risk_score: 12,
      seller_message: failure
        ? 'The bank did not return any further details with this decline.'
        : 'Payment complete.',
      type: failure ? 'issuer_declined' : 'authorized',
    },
    paid: !failure,
    payment_intent: intent.id,
    payment_method: facts.paymentMethod,
    payment_method_details: {
      type: 'card',
      card: {
        amount_authorized: failure ? null : intent.amount,
        authorization_code: null,
        brand: card.brand,
        checks: {
          address_line1_check: failure ? 'unchecked' : 'pass',
          address_postal_code_check: failure ? 'unchecked' : 'pass',
          cvc_check: failure?.code === 'incorrect_cvc' ? 'fail' : 'pass',
        },
        country: card.country,
        electronic_commerce_indicator: null,
        exp_month: card.expMonth,
        exp_year: card.expYear,
        funding: card.funding,
        installments: null,
        last4: card.last4,
        mandate: null,
        network: card.brand,
        network_transaction_id: null,
        regulated_status: 'unregulated',
        three_d_secure: null,
        transaction_link_id: null,
        wallet: null,
      },
    },
    receipt_email: intent.receipt_email,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: intent.shipping,
    source: null,
    source_transfer: null,
    statement_descriptor: intent.statement_descriptor,
    statement_descriptor_suffix: intent.statement_descriptor_suffix,
    status: (failure ? 'failed' : 'succeeded') as 'failed' | 'succeeded',
    transfer_data: null,
    transfer_group: null,
  };
}

/** A refund, settled at once. */
export function newRefund(facts: {
  created: number;
  charge: Charge;
  amount: number;
  reason: string | null;
  metadata: Metadata;
}) {
  return {
    id: newId('re'),
    object: 'refund' as const,
    amount: facts.amount,
    balance_transaction: newId('txn'),
    charge: facts.charge.id,
    created: facts.created,
    currency: facts.charge.currency,
    customer: null,
    customer_account: null,
    destination_details: {
      card: { reference_status: 'pending', reference_type: 'acquirer_reference_number', type: 'refund' },
      type: 'card',
    },
    metadata: facts.metadata,
    payment_intent: facts.charge.payment_intent,
    payment_method: facts.charge.payment_method,
    reason: facts.reason,
    receipt_number: null,
    source_transfer_reversal: null,
    status: 'succeeded',
    transfer_reversal: null,
  };
}

/** An event around a frozen copy of `object`. */
export function newEvent(facts: {
  type: string;
  created: number;
  object: object;
  previous?: Record<string, unknown>;
  request: { id: string | null; idempotency_key: string | null };
  pendingWebhooks: number;
}) {
  return {
    id: newId('evt'),
    object: 'event' as const,
    api_version: apiVersion,
    created: facts.created,
    data: {
      object: structuredClone(facts.object),
      ...(facts.previous && { previous_attributes: facts.previous }),
    },
    livemode: false,
    pending_webhooks: facts.pendingWebhooks,
    request: facts.request,
    type: facts.type,
  };
}
