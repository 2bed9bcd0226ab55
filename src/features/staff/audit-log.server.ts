import { and, desc, eq, lt } from 'drizzle-orm';
import type { Queryable, Transaction } from '#db/client.server.ts';
import { auditLog } from '#db/schema/staff.ts';
import type { StaffMember } from '#lib/staff-role.ts';

/** A line of the log. */
export type Change = typeof auditLog.$inferSelect;

/** How a person is named in logs, timelines and ledgers. */
export function actorName({ name, email }: Pick<StaffMember, 'name' | 'email'>): string {
  return `${name} <${email}>`;
}

/** Notes who changed what, in the transaction of the change. */
export async function recordChange(
  tx: Transaction,
  change: {
    actor: string;
    action: string;
    subject: string;
    before?: Record<string, unknown>;
    after?: Record<string, unknown>;
    reason?: string;
  },
  at: Date,
): Promise<void> {
  await tx.insert(auditLog).values({ ...change, at });
}

export const changesPerPage = 50;

/** What was changed, the latest first: before this line, and of this subject, where they are given. */
export function listChanges(
  db: Queryable,
  { before, subject }: { before?: number | undefined; subject?: string | undefined } = {},
): Promise<Change[]> {
  return db
    .select()
    .from(auditLog)
    .where(
      and(
        before === undefined ? undefined : lt(auditLog.id, before),
        subject ? eq(auditLog.subject, subject) : undefined,
      ),
    )
    .orderBy(desc(auditLog.id))
    .limit(changesPerPage + 1);
}
