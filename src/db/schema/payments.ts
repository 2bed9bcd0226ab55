import { sql } from 'drizzle-orm';
import {
  check,
  index,
  integer,
  json,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
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

/**
 * Money on its way back. The row is there before the provider is called, and the key of the call comes from it, so that
 * a call that is repeated is the same call. Rows are never deleted. Writer: payments.
 */
export const refunds = pgTable(
  'refunds',
  {
    id: text().primaryKey(),
    orderId: text('order_id')
      .notNull()
      .references(() => orders.id),
    /** sale-stopped: the shop itself, because it may no longer sell what was paid. */
    cause: text({ enum: ['sale-stopped'] }).notNull(),
    /** In minor units of `currency`. */
    amountMinor: integer('amount_minor').notNull(),
    currency: text().notNull(),
    /** The provider's name for the payment that the money comes from. */
    paymentIntentId: text('payment_intent_id').notNull(),
    /** requested: called or about to be; pending: the provider has it; succeeded, failed, refused: its word on it. */
    state: text({ enum: ['requested', 'pending', 'succeeded', 'failed', 'refused'] }).notNull(),
    idempotencyKey: text('idempotency_key').notNull().unique(),
    /** The provider's name for the refund, once it has answered. */
    refundId: text('refund_id').unique(),
    requestedAt: timestamp('requested_at', { withTimezone: true }).notNull(),
    settledAt: timestamp('settled_at', { withTimezone: true }),
  },
  (table) => [
    // An order is stopped once, whatever is delivered twice.
    uniqueIndex('refunds_sale_stopped_once').on(table.orderId).where(sql`${table.cause} = 'sale-stopped'`),
    check('refunds_amount', sql`${table.amountMinor} > 0`),
    // The regular look asks for these, and few are.
    index('refunds_unsettled').on(table.requestedAt).where(sql`${table.state} in ('requested', 'pending')`),
  ],
);
