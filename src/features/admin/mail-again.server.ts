import type { Database } from '#db/client.server.ts';
import type { Jobs } from '#db/jobs.server.ts';
import { notificationKinds } from '#db/schema/notifications.ts';
import { queueMailAgain } from '#features/notifications/notifications.server.ts';
import type { Clock } from '#lib/clock.ts';
import { ok, type Result, refuse } from '#lib/result.ts';

/** Owes a mail again that bounced or was given up. Refused, in words, for any other. */
export async function mailAgain(
  { db, jobs, clock }: { db: Database; jobs: Jobs; clock: Clock },
  asked: { orderId: string; kind: string; fact: string },
): Promise<Result<void, { reason: 'not-in-trouble'; words: string }>> {
  const kind = notificationKinds.find((each) => each === asked.kind);
  const isQueued =
    kind !== undefined &&
    (await db.transaction((tx) => queueMailAgain(tx, jobs, { ...asked, kind }, clock.now())));
  if (isQueued) return ok(undefined);
  return refuse({
    reason: 'not-in-trouble',
    words: 'That mail is on its way or sent, so nothing was changed.',
  });
}
