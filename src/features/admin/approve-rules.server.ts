import type { Database } from '#db/client.server.ts';
import { approveRuleChange } from '#features/releases/rule-approvals.server.ts';
import { actorName, recordChange } from '#features/staff/audit-log.server.ts';
import type { Clock } from '#lib/clock.ts';
import { ok, type Result, refuse } from '#lib/result.ts';
import { isAdmitted, type StaffMember } from '#lib/staff-role.ts';
import type { RulesChange } from './rules-change.ts';

/** Why an approval was not noted. */
export type ApprovalRefusal =
  | 'wrong-role'
  | 'nothing-looser'
  /** The rules are others than those that were read. */
  | 'changed-meanwhile'
  | 'approved-already';

/** Why an approval was not noted, as a sentence. */
export const approvalRefusalWords: Record<ApprovalRefusal, string> = {
  'wrong-role': 'Only reviewers, editors and owners approve what becomes looser.',
  'nothing-looser': 'Nothing becomes looser that waits for an approval.',
  'changed-meanwhile':
    'The rules have changed since you read them. Read the change again, then decide. What was approved before counts no more.',
  'approved-already': 'You have approved this already. It takes somebody else now.',
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
