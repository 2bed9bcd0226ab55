import { newId } from './identifiers.ts';

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
  allowedPaymentMethodTypes: string[] | null;
  excludedPaymentMethodTypes: string[] | null;
  /** The ways to pay that the page offers. */
  methods: string[];
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
    adaptive_pricing: { enabled: false },
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
    payment_method_types: facts.methods,
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
