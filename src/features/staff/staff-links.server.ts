import { and, desc, eq, gt, isNull, lt, or } from 'drizzle-orm';
import type { Queryable, Transaction } from '#db/client.server.ts';
import type { Jobs } from '#db/jobs.server.ts';
import { staff, staffAccounts, staffLinks, staffSessions } from '#db/schema/staff.ts';
import { newId } from '#lib/ids.ts';
import { ok, type Result, refuse } from '#lib/result.ts';
import type { Sealer } from '#lib/sealing.server.ts';
import type { StaffRole } from '#lib/staff-role.ts';
import { recordChange } from './audit-log.server.ts';
import { longestPassword, shortestPassword } from './staff-auth.server.ts';
import type { StaffServices } from './staff-context.server.ts';

/** A link by which somebody sets a password. */
export type StaffLink = typeof staffLinks.$inferSelect;

/** Name of the queue for mails to staff. */
export const staffMailQueue = 'staff-mail';

/** How long an invitation is good for. */
export const invitationDays = 7;
/** How long a link for a new password is. */
export const resetMinutes = 30;

const purpose = 'staff-link';

/** Makes the invitation of somebody new; the one before, if any, ends. Refused for an address that is on the staff. */
export async function inviteStaff(
  tx: Transaction,
  invited: { email: string; name: string; role: StaffRole; madeBy: string },
  now: Date,
): Promise<Result<StaffLink, 'on-the-staff'>> {
  const email = invited.email.toLowerCase();
  const [known] = await tx.select({ id: staff.id }).from(staff).where(eq(staff.email, email));
  if (known) return refuse('on-the-staff');
  const expiresAt = new Date(now.getTime() + invitationDays * 24 * 3600_000);
  const link = await makeLink(tx, { ...invited, email, kind: 'invitation', createdAt: now, expiresAt });
  const { name, role } = invited;
  await recordChange(
    tx,
    { actor: invited.madeBy, action: 'staff.invite', subject: email, after: { name, role } },
    now,
  );
  return ok(link);
}

/** Owes the invited person the mail with their link. */
export async function queueInvitation(tx: Transaction, jobs: Jobs, link: StaffLink): Promise<void> {
  await jobs.enqueue(tx, staffMailQueue, { kind: 'invitation', linkId: link.id });
}

/**
 * Somebody has forgotten a password. Nothing is looked up here, so that the answer tells nothing of the staff, not even
 * by the time it takes; whoever works the queue does.
 */
export async function queueReset(tx: Transaction, jobs: Jobs, email: string): Promise<void> {
  await jobs.enqueue(tx, staffMailQueue, { kind: 'password-reset', email: email.toLowerCase() });
}

// Whoever knows an address could otherwise fill its mailbox.
const resetPauseMinutes = 5;

/** Makes the link for a new password; null where nobody on the staff has the address, or has just got one. */
export async function makeResetLink(tx: Transaction, email: string, now: Date): Promise<StaffLink | null> {
  const [member] = await tx.select().from(staff).where(eq(staff.email, email.toLowerCase())).for('update');
  if (!member) return null;
  const since = new Date(now.getTime() - resetPauseMinutes * 60_000);
  const [recent] = await tx
    .select({ id: staffLinks.id })
    .from(staffLinks)
    .where(
      and(
        eq(staffLinks.email, member.email),
        eq(staffLinks.kind, 'password-reset'),
        gt(staffLinks.mailedAt, since),
      ),
    );
  if (recent) return null;
  const { name, role } = member;
  const expiresAt = new Date(now.getTime() + resetMinutes * 60_000);
  const madeBy = 'the sign-in page';
  return makeLink(tx, {
    kind: 'password-reset',
    email: member.email,
    name,
    role,
    madeBy,
    createdAt: now,
    expiresAt,
  });
}

async function makeLink(
  tx: Transaction,
  link: Omit<typeof staffLinks.$inferInsert, 'id'>,
): Promise<StaffLink> {
  // One link a person: the one before ends.
  await tx
    .update(staffLinks)
    .set({ endedAt: link.createdAt })
    .where(and(eq(staffLinks.email, link.email), isNull(staffLinks.endedAt)));
  const [made] = await tx
    .insert(staffLinks)
    .values({ id: newId(), ...link })
    .returning();
  if (!made) throw new Error('The link was not kept');
  return made;
}

/** The invitation with this id while it is good. */
export async function readLink(db: Queryable, id: string, now: Date): Promise<StaffLink | null> {
  const [link] = await db.select().from(staffLinks).where(isGood(id, now));
  return link ?? null;
}

/** Notes that a mail has carried the link. */
export async function noteMailed(db: Queryable, id: string, now: Date): Promise<void> {
  await db.update(staffLinks).set({ mailedAt: now }).where(eq(staffLinks.id, id));
}

/** Invitations that nobody has taken up, good ones and those that ran out, the latest first. */
export function listInvitations(db: Queryable): Promise<StaffLink[]> {
  return db
    .select()
    .from(staffLinks)
    .where(and(eq(staffLinks.kind, 'invitation'), isNull(staffLinks.endedAt)))
    .orderBy(desc(staffLinks.createdAt))
    .limit(100);
}

/** Takes an invitation back; false where it is over already. */
export async function withdrawInvitation(
  tx: Transaction,
  id: string,
  actor: string,
  now: Date,
): Promise<boolean> {
  const [ended] = await tx
    .update(staffLinks)
    .set({ endedAt: now })
    .where(and(eq(staffLinks.id, id), eq(staffLinks.kind, 'invitation'), isNull(staffLinks.endedAt)))
    .returning();
  if (!ended) return false;
  const { email, name, role } = ended;
  await recordChange(tx, { actor, action: 'staff.uninvite', subject: email, before: { name, role } }, now);
  return true;
}

/** Forgets links that were over a month ago. */
export async function forgetOldLinks(db: Queryable, now: Date): Promise<void> {
  const monthAgo = new Date(now.getTime() - 30 * 24 * 3600_000);
  await db.delete(staffLinks).where(or(lt(staffLinks.expiresAt, monthAgo), lt(staffLinks.endedAt, monthAgo)));
}

/** The part of the address that opens a link: signed, and worth nothing once the link has ended. */
export function linkToken(sealer: Sealer, link: StaffLink, now: Date): Promise<string> {
  const seconds = Math.max(1, Math.floor((link.expiresAt.getTime() - now.getTime()) / 1000));
  return sealer.sign(purpose, { id: link.id }, { now, seconds });
}

/** The link that a token opens; null where it has run out, was used or is none of ours. */
export async function openLink(
  db: Queryable,
  sealer: Sealer,
  token: string,
  now: Date,
): Promise<StaffLink | null> {
  const payload = await sealer.verify(purpose, token, now);
  return typeof payload?.id === 'string' ? readLink(db, payload.id, now) : null;
}

/** What is wrong with a password; null if nothing is. There is no list of leaked ones to hold it against. */
export function passwordProblem(password: string, again: string): string | null {
  if (password.length < shortestPassword) {
    return `Choose a password of ${shortestPassword} characters or more, such as four words that do not belong together`;
  }
  if (password.length > longestPassword) return `Choose a password of ${longestPassword} characters or fewer`;
  if (password !== again) return 'The two passwords differ: type the same one twice';
  return null;
}

/** Uses up the link and sets the password. Refused where the link has just been used, or has run out. */
export async function setPasswordByLink(
  { db, staffAuth, clock }: Pick<StaffServices, 'db' | 'staffAuth' | 'clock'>,
  linkId: string,
  password: string,
): Promise<Result<StaffLink, 'ended'>> {
  // Hashing takes a tenth of a second; no transaction waits for it.
  const { password: hasher } = await (await staffAuth()).$context;
  const hash = await hasher.hash(password);
  return db.transaction(async (tx) => {
    const now = clock.now();
    // One statement decides: of two tabs that press the button, one sets the password.
    const [link] = await tx.update(staffLinks).set({ endedAt: now }).where(isGood(linkId, now)).returning();
    if (!link) return refuse('ended');
    const { email, name, role } = link;
    const actor = `${name} <${email}>`;
    if (link.kind === 'invitation') {
      const id = newId();
      await tx.insert(staff).values({
        id,
        name,
        email,
        // The link came by mail, or from whoever holds the server.
        emailVerified: true,
        role,
        createdAt: now,
        updatedAt: now,
      });
      await tx.insert(staffAccounts).values({
        id: newId(),
        userId: id,
        accountId: id,
        providerId: 'credential',
        password: hash,
        createdAt: now,
        updatedAt: now,
      });
      await recordChange(tx, { actor, action: 'staff.join', subject: email, after: { name, role } }, now);
      return ok(link);
    }
    const [member] = await tx.select({ id: staff.id }).from(staff).where(eq(staff.email, email));
    if (!member) return refuse('ended');
    await tx
      .update(staffAccounts)
      .set({ password: hash, updatedAt: now })
      .where(and(eq(staffAccounts.userId, member.id), eq(staffAccounts.providerId, 'credential')));
    // Whoever had got in with the old password is out.
    await tx.delete(staffSessions).where(eq(staffSessions.userId, member.id));
    await recordChange(tx, { actor, action: 'staff.password', subject: email }, now);
    return ok(link);
  });
}

function isGood(id: string, now: Date) {
  return and(eq(staffLinks.id, id), isNull(staffLinks.endedAt), gt(staffLinks.expiresAt, now));
}
