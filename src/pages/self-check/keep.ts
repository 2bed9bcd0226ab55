import type { APIRoute } from 'astro';
import { lastOutcome, openCheck, renewCheck } from '#features/self-check/check-session.server.ts';

/** The seconds that answers and outcome have left in this browser; 0 for what is not there. Changes nothing. */
export const GET: APIRoute = async (context) => {
  const opened = await openCheck(context.locals.services, context.cookies);
  if (!opened.ok) return left({ answers: 0, outcome: 0 });
  const outcome = (await lastOutcome(opened.value))?.secondsLeft ?? 0;
  return left({ answers: opened.value.secondsLeft, outcome });
};

/** Gives what is still there its whole time again: the answer to “are you still there?”. The body is not read. */
export const POST: APIRoute = async (context) => {
  const opened = await openCheck(context.locals.services, context.cookies);
  return left(opened.ok ? await renewCheck(opened.value) : { answers: 0, outcome: 0 });
};

function left(seconds: { answers: number; outcome: number }): Response {
  return Response.json(seconds);
}
