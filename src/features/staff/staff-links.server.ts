import { and, eq, gt, isNull } from 'drizzle-orm';
import type { Queryable, Transaction } from '#db/client.server.ts';
import { staff, staffAccounts, staffLinks } from '#db/schema/staff.ts';
import { newId } from '#lib/ids.ts';
import { ok, type Result, refuse } from '#lib/result.ts';
import type { Sealer } from '#lib/sealing.server.ts';
import type { StaffRole } from '#lib/staff-role.ts';
import { longestPassword, shortestPassword } from './staff-auth.server.ts';
import type { StaffServices } from './staff-context.server.ts';

/** A link by which somebody sets a password. */
export type StaffLink = typeof staffLinks.$inferSelect;

/** How long an invitation is good for. */
export const invitationDays = 7;

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
  await tx
    .update(staffLinks)
    .set({ endedAt: now })
    .where(and(eq(staffLinks.email, email), isNull(staffLinks.endedAt)));
  const [link] = await tx
    .insert(staffLinks)
    .values({
      id: newId(),
      kind: 'invitation',
      ...invited,
      email,
      createdAt: now,
      expiresAt: new Date(now.getTime() + invitationDays * 24 * 3600_000),
    })
    .returning();
  if (!link) throw new Error('The invitation was not kept');
  return ok(link);
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
  if (typeof payload?.id !== 'string') return null;
  const [link] = await db.select().from(staffLinks).where(isGood(payload.id, now));
  return link ?? null;
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
    const id = newId();
    await tx.insert(staff).values({
      id,
      name: link.name,
      email: link.email,
      // The link came by mail, or from whoever holds the server.
      emailVerified: true,
      role: link.role,
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
    return ok(link);
  });
}

function isGood(id: string, now: Date) {
  return and(eq(staffLinks.id, id), isNull(staffLinks.endedAt), gt(staffLinks.expiresAt, now));
}
