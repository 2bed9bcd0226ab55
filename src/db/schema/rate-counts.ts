import { index, integer, pgTable, text, timestamp } from 'drizzle-orm/pg-core';

/**
 * How often one address did one thing in the window that is open for it. The key is a keyed digest: no address is
 * stored. Writer: rate-limits.
 */
export const rateCounts = pgTable(
  'rate_counts',
  {
    key: text().primaryKey(),
    count: integer().notNull(),
    endsAt: timestamp('ends_at', { withTimezone: true }).notNull(),
  },
  (table) => [index('rate_counts_ends_at').on(table.endsAt)],
);
