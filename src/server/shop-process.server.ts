import cluster from 'node:cluster';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import sirv from 'sirv';
import { readCompiled } from '#content-pipeline/bundle-file.server.ts';
import type { ContentReads } from '#content-pipeline/store.server.ts';
import { DataFolderInUse } from '#db/data-lock.server.ts';
import { ReleaseRefused } from '#features/releases/live-content.server.ts';
import { currentRuleset } from '#features/self-check/ruleset.ts';
import { rulesNotices } from '#features/self-check/ruleset-standing.ts';
import { todayIn } from '#lib/dates.ts';
import { type Config, EnvironmentRefused } from '#lib/env.server.ts';
import { projectRoot } from '#lib/project-root.server.ts';
import { openServices, type Services } from '../services.server.ts';
import { shopCommands } from '../shop-commands.server.ts';
import { startWorkers } from '../workers.server.ts';
import { holdDataFolder } from './control.server.ts';
import { startSandbox } from './sandbox-process.server.ts';

const dist = path.join(projectRoot, 'dist');

/** The shop cannot start for a reason that the operator can mend. */
class StartRefused extends Error {}

/** What must be undone when the shop stops, in the order in which it was done. */
const undo: (() => void | Promise<void>)[] = [];
let stopping = false;

/**
 * Runs the shop until a signal ends it, or says why it cannot and exits 1. `operatorsNodeEnv`: NODE_ENV as it was set
 * from outside, which workers must see as it was.
 */
export async function runShop(config: Config, operatorsNodeEnv: string): Promise<void> {
  try {
    process.on('SIGINT', () => stop(0));
    process.on('SIGTERM', () => stop(0));
    if (cluster.isPrimary) await startPrimary(config, operatorsNodeEnv);
    else await serve(config);
  } catch (error) {
    // An operator's mistake is told in its own words, a bug with its stack.
    const expected =
      error instanceof EnvironmentRefused ||
      error instanceof DataFolderInUse ||
      error instanceof ReleaseRefused ||
      error instanceof StartRefused;
    process.stderr.write(
      `${expected ? error.message : error instanceof Error ? error.stack : String(error)}\n`,
    );
    await stop(1);
  }
}

/** One process a machine: the payment sandbox, then the shop itself or its workers. */
async function startPrimary(config: Config, operatorsNodeEnv: string): Promise<void> {
  // Before the database is opened: nobody waits seconds to be told that a port is taken.
  for (const host of hostsOf(config)) {
    const probe = createServer();
    if (await listens(probe, config.port, host)) await closed(probe);
  }
  if (config.payment.sandbox) {
    const sandbox = await startSandbox(config).catch((error: unknown) => {
      throw new StartRefused(error instanceof Error ? error.message : String(error));
    });
    undo.push(() => {
      sandbox.kill('SIGTERM');
    });
    sandbox.once('exit', () => {
      if (stopping) return;
      process.stderr.write('The payment sandbox ended, so the shop stops too.\n');
      void stop(1);
    });
  }
  if (config.workers > 1) {
    const fork = () => cluster.fork({ NODE_ENV: operatorsNodeEnv });
    cluster.on('exit', (worker) => {
      if (stopping) return;
      process.stderr.write(`Worker ${worker.process.pid} ended; starting another.\n`);
      fork();
    });
    const up = Array.from({ length: config.workers }, () => {
      const worker = fork();
      return new Promise<void>((resolve) => worker.once('listening', () => resolve()));
    });
    undo.push(async () => {
      // A worker lets its answers end; it would be cut off if this process went first.
      const workers = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
      const ended = workers.map((worker) => new Promise((resolve) => worker.once('exit', resolve)));
      for (const worker of workers) worker.process.kill('SIGTERM');
      await Promise.all(ended);
    });
    await Promise.all(up);
    announce(config, null);
    return;
  }
  announce(config, await serve(config));
}

/** Opens everything and answers requests. */
async function serve(config: Config): Promise<Services> {
  const repository = await readCompiled(path.join(dist, 'content.json')).catch((error: unknown) => {
    throw new StartRefused(error instanceof Error ? error.message : String(error));
  });
  let services: Services | undefined;
  if (!config.databaseUrl) {
    const control = await holdDataFolder(config.dataDir, () => (services ? shopCommands(services) : {}));
    undo.push(() => control.close());
  }
  const opened = await openServices(config, repository);
  undo.push(() => opened.close());
  checkRules(config, opened.content);
  services = opened;
  if (!cluster.worker || cluster.worker.id === 1) await tellOfWorkingCopy(opened);
  await startWorkers(opened);

  const { handler } = await import(pathToFileURL(path.join(dist, 'server/entry.mjs')).href);
  const files = sirv(path.join(dist, 'client'), {
    brotli: true,
    gzip: true,
    etag: true,
    setHeaders(response, pathname) {
      response.setHeader('X-Content-Type-Options', 'nosniff');
      // Names below /_astro/ hold a hash of what is in them.
      response.setHeader(
        'Cache-Control',
        pathname.startsWith('/_astro/') ? 'public, max-age=31536000, immutable' : 'public, max-age=3600',
      );
    },
  });
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    files(request, response, () => {
      opened.answers.answer(request, response, () => {
        const locals = { services: opened };
        // The adapter forgets the locals where no route fits, so the page that says so is asked for by name.
        const notFound = () => {
          request.url = '/404';
          void handler(request, response, undefined, locals);
        };
        void handler(request, response, notFound, locals);
      });
    });
  };
  for (const host of hostsOf(config)) {
    const server = createServer(answer);
    if (await listens(server, config.port, host)) undo.push(() => closed(server));
  }
  return opened;
}

/** “localhost” is both loopback addresses: which of them a client tries first differs. */
function hostsOf(config: Config): string[] {
  return config.host === 'localhost' ? ['127.0.0.1', '::1'] : [config.host];
}

/** False where the machine has no such loopback address (a container without IPv6); a taken port is an error. */
function listens(server: Server, port: number, host: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const code = 'code' in error ? error.code : undefined;
      if (host === '::1' && (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT')) resolve(false);
      else if (code === 'EADDRINUSE')
        reject(new StartRefused(`Port ${port} on ${host} is taken. Set PORT to a free port.`));
      else reject(error);
    });
    server.listen(port, host, () => resolve(true));
  });
}

/** Stops accepting, lets answers in progress end (10 s at most). */
function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const patience = setTimeout(() => server.closeAllConnections(), 10_000);
    server.close(() => {
      clearTimeout(patience);
      resolve();
    });
    server.closeIdleConnections();
  });
}

async function stop(code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  for (const step of undo.reverse()) {
    try {
      await step();
    } catch (error) {
      process.stderr.write(`While stopping: ${error instanceof Error ? error.stack : String(error)}\n`);
    }
  }
  process.exit(code);
}

/**
 * A production shop does not screen anybody by rules that no clinician has read, unless the operator says so. Any other
 * reason for which no rules are in force (withdrawn, review overdue) stops the sale and not the shop: it is said here.
 */
function checkRules(config: Config, content: ContentReads): void {
  const zone = content.market(content.shop.market)?.zone ?? 'UTC';
  const today = todayIn(zone, new Date());
  const rules = currentRuleset(content.rulesets, today, { allowDraft: config.allowDraftRules });
  if (rules.ok) {
    const drafts = { allowDraft: config.allowDraftRules };
    for (const notice of rulesNotices(content.rulesets, today, drafts)) process.stderr.write(`${notice}\n`);
    return;
  }
  if (currentRuleset(content.rulesets, today, { allowDraft: true }).ok) {
    throw new EnvironmentRefused([
      {
        name: 'ALLOW_DRAFT_RULES',
        problem: 'is not set, and the self-check rules in force are a draft that no clinician has signed',
        example: '1',
      },
    ]);
  }
  const why = rules.error.problems.map(({ path: place, message }) => `\n  ${place}: ${message}`).join('');
  process.stderr.write(
    `No self-check rules are in force (${rules.error.reason}), so no rollers are sold.${why}\n`,
  );
}

/** A start never changes what is live: a deploy with other files says so, and waits for somebody to publish them. */
async function tellOfWorkingCopy({ releases }: Services): Promise<void> {
  const hash = await releases.workingCopy.hash();
  const { serving } = releases;
  if (hash === null || !serving || hash === serving.release.hash) return;
  process.stderr.write(
    `The files in content/ are not what is live (release ${serving.release.number}). What would change: npm run content:publish -- --dry-run\n`,
  );
}

function announce(config: Config, services: Services | null): void {
  const lines = [
    '',
    `  ${config.production ? 'Needlewise' : 'Needlewise, demo: rules are a draft, no real money'}`,
    `  Shop           ${config.siteUrl}`,
    `  Payment page   ${config.payment.sandbox ? `${config.payment.pageOrigin} (offline sandbox, test card 4242 4242 4242 4242)` : config.payment.pageOrigin}`,
    `  Mail           ${services?.mailer.destination ?? (config.smtpUrl ? 'SMTP' : path.join(config.dataDir, 'outbox'))}`,
    `  Database       ${config.databaseUrl ? 'PostgreSQL' : path.join(config.dataDir, 'database')}`,
    '  Stop with Ctrl-C',
    '',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
