import { newId } from './identifiers.ts';
import type { Address, Metadata, Shipping } from './objects.ts';

export type PaymentIntent = ReturnType<typeof newPaymentIntent>;
export type Charge = ReturnType<typeof newCharge>;
type Nullable<T> = T | null;

/** Why the last attempt to pay failed, as a payment_intent keeps it. */
export interface PaymentError {
  charge?: string;
  code: string;
  decline_code?: string;
  doc_url: string;
  message: string;
  payment_method_type: string;
  type: 'card_error' | 'invalid_request_error';
}

/** A payment_intent as Checkout makes it at the first attempt to pay. */
export function newPaymentIntent(facts: {
  created: number;
  amount: number;
  currency: string;
  description: string | null;
  metadata: Metadata;
  methods: string[];
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
    next_action: null as Nullable<{
      type: 'redirect_to_url';
      redirect_to_url: { return_url: string; url: string };
    }>,
    on_behalf_of: null,
    payment_method: null as Nullable<string>,
    payment_method_configuration_details: null,
    payment_method_options: {
      card: { installments: null, mandate_options: null, network: null, request_three_d_secure: 'automatic' },
    },
    payment_method_types: facts.methods,
    payment_record: null,
    processing: null,
    receipt_email: facts.receiptEmail,
    review: null,
    setup_future_usage: null,
    shipping: facts.shipping,
    source: null,
    statement_descriptor: facts.statementDescriptor,
    statement_descriptor_suffix: facts.statementDescriptorSuffix,
    status: 'requires_payment_method' as
      | 'requires_payment_method'
      | 'requires_action'
      | 'processing'
      | 'succeeded'
      | 'canceled',
    transfer_group: null,
  };
}

/** The card or account that pays, as the API shows it; no number is ever kept. */
export type MethodFacts =
  | {
      type: 'card';
      brand: string;
      country: string;
      expMonth: number;
      expYear: number;
      funding: string;
      last4: string;
      /** Whether the buyer proved to the bank who they are. */
      authenticated: boolean;
    }
  | { type: 'sepa_debit'; country: string; bankCode: string; last4: string }
  | { type: 'bacs_debit'; sortCode: string; last4: string };

/** Why a charge failed. `blocked`: the provider's own risk check, the bank was never asked. */
export interface Failure {
  code: string;
  declineCode: string;
  message: string;
  blocked?: boolean;
}

/** A charge: succeeded, still on its way, or failed with the bank's reason. */
export function newCharge(facts: {
  created: number;
  intent: PaymentIntent;
  paymentMethod: string;
  method: MethodFacts;
  billing: { address: Address; email: string; name: string; phone: string | null };
  status: 'succeeded' | 'pending' | 'failed';
  failure: Failure | null;
}) {
  const { intent, method, status, failure } = facts;
  return {
    id: newId(method.type === 'card' ? 'ch' : 'py'),
    object: 'charge' as const,
    amount: intent.amount,
    amount_captured: failure ? 0 : intent.amount,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    // Money is booked a moment after the charge; `charge.updated` tells.
    balance_transaction: null as Nullable<string>,
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
    outcome: outcomeOf(failure),
    paid: status === 'succeeded',
    payment_intent: intent.id,
    payment_method: facts.paymentMethod,
    payment_method_details: methodDetails(method, intent.amount, failure),
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
    status,
    transfer_data: null,
    transfer_group: null,
  };
}

/** `outcome` of a charge: what bank and risk check said. */
export function outcomeOf(failure: Failure | null) {
  const base = { advice_code: null, network_advice_code: null, network_decline_code: null };
  if (failure?.blocked) {
    return {
      ...base,
      network_status: 'not_sent_to_network',
      reason: 'highest_risk_level',
      risk_level: 'highest',
      risk_score: 96,
      seller_message: 'Stripe blocked this payment as too risky.',
      type: 'blocked',
    };
  }
  return {
    ...base,
    network_status: failure ? 'declined_by_network' : 'approved_by_network',
    reason: failure?.declineCode ?? null,
    risk_level: 'normal',
    risk_score: 12,
    seller_message: failure
      ? 'The bank did not return any further details with this decline.'
      : 'Payment complete.',
    type: failure ? 'issuer_declined' : 'authorized',
  };
}

function methodDetails(method: MethodFacts, amount: number, failure: Failure | null) {
  if (method.type === 'card') return { type: method.type, card: cardDetails(method, amount, failure) };
  if (method.type === 'sepa_debit') {
    return {
      type: method.type,
      sepa_debit: {
        bank_code: method.bankCode,
        branch_code: null,
        country: method.country,
        fingerprint: null,
        last4: method.last4,
        mandate: null,
      },
    };
  }
  return {
    type: method.type,
    bacs_debit: { fingerprint: null, last4: method.last4, mandate: null, sort_code: method.sortCode },
  };
}

function cardDetails(card: Extract<MethodFacts, { type: 'card' }>, amount: number, failure: Failure | null) {
  const asked = failure === null;
  return {
    amount_authorized: asked ? amount : null,
    authorization_code: null,
    brand: card.brand,
    checks: {
      address_line1_check: asked ? 'pass' : 'unchecked',
      address_postal_code_check: asked ? 'pass' : 'unchecked',
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
    three_d_secure: card.authenticated
      ? {
          authentication_flow: 'challenge',
          electronic_commerce_indicator: '05',
          exemption_indicator: null,
          result: 'authenticated',
          result_reason: null,
          transaction_id: null,
          version: '2.2.0',
        }
      : null,
    transaction_link_id: null,
    wallet: null,
  };
}

/** A refund as it is now; `pending_reason` and `failure_…` come and go with its state. */
export interface Refund {
  id: string;
  object: 'refund';
  amount: number;
  balance_transaction: string;
  charge: string;
  created: number;
  currency: string;
  customer: null;
  customer_account: null;
  destination_details: object;
  failure_balance_transaction?: string;
  failure_reason?: string;
  metadata: Metadata;
  payment_intent: string;
  payment_method: string;
  pending_reason?: string;
  reason: string | null;
  receipt_number: null;
  source_transfer_reversal: null;
  status: 'succeeded' | 'pending' | 'failed' | 'canceled';
  transfer_reversal: null;
}

/** A refund, settled at once or on its way. */
export function newRefund(facts: {
  created: number;
  charge: Charge;
  amount: number;
  reason: string | null;
  metadata: Metadata;
  status: 'succeeded' | 'pending';
}): Refund {
  const { charge, status } = facts;
  return {
    id: newId(charge.id.startsWith('py_') ? 'pyr' : 're'),
    object: 'refund',
    amount: facts.amount,
    balance_transaction: newId('txn'),
    charge: charge.id,
    created: facts.created,
    currency: charge.currency,
    customer: null,
    customer_account: null,
    destination_details: destinationOf(charge),
    metadata: facts.metadata,
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    reason: facts.reason,
    receipt_number: null,
    source_transfer_reversal: null,
    status,
    transfer_reversal: null,
    ...(status === 'pending' && { pending_reason: 'processing' }),
  };
}

function destinationOf(charge: Charge): object {
  const empty = { reference: null, reference_status: null };
  switch (charge.payment_method_details.type) {
    case 'sepa_debit':
      return { type: 'eu_bank_transfer', eu_bank_transfer: empty };
    case 'bacs_debit':
      return { type: 'gb_bank_transfer', gb_bank_transfer: empty };
    default:
      return {
        type: 'card',
        card: { reference_status: 'pending', reference_type: 'acquirer_reference_number', type: 'refund' },
      };
  }
}
