import { eq } from 'drizzle-orm';
import { staffSecondFactors } from '#db/schema/staff.ts';
import { ok, type Result, refuse } from '#lib/result.ts';
import type { StaffMember } from '#lib/staff-role.ts';
import { libraryHeaders } from './require-staff.server.ts';
import { isRefusal } from './sign-in.server.ts';
import type { StaffContext, StaffServices } from './staff-context.server.ts';

/** What somebody needs to add the shop to their authenticator app. */
export interface Setup {
  /** In groups of four letters. */
  key: string;
  /** The same as a link, which the app on a phone opens, and as a QR code, which its camera reads. */
  uri: string;
}

/** Makes a key for the authenticator app; it counts once a code has been typed in. Refused for a wrong password. */
export async function beginSecondFactor(
  context: StaffContext,
  password: string,
): Promise<Result<void, 'wrong-password'>> {
  const { api } = await context.locals.services.staffAuth();
  try {
    await api.enableTwoFactor({ body: { password }, headers: libraryHeaders(context) });
    return ok(undefined);
  } catch (error) {
    if (isRefusal(error)) return refuse('wrong-password');
    throw error;
  }
}

/** The key that waits for its first code; null where there is none. */
export async function readSetup(
  { db, staffAuth }: Pick<StaffServices, 'db' | 'staffAuth'>,
  { id, email }: StaffMember,
): Promise<Setup | null> {
  const [row] = await db.select().from(staffSecondFactors).where(eq(staffSecondFactors.userId, id));
  if (!row || row.verified) return null;
  const [{ symmetricDecrypt }, { $context }] = await Promise.all([import('better-auth/crypto'), staffAuth()]);
  const secret = await symmetricDecrypt({ key: (await $context).secretConfig, data: row.secret });
  const key = base32(Buffer.from(secret));
  const issuer = 'Needlewise staff';
  const query = new URLSearchParams({ secret: key, issuer, digits: '6', period: '30' });
  return {
    key: key.match(/.{1,4}/g)?.join(' ') ?? key,
    // Several apps show a “+” as what it is, so a space is written as “%20”.
    uri: `otpauth://totp/${encodeURIComponent(issuer)}:${encodeURIComponent(email)}?${String(query).replaceAll('+', '%20')}`,
  };
}

/**
 * Turns the second factor on with the app's first code. The answer is a new session's cookies and the recovery codes,
 * which no page shows again. Refused for a wrong code.
 */
export async function confirmSecondFactor(
  context: StaffContext,
  staffId: string,
  typed: string,
): Promise<Result<{ cookies: string[]; codes: string[] }, 'wrong-code'>> {
  const { api } = await context.locals.services.staffAuth();
  try {
    const { headers } = await api.verifyTOTP({
      body: { code: typed.replace(/\s/g, '') },
      headers: libraryHeaders(context),
      returnHeaders: true,
    });
    const { backupCodes } = await api.viewBackupCodes({ body: { userId: staffId } });
    return ok({ cookies: headers.getSetCookie(), codes: backupCodes });
  } catch (error) {
    if (isRefusal(error)) return refuse('wrong-code');
    throw error;
  }
}

/** Turns it off, for somebody who changes phones; refused for a wrong password. */
export async function endSecondFactor(
  context: StaffContext,
  password: string,
): Promise<Result<{ cookies: string[] }, 'wrong-password'>> {
  const { api } = await context.locals.services.staffAuth();
  try {
    const { headers } = await api.disableTwoFactor({
      body: { password },
      headers: libraryHeaders(context),
      returnHeaders: true,
    });
    return ok({ cookies: headers.getSetCookie() });
  } catch (error) {
    if (isRefusal(error)) return refuse('wrong-password');
    throw error;
  }
}

/** RFC 4648 without padding: how authenticator apps are told a key. */
function base32(bytes: Uint8Array): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? [])
    .map((five) => letters[Number.parseInt(five.padEnd(5, '0'), 2)])
    .join('');
}
