import { APIError } from 'better-auth/api';
import { paths } from '#lib/paths.ts';
import { ok, type Result, refuse } from '#lib/result.ts';
import { libraryHeaders } from './require-staff.server.ts';
import type { StaffContext } from './staff-context.server.ts';

/** Signs somebody in; the cookies that say so. Refused for an unknown address and a wrong password alike. */
export async function signIn(
  context: StaffContext,
  { email, password }: { email: string; password: string },
): Promise<Result<{ cookies: string[] }, 'no-match'>> {
  const auth = await context.locals.services.staffAuth();
  try {
    // The session is a new one whatever cookie came along, so that nobody can be made to use a known one.
    const { headers } = await auth.api.signInEmail({
      body: { email, password },
      headers: libraryHeaders(context),
      returnHeaders: true,
    });
    return ok({ cookies: headers.getSetCookie() });
  } catch (error) {
    if (error instanceof APIError && error.statusCode < 500) return refuse('no-match');
    throw error;
  }
}

/** Ends the session; the cookies that say so. */
export async function signOut(context: StaffContext): Promise<string[]> {
  const auth = await context.locals.services.staffAuth();
  const { headers } = await auth.api.signOut({ headers: libraryHeaders(context), returnHeaders: true });
  return headers.getSetCookie();
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
