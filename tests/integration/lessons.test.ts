import Stripe from 'stripe';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { notifications } from '#db/schema/notifications.ts';
import { orders } from '#db/schema/orders.ts';
import { paymentAttempts, refunds, stripeEvents } from '#db/schema/payments.ts';
import { cancelOrder, clearAttention, resolveReview } from '#features/checkout/cancel-order.server.ts';
import { controlCommands } from '#features/checkout/control-commands.server.ts';
import { deliverOrder, dispatchOrder, packOrder } from '#features/checkout/fulfil-order.server.ts';
import { ensureSession } from '#features/checkout/payment-session.server.ts';
import { type RefundWish, refundOrder } from '#features/checkout/refund-order.server.ts';
import { settlePayment } from '#features/checkout/settle-payment.server.ts';
import { requestWithdrawal } from '#features/checkout/withdraw-from-order.server.ts';
import { standingOf } from '#features/orders/order-life.ts';
import { readOrder, readOrderFacts, readTimeline } from '#features/orders/orders.server.ts';
import { latestAttempt } from '#features/payments/attempts.server.ts';
import { disputesOf } from '#features/payments/disputes.server.ts';
import { sessionSeconds } from '#features/payments/payment-session.ts';
import type { Payments } from '#features/payments/payments.server.ts';
import { laterSeconds } from '../../src/sandbox/schedule.ts';
import {
  bookkeepingErrors,
  mailKinds,
  mailRows,
  movementsOf,
  ordersByState,
  stateOf,
  stockOf,
} from '../support/ledger.ts';
import { completedEvent, deliverSigned, eventAbout } from '../support/notices.ts';
import { accounts, cards } from '../support/payment-form.ts';
import { databaseKinds, newShopper, openTestShop, payAt, type TestShop } from '../support/test-shop.ts';

// What other shops have got wrong with the same provider, one test a lesson; the thread that taught it is in its name.

interface SandboxState {
  sessions: { status: string; metadata: Record<string, string> }[];
  refunds: { id: string; amount: number; status: string; metadata: Record<string, string> }[];
  requests: { method: string; path: string; idempotencyKey: string | null }[];
}

const actor = 'ada@needlewise.example';
const wholeCall = 3;

describe.each(databaseKinds)('lessons, on %s', (kind) => {
  let shop: TestShop;
  let stripe: Stripe;
  beforeAll(async () => {
    shop = await openTestShop(kind);
    // The merchant's own hands in the dashboard.
    stripe = new Stripe('sk_test_sandbox', {
      httpClient: Stripe.createFetchHttpClient((input, init) => shop.sandbox.fetch(input, init)),
    });
  });
  afterAll(() => shop.close());
  beforeEach(() => shop.clear());

  const sandbox = () => shop.control<SandboxState>('state');
  const orderOf = async (orderId: string) => {
    const order = await readOrder(shop.db, orderId);
    if (!order) throw new Error('The order is gone');
    return order;
  };
  const standing = async (orderId: string) =>
    standingOf(await orderOf(orderId), await readOrderFacts(shop.db, orderId));
  const factsOf = async (orderId: string) => (await standing(orderId)).facts.map(({ name }) => name);
  const notesOf = async (orderId: string) => (await readTimeline(shop.db, orderId)).map(({ note }) => note);
  const sound = async () => expect(await bookkeepingErrors(shop)).toEqual([]);

  async function atPage(items: Record<string, number> = { 'FACE-025': 2, 'CASE-01': 1 }) {
    const shopper = await newShopper(shop, items);
    return { shopper, ...(await shopper.checkoutToPage()) };
  }
  async function onlyOrder() {
    const [order, ...others] = await shop.db.select({ id: orders.id }).from(orders);
    if (!order || others.length > 0) throw new Error('There is not one order');
    return order.id;
  }
  async function paid(items?: Record<string, number>, card: string = cards.pays) {
    const at = await atPage(items);
    await payAt(shop, at.url, card);
    await shop.sandbox.settled();
    expect(await stateOf(shop, at.orderId)).toBe('paid');
    return at.orderId;
  }
  async function sent(items?: Record<string, number>, card?: string) {
    const orderId = await paid(items, card);
    await packOrder(shop, { orderId, actor });
    await dispatchOrder(shop, { orderId, actor, carrier: 'Royal Mail', trackingNumber: 'AB1' });
    return orderId;
  }
  const wish = (orderId: string, change: Partial<RefundWish> = {}): RefundWish => ({
    orderId,
    amountMinor: 500,
    lines: [],
    delivery: false,
    reason: 'a scratched case',
    actor,
    ...change,
  });

  describe('a failure that the provider keeps under the key', () => {
    const create = { method: 'POST', path: '/v1/checkout/sessions' };
    const kept = { ...create, kind: 'status', status: 500, stored: true };
    const attempts = () =>
      shop.db
        .select({ attempt: paymentAttempts.attempt, state: paymentAttempts.state })
        .from(paymentAttempts)
        .orderBy(paymentAttempts.attempt);
    const pages = async () =>
      (await sandbox()).sessions.map(({ status, metadata }) => ({ status, attempt: metadata.attempt }));

    test('trigger.dev#4953: every repeat is answered with the same 500 for a day; the next attempt, with a key of its own, is paid', async () => {
      await shop.control('faults', kept);
      const { orderId, url } = await atPage();
      expect(await attempts()).toEqual([
        { attempt: 1, state: 'refused' },
        { attempt: 2, state: 'open' },
      ]);
      expect(await pages()).toEqual([{ status: 'open', attempt: '2' }]);
      const asked = (await sandbox()).requests.filter(
        ({ method, path }) => method === create.method && path === create.path,
      );
      expect(new Set(asked.map(({ idempotencyKey }) => idempotencyKey))).toEqual(
        new Set([`co_${orderId}_1`, `co_${orderId}_2`]),
      );
      await payAt(shop, url);
      await shop.sandbox.settled();
      expect(await ordersByState(shop)).toEqual({ paid: 1 });
      expect(await movementsOf(shop, orderId)).toEqual({ reservation: 2, sale: 2 });
      await sound();
    });

    test('the page was made all the same: its buyer gets that one, and there is no other', async () => {
      await shop.control('faults', { ...kept, worked: true });
      const { shopper, url } = await atPage();
      expect(await attempts()).toEqual([{ attempt: 1, state: 'open' }]);
      expect(await shopper.checkout()).toMatchObject({ go: 'pay', url });
      await payAt(shop, url);
      await shop.sandbox.settled();
      expect(await ordersByState(shop)).toEqual({ paid: 1 });
      expect(await pages()).toEqual([{ status: 'complete', attempt: '1' }]);
      await sound();
    });

    test('the page is made after all, once its list has said none: what is paid there goes back, and the order is paid by its own', async () => {
      await shop.control('faults', kept);
      const { orderId, url } = await atPage({ 'CASE-01': 1 });
      const [first] = await shop.db.select().from(paymentAttempts).orderBy(paymentAttempts.attempt);
      expect(first).toMatchObject({ orderId, state: 'refused', sessionId: null });
      const late = await stripe.checkout.sessions.create(
        first?.params as unknown as Stripe.Checkout.SessionCreateParams,
      );
      await payAt(shop, late.url ?? '');
      await shop.sandbox.settled();
      expect(await ordersByState(shop)).toEqual({ 'awaiting-payment': 1 });
      expect(await shop.db.select().from(refunds)).toMatchObject([
        { cause: 'duplicate', state: 'succeeded', idempotencyKey: `duplicate_${late.id}` },
      ]);
      await payAt(shop, url);
      await shop.sandbox.settled();
      expect(await orderOf(orderId)).toMatchObject({ state: 'paid', refundedMinor: 0 });
      expect((await sandbox()).refunds).toHaveLength(1);
      await sound();
    });

    test('it stays unknown for as long as the list cannot be read; then two tabs get one page', async () => {
      await shop.control('faults', kept);
      await shop.control('faults', {
        ...create,
        method: 'GET',
        kind: 'status',
        status: 500,
        times: wholeCall,
      });
      const shopper = await newShopper(shop, { 'CASE-01': 1 });
      expect(await shopper.checkout()).toEqual({ go: 'try-again' });
      expect(await attempts()).toEqual([{ attempt: 1, state: 'creating' }]);
      const first = await latestAttempt(shop.db, await onlyOrder());
      const steps = await Promise.all([shopper.checkout(), shopper.checkout()]);
      // Whoever comes while the page is being made is asked to try again.
      const last = await shopper.checkoutToPage();
      for (const step of steps) {
        if (step.go !== 'try-again') expect(step).toMatchObject({ go: 'pay', url: last.url });
      }
      expect(await pages()).toEqual([{ status: 'open', attempt: '2' }]);
      // A look that began before sees the first attempt still: the order is another attempt's by now.
      if (first) expect(await ensureSession(shop, first, 'give-up')).toMatchObject({ ok: false });
      expect(await ordersByState(shop)).toEqual({ 'awaiting-payment': 1 });
      expect(await shopper.checkout()).toMatchObject({ go: 'pay', url: last.url });
      await sound();
    });

    test('it fails anew each time: one attempt a press, and what is held is free when the page would have ended', async () => {
      await shop.control('faults', { ...kept, times: 100 });
      const shopper = await newShopper(shop, { 'CASE-01': 1 });
      for (const number of [2, 3]) {
        expect(await shopper.checkout()).toEqual({ go: 'try-again' });
        expect(await attempts()).toHaveLength(number);
      }
      await shop.clock.advance(61);
      expect(await shop.reconcile()).toMatchObject({ looked: 1, waiting: 1 });
      expect(await stockOf(shop, 'CASE-01')).toMatchObject({ reserved: 1 });
      await shop.clock.advance(sessionSeconds);
      expect(await shop.reconcile()).toMatchObject({ looked: 1, cancelled: 1 });
      expect(await attempts()).toHaveLength(3);
      expect(await stockOf(shop, 'CASE-01')).toMatchObject({ reserved: 0 });
      expect(await pages()).toEqual([]);
      await shop.control('faults/clear', {});
      expect(await shopper.checkout()).toMatchObject({ go: 'pay' });
      await sound();
    });
  });

  describe('money that comes later', () => {
    /** At the payment page of a shop that takes direct debits. */
    async function debited(account: Record<string, string>) {
      await shop.control('methods', { always: ['bacs_debit'] });
      const at = await atPage({ 'FACE-025': 1 });
      expect((await payAt(shop, at.url, account)).status).toBe(303);
      await shop.sandbox.settled();
      return at;
    }

    test('AI-Shipping-Labs#1423, gameserverapp#1216: “completed” is not “paid”; the success that comes later counts', async () => {
      const { orderId, shopper } = await debited(accounts.paysLater);
      expect(await stateOf(shop, orderId)).toBe('awaiting-confirmation');
      expect((await latestAttempt(shop.db, orderId))?.state).toBe('awaiting');
      expect(await stockOf(shop, 'FACE-025')).toEqual({ onHand: 32, reserved: 1 });
      expect(await orderOf(orderId)).toMatchObject({ email: 'ada@example.com', paidMinor: 0, paidAt: null });
      // Nobody is let pay the same basket a second time meanwhile.
      expect(await shopper.checkout()).toEqual({ go: 'paid', orderId });
      await sound();
      await shop.clock.advance(laterSeconds + 1);
      await shop.sandbox.settled();
      expect(await stateOf(shop, orderId)).toBe('paid');
      expect((await latestAttempt(shop.db, orderId))?.state).toBe('complete');
      expect(await movementsOf(shop, orderId)).toEqual({ reservation: 1, sale: 1 });
      expect(await mailKinds(shop)).toEqual(['order-confirmation', 'payment-pending']);
      await sound();
    });

    test('failed later: cancelled, its stock given back, and the words say that nothing was taken', async () => {
      const { orderId } = await debited(accounts.failsLater);
      await shop.clock.advance(laterSeconds + 1);
      await shop.sandbox.settled();
      expect(await orderOf(orderId)).toMatchObject({ state: 'cancelled', endReason: 'payment-failed' });
      expect((await standing(orderId)).text).toMatch(/nothing was taken/);
      expect((await latestAttempt(shop.db, orderId))?.state).toBe('failed');
      expect(await stockOf(shop, 'FACE-025')).toEqual({ onHand: 32, reserved: 0 });
      await sound();
    });

    test.each([
      ['paid', accounts.paysLater],
      ['cancelled', accounts.failsLater],
    ] as const)('its notice never comes: the regular look finds it %s', async (state, account) => {
      const { orderId } = await debited(account);
      await shop.holdWebhooks(true);
      await shop.clock.advance(61);
      expect(await shop.reconcile()).toMatchObject({ looked: 1, waiting: 1 });
      expect(await shop.reconcile()).toMatchObject({ looked: 0 });
      await shop.clock.advance(15 * 60);
      expect(await shop.reconcile()).toMatchObject({ looked: 1, [state]: 1 });
      expect(await stateOf(shop, orderId)).toBe(state);
      await sound();
    });

    test('WordPress/wordcamp.org#2069: no clock of ours gives back what waits for a bank for days', async () => {
      const { orderId } = await debited(accounts.paysAfterDays);
      await shop.clock.advance(3 * 24 * 3600);
      for (let round = 0; round < 3; round += 1) await shop.reconcile();
      expect(await stateOf(shop, orderId)).toBe('awaiting-confirmation');
      expect(await stockOf(shop, 'FACE-025')).toEqual({ onHand: 32, reserved: 1 });
      expect(await cancelOrder(shop, { orderId, actor })).toMatchObject({
        error: { reason: 'bank-is-sending' },
      });
      await shop.clock.advance(3 * 24 * 3600);
      await shop.sandbox.settled();
      expect(await stateOf(shop, orderId)).toBe('paid');
      await sound();
    });

    test('medusa#14205: the success overtakes the completion, and both come twice', async () => {
      await shop.holdWebhooks(true);
      const { orderId, sessionId } = await debited(accounts.paysLater);
      await shop.clock.advance(laterSeconds + 1);
      await shop.control('deliveries/duplicate', { times: 2 });
      await shop.control('deliveries/release', { order: 'reversed' });
      await shop.sandbox.settled();
      expect(await settlePayment(shop, sessionId)).toMatchObject({ value: { outcome: 'paid' } });
      expect(await movementsOf(shop, orderId)).toEqual({ reservation: 1, sale: 1 });
      expect(await mailRows(shop)).toBe(1);
      await sound();
    });

    test('202-ecommerce#79: an earlier attempt’s failure, delivered after the payment, does not undo it', async () => {
      await shop.holdWebhooks(true);
      const { orderId, url } = await atPage({ 'CASE-01': 1 });
      await payAt(shop, url, cards.declines);
      await payAt(shop, url);
      await shop.control('deliveries/release', { order: 'reversed' });
      await shop.sandbox.settled();
      expect(await stateOf(shop, orderId)).toBe('paid');
    });
  });

  describe('paid but impossible', () => {
    /** An order that was given up here by mistake and whose page was paid all the same. */
    async function paidAfterCancelled(items: Record<string, number> = { 'FACE-025': 1 }) {
      await shop.holdWebhooks(true);
      const at = await atPage(items);
      await shop.db.update(orders).set({ state: 'cancelled', endReason: 'page-refused' });
      await shop.db.execute(
        `insert into stock_movements (sku, kind, on_hand_change, reserved_change, order_id, reason, actor, at)
         select sku, 'release', 0, -reserved_change, order_id, 'test', 'test', now() from stock_movements where kind = 'reservation'`,
      );
      await shop.db.execute('update stock_levels set reserved = 0');
      await payAt(shop, at.url);
      return at;
    }

    test('saleor#14733: all of it is still there, so it is sold', async () => {
      const { orderId, sessionId } = await paidAfterCancelled();
      expect(await settlePayment(shop, sessionId)).toMatchObject({ value: { outcome: 'paid' } });
      expect(await orderOf(orderId)).toMatchObject({ state: 'paid', endReason: null });
      expect(await stockOf(shop, 'FACE-025')).toEqual({ onHand: 31, reserved: 0 });
      await sound();
    });

    test('saleor#14733, OFN#7614: something is gone, so all of the money goes back, once, with an honest mail', async () => {
      const { orderId, sessionId } = await paidAfterCancelled({ 'FACE-025': 1, 'CASE-01': 1 });
      await shop.setStock('CASE-01', 0);
      const event = await eventAbout(shop, sessionId, 'checkout.session.completed');
      await Promise.all([
        settlePayment(shop, sessionId),
        ...Array.from({ length: 5 }, () => deliverSigned(shop, event)),
      ]);
      expect(await orderOf(orderId)).toMatchObject({ state: 'refunded', endReason: 'sold-out' });
      const { refunds: made, requests } = await sandbox();
      expect(made).toHaveLength(1);
      const keys = requests.filter(({ method, path }) => method === 'POST' && path === '/v1/refunds');
      expect(new Set(keys.map(({ idempotencyKey }) => idempotencyKey))).toEqual(
        new Set([`oversold_${orderId}`]),
      );
      // Nothing of it was taken from the shelf.
      expect(await stockOf(shop, 'FACE-025')).toEqual({ onHand: 32, reserved: 0 });
      await sound();
      await shop.startMail();
      await expect.poll(() => shop.mails.length, { timeout: 20_000 }).toBe(1);
      expect(shop.mails[0]?.text).toMatch(/has been sold since/);
    });

    test('a hold that was lost is taken anew; where that cannot be, the money goes back', async () => {
      await shop.holdWebhooks(true);
      const { orderId, sessionId, url } = await atPage({ 'CASE-01': 2 });
      await payAt(shop, url);
      await shop.db.execute("delete from stock_movements where kind = 'reservation'");
      await shop.db.execute('update stock_levels set reserved = 0');
      await shop.setStock('CASE-01', 1);
      expect(await settlePayment(shop, sessionId)).toMatchObject({ value: { outcome: 'refunded' } });
      expect((await notesOf(orderId)).join()).toMatch(/not enough of CASE-01 is left/);
      expect(await stockOf(shop, 'CASE-01')).toEqual({ onHand: 1, reserved: 0 });
    });

    test('its check was used for another order since: it is not sold as well', async () => {
      const { orderId, sessionId, shopper } = await paidAfterCancelled();
      expect(await shopper.checkout()).toMatchObject({ go: 'pay' });
      expect(await settlePayment(shop, sessionId)).toMatchObject({ value: { orderId, outcome: 'refunded' } });
      expect(await ordersByState(shop)).toEqual({ refunded: 1, 'awaiting-payment': 1 });
      await sound();
    });

    test('pretix#343, umbraco#895: a second payment for a paid order goes back once, and the order is as it was', async () => {
      const orderId = await paid({ 'CASE-01': 1 });
      const attempt = await latestAttempt(shop.db, orderId);
      const other = await stripe.checkout.sessions.create(
        attempt?.params as unknown as Stripe.Checkout.SessionCreateParams,
      );
      await shop.holdWebhooks(true);
      await payAt(shop, other.url ?? '');
      const event = await eventAbout(shop, other.id, 'checkout.session.completed');
      await Promise.all(Array.from({ length: 3 }, () => deliverSigned(shop, event)));
      expect(await deliverSigned(shop, event)).toBe(200);
      await shop.holdWebhooks(false);
      await shop.sandbox.settled();
      const order = await orderOf(orderId);
      expect(order).toMatchObject({ state: 'paid', refundedMinor: 0 });
      expect(await shop.db.select().from(refunds)).toMatchObject([
        {
          cause: 'duplicate',
          state: 'succeeded',
          amountMinor: order.totalMinor,
          idempotencyKey: `duplicate_${other.id}`,
        },
      ]);
      expect((await sandbox()).refunds).toHaveLength(1);
      expect(await packOrder(shop, { orderId, actor })).toMatchObject({ ok: true });
      await sound();
    });
  });

  describe('refunds', () => {
    test('saleor/apps#2446: two equal parts are two refunds; a second click on one button is one', async () => {
      const orderId = await sent();
      const made = await refundOrder(shop, wish(orderId, { id: 'form-1' }));
      expect(made).toMatchObject({ ok: true, value: { amountMinor: 500, state: 'succeeded' } });
      const clicks = await Promise.all([
        refundOrder(shop, wish(orderId, { id: 'form-2' })),
        refundOrder(shop, wish(orderId, { id: 'form-2' })),
      ]);
      expect(clicks.every(({ ok }) => ok)).toBe(true);
      expect((await sandbox()).refunds.map(({ amount }) => amount)).toEqual([500, 500]);
      expect(await orderOf(orderId)).toMatchObject({ state: 'dispatched', refundedMinor: 1000 });
      expect(await factsOf(orderId)).toEqual(['refunded-in-part']);
      await sound();
    });

    test('prestashop PR#159, emfcamp#413: part of the money back cancels nothing', async () => {
      const orderId = await paid();
      await refundOrder(shop, wish(orderId));
      await shop.sandbox.settled();
      expect(await stateOf(shop, orderId)).toBe('paid');
      expect(await packOrder(shop, { orderId, actor })).toMatchObject({ ok: true });
    });

    test('eight at once never give back more than was paid', async () => {
      const orderId = await sent({ 'CASE-01': 1 });
      await shop.holdWebhooks(true);
      const { paidMinor } = await orderOf(orderId);
      const amountMinor = Math.floor(paidMinor / 3);
      const made = await Promise.all(
        Array.from({ length: 8 }, () => refundOrder(shop, wish(orderId, { amountMinor }))),
      );
      expect(made.filter(({ ok }) => ok)).toHaveLength(3);
      expect(made.filter((each) => !each.ok && each.error.reason === 'too-much')).toHaveLength(5);
      await sound();
    });

    test('by line and with the delivery, several times; what comes back on the shelf is chosen, and comes once', async () => {
      const orderId = await sent({ 'CASE-01': 2 });
      const order = await orderOf(orderId);
      const one = { sku: 'CASE-01', quantity: 1, restock: 1 };
      const first = wish(orderId, { amountMinor: null, lines: [one], delivery: true, id: 'a' });
      const before = await stockOf(shop, 'CASE-01');
      for (let round = 0; round < 2; round += 1) {
        expect(await refundOrder(shop, first)).toMatchObject({
          value: { amountMinor: order.itemsMinor / 2 + order.deliveryMinor },
        });
      }
      expect(await stockOf(shop, 'CASE-01')).toEqual({ ...before, onHand: before.onHand + 1 });
      expect(await refundOrder(shop, wish(orderId, { delivery: true }))).toMatchObject(
        order.deliveryMinor > 0 ? { error: { reason: 'delivery-is-back' } } : { ok: true },
      );
      expect(await refundOrder(shop, wish(orderId, { lines: [{ ...one, quantity: 2 }] }))).toMatchObject({
        error: { reason: 'no-such-line', words: 'Of CASE-01, 1 can still be refunded.' },
      });
      await refundOrder(shop, wish(orderId, { amountMinor: null, lines: [{ ...one, restock: 0 }] }));
      expect(await stockOf(shop, 'CASE-01')).toEqual({ ...before, onHand: before.onHand + 1 });
      expect(await orderOf(orderId)).toMatchObject({ state: 'dispatched', refundedMinor: order.paidMinor });
      expect(await factsOf(orderId)).toEqual(['refunded']);
      await sound();
    });

    test('a roller that has left is never sold again, whatever is ticked', async () => {
      const orderId = await sent({ 'FACE-025': 1 });
      const lines = [{ sku: 'FACE-025', quantity: 1, restock: 1 }];
      expect(await refundOrder(shop, wish(orderId, { amountMinor: null, lines }))).toMatchObject({
        error: { reason: 'not-restockable' },
      });
      expect(await shop.db.$count(refunds)).toBe(0);
    });

    test.each([
      ['medusa#16681: the answer is lost', { kind: 'drop-after', times: wholeCall }],
      ['OFN#6330: the call does not get through', { kind: 'drop-before', times: wholeCall }],
      ['sub2api#5187: the provider is down', { kind: 'status', status: 503, times: wholeCall }],
    ])('%s: asked again with the same key, it is one refund', async (_what, fault) => {
      const orderId = await sent({ 'CASE-01': 1 });
      await shop.holdWebhooks(true);
      await shop.control('faults', { method: 'POST', path: '/v1/refunds', ...fault });
      expect(await refundOrder(shop, wish(orderId))).toMatchObject({ value: { state: 'requested' } });
      expect(await factsOf(orderId)).toContain('refund-pending');
      await shop.clock.advance(61);
      await shop.reconcile();
      const { refunds: made, requests } = await sandbox();
      expect(made).toHaveLength(1);
      const keys = requests.filter(({ method, path }) => method === 'POST' && path === '/v1/refunds');
      expect(new Set(keys.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
      expect(await orderOf(orderId)).toMatchObject({ refundedMinor: 500 });
      await sound();
    });

    test('gumroad PR#5695, Sylius/StripePlugin PR#101: one made in the dashboard is taken in, once', async () => {
      const orderId = await sent();
      const { paymentIntentId } = await orderOf(orderId);
      await stripe.refunds.create({ payment_intent: paymentIntentId ?? '', amount: 700 });
      await shop.sandbox.settled();
      await shop.reconcile();
      expect(await orderOf(orderId)).toMatchObject({ refundedMinor: 700 });
      expect(await shop.db.select().from(refunds)).toMatchObject([{ cause: 'provider', amountMinor: 700 }]);
      expect((await notesOf(orderId)).join()).toMatch(/£7\.00 refunded in the provider’s dashboard/);
      const { paidMinor } = await orderOf(orderId);
      expect(await refundOrder(shop, wish(orderId, { amountMinor: paidMinor - 699 }))).toMatchObject({
        error: { reason: 'too-much' },
      });
      await sound();
    });

    test('the same, and its notice never comes: the provider’s own list tells', async () => {
      const orderId = await sent();
      await shop.reconcile();
      await shop.holdWebhooks(true);
      const { paymentIntentId } = await orderOf(orderId);
      await stripe.refunds.create({ payment_intent: paymentIntentId ?? '', amount: 700 });
      await shop.control('deliveries/drop', {});
      await shop.reconcile();
      await shop.reconcile();
      expect(await orderOf(orderId)).toMatchObject({ refundedMinor: 700 });
      expect(await shop.db.$count(refunds)).toBe(1);
      await sound();
    });

    test('somebody was faster in the dashboard than the word of the payment: it is counted all the same', async () => {
      await shop.holdWebhooks(true);
      const { orderId, sessionId, url } = await atPage({ 'CASE-01': 1 });
      await payAt(shop, url);
      const session = await stripe.checkout.sessions.retrieve(sessionId);
      await stripe.refunds.create({ payment_intent: String(session.payment_intent), amount: 300 });
      await settlePayment(shop, sessionId);
      expect(await orderOf(orderId)).toMatchObject({ state: 'paid', refundedMinor: 300 });
      await sound();
    });

    test('all of it back in the dashboard before it left: it is not sent', async () => {
      const orderId = await paid();
      const { paymentIntentId } = await orderOf(orderId);
      await stripe.refunds.create({ payment_intent: paymentIntentId ?? '' });
      await shop.sandbox.settled();
      expect(await packOrder(shop, { orderId, actor })).toMatchObject({
        error: { words: expect.stringMatching(/all of its money has gone back/) },
      });
      expect(await cancelOrder(shop, { orderId, actor })).toMatchObject({ value: { state: 'refunded' } });
      expect((await sandbox()).refunds).toHaveLength(1);
      expect(await stockOf(shop, 'FACE-025')).toEqual({ onHand: 32, reserved: 0 });
      await sound();
    });

    test('one that is on its way is not called done; one that comes back is owed again', async () => {
      const slow = await sent({ 'CASE-01': 1 }, cards.refundTakesAWhile);
      expect(await refundOrder(shop, wish(slow))).toMatchObject({ value: { state: 'pending' } });
      expect(await factsOf(slow)).toContain('refund-pending');
      const back = await sent({ 'CASE-01': 1 }, cards.refundComesBack);
      await refundOrder(shop, wish(back));
      await shop.clock.advance(laterSeconds + 1);
      await shop.sandbox.settled();
      expect(await factsOf(slow)).toEqual(['refunded-in-part']);
      expect(await factsOf(back)).toEqual([]);
      expect(await orderOf(back)).toMatchObject({
        state: 'dispatched',
        refundedMinor: 0,
        attention: 'the refund failed: £5.00 is owed to the buyer',
      });
      await sound();
      // It can be given back anew, and the person says that it was seen to.
      expect(
        await clearAttention(shop, { orderId: back, actor, note: 'asked for another card' }),
      ).toMatchObject({
        ok: true,
      });
      expect((await orderOf(back)).attention).toBeNull();
    });

    test('refusals say why, and change nothing', async () => {
      const orderId = await paid();
      const { paidMinor } = await orderOf(orderId);
      const refusals = [
        [{ amountMinor: 0 }, 'nothing'],
        [{ amountMinor: null }, 'nothing'],
        [{ reason: ' ' }, 'no-words'],
        [{ amountMinor: paidMinor }, 'cancel-instead'],
        [{ amountMinor: paidMinor + 1 }, 'too-much'],
        [{ lines: [{ sku: 'NONE', quantity: 1, restock: 0 }] }, 'no-such-line'],
        [{ lines: [{ sku: 'CASE-01', quantity: 1, restock: 2 }] }, 'no-such-line'],
        [{ orderId: 'none' }, 'unknown-order'],
      ] as const;
      for (const [change, reason] of refusals) {
        const lines = 'lines' in change ? [...change.lines] : [];
        expect(await refundOrder(shop, wish(orderId, { ...change, lines }))).toMatchObject({
          error: { reason },
        });
      }
      const unpaid = await atPage({ 'CASE-01': 1 });
      expect(await refundOrder(shop, wish(unpaid.orderId))).toMatchObject({ error: { reason: 'not-paid' } });
      expect(await shop.db.$count(refunds)).toBe(0);
    });

    test('the command gives back a part by the order’s number', async () => {
      const orderId = await sent({ 'CASE-01': 1 });
      const { number } = await orderOf(orderId);
      const { refund } = controlCommands(shop);
      const input = { number: number.toLowerCase(), amountMinor: 120, reason: 'a dent', id: 'by-hand' };
      expect(await refund(input)).toMatchObject({ value: { state: 'succeeded' } });
      expect(await refund({ ...input, number: 'NW-0000-0000' })).toMatchObject({
        error: { reason: 'unknown-order' },
      });
      expect(await orderOf(orderId)).toMatchObject({ refundedMinor: 120 });
    });
  });

  describe('before it has left', () => {
    test('a cancelled order: all of its money back in one refund, its goods on the shelf, once', async () => {
      const orderId = await paid();
      await packOrder(shop, { orderId, actor });
      await refundOrder(shop, wish(orderId));
      const done = await Promise.all([
        cancelOrder(shop, { orderId, actor, note: 'a mistake of ours' }),
        cancelOrder(shop, { orderId, actor }),
      ]);
      expect(done.every(({ ok }) => ok)).toBe(true);
      const order = await orderOf(orderId);
      expect(order).toMatchObject({
        state: 'refunded',
        endReason: 'cancelled-by-shop',
        refundedMinor: order.paidMinor,
      });
      expect((await sandbox()).refunds.map(({ amount }) => amount)).toEqual([500, order.paidMinor - 500]);
      expect(await stockOf(shop, 'FACE-025')).toEqual({ onHand: 32, reserved: 0 });
      expect(await dispatchOrder(shop, { orderId, actor, carrier: 'X', trackingNumber: null })).toMatchObject(
        {
          ok: false,
        },
      );
      expect((await mailKinds(shop)).filter((kind) => kind === 'order-not-sent')).toHaveLength(1);
      await sound();
    });

    test('withdrawn from before it left: the words say so', async () => {
      const orderId = await paid();
      await requestWithdrawal(shop, orderId, { lines: null, note: '' });
      await cancelOrder(shop, { orderId, actor });
      expect((await standing(orderId)).text).toMatch(/You withdrew from this order before it left us/);
      expect(await factsOf(orderId)).toEqual(['withdrawn']);
    });

    test('an unpaid one has its page closed first; one that was paid a moment ago has its money given back', async () => {
      const open = await atPage({ 'CASE-01': 1 });
      expect(await cancelOrder(shop, { orderId: open.orderId, actor })).toEqual({
        ok: true,
        value: { state: 'cancelled', already: false },
      });
      expect((await payAt(shop, open.url)).status).toBe(410);
      await shop.holdWebhooks(true);
      const paidNow = await atPage({ 'CASE-01': 1 });
      await payAt(shop, paidNow.url);
      expect(await cancelOrder(shop, { orderId: paidNow.orderId, actor })).toMatchObject({
        value: { state: 'refunded' },
      });
      await sound();
    });

    test('what has left is not cancelled', async () => {
      const orderId = await sent();
      expect(await cancelOrder(shop, { orderId, actor })).toMatchObject({ error: { reason: 'has-left' } });
      await deliverOrder(shop, { orderId, actor });
      expect(await cancelOrder(shop, { orderId, actor })).toMatchObject({ error: { reason: 'has-left' } });
    });

    test('under review: a person decides, sold or money back, with a reason, once', async () => {
      const review = async () => {
        await shop.holdWebhooks(true);
        const { orderId, sessionId, url } = await atPage({ 'CASE-01': 1 });
        await payAt(shop, url);
        const payments: Payments = {
          ...shop.payments,
          async retrieveSession(id) {
            const session = await shop.payments.retrieveSession(id);
            return session.ok ? { ok: true, value: { ...session.value, orderId: 'another' } } : session;
          },
        };
        await settlePayment({ ...shop, payments }, sessionId);
        expect(await stateOf(shop, orderId)).toBe('needs-review');
        return orderId;
      };
      const sold = await review();
      expect(
        await dispatchOrder(shop, { orderId: sold, actor, carrier: 'X', trackingNumber: null }),
      ).toMatchObject({
        error: { reason: 'no-such-way' },
      });
      expect(await resolveReview(shop, { orderId: sold, actor, to: 'paid' })).toMatchObject({
        error: { reason: 'no-words' },
      });
      for (const already of [false, true]) {
        expect(await resolveReview(shop, { orderId: sold, actor, to: 'paid', note: 'it fits' })).toEqual({
          ok: true,
          value: { state: 'paid', already },
        });
      }
      const back = await review();
      for (let round = 0; round < 2; round += 1) {
        expect(
          await resolveReview(shop, { orderId: back, actor, to: 'money-back', note: 'it does not' }),
        ).toMatchObject({
          value: { state: 'refunded' },
        });
      }
      expect((await sandbox()).refunds).toHaveLength(1);
      await sound();
    });
  });

  describe('disputes', () => {
    test('one that is opened holds the parcel, tells a person, and keeps us from giving the money back twice', async () => {
      const orderId = await paid(undefined, cards.disputed);
      await shop.clock.advance(laterSeconds + 1);
      await shop.control('deliveries/duplicate', { times: 2 });
      await shop.sandbox.settled();
      expect(await disputesOf(shop.db, orderId)).toMatchObject([{ state: 'open', isRefundable: false }]);
      expect(await factsOf(orderId)).toEqual(['disputed']);
      expect(await packOrder(shop, { orderId, actor })).toMatchObject({ error: { reason: 'guarded' } });
      expect(await refundOrder(shop, wish(orderId))).toMatchObject({ error: { reason: 'disputed' } });
      expect(await cancelOrder(shop, { orderId, actor })).toMatchObject({ error: { reason: 'disputed' } });
      expect((await orderOf(orderId)).attention).toMatch(/dispute over £.* to be answered by \d+ \w+ \d{4}/);
      expect(shop.complaints.map(({ message }) => message)).toContain('a payment is disputed');
      expect((await notesOf(orderId)).filter((note) => note.startsWith('dispute'))).toHaveLength(1);

      const [dispute] = await disputesOf(shop.db, orderId);
      await stripe.disputes.close(dispute?.id ?? '');
      await shop.sandbox.settled();
      expect(await factsOf(orderId)).toEqual(['dispute-lost']);
      // The bank has the money: the order ends, the goods go back on the shelf, nothing is refunded.
      expect(await cancelOrder(shop, { orderId, actor })).toMatchObject({ value: { state: 'refunded' } });
      expect(await orderOf(orderId)).toMatchObject({ endReason: 'payment-disputed' });
      expect((await sandbox()).refunds).toEqual([]);
      await sound();
    });

    test('won: the parcel may leave again', async () => {
      const orderId = await paid(undefined, cards.disputed);
      await shop.clock.advance(laterSeconds + 1);
      await shop.sandbox.settled();
      const [dispute] = await disputesOf(shop.db, orderId);
      await stripe.disputes.update(dispute?.id ?? '', {
        evidence: { uncategorized_text: 'winning_evidence' },
      });
      await shop.clock.advance(laterSeconds + 1);
      await shop.sandbox.settled();
      expect(await disputesOf(shop.db, orderId)).toMatchObject([{ state: 'won' }]);
      expect(await packOrder(shop, { orderId, actor })).toMatchObject({ ok: true });
    });

    test('a bank that only asks: a refund is possible, and ends it', async () => {
      const orderId = await sent({ 'CASE-01': 1 }, cards.askedAbout);
      await shop.clock.advance(laterSeconds + 1);
      await shop.sandbox.settled();
      expect(await disputesOf(shop.db, orderId)).toMatchObject([{ state: 'open', isRefundable: true }]);
      const { paidMinor } = await orderOf(orderId);
      expect(await refundOrder(shop, wish(orderId, { amountMinor: paidMinor }))).toMatchObject({ ok: true });
      await shop.sandbox.settled();
      expect(await disputesOf(shop.db, orderId)).toMatchObject([{ state: 'closed' }]);
      await sound();
    });

    test('its notice never comes: the provider’s own list tells', async () => {
      const orderId = await paid(undefined, cards.disputed);
      await shop.holdWebhooks(true);
      await shop.clock.advance(laterSeconds + 1);
      await shop.control('deliveries/drop', {});
      await shop.reconcile();
      expect(await factsOf(orderId)).toEqual(['disputed']);
    });
  });

  describe('notices', () => {
    test('AI-Shipping-Labs#285, dj-stripe#832: one that failed is not taken for seen when it comes again', async () => {
      const orderId = await sent({ 'CASE-01': 1 });
      await shop.holdWebhooks(true);
      const { paymentIntentId } = await orderOf(orderId);
      const refund = await stripe.refunds.create({ payment_intent: paymentIntentId ?? '', amount: 100 });
      const event = await eventAbout(shop, refund.id, 'refund.created');
      await shop.control('faults', {
        method: 'GET',
        path: '/v1/refunds',
        kind: 'status',
        status: 500,
        times: 3,
      });
      expect(await deliverSigned(shop, event)).toBe(503);
      expect(await deliverSigned(shop, event)).toBe(200);
      expect(await orderOf(orderId)).toMatchObject({ refundedMinor: 100 });
    });

    test('vendure PR#2657: word of a payment after the parcel has left is taken and changes nothing', async () => {
      const { orderId, sessionId, url } = await atPage({ 'CASE-01': 1 });
      await payAt(shop, url);
      await shop.sandbox.settled();
      await packOrder(shop, { orderId, actor });
      await dispatchOrder(shop, { orderId, actor, carrier: 'Royal Mail', trackingNumber: null });
      const late = completedEvent('evt_late', { id: sessionId, metadata: { order_id: orderId } });
      expect(await deliverSigned(shop, late)).toBe(200);
      expect(await stateOf(shop, orderId)).toBe('dispatched');
      expect(await mailKinds(shop)).toEqual(['order-confirmation', 'order-dispatched']);
    });

    test('InternHack#852, statamic-cargo#190: foreign ones are taken, ours that come too early are asked for again', async () => {
      await shop.holdWebhooks(true);
      const { orderId, sessionId, url } = await atPage({ 'CASE-01': 1 });
      await payAt(shop, url);
      const event = await eventAbout(shop, sessionId, 'checkout.session.completed');
      await shop.db.execute("update payment_attempts set session_id = null, state = 'creating'");
      expect(await deliverSigned(shop, event)).toBe(503);
      expect(await stateOf(shop, orderId)).toBe('awaiting-payment');
      const odd: object[] = [
        {
          type: 'charge.dispute.created',
          data: { object: { id: 'dp_of_somebody_else', object: 'dispute' } },
        },
        { type: 'refund.created', data: { object: { id: 're_1', payment_intent: 'pi_of_somebody_else' } } },
        { type: 'refund.created', data: { object: null } },
        { type: 'checkout.session.completed', data: {} },
        { type: 'checkout.session.async_payment_succeeded', data: { object: { id: 42, metadata: null } } },
        // Real money at a test shop.
        { ...event, id: 'evt_live', livemode: true },
      ];
      for (const [at, each] of odd.entries()) {
        expect(
          await deliverSigned(shop, { id: `evt_odd_${at}`, object: 'event', livemode: false, ...each }),
        ).toBe(200);
      }
      expect(await shop.db.$count(stripeEvents)).toBe(0);
      expect(await stateOf(shop, orderId)).toBe('awaiting-payment');
    });

    test('woocommerce-gateway-stripe#542 #889 #3414, Pinelab vendure#620: return, webhook and regular look at once: one sale, one mail', async () => {
      await shop.holdWebhooks(true);
      const { orderId, sessionId, url } = await atPage();
      await payAt(shop, url);
      const event = await eventAbout(shop, sessionId, 'checkout.session.completed');
      await shop.clock.advance(61);
      await Promise.all([
        ...Array.from({ length: 10 }, () => deliverSigned(shop, event)),
        ...Array.from({ length: 5 }, () => settlePayment(shop, sessionId)),
        shop.reconcile(),
      ]);
      expect(await movementsOf(shop, orderId)).toEqual({ reservation: 2, sale: 2 });
      expect((await shop.db.select().from(notifications)).map(({ kind: each }) => each)).toEqual([
        'order-confirmation',
      ]);
      await sound();
    });

    test('woocommerce-gateway-stripe PR#5810, Sylius/PayumStripePlugin#70: a page that is over is no failure, and closing it twice breaks nothing', async () => {
      const { orderId, url } = await atPage({ 'CASE-01': 1 });
      await shop.clock.advance(sessionSeconds + 60);
      await shop.sandbox.settled();
      expect(await orderOf(orderId)).toMatchObject({ state: 'cancelled', endReason: 'page-closed' });
      expect(await cancelOrder(shop, { orderId, actor })).toMatchObject({ value: { already: true } });
      expect((await payAt(shop, url)).status).toBe(410);
      expect(await mailRows(shop)).toBe(0);
      await sound();
    });
  });

  describe('the stock ledger', () => {
    test('a level that is not the sum of its ledger is told, and written anew from it', async () => {
      const { verifyStock } = controlCommands(shop);
      await atPage({ 'CASE-01': 1 });
      expect(await verifyStock({ repair: false })).toEqual([]);
      const { onHand } = await stockOf(shop, 'CASE-01');
      await shop.db.execute(
        `update stock_levels set on_hand = on_hand + 3, reserved = 0 where sku = 'CASE-01'`,
      );
      const gap = { sku: 'CASE-01', level: [onHand + 3, 0], ledger: [onHand, 1] };
      expect(await verifyStock({ repair: false })).toEqual([{ ...gap, repaired: false }]);
      expect(await verifyStock({ repair: true })).toEqual([{ ...gap, repaired: true }]);
      expect(await stockOf(shop, 'CASE-01')).toEqual({ onHand, reserved: 1 });
      expect(await verifyStock({ repair: true })).toEqual([]);
      expect(shop.complaints.map(({ message }) => message)).toEqual(['stock level repaired']);
    });

    test('a ledger that no shelf can have is left to a person', async () => {
      const { verifyStock } = controlCommands(shop);
      await shop.db.execute("delete from stock_movements where sku = 'CASE-01'");
      await shop.db.execute(
        `insert into stock_movements (sku, kind, on_hand_change, reserved_change, reason, actor, at) values ('CASE-01', 'adjustment', -1, 0, 'test', 'test', now())`,
      );
      const before = await stockOf(shop, 'CASE-01');
      expect(await verifyStock({ repair: true })).toMatchObject([{ sku: 'CASE-01', repaired: false }]);
      expect(await stockOf(shop, 'CASE-01')).toEqual(before);
    });
  });
});
