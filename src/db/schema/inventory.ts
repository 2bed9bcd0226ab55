import { sql } from 'drizzle-orm';
import { bigserial, check, index, integer, pgTable, text, timestamp, uniqueIndex } from 'drizzle-orm/pg-core';

/** How many units of a SKU are on the shelf and how many of those are held for unpaid orders. Writer: inventory. */
export const stockLevels = pgTable(
  'stock_levels',
  {
    sku: text().primaryKey(),
    onHand: integer('on_hand').notNull(),
    reserved: integer().notNull().default(0),
    updatedAt: timestamp('updated_at', { withTimezone: true }).notNull(),
  },
  (table) => [
    check('stock_levels_reserved', sql`0 <= ${table.reserved} and ${table.reserved} <= ${table.onHand}`),
    // Every list asks which SKUs are sold out, and few are.
    index('stock_levels_sold_out').on(table.sku).where(sql`${table.onHand} = ${table.reserved}`),
  ],
);

/** Every change of a level, appended and never changed: a level is the sum of its movements. Writer: inventory. */
export const stockMovements = pgTable(
  'stock_movements',
  {
    id: bigserial({ mode: 'number' }).primaryKey(),
    sku: text()
      .notNull()
      .references(() => stockLevels.sku),
    kind: text({ enum: ['opening', 'adjustment', 'reservation', 'release', 'sale', 'return'] }).notNull(),
    onHandChange: integer('on_hand_change').notNull(),
    reservedChange: integer('reserved_change').notNull(),
    /** Null where no order is behind the change. */
    orderId: text('order_id'),
    /** The refund that a return belongs to; empty for what an order does once. */
    occasion: text().notNull().default(''),
    reason: text().notNull(),
    actor: text().notNull(),
    at: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [
    // One order moves one SKU once in each way, whatever is delivered twice; returns come once a refund.
    uniqueIndex('stock_movements_once').on(table.orderId, table.sku, table.kind, table.occasion),
    index('stock_movements_sku').on(table.sku),
  ],
);
