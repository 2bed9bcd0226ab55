import { sql } from 'drizzle-orm';
import { pgTable, text, timestamp, uniqueIndex } from 'drizzle-orm/pg-core';

/**
 * Emergency stops of a sale: what is paused, why, by whom and since when. Rows are never deleted, so they are their own
 * history; one that is not lifted is in force. Writer: self-check.
 */
export const salePauses = pgTable(
  'sale_pauses',
  {
    id: text().primaryKey(),
    /** A SKU or a needle tier. */
    what: text().notNull(),
    /** For the people of the shop; shoppers never see it. */
    reason: text().notNull(),
    by: text().notNull(),
    since: timestamp({ withTimezone: true }).notNull(),
    liftedAt: timestamp('lifted_at', { withTimezone: true }),
    liftedBy: text('lifted_by'),
  },
  (table) => [
    // What is paused is paused once; each checkout reads these rows and no others.
    uniqueIndex('sale_pauses_in_force').on(table.what).where(sql`${table.liftedAt} is null`),
  ],
);
