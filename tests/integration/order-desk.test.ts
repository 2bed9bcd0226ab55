import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { salePauses } from '#db/schema/sale-pauses.ts';
import {
  deliverOrder,
  dispatchOrder,
  noteOnOrder,
  packOrder,
  releaseHold,
} from '#features/checkout/fulfil-order.server.ts';
import { requestWithdrawal } from '#features/checkout/withdraw-from-order.server.ts';
import { standingOf } from '#features/orders/order-life.ts';
import { readOrder, readOrderFacts, readTimeline } from '#features/orders/orders.server.ts';
import { disputesOf, noteDispute } from '#features/payments/disputes.server.ts';
import { bookkeepingErrors, stateOf } from '../support/ledger.ts';
import { databaseKinds, newShopper, openTestShop, payAt, type TestShop } from '../support/test-shop.ts';

const actor = 'ada@needlewise.example';
const post = { carrier: 'Royal Mail', trackingNumber: 'AB 123' };

describe.each(databaseKinds)('the packing desk, on %s', (kind) => {
  let shop: TestShop;
  beforeAll(async () => {
    shop = await openTestShop(kind);
  });
  afterAll(() => shop.close());
  beforeEach(() => shop.clear());

  async function paidOrder(items: Record<string, number> = { 'FACE-025': 2, 'CASE-01': 1 }) {
    const shopper = await newShopper(shop, items);
    const { orderId, url } = await shopper.checkoutToPage();
    await payAt(shop, url);
    await shop.sandbox.settled();
    expect(await stateOf(shop, orderId)).toBe('paid');
    return orderId;
  }
  const timeline = async (orderId: string) =>
    (await readTimeline(shop.db, orderId)).map((event) => `${event.kind} ${event.state}: ${event.note}`);

  test('packed, sent, delivered: each once, whoever presses twice, and all of it in the timeline', async () => {
    const orderId = await paidOrder();
    expect(await dispatchOrder(shop, { orderId, actor, ...post })).toMatchObject({
      ok: false,
      error: { reason: 'no-such-way', words: expect.stringContaining('“paid”') },
    });
    const presses = await Promise.all([
      packOrder(shop, { orderId, actor }),
      packOrder(shop, { orderId, actor }),
    ]);
    expect(presses.map((press) => press.ok && press.value.already).sort()).toEqual([false, true]);
    expect(await dispatchOrder(shop, { orderId, actor, ...post, carrier: ' ' })).toMatchObject({
      error: { reason: 'no-tracking' },
    });
    expect(await dispatchOrder(shop, { orderId, actor, ...post })).toEqual({
      ok: true,
      value: { state: 'dispatched', already: false },
    });
    // A second press with another number does not overwrite what was told to the buyer.
    await dispatchOrder(shop, { orderId, actor, ...post, trackingNumber: 'OTHER' });
    await noteOnOrder(shop, { orderId, actor, note: 'asked for a gift note' });
    expect(await noteOnOrder(shop, { orderId, actor, note: ' ' })).toMatchObject({
      error: { reason: 'no-words' },
    });
    await deliverOrder(shop, { orderId, actor });
    expect(await deliverOrder(shop, { orderId, actor })).toMatchObject({ value: { already: true } });
    expect(await readOrder(shop.db, orderId)).toMatchObject({ state: 'delivered', ...post });
    expect(await timeline(orderId)).toEqual([
      'state awaiting-payment: placed',
      'state paid: paid',
      'state packed: packed',
      'state dispatched: sent with Royal Mail, AB 123',
      'note dispatched: asked for a gift note',
      'state delivered: delivered',
    ]);
    expect(await bookkeepingErrors(shop)).toEqual([]);
  });

  test('a paid order whose SKU is paused is held until a person decides, for that reason and no other', async () => {
    const orderId = await paidOrder();
    const pause = (what: string) =>
      shop.db
        .insert(salePauses)
        .values({ id: what, what, reason: 'a complaint', by: 'test', since: shop.clock.now() });
    await pause('FACE-025');
    const held = await packOrder(shop, { orderId, actor });
    expect(held).toMatchObject({
      error: { reason: 'guarded', words: expect.stringMatching(/FACE-025 is paused/) },
    });
    const hold = 'the sale of FACE-025 is paused';
    expect(await releaseHold(shop, { orderId, actor, hold, note: '' })).toMatchObject({
      error: { reason: 'no-words' },
    });
    expect(await releaseHold(shop, { orderId, actor, hold: 'something else', note: 'x' })).toMatchObject({
      error: { reason: 'not-held' },
    });
    expect(await releaseHold(shop, { orderId, actor, hold, note: 'another lot' })).toMatchObject({
      ok: true,
    });
    expect(await packOrder(shop, { orderId, actor })).toMatchObject({ ok: true });
    // Something else is stopped before it leaves: it is held again.
    await shop.db.delete(salePauses);
    await pause('CASE-01');
    expect(await dispatchOrder(shop, { orderId, actor, ...post })).toMatchObject({
      error: { words: expect.stringMatching(/CASE-01 is paused/) },
    });
    await shop.db.delete(salePauses);
    expect(await dispatchOrder(shop, { orderId, actor, ...post })).toMatchObject({ ok: true });
  });

  test('while the payment is disputed nothing leaves; what was decided stays decided', async () => {
    const orderId = await paidOrder();
    await packOrder(shop, { orderId, actor });
    const order = await readOrder(shop.db, orderId);
    const dispute = {
      id: 'dp_1',
      orderId,
      paymentIntentId: order?.paymentIntentId ?? '',
      state: 'open' as const,
      reason: 'fraudulent',
      status: 'needs_response',
      amountMinor: order?.totalMinor ?? 0,
      currency: 'GBP',
      isRefundable: false,
      respondBy: null,
      openedAt: shop.clock.now(),
      closedAt: null,
    };
    const note = (change: object = {}) =>
      shop.db.transaction((tx) => noteDispute(tx, { ...dispute, ...change }));
    expect([await note(), await note()]).toEqual([true, false]);
    expect(await dispatchOrder(shop, { orderId, actor, ...post })).toMatchObject({
      error: { reason: 'guarded', words: expect.stringMatching(/disputed/) },
    });
    if (!order) throw new Error('The order is gone');
    const shown = standingOf(order, await readOrderFacts(shop.db, orderId));
    expect([shown.state, shown.facts.map(({ name }) => name)]).toEqual(['packed', ['disputed']]);
    expect(await note({ state: 'won', status: 'won', closedAt: shop.clock.now() })).toBe(true);
    expect(await note({ status: 'under_review' })).toBe(false);
    expect(await disputesOf(shop.db, orderId)).toMatchObject([{ state: 'won' }]);
    expect(await dispatchOrder(shop, { orderId, actor, ...post })).toMatchObject({ ok: true });
  });

  test('a withdrawal is taken once, holds what has not left, and ends fourteen days after the delivery', async () => {
    const first = await paidOrder({ 'CASE-01': 2 });
    const said = { lines: null, note: ' changed my mind ' };
    expect(
      await requestWithdrawal(shop, first, { ...said, lines: [{ sku: 'CASE-01', quantity: 3 }] }),
    ).toMatchObject({
      error: { reason: 'no-such-line' },
    });
    const taken = await requestWithdrawal(shop, first, said);
    expect(taken).toMatchObject({ value: { already: false, note: 'changed my mind', lines: null } });
    await shop.clock.advance(3600);
    expect(
      await requestWithdrawal(shop, first, { ...said, lines: [{ sku: 'CASE-01', quantity: 1 }] }),
    ).toEqual({
      ok: true,
      value: { ...(taken.ok && taken.value), already: true },
    });
    expect(await packOrder(shop, { orderId: first, actor })).toMatchObject({
      error: { words: expect.stringMatching(/the buyer has withdrawn from it/) },
    });
    expect((await timeline(first)).at(-1)).toBe('withdrawal paid: withdrew from the whole order');

    const second = await paidOrder({ 'CASE-01': 1 });
    await packOrder(shop, { orderId: second, actor });
    await dispatchOrder(shop, { orderId: second, actor, ...post });
    await deliverOrder(shop, { orderId: second, actor });
    await shop.clock.advance(16 * 24 * 3600);
    expect(await requestWithdrawal(shop, second, said)).toMatchObject({
      error: {
        reason: 'too-late',
        words: expect.stringMatching(/^The last day to withdraw from this order was/),
      },
    });
  });

  test('nothing can be done to an order that is not there or not paid', async () => {
    const shopper = await newShopper(shop, { 'CASE-01': 1 });
    const { orderId } = await shopper.checkoutToPage();
    for (const verb of [packOrder, deliverOrder]) {
      expect(await verb(shop, { orderId, actor })).toMatchObject({ error: { reason: 'no-such-way' } });
      expect(await verb(shop, { orderId: 'none', actor })).toMatchObject({
        error: { reason: 'unknown-order' },
      });
    }
    expect(await requestWithdrawal(shop, orderId, { lines: null, note: '' })).toMatchObject({
      error: { reason: 'not-sold' },
    });
    expect(await stateOf(shop, orderId)).toBe('awaiting-payment');
  });
});
