import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildIfNeeded } from '../support/build-if-needed.ts';
import { pageTypes } from '../support/page-types.ts';
import { weighPage } from '../support/page-weight.ts';
import { shopEnvironment } from '../support/shop-process.ts';
import { measureCatalogue } from './catalogue.ts';
import { lighthousePages, withLighthouse } from './lighthouse.ts';
import { measureOrders } from './orders.ts';
import { measurePublishing } from './publishing.ts';
import { bareRequestsPerSecond, requestsPerSecond } from './requests.ts';

// npm run bench: what the shop costs in seconds, memory and bytes, and what Lighthouse says of it. Prints tables and
// writes nothing. `-- --only start,load,bytes,catalogue,publish,orders,lighthouse` runs some of it (`catalogue`: 24 products
// beside 10,000; `publish`: from a publication to both of two processes; `orders`: orders a second), `--runs 1` each page of Lighthouse once, `--pages catalogue,product` only these.

const root = path.resolve(import.meta.dirname, '../..');

interface Running {
  url: string;
  sandboxUrl: string;
  dataDir: string;
  /** From `npm start` to the first page, in seconds. */
  seconds: number;
  stop(): Promise<void>;
}

/** Runs `npm start` in a tree until the first page comes. */
async function npmStart(tree: string, dataDir?: string): Promise<Running> {
  const env = await shopEnvironment(dataDir ? { dataDir } : {});
  const url = `http://localhost:${env.PORT}`;
  const begun = performance.now();
  // A group of its own, so that npm and what it started end together.
  const child = spawn('npm', ['start'], {
    cwd: tree,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk;
    });
  }
  for (;;) {
    if (child.exitCode !== null) throw new Error(`npm start ended with ${child.exitCode}:\n${said}`);
    const page = await fetch(url).catch(() => null);
    if (page?.ok && (await page.text()).includes('</html>')) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return {
    url,
    sandboxUrl: `http://127.0.0.1:${env.SANDBOX_PORT}`,
    dataDir: env.DATA_DIR ?? '',
    seconds: (performance.now() - begun) / 1000,
    stop: () => endGroup(child),
  };
}

function endGroup(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('close', () => resolve());
    if (child.pid) process.kill(-child.pid, 'SIGTERM');
  });
}

/** A copy of the sources in which nothing was ever built. */
function unbuiltCopy(): string {
  const copy = mkdtempSync(path.join(tmpdir(), 'needlewise-bench-'));
  const left = new Set([
    'node_modules',
    'dist',
    'data',
    '.git',
    '.astro',
    '.contentlayer',
    'test-results',
    '.env',
  ]);
  cpSync(root, copy, { recursive: true, filter: (from) => !left.has(path.relative(root, from)) });
  symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
  return copy;
}

/** Resident memory of a process, in MiB. */
function resident(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
}

/** The shop's process holds the lock of its folder; the sandbox is its only child. */
function processesOf({ dataDir }: Running): { shop: number; sandbox: number } {
  const { pid } = JSON.parse(readFileSync(path.join(dataDir, 'shop.lock'), 'utf8'));
  const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  return { shop: Number(pid), sandbox: Number(child) };
}

function print(...cells: (string | number)[]): void {
  const [name = '', ...rest] = cells.map((cell) =>
    typeof cell === 'number' ? cell.toLocaleString('en-GB') : cell,
  );
  process.stdout.write(`${name.padEnd(34)}${rest.map((cell) => cell.padStart(11)).join('')}\n`);
}

const seconds = (value: number) => `${value.toFixed(1)} s`;
const mebibytes = (value: number) => `${value.toFixed(0)} MiB`;

const parts = ['start', 'load', 'bytes', 'catalogue', 'publish', 'orders', 'lighthouse'] as const;
type Part = (typeof parts)[number];

/** Which parts to run and which pages to load, all where none is named, and how often; ends the process on anything else. */
function readArguments(): { only: readonly Part[]; runs: number; pages: readonly string[] } {
  const { values } = parseArgs({
    options: { only: { type: 'string' }, runs: { type: 'string' }, pages: { type: 'string' } },
  });
  const pages = values.pages?.split(',') ?? Object.keys(lighthousePages);
  const runs = Number(values.runs ?? 5);
  const only = values.only?.split(',') ?? parts;
  const known = parts.filter((part) => only.includes(part));
  const strange = pages.some((page) => !Object.hasOwn(lighthousePages, page));
  if (known.length < only.length || strange || !Number.isInteger(runs) || runs < 1) {
    process.stderr.write(
      `npm run bench -- [--only ${parts.join(',')}] [--runs 5] [--pages "${Object.keys(lighthousePages).join(',')}"]\n`,
    );
    process.exit(1);
  }
  return { only: known, runs, pages };
}

/** Start-up; the data folder that the last start left. */
async function measureStart(): Promise<string> {
  const copy = unbuiltCopy();
  try {
    const first = await npmStart(copy);
    await first.stop();
    print('npm start → first page, not built', seconds(first.seconds));
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
  buildIfNeeded();
  const fresh = await npmStart(root);
  await fresh.stop();
  print('  built, empty data folder', seconds(fresh.seconds));
  return fresh.dataDir;
}

/** Pages that are kept for a while, and addresses that are made for each request. */
const loads: Record<string, (turn: number) => string> = {
  'article, kept': () => '/learn/how-derma-rollers-work',
  'list, kept': () => '/rollers',
  'list with a filter, made each time': (turn) => `/rollers?kind=roller&price-to=${100 + turn}`,
  'product, made each time': () => '/rollers/face-roller',
  'home, made each time': () => '/',
  'basket, made each time': () => '/cart',
};

async function measureLoad(shop: Running): Promise<void> {
  const pids = processesOf(shop);
  print('\nResident memory', 'shop', 'sandbox');
  print('  idle', mebibytes(resident(pids.shop)), mebibytes(resident(pids.sandbox)));
  print('\nRequests a second, 16 connections', 'shop', 'of bare');
  const bare = await bareRequestsPerSecond();
  print('  bare node:http, 12 kB', bare.toFixed(0));
  for (const [name, addressOf] of Object.entries(loads)) {
    // Warm: the first answers load what the later ones use.
    await requestsPerSecond(shop.url, addressOf, 1);
    const perSecond = await requestsPerSecond(shop.url, (turn) => addressOf(turn + 100_000));
    print(`  ${name}`, perSecond.toFixed(0), (perSecond / bare).toFixed(2));
  }
  print('\nResident memory after that', mebibytes(resident(pids.shop)));
}

async function measureBytes(shop: Running): Promise<void> {
  print('\nBytes, first visit', 'HTML', 'on wire', 'script', 'style', 'fonts', 'all', 'on wire');
  for (const [name, address] of Object.entries(pageTypes)) {
    const { html, script, style, font, total } = await weighPage(shop.url + address);
    print(`  ${name}`, html.raw, html.wire, script.raw, style.wire, font.wire, total.raw, total.wire);
  }
}

async function measureLighthouse(shop: Running, runs: number, pages: readonly string[]): Promise<void> {
  const title = `\nLighthouse, phone, ${runs === 1 ? 'one run' : `medians of ${runs}`}`;
  print(title, 'speed', 'access', 'practice', 'search', 'LCP', 'CLS');
  const below: string[] = [];
  await withLighthouse(runs, async (measure) => {
    for (const [name, address] of Object.entries(lighthousePages)) {
      if (!pages.includes(name)) continue;
      const { scores, lcpSeconds, cls, findings } = await measure(shop.url + address);
      print(`  ${name}`, ...scores.map((score) => score.toFixed(0)), seconds(lcpSeconds), cls.toFixed(3));
      below.push(...findings.map((finding) => `  ${name}: ${finding}`));
    }
  });
  if (below.length > 0) process.stdout.write(`\nBelow 100\n${below.join('\n')}\n`);
}

const { only, runs, pages } = readArguments();
const withoutThisShop: readonly Part[] = ['catalogue', 'publish', 'orders'];
if (only.some((part) => !withoutThisShop.includes(part))) {
  const dataDir = only.includes('start') ? await measureStart() : undefined;
  buildIfNeeded();
  const shop = await npmStart(root, dataDir);
  try {
    if (dataDir) print('  built, data folder in use', seconds(shop.seconds));
    if (only.includes('load')) await measureLoad(shop);
    if (only.includes('bytes')) await measureBytes(shop);
    if (only.includes('lighthouse')) await measureLighthouse(shop, runs, pages);
  } finally {
    await shop.stop();
  }
}
if (only.includes('catalogue')) await measureCatalogue(print);
if (only.includes('publish')) await measurePublishing(print);
if (only.includes('orders')) await measureOrders(print);
