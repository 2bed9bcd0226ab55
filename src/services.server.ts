import path from 'node:path';
import { pino } from 'pino';
import type { CompiledContent } from '#content-pipeline/compile.server.ts';
import { createContentStore } from '#content-pipeline/store.server.ts';
import { type OpenDatabase, openPglite, openPostgres } from '#db/client.server.ts';
import { type Jobs, startJobs } from '#db/jobs.server.ts';
import type { CheckoutServices } from '#features/checkout/checkout-services.ts';
import { reconcileQueue } from '#features/checkout/reconcile.server.ts';
import { type ContentFolder, openContentFolder } from '#features/editing/content-folder.server.ts';
import { openingUnits, openStock } from '#features/inventory/inventory.server.ts';
import { createOutboxMailer, createSmtpMailer } from '#features/notifications/mailer.server.ts';
import { mailQueue } from '#features/notifications/notifications.server.ts';
import { createPayments } from '#features/payments/payments.server.ts';
import { createRateLimiter, type RateLimiter } from '#features/rate-limits/rate-limits.server.ts';
import { keepLiveRelease, type LiveKeeper } from '#features/releases/keep-live.server.ts';
import { type LiveContent, loadRelease, openLive } from '#features/releases/live-content.server.ts';
import { openPreviews, type Previews, previewCookie } from '#features/releases/preview.server.ts';
import { openWorkingCopy } from '#features/releases/working-copy.server.ts';
import { keepPauses, type PauseKeeper } from '#features/self-check/pauses.server.ts';
import { currentRuleset } from '#features/self-check/ruleset.ts';
import { createStaffAuth, type StaffAuth } from '#features/staff/staff-auth.server.ts';
import { staffMailQueue } from '#features/staff/staff-links.server.ts';
import { type AnswerCache, createAnswerCache } from '#lib/answer-cache.server.ts';
import { systemClock } from '#lib/clock.ts';
import { todayIn } from '#lib/dates.ts';
import type { Config } from '#lib/env.server.ts';
import { projectRoot } from '#lib/project-root.server.ts';
import { createSealer } from '#lib/sealing.server.ts';
import { createContentCompiler } from './content-compiler.server.ts';

/** Everything that reaches outside the process, made once and handed to each request. */
export interface Services extends CheckoutServices {
  config: Config;
  staffAuth: StaffAuth;
  /** The finished answers that this process keeps. */
  answers: AnswerCache;
  countRate: RateLimiter;
  releases: LiveContent;
  previews: Previews;
  /** Whether the self-check runs on rules that no clinician has signed: pages must say so. */
  readonly draftRules: boolean;
  /** The files in `content/`, which editors work on. */
  contentFolder: ContentFolder;
  /** Ends what runs beside the requests, then the database. */
  close(): Promise<void>;
}

// The demo shop has some hundred addresses of 30 to 150 kB; the rest is for filters, searches and pictures.
const keptAnswersBytes = 32 * 1024 * 1024;

/**
 * Opens the database, applies migrations, finds out what is live (on the very first start: what the repository holds),
 * gives new SKUs their opening stock, and makes every client. The embedded database must be locked by the caller.
 * `shows: 'repository'`: whatever is live, the shop shows what the repository holds, and releases are left alone.
 */
export async function openServices(
  config: Config,
  repository: CompiledContent,
  { shows }: { shows: 'live' | 'repository' } = { shows: 'live' },
): Promise<Services> {
  const log = pino({ level: config.logLevel }, pino.destination(2));
  const clock = systemClock;
  const database: OpenDatabase = config.databaseUrl
    ? await openPostgres(config.databaseUrl)
    : await openPglite(path.join(config.dataDir, 'database'));
  let jobs: Jobs | null = null;
  let pauses: PauseKeeper | null = null;
  let keeper: LiveKeeper | null = null;
  const compiler = createContentCompiler({ root: projectRoot, dataDir: config.dataDir });
  const workingCopy = openWorkingCopy(projectRoot, compiler);
  const loading = { db: database.db, compiler, log };
  try {
    const live =
      shows === 'live'
        ? await openLive(database.db, repository, clock.now(), (tx) =>
            openStock(tx, openingUnits(repository.bundle.products), clock.now()),
          )
        : null;
    // What was compiled from the same files by this very build needs no loading.
    const isThere = live === null || live.release.hash === repository.bundle.hash;
    const bundle = isThere ? repository.bundle : await loadRelease(loading, live.release.id);
    const content = createContentStore(bundle, clock);
    const load = (releaseId: string) =>
      loadRelease(loading, releaseId, keeper && { release: keeper.serving.release, bundle: content.bundle });
    await database.db.transaction((tx) => openStock(tx, openingUnits(bundle.products), clock.now()));
    jobs = await startJobs(database.jobStorage, [mailQueue, reconcileQueue, staffMailQueue], (error) =>
      log.error({ err: error }, 'job queue'),
    );
    pauses = await keepPauses({ config, clock, content, db: database.db, log });
    const answers = createAnswerCache({
      maxBytes: keptAnswersBytes,
      now: () => clock.now().getTime(),
      // Whoever holds a preview sees other pages at the same addresses.
      isPrivate: ({ headers }) => headers.cookie?.includes(`${previewCookie}=`) ?? false,
    });
    content.subscribe((changed) => answers.invalidate(changed));
    if (live) {
      keeper = await keepLiveRelease({ db: database.db, content, log, listen: database.listen, load }, live);
    }
    const services: Services = {
      config,
      answers,
      releases: {
        get serving() {
          return keeper?.serving ?? null;
        },
        refresh: async () => keeper?.refresh(),
        load,
        workingCopy,
      },
      previews: openPreviews(workingCopy, clock),
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
      contentFolder: openContentFolder(
        projectRoot,
        async () => (await import('./content-linters.ts')).contentLinters,
      ),
      staffAuth: createStaffAuth({ config, db: database.db, log }),
      async close() {
        await keeper?.stop();
        await pauses?.stop();
        await jobs?.stop();
        await database.close();
      },
    };
    return services;
  } catch (error) {
    await keeper?.stop();
    await pauses?.stop();
    await jobs?.stop();
    await database.close();
    throw error;
  }
}
