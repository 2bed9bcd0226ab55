import { sql } from 'drizzle-orm';
import { integer, pgTable, text, timestamp, uniqueIndex } from 'drizzle-orm/pg-core';
import { staffRoles } from '#lib/staff-role.ts';

/**
 * Who approved, signed in, that the rules become looser in exactly one way. A change of the rules has another hash, so that
 * nothing that was approved before counts for it. Rows are never deleted; one that a release has used, or that was taken
 * back, counts no more.
 * Writer: releases.
 */
export const ruleApprovals = pgTable(
  'rule_approvals',
  {
    id: text().primaryKey(),
    /** SHA-256 of the rules as they are live and as they would be, hex. */
    changeHash: text('change_hash').notNull(),
    /** Of a person who may have left since; then it counts no more. */
    staffId: text('staff_id').notNull(),
    /** The person's name and role as they were. */
    name: text().notNull(),
    role: text({ enum: staffRoles }).notNull(),
    lane: text({ enum: ['looser'] }).notNull(),
    at: timestamp({ withTimezone: true }).notNull(),
    /** When its person took it back. */
    withdrawnAt: timestamp('withdrawn_at', { withTimezone: true }),
    /** The activation that it let go live. */
    usedBy: integer('used_by'),
  },
  (table) => [
    // Nobody is two people.
    uniqueIndex('rule_approvals_once')
      .on(table.changeHash, table.staffId)
      .where(sql`${table.usedBy} is null and ${table.withdrawnAt} is null`),
  ],
);
