import type { APIRoute } from 'astro';
import { seeOther, signOut } from '#features/staff/sign-in.server.ts';
import { paths } from '#lib/paths.ts';

/** Ends the session of whoever asks; for a stranger there is nothing to end. */
export const POST: APIRoute = async (context) =>
  seeOther(`${paths.signIn()}?done=signed-out`, await signOut(context));
