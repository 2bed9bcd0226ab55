import { hkdfSync } from 'node:crypto';
import type { Database } from '#db/client.server.ts';
import {
  staff,
  staffAccounts,
  staffSecondFactors,
  staffSessions,
  staffVerifications,
} from '#db/schema/staff.ts';
import type { Config } from '#lib/env.server.ts';
import type { Log } from '#lib/log.ts';
import { staffRoles } from '#lib/staff-role.ts';

/** How long somebody stays signed in: a working day, however busy. */
export const sessionHours = 12;

/** The shortest password that is taken. */
export const shortestPassword = 12;
/** The longest: hashing takes time by length. */
export const longestPassword = 128;

/** Header in which the pages tell the library where a request comes from; what a browser sends there is overwritten. */
export const addressHeader = 'x-needlewise-address';

interface AuthOptions {
  config: Pick<Config, 'siteUrl' | 'appSecret'>;
  db: Database;
  log: Log;
}

async function makeAuth({ config, db, log }: AuthOptions) {
  const [{ betterAuth }, { drizzleAdapter }, { twoFactor }] = await Promise.all([
    import('better-auth'),
    import('better-auth/adapters/drizzle'),
    import('better-auth/plugins/two-factor'),
  ]);
  return betterAuth({
    appName: 'Needlewise',
    baseURL: config.siteUrl,
    // A key of its own, so that no text of ours can be taken for one of the library's.
    secret: Buffer.from(hkdfSync('sha256', config.appSecret, '', 'needlewise/staff', 32)).toString(
      'base64url',
    ),
    database: drizzleAdapter(db, {
      provider: 'pg',
      schema: {
        user: staff,
        session: staffSessions,
        account: staffAccounts,
        verification: staffVerifications,
        twoFactor: staffSecondFactors,
      },
    }),
    user: { additionalFields: { role: { type: [...staffRoles], required: true, input: false } } },
    emailAndPassword: {
      enabled: true,
      // Nobody joins the staff uninvited.
      disableSignUp: true,
      minPasswordLength: shortestPassword,
      maxPasswordLength: longestPassword,
    },
    session: { expiresIn: sessionHours * 3600, disableSessionRefresh: true },
    advanced: {
      cookiePrefix: 'staff',
      useSecureCookies: config.siteUrl.startsWith('https:'),
      ipAddress: { ipAddressHeaders: [addressHeader] },
    },
    // Ten wrong codes lock the second step for a quarter of an hour; that is the library's default.
    plugins: [twoFactor({ issuer: 'Needlewise staff' })],
    telemetry: { enabled: false },
    logger: {
      level: 'error',
      log: (_level, message) => log.error({}, `staff sign-in: ${message}`),
    },
  });
}

/**
 * better-auth, on our tables. None of its own routes is mounted: the pages call its functions, so that every door is a
 * file below `pages/admin` (docs/decisions/030).
 */
export type Auth = Awaited<ReturnType<typeof makeAuth>>;

/** Gives the library, which is loaded when somebody first needs it: most processes never see staff. */
export type StaffAuth = () => Promise<Auth>;

/** Staff sign-in for this shop. */
export function createStaffAuth(options: AuthOptions): StaffAuth {
  let made: Promise<Auth> | undefined;
  return () => {
    made ??= makeAuth(options);
    return made;
  };
}
