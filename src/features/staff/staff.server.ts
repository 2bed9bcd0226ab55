import { and, asc, count, desc, eq, gt, ne } from 'drizzle-orm';
import type { Queryable, Transaction } from '#db/client.server.ts';
import { staff, staffSecondFactors, staffSessions } from '#db/schema/staff.ts';
import { ok, type Result, refuse } from '#lib/result.ts';
import type { StaffRole } from '#lib/staff-role.ts';
import { recordChange } from './audit-log.server.ts';

/** Somebody on the staff. */
export type Person = typeof staff.$inferSelect;
/** Where somebody is signed in. */
export type Session = typeof staffSessions.$inferSelect;

/** Why a person stays as they are. */
export type StaffRefusal = 'unknown' | 'last-owner';

/** Everybody on the staff, by name. */
export function listStaff(db: Queryable): Promise<Person[]> {
  return db.select().from(staff).orderBy(asc(staff.name), asc(staff.email));
}

/** The person, or null. */
export async function readPerson(db: Queryable, id: string): Promise<Person | null> {
  const [person] = await db.select().from(staff).where(eq(staff.id, id));
  return person ?? null;
}

/** Gives somebody another role. Refused for the last owner: nobody could undo it. */
export async function changeRole(
  tx: Transaction,
  { id, role, actor }: { id: string; role: StaffRole; actor: string },
  now: Date,
): Promise<Result<Person, StaffRefusal>> {
  const person = await lockedPerson(tx, id);
  if (!person) return refuse('unknown');
  if (person.role === role) return ok(person);
  if (person.role === 'owner' && (await isLastOwner(tx, id))) return refuse('last-owner');
  await tx.update(staff).set({ role, updatedAt: now }).where(eq(staff.id, id));
  const { email } = person;
  await recordChange(
    tx,
    { actor, action: 'staff.role', subject: email, before: { role: person.role }, after: { role } },
    now,
  );
  return ok({ ...person, role });
}

/** Takes somebody off the staff and signs them out everywhere. Refused for the last owner. */
export async function removePerson(
  tx: Transaction,
  { id, actor }: { id: string; actor: string },
  now: Date,
): Promise<Result<Person, StaffRefusal>> {
  const person = await lockedPerson(tx, id);
  if (!person) return refuse('unknown');
  if (person.role === 'owner' && (await isLastOwner(tx, id))) return refuse('last-owner');
  // Sessions, password and second factor go with the row.
  await tx.delete(staff).where(eq(staff.id, id));
  const { email, name, role } = person;
  await recordChange(tx, { actor, action: 'staff.remove', subject: email, before: { name, role } }, now);
  return ok(person);
}

/**
 * Takes the second factor from somebody who has lost phone and recovery codes, and signs them out everywhere. An owner
 * has to set up a new one before anything else.
 */
export async function resetSecondFactor(
  tx: Transaction,
  { id, actor }: { id: string; actor: string },
  now: Date,
): Promise<Result<Person, StaffRefusal>> {
  const person = await lockedPerson(tx, id);
  if (!person) return refuse('unknown');
  await tx.delete(staffSecondFactors).where(eq(staffSecondFactors.userId, id));
  await tx.update(staff).set({ twoFactorEnabled: false, updatedAt: now }).where(eq(staff.id, id));
  await tx.delete(staffSessions).where(eq(staffSessions.userId, id));
  await recordChange(tx, { actor, action: 'staff.second-factor-off', subject: person.email }, now);
  return ok(person);
}

/** Where somebody is signed in, the latest first. */
export function listSessions(db: Queryable, staffId: string, now: Date): Promise<Session[]> {
  return db
    .select()
    .from(staffSessions)
    .where(and(eq(staffSessions.userId, staffId), gt(staffSessions.expiresAt, now)))
    .orderBy(desc(staffSessions.createdAt));
}

/** Signs a person out: of one session, or of all of them but `except`. How many ended. */
export async function endSessions(
  tx: Transaction,
  {
    person,
    actor,
    only,
    except,
  }: { person: Pick<Person, 'id' | 'email'>; actor: string; only?: string; except?: string },
  now: Date,
): Promise<number> {
  const ended = await tx
    .delete(staffSessions)
    .where(
      and(
        eq(staffSessions.userId, person.id),
        only === undefined ? undefined : eq(staffSessions.id, only),
        except === undefined ? undefined : ne(staffSessions.id, except),
      ),
    )
    .returning({ id: staffSessions.id });
  if (ended.length > 0) {
    const after = { sessionsEnded: ended.length };
    await recordChange(tx, { actor, action: 'staff.sign-out', subject: person.email, after }, now);
  }
  return ended.length;
}

async function lockedPerson(tx: Transaction, id: string): Promise<Person | null> {
  // All owners are locked, in one order: two who remove each other at once take turns, and one of them stays.
  await tx
    .select({ id: staff.id })
    .from(staff)
    .where(eq(staff.role, 'owner'))
    .orderBy(staff.id)
    .for('update');
  const [person] = await tx.select().from(staff).where(eq(staff.id, id)).for('update');
  return person ?? null;
}

async function isLastOwner(tx: Transaction, id: string): Promise<boolean> {
  const [others] = await tx
    .select({ count: count() })
    .from(staff)
    .where(and(eq(staff.role, 'owner'), ne(staff.id, id)));
  return Number(others?.count ?? 0) === 0;
}
