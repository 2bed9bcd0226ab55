import path from 'node:path';
import { pino } from 'pino';
import type { ContentBundle } from '#content-pipeline/content.ts';
import { createContentStore } from '#content-pipeline/store.server.ts';
import { type OpenDatabase, openPglite, openPostgres } from '#db/client.server.ts';
import { type Jobs, startJobs } from '#db/jobs.server.ts';
import type { CheckoutServices } from '#features/checkout/checkout-services.ts';
import { reconcileQueue } from '#features/checkout/reconcile.server.ts';
import { openStock } from '#features/inventory/inventory.server.ts';
import { createOutboxMailer, createSmtpMailer } from '#features/notifications/mailer.server.ts';
import { mailQueue } from '#features/notifications/notifications.server.ts';
import { createPayments } from '#features/payments/payments.server.ts';
import { createRateLimiter, type RateLimiter } from '#features/rate-limits/rate-limits.server.ts';
import { keepPauses, type PauseKeeper } from '#features/self-check/pauses.server.ts';
import { currentRuleset } from '#features/self-check/ruleset.ts';
import { createStaffAuth, type StaffAuth } from '#features/staff/staff-auth.server.ts';
import { type AnswerCache, createAnswerCache } from '#lib/answer-cache.server.ts';
import { systemClock } from '#lib/clock.ts';
import { todayIn } from '#lib/dates.ts';
import type { Config } from '#lib/env.server.ts';
import { isMeantToShow } from '#lib/purchasable.ts';
import { createSealer } from '#lib/sealing.server.ts';

/** Everything that reaches outside the process, made once and handed to each request. */
export interface Services extends CheckoutServices {
  config: Config;
  staffAuth: StaffAuth;
  /** The finished answers that this process keeps. */
  answers: AnswerCache;
  countRate: RateLimiter;
  /** Whether the self-check runs on rules that no clinician has signed: pages must say so. */
  readonly draftRules: boolean;
  /** Ends what runs beside the requests, then the database. */
  close(): Promise<void>;
}

// The demo shop has some hundred addresses of 30 to 150 kB; the rest is for filters, searches and pictures.
const keptAnswersBytes = 32 * 1024 * 1024;

/**
 * Opens the database, applies migrations, gives new SKUs their opening stock, and makes every client. The embedded
 * database must be locked by the caller.
 */
export async function openServices(config: Config, bundle: ContentBundle): Promise<Services> {
  const log = pino({ level: config.logLevel }, pino.destination(2));
  const clock = systemClock;
  const content = createContentStore(bundle, clock);
  const database: OpenDatabase = config.databaseUrl
    ? await openPostgres(config.databaseUrl)
    : await openPglite(path.join(config.dataDir, 'database'));
  let jobs: Jobs | null = null;
  let pauses: PauseKeeper | null = null;
  try {
    await stockNewSkus(database, bundle, clock.now());
    jobs = await startJobs(database.jobStorage, [mailQueue, reconcileQueue], (error) =>
      log.error({ err: error }, 'job queue'),
    );
    pauses = await keepPauses({ config, clock, content, db: database.db, log });
    const answers = createAnswerCache({ maxBytes: keptAnswersBytes, now: () => clock.now().getTime() });
    content.subscribe((changed) => answers.invalidate(changed));
    const services: Services = {
      config,
      answers,
      get draftRules() {
        const zone = content.market(content.shop.market)?.zone ?? 'UTC';
        const rules = currentRuleset(content.rulesets, todayIn(zone, clock.now()), { allowDraft: true });
        return rules.ok && rules.value.status !== 'published';
      },
      clock,
      content,
      db: database.db,
      jobs,
      log,
      mailer: config.smtpUrl
        ? createSmtpMailer(config.smtpUrl, config.mailFrom)
        : createOutboxMailer(path.join(config.dataDir, 'outbox'), config.mailFrom),
      payments: createPayments(config.payment),
      countRate: createRateLimiter(database.db, clock, config.appSecret),
      sealer: createSealer(config.appSecret),
      staffAuth: createStaffAuth({ config, db: database.db, log }),
      async close() {
        await pauses?.stop();
        await jobs?.stop();
        await database.close();
      },
    };
    return services;
  } catch (error) {
    await pauses?.stop();
    await jobs?.stop();
    await database.close();
    throw error;
  }
}

/** What is to come is put on the shelf now, so that it can be sold from its first moment on. */
async function stockNewSkus({ db }: OpenDatabase, bundle: ContentBundle, now: Date): Promise<void> {
  const units = bundle.products
    .filter(isMeantToShow)
    .flatMap((product) =>
      product.variants.map((variant) => ({ sku: variant.sku, quantity: variant.openingStock })),
    );
  await db.transaction((tx) => openStock(tx, units, now));
}
