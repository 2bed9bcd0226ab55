import { bigserial, boolean, index, integer, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core';
import { staffRoles } from '#lib/staff-role.ts';

const at = (name: string) => timestamp(name, { withTimezone: true });

// The first five hold what better-auth wants to keep (its user, session, account, verification and twoFactor).

/** The people who run the shop. A person who leaves is deleted; what they did stays in the audit log. Writer: staff. */
export const staff = pgTable('staff', {
  id: text().primaryKey(),
  name: text().notNull(),
  /** In small letters. */
  email: text().notNull().unique(),
  emailVerified: boolean('email_verified').notNull(),
  /** Always empty: the library asks for the column. */
  image: text(),
  role: text({ enum: staffRoles }).notNull(),
  twoFactorEnabled: boolean('two_factor_enabled').notNull().default(false),
  createdAt: at('created_at').notNull(),
  updatedAt: at('updated_at').notNull(),
});

/** Who is signed in, where. Signing out and revoking delete the row. Writer: staff. */
export const staffSessions = pgTable(
  'staff_sessions',
  {
    id: text().primaryKey(),
    userId: text('staff_id')
      .notNull()
      .references(() => staff.id, { onDelete: 'cascade' }),
    token: text().notNull().unique(),
    expiresAt: at('expires_at').notNull(),
    ipAddress: text('ip_address'),
    userAgent: text('user_agent'),
    createdAt: at('created_at').notNull(),
    updatedAt: at('updated_at').notNull(),
  },
  (table) => [index('staff_sessions_staff').on(table.userId)],
);

/** How somebody proves who they are: a password, as its scrypt hash. Writer: staff. */
export const staffAccounts = pgTable(
  'staff_accounts',
  {
    id: text().primaryKey(),
    userId: text('staff_id')
      .notNull()
      .references(() => staff.id, { onDelete: 'cascade' }),
    accountId: text('account_id').notNull(),
    providerId: text('provider_id').notNull(),
    password: text(),
    // Other providers would use these; the library asks for the columns.
    accessToken: text('access_token'),
    refreshToken: text('refresh_token'),
    idToken: text('id_token'),
    accessTokenExpiresAt: at('access_token_expires_at'),
    refreshTokenExpiresAt: at('refresh_token_expires_at'),
    scope: text(),
    createdAt: at('created_at').notNull(),
    updatedAt: at('updated_at').notNull(),
  },
  (table) => [index('staff_accounts_staff').on(table.userId)],
);

/** Short-lived steps of a sign-in. Writer: staff. */
export const staffVerifications = pgTable(
  'staff_verifications',
  {
    id: text().primaryKey(),
    identifier: text().notNull(),
    value: text().notNull(),
    expiresAt: at('expires_at').notNull(),
    createdAt: at('created_at').notNull(),
    updatedAt: at('updated_at').notNull(),
  },
  (table) => [index('staff_verifications_identifier').on(table.identifier)],
);

/** The key of somebody's authenticator app and their recovery codes, both encrypted. Writer: staff. */
export const staffSecondFactors = pgTable(
  'staff_second_factors',
  {
    id: text().primaryKey(),
    userId: text('staff_id')
      .notNull()
      .references(() => staff.id, { onDelete: 'cascade' }),
    secret: text().notNull(),
    backupCodes: text('backup_codes').notNull(),
    /** A code of the app has been typed in once. */
    verified: boolean().notNull(),
    failedVerificationCount: integer('failed_verification_count').notNull().default(0),
    lockedUntil: at('locked_until'),
  },
  (table) => [index('staff_second_factors_staff').on(table.userId)],
);

/**
 * Links by which somebody sets a password, each good once: whoever is new to the staff, or has forgotten theirs. The link
 * itself is signed and not kept. Writer: staff.
 */
export const staffLinks = pgTable(
  'staff_links',
  {
    id: text().primaryKey(),
    kind: text({ enum: ['invitation', 'password-reset'] }).notNull(),
    email: text().notNull(),
    name: text().notNull(),
    role: text({ enum: staffRoles }).notNull(),
    /** In words: who made it. */
    madeBy: text('made_by').notNull(),
    createdAt: at('created_at').notNull(),
    expiresAt: at('expires_at').notNull(),
    /** Used, or taken back. */
    endedAt: at('ended_at'),
    /** Null where no mail has carried it: made by command, or not sent yet. */
    mailedAt: at('mailed_at'),
  },
  (table) => [index('staff_links_email').on(table.email)],
);

/**
 * Who changed what, when, and what it was before; written in the transaction of the change, never changed. Names are kept
 * as they were: the person may have left. Writer: staff.
 */
export const auditLog = pgTable(
  'audit_log',
  {
    id: bigserial({ mode: 'number' }).primaryKey(),
    at: at('at').notNull(),
    actor: text().notNull(),
    /** What was done, such as `stock.count` or `staff.role`. */
    action: text().notNull(),
    /** To what: an article number, an order number, an address. */
    subject: text().notNull(),
    before: jsonb().$type<Record<string, unknown>>(),
    after: jsonb().$type<Record<string, unknown>>(),
    reason: text(),
  },
  (table) => [index('audit_log_subject').on(table.subject)],
);
