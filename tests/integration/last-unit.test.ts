import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { CheckoutStep } from '#features/checkout/start-checkout.server.ts';
import { sessionSeconds } from '#features/payments/payment-session.ts';
import { bookkeepingErrors, mailRows, ordersByState, stockOf } from '../support/ledger.ts';
import { databaseKinds, newShopper, openTestShop, payAt, type TestShop } from '../support/test-shop.ts';

describe.each(databaseKinds)('the last unit, on %s', (kind) => {
  let shop: TestShop;
  beforeAll(async () => {
    shop = await openTestShop(kind);
  });
  afterAll(() => shop.close());
  beforeEach(() => shop.clear());

  test('twenty buyers at once: one order, nineteen polite refusals, a ledger that adds up', async () => {
    await shop.setStock('FACE-025', 1);
    const shoppers = await Promise.all(Array.from({ length: 20 }, () => newShopper(shop, { 'FACE-025': 1 })));
    const steps = await Promise.all(shoppers.map((shopper) => shopper.checkout()));

    const winners = steps.filter((step) => step.go === 'pay');
    expect(winners).toHaveLength(1);
    expect(steps.filter((step) => step.go !== 'pay')).toEqual(
      Array.from({ length: 19 }, () => ({ go: 'cart', reason: 'changed' })),
    );
    expect(await ordersByState(shop)).toEqual({ 'awaiting-payment': 1 });
    expect(await stockOf(shop, 'FACE-025')).toEqual({ onHand: 1, reserved: 1 });
    expect(await bookkeepingErrors(shop)).toEqual([]);
    // Who lost was never sent to a payment page.
    expect(shop.sandbox.requestCounts()).toEqual({ 'POST /v1/checkout/sessions': 1 });

    await payAt(shop, payUrl(winners[0]));
    await shop.sandbox.settled();
    expect(await ordersByState(shop)).toEqual({ paid: 1 });
    expect(await stockOf(shop, 'FACE-025')).toEqual({ onHand: 0, reserved: 0 });
    expect(await mailRows(shop)).toBe(1);
    expect(await bookkeepingErrors(shop)).toEqual([]);
  });

  test('twenty buyers of the same two rollers in either order: five of each, five orders, no deadlock', async () => {
    await shop.setStock('FACE-025', 5);
    await shop.setStock('DUO-030', 5);
    const shoppers = await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        newShopper(shop, at % 2 ? { 'FACE-025': 1, 'DUO-030': 1 } : { 'DUO-030': 1, 'FACE-025': 1 }),
      ),
    );
    const steps = await Promise.all(shoppers.map((shopper) => shopper.checkout()));
    expect(steps.filter(({ go }) => go === 'pay')).toHaveLength(5);
    expect(steps.filter(({ go }) => go === 'cart')).toHaveLength(15);
    expect(await stockOf(shop, 'FACE-025')).toEqual({ onHand: 5, reserved: 5 });
    expect(await stockOf(shop, 'DUO-030')).toEqual({ onHand: 5, reserved: 5 });
    expect(await bookkeepingErrors(shop)).toEqual([]);
  });

  test('a basket is held whole or not at all', async () => {
    await shop.setStock('CASE-01', 3);
    await shop.setStock('FACE-025', 1);
    const first = await newShopper(shop, { 'CASE-01': 1, 'FACE-025': 1 });
    const second = await newShopper(shop, { 'CASE-01': 1, 'FACE-025': 1 });
    const steps = await Promise.all([first.checkout(), second.checkout()]);
    expect(steps.map(({ go }) => go).sort()).toEqual(['cart', 'pay']);
    expect(await stockOf(shop, 'CASE-01')).toEqual({ onHand: 3, reserved: 1 });
    expect(await bookkeepingErrors(shop)).toEqual([]);
  });

  test('what one shopper gives up, the next one can buy', async () => {
    await shop.setStock('FACE-025', 1);
    const first = await newShopper(shop, { 'FACE-025': 1 });
    const second = await newShopper(shop, { 'FACE-025': 1 });
    await first.checkoutToPage();
    expect(await second.checkout()).toEqual({ go: 'cart', reason: 'changed' });
    await shop.clock.advance(sessionSeconds + 60);
    await shop.sandbox.settled();
    expect(await second.checkout()).toMatchObject({ go: 'pay' });
    expect(await ordersByState(shop)).toEqual({ cancelled: 1, 'awaiting-payment': 1 });
    expect(await bookkeepingErrors(shop)).toEqual([]);
  });
});

function payUrl(step: CheckoutStep | undefined): string {
  if (step?.go !== 'pay') throw new Error('Nobody was sent to pay');
  return step.url;
}
