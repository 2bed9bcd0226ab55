import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { stripeEvents } from '#db/schema/payments.ts';
import { settlePayment } from '#features/checkout/settle-payment.server.ts';
import { queueMail } from '#features/notifications/notifications.server.ts';
import { readOrder } from '#features/orders/orders.server.ts';
import { sessionSeconds } from '#features/payments/payment-session.ts';
import {
  bookkeepingErrors,
  mailRows,
  movementsOf,
  ordersByState,
  queuedMailJobs,
  stateOf,
  stockOf,
} from '../support/ledger.ts';
import { completedEvent, deliverSigned, eventAbout } from '../support/notices.ts';
import { cards } from '../support/payment-form.ts';
import { databaseKinds, newShopper, openTestShop, payAt, type TestShop } from '../support/test-shop.ts';

describe.each(databaseKinds)('word of a payment, on %s', (kind) => {
  let shop: TestShop;
  let jobsBefore = 0;
  beforeAll(async () => {
    shop = await openTestShop(kind);
  });
  afterAll(() => shop.close());
  beforeEach(async () => {
    await shop.clear();
    jobsBefore = await queuedMailJobs(shop);
  });

  /** A shopper who stands at the payment page with one roller, while no webhook leaves the sandbox. */
  async function atPaymentPage() {
    await shop.holdWebhooks(true);
    const shopper = await newShopper(shop, { 'FACE-025': 1 });
    return { shopper, ...(await shopper.checkoutToPage()) };
  }

  /** What must be true of one order that was paid once, however often we were told. */
  async function expectPaidOnce(orderId: string) {
    expect(await ordersByState(shop)).toEqual({ paid: 1 });
    expect(await stateOf(shop, orderId)).toBe('paid');
    expect(await movementsOf(shop, orderId)).toEqual({ reservation: 1, sale: 1 });
    expect(await mailRows(shop)).toBe(1);
    expect((await queuedMailJobs(shop)) - jobsBefore).toBe(1);
    expect(await stockOf(shop, 'FACE-025')).toEqual({ onHand: 31, reserved: 0 });
    expect(await bookkeepingErrors(shop)).toEqual([]);
  }

  test('the webhook before the return', async () => {
    const { orderId, sessionId, url } = await atPaymentPage();
    await payAt(shop, url);
    await shop.holdWebhooks(false);
    await shop.sandbox.settled();
    expect(await stateOf(shop, orderId)).toBe('paid');
    expect(await settlePayment(shop, sessionId)).toEqual({ ok: true, value: { orderId, outcome: 'paid' } });
    await expectPaidOnce(orderId);
  });

  test('the return before the webhook', async () => {
    const { orderId, sessionId, url } = await atPaymentPage();
    await payAt(shop, url);
    expect(await settlePayment(shop, sessionId)).toEqual({ ok: true, value: { orderId, outcome: 'paid' } });
    await shop.holdWebhooks(false);
    await shop.sandbox.settled();
    await expectPaidOnce(orderId);
  });

  test('the webhook never, the return never: the regular look finds the payment', async () => {
    const { orderId, url } = await atPaymentPage();
    await payAt(shop, url);
    await shop.control('deliveries/drop', {});
    expect(await shop.reconcile()).toEqual({ looked: 0, paid: 0, cancelled: 0, refunded: 0, waiting: 0 });
    await shop.clock.advance(61);
    expect(await shop.reconcile()).toEqual({ looked: 1, paid: 1, cancelled: 0, refunded: 0, waiting: 0 });
    expect(await shop.reconcile()).toEqual({ looked: 0, paid: 0, cancelled: 0, refunded: 0, waiting: 0 });
    await expectPaidOnce(orderId);
  });

  test('eventyay PR#3447: the same webhook five times, one after the other', async () => {
    const { orderId, sessionId, url } = await atPaymentPage();
    await payAt(shop, url);
    const event = await eventAbout(shop, sessionId, 'checkout.session.completed');
    const statuses = [];
    for (let round = 0; round < 5; round += 1) statuses.push(await deliverSigned(shop, event));
    expect(statuses).toEqual([200, 200, 200, 200, 200]);
    await expectPaidOnce(orderId);
    expect(await shop.db.$count(stripeEvents)).toBe(1);
    // A repeated notice costs nobody anything: the provider was asked once.
    expect(shop.sandbox.requestCounts()['GET /v1/checkout/sessions/:id']).toBe(1);
  });

  test('medusa#13301 #4798, dokan#2994: the same webhook five times at once, and the return with it', async () => {
    const { orderId, sessionId, url } = await atPaymentPage();
    await payAt(shop, url);
    const event = await eventAbout(shop, sessionId, 'checkout.session.completed');
    const [settled, ...statuses] = await Promise.all([
      settlePayment(shop, sessionId),
      ...Array.from({ length: 5 }, () => deliverSigned(shop, event)),
    ]);
    expect(settled).toEqual({ ok: true, value: { orderId, outcome: 'paid' } });
    expect(statuses).toEqual([200, 200, 200, 200, 200]);
    await expectPaidOnce(orderId);
  });

  test('whoever comes while another looks waits for it, and asks the provider nothing', async () => {
    const { orderId, sessionId, url } = await atPaymentPage();
    await payAt(shop, url);
    const before = shop.sandbox.requestCounts()['GET /v1/checkout/sessions/:id'] ?? 0;
    const looks = await Promise.all(Array.from({ length: 4 }, () => settlePayment(shop, sessionId)));
    const paid = { ok: true, value: { orderId, outcome: 'paid' } };
    expect(looks).toEqual([paid, paid, paid, paid]);
    expect(shop.sandbox.requestCounts()['GET /v1/checkout/sessions/:id']).toBe(before + 1);
    await expectPaidOnce(orderId);
  });

  test('a look that began before the payment does not speak for one that began after it', async () => {
    const { orderId, sessionId, url } = await atPaymentPage();
    const asked = Promise.withResolvers<void>();
    const answered = Promise.withResolvers<void>();
    let isFirst = true;
    const slow = {
      ...shop,
      payments: {
        ...shop.payments,
        async retrieveSession(id: string) {
          const answer = await shop.payments.retrieveSession(id);
          if (!isFirst) return answer;
          isFirst = false;
          asked.resolve();
          await answered.promise;
          return answer;
        },
      },
    };
    const early = settlePayment(slow, sessionId);
    await asked.promise;
    await payAt(shop, url);
    const late = settlePayment(slow, sessionId);
    answered.resolve();
    expect(await early).toMatchObject({ value: { outcome: 'open' } });
    expect(await late).toMatchObject({ value: { orderId, outcome: 'paid' } });
    await expectPaidOnce(orderId);
  });

  test('all events of a payment, the last one first, each twice', async () => {
    const { orderId, url } = await atPaymentPage();
    await payAt(shop, url);
    const { events } = await shop.control<{ events: { id: string }[] }>('state');
    expect(events.length).toBeGreaterThan(2);
    for (const { id } of events) await shop.control('deliveries/resend', { event: id, times: 1 });
    await shop.control('deliveries/release', { order: 'reversed' });
    await shop.sandbox.settled();
    const { deliveries } = await shop.control<{ deliveries: { state: string }[] }>('deliveries');
    expect(new Set(deliveries.map(({ state }) => state))).toEqual(new Set(['delivered']));
    await expectPaidOnce(orderId);
  });

  test('the mail goes out once, with the order’s link, after all of that', async () => {
    const { orderId, sessionId, url } = await atPaymentPage();
    await payAt(shop, url);
    await Promise.all([settlePayment(shop, sessionId), settlePayment(shop, sessionId)]);
    await shop.startMail();
    await expect.poll(() => shop.mails.length, { timeout: 20_000 }).toBe(1);
    const order = await readOrder(shop.db, orderId);
    const [mail] = shop.mails;
    expect(mail?.to).toBe('ada@example.com');
    expect(mail?.subject).toContain(order?.number);
    expect(mail?.text).toMatch(/http:\/\/shop\.test\/orders\/\S+/);
    expect(mail?.html).toContain('Ada Example');
    expect(order?.deliveryAddress).toEqual({
      name: 'Ada Example',
      line1: '1 Test Street',
      line2: null,
      city: 'London',
      postalCode: 'N1 1AA',
      country: 'GB',
    });
  });

  test('a mail that is owed twice is queued once', async () => {
    const { orderId } = await atPaymentPage();
    for (let round = 0; round < 2; round += 1) {
      await shop.db.transaction((tx) =>
        queueMail(tx, shop.jobs, { orderId, kind: 'order-confirmation' }, shop.clock.now()),
      );
    }
    expect(await mailRows(shop)).toBe(1);
    expect((await queuedMailJobs(shop)) - jobsBefore).toBe(1);
  });

  test('a mail is owed only if the fact behind it is kept', async () => {
    const { orderId } = await atPaymentPage();
    const undone = new Error('undone');
    const work = shop.db.transaction(async (tx) => {
      await queueMail(tx, shop.jobs, { orderId, kind: 'order-confirmation' }, shop.clock.now());
      throw undone;
    });
    await expect(work).rejects.toThrow(undone);
    expect(await mailRows(shop)).toBe(0);
    expect(await queuedMailJobs(shop)).toBe(jobsBefore);
  });

  test('a session that expires gives its stock back once', async () => {
    const { orderId, sessionId, shopper } = await atPaymentPage();
    expect(await stockOf(shop, 'FACE-025')).toEqual({ onHand: 32, reserved: 1 });
    await shop.clock.advance(sessionSeconds - 60);
    expect(await settlePayment(shop, sessionId)).toEqual({ ok: true, value: { orderId, outcome: 'open' } });
    await shop.clock.advance(60);
    const event = await eventAbout(shop, sessionId, 'checkout.session.expired');
    await Promise.all([
      deliverSigned(shop, event),
      deliverSigned(shop, event),
      settlePayment(shop, sessionId),
      shop.reconcile(),
    ]);
    expect(await ordersByState(shop)).toEqual({ cancelled: 1 });
    expect(await movementsOf(shop, orderId)).toEqual({ reservation: 1, release: 1 });
    expect(await stockOf(shop, 'FACE-025')).toEqual({ onHand: 32, reserved: 0 });
    expect(await bookkeepingErrors(shop)).toEqual([]);
    expect(await mailRows(shop)).toBe(0);
    // The same button then starts afresh, with the clearance that was handed back.
    expect(await shopper.checkout()).toMatchObject({ go: 'pay' });
    expect(await ordersByState(shop)).toEqual({ cancelled: 1, 'awaiting-payment': 1 });
  });

  test('payments.md 2.3, 8: the wall clock alone gives no stock back, only the session’s death does', async () => {
    const { orderId } = await atPaymentPage();
    await shop.control('faults', {
      method: 'GET',
      path: '/v1/checkout/sessions/:id',
      kind: 'status',
      status: 503,
      times: 99,
    });
    await shop.control('faults', {
      method: 'POST',
      path: '/v1/checkout/sessions/:id/expire',
      kind: 'status',
      status: 503,
      times: 99,
    });
    await shop.clock.advance(3 * 3600);
    expect(await shop.reconcile()).toMatchObject({ looked: 1, cancelled: 0, waiting: 1 });
    expect(await stateOf(shop, orderId)).toBe('awaiting-payment');
    expect(await stockOf(shop, 'FACE-025')).toEqual({ onHand: 32, reserved: 1 });
    await shop.control('faults/clear', {});
    expect(await shop.reconcile()).toMatchObject({ looked: 1, cancelled: 1, waiting: 0 });
    expect(await stockOf(shop, 'FACE-025')).toEqual({ onHand: 32, reserved: 0 });
  });

  test.each([cards.declines, cards.lacksFunds])('card %s is declined, another one pays', async (card) => {
    const { orderId, url } = await atPaymentPage();
    await shop.holdWebhooks(false);
    expect(await payAt(shop, url, card)).toMatchObject({ status: 402, location: null });
    await shop.sandbox.settled();
    expect(await stateOf(shop, orderId)).toBe('awaiting-payment');
    expect(await stockOf(shop, 'FACE-025')).toEqual({ onHand: 32, reserved: 1 });
    expect(await payAt(shop, url)).toMatchObject({ status: 303 });
    await shop.sandbox.settled();
    await expectPaidOnce(orderId);
  });

  test('webrenew/unicon#42: a webhook while the provider cannot be asked is refused, and taken when it comes again', async () => {
    const { orderId, sessionId, url } = await atPaymentPage();
    await payAt(shop, url);
    const event = await eventAbout(shop, sessionId, 'checkout.session.completed');
    await shop.control('faults', {
      method: 'GET',
      path: '/v1/checkout/sessions/:id',
      kind: 'status',
      status: 500,
      times: 3,
    });
    expect(await deliverSigned(shop, event)).toBe(503);
    expect(await stateOf(shop, orderId)).toBe('awaiting-payment');
    expect(await shop.db.$count(stripeEvents)).toBe(0);
    expect(await deliverSigned(shop, event)).toBe(200);
    await expectPaidOnce(orderId);
  });

  test('events that are not ours are taken and change nothing', async () => {
    const { orderId } = await atPaymentPage();
    const foreign = [
      completedEvent('evt_1', { id: 'cs_test_of_another_shop', metadata: {} }),
      completedEvent('evt_2', {
        id: 'cs_test_of_another_shop',
        metadata: { order_id: 'an-order-of-another-shop' },
      }),
      {
        id: 'evt_3',
        object: 'event',
        type: 'customer.created',
        data: { object: { id: 'cus_1', object: 'customer' } },
      },
      { id: 'evt_4', object: 'event', type: 'something.new', data: { object: {} } },
    ];
    for (const event of foreign) expect(await deliverSigned(shop, event)).toBe(200);
    expect(await ordersByState(shop)).toEqual({ 'awaiting-payment': 1 });
    expect(await movementsOf(shop, orderId)).toEqual({ reservation: 1 });
    expect(await shop.db.$count(stripeEvents)).toBe(0);
  });

  test('payload PR#15902: an event that says “paid” proves nothing, the session itself is asked', async () => {
    const { orderId, sessionId } = await atPaymentPage();
    const lie = completedEvent('evt_lie', { id: sessionId, metadata: { order_id: orderId } });
    expect(await deliverSigned(shop, lie)).toBe(200);
    expect(await stateOf(shop, orderId)).toBe('awaiting-payment');
    expect(await stockOf(shop, 'FACE-025')).toEqual({ onHand: 32, reserved: 1 });
  });

  test('stripe-node#341 #356 #734 #1390: a signature that is wrong, old, missing or of another body is refused with 400', async () => {
    const { orderId, sessionId, url } = await atPaymentPage();
    await payAt(shop, url);
    const event = await eventAbout(shop, sessionId, 'checkout.session.completed');
    expect(await deliverSigned(shop, event, { secret: 'whsec_of_somebody_else' })).toBe(400);
    expect(await deliverSigned(shop, event, { secondsAgo: 301 })).toBe(400);
    expect(await shop.deliver(JSON.stringify(event), '')).toBe(400);
    expect(await shop.deliver(JSON.stringify(event), 't=1,v1=00')).toBe(400);
    expect(await shop.deliver('not json', 'nonsense')).toBe(400);
    expect(await stateOf(shop, orderId)).toBe('awaiting-payment');
    expect(await deliverSigned(shop, event, { secondsAgo: 200 })).toBe(200);
    await expectPaidOnce(orderId);
  });
});
