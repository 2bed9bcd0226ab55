import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import { newHttpShopper } from '../support/http-shopper.ts';
import { createDatabase } from '../support/postgres.ts';
import {
  outbox,
  plainText,
  runNode,
  type ShopOptions,
  type ShopProcess,
  sandboxControl,
  shopEnvironment,
  startShop,
} from '../support/shop-process.ts';

const shops: ShopProcess[] = [];
async function start(options?: ShopOptions): Promise<ShopProcess> {
  const shop = await startShop(options);
  shops.push(shop);
  return shop;
}
afterEach(async () => {
  for (const shop of shops.splice(0).reverse()) await shop.remove();
});

/** On one data folder from here to the end, and started anew now and then: starting takes seconds. */
let shared: ShopProcess;
beforeAll(async () => {
  shared = await startShop();
});
afterAll(() => shared.remove());

async function isThere(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  );
}

const lockFile = () => path.join(shared.dataDir, 'shop.lock');
const startAgain = async () => {
  shared = await startShop({ dataDir: shared.dataDir });
};
/** Runs a command on the shop’s folder. */
const run = async (command: string, ...words: string[]) =>
  runNode([`src/cli/${command}.ts`, ...words], await shopEnvironment({ dataDir: shared.dataDir }));
const stockSet = (...words: string[]) => run('stock-set', ...words);

describe('one shop, from start to start: the steps build on each other', () => {
  test('it says where the shop, the payment page, the mail and the database are', async () => {
    expect(shared.said()).toContain(shared.url);
    expect(shared.said()).toContain(shared.sandboxUrl);
    expect(shared.said()).toContain(path.join(shared.dataDir, 'outbox'));
    expect(shared.said()).toContain(path.join(shared.dataDir, 'database'));
  });

  test('a second process on the same folder is refused in words, and the first goes on', async () => {
    const { code, said } = await runNode(
      ['dist/main.mjs'],
      await shopEnvironment({ dataDir: shared.dataDir }),
    );
    expect(code).toBe(1);
    expect(said).toContain(`pid ${shared.pid}`);
    expect(said).toContain(shared.dataDir);
    expect(said).not.toMatch(/\n\s+at /);
    expect((await fetch(`${shared.url}/readyz`)).status).toBe(200);
  });

  test('a taken port is named', async () => {
    const { port } = new URL(shared.url);
    const { code, said } = await runNode(['dist/main.mjs'], await shopEnvironment({ env: { PORT: port } }));
    expect(code).toBe(1);
    expect(said).toContain(`Port ${port}`);
    expect(said).toContain('PORT');
  });

  test('stock:set works beside the running shop, and it sees the new level', async () => {
    expect(await stockSet('FACE-025', '3')).toEqual({
      code: 0,
      said: 'FACE-025: 32 → 3 on the shelf, 0 held for people who are paying\n',
    });
    expect((await stockSet('FACE-025', '33')).said).toContain('3 → 33');
  });

  test('stock:set refuses in words what cannot be', async () => {
    const shopper = newHttpShopper(shared);
    await shopper.add('FACE-025', 2);
    await shopper.passSelfCheck();
    await shopper.post('/checkout');
    for (const [words, expected] of [
      [['FACE-025', '1'], /2 of FACE-025 are held/],
      [['NO-SUCH', '1'], /No product has the SKU “NO-SUCH”/],
      [['FACE-025', '-1'], /not a count/],
      [['FACE-025', '1.5'], /not a count/],
      [['FACE-025'], /npm run stock:set/],
    ] as const) {
      const { code, said } = await stockSet(...words);
      expect(code).toBe(1);
      expect(said).toMatch(expected);
      expect(said).not.toMatch(/\n\s+at /);
    }
  });

  test('reconcile works beside the running shop: what is less than a minute old is left to itself', async () => {
    expect(await run('reconcile')).toEqual({
      code: 0,
      said: '0 unfinished payments looked at: 0 paid, 0 cancelled, 0 still open, 0 refunded\n',
    });
  });

  test('SIGTERM: ends with 0, takes the sandbox with it, gives the folder back', async () => {
    expect(await isThere(`${shared.sandboxUrl}/_sandbox/health`)).toBe(true);
    expect(existsSync(lockFile())).toBe(true);
    expect(await shared.stop('SIGTERM')).toBe(0);
    await expect.poll(() => isThere(`${shared.sandboxUrl}/_sandbox/health`)).toBe(false);
    expect(await isThere(shared.url)).toBe(false);
    expect(existsSync(lockFile())).toBe(false);
  });

  test('stock:set and reconcile work without the shop', async () => {
    expect(await stockSet('FACE-020', '7')).toEqual({
      code: 0,
      said: expect.stringMatching(/^FACE-020: \d+ → 7 on the shelf, 0 held for people who are paying\n$/),
    });
    // The sandbox has stopped with the shop: that its list of events cannot be read is said as well.
    expect(await run('reconcile')).toEqual({
      code: 0,
      said: expect.stringMatching(
        /StripeConnectionError[\s\S]*0 unfinished payments looked at: 0 paid, 0 cancelled, 0 still open, 0 refunded\n$/,
      ),
    });
  });

  test('the next start takes over the lock of a process that is gone, and knows the stock; SIGINT, as Ctrl-C sends it, ends it', async () => {
    writeFileSync(lockFile(), JSON.stringify({ pid: 1, port: 1, token: 'nobody' }));
    await startAgain();
    expect(JSON.parse(readFileSync(lockFile(), 'utf8')).pid).toBe(shared.pid);
    expect((await stockSet('FACE-020', '7')).said).toContain('7 → 7');
    expect(await shared.stop('SIGINT')).toBe(0);
    await expect.poll(() => isThere(`${shared.sandboxUrl}/_sandbox/health`)).toBe(false);
    expect(existsSync(lockFile())).toBe(false);
  });

  test('a lock that is half written is taken over', async () => {
    writeFileSync(lockFile(), '{"pid":');
    await startAgain();
    expect(JSON.parse(readFileSync(lockFile(), 'utf8')).pid).toBe(shared.pid);
  });
});

describe('what a start refuses', () => {
  test('several wrong variables are all named at once, with an example each, and exit 1', async () => {
    const env = await shopEnvironment({
      env: {
        PORT: 'eighty',
        DATABASE_URL: 'mysql://root:hunter2@db/shop',
        APP_SECRET: 'short',
        STRIPE_SECRET_KEY: 'pk_test_wrong',
        LOG_LEVEL: 'loud',
        SITE_URL: 'shop.example',
      },
    });
    for (const command of ['dist/main.mjs', 'src/cli/start.ts']) {
      const { code, said } = await runNode([command], env);
      expect(code).toBe(1);
      for (const name of [
        'PORT',
        'DATABASE_URL',
        'APP_SECRET',
        'STRIPE_SECRET_KEY',
        'LOG_LEVEL',
        'SITE_URL',
      ]) {
        expect(said).toMatch(new RegExp(`^ {2}${name} .*for example ${name}=`, 'm'));
      }
      expect(said).not.toContain('hunter2');
      expect(said).not.toMatch(/\n\s+at /);
    }
  });

  test('production refuses a draft ruleset unless told otherwise', async () => {
    const database = await createDatabase(inject('postgresUrl'));
    try {
      const production = {
        NODE_ENV: 'production',
        DATABASE_URL: database.url,
        APP_SECRET: 'a secret for production, of 32 characters or more',
      };
      const env = await shopEnvironment({ env: production });
      const { code, said } = await runNode(['dist/main.mjs'], env);
      expect(code).toBe(1);
      expect(said).toContain('ALLOW_DRAFT_RULES');
      const shop = await start({ env: { ...production, ALLOW_DRAFT_RULES: '1' } });
      expect((await fetch(`${shop.url}/readyz`)).status).toBe(200);
      await shop.remove();
    } finally {
      await database.drop();
    }
  });
});

describe('an order, from outside', () => {
  test.each(['PGlite', 'PostgreSQL'])('is paid once and mailed once, on %s', async (kind) => {
    const database = kind === 'PostgreSQL' ? await createDatabase(inject('postgresUrl')) : null;
    try {
      const shop = await start(database ? { env: { DATABASE_URL: database.url } } : {});
      const order = await newHttpShopper(shop).buy('FACE-025');
      await expect.poll(() => outbox(shop).length, { timeout: 20_000 }).toBe(1);
      const { events } = await sandboxControl<{ events: { id: string; type: string }[] }>(shop, 'state');
      const completed = events.find(({ type }) => type === 'checkout.session.completed');
      await sandboxControl(shop, 'deliveries/resend', { event: completed?.id, times: 5 });
      await sandboxControl(shop, 'settle', {});
      const mails = outbox(shop);
      expect(mails).toHaveLength(1);
      expect(plainText(mails[0] ?? '')).toContain(`${shop.url}${order}`);
      await shop.remove();
    } finally {
      await database?.drop();
    }
  });

  test('two worker processes on one PostgreSQL sell one last unit once, and stop as one', async () => {
    const database = await createDatabase(inject('postgresUrl'));
    try {
      const secret = 'a secret that both workers share, 32 or more';
      const env = { DATABASE_URL: database.url, WORKERS: '2', APP_SECRET: secret };
      const shop = await start({ env });
      const command = await shopEnvironment({ env: { DATABASE_URL: database.url, APP_SECRET: secret } });
      expect(await runNode(['src/cli/stock-set.ts', 'FACE-025', '1'], command)).toMatchObject({ code: 0 });
      const shoppers = Array.from({ length: 6 }, () => newHttpShopper(shop));
      for (const shopper of shoppers) {
        await shopper.add('FACE-025');
        await shopper.passSelfCheck();
      }
      const answers = await Promise.all(shoppers.map((shopper) => shopper.post('/checkout')));
      const places = answers.map(({ location }) => location?.replace(/\/c\/pay\/.*/, '/c/pay'));
      expect(places.sort()).toEqual([
        ...Array.from({ length: 5 }, () => '/cart?notice=changed'),
        `${shop.sandboxUrl}/c/pay`,
      ]);
      expect(await shop.stop()).toBe(0);
      await expect.poll(() => isThere(`${shop.sandboxUrl}/_sandbox/health`)).toBe(false);
      expect(await isThere(shop.url)).toBe(false);
    } finally {
      await database.drop();
    }
  });

  test('the webhook is refused without a good signature', async () => {
    const shop = shared;
    const answer = await fetch(`${shop.url}/api/stripe/webhook`, {
      method: 'POST',
      body: '{"id":"evt_1","type":"checkout.session.completed"}',
      headers: { 'Stripe-Signature': 't=1,v1=00' },
    });
    expect(answer.status).toBe(400);
  });

  test('a payment that the webhook alone tells of is mailed, though nobody came back', async () => {
    const shop = shared;
    const shopper = newHttpShopper(shop);
    await shopper.add('FACE-025');
    await shopper.passSelfCheck();
    const before = outbox(shop).length;
    const page = await shopper.post('/checkout');
    await shopper.pay(page.location ?? '');
    await expect.poll(() => outbox(shop).length, { timeout: 20_000 }).toBe(before + 1);
  });

  test('the return page shows the order to nobody but the browser that placed it', async () => {
    const shop = shared;
    const shopper = newHttpShopper(shop);
    await shopper.add('FACE-025');
    await shopper.passSelfCheck();
    const page = await shopper.post('/checkout');
    const paid = await shopper.pay(page.location ?? '');
    const stranger = await newHttpShopper(shop).get(paid.location ?? '');
    expect(stranger.location).toBeNull();
    expect(stranger.text).not.toContain('ada@example.com');
    expect(stranger.text).not.toContain('Test Street');
    expect((await newHttpShopper(shop).get('/checkout/return?session_id=cs_test_unknown')).status).toBe(404);
    expect((await newHttpShopper(shop).get('/orders/forged')).status).toBe(404);
  });

  test('the order search mails the link once, and tells a stranger nothing', async () => {
    const shop = shared;
    const address = await newHttpShopper(shop).buy('FACE-020');
    const [number = ''] =
      /NW-[2-9A-Z]{4}-[2-9A-Z]{4}/.exec((await newHttpShopper(shop).get(address)).text) ?? [];
    const stranger = newHttpShopper(shop);
    const misses = [
      { number, email: 'eve@example.com' },
      { number: 'NW-2222-2222', email: 'ada@example.com' },
    ];
    const pages = [];
    for (const fields of misses) {
      const answer = await stranger.post('/orders/find', fields);
      expect(answer.status).toBe(404);
      pages.push(answer.text.replaceAll(fields.number, '').replaceAll(fields.email, ''));
    }
    expect(pages[0]).toBe(pages[1]);
    expect(stranger.cookies.size).toBe(0);

    const owner = newHttpShopper(shop);
    const about = () => outbox(shop).filter((mail) => mail.includes(number)).length;
    await expect.poll(about, { timeout: 20_000 }).toBe(1);
    for (let round = 0; round < 2; round += 1) {
      const answer = await owner.post('/orders/find', { number, email: 'ADA@example.com' });
      expect([answer.status, answer.location]).toEqual([303, '/orders/find']);
    }
    const found = await owner.get('/orders/find');
    expect(found.text).toContain(number);
    // A stub: neither the address nor the link stands on the page.
    expect(found.text).not.toContain('Test Street');
    expect(found.text).not.toContain(address);
    await expect.poll(about, { timeout: 20_000 }).toBe(2);
    expect(outbox(shop).filter((mail) => plainText(mail).includes(shop.url + address)).length).toBe(2);
  });

  test('after kill -9 the next start takes over, and the paid order is there', async () => {
    const order = await newHttpShopper(shared).buy('FACE-025');
    await shared.stop('SIGKILL');
    expect(existsSync(lockFile())).toBe(true);
    await startAgain();
    // The order's link is signed with the secret that the folder keeps.
    const page = await newHttpShopper(shared).get(order);
    expect(page.status).toBe(200);
    expect(page.text).toContain('Your order is paid');
  });
});
