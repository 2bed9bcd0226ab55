/**
 * What somebody on the staff may do. Owners may do everything; an editor content, a packer orders and stock, a reviewer
 * rules and articles.
 */
export const staffRoles = ['owner', 'editor', 'packer', 'reviewer'] as const;
export type StaffRole = (typeof staffRoles)[number];

/** How a role is called on a page, and what it is for. */
export const roleWords: Record<StaffRole, { title: string; may: string }> = {
  owner: { title: 'Owner', may: 'everything, and who else is on the staff' },
  editor: { title: 'Editor', may: 'products, articles and their publication' },
  packer: { title: 'Packer', may: 'orders and stock' },
  reviewer: { title: 'Reviewer', may: 'articles and the rules of the self-check' },
};

/** Whether somebody with this role is admitted where these are named; none named: anybody on the staff. */
export function isAdmitted(role: StaffRole, roles: readonly StaffRole[]): boolean {
  return role === 'owner' || roles.length === 0 || roles.includes(role);
}

/** Roles that must have a second factor: an owner can hand out every other right. */
export const needsSecondFactor: readonly StaffRole[] = ['owner'];

/** The person who is signed in. */
export interface StaffMember {
  id: string;
  name: string;
  email: string;
  role: StaffRole;
  /** Which of their sessions this is. */
  sessionId: string;
  /** An authenticator app is set up. */
  hasSecondFactor: boolean;
}
