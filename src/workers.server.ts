import { sendStaffMail } from '#features/admin/send-staff-mail.server.ts';
import { reconcilePayments, reconcileQueue } from '#features/checkout/reconcile.server.ts';
import { sendOrderMail } from '#features/checkout/send-order-mail.server.ts';
import { mailQueue } from '#features/notifications/notifications.server.ts';
import { forgetRateCounts } from '#features/rate-limits/rate-limits.server.ts';
import { staffMailQueue } from '#features/staff/staff-links.server.ts';
import type { Services } from './services.server.ts';

/** Starts the jobs of a running shop: mails, and a look after unfinished payments every minute. */
export async function startWorkers(services: Services): Promise<void> {
  await services.jobs.work(mailQueue, (job) => sendOrderMail(services, job));
  await services.jobs.work(staffMailQueue, (job) => sendStaffMail(services, job));
  await services.jobs.everyMinute(reconcileQueue, async () => {
    const result = await reconcilePayments(services);
    if (result.looked > 0) services.log.info(result, 'reconciled payments');
    await forgetRateCounts(services.db, services.clock.now());
  });
}
