import { noticesReadTo, setNoticesRead } from '#features/payments/notices.server.ts';
import type { CheckoutServices } from './checkout-services.ts';
import { settleNotice } from './settle-payment.server.ts';

// The provider keeps its list for thirty days, and may put an event into it some time after the moment that it names.
const listedDays = 30;
const overlapMinutes = 10;

/**
 * Takes from the provider's own list what its webhooks have not told us of refunds and disputes. Payments need no such
 * list: each has an attempt here that is looked after until it has ended.
 */
export async function takeMissedNotices(services: CheckoutServices): Promise<void> {
  const { db, payments, clock, log } = services;
  const now = clock.now();
  const earliest = new Date(now.getTime() - listedDays * 24 * 3_600_000);
  const readTo = await noticesReadTo(db);
  const from = readTo && readTo > earliest ? new Date(readTo.getTime() - overlapMinutes * 60_000) : earliest;
  const listed = await payments.listMoneyNotices(from);
  if (!listed.ok) {
    log.warn({ failure: listed.error }, 'the list of notices could not be read');
    return;
  }
  for (const notice of listed.value) {
    const settled = await settleNotice(services, notice);
    // Read from here again next time.
    if (!settled.ok) {
      log.warn(
        { event: notice.id, type: notice.type, failure: settled.error },
        'a listed notice is not settled yet',
      );
      return;
    }
  }
  await setNoticesRead(db, now);
}
