import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findHolder } from '#db/data-lock.server.ts';
import type { setStock } from '#features/inventory/inventory.server.ts';
import { askHolder } from '../../src/server/control.server.ts';
import { freePort } from './free-port.ts';
import { mailParts } from './mail-parts.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** The built shop in a process of its own, as `npm start` runs it, with its payment sandbox. */
export interface ShopProcess {
  url: string;
  sandboxUrl: string;
  dataDir: string;
  /** What it was started with; commands with the same reach the same shop. */
  env: Record<string, string>;
  pid: number;
  /** Everything it has printed so far. */
  said(): string;
  /** Sends the signal and waits for the end; the exit code, null after a kill. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  /** Stops it if it runs, and forgets its data folder. */
  remove(): Promise<void>;
}

export interface ShopOptions {
  /** Continue with what an earlier process left there. */
  dataDir?: string;
  env?: Record<string, string>;
  /** The folder whose `dist/` is run; left out, the repository. */
  root?: string;
}

/** Names the data folder that new shops start from a copy of: making an empty database takes seconds. */
export const templateVariable = 'NEEDLEWISE_TEST_DATA';

/** Names the folder that a test run puts its data folders into and removes at its end. */
export const scratchVariable = 'NEEDLEWISE_TEST_SCRATCH';

let scratch: string | undefined;
/** Made once it is needed, gone when this process ends; a killed one leaves it to the run's own clean-up. */
function scratchFolder(): string {
  if (!scratch) {
    const made = mkdtempSync(path.join(process.env[scratchVariable] ?? tmpdir(), 'needlewise-shops-'));
    process.once('exit', () => rmSync(made, { recursive: true, force: true, maxRetries: 5 }));
    scratch = made;
  }
  return scratch;
}

/** A new data folder. */
export function newDataDir(): string {
  const folder = mkdtempSync(path.join(scratchFolder(), 'data-'));
  const template = process.env[templateVariable];
  if (template) cpSync(path.join(template, 'database'), path.join(folder, 'database'), { recursive: true });
  return folder;
}

/** The environment of a shop in tests: nothing of the machine’s own settings but the path. */
export async function shopEnvironment(options: ShopOptions = {}): Promise<Record<string, string>> {
  return {
    PATH: `${path.join(root, 'node_modules/.bin')}:${process.env.PATH}`,
    HOME: process.env.HOME ?? tmpdir(),
    PORT: String(await freePort()),
    SANDBOX_PORT: String(await freePort()),
    DATA_DIR: options.dataDir ?? newDataDir(),
    LOG_LEVEL: 'warn',
    ...options.env,
  };
}

/** Starts the built shop on free ports and waits until it is ready; throws with its own words where it ends first. */
export async function startShop(options: ShopOptions = {}): Promise<ShopProcess> {
  const env = await shopEnvironment(options);
  const { child, said, ended } = run(['dist/main.mjs'], env, options.root);
  const url = `http://localhost:${env.PORT}`;
  await waitUntilReady(url, child, said);
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    return ended;
  };
  return {
    url,
    sandboxUrl: `http://127.0.0.1:${env.SANDBOX_PORT}`,
    dataDir: env.DATA_DIR ?? '',
    env,
    pid: child.pid ?? 0,
    said,
    stop,
    async remove() {
      await stop();
      if (env.DATA_DIR) rmSync(env.DATA_DIR, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Runs `node …` in the repository to its end. */
export async function runNode(
  argv: string[],
  env: Record<string, string>,
): Promise<{ code: number | null; said: string }> {
  const { said, ended } = run(argv, env);
  const code = await ended;
  return { code, said: said() };
}

// The shops of Vitest live for seconds. What V8 optimizes of the database in that time saves less than it takes: a start is
// 2.2 s of processor time without, 3.6 s with. Journeys and benches run it as everybody does.
const shortLived = process.env.VITEST ? ['--liftoff-only'] : [];

function run(argv: string[], env: Record<string, string>, cwd = root) {
  const child = spawn(process.execPath, [...shortLived, ...argv], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
  }
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code));
  });
  return { child, said: () => text, ended };
}

async function waitUntilReady(url: string, child: ChildProcess, said: () => string): Promise<void> {
  // A machine with much else to do takes its time; a shop that cannot start says so by ending.
  const deadline = Date.now() + 240_000;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`The shop ended with ${child.exitCode}:\n${said()}`);
    const answer = await fetch(`${url}/readyz`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  child.kill('SIGKILL');
  throw new Error(`The shop was not ready after four minutes:\n${said()}`);
}

/** Calls the test controls of a shop's sandbox. */
export async function sandboxControl<T = unknown>(
  shop: Pick<ShopProcess, 'sandboxUrl'>,
  control: string,
  body?: object,
): Promise<T> {
  const answer = await fetch(`${shop.sandboxUrl}/_sandbox/${control}`, {
    method: body ? 'POST' : 'GET',
    ...(body && { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
  });
  if (!answer.ok) throw new Error(`/_sandbox/${control}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

/**
 * What the shop has asked of the provider, but for its look every minute at the provider's list of events, which it
 * takes whoever does what.
 */
export async function askedOfProvider(
  shop: Pick<ShopProcess, 'sandboxUrl'>,
): Promise<{ method: string; path: string }[]> {
  const { requests } = await sandboxControl<{ requests: { method: string; path: string }[] }>(shop, 'state');
  return requests.filter(({ method, path }) => `${method} ${path}` !== 'GET /v1/events');
}

/** Sets the stock of a SKU in a running shop, by the door that `npm run stock:set` uses, without a process of its own. */
export async function setShopStock(shop: ShopProcess, sku: string, quantity: number): Promise<void> {
  const holder = await findHolder(shop.dataDir);
  if (!holder) throw new Error(`No shop holds ${shop.dataDir}`);
  const answer = (await askHolder(holder, 'stock', { sku, quantity })) as Awaited<
    ReturnType<typeof setStock>
  >;
  if (!answer.ok) throw new Error(`The stock of ${sku} was not set to ${quantity}: ${answer.error.reason}`);
}

/** The mails in a shop's outbox, each as it was written. */
export function outbox({ dataDir }: Pick<ShopProcess, 'dataDir'>): string[] {
  const folder = path.join(dataDir, 'outbox');
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.eml'))
      .map((name) => readFileSync(path.join(folder, name), 'utf8'));
  } catch {
    return [];
  }
}

/** The text part of a mail, decoded. */
export function plainText(mail: string): string {
  return (
    mailParts(mail)
      .find(({ type }) => type === 'text/plain')
      ?.content.toString('utf8') ?? ''
  );
}
