import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readBundle, writeBundle } from '#content-pipeline/bundle-file.server.ts';
import type { ContentBundle } from '#content-pipeline/content.ts';
import { buildIfNeeded } from '../support/build-if-needed.ts';
import { shopEnvironment } from '../support/shop-process.ts';
import { generatedCatalogue } from './generated-catalogue.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** A few products, and many. */
const sizes = [24, 10_000] as const;
const rounds = 40;

/** Where the list is short with few products, it has fewer cards to draw: the table says how many. */
const addresses = {
  'the list': '/rollers?',
  'its last page': '/rollers?page=99999',
  'one filter': '/rollers?kind=roller',
  'a narrow filter': '/rollers?length=0.25',
  'four filters, sorted':
    '/rollers?kind=roller&material=steel&material=titanium&availability=in-stock&price-to=60&sort=price-asc',
  'sorted by length': '/rollers?sort=length-desc',
  'nothing found': '/rollers?kind=gauze&length=9.5&price-to=1',
} as const;

/** A built shop with generated products. */
export interface CatalogueShop {
  url: string;
  products: number;
  /** From its start to being ready, in seconds: on an empty database, which gets the stock of every SKU. */
  seconds: number;
  pid: number;
  stop(): Promise<void>;
}

/**
 * Measures list and filter pages at 24 and at 10,000 generated products, in two shops side by side, asked in turn: the
 * median time of a page that nothing keeps, uncompressed, from the request to its last byte; then memory.
 */
export async function measureCatalogue(print: (...cells: (string | number)[]) => void): Promise<void> {
  buildIfNeeded();
  const bundle = await readBundle(path.join(root, 'dist/content.json'));
  const shops: CatalogueShop[] = [];
  try {
    for (const size of sizes) shops.push(await startCatalogueShop(bundle, size));
    print('\nCatalogue', ...sizes.map((size) => `${size.toLocaleString('en-GB')} prod.`), 'ratio', 'cards');
    print('  empty database → ready', ...shops.map(({ seconds }) => `${seconds.toFixed(1)} s`));
    const first: number[] = [];
    for (const { url } of shops) first.push((await timed(`${url}${addresses['the list']}`)).milliseconds);
    print('  first list: builds the index', ...first.map(inMilliseconds));
    print('  memory after it', ...shops.map(({ pid }) => `${resident(pid).toFixed(0)} MiB`));
    const ratios: number[] = [];
    for (const [name, address] of Object.entries(addresses)) {
      const times: number[][] = shops.map(() => []);
      const cards: number[] = [];
      for (let round = -5; round < rounds; round += 1) {
        for (const [place, { url }] of shops.entries()) {
          // No address is asked for twice, so no cache has it.
          const page = await timed(`${url}${address}&round=${round}`);
          cards[place] = page.cards;
          // The first few make the code warm.
          if (round >= 0) times[place]?.push(page.milliseconds);
        }
      }
      const [few = Number.NaN, many = Number.NaN] = times.map(median);
      ratios.push(many / few);
      print(
        `  ${name}`,
        inMilliseconds(few),
        inMilliseconds(many),
        (many / few).toFixed(2),
        cards.join(' / '),
      );
    }
    print('  worst of them', '', '', Math.max(...ratios).toFixed(2));
    print('  memory after all', ...shops.map(({ pid }) => `${resident(pid).toFixed(0)} MiB`));
  } finally {
    for (const shop of shops) await shop.stop();
  }
}

/** The built shop in a folder of its own, with as many generated products in place of the real ones. */
export async function startCatalogueShop(
  real: ContentBundle,
  products: number,
  more: Record<string, string> = {},
): Promise<CatalogueShop> {
  const folder = mkdtempSync(path.join(tmpdir(), 'needlewise-catalogue-'));
  cpSync(path.join(root, 'dist'), path.join(folder, 'dist'), { recursive: true });
  for (const name of ['node_modules', 'src', 'package.json'])
    symlinkSync(path.join(root, name), path.join(folder, name));
  await writeBundle(path.join(folder, 'dist/content.json'), {
    bundle: { ...real, products: generatedCatalogue(products, shortestBody(real)) },
    sources: new Map(),
  });
  const env = await shopEnvironment({ dataDir: path.join(folder, 'data'), env: more });
  const begun = performance.now();
  const child = spawn(process.execPath, ['dist/main.mjs'], {
    cwd: folder,
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const url = `http://localhost:${env.PORT}`;
  for (;;) {
    if (child.exitCode !== null)
      throw new Error(`The shop with ${products} products ended with ${child.exitCode}`);
    if ((await fetch(`${url}/readyz`).catch(() => null))?.ok) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return {
    url,
    products,
    seconds: (performance.now() - begun) / 1000,
    pid: child.pid ?? 0,
    async stop() {
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Every product gets a body of its own in memory, as a real one has. */
export function shortestBody({ products }: ContentBundle) {
  const [shortest] = products.map(({ body }) => body).sort((a, b) => a.code.length - b.code.length);
  if (!shortest) throw new Error('The shop has no products');
  return shortest;
}

async function timed(url: string): Promise<{ milliseconds: number; cards: number }> {
  const begun = performance.now();
  const answer = await fetch(url, { headers: { 'Accept-Encoding': 'identity' } });
  const html = await answer.text();
  const milliseconds = performance.now() - begun;
  if (!answer.ok || !html.includes('</html>')) throw new Error(`${url}: ${answer.status}`);
  return { milliseconds, cards: html.split('class="card"').length - 1 };
}

/** Resident memory of a process, in MiB. */
export function resident(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
}

export function inMilliseconds(value: number): string {
  return `${value.toFixed(1)} ms`;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
