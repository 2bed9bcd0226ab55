import type { APIRoute } from 'astro';
import { wipeCheck } from '#features/self-check/check-session.server.ts';
import { paths } from '#lib/paths.ts';

/** Wipes answers, outcome and clearance at once, whatever state they are in. */
export const POST: APIRoute = ({ locals, cookies, redirect }) => {
  wipeCheck(locals.services, cookies);
  return redirect(paths.selfCheck, 303);
};
