import { and, asc, eq, inArray, isNull } from 'drizzle-orm';
import type { Queryable, Transaction } from '#db/client.server.ts';
import { ruleApprovals } from '#db/schema/rule-approvals.ts';
import { staff } from '#db/schema/staff.ts';
import { newId } from '#lib/ids.ts';
import { ok, type Result, refuse } from '#lib/result.ts';
import type { StaffRole } from '#lib/staff-role.ts';

/** That somebody on the staff approved one loosening of the rules. */
export interface RuleApproval {
  id: string;
  staffId: string;
  name: string;
  role: StaffRole;
  at: Date;
}

/** Neither used nor taken back. */
const stillCounts = and(isNull(ruleApprovals.usedBy), isNull(ruleApprovals.withdrawnAt));

/** Notes that this person approves a loosening. Refused where they have done so already: nobody is two people. */
export async function approveRuleChange(
  tx: Transaction,
  change: { hash: string; staffId: string; name: string; role: StaffRole },
  at: Date,
): Promise<Result<null, { reason: 'approved-already' }>> {
  const { hash: changeHash, ...person } = change;
  const made = await tx
    .insert(ruleApprovals)
    .values({ id: newId(), changeHash, ...person, lane: 'looser', at })
    .onConflictDoNothing()
    .returning({ id: ruleApprovals.id });
  return made.length > 0 ? ok(null) : refuse({ reason: 'approved-already' });
}

/** Takes back the approval that this person gave a loosening; false where there is none that counts. */
export async function withdrawRuleApproval(
  tx: Transaction,
  { hash, staffId }: { hash: string; staffId: string },
  at: Date,
): Promise<boolean> {
  const withdrawn = await tx
    .update(ruleApprovals)
    .set({ withdrawnAt: at })
    .where(and(eq(ruleApprovals.changeHash, hash), eq(ruleApprovals.staffId, staffId), stillCounts))
    .returning({ id: ruleApprovals.id });
  return withdrawn.length > 0;
}

/**
 * The approvals that count, the earliest first: of people who still have the role they had. Of one change, or, without
 * its hash, of all that have been approved and are not live.
 */
export function readRuleApprovals(db: Queryable, changeHash?: string): Promise<RuleApproval[]> {
  const ofThis = changeHash === undefined ? undefined : eq(ruleApprovals.changeHash, changeHash);
  return db
    .select({
      id: ruleApprovals.id,
      staffId: ruleApprovals.staffId,
      name: ruleApprovals.name,
      role: ruleApprovals.role,
      at: ruleApprovals.at,
    })
    .from(ruleApprovals)
    .innerJoin(staff, and(eq(staff.id, ruleApprovals.staffId), eq(staff.role, ruleApprovals.role)))
    .where(and(ofThis, stillCounts))
    .orderBy(asc(ruleApprovals.at), asc(ruleApprovals.id));
}

/** An approval was used or taken back since it was read. */
export class ApprovalsChanged extends Error {}

/** Spends approvals: what they let go live once needs new ones to go live again. Throws `ApprovalsChanged`. */
export async function spendRuleApprovals(
  tx: Transaction,
  ids: readonly string[],
  activation: number,
): Promise<void> {
  if (ids.length === 0) return;
  const used = await tx
    .update(ruleApprovals)
    .set({ usedBy: activation })
    .where(and(inArray(ruleApprovals.id, [...ids]), stillCounts))
    .returning({ id: ruleApprovals.id });
  if (used.length !== ids.length)
    throw new ApprovalsChanged('An approval of this change was used or taken back meanwhile');
}
