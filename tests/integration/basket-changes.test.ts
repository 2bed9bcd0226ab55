import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startCheckout } from '#features/checkout/start-checkout.server.ts';
import { readOrder } from '#features/orders/orders.server.ts';
import { bookkeepingErrors, ordersByState, stateOf, stockOf } from '../support/ledger.ts';
import {
  clearanceFor,
  databaseKinds,
  newShopper,
  openTestShop,
  payAt,
  type TestShop,
} from '../support/test-shop.ts';

describe.each(databaseKinds)('a basket on its way to payment, on %s', (kind) => {
  let shop: TestShop;
  beforeAll(async () => {
    shop = await openTestShop(kind);
  });
  afterAll(() => shop.close());
  beforeEach(() => shop.clear());

  const sessions = async () =>
    (await shop.control<{ sessions: { id: string; status: string }[] }>('state')).sessions.map(
      ({ id, status }) => ({ id, status }),
    );

  test('the same button again leads to the same page, with the same hold', async () => {
    const shopper = await newShopper(shop, { 'FACE-025': 1 });
    const first = await shopper.checkoutToPage();
    expect(await shopper.checkoutToPage()).toEqual(first);
    expect(await ordersByState(shop)).toEqual({ 'awaiting-payment': 1 });
    expect(await stockOf(shop, 'FACE-025')).toEqual({ onHand: 32, reserved: 1 });
  });

  test('its own hold counts as available: the last unit can be paid after going back', async () => {
    await shop.setStock('FACE-025', 1);
    const shopper = await newShopper(shop, { 'FACE-025': 1 });
    const first = await shopper.checkoutToPage();
    expect(await shopper.checkoutToPage()).toEqual(first);
  });

  test('woocommerce-gateway-stripe#4878: ten tabs at once, one order, one page, one hold', async () => {
    const shopper = await newShopper(shop, { 'FACE-025': 1 });
    const steps = await Promise.all(Array.from({ length: 10 }, () => shopper.checkout()));
    const pages = new Set(steps.map((step) => (step.go === 'pay' ? step.url : step.go)));
    expect(pages.size).toBe(1);
    expect(await ordersByState(shop)).toEqual({ 'awaiting-payment': 1 });
    expect(await sessions()).toHaveLength(1);
    expect(await stockOf(shop, 'FACE-025')).toEqual({ onHand: 32, reserved: 1 });
    expect(await bookkeepingErrors(shop)).toEqual([]);
  });

  test('the chosen way of delivery is the only one at the payment page; another choice closes that page', async () => {
    const shopper = await newShopper(shop, { 'CASE-01': 1 });
    const first = await shopper.checkoutToPage();
    shopper.delivery = 'express';
    const second = await shopper.checkoutToPage();
    expect(await shopper.checkoutToPage()).toEqual(second);
    const { sessions: made } = await shop.control<{
      sessions: {
        id: string;
        status: string;
        amount_total: number;
        shipping_options: { shipping_amount: number }[];
      }[];
    }>('state');
    const item = shop.content.variant('CASE-01')?.variant.priceMinor ?? 0;
    expect(made.map(({ id, status, amount_total }) => [id, status, amount_total])).toEqual([
      [first.sessionId, 'expired', item + 395],
      [second.sessionId, 'open', item + 695],
    ]);
    expect(made[1]?.shipping_options.map(({ shipping_amount }) => shipping_amount)).toEqual([695]);
    await payAt(shop, second.url);
    await shop.sandbox.settled();
    expect(await ordersByState(shop)).toEqual({ cancelled: 1, paid: 1 });
    expect(await readOrder(shop.db, second.orderId)).toMatchObject({
      deliveryLabel: 'Express delivery, tracked and signed for',
      deliveryMinor: 695,
    });
  });

  test('umbraco#895, Sylius PR#31: a changed basket closes the old page before it opens a new one', async () => {
    const shopper = await newShopper(shop, { 'FACE-025': 1 });
    const first = await shopper.checkoutToPage();
    shopper.items = { 'FACE-025': 2, 'CASE-01': 1 };
    const second = await shopper.checkoutToPage();
    expect(second.sessionId).not.toBe(first.sessionId);
    expect(await sessions()).toEqual([
      { id: first.sessionId, status: 'expired' },
      { id: second.sessionId, status: 'open' },
    ]);
    expect((await payAt(shop, first.url)).status).toBe(410);
    expect(await ordersByState(shop)).toEqual({ cancelled: 1, 'awaiting-payment': 1 });
    expect(await stockOf(shop, 'FACE-025')).toEqual({ onHand: 32, reserved: 2 });
    await payAt(shop, second.url);
    await shop.sandbox.settled();
    expect(await ordersByState(shop)).toEqual({ cancelled: 1, paid: 1 });
    expect(await bookkeepingErrors(shop)).toEqual([]);
  });

  test('a changed basket whose old page was paid a moment ago leads to the paid order', async () => {
    await shop.holdWebhooks(true);
    const shopper = await newShopper(shop, { 'FACE-025': 1 });
    const first = await shopper.checkoutToPage();
    await payAt(shop, first.url);
    shopper.items = { 'FACE-025': 2 };
    expect(await shopper.checkout()).toEqual({ go: 'paid', orderId: first.orderId });
    expect(await ordersByState(shop)).toEqual({ paid: 1 });
    expect(await stockOf(shop, 'FACE-025')).toEqual({ onHand: 31, reserved: 0 });
  });

  test('a changed basket while the old page cannot be closed: nothing is placed beside it', async () => {
    const shopper = await newShopper(shop, { 'FACE-025': 1 });
    const first = await shopper.checkoutToPage();
    await shop.control('faults', {
      method: 'POST',
      path: '/v1/checkout/sessions/:id/expire',
      kind: 'drop-before',
      times: 3,
    });
    shopper.items = { 'FACE-025': 2 };
    expect(await shopper.checkout()).toEqual({ go: 'try-again' });
    expect(await ordersByState(shop)).toEqual({ 'awaiting-payment': 1 });
    expect(await sessions()).toEqual([{ id: first.sessionId, status: 'open' }]);
    expect(await shopper.checkout()).toMatchObject({ go: 'pay' });
    expect(await ordersByState(shop)).toEqual({ cancelled: 1, 'awaiting-payment': 1 });
  });

  test('a clearance buys once', async () => {
    const shopper = await newShopper(shop, { 'FACE-025': 1 });
    const { url } = await shopper.checkoutToPage();
    await payAt(shop, url);
    await shop.sandbox.settled();
    expect(await shopper.checkout()).toEqual({ go: 'self-check', reason: 'used' });
    shopper.clearance = await clearanceFor(shop, shopper.basketId);
    expect(await shopper.checkout()).toMatchObject({ go: 'pay' });
  });

  test('an accessory needs no check, and does not open the door for a needle', async () => {
    const shopper = await newShopper(shop, { 'CASE-01': 1 }, { cleared: false });
    expect(await shopper.checkout()).toMatchObject({ go: 'pay' });
    shopper.items = { 'CASE-01': 1, 'FACE-020': 1 };
    expect(await shopper.checkout()).toEqual({ go: 'self-check', reason: 'missing' });
    expect(await ordersByState(shop)).toEqual({ 'awaiting-payment': 1 });
    expect(await stockOf(shop, 'FACE-020')).toMatchObject({ reserved: 0 });
  });

  test('a clearance of another basket, an old one and a tampered one open nothing', async () => {
    const shopper = await newShopper(shop, { 'FACE-025': 1 });
    const own = shopper.clearance ?? '';
    const other = await newShopper(shop, { 'FACE-025': 1 });
    shopper.clearance = other.clearance;
    expect(await shopper.checkout()).toEqual({ go: 'self-check', reason: 'other-basket' });
    shopper.clearance = `${own.slice(0, -4)}AAAA`;
    expect(await shopper.checkout()).toEqual({ go: 'self-check', reason: 'invalid' });
    shopper.clearance = own;
    await shop.clock.advance(25 * 3600);
    expect(await shopper.checkout()).toEqual({ go: 'self-check', reason: 'expired' });
    expect(await ordersByState(shop)).toEqual({});
    expect(shop.sandbox.requestCounts()).toEqual({});
  });

  test('a professional length is taken out of the basket, clearance or not', async () => {
    const shopper = await newShopper(shop, { 'PRO-100': 1 });
    expect(await shopper.checkout()).toEqual({ go: 'cart', reason: 'changed' });
    shopper.items = { 'PRO-150': 1, 'FACE-025': 1 };
    expect(await shopper.checkout()).toEqual({ go: 'cart', reason: 'changed' });
    expect(await ordersByState(shop)).toEqual({});
  });

  test('flask-vue-stripe#1, next-stripe#16: another total than the shopper saw stops before anything is held, and is never used', async () => {
    const shopper = await newShopper(shop, { 'FACE-025': 1 });
    const step = await startCheckout(shop, {
      cart: { basketId: shopper.basketId, items: shopper.items },
      clearanceToken: shopper.clearance,
      seenTotalMinor: 1,
    });
    expect(step).toEqual({ go: 'cart', reason: 'total-changed' });
    expect(await ordersByState(shop)).toEqual({});
  });

  test('an empty basket and a basket of unknown things go back to the basket', async () => {
    const shopper = await newShopper(shop, {});
    expect(await shopper.checkout()).toEqual({ go: 'cart', reason: 'empty' });
    shopper.items = { 'NO-SUCH-THING': 1 };
    expect(await shopper.checkout()).toEqual({ go: 'cart', reason: 'changed' });
    expect(await ordersByState(shop)).toEqual({});
  });

  test('paying while the page is given up in another tab ends in one of the two, never in both', async () => {
    const shopper = await newShopper(shop, { 'FACE-025': 1 });
    const first = await shopper.checkoutToPage();
    shopper.items = { 'FACE-025': 2 };
    const [, step] = await Promise.all([payAt(shop, first.url), shopper.checkout()]);
    await shop.sandbox.settled();
    const state = await stateOf(shop, first.orderId);
    expect([state, step.go]).toEqual(state === 'paid' ? ['paid', 'paid'] : ['cancelled', 'pay']);
    expect(await bookkeepingErrors(shop)).toEqual([]);
  });
});
