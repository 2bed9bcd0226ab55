import { ApiError, notEmulated } from './api-error.ts';
import { testCards } from './cards.ts';
import {
  type Dispute,
  type DisputeStatus,
  evidenceKinds,
  newBalanceTransaction,
  newDispute,
} from './dispute-objects.ts';
import { laterSeconds } from './schedule.ts';
import { mergeMetadata, type RequestOrigin, type World } from './world.ts';

/** How long a seller may answer, in seconds: a chargeback, and an inquiry that never becomes one. */
const answerSeconds = 7 * 24 * 60 * 60;
const inquirySeconds = 120 * 24 * 60 * 60;
/** Taken in minor units with each chargeback and not given back. */
const disputeFee = 2000;

const underReview: readonly DisputeStatus[] = ['under_review', 'warning_under_review'];
const needsResponse: readonly DisputeStatus[] = ['needs_response', 'warning_needs_response'];

/** The buyer disputes a charge, as its test card says. A charge that was refunded in full is left alone. */
export function openDispute(world: World, chargeId: string): void {
  const { store, clock, emit, schedule } = world;
  const charge = store.charges.get(chargeId);
  if (!charge || charge.refunded || charge.disputed) return;
  const { payment_method_details: details } = charge;
  const story = testCards.find(
    ({ number, dispute }) => dispute && details.type === 'card' && number.endsWith(details.card.last4),
  )?.dispute;
  if (!story) return;
  const dueBy = clock.seconds() + (story.inquiry ? inquirySeconds : answerSeconds);
  const dispute = newDispute({ created: clock.seconds(), charge, dueBy, ...story });
  store.disputes.save(dispute);
  const disputed = { ...charge, disputed: true };
  store.charges.save(disputed);
  emit('charge.dispute.created', dispute);
  emit('charge.updated', disputed, { before: charge });
  if (!story.inquiry) withdraw(world, dispute);
  schedule.add('dispute is decided', dispute.id, dueBy);
}

/** What a seller may change about a dispute. */
export interface DisputeChange {
  evidence?: Record<string, unknown>;
  metadata?: Record<string, string> | '';
  submit?: boolean;
  intended_submission_method?: string;
}

/**
 * Takes evidence in and, unless `submit` is false, hands it to the bank, which answers some time later: won where the
 * text says `winning_evidence`, else lost; an inquiry closes, or becomes a chargeback with
 * `escalate_inquiry_evidence`. Throws ApiError 400 when the bank takes no evidence any more.
 */
export function updateDispute(
  world: World,
  before: Dispute,
  change: DisputeChange,
  request: RequestOrigin,
): Dispute {
  const { store, clock, schedule, emit } = world;
  const { evidence = {}, metadata, submit = true, intended_submission_method: method } = change;
  const known: readonly string[] = evidenceKinds;
  const other = Object.keys(evidence).find((key) => !known.includes(key));
  if (other !== undefined) throw notEmulated(`evidence[${other}]`, `evidence[${other}]`);
  const given = Object.keys(evidence).length > 0;
  const submits = submit && (given || (change.submit === true && before.evidence_details.has_evidence));
  if ((given || submits) && !needsResponse.includes(before.status)) throw tooLate(before);
  const { evidence_details: details } = before;
  const after: Dispute = {
    ...before,
    evidence: { ...before.evidence, ...(evidence as Partial<Dispute['evidence']>) },
    evidence_details: {
      ...details,
      has_evidence: details.has_evidence || given,
      ...(submits && { submission_count: details.submission_count + 1, submission_method: 'manual' }),
    },
    intended_submission_method: method ?? before.intended_submission_method,
    metadata: mergeMetadata(before.metadata, metadata),
    ...(submits && { status: isInquiry(before) ? 'warning_under_review' : 'under_review' }),
  };
  store.disputes.save(after);
  emit('charge.dispute.updated', after, { before, request });
  if (submits) schedule.add('dispute is decided', after.id, clock.seconds() + laterSeconds);
  return after;
}

/** The seller gives in. Throws ApiError 400 when there is nothing left to give. */
export function closeDispute(world: World, dispute: Dispute, request: RequestOrigin): Dispute {
  if (!needsResponse.includes(dispute.status)) throw tooLate(dispute);
  return finish(world, dispute, isInquiry(dispute) ? 'warning_closed' : 'lost', request);
}

/** The bank's word some time after the evidence, or the end of the time to answer. */
export function decideDispute(world: World, id: string): void {
  const dispute = world.store.disputes.get(id);
  if (!dispute) return;
  const answered = underReview.includes(dispute.status);
  // Evidence that was handed in makes the date to answer meaningless, and the other way round.
  const isTime = answered || dispute.evidence_details.due_by <= world.clock.seconds();
  if (!isTime || (!answered && !needsResponse.includes(dispute.status))) return;
  const text = answered ? (dispute.evidence.uncategorized_text ?? '') : '';
  if (isInquiry(dispute)) {
    if (text.includes('escalate_inquiry_evidence')) escalate(world, dispute);
    else finish(world, dispute, 'warning_closed');
  } else finish(world, dispute, text.includes('winning_evidence') ? 'won' : 'lost');
}

/** An inquiry about a payment that has been given back in full is over. */
export function withdrawInquiry(world: World, chargeId: string): void {
  for (const dispute of world.store.disputes.where('charge', chargeId)) {
    if (isInquiry(dispute) && dispute.status !== 'warning_closed') finish(world, dispute, 'warning_closed');
  }
}

const isInquiry = ({ status }: Dispute) => status.startsWith('warning_');

function escalate(world: World, inquiry: Dispute): void {
  const { clock, schedule, emit, store } = world;
  const dueBy = clock.seconds() + answerSeconds;
  const { payment_method_details: details } = inquiry;
  const dispute: Dispute = {
    ...inquiry,
    evidence_details: { ...inquiry.evidence_details, due_by: dueBy },
    is_charge_refundable: false,
    ...(details && {
      payment_method_details: { ...details, card: { ...details.card, case_type: 'chargeback' } },
    }),
    status: 'needs_response',
  };
  store.disputes.save(dispute);
  emit('charge.dispute.updated', dispute, { before: inquiry });
  withdraw(world, dispute);
  schedule.add('dispute is decided', dispute.id, dueBy);
}

function withdraw(world: World, dispute: Dispute): void {
  const charge = world.store.charges.get(dispute.charge);
  move(world, dispute, {
    amount: (charge?.amount_refunded ?? 0) - dispute.amount,
    fee: disputeFee,
    description: `Chargeback withdrawal for ${dispute.charge}`,
    event: 'charge.dispute.funds_withdrawn',
  });
}

function move(
  world: World,
  dispute: Dispute,
  of: { amount: number; fee: number; description: string; event: string },
): Dispute {
  const { amount, fee, description, event } = of;
  const booked = newBalanceTransaction({
    created: world.clock.seconds(),
    amount,
    currency: dispute.currency,
    description,
    fee,
    source: dispute.id,
  });
  const after = { ...dispute, balance_transactions: [...dispute.balance_transactions, booked] };
  world.store.disputes.save(after);
  world.emit(event, after);
  return after;
}

function finish(
  world: World,
  dispute: Dispute,
  status: 'won' | 'lost' | 'warning_closed',
  request?: RequestOrigin,
): Dispute {
  let after: Dispute = {
    ...dispute,
    is_charge_refundable: status !== 'lost',
    status,
  };
  world.store.disputes.save(after);
  const taken = dispute.balance_transactions.reduce((sum, { amount }) => sum + amount, 0);
  if (status === 'won' && taken < 0) {
    after = move(world, after, {
      amount: -taken,
      fee: 0,
      description: `Chargeback reversal for ${dispute.charge}`,
      event: 'charge.dispute.funds_reinstated',
    });
  }
  world.emit('charge.dispute.closed', after, request && { request });
  return after;
}

function tooLate(dispute: Dispute): ApiError {
  return new ApiError(
    400,
    `This dispute cannot be changed any more: it has a status of \`${dispute.status}\`.`,
    { executed: true },
  );
}
