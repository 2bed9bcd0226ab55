import { readFileSync } from 'node:fs';
import { get } from 'node:http';
import path from 'node:path';
import { readCompiled } from '#content-pipeline/bundle-file.server.ts';
import type { CompiledContent } from '#content-pipeline/compile.server.ts';
import { openPostgres } from '#db/client.server.ts';
import {
  type PublishServices,
  publishWorkingCopy,
  reviewWorkingCopy,
} from '#features/admin/publish-content.server.ts';
import { loadRelease } from '#features/releases/live-content.server.ts';
import { compareWithBase, packChanges, packContent, readLive } from '#features/releases/releases.server.ts';
import { ok, refuse } from '#lib/result.ts';
import { buildIfNeeded } from '../support/build-if-needed.ts';
import { createDatabase, startPostgres } from '../support/postgres.ts';
import {
  type CatalogueShop,
  inMilliseconds,
  resident,
  shortestBody,
  startCatalogueShop,
} from './catalogue.ts';
import { generatedCatalogue } from './generated-catalogue.ts';
import { requestsPerSecond } from './requests.ts';

type Print = (...cells: (string | number)[]) => void;

const root = path.resolve(import.meta.dirname, '../..');
const sizes = [24, 10_000] as const;
const rounds = 3;
// Longer than a publication of the larger size takes to be live in both.
const loadSeconds = 10;

interface Measured {
  products: number;
  /** Comparing the working copy with what is live, as the page for publishing does. */
  reviewMs: number;
  /** From the call to the moment in which the last process says that it holds the new content, each round. */
  liveMs: number[];
  /** Of it, until the call came back: compared, packed and committed. */
  publishMs: number[];
  /** From the call to the last of both processes showing the new title on the page of the product. */
  shownMs: number[];
  before: number;
  during: number;
  /** The slowest answer to a request every twentieth of a second, in each. */
  slowestBefore: number;
  slowestDuring: number;
  memory: number[];
  memoryAfter: number[];
  bundleBytes: number;
  sourcesBytes: number;
  /** From the release before; as many lead back. */
  changesBytes: number;
}

/**
 * Measures how long a publication takes to be live in two shop processes on one PostgreSQL, at 24 and at 10,000 products,
 * and what it does to those who read meanwhile. The change is compiled when it begins: the page on which somebody looks at
 * it has done that. Every answer that is not 200 ends it. Shops, database, publisher and readers share the machine.
 */
export async function measurePublishing(print: Print): Promise<void> {
  buildIfNeeded();
  const server = await startPostgres({ durable: true });
  const measured: Measured[] = [];
  try {
    for (const products of sizes) measured.push(await measure(server.url, products));
  } finally {
    await server.stop();
  }
  const [few, many] = measured;
  if (!few || !many) return;
  print(
    '\nPublishing, two processes',
    ...measured.map(({ products }) => `${products.toLocaleString('en-GB')} prod.`),
    'ratio',
  );
  const row = (title: string, of: (each: Measured) => number, write: (value: number) => string) =>
    print(title, ...measured.map((each) => write(of(each))), (of(many) / of(few)).toFixed(2));
  const whole = (value: number) => value.toFixed(0);
  row('  comparing, for the diff page', ({ reviewMs }) => reviewMs, inMilliseconds);
  row('  publish → live in both, median', ({ liveMs }) => median(liveMs), inMilliseconds);
  row('    the slowest of three', ({ liveMs }) => Math.max(...liveMs), inMilliseconds);
  row('    until the call is back', ({ publishMs }) => median(publishMs), inMilliseconds);
  row('  publish → seen on a page, slowest', ({ shownMs }) => Math.max(...shownMs), inMilliseconds);
  row('  requests a second before', ({ before }) => before, whole);
  row('    during a publication', ({ during }) => during, whole);
  row('  slowest answer before', ({ slowestBefore }) => slowestBefore, inMilliseconds);
  row('    during a publication', ({ slowestDuring }) => slowestDuring, inMilliseconds);
  for (const process of [0, 1]) {
    row(
      `  memory of process ${process + 1}`,
      ({ memory }) => memory[process] ?? Number.NaN,
      (value) => `${whole(value)} MiB`,
    );
    row(
      '    after four publications',
      ({ memoryAfter }) => memoryAfter[process] ?? Number.NaN,
      (value) => `${whole(value)} MiB`,
    );
  }
  row(
    '  a row: compiled',
    ({ bundleBytes }) => bundleBytes / 1024,
    (value) => `${whole(value)} KiB`,
  );
  row(
    '    sources',
    ({ sourcesBytes }) => sourcesBytes / 1024,
    (value) => `${whole(value)} KiB`,
  );
  row(
    '    what changed',
    ({ changesBytes }) => changesBytes / 1024,
    (value) => `${value.toFixed(1)} KiB`,
  );
}

async function measure(serverUrl: string, products: number): Promise<Measured> {
  const real = await readCompiled(path.join(root, 'dist/content.json'));
  const database = await createDatabase(serverUrl);
  const shops: CatalogueShop[] = [];
  const opened = await openPostgres(database.url);
  try {
    const env = { DATABASE_URL: database.url, APP_SECRET: 'only-for-measuring-on-this-machine-0123456789' };
    for (const _ of [1, 2]) shops.push(await startCatalogueShop(real.bundle, products, env));
    const content = contentsOf(real, products);
    const first = content(0);
    const slug = first.bundle.products[0]?.slug ?? '';
    const addressOf = (turn: number) =>
      ['/learn/how-derma-rollers-work', `/rollers/${slug}`, '/rollers', '/'][turn % 4] ?? '/';
    const readers = () => Promise.all(shops.map(({ url }) => requestsPerSecond(url, addressOf, loadSeconds)));

    let files = first;
    const services = servicesOn(opened.db, () => files);
    // Warm, and with an index for the lists.
    await readers();
    const [before, slowestBefore] = await beside(readers, () => slowest(shops));
    const memory = shops.map(({ pid }) => resident(pid));

    const times = {
      reviewMs: Number.NaN,
      liveMs: [] as number[],
      publishMs: [] as number[],
      shownMs: [] as number[],
    };
    for (let round = 1; round <= rounds; round += 1) {
      files = content(round);
      const begun = performance.now();
      const review = await reviewWorkingCopy(services);
      if (!review.ok) throw new Error(`Round ${round}: ${review.error.reason}`);
      times.reviewMs = performance.now() - begun;
      const { publishMs, liveMs, shownMs } = await publish(services, shops, files, slug);
      times.publishMs.push(publishMs);
      times.liveMs.push(liveMs);
      times.shownMs.push(shownMs);
    }
    files = content(rounds + 1);
    // As somebody does before they publish; and the readers share this process.
    await reviewWorkingCopy(services);
    const [during, slowestDuring] = await beside(readers, async () => {
      const look = slowest(shops);
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      await publish(services, shops, files, slug);
      return look;
    });
    const packed = await packContent(files);
    const changes = await packChanges(compareWithBase('before', content(rounds).bundle, files.bundle));
    return {
      products,
      ...times,
      before: sum(before),
      during: sum(during),
      slowestBefore,
      slowestDuring,
      memory,
      memoryAfter: shops.map(({ pid }) => resident(pid)),
      bundleBytes: packed.bundle.byteLength,
      sourcesBytes: packed.sources.byteLength,
      changesBytes: changes.there.byteLength,
    };
  } finally {
    for (const shop of shops) await shop.stop();
    await opened.close();
    await database.drop();
  }
}

/** The real content with as many generated products; each round is another title of the first. */
function contentsOf(
  { bundle, sources }: CompiledContent,
  products: number,
): (round: number) => CompiledContent {
  const generated = generatedCatalogue(products, shortestBody(bundle));
  const like = readFileSync(path.join(root, 'content/products/face-roller.mdx'), 'utf8');
  const others = [...sources].filter(([file]) => !file.startsWith('products/'));
  const texts = generated.map(({ slug, title }): [string, string] => [
    `products/${slug}.mdx`,
    like.replace(/^title: .*$/m, `title: ${title}`).replaceAll('FACE-', `${slug.toUpperCase()}-`),
  ]);
  return (round) => {
    const [head, ...rest] = generated;
    if (!head) throw new Error('No product was generated');
    return {
      bundle: {
        ...bundle,
        hash: `round ${round}`,
        products: [{ ...head, title: `Roller of round ${round}` }, ...rest],
      },
      sources: new Map([...others, ...texts]),
    };
  };
}

function servicesOn(db: PublishServices['db'], files: () => CompiledContent): PublishServices {
  const compiler = { check: async () => [], compile: async () => refuse([]) };
  const silent = () => undefined;
  const log = { info: silent, warn: silent, error: silent };
  return {
    config: { allowDraftRules: true },
    db,
    clock: { now: () => new Date() },
    log,
    releases: {
      serving: null,
      refresh: async () => undefined,
      load: (id) => loadRelease({ db, compiler, log }, id),
      workingCopy: {
        hash: async () => files().bundle.hash,
        problems: async () => ({ hash: files().bundle.hash, problems: [] }),
        compiled: async () => ok(files()),
      },
    },
  };
}

async function publish(
  services: PublishServices,
  shops: readonly CatalogueShop[],
  { bundle }: CompiledContent,
  slug: string,
): Promise<{ publishMs: number; liveMs: number; shownMs: number }> {
  const live = await readLive(services.db);
  const begun = performance.now();
  const since = () => performance.now() - begun;
  const title = bundle.products[0]?.title ?? '';
  const served = Promise.all(
    shops.map(async ({ url }) => {
      const until = async (address: string, words: string) => {
        while (!(await answerOf(url + address)).includes(words)) {
          if (since() > 120_000) throw new Error(`After two minutes ${address} does not say ${words}`);
          await pause(5);
        }
        return since();
      };
      const liveMs = await until('/readyz', `"${bundle.hash}"`);
      return { liveMs, shownMs: await until(`/rollers/${slug}`, title) };
    }),
  );
  const done = await publishWorkingCopy(services, {
    by: 'bench',
    staffId: null,
    note: 'A price',
    base: live?.number ?? null,
    hash: bundle.hash,
  });
  if (!done.ok) throw new Error(`Nothing was published: ${done.error.reason}`);
  const publishMs = since();
  const times = await served;
  return {
    publishMs,
    liveMs: Math.max(...times.map(({ liveMs }) => liveMs)),
    shownMs: Math.max(...times.map(({ shownMs }) => shownMs)),
  };
}

/** Over a connection of its own: one that idled while this process was busy may have been closed meanwhile. */
function answerOf(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = get(url, { agent: false }, (answer) => {
      if (answer.statusCode !== 200) reject(new Error(`${url}: ${answer.statusCode}`));
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      answer.once('end', () => resolve(text));
    });
    asked.once('error', reject);
  });
}

/** The slowest of requests that are sent every twentieth of a second, whatever the ones before do. */
async function slowest(shops: readonly CatalogueShop[]): Promise<number> {
  const asked: Promise<number>[] = [];
  for (let turn = 0; turn < (loadSeconds - 1) * 20; turn += 1) {
    const begun = performance.now();
    const url = shops[turn % shops.length]?.url ?? '';
    asked.push(answerOf(`${url}/learn/how-derma-rollers-work`).then(() => performance.now() - begun));
    await pause(50);
  }
  return Math.max(...(await Promise.all(asked)));
}

const beside = <A, B>(load: () => Promise<A>, other: () => Promise<B>): Promise<[A, B]> =>
  Promise.all([load(), other()]);
const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
