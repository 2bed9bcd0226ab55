import type { ContentStore } from '#content-pipeline/store.server.ts';
import type { Database } from '#db/client.server.ts';
import type { Jobs } from '#db/jobs.server.ts';
import type { Mailer } from '#features/notifications/mailer.server.ts';
import type { Payments } from '#features/payments/payments.server.ts';
import type { Clock } from '#lib/clock.ts';
import type { Config } from '#lib/env.server.ts';
import type { Log } from '#lib/log.ts';
import type { Sealer } from '#lib/sealing.server.ts';

/** What taking and settling an order needs; `Services` has all of it. */
export interface CheckoutServices {
  config: Pick<Config, 'siteUrl' | 'allowDraftRules'>;
  clock: Clock;
  content: ContentStore;
  db: Database;
  jobs: Jobs;
  log: Log;
  mailer: Mailer;
  payments: Payments;
  sealer: Sealer;
}
