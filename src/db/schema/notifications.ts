import { sql } from 'drizzle-orm';
import { index, integer, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';
import { orders } from './orders.ts';

/** What mails are about. */
export const notificationKinds = [
  'order-confirmation',
  'payment-pending',
  'payment-failed',
  'order-review',
  'order-not-sent',
  'order-dispatched',
  'order-refunded',
  'withdrawal-received',
  'order-link',
] as const;
export type NotificationKind = (typeof notificationKinds)[number];

/**
 * One row a mail that is owed: its key makes each be sent once per fact; a link that is asked for again is a new fact.
 * What did not get through stays here with its reason. Writer: notifications.
 */
export const notifications = pgTable(
  'notifications',
  {
    orderId: text('order_id')
      .notNull()
      .references(() => orders.id),
    kind: text({ enum: notificationKinds }).notNull(),
    /** Which of several facts of one kind, such as the id of a refund; empty where there can be only one. */
    fact: text().notNull().default(''),
    /** queued: owed, and tried again while it does not get through · bounced: refused for good · given-up: tried in vain. */
    state: text({ enum: ['queued', 'sent', 'bounced', 'given-up'] })
      .notNull()
      .default('queued'),
    queuedAt: timestamp('queued_at', { withTimezone: true }).notNull(),
    sentAt: timestamp('sent_at', { withTimezone: true }),
    /** Tries that failed since it was queued. */
    failures: integer().notNull().default(0),
    lastError: text('last_error'),
    failedAt: timestamp('failed_at', { withTimezone: true }),
  },
  (table) => [
    primaryKey({ columns: [table.orderId, table.kind, table.fact] }),
    // Staff ask for these, and few are.
    index('notifications_trouble').on(table.failedAt).where(sql`${table.lastError} is not null`),
  ],
);
