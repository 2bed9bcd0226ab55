import { paths } from '#lib/paths.ts';
import { isAdmitted, type StaffMember, type StaffRole } from '#lib/staff-role.ts';
import { addressHeader } from './staff-auth.server.ts';
import type { StaffContext } from './staff-context.server.ts';

/**
 * The first line of every page and endpoint for staff: who is signed in, or the answer that says why nobody is let in.
 * Owners are always admitted; name the other roles that are, or none for anybody on the staff.
 *
 * @example
 * const staff = await requireStaff(Astro, 'packer');
 * if (staff instanceof Response) return staff;
 */
export async function requireStaff(
  context: StaffContext,
  ...roles: readonly StaffRole[]
): Promise<StaffMember | Response> {
  const { request, url, locals } = context;
  const member = await signedIn(context);
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (!member && isRead) {
    return new Response(null, {
      status: 303,
      headers: { Location: paths.signIn(url.pathname + url.search) },
    });
  }
  if (!member || !isAdmitted(member.role, roles)) {
    locals.refusal = member ? 'wrong-role' : 'signed-out';
    if (member) locals.staff = member;
    return context.rewrite(paths.refused);
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
  const { id, name, email, role } = found.user;
  return { id, name, email, role, sessionId: found.session.id };
}

/** The request's headers as the library may see them. */
export function libraryHeaders({ request, clientAddress }: StaffContext): Headers {
  const headers = new Headers(request.headers);
  headers.set(addressHeader, clientAddress);
  return headers;
}
