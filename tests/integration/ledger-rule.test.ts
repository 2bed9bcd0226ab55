import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { settlePayment } from '#features/checkout/settle-payment.server.ts';
import { sessionSeconds } from '#features/payments/payment-session.ts';
import { pauseSale, resumeSale } from '#features/self-check/pauses.server.ts';
import type { LedgerEntry } from '../../src/sandbox/ledger.ts';
import { findBreaches, type ProviderBooks } from '../support/ledger-rule.ts';
import { newShopper, openTestShop, payAt, type TestShop } from '../support/test-shop.ts';

// The rule that tests/faults is judged by, judged itself: the books of a shop with an order of each kind are sound, and
// whatever is planted in them is found.

let shop: TestShop;
const ids = { paid: '', refunded: '', cancelled: '', waiting: '' };
let books: ProviderBooks;

beforeAll(async () => {
  shop = await openTestShop('PGlite');
  const bought = async (sku: string) => {
    const page = await (await newShopper(shop, { [sku]: 1 })).checkoutToPage();
    await payAt(shop, page.url);
    await shop.sandbox.settled();
    return page;
  };
  const gone = await (await newShopper(shop, { 'DUO-030': 1 })).checkoutToPage();
  await shop.clock.advance(sessionSeconds + 60);
  await shop.sandbox.settled();
  ids.cancelled = gone.orderId;
  ids.paid = (await bought('FACE-025')).orderId;
  const stopped = await (await newShopper(shop, { 'FACE-020': 2 })).checkoutToPage();
  const pause = { what: 'FACE-020', reason: 'test', by: 'test' };
  await shop.db.transaction((tx) => pauseSale(tx, pause, shop.clock.now()));
  await payAt(shop, stopped.url);
  await settlePayment(shop, stopped.sessionId);
  await shop.db.transaction((tx) => resumeSale(tx, pause, shop.clock.now()));
  ids.refunded = stopped.orderId;
  ids.waiting = (await (await newShopper(shop, { 'DUO-030': 1 })).checkoutToPage()).orderId;
  books = await shop.control<ProviderBooks>('ledger');
});
afterAll(() => shop.close());

/** The rule over the books after these statements, which are taken back afterwards. */
async function breachesAfter(plant: string[], provider: ProviderBooks, atRest: boolean): Promise<string[]> {
  let found: string[] = [];
  const takeBack = new Error('taken back');
  await shop.db
    .transaction(async (tx) => {
      for (const statement of plant) await tx.execute(sql.raw(statement));
      found = await findBreaches(tx, provider, { atRest });
      throw takeBack;
    })
    .catch((error: unknown) => {
      if (error !== takeBack) throw error;
    });
  return found;
}

function changed(orderId: string, change: Partial<LedgerEntry>): ProviderBooks {
  return {
    sessions: books.sessions.map((entry) =>
      entry.metadata.order_id === orderId ? { ...entry, ...change } : entry,
    ),
  };
}

const again = (orderId: string): ProviderBooks => ({
  sessions: books.sessions.flatMap((entry) =>
    entry.metadata.order_id === orderId ? [entry, { ...entry, session: 'cs_again' }] : [entry],
  ),
});

test('an order of each kind: sound at any moment, and at rest once nothing waits', async () => {
  expect(books.sessions.map(({ status, charged, refunded }) => [status, charged > 0, refunded > 0])).toEqual([
    ['expired', false, false],
    ['complete', true, false],
    ['complete', true, true],
    ['open', false, false],
  ]);
  expect(await findBreaches(shop.db, books, { atRest: false })).toEqual([]);
  const waits = await findBreaches(shop.db, books, { atRest: true });
  expect(waits).toHaveLength(3);
  expect(waits).toContainEqual(expect.stringMatching(/still waits/));
  expect(waits).toContainEqual(expect.stringMatching(/can still be paid/));
  expect(waits).toContainEqual(expect.stringMatching(/payment attempt without an end/));
});

interface Plant {
  what: string;
  says: RegExp;
  plant?: () => string[];
  provider?: () => ProviderBooks;
  /** Only at rest is it a breach: before, a notice may be on its way. */
  atRest?: true;
}

const set = (orderId: string, change: string) => `update orders set ${change} where id = '${orderId}'`;
const noGate = [
  'alter table order_lines drop constraint order_lines_needle_covered',
  'alter table order_lines drop constraint order_lines_longest_needle',
  'alter table orders drop constraint orders_needles_need_clearance',
  'alter table orders drop constraint orders_clearance',
];
const noStockCheck = 'alter table stock_levels drop constraint stock_levels_reserved';

const plants: Plant[] = [
  {
    what: 'an order is paid and nobody has paid',
    says: /\(paid\) has no paid session/,
    provider: () => changed(ids.paid, { status: 'expired', paymentStatus: 'unpaid', charged: 0 }),
  },
  {
    what: 'somebody has paid and the order does not know',
    says: /\(awaiting-payment\), but cs_\w+ is complete and paid/,
    plant: () => [set(ids.paid, "state = 'awaiting-payment', basket_id = 'another'")],
    atRest: true,
  },
  {
    what: 'somebody has paid an order that was given up',
    says: /\(cancelled\), but cs_\w+ is complete and paid/,
    provider: () => changed(ids.cancelled, { status: 'complete', paymentStatus: 'paid', charged: 3900 }),
    atRest: true,
  },
  {
    what: 'one order is paid twice',
    says: /was paid 2 times/,
    provider: () => again(ids.paid),
    atRest: true,
  },
  {
    what: 'a paid session names no order',
    says: /belongs to no order/,
    provider: () => changed(ids.paid, { metadata: {} }),
    atRest: true,
  },
  {
    what: 'a session was never stored',
    says: /does not know of cs_/,
    plant: () => [`update payment_attempts set session_id = null where order_id = '${ids.paid}'`],
    atRest: true,
  },
  {
    what: 'another amount was charged',
    says: /is for \d+ GBP, cs_\w+ for 1 gbp/,
    provider: () => changed(ids.paid, { total: 1, charged: 1 }),
  },
  {
    what: 'the provider gave money back that the shop has not written down',
    says: /gave back 100, the shop knows of 0/,
    provider: () => changed(ids.paid, { refunded: 100 }),
  },
  {
    what: 'the shop has written down a refund that was never made',
    says: /gave back 0, the shop's rows say \d+/,
    provider: () => changed(ids.refunded, { refunded: 0 }),
    atRest: true,
  },
  {
    what: 'two refunds add up to more than was paid',
    says: /\d+ refunded of \d+/,
    plant: () => [
      'drop index refunds_sale_stopped_once',
      `insert into refunds (id, order_id, cause, amount_minor, currency, payment_intent_id, state, idempotency_key, requested_at) select 'again', order_id, cause, amount_minor, currency, payment_intent_id, state, 'again', requested_at from refunds`,
    ],
  },
  {
    what: 'a refunded order has part of the money left',
    says: /\(refunded\): \d+ of the money is left/,
    plant: () => ['update refunds set amount_minor = 1'],
    provider: () => changed(ids.refunded, { refunded: 1 }),
    atRest: true,
  },
  {
    what: 'a refund has no last word',
    says: /refund without a last word/,
    plant: () => ["update refunds set state = 'pending'"],
    atRest: true,
  },
  {
    what: 'the sums differ',
    says: /the provider has taken and kept \d+, the shop's books say \d+/,
    provider: () => changed(ids.paid, { charged: 1 }),
    atRest: true,
  },
  {
    what: 'more is reserved than there is',
    says: /FACE-025: 1000 reserved of \d+ on hand/,
    plant: () => [noStockCheck, "update stock_levels set reserved = 1000 where sku = 'FACE-025'"],
  },
  {
    what: 'less than nothing is reserved',
    says: /FACE-025: -1 reserved/,
    plant: () => [noStockCheck, "update stock_levels set reserved = -1 where sku = 'FACE-025'"],
  },
  {
    what: 'a level is not the sum of its ledger',
    says: /FACE-025: level 30,0, ledger/,
    plant: () => ["update stock_levels set on_hand = 30 where sku = 'FACE-025'"],
  },
  {
    what: 'a paid order has not left the shelf',
    says: /is paid: of 1 FACE-025 it holds 1 and has sold 0/,
    plant: () => [`delete from stock_movements where kind = 'sale' and order_id = '${ids.paid}'`],
  },
  {
    what: 'a given-up order still holds',
    says: /is cancelled: of 1 DUO-030 it holds 1/,
    plant: () => [`delete from stock_movements where kind = 'release' and order_id = '${ids.cancelled}'`],
  },
  {
    what: 'needles were ordered without a clearance',
    says: /holds FACE-025 without a clearance/,
    plant: () => [...noGate, set(ids.paid, 'clearance_id = null')],
  },
  {
    what: 'needles were ordered with a clearance for shorter ones',
    says: /holds FACE-025 without a clearance/,
    plant: () => [...noGate, 'update clearances set cap_mm = 0.2'],
  },
  {
    what: 'a paid order has no confirmation',
    says: /\(paid\) has 0 confirmations/,
    plant: () => [`delete from notifications where order_id = '${ids.paid}'`],
    atRest: true,
  },
  {
    what: 'a confirmation was queued twice',
    says: /to be confirmed 2 times/,
    plant: () => [
      `insert into pgboss.job (name, data) select 'mail', data from pgboss.job where name = 'mail' and data ->> 'orderId' = '${ids.paid}'`,
    ],
  },
  {
    what: 'an order that was never paid is confirmed',
    says: /confirmed by mail and was never paid/,
    plant: () => [
      `insert into notifications (order_id, kind, queued_at) values ('${ids.waiting}', 'order-confirmation', now())`,
    ],
  },
];

describe('what the rule finds', () => {
  test.each(plants)('$what', async ({ says, plant, provider, atRest }) => {
    const statements = plant?.() ?? [];
    const found = await breachesAfter(statements, provider?.() ?? books, atRest ?? false);
    expect(found).toContainEqual(expect.stringMatching(says));
    if (!atRest) return;
    const before = await breachesAfter(statements, provider?.() ?? books, false);
    expect(before).not.toContainEqual(expect.stringMatching(says));
  });
});
