import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { openPglite, openPostgres } from '#db/client.server.ts';
import { reconcilePayments } from '#features/checkout/reconcile.server.ts';
import { openStock } from '#features/inventory/inventory.server.ts';
import { findBreaches, type ProviderBooks } from '../support/ledger-rule.ts';
import { type ParkingProvider, startParkingProvider } from '../support/parking-provider.ts';
import { cards, paymentForm } from '../support/payment-form.ts';
import { createDatabase } from '../support/postgres.ts';
import { shopParts } from '../support/shop-parts.ts';
import { scratchVariable } from '../support/shop-process.ts';
import { bundleMortalShop, mortalShop, newFacts, newMortalBuyer, type Storage } from './mortal.ts';

// What is killed here, and how: `mortal-shop.ts`, a process with the real checkout, settlement, refund and reconciling
// code, the real SDK and a real database, by SIGKILL. The provider is another process's memory and outlives it. One kill
// finds five buyers in flight, each at another step, so it is a kill at each of these steps: that somebody stands there
// is asserted from the books of both sides. The whole shop (`dist/main.mjs`) is killed in the same way by
// `kill-shop.test.ts`, less often, because it takes seconds to start.

/** Kills at each step, in all. */
const kills = Number(process.env.FAULT_KILLS ?? 30);
const share = { PostgreSQL: Math.ceil((kills * 2) / 3), PGlite: Math.floor(kills / 3) } as const;

const sku = {
  reserved: 'FACE-020',
  called: 'FACE-025',
  settling: 'DUO-030',
  refundNoted: 'FINE-025',
  refundCalled: 'FINE-030',
} as const;

beforeAll(bundleMortalShop);

describe.each(['PostgreSQL', 'PGlite'] as const)('the shop is killed, on %s', (kind) => {
  let provider: ParkingProvider;
  let facts: Awaited<ReturnType<typeof newFacts>> & { providerUrl: string };
  let storage: Storage;
  let clear: () => Promise<void>;

  beforeAll(async () => {
    const made = await newFacts();
    provider = await startParkingProvider({ shopPort: made.port, webhookSecret: made.webhookSecret });
    facts = { ...made, providerUrl: provider.url };
    if (kind === 'PostgreSQL') {
      const database = await createDatabase(inject('postgresUrl'));
      storage = { DATABASE_URL: database.url };
      clear = database.drop;
    } else {
      const folder = mkdtempSync(path.join(process.env[scratchVariable] ?? tmpdir(), 'killed-'));
      storage = { DATABASE_FOLDER: path.join(folder, 'database') };
      clear = async () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    }
    const outside = await look();
    await outside.db.transaction((tx) =>
      openStock(
        tx,
        Object.values(sku).map((each) => ({ sku: each, quantity: 10_000 })),
        new Date(),
      ),
    );
    await outside.close();
  });
  afterAll(async () => {
    await provider.close();
    await clear();
  });

  /** The books, opened by us while no shop runs (the embedded database has room for one). */
  async function look() {
    const database =
      'DATABASE_URL' in storage
        ? await openPostgres(storage.DATABASE_URL)
        : await openPglite(storage.DATABASE_FOLDER);
    return shopParts(facts, database, provider.clock);
  }

  const pay = (url: string) =>
    fetch(url, { method: 'POST', body: paymentForm(cards.pays), redirect: 'manual' });
  const books = () => provider.control<ProviderBooks>('ledger');

  test(`${share[kind]} times with somebody at each of five steps: the ledger rule holds`, async () => {
    const shop = mortalShop(facts, storage);
    const begun = performance.now();
    const query = <T>(text: string) => shop.ask<T[]>('look', { query: text });
    await shop.start();
    for (let round = 0; round < share[kind]; round += 1) {
      await provider.control('deliveries/hold', {});
      const [reserved, called, settling, refundNoted, refundCalled] = await Promise.all(
        Object.values(sku).map((each) => newMortalBuyer(facts, { [each]: 1 })),
      );
      if (!reserved || !called || !settling || !refundNoted || !refundCalled) throw new Error('Nobody came');
      const toPage = async (buyer: typeof settling) => {
        const step = await shop.checkout(buyer);
        if (step.go !== 'pay') throw new Error(`The checkout led to ${JSON.stringify(step)}`);
        return { ...step, sessionId: new URL(step.url).pathname.split('/').at(-1) ?? '' };
      };
      const pages = await Promise.all([settling, refundNoted, refundCalled].map(toPage));
      const [paying, first, second] = pages;
      if (!paying || !first || !second) throw new Error('Nobody came to a payment page');
      await Promise.all(pages.map(({ url }) => pay(url)));
      const stops = [sku.refundNoted, sku.refundCalled].map((what) => ({
        what,
        reason: 'a test',
        by: 'a test',
      }));
      for (const stop of stops) await shop.ask('pause', stop);

      // Four of them stand at a gate of the provider.
      const ifCallerGoes = round % 2 === 0 ? 'lost' : 'done';
      const create = { method: 'POST', path: '/v1/checkout/sessions' };
      const refund = { method: 'POST', path: '/v1/refunds' };
      const parked = Promise.all([
        provider.park({ ...create, at: 'before', about: sku.reserved, ifCallerGoes }),
        provider.park({ ...create, at: 'after', about: sku.called }),
        provider.park({ ...refund, at: 'before', about: first.orderId, ifCallerGoes }),
        provider.park({ ...refund, at: 'after', about: second.orderId }),
      ]);
      const inFlight = [
        shop.checkout(reserved),
        shop.checkout(called),
        shop.ask('settle', { sessionId: first.sessionId }),
        shop.ask('settle', { sessionId: second.sessionId }),
      ];
      const died = Promise.allSettled(inFlight);
      await parked;

      // The fifth stands within the transaction that settles: on PostgreSQL every other time at a lock that we hold, and
      // is killed from outside; otherwise the process kills itself there, before another statement each time.
      let unlock = async () => {};
      if ('DATABASE_URL' in storage && round % 2 === 0) {
        const lock = new pg.Client({ connectionString: storage.DATABASE_URL });
        await lock.connect();
        await lock.query('begin');
        await lock.query('select * from stock_levels where sku = $1 for update', [sku.settling]);
        const settled = shop.ask('settle', { sessionId: paying.sessionId }).catch(() => null);
        await expect
          .poll(
            async () =>
              (
                await lock.query(
                  "select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()",
                )
              ).rowCount,
            { timeout: 30_000, interval: 5 },
          )
          .toBeGreaterThan(0);
        unlock = async () => {
          await settled;
          await lock.query('rollback');
          await lock.end();
        };
        expect(await shop.kill()).toBe('SIGKILL');
      } else {
        // Steps 0 to 2 are the call before the transaction and its begin.
        await shop.ask('doom', { at: 3 + (round % 4) });
        await shop.ask('settle', { sessionId: paying.sessionId }).catch(() => null);
        expect(await shop.end()).toBe('SIGKILL');
      }
      expect((await died).map(({ status }) => status)).toEqual([
        'rejected',
        'rejected',
        'rejected',
        'rejected',
      ]);
      await unlock();

      await shop.start();
      const standing = await query<{
        basket_id: string;
        state: string;
        session: string | null;
        refund: string | null;
        made: string | null;
      }>(
        `select orders.basket_id, orders.state, payment_attempts.session_id as session, refunds.state as refund, refunds.refund_id as made
             from orders join payment_attempts on payment_attempts.order_id = orders.id
             left join refunds on refunds.order_id = orders.id
             where basket_id in (${[reserved, called, settling, refundNoted, refundCalled].map(({ cart }) => `'${cart.basketId}'`).join(', ')})`,
      );
      const of = (buyer: typeof reserved) =>
        standing.find(({ basket_id }) => basket_id === buyer.cart.basketId);
      const waits = { state: 'awaiting-payment', session: null };
      expect(of(reserved)).toMatchObject(waits);
      expect(of(called)).toMatchObject(waits);
      expect(of(settling)).toMatchObject({ state: 'awaiting-payment', session: paying.sessionId });
      expect(of(refundNoted)).toMatchObject({ state: 'refunding', refund: 'requested', made: null });
      expect(of(refundCalled)).toMatchObject({ state: 'refunding', refund: 'requested', made: null });

      for (const stop of stops) await shop.ask('resume', stop);
      // Every third time the buyers press the button again and pay; else they have gone, and others look after it.
      if (round % 3 === 0) for (const buyer of [reserved, called]) await pay((await toPage(buyer)).url);
      await provider.control('deliveries/release', {});
    }
    await provider.sandbox.settled();
    expect(await shop.kill()).toBe('SIGKILL');
    const seconds = (performance.now() - begun) / 1000;
    process.stdout.write(`${kind}: ${share[kind]} kills in ${seconds.toFixed(1)} s\n`);

    const outside = await look();
    try {
      expect(await findBreaches(outside.db, await books(), { atRest: false })).toEqual([]);
      // From now on nothing listens for webhooks: what they would have told, the reconciler must find out.
      for (const pause of [61, 36 * 60, 25 * 3600, 61]) {
        await provider.advance(pause);
        await reconcilePayments(outside);
      }
      expect(await findBreaches(outside.db, await books(), { atRest: true })).toEqual([]);
      const states = (await outside.db.execute(
        'select state, count(*)::int as count from orders group by state',
      )) as unknown as { rows: { state: string; count: number }[] };
      const count = Object.fromEntries(states.rows.map(({ state, count }) => [state, count]));
      expect(count.refunded).toBe(2 * share[kind]);
      expect(count.paid).toBe(share[kind] + 2 * Math.ceil(share[kind] / 3));
      expect(Object.keys(count).sort()).toEqual(['cancelled', 'paid', 'refunded']);
    } finally {
      await outside.close();
    }
  });
});
