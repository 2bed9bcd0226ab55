import { and, eq, lt } from 'drizzle-orm';
import type { Database, Transaction } from '#db/client.server.ts';
import type { Jobs } from '#db/jobs.server.ts';
import { notifications } from '#db/schema/notifications.ts';
import type { Mail, Mailer } from './mailer.server.ts';

export type NotificationKind = 'order-confirmation' | 'order-link' | 'order-refund';

/** Name of the queue that mails go through. */
export const mailQueue = 'mail';

/** Owes the customer a mail about a fact, in the transaction of the fact. Owing it twice is owing it once. */
export async function queueMail(
  tx: Transaction,
  jobs: Jobs,
  orderId: string,
  kind: NotificationKind,
  now: Date,
): Promise<void> {
  const made = await tx
    .insert(notifications)
    .values({ orderId, kind, queuedAt: now })
    .onConflictDoNothing()
    .returning({ orderId: notifications.orderId });
  if (made.length > 0) await jobs.enqueue(tx, mailQueue, { orderId, kind });
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
      target: [notifications.orderId, notifications.kind],
      set: { queuedAt: now, sentAt: null },
      setWhere: lt(notifications.queuedAt, new Date(now.getTime() - linkPauseMinutes * 60_000)),
    })
    .returning({ orderId: notifications.orderId });
  if (made.length > 0) await jobs.enqueue(tx, mailQueue, { orderId, kind });
}

/**
 * Sends an owed mail unless it was sent; `write` makes it from what is stored now. A crash between sending and noting
 * it sends it again, with the same message id.
 */
export async function sendOwedMail(
  db: Database,
  mailer: Mailer,
  owed: { orderId: string; kind: NotificationKind },
  write: () => Promise<Omit<Mail, 'key'>>,
  now: Date,
): Promise<void> {
  const same = and(eq(notifications.orderId, owed.orderId), eq(notifications.kind, owed.kind));
  const [row] = await db.select().from(notifications).where(same);
  if (!row || row.sentAt) return;
  await mailer.send({ key: mailKey(owed, row.queuedAt), ...(await write()) });
  await db.update(notifications).set({ sentAt: now }).where(same);
}

/** The fact in the mail's file name and message id; a link may be asked for again, a confirmation is one fact. */
function mailKey({ kind, orderId }: { orderId: string; kind: NotificationKind }, queuedAt: Date): string {
  return kind === 'order-link' ? `${kind}-${orderId}-${queuedAt.getTime()}` : `${kind}-${orderId}`;
}
