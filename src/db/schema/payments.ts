import { integer, json, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';
import { orders } from './orders.ts';

/**
 * One try to have an order paid: everything that goes to the payment provider, stored before the call, so that a
 * repeated call is the same call. Writer: payments.
 */
export const paymentAttempts = pgTable(
  'payment_attempts',
  {
    orderId: text('order_id')
      .notNull()
      .references(() => orders.id),
    attempt: integer().notNull(),
    /** creating: called or about to be; open: the session can be paid; the others are final. */
    state: text({ enum: ['creating', 'open', 'complete', 'expired', 'refused'] }).notNull(),
    idempotencyKey: text('idempotency_key').notNull().unique(),
    // json, not jsonb: the text keeps its order, so that a repeated call is the same to the letter.
    params: json().$type<Record<string, unknown>>().notNull(),
    expiresAt: timestamp('expires_at', { withTimezone: true }).notNull(),
    sessionId: text('session_id').unique(),
    sessionUrl: text('session_url'),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.orderId, table.attempt] })],
);

/** Events of the payment provider that took effect, so that a second delivery does nothing. Writer: payments. */
export const stripeEvents = pgTable('stripe_events', {
  id: text().primaryKey(),
  type: text().notNull(),
  processedAt: timestamp('processed_at', { withTimezone: true }).notNull(),
});
