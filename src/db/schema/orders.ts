import { sql } from 'drizzle-orm';
import {
  bigserial,
  check,
  date,
  foreignKey,
  index,
  integer,
  jsonb,
  numeric,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { clearances } from './clearances.ts';

/** The states of `features/orders/order-life.ts`. */
export const orderStates = [
  'awaiting-payment',
  'awaiting-confirmation',
  'paid',
  'packed',
  'dispatched',
  'delivered',
  'cancelled',
  'needs-review',
  'refunding',
  'refunded',
] as const;
export type OrderState = (typeof orderStates)[number];

/** Why an order came to nothing. */
export const orderEnds = [
  'page-closed',
  'page-refused',
  'payment-failed',
  'sale-stopped',
  'sold-out',
  'withdrawn',
  'cancelled-by-shop',
  'payment-disputed',
] as const;
export type OrderEnd = (typeof orderEnds)[number];

/** What a line of the timeline tells. */
export const orderEventKinds = ['state', 'refund', 'dispute', 'withdrawal', 'hold', 'note'] as const;
export type OrderEventKind = (typeof orderEventKinds)[number];

/** Where the parcel goes, as the payment page collected it. */
export interface DeliveryAddress {
  name: string;
  line1: string;
  line2: string | null;
  city: string;
  postalCode: string;
  country: string;
}

/** Writer: orders. Money in minor units. */
export const orders = pgTable(
  'orders',
  {
    id: text().primaryKey(),
    /** What people read out: random, so that it tells nobody how many orders there are. */
    number: text().notNull().unique(),
    state: text({ enum: orderStates }).notNull(),
    basketId: text('basket_id').notNull(),
    market: text().notNull(),
    currency: text().notNull(),
    itemsMinor: integer('items_minor').notNull(),
    deliveryMinor: integer('delivery_minor').notNull(),
    totalMinor: integer('total_minor').notNull(),
    vatMinor: integer('vat_minor').notNull(),
    deliveryLabel: text('delivery_label').notNull(),
    /** Working days as they were promised, such as “2 to 4”; null for orders older than the choice of a way. */
    deliveryDays: text('delivery_days'),
    /** Longest needle on the order in mm; null where nothing on it has needles. */
    longestNeedleMm: numeric('longest_needle_mm', { precision: 4, scale: 2, mode: 'number' }),
    clearanceId: text('clearance_id'),
    clearanceCapMm: numeric('clearance_cap_mm', { precision: 4, scale: 2, mode: 'number' }),
    /** What an order keeps of the check: version, “passed”, cap and date. Never an answer. */
    rulesetVersion: text('ruleset_version'),
    checkedOn: date('checked_on', { mode: 'string' }),
    /** Known once the payment page has asked for it. */
    email: text(),
    deliveryAddress: jsonb('delivery_address').$type<DeliveryAddress>(),
    placedAt: timestamp('placed_at', { withTimezone: true }).notNull(),
    paidAt: timestamp('paid_at', { withTimezone: true }),
    /** What the payment brought, as the provider says; 0 until it has. */
    paidMinor: integer('paid_minor').notNull().default(0),
    /** How much of it was given back so far: the sum of the refunds that the provider made, set and never added to. */
    refundedMinor: integer('refunded_minor').notNull().default(0),
    /** The provider's name for the payment; another payment for the same order goes back and counts for nothing here. */
    paymentIntentId: text('payment_intent_id').unique(),
    /** Null while nothing has ended it. */
    endReason: text('end_reason', { enum: orderEnds }),
    /** What a person must look at, whatever the state; null where nothing is. */
    attention: text(),
    /** The reason, in words, for which it was held and that a person has let pass; any other reason holds it again. */
    releasedHold: text('released_hold'),
    dispatchedAt: timestamp('dispatched_at', { withTimezone: true }),
    carrier: text(),
    trackingNumber: text('tracking_number'),
    deliveredAt: timestamp('delivered_at', { withTimezone: true }),
  },
  (table) => [
    // The gate, once more, where no code path can forget it.
    check(
      'orders_needles_need_clearance',
      sql`${table.longestNeedleMm} is null or (${table.clearanceId} is not null and ${table.clearanceCapMm} is not null and ${table.longestNeedleMm} <= ${table.clearanceCapMm})`,
    ),
    foreignKey({
      name: 'orders_clearance',
      columns: [table.clearanceId, table.clearanceCapMm],
      foreignColumns: [clearances.id, clearances.capMm],
    }),
    // For the composite foreign key of the lines.
    unique('orders_id_longest').on(table.id, table.longestNeedleMm),
    check(
      'orders_total',
      sql`${table.totalMinor} = ${table.itemsMinor} + ${table.deliveryMinor} and ${table.totalMinor} > 0`,
    ),
    check(
      'orders_money_back',
      sql`0 <= ${table.refundedMinor} and ${table.refundedMinor} <= ${table.paidMinor}`,
    ),
    // A clearance is good for one order that is sold; one that was given up before payment hands it back. Money of an
    // order that came too late must find its way back whoever has used the clearance since, so it claims none.
    uniqueIndex('orders_clearance_once')
      .on(table.clearanceId)
      .where(sql`${table.state} not in ('cancelled', 'needs-review', 'refunding', 'refunded')`),
    // Two tabs cannot hold stock twice for one basket.
    uniqueIndex('orders_one_open_per_basket')
      .on(table.basketId)
      .where(sql`${table.state} in ('awaiting-payment', 'awaiting-confirmation')`),
    index('orders_placed_at').on(table.placedAt),
    // Staff ask for these, and few are.
    index('orders_attention').on(table.placedAt).where(sql`${table.attention} is not null`),
  ],
);

/** The frozen lines of an order: later changes of the catalogue do not touch them. Writer: orders. */
export const orderLines = pgTable(
  'order_lines',
  {
    orderId: text('order_id')
      .notNull()
      .references(() => orders.id),
    sku: text().notNull(),
    position: integer().notNull(),
    productSlug: text('product_slug').notNull(),
    title: text().notNull(),
    label: text().notNull(),
    quantity: integer().notNull(),
    unitMinor: integer('unit_minor').notNull(),
    /** Contained in the price; null for orders older than this column. */
    vatRatePercent: numeric('vat_rate_percent', { precision: 5, scale: 2, mode: 'number' }),
    needleLengthMm: numeric('needle_length_mm', { precision: 4, scale: 2, mode: 'number' }),
    /** The order's longest needle again, on lines with needles: what ties each of them to the order's clearance. */
    orderLongestNeedleMm: numeric('order_longest_needle_mm', { precision: 4, scale: 2, mode: 'number' }),
  },
  (table) => [
    primaryKey({ columns: [table.orderId, table.sku] }),
    // A needled line cannot hang on an order that says it has none, or only shorter ones.
    check(
      'order_lines_needle_covered',
      sql`${table.needleLengthMm} is null or (${table.orderLongestNeedleMm} is not null and ${table.needleLengthMm} <= ${table.orderLongestNeedleMm})`,
    ),
    foreignKey({
      name: 'order_lines_longest_needle',
      columns: [table.orderId, table.orderLongestNeedleMm],
      foreignColumns: [orders.id, orders.longestNeedleMm],
    }),
    check('order_lines_quantity', sql`${table.quantity} > 0 and ${table.unitMinor} >= 0`),
  ],
);

/** What happened to an order, in order. Writer: orders. */
export const orderEvents = pgTable(
  'order_events',
  {
    id: bigserial({ mode: 'number' }).primaryKey(),
    orderId: text('order_id')
      .notNull()
      .references(() => orders.id),
    kind: text({ enum: orderEventKinds }).notNull().default('state'),
    /** The state of the order once it had happened. */
    state: text({ enum: orderStates }).notNull(),
    note: text().notNull(),
    actor: text().notNull(),
    at: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [index('order_events_order').on(table.orderId)],
);

/**
 * What a buyer has withdrawn from, as they said it: once an order. The right is theirs by law, so the row is never
 * changed or deleted. Writer: orders.
 */
export const withdrawals = pgTable('withdrawals', {
  orderId: text('order_id')
    .primaryKey()
    .references(() => orders.id),
  /** Null: the whole order. */
  lines: jsonb().$type<{ sku: string; quantity: number }[]>(),
  /** Their own words; empty where they gave none, and none are asked for. */
  note: text().notNull(),
  receivedAt: timestamp('received_at', { withTimezone: true }).notNull(),
});
