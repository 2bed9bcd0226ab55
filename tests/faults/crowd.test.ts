import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { openPostgres } from '#db/client.server.ts';
import { setStock } from '#features/inventory/inventory.server.ts';
import type { HttpShopper } from '../support/http-shopper.ts';
import { ordersByState, stockOf } from '../support/ledger.ts';
import { findBreaches, type ProviderBooks } from '../support/ledger-rule.ts';
import { createDatabase } from '../support/postgres.ts';
import { type ShopProcess, sandboxControl, startShop } from '../support/shop-process.ts';
import { newcomer } from './newcomer.ts';

// The built shop, two processes of it on one PostgreSQL, as `npm start` runs it: more buyers than units, all at once.

const buyers = Number(process.env.FAULT_BUYERS ?? 100);
const units = Math.floor(buyers / 10);
const sku = 'FACE-025';
const appSecret = randomBytes(24).toString('hex');

let database: Awaited<ReturnType<typeof createDatabase>>;
let shop: ShopProcess;
beforeAll(async () => {
  database = await createDatabase(inject('postgresUrl'));
  shop = await startShop({ env: { DATABASE_URL: database.url, WORKERS: '2', APP_SECRET: appSecret } });
});
afterAll(async () => {
  await shop.remove();
  await database.drop();
});

test(`${buyers} buyers for ${units} units on two processes: exactly ${units} are sold, nobody meets an error`, async () => {
  const outside = await openPostgres(database.url);
  try {
    const by = { actor: 'a test', reason: 'a test', now: new Date() };
    await outside.db.transaction((tx) => setStock(tx, sku, units, by));
    const crowd = await Promise.all(
      Array.from({ length: buyers }, () => newcomer(shop, appSecret, { [sku]: 1 })),
    );

    const begun = performance.now();
    const pages = await Promise.all(crowd.map((shopper) => shopper.post('/checkout')));
    const held = performance.now();
    const lucky = crowd.filter((_, at) => pages[at]?.location?.includes('/c/pay/'));
    const paid = await Promise.all(
      pages.flatMap(({ location }, at) => {
        const shopper = crowd[at];
        return location?.includes('/c/pay/') && shopper ? [payAndReturn(shopper, location)] : [];
      }),
    );
    const done = performance.now();
    process.stdout.write(
      `${buyers} buyers for ${units} units: all answered in ${(held - begun).toFixed(0)} ms, paid in ${(done - begun).toFixed(0)} ms\n`,
    );

    expect(pages.filter(({ status }) => status >= 500)).toEqual([]);
    expect(lucky).toHaveLength(units);
    expect(paid.every((place) => place.startsWith('/orders/'))).toBe(true);
    expect(pages.filter(({ location }) => location === '/cart?notice=changed')).toHaveLength(buyers - units);
    await sandboxControl(shop, 'settle', {});
    expect(await ordersByState(outside)).toEqual({ paid: units });
    expect(await stockOf(outside, sku)).toEqual({ onHand: 0, reserved: 0 });
    const books = await sandboxControl<ProviderBooks>(shop, 'ledger');
    expect(await findBreaches(outside.db, books, { atRest: true })).toEqual([]);
  } finally {
    await outside.close();
  }
});

async function payAndReturn(shopper: HttpShopper, page: string): Promise<string> {
  const paid = await shopper.pay(page);
  return (await shopper.get(paid.location ?? '')).location ?? '';
}
