import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  index,
  integer,
  json,
  jsonb,
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
    /**
     * creating: called or about to be; open: the session can be paid; awaiting: it is complete, and the bank has not paid
     * yet; the others are final.
     */
    state: text({
      enum: ['creating', 'open', 'awaiting', 'complete', 'expired', 'refused', 'failed'],
    }).notNull(),
    idempotencyKey: text('idempotency_key').notNull().unique(),
    // json, not jsonb: the text keeps its order, so that a repeated call is the same to the letter.
    params: json().$type<Record<string, unknown>>().notNull(),
    expiresAt: timestamp('expires_at', { withTimezone: true }).notNull(),
    sessionId: text('session_id').unique(),
    sessionUrl: text('session_url'),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
    /** When the reconciler is to look at it again; null: on its next pass. */
    lookAgainAt: timestamp('look_again_at', { withTimezone: true }),
  },
  (table) => [
    primaryKey({ columns: [table.orderId, table.attempt] }),
    // The regular look asks for these, and few are.
    index('payment_attempts_unsettled')
      .on(table.createdAt)
      .where(sql`${table.state} in ('creating', 'open', 'awaiting')`),
  ],
);

/** Events of the payment provider that took effect, so that a second delivery does nothing. Writer: payments. */
export const stripeEvents = pgTable('stripe_events', {
  id: text().primaryKey(),
  type: text().notNull(),
  processedAt: timestamp('processed_at', { withTimezone: true }).notNull(),
});

/**
 * Up to when the provider's own list of notices has been read, so that none that never arrived is missed. One row.
 * Writer: payments.
 */
export const noticesRead = pgTable('notices_read', {
  id: integer().primaryKey(),
  readTo: timestamp('read_to', { withTimezone: true }).notNull(),
});

/** Why money goes back. */
export const refundCauses = [
  'sale-stopped',
  'sold-out',
  'duplicate',
  'cancelled',
  'withdrawal',
  'staff',
  'provider',
] as const;

/** What a refund is for, line by line: how many of a SKU, and how many of them go back on the shelf. */
export interface RefundedLine {
  sku: string;
  quantity: number;
  restock: number;
}

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
    /**
     * sale-stopped, sold-out: paid, and not to be sold or not there any more; duplicate: a second payment for an order that
     * has one, which changes nothing of the order; provider: made in the provider's dashboard and taken in here.
     */
    cause: text({ enum: refundCauses }).notNull(),
    /** For the people of the shop. */
    reason: text().notNull().default(''),
    actor: text().notNull().default('system'),
    /** Null where it is an amount and nothing else. */
    lines: jsonb().$type<RefundedLine[]>(),
    /** How much of the amount is for delivery. */
    deliveryMinor: integer('delivery_minor').notNull().default(0),
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
    check(
      'refunds_delivery',
      sql`0 <= ${table.deliveryMinor} and ${table.deliveryMinor} <= ${table.amountMinor}`,
    ),
    index('refunds_order').on(table.orderId),
    // The regular look asks for these, and few are.
    index('refunds_unsettled').on(table.requestedAt).where(sql`${table.state} in ('requested', 'pending')`),
  ],
);

/** How a dispute stands: open while the bank has not decided; an inquiry that was answered or withdrawn is closed. */
export const disputeStates = ['open', 'won', 'lost', 'closed'] as const;

/** A buyer's bank asks about a payment or takes it back. One row a dispute, by the provider's name. Writer: payments. */
export const disputes = pgTable(
  'disputes',
  {
    id: text().primaryKey(),
    orderId: text('order_id')
      .notNull()
      .references(() => orders.id),
    paymentIntentId: text('payment_intent_id').notNull(),
    state: text({ enum: disputeStates }).notNull(),
    /** The provider's own words for reason and status. */
    reason: text().notNull(),
    status: text().notNull(),
    /** In minor units of `currency`. */
    amountMinor: integer('amount_minor').notNull(),
    currency: text().notNull(),
    /** Whether a refund of the payment is still possible; a chargeback has taken the money already. */
    isRefundable: boolean('is_refundable').notNull(),
    /** Until when the bank takes evidence; null where there is no such date. */
    respondBy: timestamp('respond_by', { withTimezone: true }),
    openedAt: timestamp('opened_at', { withTimezone: true }).notNull(),
    closedAt: timestamp('closed_at', { withTimezone: true }),
  },
  (table) => [index('disputes_order').on(table.orderId)],
);
