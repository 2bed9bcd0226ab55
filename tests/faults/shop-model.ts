import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { cancelOrder } from '#features/checkout/cancel-order.server.ts';
import type { CheckoutServices } from '#features/checkout/checkout-services.ts';
import { deliverOrder, dispatchOrder, packOrder } from '#features/checkout/fulfil-order.server.ts';
import { refundOrder } from '#features/checkout/refund-order.server.ts';
import { settlePayment } from '#features/checkout/settle-payment.server.ts';
import { requestWithdrawal } from '#features/checkout/withdraw-from-order.server.ts';
import { readLines } from '#features/orders/orders.server.ts';
import { pauseSale, resumeSale } from '#features/self-check/pauses.server.ts';
import { newId } from '#lib/ids.ts';
import { ordersByState } from '../support/ledger.ts';
import { findBreaches, type ProviderBooks } from '../support/ledger-rule.ts';
import {
  clearanceFor,
  type DatabaseKind,
  newShopper,
  openTestShop,
  payAt,
  type Shopper,
  type TestShop,
} from '../support/test-shop.ts';
import { type Doom, doomed, ProcessEnded } from './doom.ts';

// What can happen to the shop, as data: a sequence of actions is played against the whole shop below its pages, with the
// real SDK, the sandbox and a database, and afterwards the ledger rule must hold.

const skus = ['FACE-025', 'DUO-030', 'CASE-01'] as const;
export const cards = {
  pays: '4242424242424242',
  declines: '4000000000000002',
  slowRefund: '4000000000007726',
  refundComesBack: '4000000000005126',
  disputes: '4000000000000259',
} as const;
export const calls = {
  create: { method: 'POST', path: '/v1/checkout/sessions' },
  read: { method: 'GET', path: '/v1/checkout/sessions/:id' },
  expire: { method: 'POST', path: '/v1/checkout/sessions/:id/expire' },
  refund: { method: 'POST', path: '/v1/refunds' },
  readRefund: { method: 'GET', path: '/v1/refunds/:id' },
  listRefunds: { method: 'GET', path: '/v1/refunds' },
} as const;
export const failures = {
  'drop-before': { kind: 'drop-before' },
  'drop-after': { kind: 'drop-after' },
  cut: { kind: 'cut' },
  delay: { kind: 'delay', milliseconds: 4 },
  500: { kind: 'status', status: 500 },
  'stored 500': { kind: 'status', status: 500, stored: true },
  'stored 500, done all the same': { kind: 'status', status: 500, stored: true, worked: true },
  429: { kind: 'status', status: 429 },
  409: { kind: 'status', status: 409 },
} as const;
export const webhookActs = [
  'hold',
  'release',
  'reversed',
  'shuffled',
  'duplicate',
  'fifty copies',
  'drop',
  'reorder',
  'arrive',
] as const;

const refundParts = ['a unit', 'delivery', 'an amount', 'everything'] as const;

const buyers = 3;
/** Units of each SKU at the start: few, so that buyers take them from each other. */
const stock = 3;

export type OneAction =
  | { do: 'basket'; buyer: number; sku: (typeof skus)[number]; quantity: number }
  | { do: 'checkout' | 'two tabs'; buyer: number }
  /** `page`: which of the payment pages that the buyer has been led to, the latest is 0. */
  | { do: 'pay'; buyer: number; page: number; card: keyof typeof cards }
  | { do: 'return'; buyer: number; page: number }
  | { do: 'time passes'; seconds: number }
  | { do: 'webhooks'; how: (typeof webhookActs)[number]; seed: number }
  | { do: 'reconcile' }
  | { do: 'pause' | 'resume'; sku: (typeof skus)[number] }
  /** Staff and buyer, about the latest order of the buyer that was paid, or about one that was not. */
  | { do: 'pack' | 'dispatch' | 'deliver' | 'withdraw'; buyer: number; page: number }
  | { do: 'cancel'; buyer: number; page: number }
  /** `clicks`: on one button, at once. */
  | {
      do: 'refund';
      buyer: number;
      page: number;
      what: (typeof refundParts)[number];
      restock: boolean;
      clicks: number;
    }
  | { do: 'restock'; sku: (typeof skus)[number]; quantity: number }
  | { do: 'fail'; call: keyof typeof calls; how: keyof typeof failures; nth: number; times: number }
  /** The process ends at the nth step from now: before or after a call, before or after a commit. */
  | { do: 'crash'; at: number };
export type Action = OneAction | { do: 'at once'; these: OneAction[] };

const buyer = fc.nat({ max: buyers - 1 });
const sku = fc.constantFrom(...skus);
const oneAction: fc.Arbitrary<OneAction> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('basket' as const),
      buyer,
      sku,
      quantity: fc.integer({ min: 0, max: 2 }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constantFrom('checkout', 'checkout', 'two tabs' as const), buyer }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('pay' as const),
      buyer,
      page: fc.constantFrom(0, 0, 0, 1, 2),
      card: fc.constantFrom(
        'pays',
        'pays',
        'pays',
        'pays',
        'declines',
        'slowRefund',
        'refundComesBack',
        'disputes' as const,
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('return' as const),
      buyer,
      page: fc.constantFrom(0, 0, 1),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('time passes' as const),
      seconds: fc.constantFrom(1, 61, 300, 1_790, 1_810, 2_101, 2_200, 90_000),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('webhooks' as const),
      how: fc.constantFrom(...webhookActs.filter((how) => how !== 'fifty copies')),
      seed: fc.nat({ max: 99 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('reconcile' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom('pause', 'pause', 'resume' as const), sku }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('pack', 'pack', 'dispatch', 'deliver', 'withdraw' as const),
      buyer,
      page: fc.constantFrom(0, 0, 1),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('cancel' as const), buyer, page: fc.constantFrom(0, 0, 1) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('refund' as const),
      buyer,
      page: fc.constantFrom(0, 0, 1),
      what: fc.constantFrom(...refundParts),
      restock: fc.boolean(),
      clicks: fc.constantFrom(1, 1, 2),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('restock' as const),
      sku,
      quantity: fc.nat({ max: 4 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('fail' as const),
      call: fc.constantFrom(...(Object.keys(calls) as (keyof typeof calls)[])),
      how: fc.constantFrom(...(Object.keys(failures) as (keyof typeof failures)[])),
      nth: fc.integer({ min: 1, max: 2 }),
      times: fc.integer({ min: 1, max: 2 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('crash' as const), at: fc.nat({ max: 40 }) }) },
);

/** One sequence of actions; a failing one is shrunk to the few that matter. */
export const sequences: fc.Arbitrary<Action[]> = fc.array(
  fc.oneof(
    { weight: 7, arbitrary: oneAction },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant('at once' as const),
        these: fc.array(oneAction, { minLength: 2, maxLength: 3 }),
      }),
    },
  ),
  { minLength: 3, maxLength: 20, size: 'max' },
);

/** A bug, put in on purpose. */
export type Plant = (services: CheckoutServices) => CheckoutServices;

/** A shop to play sequences against, one after the other. */
export interface ShopModel {
  /**
   * Plays the actions, lets everything come to rest, and says what is wrong: empty where the rule holds. `plant`: in a shop
   * with this bug.
   */
  play(actions: readonly Action[], plant?: Plant): Promise<string[]>;
  /** How many orders the last sequence has left in each state. */
  orders(): Promise<Record<string, number>>;
  /** How much the provider has given back in the last sequence, in minor units. */
  givenBack(): Promise<number>;
  /** How often the last sequence has made this call. */
  calls(call: keyof typeof calls): number;
  close(): Promise<void>;
}

/** Opens the model: a shop on an empty database of its own. */
export async function openShopModel(kind: DatabaseKind): Promise<ShopModel> {
  const doom: Doom = { in: null };
  const sound = (services: CheckoutServices) => services;
  let plantNow: Plant = sound;
  let played = -1;
  const shop = await openTestShop(kind, {
    callRepeats: 0,
    wrap: (services) => {
      let planted = { by: sound as Plant, services };
      const now = () => {
        if (planted.by !== plantNow) planted = { by: plantNow, services: plantNow(services) };
        return planted.services;
      };
      const ofNow = <T extends object>(pick: (from: CheckoutServices) => T): T =>
        new Proxy(pick(services), { get: (_, name) => Reflect.get(pick(now()), name) });
      return doomed(
        { ...services, payments: ofNow(({ payments }) => payments), jobs: ofNow(({ jobs }) => jobs) },
        doom,
      );
    },
  });
  return {
    close: () => shop.close(),
    orders: () => ordersByState(shop),
    givenBack: async () => (await books(shop)).sessions.reduce((total, { refunded }) => total + refunded, 0),
    calls: (call) => shop.sandbox.requestCounts()[`${calls[call].method} ${calls[call].path}`] ?? 0,
    async play(actions, plant = sound) {
      plantNow = plant;
      doom.in = null;
      played += 1;
      await startAfresh(shop, played);
      const people = await Promise.all(Array.from({ length: buyers }, () => newBuyer(shop)));
      for (const action of actions) await act(shop, people, doom, action);
      doom.in = null;
      const meanwhile = await findBreaches(shop.db, await books(shop), { atRest: false });
      await comeToRest(shop);
      return [
        ...meanwhile.map((breach) => `before it came to rest: ${breach}`),
        ...(await findBreaches(shop.db, await books(shop), { atRest: true })),
        ...(await needlessTrouble(shop)),
        ...twice(shop.mails.map(({ key }) => key)),
      ];
    },
  };
}

interface Buyer {
  shopper: Shopper;
  /** The payment pages it was led to, the latest first. */
  pages: { url: string; sessionId: string; orderId: string }[];
}

async function newBuyer(shop: TestShop): Promise<Buyer> {
  return { shopper: await newShopper(shop, { 'FACE-025': 1 }, { cleared: false }), pages: [] };
}

/**
 * Empties what a sequence has written, and gives the SKUs that it uses their units again. In one statement, because
 * `shop.clear()` costs as much as a whole sequence; what deleted rows leave behind is cleared away now and then by that.
 */
async function startAfresh(shop: TestShop, played: number): Promise<void> {
  if (played % 50 === 0) await shop.clear();
  await shop.sandbox.settled();
  shop.sandbox.reset();
  shop.clock.goBack();
  shop.mails.length = 0;
  shop.complaints.length = 0;
  const tables = [
    'notifications',
    'stripe_events',
    'notices_read',
    'disputes',
    'withdrawals',
    'refunds',
    'payment_attempts',
    'order_events',
    'order_lines',
    'orders',
    'clearances',
    'stock_movements',
    'stock_levels',
    'sale_pauses',
    'pgboss.job',
  ];
  const levels = skus.map((each) => `('${each}', ${stock}, 0, now())`);
  const opened = skus.map((each) => `('${each}', 'opening', ${stock}, 0, 'a test', 'a test', now())`);
  await shop.db.execute(
    sql.raw(`do $$ begin
      ${tables.map((table) => `delete from ${table};`).join(' ')}
      insert into stock_levels (sku, on_hand, reserved, updated_at) values ${levels.join(', ')};
      insert into stock_movements (sku, kind, on_hand_change, reserved_change, reason, actor, at) values ${opened.join(', ')};
    end $$`),
  );
}

function books(shop: TestShop): Promise<ProviderBooks> {
  return shop.control<ProviderBooks>('ledger');
}

async function act(shop: TestShop, people: Buyer[], doom: Doom, action: Action): Promise<void> {
  if (action.do === 'at once') {
    await Promise.all(action.these.map((each) => act(shop, people, doom, each)));
    return;
  }
  try {
    await actOne(shop, people, doom, action);
  } catch (error) {
    if (!isEndOfProcess(error)) throw error;
  }
}

async function actOne(shop: TestShop, people: Buyer[], doom: Doom, action: OneAction): Promise<void> {
  const who = 'buyer' in action ? people[action.buyer] : undefined;
  switch (action.do) {
    case 'basket':
      if (!who) return;
      if (action.quantity === 0) delete who.shopper.items[action.sku];
      else who.shopper.items[action.sku] = action.quantity;
      return;
    case 'checkout':
      if (who) await checkout(shop, who);
      return;
    case 'two tabs':
      if (who) await Promise.all([checkout(shop, who), checkout(shop, who)]);
      return;
    case 'pay': {
      const page = who?.pages[action.page];
      if (page) await payAt(shop, page.url, cards[action.card]);
      return;
    }
    case 'return': {
      const page = who?.pages[action.page];
      if (!page || !who) return;
      const settled = await settlePayment(shop, page.sessionId);
      // As the return page does: what was bought leaves the basket.
      if (settled.ok && settled.value.outcome === 'paid') await newBasketFor(shop, who);
      return;
    }
    case 'time passes':
      return shop.clock.advance(action.seconds);
    case 'webhooks':
      return moveWebhooks(shop, action.how, action.seed);
    case 'reconcile':
      await shop.reconcile();
      return;
    case 'pause':
    case 'resume': {
      const pause = { what: action.sku, reason: 'a test', by: 'a test' };
      await shop.db.transaction(async (tx) => {
        if (action.do === 'pause') await pauseSale(tx, pause, shop.clock.now());
        else await resumeSale(tx, pause, shop.clock.now());
      });
      return;
    }
    case 'pack':
    case 'dispatch':
    case 'deliver':
    case 'withdraw': {
      const orderId = who?.pages[action.page]?.orderId;
      if (!orderId) return;
      const by = { orderId, actor: 'a test' };
      if (action.do === 'pack') await packOrder(shop, by);
      if (action.do === 'dispatch')
        await dispatchOrder(shop, { ...by, carrier: 'Post', trackingNumber: null });
      if (action.do === 'deliver') await deliverOrder(shop, by);
      if (action.do === 'withdraw') await requestWithdrawal(shop, orderId, { lines: null, note: '' });
      return;
    }
    case 'cancel': {
      const orderId = who?.pages[action.page]?.orderId;
      if (orderId) await cancelOrder(shop, { orderId, actor: 'a test', note: 'a test' });
      return;
    }
    case 'refund': {
      const orderId = who?.pages[action.page]?.orderId;
      if (orderId) await giveBack(shop, orderId, action);
      return;
    }
    case 'restock':
      // Refused below what is held: that is right, and changes nothing.
      await shop.setStock(action.sku, action.quantity).catch((error: unknown) => {
        if (!String(error).includes('below-reserved')) throw error;
      });
      return;
    case 'fail':
      await shop.control('faults', {
        ...calls[action.call],
        ...failures[action.how],
        nth: action.nth,
        times: action.times,
      });
      return;
    case 'crash':
      doom.in = action.at;
  }
}

async function giveBack(
  shop: TestShop,
  orderId: string,
  { what, restock, clicks }: Extract<OneAction, { do: 'refund' }>,
): Promise<void> {
  const lines = await readLines(shop.db, orderId);
  const wanted = { 'a unit': lines.slice(0, 1), everything: lines, delivery: [], 'an amount': [] }[what];
  const wish = {
    id: newId(),
    orderId,
    amountMinor: what === 'an amount' ? 700 : null,
    lines: wanted.map(({ sku, quantity }) => {
      const count = what === 'a unit' ? 1 : quantity;
      return { sku, quantity: count, restock: restock ? count : 0 };
    }),
    delivery: what === 'delivery' || what === 'everything',
    reason: 'a test',
    actor: 'a test',
  };
  await Promise.all(Array.from({ length: clicks }, () => refundOrder(shop, wish)));
}

async function checkout(shop: TestShop, who: Buyer): Promise<void> {
  let step = await who.shopper.checkout();
  if (step.go === 'self-check') {
    who.shopper.clearance = await clearanceFor(shop, who.shopper.basketId);
    step = await who.shopper.checkout();
  }
  if (step.go === 'pay') {
    const sessionId = new URL(step.url).pathname.split('/').at(-1) ?? '';
    who.pages = [
      { url: step.url, sessionId, orderId: step.orderId },
      ...who.pages.filter((page) => page.sessionId !== sessionId),
    ];
  }
  if (step.go === 'paid') await newBasketFor(shop, who);
}

async function newBasketFor(shop: TestShop, who: Buyer): Promise<void> {
  who.shopper = await newShopper(shop, { ...who.shopper.items }, { cleared: false });
}

async function moveWebhooks(shop: TestShop, how: (typeof webhookActs)[number], seed: number): Promise<void> {
  switch (how) {
    case 'hold':
      await shop.control('deliveries/hold', {});
      return;
    case 'release':
      await shop.control('deliveries/release', {});
      return;
    case 'reversed':
    case 'shuffled':
      await shop.control('deliveries/release', { order: how, seed });
      return;
    case 'duplicate':
      await shop.control('deliveries/duplicate', { times: 1 + (seed % 4) });
      return;
    case 'fifty copies':
      await shop.control('deliveries/duplicate', { times: 49 });
      return;
    case 'drop':
      await shop.control('deliveries/drop', {});
      return;
    case 'reorder':
      await shop.control('deliveries/reorder', { seed });
      return;
    case 'arrive':
      await shop.sandbox.settled();
  }
}

/** Everything that may still happen, happens: notices arrive, pages expire, keys are forgotten, the reconciler looks. */
async function comeToRest(shop: TestShop): Promise<void> {
  await shop.control('faults/clear', {});
  // A slow call of a process that has ended goes on for some milliseconds, and the clock below passes days in fewer.
  await shop.callsEnded();
  await shop.control('deliveries/release', {});
  await shop.control('deliveries/reorder', { seed: null });
  await shop.sandbox.settled();
  for (const seconds of [61, 36 * 60, 25 * 3600, 8 * 24 * 3600]) {
    await shop.clock.advance(seconds);
    await shop.sandbox.settled();
    await shop.reconcile();
    await shop.sandbox.settled();
  }
}

/**
 * What the books allow, and what does not happen unless the shop made a mistake: a person is asked though no refund came
 * back, or an order is paid after it was given up, which the provider alone may cause.
 */
async function needlessTrouble({ db }: TestShop): Promise<string[]> {
  const answer = await db.execute(
    sql`select number, event.note, case when exists (
          select 1 from order_events earlier where earlier.order_id = orders.id and earlier.state = 'cancelled' and earlier.id < event.id
        ) then 'was paid after it was given up' else 'waits for a person' end as what
        from orders join order_events event on event.order_id = orders.id
        where event.kind = 'state' and event.state in ('paid', 'refunding', 'needs-review')
          and (exists (
            select 1 from order_events earlier where earlier.order_id = orders.id and earlier.state = 'cancelled' and earlier.id < event.id
          ) or event.state = 'needs-review' and not exists (
            select 1 from refunds where order_id = orders.id and refunds.state in ('failed', 'refused')
          ))`,
  );
  const { rows } = answer as unknown as { rows: { number: string; what: string; note: string }[] };
  return rows.map(({ number, what, note }) => `${number} ${what}: ${note}`);
}

function twice(keys: readonly string[]): string[] {
  return keys.filter((key, at) => keys.indexOf(key) !== at).map((key) => `the mail ${key} was sent twice`);
}

function isEndOfProcess(error: unknown): boolean {
  for (let each = error; each instanceof Error; each = each.cause)
    if (each instanceof ProcessEnded) return true;
  return false;
}
