import { eq, sql } from 'drizzle-orm';
import type { Queryable, Transaction } from '#db/client.server.ts';
import { disputes } from '#db/schema/payments.ts';

/** A buyer's bank asks about a payment or has taken it back. */
export type Dispute = typeof disputes.$inferSelect;

/**
 * Notes how a dispute stands; false where that is no news. One that is decided stays so: an older word that comes late
 * does not open it again, except where the provider itself makes a chargeback of an inquiry.
 */
export async function noteDispute(tx: Transaction, dispute: Dispute): Promise<boolean> {
  const { id: _, orderId: __, paymentIntentId: ___, openedAt: ____, ...standing } = dispute;
  const noted = await tx
    .insert(disputes)
    .values(dispute)
    .onConflictDoUpdate({
      target: disputes.id,
      set: standing,
      // Decided is decided; a closed inquiry may still become a chargeback.
      setWhere: sql`(${disputes.state} <> ${standing.state} or ${disputes.status} <> ${standing.status})
        and (${standing.state} <> 'open' or ${disputes.state} in ('open', 'closed'))`,
    })
    .returning({ id: disputes.id });
  return noted.length > 0;
}

/** The disputes about an order's payments, oldest first. */
export function disputesOf(db: Queryable, orderId: string): Promise<Dispute[]> {
  return db.select().from(disputes).where(eq(disputes.orderId, orderId)).orderBy(disputes.openedAt);
}
