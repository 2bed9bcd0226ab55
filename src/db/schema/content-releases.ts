import { sql } from 'drizzle-orm';
import {
  type AnyPgColumn,
  bigserial,
  check,
  customType,
  index,
  integer,
  pgTable,
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
    /** What was live when it was made, and the changes from that to this and back, as JSON, gzipped (decision 044). */
    baseId: text('base_id').references((): AnyPgColumn => contentReleases.id),
    /** Null where reading them would take longer than reading the whole. */
    fromBase: bytes('from_base'),
    toBase: bytes('to_base'),
    author: text().notNull(),
    note: text().notNull(),
    /** Who reviewed, and who approved, what this release loosens; null where it loosens nothing. */
    reviewer: text(),
    approver: text(),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
  },
  (table) => [index('content_releases_hash').on(table.hash)],
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
