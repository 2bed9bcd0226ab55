import { readBundle } from '#content-pipeline/bundle-file.server.ts';
import { createContentStore } from '#content-pipeline/store.server.ts';
import type { OpenDatabase } from '#db/client.server.ts';
import { startJobs } from '#db/jobs.server.ts';
import type { CheckoutServices } from '#features/checkout/checkout-services.ts';
import { reconcileQueue } from '#features/checkout/reconcile.server.ts';
import { mailQueue } from '#features/notifications/notifications.server.ts';
import { createPayments } from '#features/payments/payments.server.ts';
import { createSealer } from '#lib/sealing.server.ts';

/** What a shop that tests kill is told; the same for each life of it, and for whoever looks at it from outside. */
export interface ShopFacts {
  bundleFile: string;
  appSecret: string;
  webhookSecret: string;
  providerUrl: string;
  siteUrl: string;
}

/** The shop below its pages on this database, without mail. */
export async function shopParts(
  facts: ShopFacts,
  database: OpenDatabase,
  clock: { now(): Date },
): Promise<CheckoutServices & { close(): Promise<void> }> {
  const complain = (fields: object, message: string) => {
    if (process.env.FAULT_LOG) process.stderr.write(`${message} ${JSON.stringify(fields)}\n`);
  };
  const jobs = await startJobs(database.jobStorage, [mailQueue, reconcileQueue], (error) =>
    complain({ error: String(error) }, 'job queue'),
  );
  return {
    config: { siteUrl: facts.siteUrl, allowDraftRules: true },
    clock,
    content: createContentStore(await readBundle(facts.bundleFile), clock),
    db: database.db,
    jobs,
    log: { info: () => undefined, warn: complain, error: complain },
    mailer: { destination: 'nowhere', send: async () => undefined },
    payments: createPayments({
      secretKey: 'sk_test_faults',
      webhookSecret: facts.webhookSecret,
      apiUrl: facts.providerUrl,
    }),
    sealer: createSealer(facts.appSecret),
    async close() {
      await jobs.stop();
      await database.close();
    },
  };
}
