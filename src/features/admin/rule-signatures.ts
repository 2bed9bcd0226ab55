import type { RuleApproval } from '#features/releases/rule-approvals.server.ts';

/** The two who let something become looser. */
export interface Signatures {
  reviewer: RuleApproval;
  approver: RuleApproval;
}

/** What the approvals of a loosening come to, for whoever would publish it. */
export interface SignatureState {
  /** Null as long as somebody is missing. */
  signatures: Signatures | null;
  /** A sentence for each person who is missing. */
  missing: string[];
}

/**
 * A loosening needs a reviewer and one person more, and neither may be whoever publishes (self-check.md section 9).
 * `publisher` is null for an operator, who is nobody on the staff.
 */
export function signaturesAmong(
  approvals: readonly RuleApproval[],
  publisher: string | null,
): SignatureState {
  const others = approvals.filter(({ staffId }) => staffId !== publisher);
  const reviewer = others.find(({ role }) => role === 'reviewer');
  const approver = others.find((each) => each !== reviewer);
  if (reviewer && approver) return { signatures: { reviewer, approver }, missing: [] };
  return {
    signatures: null,
    missing: [
      ...(reviewer ? [] : ['A reviewer has not approved it yet.']),
      ...(approver ? [] : ['A second person, another than the reviewer, has not approved it yet.']),
      ...(others.length < approvals.length
        ? ['Your own approval does not count when you publish it: somebody else has to do one of the two.']
        : []),
    ],
  };
}
