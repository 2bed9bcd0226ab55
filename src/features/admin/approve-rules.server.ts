import type { Database } from '#db/client.server.ts';
import { approveRuleChange, withdrawRuleApproval } from '#features/releases/rule-approvals.server.ts';
import { actorName, recordChange } from '#features/staff/audit-log.server.ts';
import type { Clock } from '#lib/clock.ts';
import { ok, type Result, refuse } from '#lib/result.ts';
import { isAdmitted, type StaffMember } from '#lib/staff-role.ts';
import type { RulesChange } from './rules-change.ts';

/** Why an approval was not noted, or not taken back. */
export type ApprovalRefusal =
  | 'wrong-role'
  | 'nothing-looser'
  /** The rules are others than those that were read. */
  | 'changed-meanwhile'
  | 'approved-already'
  /** There is no approval of theirs to take back. */
  | 'not-approved';

/** The same as sentences. */
export const approvalRefusalWords: Record<ApprovalRefusal, string> = {
  'wrong-role': 'Only reviewers, editors and owners approve what becomes looser.',
  'nothing-looser': 'Nothing becomes looser that waits for an approval.',
  'changed-meanwhile':
    'The rules have changed since you read them. Read the change again, then decide. What was approved before counts no more.',
  'approved-already': 'You have approved this already. It takes somebody else now.',
  'not-approved': 'There is no approval of yours to take back: it was taken back already, or has gone live.',
};

/**
 * Notes that whoever is signed in has read what becomes looser and approves it, and notes it in the log. `seen` is the
 * hash of the change that they read; `rules` is the change as it is now.
 */
export async function approveRules(
  { db, clock }: { db: Database; clock: Clock },
  { staff, seen, rules }: { staff: StaffMember; seen: string; rules: RulesChange | null },
): Promise<Result<null, ApprovalRefusal>> {
  if (!isAdmitted(staff.role, ['editor', 'reviewer'])) return refuse('wrong-role');
  if (rules === null || rules.hash !== seen) return refuse('changed-meanwhile');
  if (rules.lane !== 'looser' || rules.isSigned) return refuse('nothing-looser');
  const now = clock.now();
  const { hash, lane, words } = rules;
  const actor = actorName(staff);
  return db.transaction(async (tx) => {
    const noted = await approveRuleChange(
      tx,
      { hash, staffId: staff.id, name: actor, role: staff.role },
      now,
    );
    if (!noted.ok) return refuse(noted.error.reason);
    await recordChange(
      tx,
      {
        actor,
        action: 'rules.approve',
        subject: hash.slice(0, 12),
        after: { hash, lane, role: staff.role, words },
      },
      now,
    );
    return ok(null);
  });
}

/** Takes back what whoever is signed in has approved and nobody has published yet, and notes it in the log. */
export async function withdrawApproval(
  { db, clock }: { db: Database; clock: Clock },
  { staff, hash }: { staff: StaffMember; hash: string },
): Promise<Result<null, ApprovalRefusal>> {
  const now = clock.now();
  return db.transaction(async (tx) => {
    if (!(await withdrawRuleApproval(tx, { hash, staffId: staff.id }, now))) return refuse('not-approved');
    await recordChange(
      tx,
      {
        actor: actorName(staff),
        action: 'rules.withdraw',
        subject: hash.slice(0, 12),
        after: { hash, role: staff.role },
      },
      now,
    );
    return ok(null);
  });
}
