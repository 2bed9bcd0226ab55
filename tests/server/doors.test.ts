import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { issueClearance } from '#features/self-check/clearance.server.ts';
import { evaluate } from '#features/self-check/evaluate.ts';
import type { Ruleset } from '#features/self-check/ruleset.ts';
import { todayIn } from '#lib/dates.ts';
import { projectRoot } from '#lib/project-root.server.ts';
import { createSealer } from '#lib/sealing.server.ts';
import { safeAnswers } from '../support/answers.ts';
import { type Answer, builtRuleset, type HttpShopper, newHttpShopper } from '../support/http-shopper.ts';
import { createDatabase } from '../support/postgres.ts';
import { builtRoutes, pageFiles } from '../support/routes.ts';
import {
  askedOfProvider,
  runNode,
  type ShopProcess,
  sandboxControl,
  shopEnvironment,
  startShop,
} from '../support/shop-process.ts';

/**
 * Every address that the shop answers, and what it may lead to. `starts`: may make an order and a payment session;
 * `settles`: may make an order that is there already a paid one; `none`: neither. An address that is not listed here
 * fails the first test: list it, and if it is a door, everything below is tried on it.
 */
const routes: Record<string, 'starts' | 'settles' | 'none'> = {
  '/checkout': 'starts',

  '/checkout/return': 'settles',
  '/api/stripe/webhook': 'settles',

  '/': 'none',
  '/admin': 'none',
  '/admin/account': 'none',
  '/admin/account/second-factor': 'none',
  '/admin/audit': 'none',
  '/admin/forgot-password': 'none',
  '/admin/orders': 'none',
  '/admin/orders/[number]': 'settles',
  '/admin/orders/[number]/refund': 'none',
  '/admin/content': 'none',
  '/admin/content/[kind]/[slug]': 'none',
  '/api/keystatic/[...params]': 'none',
  '/keystatic/[...params]': 'none',
  '/admin/publish': 'none',
  '/admin/releases': 'none',
  '/admin/releases/[number]': 'none',
  '/admin/releases/compare': 'none',
  '/admin/password/[token]': 'none',
  '/admin/pauses': 'settles',
  '/admin/refused': 'none',
  '/admin/sign-in': 'none',
  '/admin/sign-in/code': 'none',
  '/admin/staff': 'none',
  '/admin/stock': 'none',
  '/admin/stock/[sku]': 'none',
  '/admin/staff/[id]': 'none',
  '/admin/sign-out': 'none',
  '/404': 'none',
  '/500': 'none',
  '/_image': 'none',
  '/_server-islands/[name]': 'none',
  '/cart': 'none',
  '/cart/delivery': 'none',
  '/cart/items': 'none',
  '/cart/items/[sku]': 'none',
  '/cart/saved': 'none',
  '/compare': 'none',
  '/feed.xml': 'none',
  '/finder': 'none',
  '/gallery/[...path]': 'none',
  '/gallery/mail': 'none',
  '/glossary': 'none',
  '/gone': 'none',
  '/gone.md': 'none',
  '/healthz': 'none',
  '/learn': 'none',
  '/learn/[slug]': 'none',
  '/learn/[slug].md': 'none',
  '/legal/[slug]': 'none',
  '/llms.txt': 'none',
  '/orders/[token]': 'none',
  '/orders/[token]/care': 'none',
  '/orders/[token]/withdraw': 'none',
  '/orders/find': 'none',
  '/preview': 'none',
  '/readyz': 'none',
  '/robots.txt': 'none',
  '/rollers': 'none',
  '/rollers/[slug]': 'none',
  '/rollers/[slug].md': 'none',
  '/safety': 'none',
  '/search': 'none',
  '/search/suggest': 'none',
  '/self-check': 'none',
  '/self-check/[question]': 'none',
  '/self-check/about': 'none',
  '/self-check/answers': 'none',
  '/self-check/changed': 'none',
  '/self-check/clear': 'none',
  '/self-check/keep': 'none',
  '/self-check/outcome': 'none',
  '/self-check/print': 'none',
  '/self-check/review/[token]': 'none',
  '/self-check/review/[token]/changes': 'none',
  '/self-check/review/[token]/graph': 'none',
  '/self-check/review/[token]/sheet': 'none',
  '/self-check/review/[token]/table': 'none',
  '/self-check/review/[token]/walk': 'none',
  '/self-check/review/gone': 'none',
  '/self-check/wait-date': 'none',
  '/sitemap-[part].xml': 'none',
  '/sitemap.xml': 'none',
  '/social/[name].png': 'none',
  '/too-many': 'none',
};
const listed = (kind: 'starts' | 'settles' | 'none') =>
  Object.keys(routes).filter((route) => routes[route] === kind);

/** Those that come with the framework and have no file of ours. */
const inherited = ['/_image', '/_server-islands/[name]'];

/** The files whose code runs when this one is loaded: its imports of values, and theirs. */
function reachOf(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file) || !/\.(ts|tsx|astro)$/.test(file)) return seen;
  seen.add(file);
  const text = readFileSync(path.join(projectRoot, file), 'utf8');
  for (const [statement, specifier = ''] of text.matchAll(
    /^\s*(?:import|export)\s(?:[^'"`;]*?\sfrom\s*)?['"]([^'"]+)['"]/gm,
  )) {
    if (/^\s*(import|export)\s+type\b/.test(statement)) continue;
    if (specifier.startsWith('#')) reachOf(`src/${specifier.slice(1)}`, seen);
    if (specifier.startsWith('.')) reachOf(path.posix.join(path.posix.dirname(file), specifier), seen);
  }
  return seen;
}

describe('T9 the doors to a sale', () => {
  test('every page is listed, with what it may lead to', () => {
    const known = [...pageFiles().keys(), ...inherited].sort();
    expect(known, 'list the new address in `routes`, and take out what is gone').toEqual(
      Object.keys(routes).sort(),
    );
  });

  test('and so is every address that the built server answers, whoever brought it', () => {
    expect(builtRoutes()).toEqual(Object.keys(routes).sort());
  });

  test('what can start a sale is in one file, and only doors can reach it', () => {
    const starts = 'src/features/checkout/start-checkout.server.ts';
    const settles = 'src/features/checkout/settle-payment.server.ts';
    for (const [route, file] of pageFiles()) {
      const reach = reachOf(file);
      const kind = reach.has(starts) ? 'starts' : reach.has(settles) ? 'settles' : 'none';
      expect(`${route}: ${kind}`).toBe(`${route}: ${routes[route]}`);
    }
    // So that the above can be trusted: nobody else places an order or asks for a session.
    const sources = readdirSync(path.join(projectRoot, 'src'), { recursive: true, encoding: 'utf8' })
      .map((file) => `src/${file.split(path.sep).join('/')}`)
      .filter((file) => /\.(ts|tsx|astro)$/.test(file) && !/\.test\.tsx?$/.test(file));
    const using = (pattern: RegExp) =>
      sources.filter((file) => pattern.test(readFileSync(path.join(projectRoot, file), 'utf8')));
    expect(using(/\bplaceOrder\(/).sort()).toEqual([starts, 'src/features/orders/orders.server.ts']);
    expect(using(/\bplanAttempt\(/).sort()).toEqual([starts, 'src/features/payments/attempts.server.ts']);
    expect(using(/\.createSession\(/)).toEqual(['src/features/checkout/payment-session.server.ts']);
    expect(reachOf(starts)).toContain('src/features/self-check/clearance.server.ts');
    expect(reachOf(settles)).toContain('src/features/self-check/clearance-standing.ts');
  });
});

const secret = 'the secret of this test, 32 characters and more';
const sealer = createSealer(secret);

interface Sandbox {
  sessions: { id: string }[];
}

describe('T9 a needled basket at each door', () => {
  let shop: ShopProcess;
  let database: Awaited<ReturnType<typeof createDatabase>>;
  let client: pg.Client;
  beforeAll(async () => {
    database = await createDatabase(inject('postgresUrl'));
    shop = await startShop({ env: { APP_SECRET: secret, DATABASE_URL: database.url } });
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await shop.remove();
    await database.drop();
  });
  beforeEach(async () => {
    await sandboxControl(shop, 'reset', {});
    await client.query('truncate orders, sale_pauses cascade');
    await client.query('update stock_levels set reserved = 0');
  });

  const sandbox = () => sandboxControl<Sandbox>(shop, 'state');
  const rowsOf = async (table: string) => {
    const { rows } = await client.query<{ count: string }>(`select count(*) as count from ${table}`);
    return Number(rows[0]?.count);
  };

  /** No order, no hold, no clearance used; and at the provider nothing that was not there before. */
  async function expectNothingStarted(
    before: { orders: number; sessions: number } = { orders: 0, sessions: 0 },
  ) {
    expect(await rowsOf('orders')).toBe(before.orders);
    expect(await rowsOf('payment_attempts')).toBe(before.orders);
    const { rows } = await client.query('select sku from stock_levels where reserved <> 0');
    expect(rows).toEqual([]);
    expect((await sandbox()).sessions).toHaveLength(before.sessions);
    if (before.sessions === 0) expect(await askedOfProvider(shop)).toEqual([]);
  }

  /** A clearance as the shop itself would have signed it, at another time, for something else, under other rules. */
  async function signed(
    basketId: string,
    {
      hoursAgo = 0,
      capMm,
      market = 'uk',
      rules = {},
    }: { hoursAgo?: number; capMm?: number; market?: string; rules?: Partial<Ruleset> } = {},
  ): Promise<string> {
    const ruleset = { ...builtRuleset(), ...rules };
    const now = new Date(Date.now() - hoursAgo * 3600_000);
    const outcome = evaluate(ruleset, safeAnswers(ruleset), todayIn('Europe/London', now));
    return issueClearance(sealer, {
      outcome: { ...outcome, maxLengthMm: capMm ?? outcome.maxLengthMm },
      ruleset,
      basketId,
      market,
      now,
    });
  }

  const basketOf = (shopper: HttpShopper): string =>
    JSON.parse(decodeURIComponent(shopper.cookies.get('cart') ?? '{}')).id;
  const giveBasket = (shopper: HttpShopper, items: object, id = 'A'.repeat(22)) => {
    shopper.cookies.set('cart', encodeURIComponent(JSON.stringify({ id, items })));
    return id;
  };

  /** Somebody with a roller in the basket. */
  async function withRoller(sku = 'FACE-025'): Promise<HttpShopper> {
    const shopper = newHttpShopper(shop);
    await shopper.add(sku);
    return shopper;
  }

  const salePause = async (...words: string[]) => {
    const env = await shopEnvironment({
      dataDir: shop.dataDir,
      env: {
        APP_SECRET: secret,
        DATABASE_URL: database.url,
        PORT: new URL(shop.url).port,
        SANDBOX_PORT: new URL(shop.sandboxUrl).port,
      },
    });
    return runNode(['src/cli/sale-pause.ts', ...words], env);
  };

  type Prepare = (shopper: HttpShopper) => Promise<void>;
  const withToken =
    (options?: Parameters<typeof signed>[1]): Prepare =>
    async (shopper) => {
      shopper.cookies.set('clearance', await signed(basketOf(shopper), options));
    };
  const withCookie =
    (change: (token: string) => string): Prepare =>
    async (shopper) => {
      shopper.cookies.set('clearance', change(await signed(basketOf(shopper))));
    };

  const refusals: [what: string, leadsTo: string, prepare: Prepare][] = [
    ['no clearance', '/self-check?reason=missing', async () => undefined],
    ['an empty one', '/self-check?reason=missing', withCookie(() => '')],
    ['one that ran out', '/self-check?reason=expired', withToken({ hoursAgo: 25 })],
    ['one that would run out while paying', '/self-check?reason=expired', withToken({ hoursAgo: 23.7 })],
    [
      'an edited one, with a higher cap',
      '/self-check?reason=invalid',
      withCookie((token) => {
        const [head, body = '', mac] = token.split('.');
        const payload = JSON.parse(Buffer.from(body, 'base64url').toString());
        payload.data.cap = 2;
        return [head, Buffer.from(JSON.stringify(payload)).toString('base64url'), mac].join('.');
      }),
    ],
    [
      'one that is signed with no key',
      '/self-check?reason=invalid',
      withCookie((token) => {
        const head = Buffer.from('{"alg":"none"}').toString('base64url');
        return `${head}.${token.split('.')[1]}.`;
      }),
    ],
    ['one cut short', '/self-check?reason=invalid', withCookie((token) => token.slice(0, -2))],
    [
      'one that is signed for another purpose',
      '/self-check?reason=invalid',
      async (shopper) => {
        const life = { now: new Date(), seconds: 3600 };
        shopper.cookies.set('clearance', await sealer.sign('order-link', { order: 'x' }, life));
      },
    ],
    [
      'one of another basket',
      '/self-check?reason=other-basket',
      async (shopper) => {
        shopper.cookies.set('clearance', await signed('B'.repeat(22)));
      },
    ],
    ['one of another market', '/self-check?reason=other-market', withToken({ market: 'us' })],
    ['one with a lower cap', '/self-check?reason=too-long', withToken({ capMm: 0.2 })],
    [
      'one of older rules that are not accepted',
      '/self-check?reason=other-rules',
      withToken({ rules: { version: '2025.9.0', hash: 'a'.repeat(64) } }),
    ],
    [
      'one of rules of this version with other content',
      '/self-check?reason=other-rules',
      withToken({ rules: { hash: 'a'.repeat(64) } }),
    ],
    [
      'one of this content under another version',
      '/self-check?reason=other-rules',
      withToken({ rules: { version: '2025.9.0' } }),
    ],
    [
      'an item swapped after the check for one with longer needles',
      '/self-check?reason=too-long',
      async (shopper) => {
        await shopper.post('/cart/items/FACE-025', { quantity: '0' });
        await shopper.add('FACE-020');
        shopper.cookies.set('clearance', await signed(basketOf(shopper), { capMm: 0.2 }));
        await shopper.add('FACE-025');
        await shopper.post('/cart/items/FACE-020', { quantity: '0' });
      },
    ],
    [
      'a basket whose id was edited after the check',
      '/self-check?reason=other-basket',
      async (shopper) => {
        shopper.cookies.set('clearance', await signed(basketOf(shopper)));
        giveBasket(shopper, { 'FACE-025': 1 }, 'C'.repeat(22));
      },
    ],
    ...[
      { 'PRO-100': 1 },
      { 'PRO-150': 1, 'FACE-025': 1 },
      { 'FACE-025': 999 },
      { 'NO-SUCH': 1, 'FACE-025': 1 },
    ].map((items): [string, string, Prepare] => [
      `a basket edited by hand to ${JSON.stringify(items)}, with a clearance that would cover it`,
      '/cart?notice=changed',
      async (shopper) => {
        shopper.cookies.set('clearance', await signed(giveBasket(shopper, items), { capMm: 2 }));
      },
    ]),
    ...[{ 'FACE-025': -1 }, { 'FACE-025': 0.5 }, { 'FACE-025': '1' }, {}].map(
      (items): [string, string, Prepare] => [
        `a basket edited by hand to ${JSON.stringify(items)}`,
        '/cart?notice=empty',
        async (shopper) => {
          shopper.cookies.set('clearance', await signed(giveBasket(shopper, items)));
        },
      ],
    ),
  ];

  describe.each(listed('starts'))('POST %s', (door) => {
    test('opens for a clearance that fits, without any script: so the refusals below mean something', async () => {
      const shopper = await withRoller();
      await withToken()(shopper);
      expect((await shopper.post(door)).location).toMatch(/\/c\/pay\//);
      expect(await rowsOf('orders')).toBe(1);
      expect((await sandbox()).sessions).toHaveLength(1);
    });

    test.each(refusals)('%s: to %s, and nothing was started', async (_what, leadsTo, prepare) => {
      const shopper = await withRoller();
      await prepare(shopper);
      const answer = await shopper.post(door);
      expect([answer.status, answer.location]).toEqual([303, leadsTo]);
      expect(shopper.cookies.has('order')).toBe(false);
      await expectNothingStarted();
    });

    test('a direct call, without cookies', async () => {
      const answer = await newHttpShopper(shop).post(door, { sku: 'FACE-025', quantity: '1' });
      expect([answer.status, answer.location]).toEqual([303, '/cart?notice=empty']);
      await expectNothingStarted();
    });

    test('whatever the body claims: a clearance, a price, a coupon, an account', async () => {
      const token = await signed(basketOf(await withRoller()));
      for (const fields of [
        { clearance: token },
        { total: '0', coupon: 'FREE', discount: '100' },
        { role: 'staff', draft: '1', cleared: 'true', 'self-check': 'clear' },
      ]) {
        const shopper = await withRoller();
        const answer = await shopper.post(door, fields);
        expect(answer.status).toBe(303);
        expect(answer.location).toMatch(/^\/(self-check\?reason=missing|cart\?notice=total-changed)$/);
      }
      // A total that is not the one: refused, however the check came out.
      const shopper = await withRoller();
      await withToken()(shopper);
      expect((await shopper.post(door, { total: '0' })).location).toBe('/cart?notice=total-changed');
      await expectNothingStarted();
    });

    test('other ways of sending it: as JSON, as text, in the address', async () => {
      const shopper = await withRoller();
      const token = await signed(basketOf(shopper));
      const cookie = `cart=${shopper.cookies.get('cart')}`;
      for (const [type, body] of [
        ['application/json', JSON.stringify({ clearance: token, sku: 'FACE-025' })],
        ['text/plain', token],
        ['multipart/form-data', token],
      ]) {
        const answer = await fetch(`${shop.url}${door}?clearance=${token}`, {
          method: 'POST',
          redirect: 'manual',
          headers: { Cookie: cookie, 'Content-Type': String(type), Authorization: `Bearer ${token}` },
          body: String(body),
        });
        expect(answer.headers.get('location')).toBe('/self-check?reason=missing');
      }
      await expectNothingStarted();
    });

    test.each(['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])(
      '%s starts nothing, even with a clearance that fits',
      async (method) => {
        const shopper = await withRoller();
        await withToken()(shopper);
        const cookie = [...shopper.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
        await fetch(`${shop.url}${door}`, { method, redirect: 'manual', headers: { Cookie: cookie } });
        await expectNothingStarted();
      },
    );

    test('a clearance that has been used, replayed with the same basket', async () => {
      const shopper = await withRoller();
      await withToken()(shopper);
      const kept = new Map(shopper.cookies);
      const page = await shopper.post(door);
      await shopper.pay(page.location ?? '');
      await sandboxControl(shop, 'settle', {});
      const before = { orders: 1, sessions: 1 };
      await expectNothingStarted(before);
      for (const [name, value] of kept) shopper.cookies.set(name, value);
      expect((await shopper.post(door)).location).toBe('/self-check?reason=used');
      await expectNothingStarted(before);
    });

    test.each([
      ['its SKU', 'FACE-025'],
      ['its tier', 'surface'],
    ])(
      '%s paused by another process: to the basket, at once; lists and pages follow',
      async (_what, what) => {
        const shopper = await withRoller();
        await withToken()(shopper);
        await client.query(
          'insert into sale_pauses (id, what, reason, by, since) values ($1, $1, $2, $2, now())',
          [what, 'complaint'],
        );
        expect((await shopper.post(door)).location).toBe('/cart?notice=changed');
        await expectNothingStarted();

        // A process looks every second; the rest of the time is for a busy machine.
        const patience = { timeout: 15_000 };
        const words = 'We have paused the sale of this for now.';
        const page = async () => (await newHttpShopper(shop).get('/rollers/face-roller?sku=FACE-025')).text;
        await expect.poll(page, patience).toContain(words);
        expect(await page()).not.toContain('complaint');
        expect((await shopper.get('/cart')).text).toContain(words);
        const refused = await newHttpShopper(shop).post('/cart/items', { sku: 'FACE-025', quantity: '1' });
        expect([refused.status, refused.text.includes(words)]).toEqual([409, true]);
        if (what === 'surface') {
          expect((await newHttpShopper(shop).get('/rollers?kind=roller')).text).toContain(words);
        }
        await client.query('update sale_pauses set lifted_at = now(), lifted_by = by');
        await expect.poll(page, patience).not.toContain(words);
      },
    );
  });

  test('the command: pauses, tells, resumes; and says in words what it cannot', async () => {
    const shopper = await withRoller();
    await withToken()(shopper);
    const page = await shopper.post('/checkout');
    const paused = await salePause('pause', 'FACE-025', 'complaint about bent needles');
    // The open payment page is closed in the same breath.
    expect([paused.code, paused.said]).toEqual([
      0,
      'FACE-025: not sold from now on. Payment pages closed: 1, payments given back: 0\n',
    ]);
    expect((await shopper.pay(page.location ?? '')).status).toBe(410);
    expect((await salePause('list')).said).toMatch(
      /^FACE-025 {2}since .* by operator \w+, in force: complaint about bent needles\n$/,
    );
    expect((await salePause('resume', 'FACE-025')).said).toMatch(/^FACE-025: on sale again/);
    for (const [words, expected] of [
      [['pause', 'FACE-025'], /Say what to pause and why/],
      [['stop'], /Say pause, resume or list/],
    ] as const) {
      const { code, said } = await salePause(...words);
      expect([code, said]).toEqual([1, expect.stringMatching(expected)]);
      expect(said).not.toMatch(/\n\s+at /);
    }
  }, 180_000);

  describe('doors that only settle what was started', () => {
    test('a return with a made-up session', async () => {
      const shopper = await withRoller();
      await withToken()(shopper);
      for (const id of ['', 'cs_test_made_up', "' or 1=1"]) {
        const answer = await shopper.get(`/checkout/return?session_id=${encodeURIComponent(id)}`);
        expect(answer.status).toBe(404);
      }
      await expectNothingStarted();
    });

    test('a notice without the provider’s signature', async () => {
      const event = {
        id: 'evt_1',
        type: 'checkout.session.completed',
        data: { object: { id: 'cs_1', metadata: { order_id: 'x' } } },
      };
      for (const signature of ['', 't=1,v1=00']) {
        const answer = await fetch(`${shop.url}/api/stripe/webhook`, {
          method: 'POST',
          headers: { 'Stripe-Signature': signature },
          body: JSON.stringify(event),
        });
        expect(answer.status).toBe(400);
      }
      await expectNothingStarted();
    });

    test('a session that somebody else has made and paid at the provider: its real notice makes no order', async () => {
      const body = new URLSearchParams({
        mode: 'payment',
        success_url: `${shop.url}/checkout/return?session_id={CHECKOUT_SESSION_ID}`,
        'line_items[0][quantity]': '1',
        'line_items[0][price_data][currency]': 'gbp',
        'line_items[0][price_data][unit_amount]': '1800',
        'line_items[0][price_data][product_data][name]': 'Face roller',
        'metadata[order_id]': 'an-order-of-somebody-else',
      });
      const made = await fetch(`${shop.sandboxUrl}/v1/checkout/sessions`, {
        method: 'POST',
        headers: { Authorization: 'Bearer sk_test_sandbox' },
        body,
      });
      const session = (await made.json()) as { id: string; url: string };
      const shopper = await withRoller();
      await shopper.pay(session.url);
      await sandboxControl(shop, 'settle', {});
      expect((await shopper.get(`/checkout/return?session_id=${session.id}`)).status).toBe(404);
      expect(await rowsOf('orders')).toBe(0);
    });
  });

  test('every other address, read and written to by somebody who may buy: none is a door', async () => {
    const filled: Record<string, string> = {
      '[sku]': 'FACE-025',
      '[slug]': 'face-roller',
      '[question]': 'consent',
      '[name]': 'home',
      '[part]': '1',
      '[...path]': '',
      '[token]': 'a.b.c',
    };
    const token = await signed('A'.repeat(22));
    for (const route of listed('none')) {
      const address = route.replaceAll(/\[[^\]]+\]/g, (name) => filled[name] ?? 'x');
      for (const cleared of [false, true]) {
        const shopper = newHttpShopper(shop);
        giveBasket(shopper, { 'FACE-025': 1 });
        if (cleared) shopper.cookies.set('clearance', token);
        await shopper.get(address);
        const answer: Answer = await shopper.post(address, {
          sku: 'FACE-025',
          quantity: '1',
          answer: 'yes',
          total: '2195',
          number: 'NW-0000-0000',
          email: 'ada@example.com',
        });
        expect(answer.location ?? '', `${route} must not lead to a payment page`).not.toContain('/c/pay/');
      }
    }
    await expectNothingStarted();
  });
});
