import { spawnSync } from 'node:child_process';
import { newBasket, writeCart } from '#features/cart/cart.ts';
import { clearanceCookie, issueClearance } from '#features/self-check/clearance.server.ts';
import { evaluate } from '#features/self-check/evaluate.ts';
import { todayIn } from '#lib/dates.ts';
import { createSealer } from '#lib/sealing.server.ts';
import { safeAnswers } from '../support/answers.ts';
import { buildIfNeeded } from '../support/build-if-needed.ts';
import { builtRuleset, type HttpShopper, newHttpShopper } from '../support/http-shopper.ts';
import { createDatabase, startPostgres } from '../support/postgres.ts';
import { runNode, type ShopProcess, shopEnvironment, startShop } from '../support/shop-process.ts';

const appSecret = 'only-for-measuring-on-this-machine-0123456789';
const sku = 'FACE-025';
const seconds = 8;
const crowds = [1, 8, 32] as const;

/** A shop that measures, on its own database. */
interface Surroundings {
  name: string;
  env: Record<string, string>;
}

/**
 * Measures orders a second: buyers who come with a basket and a clearance call the checkout, pay at the sandbox, and
 * return to a paid order; and the whole way from an empty basket, check included. Beside them, in the same run, what
 * PostgreSQL does by itself with `pgbench` where that is installed. Shop, sandbox, database and buyers share the machine.
 */
export async function measureOrders(print: (...cells: (string | number)[]) => void): Promise<void> {
  buildIfNeeded();
  print('\nOrders, checkout call → paid', ...crowds.map((buyers) => `${buyers} buyers`));
  await measureShop({ name: 'embedded database', env: {} }, print);
  const server = await startPostgres({ durable: true });
  try {
    for (const workers of [1, 2]) {
      const database = await createDatabase(server.url);
      try {
        const name = `PostgreSQL, ${workers === 1 ? 'one process' : `${workers} processes`}`;
        const env = { DATABASE_URL: database.url, WORKERS: String(workers) };
        await measureShop({ name, env }, print);
      } finally {
        await database.drop();
      }
    }
    await measureBareDatabase(server.url, print);
  } finally {
    await server.stop();
  }
}

async function measureShop(
  { name, env }: Surroundings,
  print: (...cells: (string | number)[]) => void,
): Promise<void> {
  const shop = await startShop({ env: { APP_SECRET: appSecret, ...env } });
  try {
    await fillShelf(shop, env);
    const measured: Measured[] = [];
    for (const buyers of crowds) measured.push(await crowd(buyers, () => screened(shop)));
    const spread = (pick: (times: Measured) => number) =>
      measured.map((times) => `${pick(times).toFixed(0)} ms`);
    print(`  ${name}, orders a second`, ...measured.map(({ perSecond }) => perSecond.toFixed(1)));
    print('    median', ...spread(({ median }) => median));
    print('    99 of 100 within', ...spread(({ p99 }) => p99));
    const whole = await crowd(8, async () => ({ buy: wholeWay(newHttpShopper(shop)) }));
    print('    with basket and check, 8 buyers', whole.perSecond.toFixed(1));
  } finally {
    await shop.remove();
  }
}

async function fillShelf(shop: ShopProcess, env: Record<string, string>): Promise<void> {
  const environment = await shopEnvironment({
    dataDir: shop.dataDir,
    env: { APP_SECRET: appSecret, ...env },
  });
  const { code, said } = await runNode(['src/cli/stock-set.ts', sku, '900000'], environment);
  if (code !== 0) throw new Error(said);
}

interface Measured {
  perSecond: number;
  /** Milliseconds. */
  median: number;
  p99: number;
}

/** Buyers one after another in `buyers` queues for some seconds. What comes before the measured part is not timed. */
async function crowd(
  buyers: number,
  prepare: () => Promise<{ buy: () => Promise<void> }>,
): Promise<Measured> {
  const times: number[] = [];
  let timed = 0;
  const queue = async (deadline: () => boolean) => {
    while (!deadline()) {
      const { buy } = await prepare();
      const begun = performance.now();
      await buy();
      times.push(performance.now() - begun);
    }
  };
  // Warm: the first orders load what the later ones use.
  await Promise.all(Array.from({ length: buyers }, () => queue(() => times.length >= buyers * 2)));
  times.length = 0;
  const begun = performance.now();
  await Promise.all(
    Array.from({ length: buyers }, () => queue(() => performance.now() - begun > seconds * 1000)),
  );
  timed = (performance.now() - begun) / 1000;
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return { perSecond: times.length / timed, median: at(0.5), p99: at(0.99) };
}

/** A buyer with one roller in the basket and a clearance for it, made with the shop's own key. */
async function screened(shop: ShopProcess): Promise<{ buy: () => Promise<void> }> {
  const shopper = newHttpShopper(shop);
  const ruleset = builtRuleset();
  const now = new Date();
  const basket = { ...newBasket(), items: { [sku]: 1 } };
  const token = await issueClearance(createSealer(appSecret), {
    outcome: evaluate(ruleset, safeAnswers(ruleset), todayIn('Europe/London', now)),
    ruleset,
    basketId: basket.basketId,
    market: 'uk',
    now,
  });
  shopper.cookies.set('cart', encodeURIComponent(writeCart(basket)));
  shopper.cookies.set(clearanceCookie, token);
  return { buy: () => payFor(shopper) };
}

async function payFor(shopper: HttpShopper): Promise<void> {
  const page = await shopper.post('/checkout');
  if (!page.location?.includes('/c/pay/'))
    throw new Error(`The checkout led to ${page.status} ${page.location}`);
  const paid = await shopper.pay(page.location);
  const back = await shopper.get(paid.location ?? '');
  if (!back.location?.startsWith('/orders/'))
    throw new Error(`The return led to ${back.status} ${back.location}`);
}

function wholeWay(shopper: HttpShopper): () => Promise<void> {
  return async () => {
    await shopper.add(sku);
    await shopper.passSelfCheck();
    await payFor(shopper);
  };
}

/** What the same PostgreSQL does with pgbench's simple updates, with eight clients: a measure of the machine. */
async function measureBareDatabase(
  url: string,
  print: (...cells: (string | number)[]) => void,
): Promise<void> {
  const database = await createDatabase(url);
  try {
    const bench = (...argv: string[]) => spawnSync('pgbench', [...argv, database.url], { encoding: 'utf8' });
    const made = bench('-i', '-s', '10', '-q');
    if (made.error) {
      print('  pgbench is not installed', '–');
      return;
    }
    if (made.status !== 0) throw new Error(made.stderr);
    const { stdout } = bench('-N', '-c', '8', '-j', '2', '-T', '8');
    const rate = /tps = ([\d.]+)/.exec(stdout)?.[1] ?? '';
    print(`  pgbench, simple updates, 8 clients`, '', `${Number(rate).toFixed(0)} a second`);
  } finally {
    await database.drop();
  }
}
