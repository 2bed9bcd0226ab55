import { and, asc, eq, inArray, lt, sql } from 'drizzle-orm';
import type { Queryable, Transaction } from '#db/client.server.ts';
import { refunds } from '#db/schema/payments.ts';
import { newId } from '#lib/ids.ts';

/** Money on its way back, as stored. */
export type Refund = typeof refunds.$inferSelect;

/**
 * Stores that the whole of an order's payment goes back, once; the call to the provider is made from this row only. Null
 * where it is stored already.
 */
export async function planRefund(
  tx: Transaction,
  refund: Pick<Refund, 'orderId' | 'cause' | 'reason' | 'amountMinor' | 'currency' | 'paymentIntentId'>,
  now: Date,
): Promise<Refund | null> {
  const id = newId();
  const [made] = await tx
    .insert(refunds)
    .values({
      ...refund,
      id,
      state: 'requested',
      // From the row and from nothing else: an amount may be given back twice, and a row is one fact.
      idempotencyKey: `refund_${id}`,
      requestedAt: now,
    })
    .onConflictDoNothing()
    .returning();
  return made ?? null;
}

/** The refund that the provider knows by this name, or null for one that is not stored here. */
export async function refundOfProvider(db: Queryable, refundId: string): Promise<Refund | null> {
  const [row] = await db.select().from(refunds).where(eq(refunds.refundId, refundId));
  return row ?? null;
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
