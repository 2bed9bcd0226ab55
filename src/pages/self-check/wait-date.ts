import { randomUUID } from 'node:crypto';
import type { APIRoute } from 'astro';
import { lastOutcome, openCheck } from '#features/self-check/check-session.server.ts';
import { startWith, waitReminder } from '#features/self-check/check-words.ts';
import { writeCalendarFile } from '#lib/calendar-file.ts';
import { paths } from '#lib/paths.ts';

/**
 * The end of a wait as a calendar file, for a browser without script; with it the file is made on the device. Read from
 * the sealed outcome, stored nowhere.
 */
export const POST: APIRoute = async ({ locals: { services }, cookies, redirect }) => {
  const opened = await openCheck(services, cookies);
  if (!opened.ok) return redirect(paths.selfCheck, 303);
  const date = (await lastOutcome(opened.value))?.outcome.waitUntil;
  if (!date) return redirect(startWith('gone'), 303);
  const { calendar, file, summary, description } = waitReminder;
  const uid = `${date}-${randomUUID()}@${new URL(services.config.siteUrl).hostname}`;
  const text = writeCalendarFile(calendar, [{ date, uid, summary, description }], {
    writtenAt: services.clock.now(),
  });
  return new Response(text, {
    headers: {
      'Content-Type': 'text/calendar; charset=utf-8',
      'Content-Disposition': `attachment; filename="${file}"`,
    },
  });
};
