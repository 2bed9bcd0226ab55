import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databaseKinds } from '../support/test-shop.ts';
import {
  type Action,
  calls,
  type cards,
  failures,
  type OneAction,
  openShopModel,
  type ShopModel,
  type webhookActs,
} from './shop-model.ts';

// What other shops lost money by, by name, and each call to the provider failing in each way: played against the whole
// shop below its pages, in this process, then brought to rest and held against the ledger rule. What is killed for real is
// in `kill*.test.ts`.

const checkout: OneAction = { do: 'checkout', buyer: 0 };
const payWith = (card: keyof typeof cards, page = 0): OneAction => ({ do: 'pay', buyer: 0, page, card });
const pay = payWith('pays');
const payOldPage = payWith('pays', 1);
const comeBack: OneAction = { do: 'return', buyer: 0, page: 0 };
const stop: OneAction = { do: 'pause', sku: 'FACE-025' };
const look: OneAction = { do: 'reconcile' };
const later = (seconds: number): OneAction => ({ do: 'time passes', seconds });
const webhooks = (how: (typeof webhookActs)[number]): OneAction => ({ do: 'webhooks', how, seed: 7 });
const refund = (clicks: number): OneAction => ({
  do: 'refund',
  buyer: 0,
  page: 0,
  what: 'an amount',
  restock: false,
  clicks,
});
const cancel: OneAction = { do: 'cancel', buyer: 0, page: 0 };
const noAnswerToRefund: OneAction = { do: 'fail', call: 'refund', how: 'drop-after', nth: 1, times: 1 };
const addCase: OneAction = { do: 'basket', buyer: 0, sku: 'CASE-01', quantity: 1 };

/** Ten seconds before the page closes; on a busy machine some of them pass. */
const atTheLast = later(2_090);

const asItCloses: Action = { do: 'at once', these: [pay, later(11), look] };

/** `orders`: how many are in which state at the end; null where the one who comes first decides. */
const named: [name: string, actions: Action[], orders: Record<string, number> | null][] = [
  ['every webhook is lost', [webhooks('hold'), checkout, pay, webhooks('drop')], { paid: 1 }],
  [
    'every webhook is lost, and the money of a stopped sale goes back all the same',
    [webhooks('hold'), checkout, stop, pay, webhooks('drop')],
    { refunded: 1 },
  ],
  [
    'every webhook comes fifty times, eight at once',
    [webhooks('hold'), checkout, pay, webhooks('fifty copies'), webhooks('release'), webhooks('arrive')],
    { paid: 1 },
  ],
  [
    'every webhook comes fifty times while the buyer comes back twice',
    [
      webhooks('hold'),
      checkout,
      pay,
      webhooks('fifty copies'),
      { do: 'at once', these: [webhooks('release'), comeBack, comeBack] },
    ],
    { paid: 1 },
  ],
  ['webhooks come in reverse', [webhooks('hold'), checkout, pay, webhooks('reversed')], { paid: 1 }],
  ['webhooks come in any order', [webhooks('hold'), checkout, pay, webhooks('shuffled')], { paid: 1 }],
  [
    'webhooks come long after the buyer has come back',
    [webhooks('hold'), checkout, pay, comeBack, later(90_000), webhooks('release')],
    { paid: 1 },
  ],
  [
    'a declined card, whose notice comes after the payment',
    [webhooks('hold'), checkout, payWith('declines'), pay, webhooks('reversed')],
    { paid: 1 },
  ],
  ['two tabs, one payment', [{ do: 'two tabs', buyer: 0 }, pay], { paid: 1 }],
  ['two tabs, both paid', [{ do: 'two tabs', buyer: 0 }, pay, payOldPage], { paid: 1 }],
  [
    'a changed basket: the old page cannot be paid any more',
    [checkout, addCase, checkout, payOldPage],
    { cancelled: 2 },
  ],
  [
    'a changed basket: the old page, then the new one',
    [checkout, addCase, checkout, payOldPage, pay],
    { cancelled: 1, paid: 1 },
  ],
  [
    'a changed basket, and the old page is paid before the button is pressed',
    [webhooks('hold'), checkout, addCase, pay, checkout],
    { paid: 1 },
  ],
  [
    'a payment at the last, and a look at the same moment',
    [checkout, atTheLast, { do: 'at once', these: [pay, look] }, later(10)],
    { paid: 1 },
  ],
  [
    'a payment at the last, of which nobody hears before the page would have closed',
    [webhooks('hold'), checkout, atTheLast, pay, later(60), look, webhooks('release')],
    { paid: 1 },
  ],
  ['a payment in the very second in which the page closes', [checkout, atTheLast, asItCloses], null],
  [
    'a payment while the basket is changed',
    [checkout, addCase, { do: 'at once', these: [checkout, pay] }],
    null,
  ],
  ['a payment a second too late', [checkout, later(2_101), pay, look], { cancelled: 1 }],
  [
    'a refund that waits, then succeeds',
    [checkout, stop, payWith('slowRefund'), webhooks('arrive')],
    { refunded: 1 },
  ],
  [
    'a refund that succeeds, then comes back',
    [checkout, stop, payWith('refundComesBack'), webhooks('arrive')],
    { 'needs-review': 1 },
  ],
];

/** What leads to each call. `fail` stands before the action that makes it. */
const leadingTo: Record<keyof typeof calls, (fail: Action) => Action[]> = {
  create: (fail) => [fail, checkout, checkout, pay],
  read: (fail) => [checkout, webhooks('hold'), pay, fail, comeBack, webhooks('release')],
  expire: (fail) => [checkout, addCase, fail, checkout, checkout, pay],
  refund: (fail) => [checkout, stop, fail, pay, webhooks('arrive'), later(61), look],
  readRefund: (fail) => [checkout, stop, payWith('slowRefund'), webhooks('arrive'), fail, later(61), look],
  listRefunds: (fail) => [
    checkout,
    stop,
    { do: 'fail', call: 'refund', how: 'drop-after', nth: 1, times: 1 },
    pay,
    webhooks('arrive'),
    fail,
    later(61),
    look,
  ],
};
const failing = (Object.keys(calls) as (keyof typeof calls)[]).flatMap((call) =>
  (Object.keys(failures) as (keyof typeof failures)[]).map((how) => ({ call, how })),
);

describe.each(databaseKinds)('on %s', (kind) => {
  let model: ShopModel;
  beforeAll(async () => {
    model = await openShopModel(kind);
  });
  afterAll(() => model.close());

  test.each(named)('%s', async (_name, actions, orders) => {
    expect(await model.play(actions)).toEqual([]);
    if (orders) expect(await model.orders()).toEqual(orders);
  });

  test.each([
    ['twice at once', [refund(2)], 700],
    ['twice at once, and the answer is lost', [noAnswerToRefund, refund(2)], 700],
    ['and again, as another refund', [refund(1), refund(1)], 1400],
    ['until nothing is left', [refund(1), refund(1), refund(1), refund(1)], 2100],
    ['while the order is cancelled', [{ do: 'at once', these: [refund(1), cancel] }], null],
    ['while every webhook is lost', [webhooks('hold'), refund(1), webhooks('drop')], 700],
  ] satisfies [string, Action[], number | null][])('7.00 is given back %s', async (_name, actions, minor) => {
    expect(await model.play([checkout, pay, webhooks('arrive'), ...actions])).toEqual([]);
    if (minor !== null) expect(await model.givenBack()).toBe(minor);
  });

  test.each(failing)('“$call” fails by $how, once and twice', async ({ call, how }) => {
    for (const times of [1, 2]) {
      const actions = leadingTo[call]({ do: 'fail', call, how, nth: 1, times });
      expect(await model.play(actions)).toEqual([]);
      expect(model.calls(call)).toBeGreaterThan(0);
    }
  });
});
