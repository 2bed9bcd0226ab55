import { newId } from './identifiers.ts';
import type { Metadata } from './objects.ts';
import type { Charge } from './payment-objects.ts';

export type Dispute = ReturnType<typeof newDispute>;
export type BalanceTransaction = ReturnType<typeof newBalanceTransaction>;

/** Kinds of text that evidence consists of; every one may be left out. */
export const evidenceKinds = [
  'access_activity_log',
  'billing_address',
  'cancellation_policy',
  'cancellation_policy_disclosure',
  'cancellation_rebuttal',
  'customer_communication',
  'customer_email_address',
  'customer_name',
  'customer_purchase_ip',
  'customer_signature',
  'duplicate_charge_documentation',
  'duplicate_charge_explanation',
  'duplicate_charge_id',
  'product_description',
  'receipt',
  'refund_policy',
  'refund_policy_disclosure',
  'refund_refusal_explanation',
  'service_date',
  'service_documentation',
  'shipping_address',
  'shipping_carrier',
  'shipping_date',
  'shipping_documentation',
  'shipping_tracking_number',
  'uncategorized_file',
  'uncategorized_text',
] as const;
type EvidenceKind = (typeof evidenceKinds)[number];

export type DisputeStatus =
  | 'warning_needs_response'
  | 'warning_under_review'
  | 'warning_closed'
  | 'needs_response'
  | 'under_review'
  | 'won'
  | 'lost';

/** A dispute of a whole charge: a chargeback, or an inquiry, which moves no money. */
export function newDispute(facts: {
  created: number;
  charge: Charge;
  reason: string;
  inquiry: boolean;
  dueBy: number;
}) {
  const { charge, inquiry } = facts;
  const { payment_method_details: method } = charge;
  return {
    id: newId('du'),
    object: 'dispute' as const,
    amount: charge.amount,
    balance_transactions: [] as BalanceTransaction[],
    charge: charge.id,
    created: facts.created,
    currency: charge.currency,
    enhanced_eligibility_types: [] as string[],
    evidence: {
      ...(Object.fromEntries(evidenceKinds.map((kind) => [kind, null])) as Record<
        EvidenceKind,
        string | null
      >),
      customer_email_address: charge.billing_details.email as string | null,
      customer_name: charge.billing_details.name as string | null,
      enhanced_evidence: {},
    },
    evidence_details: {
      due_by: facts.dueBy,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: 'not_submitted',
    },
    intended_submission_method: null as string | null,
    is_charge_refundable: inquiry,
    livemode: false,
    metadata: {} as Metadata,
    payment_intent: charge.payment_intent,
    ...(method.type === 'card' && {
      network_reason_code: facts.reason === 'fraudulent' ? '10.4' : '13.1',
      payment_method_details: {
        type: 'card',
        card: {
          brand: method.card.brand,
          case_type: inquiry ? 'inquiry' : 'chargeback',
          network: method.card.brand,
          network_reason_code: facts.reason === 'fraudulent' ? '10.4' : '13.1',
        },
      },
    }),
    reason: facts.reason,
    status: (inquiry ? 'warning_needs_response' : 'needs_response') as DisputeStatus,
  };
}

/** Money booked because of a dispute: `amount` below zero when it is taken. The fee stays taken unless `fee` says so. */
export function newBalanceTransaction(facts: {
  created: number;
  amount: number;
  currency: string;
  description: string;
  fee: number;
  source: string;
}) {
  const { amount, currency, fee } = facts;
  return {
    id: newId('txn'),
    object: 'balance_transaction' as const,
    amount,
    available_on: facts.created,
    balance_type: 'payments',
    created: facts.created,
    currency,
    description: facts.description,
    exchange_rate: null,
    fee,
    fee_details:
      fee === 0
        ? []
        : [{ amount: fee, application: null, currency, description: 'Dispute fee', type: 'stripe_fee' }],
    net: amount - fee,
    reporting_category: amount < 0 ? 'dispute' : 'dispute_reversal',
    source: facts.source,
    status: 'available',
    type: 'adjustment',
  };
}
