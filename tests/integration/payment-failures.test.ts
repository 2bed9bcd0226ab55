import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { settlePayment } from '#features/checkout/settle-payment.server.ts';
import { readOrder } from '#features/orders/orders.server.ts';
import { attemptOfSession, latestAttempt } from '#features/payments/attempts.server.ts';
import { sessionSeconds } from '#features/payments/payment-session.ts';
import type { Payments } from '#features/payments/payments.server.ts';
import {
  bookkeepingErrors,
  mailKinds,
  mailRows,
  movementsOf,
  ordersByState,
  stateOf,
  stockOf,
} from '../support/ledger.ts';
import { deliverSigned, eventAbout } from '../support/notices.ts';
import { databaseKinds, newShopper, openTestShop, payAt, type TestShop } from '../support/test-shop.ts';

const create = { method: 'POST', path: '/v1/checkout/sessions' };
// The SDK repeats a failed call twice, so three failures are one failed call of ours; it repeats no answer cut short.
const wholeCall = 3;

// From here on a repeated call asks for an expiry less than half an hour ahead, which the provider refuses.
const tooLateToRepeat = sessionSeconds - 30 * 60 + 60;

interface SandboxState {
  sessions: { id: string; status: string; metadata: Record<string, string> }[];
  requests: { method: string; path: string; idempotencyKey: string | null }[];
}

describe.each(databaseKinds)('a payment page that fails, on %s', (kind) => {
  let shop: TestShop;
  beforeAll(async () => {
    shop = await openTestShop(kind);
  });
  afterAll(() => shop.close());
  beforeEach(async () => {
    await shop.clear();
    await shop.holdWebhooks(true);
  });

  const sessions = async () => (await shop.control<SandboxState>('state')).sessions;

  test.each([
    { kind: 'drop-before', what: 'the connection breaks before anything was done' },
    { kind: 'cut', times: 1, what: 'the answer is cut short' },
    { kind: 'status', status: 500, what: 'a 500' },
    { kind: 'status', status: 503, what: 'a 503' },
    { kind: 'status', status: 409, what: 'a 409' },
  ])('$what: the hold stays, the same button goes on with the same key', async ({ what: _, ...fault }) => {
    await shop.control('faults', { ...create, times: wholeCall, ...fault });
    const shopper = await newShopper(shop, { 'FACE-025': 2 });
    expect(await shopper.checkout()).toEqual({ go: 'try-again' });
    expect(await ordersByState(shop)).toEqual({ 'awaiting-payment': 1 });
    expect(await stockOf(shop, 'FACE-025')).toEqual({ onHand: 32, reserved: 2 });

    const { orderId, url } = await shopper.checkoutToPage();
    const { requests } = await shop.control<SandboxState>('state');
    const keys = requests.filter(({ method, path }) => method === create.method && path === create.path);
    expect(keys.length).toBeGreaterThan(1);
    expect(new Set(keys.map(({ idempotencyKey }) => idempotencyKey))).toEqual(new Set([`co_${orderId}_1`]));
    expect(await sessions()).toHaveLength(1);
    expect(await stockOf(shop, 'FACE-025')).toEqual({ onHand: 32, reserved: 2 });

    await payAt(shop, url);
    await shop.holdWebhooks(false);
    await shop.sandbox.settled();
    expect(await ordersByState(shop)).toEqual({ paid: 1 });
    expect(await movementsOf(shop, orderId)).toEqual({ reservation: 1, sale: 1 });
    expect(await bookkeepingErrors(shop)).toEqual([]);
  });

  test('too many requests (429) once: we back off, and the shopper sees nothing of it', async () => {
    await shop.control('faults', { ...create, kind: 'status', status: 429 });
    const shopper = await newShopper(shop, { 'FACE-025': 1 });
    expect(await shopper.checkout()).toMatchObject({ go: 'pay' });
    expect(await sessions()).toHaveLength(1);
  });

  test('too many requests (429) for long: the hold stays, the same button goes on', async () => {
    await shop.control('faults', { ...create, kind: 'status', status: 429, times: 4 });
    const shopper = await newShopper(shop, { 'FACE-025': 1 });
    expect(await shopper.checkout()).toEqual({ go: 'try-again' });
    expect(await stockOf(shop, 'FACE-025')).toEqual({ onHand: 32, reserved: 1 });
    expect(await shopper.checkout()).toMatchObject({ go: 'pay' });
    expect(await sessions()).toHaveLength(1);
  });

  test('a definite refusal: nothing is held, nobody was charged, a later try is a new order', async () => {
    await shop.control('faults', { ...create, kind: 'status', status: 400 });
    const shopper = await newShopper(shop, { 'FACE-025': 1 });
    expect(await shopper.checkout()).toEqual({ go: 'refused' });
    expect(await ordersByState(shop)).toEqual({ cancelled: 1 });
    expect(await stockOf(shop, 'FACE-025')).toEqual({ onHand: 32, reserved: 0 });
    expect(await sessions()).toEqual([]);
    expect(await bookkeepingErrors(shop)).toEqual([]);

    const { url } = await shopper.checkoutToPage();
    await payAt(shop, url);
    await shop.holdWebhooks(false);
    await shop.sandbox.settled();
    expect(await ordersByState(shop)).toEqual({ cancelled: 1, paid: 1 });
    expect(await bookkeepingErrors(shop)).toEqual([]);
  });

  test('vendure#3903, onetimesecret#2605: the connection breaks after the session was made, the repeated call finds that very session', async () => {
    await shop.control('faults', { ...create, kind: 'drop-after' });
    const shopper = await newShopper(shop, { 'FACE-025': 1 });
    const { sessionId } = await shopper.checkoutToPage();
    expect(await sessions()).toMatchObject([{ id: sessionId }]);
    expect(shop.sandbox.requestCounts()).toEqual({ 'POST /v1/checkout/sessions': 2 });
  });

  test('ai-shifu#2855: a crash between the call and storing its answer, the regular look stores the session and settles it', async () => {
    const shopper = await newShopper(shop, { 'FACE-025': 1 });
    const crash = new Error('The process ended here');
    const payments: Payments = {
      ...shop.payments,
      async createSession(params, key) {
        await shop.payments.createSession(params, key);
        throw crash;
      },
    };
    await expect(shopper.checkout({ payments })).rejects.toThrow(crash);
    const [session] = await sessions();
    if (!session) throw new Error('The sandbox made no session');
    expect(await attemptOfSession(shop.db, session.id)).toBeNull();
    const orderId = session.metadata.order_id ?? '';
    expect((await latestAttempt(shop.db, orderId))?.state).toBe('creating');

    await payAt(shop, `http://sandbox.test/c/pay/${session.id}`);
    // The notice overtakes us: it must come again.
    const event = await eventAbout(shop, session.id, 'checkout.session.completed');
    expect(await deliverSigned(shop, event)).toBe(503);
    expect(await stateOf(shop, orderId)).toBe('awaiting-payment');

    await shop.clock.advance(61);
    expect(await shop.reconcile()).toEqual({ looked: 1, paid: 1, cancelled: 0, refunded: 0, waiting: 0 });
    expect(await deliverSigned(shop, event)).toBe(200);
    expect(await ordersByState(shop)).toEqual({ paid: 1 });
    expect(await movementsOf(shop, orderId)).toEqual({ reservation: 1, sale: 1 });
    expect(await mailRows(shop)).toBe(1);
    expect(await sessions()).toHaveLength(1);
    expect(await bookkeepingErrors(shop)).toEqual([]);
  });

  test('the same crash, and the same button: it leads to the session that was made', async () => {
    const shopper = await newShopper(shop, { 'FACE-025': 1 });
    const payments: Payments = {
      ...shop.payments,
      async createSession(params, key) {
        await shop.payments.createSession(params, key);
        throw new Error('The process ended here');
      },
    };
    await expect(shopper.checkout({ payments })).rejects.toThrow();
    // Long after a new session could have been made with these parameters: the key brings back the old one.
    await shop.clock.advance(20 * 60);
    const { sessionId } = await shopper.checkoutToPage();
    expect(await sessions()).toMatchObject([{ id: sessionId, status: 'open' }]);
    expect(await ordersByState(shop)).toEqual({ 'awaiting-payment': 1 });
  });

  test('letsrevel/revel-backend#803: a crash before the call, the order is given up, its stock given back, the same button starts afresh', async () => {
    await shop.control('faults', { ...create, kind: 'drop-before', times: wholeCall });
    const shopper = await newShopper(shop, { 'FACE-025': 1 });
    expect(await shopper.checkout()).toEqual({ go: 'try-again' });
    expect(await sessions()).toEqual([]);
    // By now the stored expiry is less than the half hour ahead that the provider asks for: a definite no.
    await shop.clock.advance(tooLateToRepeat);
    expect(await shop.reconcile()).toEqual({ looked: 1, paid: 0, cancelled: 1, refunded: 0, waiting: 0 });
    expect(await sessions()).toEqual([]);
    expect(await stockOf(shop, 'FACE-025')).toEqual({ onHand: 32, reserved: 0 });
    expect(await shopper.checkout()).toMatchObject({ go: 'pay' });
    expect(await bookkeepingErrors(shop)).toEqual([]);
  });

  test('a crash before the call, and the same button minutes later: a new order, not a dead end', async () => {
    await shop.control('faults', { ...create, kind: 'drop-before', times: wholeCall });
    const shopper = await newShopper(shop, { 'FACE-025': 1 });
    expect(await shopper.checkout()).toEqual({ go: 'try-again' });
    await shop.clock.advance(tooLateToRepeat);
    expect(await shopper.checkout()).toMatchObject({ go: 'pay' });
    expect(await ordersByState(shop)).toEqual({ cancelled: 1, 'awaiting-payment': 1 });
    expect(await stockOf(shop, 'FACE-025')).toEqual({ onHand: 32, reserved: 1 });
  });

  test.each([
    { what: 'another amount', lie: { amountTotalMinor: 1 } },
    { what: 'another currency', lie: { currency: 'USD' } },
    { what: 'another order', lie: { orderId: 'another-order' } },
    { what: 'real money for a test order', lie: { live: true } },
  ])('paid, but $what: a person looks at it, nothing is sold, no mail says “paid”', async ({ lie }) => {
    const shopper = await newShopper(shop, { 'FACE-025': 1 });
    const { orderId, sessionId, url } = await shopper.checkoutToPage();
    await payAt(shop, url);
    const payments: Payments = {
      ...shop.payments,
      async retrieveSession(id) {
        const session = await shop.payments.retrieveSession(id);
        return session.ok ? { ok: true, value: { ...session.value, ...lie } } : session;
      },
    };
    for (let round = 0; round < 2; round += 1) {
      const settled = await settlePayment({ ...shop, payments }, sessionId);
      expect(settled).toEqual({ ok: true, value: { orderId, outcome: 'needs-review' } });
    }
    expect(await ordersByState(shop)).toEqual({ 'needs-review': 1 });
    expect(await movementsOf(shop, orderId)).toEqual({ reservation: 1 });
    expect(await mailKinds(shop)).toEqual(['order-review']);
    expect(shop.complaints.map(({ message }) => message)).toEqual(['order needs review']);
    // Told the truth later, it stays with the person.
    await settlePayment(shop, sessionId);
    expect(await stateOf(shop, orderId)).toBe('needs-review');
    expect((await readOrder(shop.db, orderId))?.email).toBe('ada@example.com');
  });
});
