import { paths } from '#lib/paths.ts';
import { isAdmitted, needsSecondFactor, type StaffMember, type StaffRole } from '#lib/staff-role.ts';
import { addressHeader } from './staff-auth.server.ts';
import type { Refusal, StaffContext } from './staff-context.server.ts';

/**
 * The first line of every page and endpoint for staff: who is signed in, or the answer that says why nobody is let in.
 * Owners are always admitted; name the other roles that are, or none for anybody on the staff. Whoever must have a second
 * factor and has none is led to where it is set up.
 *
 * @example
 * const staff = await requireStaff(Astro, 'packer');
 * if (staff instanceof Response) return staff;
 */
export async function requireStaff(
  context: StaffContext,
  ...roles: readonly StaffRole[]
): Promise<StaffMember | Response> {
  const member = await requireSignedIn(context);
  if (member instanceof Response) return member;
  if (!isAdmitted(member.role, roles)) return refused(context, 'wrong-role');
  if (!member.hasSecondFactor && needsSecondFactor.includes(member.role)) {
    return isRead(context) ? leadsTo(paths.secondFactor) : refused(context, 'no-second-factor');
  }
  return member;
}

/** The same for the pages where somebody looks after their own way in: whoever is signed in, with a second factor or not. */
export async function requireSignedIn(context: StaffContext): Promise<StaffMember | Response> {
  const { url, locals } = context;
  const member = await signedIn(context);
  if (!member) {
    return isRead(context)
      ? leadsTo(paths.signIn(url.pathname + url.search))
      : refused(context, 'signed-out');
  }
  locals.staff = member;
  return member;
}

/** Who is signed in; null for a stranger. */
export async function signedIn(context: StaffContext): Promise<StaffMember | null> {
  // Strangers are the many: they cost no query, and do not make the library be loaded.
  if (!context.request.headers.get('cookie')?.includes('staff.')) return null;
  const auth = await context.locals.services.staffAuth();
  const found = await auth.api.getSession({ headers: libraryHeaders(context) });
  if (!found) return null;
  const { id, name, email, role, twoFactorEnabled } = found.user;
  return { id, name, email, role, sessionId: found.session.id, hasSecondFactor: twoFactorEnabled === true };
}

/** The request's headers as the library may see them. */
export function libraryHeaders({ request, locals }: StaffContext): Headers {
  const headers = new Headers(request.headers);
  headers.set(addressHeader, locals.address ?? '');
  return headers;
}

function isRead({ request }: StaffContext): boolean {
  return request.method === 'GET' || request.method === 'HEAD';
}

function leadsTo(path: string): Response {
  return new Response(null, { status: 303, headers: { Location: path } });
}

function refused(context: StaffContext, refusal: Refusal): Promise<Response> {
  context.locals.refusal = refusal;
  return context.rewrite(paths.refused);
}
