import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import pg from 'pg';
import { newBasket, writeCart } from '#features/cart/cart.ts';
import { clearanceCookie, issueClearance } from '#features/self-check/clearance.server.ts';
import { evaluate } from '#features/self-check/evaluate.ts';
import { todayIn } from '#lib/dates.ts';
import { createSealer } from '#lib/sealing.server.ts';
import { safeAnswers } from '../support/answers.ts';
import { buildIfNeeded } from '../support/build-if-needed.ts';
import { builtRuleset, newHttpShopper } from '../support/http-shopper.ts';
import { cards, paymentForm } from '../support/payment-form.ts';
import { createDatabase, startPostgres } from '../support/postgres.ts';
import { runNode, type ShopProcess, shopEnvironment, startShop } from '../support/shop-process.ts';
import { childrenOf, commandOf, cpuMs, tellsCpuTime } from './cpu-time.ts';
import { type LineAnswer, type OpenLine, openLine } from './open-line.ts';

type Print = (...cells: (string | number)[]) => void;

const appSecret = 'only-for-measuring-on-this-machine-0123456789';
const sku = 'FACE-025';
/** Few of these are there when many come at once. */
const scarceSku = 'DUO-030';
const seconds = 8;
const queues = [1, 8, 32] as const;
const rushes = [
  { buyers: 100, units: 10 },
  { buyers: 1000, units: 100 },
] as const;

/** A shop that measures, on its own database. */
interface Surroundings {
  name: string;
  env: Record<string, string>;
  /** Null: the embedded one. */
  databaseUrl: string | null;
}

/**
 * Measures orders a second: buyers who come with a basket and a clearance call the checkout, pay at the sandbox, and
 * return to a paid order. Beside it what each order costs every process in processor time, which a busy machine does not
 * change as it changes the clock, and the database in statements; crowds for too few units; the whole way from an empty
 * basket, check included; and what PostgreSQL does by itself with `pgbench`. Shop, sandbox, database and buyers share
 * the machine.
 */
export async function measureOrders(print: Print): Promise<void> {
  buildIfNeeded();
  print('\nOrders, checkout call → paid', ...queues.map((buyers) => `${buyers} buyers`));
  await measureShop({ name: 'embedded database', env: {}, databaseUrl: null }, print);
  const server = await startPostgres({ durable: true });
  try {
    for (const workers of [1, 2]) {
      const database = await createDatabase(server.url);
      try {
        const name = `PostgreSQL, ${workers === 1 ? 'one process' : `${workers} processes`}`;
        const env = { DATABASE_URL: database.url, WORKERS: String(workers) };
        await measureShop({ name, env, databaseUrl: database.url }, print);
      } finally {
        await database.drop();
      }
    }
    await measureBareDatabase(server.url, print);
  } finally {
    await server.stop();
  }
}

async function measureShop({ name, env, databaseUrl }: Surroundings, print: Print): Promise<void> {
  const shop = await startShop({ env: { APP_SECRET: appSecret, ...env } });
  try {
    await setShelf(shop, env, sku, 900_000);
    const buyer = await newBuyers(shop);
    const statements = await countStatements(databaseUrl);
    const groups = await processesOf(shop, databaseUrl);
    const measured: Measured[] = [];
    for (const count of queues) measured.push(await queueUp(count, () => buyer(sku), groups, statements));
    const row = (title: string, cell: (times: Measured) => string) => print(title, ...measured.map(cell));
    row(`  ${name}, orders a second`, ({ perSecond }) => perSecond.toFixed(1));
    row('    median', ({ median }) => `${median.toFixed(0)} ms`);
    row('    99 of 100 within', ({ p99 }) => `${p99.toFixed(0)} ms`);
    if (tellsCpuTime) {
      for (const group of Object.keys(groups)) {
        row(`    ${group}, ms of processor an order`, ({ cpu }) => (cpu[group] ?? 0).toFixed(1));
      }
    }
    if (statements) row('    statements an order, mail too', (times) => times.statements.toFixed(1));

    for (const rush of rushes) {
      await setShelf(shop, env, scarceSku, rush.units);
      const { sold, told, broken, lasted, cpu } = await comeAtOnce(
        rush.buyers,
        () => buyer(scarceSku),
        groups,
      );
      const title = `    ${rush.buyers} at once for ${rush.units} units`;
      const time = `${(lasted / 1000).toFixed(1)} s`;
      print(
        title,
        `${sold} sold`,
        `${told} told`,
        `${broken} 5xx`,
        time,
        `${(cpu / 1000).toFixed(1)} s of processor`,
      );
      if (sold !== rush.units) throw new Error(`${rush.units} units were there, ${sold} were sold`);
    }
    const whole = await queueUp(8, async () => wholeWay(shop), {}, null);
    print('    with basket and check, 8 buyers', whole.perSecond.toFixed(1));
  } finally {
    await shop.remove();
  }
}

async function setShelf(
  shop: ShopProcess,
  env: Record<string, string>,
  article: string,
  units: number,
): Promise<void> {
  const environment = await shopEnvironment({
    dataDir: shop.dataDir,
    env: { APP_SECRET: appSecret, ...env },
  });
  const { code, said } = await runNode(['src/cli/stock-set.ts', article, String(units)], environment);
  if (code !== 0) throw new Error(said);
}

interface Measured {
  perSecond: number;
  /** Milliseconds. */
  median: number;
  p99: number;
  /** Milliseconds of processor time an order, by group of processes. */
  cpu: Record<string, number>;
  statements: number;
}

/** Buyers one after another in `count` queues for some seconds; what comes before the measured part is not timed. */
async function queueUp(
  count: number,
  prepare: () => Promise<Buyer>,
  groups: Record<string, () => number>,
  statements: StatementCounter | null,
): Promise<Measured> {
  const times: number[] = [];
  const queue = async (isOver: () => boolean) => {
    while (!isOver()) {
      const buyer = await prepare();
      const begun = performance.now();
      if ((await buyer.buy()) !== 'paid') throw new Error('A buyer of what is there went away without it');
      times.push(performance.now() - begun);
      buyer.leave();
    }
  };
  // Warm: the first orders load what the later ones use.
  await Promise.all(Array.from({ length: count }, () => queue(() => times.length >= 50 + count * 2)));
  times.length = 0;
  await statements?.reset();
  const before = Object.entries(groups).map(([name, cpu]) => [name, cpu()] as const);
  const begun = performance.now();
  await Promise.all(
    Array.from({ length: count }, () => queue(() => performance.now() - begun > seconds * 1000)),
  );
  const lasted = (performance.now() - begun) / 1000;
  const cpu = before.map(([name, was]) => [name, ((groups[name]?.() ?? was) - was) / times.length]);
  const said = (await statements?.count()) ?? 0;
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return {
    perSecond: times.length / lasted,
    median: at(0.5),
    p99: at(0.99),
    cpu: Object.fromEntries(cpu),
    statements: said / times.length,
  };
}

/** All of them press the button in one moment; who gets a unit pays for it. Until the last one knows how it ended. */
async function comeAtOnce(
  count: number,
  prepare: () => Promise<Buyer>,
  groups: Record<string, () => number>,
) {
  const spent = () => Object.values(groups).reduce((sum, cpu) => sum + cpu(), 0);
  const buyers = await Promise.all(Array.from({ length: count }, prepare));
  const before = spent();
  const begun = performance.now();
  const ends = await Promise.all(buyers.map((buyer) => buyer.buy()));
  const lasted = performance.now() - begun;
  const cpu = spent() - before;
  for (const buyer of buyers) buyer.leave();
  const number = (end: End) => ends.filter((each) => each === end).length;
  return { sold: number('paid'), told: number('sold out'), broken: number('broken'), lasted, cpu };
}

/** How it ended for a buyer; broken: with an answer of 5xx. */
type End = 'paid' | 'sold out' | 'broken';

interface Buyer {
  buy(): Promise<End>;
  leave(): void;
}

/** Makes buyers with one unit in the basket and a clearance for it, given with the shop's own key. */
async function newBuyers(shop: ShopProcess): Promise<(article: string) => Promise<Buyer>> {
  const ruleset = builtRuleset();
  const sealer = createSealer(appSecret);
  const outcome = evaluate(ruleset, safeAnswers(ruleset), todayIn('Europe/London', new Date()));
  // As browsers do, buyers who come one after another use connections that are open already.
  const idle: { atShop: OpenLine; atBank: OpenLine }[] = [];
  return async (article) => {
    const basket = { ...newBasket(), items: { [article]: 1 } };
    const clearance = await issueClearance(sealer, {
      outcome,
      ruleset,
      basketId: basket.basketId,
      market: 'uk',
      now: new Date(),
    });
    const cookies = [`cart=${encodeURIComponent(writeCart(basket))}`, `${clearanceCookie}=${clearance}`];
    const lines = idle.pop() ?? { atShop: openLine(shop.url), atBank: openLine(shop.sandboxUrl) };
    return {
      buy: () => payFor(shop, lines, cookies),
      leave: () => void idle.push(lines),
    };
  };
}

async function payFor(
  shop: ShopProcess,
  { atShop, atBank }: { atShop: OpenLine; atBank: OpenLine },
  cookies: string[],
): Promise<End> {
  const wrong = (what: string, { status, location }: LineAnswer) =>
    new Error(`${what} led to ${status} ${location}`);
  const page = await atShop.ask('POST', '/checkout', { Cookie: cookies.join('; '), Origin: shop.url });
  if (page.status >= 500) return 'broken';
  if (page.location?.startsWith('/cart?notice=')) return 'sold out';
  if (!page.location?.includes('/c/pay/')) throw wrong('The checkout', page);
  const form = paymentForm(cards.pays).toString();
  const paid = await atBank.ask('POST', new URL(page.location).pathname, {}, form);
  if (!paid.location?.startsWith(shop.url)) throw wrong('The payment', paid);
  const back = await atShop.ask('GET', paid.location.slice(shop.url.length), {
    Cookie: [...cookies, ...page.cookies].join('; '),
  });
  if (back.status >= 500) return 'broken';
  if (!back.location?.startsWith('/orders/')) throw wrong('The return', back);
  return 'paid';
}

/** Somebody who comes with nothing: basket, check, payment, return. */
function wholeWay(shop: ShopProcess): Buyer {
  return {
    async buy() {
      await newHttpShopper(shop).buy(sku);
      return 'paid';
    },
    leave: () => undefined,
  };
}

/** The processor time so far of each group of processes, in milliseconds. */
async function processesOf(
  shop: ShopProcess,
  databaseUrl: string | null,
): Promise<Record<string, () => number>> {
  if (!tellsCpuTime) return {};
  const sum = (pids: number[]) => pids.reduce((total, pid) => total + cpuMs(pid), 0);
  const started = childrenOf(shop.pid);
  const sandboxes = started.filter((pid) => commandOf(pid).includes('sandbox'));
  const shops = [shop.pid, ...started.filter((pid) => !sandboxes.includes(pid))];
  const postmaster = databaseUrl ? await postmasterOf(databaseUrl) : null;
  return {
    shop: () => sum(shops),
    sandbox: () => sum(sandboxes),
    ...(postmaster && { database: () => sum([postmaster, ...childrenOf(postmaster)]) }),
    buyers: () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1000;
    },
  };
}

/** The process that all connections' processes come from; null where it runs elsewhere. */
async function postmasterOf(databaseUrl: string): Promise<number | null> {
  const [row] = await ask<{ pid: number }>(databaseUrl, 'select pg_backend_pid() as pid', (pid) =>
    Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]),
  ).catch(() => []);
  return row?.pid ?? null;
}

/** Asks one question; `look` sees the connection's process while it is there. */
async function ask<Row extends pg.QueryResultRow & { pid?: number }>(
  databaseUrl: string,
  text: string,
  look?: (pid: number) => number,
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<Row>(text);
    return look ? rows.map((row) => ({ ...row, pid: look(row.pid ?? 0) })) : rows;
  } finally {
    await client.end();
  }
}

interface StatementCounter {
  reset(): Promise<void>;
  count(): Promise<number>;
}

/** Counts what is sent to the database, with PostgreSQL's own statistics; null where it keeps none. */
async function countStatements(databaseUrl: string | null): Promise<StatementCounter | null> {
  if (!databaseUrl) return null;
  try {
    await ask(databaseUrl, 'create extension if not exists pg_stat_statements');
    await ask(databaseUrl, 'select pg_stat_statements_reset()');
  } catch {
    return null;
  }
  return {
    async reset() {
      await ask(databaseUrl, 'select pg_stat_statements_reset()');
    },
    async count() {
      const [row] = await ask<{ calls: string }>(
        databaseUrl,
        `select sum(calls) as calls from pg_stat_statements join pg_database on oid = dbid
         where datname = current_database() and toplevel`,
      );
      return Number(row?.calls ?? 0);
    },
  };
}

/** What the same PostgreSQL does with pgbench's simple updates, with eight clients: a measure of the machine. */
async function measureBareDatabase(url: string, print: Print): Promise<void> {
  const database = await createDatabase(url);
  try {
    const bench = (...argv: string[]) => spawnSync('pgbench', [...argv, database.url], { encoding: 'utf8' });
    const made = bench('-i', '-s', '10', '-q');
    if (made.error) {
      print('  pgbench is not installed (Debian: apt-get install postgresql-contrib)', '–');
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
