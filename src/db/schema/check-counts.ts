import { integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';

/**
 * How many checks were started and finished in a week, and how they ended. Nothing finer than the week, and no id: a
 * row cannot be traced to a person. Writer: self-check.
 */
export const checkCounts = pgTable(
  'check_counts',
  {
    rulesetVersion: text('ruleset_version').notNull(),
    /** ISO week in the zone of the market: `2026-W48`. */
    week: text().notNull(),
    /** `started`, `finished`, or the state of the outcome. */
    counted: text().notNull(),
    count: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.rulesetVersion, table.week, table.counted] })],
);
