import { pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';
import { orders } from './orders.ts';

/** One row a mail that is owed: its key makes each be sent once per fact; a link that is asked for again is a new fact. Writer: notifications. */
export const notifications = pgTable(
  'notifications',
  {
    orderId: text('order_id')
      .notNull()
      .references(() => orders.id),
    kind: text({ enum: ['order-confirmation', 'order-link', 'order-refund'] }).notNull(),
    queuedAt: timestamp('queued_at', { withTimezone: true }).notNull(),
    sentAt: timestamp('sent_at', { withTimezone: true }),
  },
  (table) => [primaryKey({ columns: [table.orderId, table.kind] })],
);
