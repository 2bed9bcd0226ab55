import { date, numeric, pgTable, text, timestamp, unique } from 'drizzle-orm/pg-core';

/**
 * Clearances that an order has used. It says that a check was passed, for what and when; no answer, no reason.
 * Writer: self-check.
 */
export const clearances = pgTable(
  'clearances',
  {
    id: text().primaryKey(),
    basketId: text('basket_id').notNull(),
    market: text().notNull(),
    rulesetVersion: text('ruleset_version').notNull(),
    rulesetHash: text('ruleset_hash').notNull(),
    /** The longest needle covered, in mm. */
    capMm: numeric('cap_mm', { precision: 4, scale: 2, mode: 'number' }).notNull(),
    checkedOn: date('checked_on', { mode: 'string' }).notNull(),
    expiresAt: timestamp('expires_at', { withTimezone: true }).notNull(),
  },
  // For the composite foreign key of orders: an order's cap is the cap of its clearance.
  (table) => [unique('clearances_id_cap').on(table.id, table.capMm)],
);
