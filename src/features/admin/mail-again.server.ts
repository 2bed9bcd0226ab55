import { notificationKinds } from '#db/schema/notifications.ts';
import type { CheckoutServices } from '#features/checkout/checkout-services.ts';
import { queueMailAgain } from '#features/notifications/notifications.server.ts';
import { ok, type Result, refuse } from '#lib/result.ts';

/** Owes a mail again that bounced or was given up. Refused, in words, for any other. */
export async function mailAgain(
  { db, jobs, clock }: CheckoutServices,
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
