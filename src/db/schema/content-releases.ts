import { sql } from 'drizzle-orm';
import {
  bigserial,
  check,
  customType,
  index,
  integer,
  pgTable,
  primaryKey,
  serial,
  text,
  timestamp,
} from 'drizzle-orm/pg-core';

const bytes = customType<{ data: Uint8Array; driverData: Uint8Array }>({
  dataType: () => 'bytea',
  toDriver: (value) => Buffer.from(value),
});

/**
 * Content as it was published: compiled, and the texts it was compiled from. Rows never change and are never deleted.
 * Writer: releases.
 */
export const contentReleases = pgTable(
  'content_releases',
  {
    id: text().primaryKey(),
    /** What people call it: 1, 2, 3 …; a release that was refused in the last moment leaves a gap. */
    number: serial().notNull().unique(),
    /** SHA-256 of the sources, hex. */
    hash: text().notNull(),
    /** `bundleFormat` of the shop that compiled it; another format is compiled anew from the sources. */
    format: integer().notNull(),
    /** The bundle as JSON, gzipped. */
    bundle: bytes().notNull(),
    /** Every file below `content/`, as JSON `[path, text][]`, gzipped. */
    sources: bytes().notNull(),
    author: text().notNull(),
    note: text().notNull(),
    /** Who reviewed, and who approved, what this release loosens; null where it loosens nothing. */
    reviewer: text(),
    approver: text(),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
  },
  (table) => [index('content_releases_hash').on(table.hash)],
);

/**
 * What turns the content of one release into that of another, for processes that serve the one and shall serve the other:
 * there and back for each two of which one replaced the other (decision 044). Rows never change. Writer: releases.
 */
export const releaseChanges = pgTable(
  'release_changes',
  {
    fromId: text('from_id')
      .notNull()
      .references(() => contentReleases.id),
    toId: text('to_id')
      .notNull()
      .references(() => contentReleases.id),
    /** `bundleFormat` of the shop that compared the two. */
    format: integer().notNull(),
    /** `BundleChanges` as JSON, gzipped. */
    changes: bytes().notNull(),
  },
  (table) => [primaryKey({ columns: [table.fromId, table.toId] })],
);

/** Why a release went live. */
export const activationReasons = ['first-start', 'publish', 'restore'] as const;
export type ActivationReason = (typeof activationReasons)[number];

/** Which release went live when, by whom and why. Rows never change; the latest is live. Writer: releases. */
export const releaseActivations = pgTable(
  'release_activations',
  {
    number: bigserial({ mode: 'number' }).primaryKey(),
    releaseId: text('release_id')
      .notNull()
      .references(() => contentReleases.id),
    /** What was live before; null for the first. */
    replacedId: text('replaced_id').references(() => contentReleases.id),
    why: text({ enum: activationReasons }).notNull(),
    by: text().notNull(),
    note: text().notNull(),
    at: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [index('release_activations_release').on(table.releaseId)],
);

/** The one row that says what is live: whoever publishes locks it first. Writer: releases. */
export const liveRelease = pgTable(
  'live_release',
  {
    id: integer().primaryKey().default(1),
    releaseId: text('release_id')
      .notNull()
      .references(() => contentReleases.id),
    activation: integer().notNull(),
  },
  (table) => [check('live_release_is_one', sql`${table.id} = 1`)],
);
