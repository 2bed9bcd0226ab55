import { randomBytes } from 'node:crypto';
import path from 'node:path';
import pg from 'pg';
import { describe, expect, inject, test } from 'vitest';
import { openPglite, openPostgres } from '#db/client.server.ts';
import { reconcilePayments } from '#features/checkout/reconcile.server.ts';
import { projectRoot } from '#lib/project-root.server.ts';
import { freePort } from '../support/free-port.ts';
import { findBreaches, type ProviderBooks } from '../support/ledger-rule.ts';
import { startParkingProvider } from '../support/parking-provider.ts';
import { createDatabase } from '../support/postgres.ts';
import { shopParts } from '../support/shop-parts.ts';
import { type ShopProcess, startShop } from '../support/shop-process.ts';
import { newcomer } from './newcomer.ts';

// What is killed here, and how: `dist/main.mjs`, the whole built shop, by SIGKILL from outside, while one buyer stands
// between the reservation and the call, one between the call and the storing of its answer, and one has just come back
// from paying: on PostgreSQL within the transaction that settles, at a lock that we hold; on the embedded database, which
// nobody outside can lock, at a moment that moves from kill to kill. It takes seconds to start, so it is killed a few
// times; each step often: `kill.test.ts`.

/** On each database. */
const kills = Number(process.env.FAULT_SHOP_KILLS ?? 2);
const sku = { reserved: 'FACE-020', called: 'FACE-025', settling: 'DUO-030' };
const create = { method: 'POST', path: '/v1/checkout/sessions' };

describe.each(['PostgreSQL', 'PGlite'] as const)('the built shop is killed, on %s', (kind) => {
  test(`${kills} times with somebody at each of three steps: the ledger rule holds`, async () => {
    const port = await freePort();
    const appSecret = randomBytes(24).toString('hex');
    const webhookSecret = `whsec_${randomBytes(12).toString('hex')}`;
    const provider = await startParkingProvider({ shopPort: port, webhookSecret });
    const database = kind === 'PostgreSQL' ? await createDatabase(inject('postgresUrl')) : null;
    const lock = database ? new pg.Client({ connectionString: database.url }) : null;
    const env = {
      PORT: String(port),
      APP_SECRET: appSecret,
      STRIPE_SECRET_KEY: 'sk_test_faults',
      STRIPE_WEBHOOK_SECRET: webhookSecret,
      STRIPE_API_URL: provider.url,
      LOG_LEVEL: 'silent',
      ...(database && { DATABASE_URL: database.url }),
    };
    let shop: ShopProcess | undefined;
    try {
      await lock?.connect();
      for (let round = 0; round < kills; round += 1) {
        const running: ShopProcess = await startShop({ env, ...(shop && { dataDir: shop.dataDir }) });
        shop = running;
        await provider.control('deliveries/hold', {});
        const came = (units: string) => newcomer(running, appSecret, { [units]: 1 });
        const [reserved, called, settling] = await Promise.all(Object.values(sku).map(came));
        if (!reserved || !called || !settling) throw new Error('Nobody came');
        const page = await settling.post('/checkout');
        const paid = await settling.pay(page.location ?? '');
        expect(paid.location).toContain('/checkout/return');

        const ifCallerGoes = round % 2 === 0 ? 'lost' : 'done';
        const parked = Promise.all([
          provider.park({ ...create, at: 'before', about: sku.reserved, ifCallerGoes }),
          provider.park({ ...create, at: 'after', about: sku.called }),
        ]);
        const inFlight = [reserved.post('/checkout'), called.post('/checkout')];
        const died = Promise.allSettled(inFlight);
        await parked;

        await lock?.query('begin');
        await lock?.query('select * from stock_levels where sku = $1 for update', [sku.settling]);
        const back = settling.get(paid.location ?? '').catch(() => null);
        if (lock) {
          const waiting =
            "select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";
          await expect
            .poll(async () => (await lock.query(waiting)).rowCount, { timeout: 60_000, interval: 5 })
            .toBeGreaterThan(0);
        } else {
          await new Promise((resolve) => setTimeout(resolve, 8 * round));
        }
        expect(await running.stop('SIGKILL')).toBeNull();
        expect((await died).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
        await back;
        await lock?.query('rollback');
        await provider.control('deliveries/release', {});
      }

      // The last life: whoever was cut off presses the same button, and comes to a page that can be paid.
      const running = await startShop({ env, ...(shop && { dataDir: shop.dataDir }) });
      shop = running;
      const again = await newcomer(running, appSecret, { [sku.called]: 1 });
      expect((await again.post('/checkout')).location).toContain('/c/pay/');
      await provider.sandbox.settled();
      expect(await running.stop('SIGKILL')).toBeNull();

      const opened = database
        ? await openPostgres(database.url)
        : await openPglite(path.join(shop.dataDir, 'database'));
      const facts = {
        bundleFile: path.join(projectRoot, 'dist/content.json'),
        appSecret,
        webhookSecret,
        providerUrl: provider.url,
        siteUrl: running.url,
      };
      const outside = await shopParts(facts, opened, provider.clock);
      try {
        const books = () => provider.control<ProviderBooks>('ledger');
        expect(await findBreaches(outside.db, await books(), { atRest: false })).toEqual([]);
        for (const pause of [61, 36 * 60, 25 * 3600, 61]) {
          await provider.advance(pause);
          await reconcilePayments(outside);
        }
        expect(await findBreaches(outside.db, await books(), { atRest: true })).toEqual([]);
      } finally {
        await outside.close();
      }
    } finally {
      await lock?.end();
      await shop?.remove();
      await provider.close();
      await database?.drop();
    }
  });
});
