import { APIError } from 'better-auth/api';
import { paths } from '#lib/paths.ts';
import { ok, type Result, refuse } from '#lib/result.ts';
import { libraryHeaders } from './require-staff.server.ts';
import type { StaffContext } from './staff-context.server.ts';

/** The cookies of a step that went through; `secondStep`: a code of the authenticator app is asked for next. */
export interface SignedIn {
  cookies: string[];
  secondStep: boolean;
}

/** Signs somebody in. Refused for an unknown address and a wrong password alike. */
export async function signIn(
  context: StaffContext,
  { email, password }: { email: string; password: string },
): Promise<Result<SignedIn, 'no-match'>> {
  const auth = await context.locals.services.staffAuth();
  try {
    // The session is a new one whatever cookie came along, so that nobody can be made to use a known one.
    const { headers, response } = await auth.api.signInEmail({
      body: { email, password },
      headers: libraryHeaders(context),
      returnHeaders: true,
    });
    return ok({ cookies: headers.getSetCookie(), secondStep: 'twoFactorRedirect' in response });
  } catch (error) {
    if (isRefusal(error)) return refuse('no-match');
    throw error;
  }
}

/** `over`: the password has to be typed again; `locked`: too many wrong codes. */
export type CodeRefusal = 'wrong' | 'over' | 'locked';

/** The second step: a code of the app, or one of the recovery codes, which then is used up. */
export async function signInWithCode(
  context: StaffContext,
  typed: string,
): Promise<Result<{ cookies: string[] }, CodeRefusal>> {
  const { api } = await context.locals.services.staffAuth();
  const options = { headers: libraryHeaders(context), returnHeaders: true } as const;
  const code = typed.replace(/\s/g, '');
  try {
    const { headers } = /^\d{6}$/.test(code)
      ? await api.verifyTOTP({ body: { code }, ...options })
      : await api.verifyBackupCode({ body: { code }, ...options });
    return ok({ cookies: headers.getSetCookie() });
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const { code: why } = error.body ?? {};
    if (error.statusCode === 429) return refuse('locked');
    return refuse(why === 'INVALID_CODE' || why === 'INVALID_BACKUP_CODE' ? 'wrong' : 'over');
  }
}

/** Ends the session; the cookies that say so. */
export async function signOut(context: StaffContext): Promise<string[]> {
  const auth = await context.locals.services.staffAuth();
  const { headers } = await auth.api.signOut({ headers: libraryHeaders(context), returnHeaders: true });
  return headers.getSetCookie();
}

/** Changes one's own password and signs out everywhere else. Refused where the present one is wrong. */
export async function changePassword(
  context: StaffContext,
  { present, password }: { present: string; password: string },
): Promise<Result<{ cookies: string[] }, 'wrong'>> {
  const auth = await context.locals.services.staffAuth();
  try {
    const { headers } = await auth.api.changePassword({
      body: { currentPassword: present, newPassword: password, revokeOtherSessions: true },
      headers: libraryHeaders(context),
      returnHeaders: true,
    });
    return ok({ cookies: headers.getSetCookie() });
  } catch (error) {
    if (isRefusal(error)) return refuse('wrong');
    throw error;
  }
}

/** 303 to a path below the shop, with these cookies. */
export function seeOther(path: string, cookies: readonly string[] = []): Response {
  const response = new Response(null, { status: 303, headers: { Location: path } });
  for (const cookie of cookies) response.headers.append('Set-Cookie', cookie);
  return response;
}

/** Where somebody was going when they were asked to sign in: a page for staff, else the first one. */
export function nextPage(next: string | null): string {
  // Anything else could be made to lead somebody who has just signed in to a stranger's page.
  return next && /^\/(admin|keystatic)(\/(?!\/)|\?|$)/.test(next) && !/[\\\s]/.test(next)
    ? next
    : paths.admin;
}

/** Whether the library says no, as against something being broken. */
export function isRefusal(error: unknown): error is APIError {
  return error instanceof APIError && error.statusCode < 500;
}
