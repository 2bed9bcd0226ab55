import { and, asc, eq, inArray, lt, sql } from 'drizzle-orm';
import type { Queryable, Transaction } from '#db/client.server.ts';
import { refunds } from '#db/schema/payments.ts';
import { newId } from '#lib/ids.ts';

/** Money on its way back, as stored. */
export type Refund = typeof refunds.$inferSelect;

/** What is asked for; the rest of the row follows from it. */
export type RefundToPlan = Pick<
  Refund,
  'orderId' | 'cause' | 'reason' | 'amountMinor' | 'currency' | 'paymentIntentId'
> &
  Partial<Pick<Refund, 'id' | 'actor' | 'lines' | 'deliveryMinor'>> & {
    /** For a refund that may be made only once whatever happens: the fact that it is for. */
    once?: string;
  };

/**
 * Stores that money of a payment goes back; the call to the provider is made from this row only. Null where it is stored
 * already: the same `id`, or the same `once`. The order is locked by the caller, who has looked that the payment covers
 * it.
 */
export async function planRefund(
  tx: Transaction,
  { once, id = newId(), ...refund }: RefundToPlan,
  now: Date,
): Promise<Refund | null> {
  const [made] = await tx
    .insert(refunds)
    .values({
      ...refund,
      id,
      state: 'requested',
      // From the row and from nothing else: an amount may be given back twice, and a row is one fact.
      idempotencyKey: once ?? `refund_${id}`,
      requestedAt: now,
    })
    .onConflictDoNothing()
    .returning();
  return made ?? null;
}

/** Takes in a refund that was made in the provider's dashboard; null where it is here already. */
export async function takeInRefund(
  tx: Transaction,
  refund: Pick<Refund, 'orderId' | 'amountMinor' | 'currency' | 'paymentIntentId'> & {
    refundId: string;
    state: 'pending' | 'succeeded' | 'failed';
  },
  now: Date,
): Promise<Refund | null> {
  const [taken] = await tx
    .insert(refunds)
    .values({
      ...refund,
      id: newId(),
      cause: 'provider',
      reason: 'made in the provider’s dashboard',
      actor: 'payment',
      // Nobody calls with it: the refund is there.
      idempotencyKey: `taken_in_${refund.refundId}`,
      requestedAt: now,
      ...(refund.state !== 'pending' && { settledAt: now }),
    })
    .onConflictDoNothing()
    .returning();
  return taken ?? null;
}

/** The refund of this row, or null. */
export async function readRefund(db: Queryable, id: string): Promise<Refund | null> {
  const [row] = await db.select().from(refunds).where(eq(refunds.id, id));
  return row ?? null;
}

/** Every refund of an order, oldest first. */
export function refundsOf(db: Queryable, orderId: string): Promise<Refund[]> {
  return db.select().from(refunds).where(eq(refunds.orderId, orderId)).orderBy(asc(refunds.requestedAt));
}

/** Every refund of a payment that is stored here. */
export function refundsOfPayment(db: Queryable, paymentIntentId: string): Promise<Refund[]> {
  return db.select().from(refunds).where(eq(refunds.paymentIntentId, paymentIntentId));
}

/** Whether money of this refund is gone or may be: all but those that the provider did not make or the bank sent back. */
export function takesMoney({ state }: Pick<Refund, 'state'>): boolean {
  return state !== 'failed' && state !== 'refused';
}

/** Refunds without a last word that are older than `before`: what the reconciler looks at. */
export function unsettledRefunds(db: Queryable, before: Date, limit: number): Promise<Refund[]> {
  return db
    .select()
    .from(refunds)
    .where(and(inArray(refunds.state, ['requested', 'pending']), lt(refunds.requestedAt, before)))
    .orderBy(asc(refunds.requestedAt))
    .limit(limit);
}

/** What a refund may still become. Its states only go forward, so words about it may come late and in any order. */
const statesBefore: Record<Exclude<Refund['state'], 'requested'>, Refund['state'][]> = {
  pending: ['requested'],
  succeeded: ['requested', 'pending'],
  refused: ['requested', 'pending'],
  // A bank may send back what it had taken.
  failed: ['requested', 'pending', 'succeeded'],
};

/**
 * Notes what the provider says of the refund; false where that is old news. `refundId`: its own name for it, once there
 * is one.
 */
export async function noteRefund(
  tx: Transaction,
  id: string,
  word: { state: Exclude<Refund['state'], 'requested'>; refundId: string | null },
  now: Date,
): Promise<boolean> {
  const noted = await tx
    .update(refunds)
    .set({
      state: word.state,
      ...(word.refundId && { refundId: word.refundId }),
      ...(word.state !== 'pending' && { settledAt: now }),
    })
    .where(and(eq(refunds.id, id), inArray(refunds.state, statesBefore[word.state])))
    .returning({ id: refunds.id });
  return noted.length > 0;
}

/** How much of a payment the provider has given back or is giving back, in minor units. */
export async function givenBack(db: Queryable, paymentIntentId: string): Promise<number> {
  const [row] = await db
    .select({ minor: sql<string | null>`sum(${refunds.amountMinor})` })
    .from(refunds)
    .where(
      and(eq(refunds.paymentIntentId, paymentIntentId), inArray(refunds.state, ['pending', 'succeeded'])),
    );
  return Number(row?.minor ?? 0);
}
