import { and, desc, eq, inArray, isNotNull, lt, sql } from 'drizzle-orm';
import type { Database, Queryable, Transaction } from '#db/client.server.ts';
import { type Jobs, repeats } from '#db/jobs.server.ts';
import { type NotificationKind, notifications } from '#db/schema/notifications.ts';
import { type Mail, type Mailer, MailRefused } from './mailer.server.ts';

type NotificationRow = typeof notifications.$inferSelect;

/** One fact that a customer is told by mail. */
export interface MailFact {
  orderId: string;
  kind: NotificationKind;
  /** Which of several facts of this kind, such as the id of a refund; left out where an order has only one. */
  fact?: string;
}

/** Name of the queue that mails go through. */
export const mailQueue = 'mail';

/**
 * Owes the customer a mail about a fact, in the transaction of the fact. Owing it twice is owing it once; another
 * `fact` of the same kind is another mail.
 */
export async function queueMail(
  tx: Transaction,
  jobs: Jobs,
  { orderId, kind, fact = '' }: MailFact,
  now: Date,
): Promise<void> {
  const made = await tx
    .insert(notifications)
    .values({ orderId, kind, fact, queuedAt: now })
    .onConflictDoNothing()
    .returning({ orderId: notifications.orderId });
  if (made.length > 0) await jobs.enqueue(tx, mailQueue, { orderId, kind, fact });
}

// Whoever knows an order's number and address could otherwise fill its owner's mailbox.
const linkPauseMinutes = 10;

/** Owes the customer a mail with the link to their order, at most one in ten minutes. */
export async function queueLinkMail(tx: Transaction, jobs: Jobs, orderId: string, now: Date): Promise<void> {
  const kind = 'order-link';
  const made = await tx
    .insert(notifications)
    .values({ orderId, kind, queuedAt: now })
    .onConflictDoUpdate({
      target: [notifications.orderId, notifications.kind, notifications.fact],
      set: queuedAfresh(now),
      setWhere: lt(notifications.queuedAt, new Date(now.getTime() - linkPauseMinutes * 60_000)),
    })
    .returning({ orderId: notifications.orderId });
  if (made.length > 0) await jobs.enqueue(tx, mailQueue, { orderId, kind });
}

/**
 * Sends an owed mail unless it was sent; `write` makes it from what is stored now. A crash between sending and noting
 * it sends it again, with the same message id. Refused for good, it is kept as bounced; any other failure is noted and
 * thrown, so that the queue tries again, until it has no more tries.
 */
export async function sendOwedMail(
  db: Database,
  mailer: Mailer,
  { orderId, kind, fact = '' }: MailFact,
  write: () => Promise<Omit<Mail, 'key'>>,
  now: Date,
): Promise<void> {
  const same = sameFact({ orderId, kind, fact });
  const [row] = await db.select().from(notifications).where(same);
  if (row?.state !== 'queued') return;
  try {
    await mailer.send({ key: mailKey(row), ...(await write()) });
  } catch (error) {
    const isForGood = error instanceof MailRefused;
    const isLast = row.failures >= repeats;
    await db
      .update(notifications)
      .set({
        state: isForGood ? 'bounced' : isLast ? 'given-up' : 'queued',
        failures: sql`${notifications.failures} + 1`,
        lastError: error instanceof Error ? error.message : String(error),
        failedAt: now,
      })
      .where(same);
    if (isForGood) return;
    throw error;
  }
  await db.update(notifications).set({ state: 'sent', sentAt: now, lastError: null }).where(same);
}

/** A mail that did not get through, as staff see it. */
export type MailTrouble = Pick<
  NotificationRow,
  'orderId' | 'kind' | 'fact' | 'state' | 'queuedAt' | 'failedAt' | 'failures' | 'lastError'
>;

/** The mails that are bounced, given up, or being tried again after a failure; the latest failure first. */
export function listMailTrouble(db: Queryable, limit = 100): Promise<MailTrouble[]> {
  return db
    .select({
      orderId: notifications.orderId,
      kind: notifications.kind,
      fact: notifications.fact,
      state: notifications.state,
      queuedAt: notifications.queuedAt,
      failedAt: notifications.failedAt,
      failures: notifications.failures,
      lastError: notifications.lastError,
    })
    .from(notifications)
    .where(isNotNull(notifications.lastError))
    .orderBy(desc(notifications.failedAt))
    .limit(limit);
}

/** Owes a mail again that bounced or was given up, once what was wrong is mended; false for any other mail. */
export async function queueMailAgain(
  tx: Transaction,
  jobs: Jobs,
  { orderId, kind, fact = '' }: MailFact,
  now: Date,
): Promise<boolean> {
  const again = await tx
    .update(notifications)
    .set(queuedAfresh(now))
    .where(and(sameFact({ orderId, kind, fact }), inArray(notifications.state, ['bounced', 'given-up'])))
    .returning({ orderId: notifications.orderId });
  if (again.length > 0) await jobs.enqueue(tx, mailQueue, { orderId, kind, fact });
  return again.length > 0;
}

function queuedAfresh(now: Date) {
  return {
    state: 'queued',
    queuedAt: now,
    sentAt: null,
    failures: 0,
    lastError: null,
    failedAt: null,
  } as const;
}

function sameFact({ orderId, kind, fact }: Required<MailFact>) {
  return and(eq(notifications.orderId, orderId), eq(notifications.kind, kind), eq(notifications.fact, fact));
}

/** The fact in the mail's file name and message id; a link may be asked for again, any other is one fact. */
function mailKey({ kind, orderId, fact, queuedAt }: NotificationRow): string {
  const which = kind === 'order-link' ? String(queuedAt.getTime()) : fact;
  return `${kind}-${orderId}${which && `-${which}`}`;
}
