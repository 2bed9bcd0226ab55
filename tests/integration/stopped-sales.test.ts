import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { readBundle } from '#content-pipeline/bundle-file.server.ts';
import type { ContentBundle } from '#content-pipeline/content.ts';
import { notifications } from '#db/schema/notifications.ts';
import { orderEvents, orders } from '#db/schema/orders.ts';
import { refunds, stripeEvents } from '#db/schema/payments.ts';
import { salePauses } from '#db/schema/sale-pauses.ts';
import { controlCommands } from '#features/checkout/control-commands.server.ts';
import { settleNotice, settlePayment } from '#features/checkout/settle-payment.server.ts';
import { readOrder } from '#features/orders/orders.server.ts';
import { sessionSeconds } from '#features/payments/payment-session.ts';
import type { Payments } from '#features/payments/payments.server.ts';
import { clearanceSeconds, issueClearance } from '#features/self-check/clearance.server.ts';
import { evaluate } from '#features/self-check/evaluate.ts';
import { currentRuleset } from '#features/self-check/ruleset.ts';
import { todayIn } from '#lib/dates.ts';
import { laterSeconds } from '../../src/sandbox/schedule.ts';
import { safeAnswers } from '../support/answers.ts';
import { bookkeepingErrors, movementsOf, ordersByState, stateOf, stockOf } from '../support/ledger.ts';
import { deliverSigned, eventAbout, noticeOf } from '../support/notices.ts';
import { cards } from '../support/payment-form.ts';
import {
  databaseKinds,
  newShopper,
  openTestShop,
  payAt,
  type Shopper,
  type TestShop,
} from '../support/test-shop.ts';

interface SandboxState {
  sessions: { id: string; status: string; expires_at: number; metadata: object }[];
  refunds: { id: string; amount: number; status: string; metadata: Record<string, string> }[];
  charges: { amount: number; amount_refunded: number }[];
  requests: { method: string; path: string; idempotencyKey: string | null }[];
}

type Fields = Record<string, unknown>;

/** A bundle whose first ruleset is changed, or joined by others, each made from it. */
function withRules(
  bundle: ContentBundle,
  { first = {}, more = [] }: { first?: Fields; more?: { version: string; fields?: Fields }[] },
): ContentBundle {
  const [file] = bundle.rulesets;
  if (!file) throw new Error('The content has no ruleset');
  const data = file.data as Fields;
  return {
    ...bundle,
    hash: `${bundle.hash}+`,
    rulesets: [
      { ...file, data: { ...data, ...first } },
      ...more.map(({ version, fields }) => ({
        file: `content/self-check/${version}.yaml`,
        version,
        data: { ...data, version, ...fields },
      })),
    ],
  };
}

/** The same questions and rules, and other words: what may accept the clearances of the version before. */
const patch = { version: '2026.1.1', fields: { accepts_clearances_from: ['2026.1.0'] } };
const next = { version: '2026.2.0' };

/** Everything that stops a sale between the checkout and the payment, and what the order's timeline says of it. */
const stops: [
  what: string,
  note: RegExp,
  stop: (shop: TestShop, bundle: ContentBundle) => Promise<unknown>,
][] = [
  [
    'its rules are withdrawn',
    /no rules are in force \(withdrawn\)/,
    async (shop, bundle) => shop.content.replace(withRules(bundle, { first: { status: 'withdrawn' } })),
  ],
  [
    'newer rules are published that do not accept it',
    /no longer in force/,
    async (shop, bundle) => shop.content.replace(withRules(bundle, { more: [next] })),
  ],
  [
    'its rules are withdrawn and newer ones are in force that would accept it',
    /no longer in force/,
    async (shop, bundle) =>
      shop.content.replace(withRules(bundle, { first: { status: 'withdrawn' }, more: [patch] })),
  ],
  [
    'the rules pause its tier',
    /surface is paused/,
    async (shop, bundle) =>
      shop.content.replace(
        withRules(bundle, { more: [{ ...patch, fields: { ...patch.fields, sale_paused: ['surface'] } }] }),
      ),
  ],
  ['its SKU is paused', /FACE-025 is paused/, (shop) => pauseIn(shop, 'FACE-025')],
  ['its tier is paused', /surface is paused/, (shop) => pauseIn(shop, 'surface')],
];

/** A row in the table, as another process would have written it: nothing else has heard of it. */
async function pauseIn(shop: TestShop, what: string) {
  await shop.db
    .insert(salePauses)
    .values({ id: what, what, reason: 'a complaint', by: 'test', since: shop.clock.now() });
}

describe.each(databaseKinds)('T10 a sale that is stopped, on %s', (kind) => {
  let shop: TestShop;
  let bundle: ContentBundle;
  beforeAll(async () => {
    bundle = await readBundle(inject('bundleFile'));
    shop = await openTestShop(kind);
  });
  afterAll(() => shop.close());
  beforeEach(async () => {
    await shop.clear();
    await shop.holdWebhooks(true);
  });

  const sandbox = () => shop.control<SandboxState>('state');
  const refundCalls = async () =>
    (await sandbox()).requests.filter(({ method, path }) => method === 'POST' && path === '/v1/refunds');
  const notesOf = async () => (await shop.db.select().from(orderEvents)).map(({ note }) => note);
  const mailKinds = async () => (await shop.db.select().from(notifications)).map(({ kind: each }) => each);

  /** Somebody at the payment page with a roller and a case. */
  async function atPaymentPage() {
    const shopper = await newShopper(shop, { 'FACE-025': 1, 'CASE-01': 1 });
    return { shopper, ...(await shopper.checkoutToPage()) };
  }

  async function expectNothingStarted(shopper: Shopper, step: object) {
    expect(await shopper.checkout()).toEqual(step);
    expect(await ordersByState(shop)).toEqual({});
    expect((await sandbox()).requests).toEqual([]);
    expect(await stockOf(shop, 'FACE-025')).toEqual({ onHand: 32, reserved: 0 });
  }

  /** What must be true of an order that was paid and may not be sold, however often we were told. */
  async function expectMoneyBackOnce(orderId: string) {
    const order = await readOrder(shop.db, orderId);
    expect(order?.state).toBe('refunded');
    const { refunds: given, charges } = await sandbox();
    expect(given).toHaveLength(1);
    expect(given[0]?.amount).toBe(order?.totalMinor);
    expect(charges).toMatchObject([{ amount: order?.totalMinor, amount_refunded: order?.totalMinor }]);
    const rows = await shop.db.select().from(refunds);
    expect(rows).toMatchObject([
      {
        orderId,
        cause: 'sale-stopped',
        state: 'succeeded',
        amountMinor: order?.totalMinor,
        refundId: given[0]?.id,
        idempotencyKey: `refund_${given[0]?.metadata.refund_id}`,
      },
    ]);
    const keys = new Set((await refundCalls()).map(({ idempotencyKey }) => idempotencyKey));
    expect(keys).toEqual(new Set([rows[0]?.idempotencyKey]));
    expect(await movementsOf(shop, orderId)).toEqual({ reservation: 2, release: 2 });
    expect(await stockOf(shop, 'FACE-025')).toEqual({ onHand: 32, reserved: 0 });
    expect(await mailKinds()).toEqual(['order-not-sent']);
    expect(await bookkeepingErrors(shop)).toEqual([]);
  }

  describe('between the check and the payment page', () => {
    test.each(stops)('%s: nothing is ordered, held or started', async (_what, _note, stop) => {
      const shopper = await newShopper(shop, { 'FACE-025': 1 });
      await stop(shop, bundle);
      const step = await shopper.checkout();
      expect(['self-check', 'cart']).toContain(step.go);
      await expectNothingStarted(shopper, step);
    });

    test('newer rules: to the questions, with the reason', async () => {
      const shopper = await newShopper(shop, { 'FACE-025': 1 });
      shop.content.replace(withRules(bundle, { more: [next] }));
      await expectNothingStarted(shopper, { go: 'self-check', reason: 'other-rules' });
    });

    test('a pause: to the basket, which knows the reason from now on', async () => {
      const shopper = await newShopper(shop, { 'FACE-025': 1 });
      await pauseIn(shop, 'surface');
      expect([...(shop.content.market('uk')?.paused ?? [])]).toEqual([]);
      await expectNothingStarted(shopper, { go: 'cart', reason: 'changed' });
      expect([...(shop.content.market('uk')?.paused ?? [])]).toEqual(['surface']);
      // What has no needles is sold all the same.
      expect(await (await newShopper(shop, { 'CASE-01': 1 }, { cleared: false })).checkout()).toMatchObject({
        go: 'pay',
      });
    });

    test('words only, proved equal and accepted: the clearance is as good as before', async () => {
      const shopper = await newShopper(shop, { 'FACE-025': 1 });
      shop.content.replace(withRules(bundle, { more: [patch] }));
      const { orderId } = await shopper.checkoutToPage();
      expect((await readOrder(shop.db, orderId))?.rulesetVersion).toBe('2026.1.0');
    });
  });

  describe('between the payment page and the payment', () => {
    test.each(stops)(
      '%s: the money goes back once, whoever tells us and how often',
      async (_what, note, stop) => {
        const { orderId, sessionId, url } = await atPaymentPage();
        await stop(shop, bundle);
        await payAt(shop, url);
        const event = await eventAbout(shop, sessionId, 'checkout.session.completed');
        const [first, second, settled] = await Promise.all([
          deliverSigned(shop, event),
          deliverSigned(shop, event),
          settlePayment(shop, sessionId),
        ]);
        expect([first, second]).toEqual([200, 200]);
        expect(settled).toMatchObject({ ok: true, value: { orderId } });
        await shop.holdWebhooks(false);
        await shop.sandbox.settled();
        await shop.clock.advance(61);
        await shop.reconcile();
        expect(await deliverSigned(shop, event)).toBe(200);
        await expectMoneyBackOnce(orderId);
        expect((await notesOf()).filter((each) => note.test(each))).toHaveLength(1);
      },
    );

    test.each(stops)('%s: the page is closed before anybody can pay it', async (_what, note, stop) => {
      const { orderId, sessionId, url } = await atPaymentPage();
      await stop(shop, bundle);
      // At once: not after the minute for which a checkout in progress is left to itself.
      expect(await shop.reconcile()).toMatchObject({ looked: 1, cancelled: 1, refunded: 0 });
      expect((await sandbox()).sessions).toMatchObject([{ id: sessionId, status: 'expired' }]);
      expect((await payAt(shop, url)).status).toBe(410);
      await shop.holdWebhooks(false);
      await shop.sandbox.settled();
      expect(await stateOf(shop, orderId)).toBe('cancelled');
      expect(await refundCalls()).toEqual([]);
      expect(await stockOf(shop, 'FACE-025')).toEqual({ onHand: 32, reserved: 0 });
      expect((await notesOf()).filter((each) => note.test(each))).toHaveLength(1);
      expect(await mailKinds()).toEqual([]);
      expect(await bookkeepingErrors(shop)).toEqual([]);
    });

    test('words only, proved equal and accepted: it is sold, and its page stays open', async () => {
      const { orderId, sessionId, url } = await atPaymentPage();
      shop.content.replace(withRules(bundle, { more: [patch] }));
      expect(await shop.reconcile()).toMatchObject({ looked: 0 });
      await payAt(shop, url);
      await settlePayment(shop, sessionId);
      expect(await stateOf(shop, orderId)).toBe('paid');
    });

    test('a basket without needles is sold, whatever becomes of the rules', async () => {
      const shopper = await newShopper(shop, { 'CASE-01': 1 }, { cleared: false });
      const { orderId, sessionId, url } = await shopper.checkoutToPage();
      shop.content.replace(withRules(bundle, { first: { status: 'withdrawn' } }));
      expect(await shop.reconcile()).toMatchObject({ looked: 0 });
      await payAt(shop, url);
      await settlePayment(shop, sessionId);
      expect(await stateOf(shop, orderId)).toBe('paid');
    });

    test('one whose SKU is paused is not: a pause of an accessory counts as well', async () => {
      const shopper = await newShopper(shop, { 'CASE-01': 1 }, { cleared: false });
      const { orderId, sessionId, url } = await shopper.checkoutToPage();
      await pauseIn(shop, 'CASE-01');
      await payAt(shop, url);
      await settlePayment(shop, sessionId);
      expect(await stateOf(shop, orderId)).toBe('refunded');
    });

    test('rules that cannot be read at all: a person decides, and no money is sent back by a mistake of ours', async () => {
      const { orderId, sessionId, url } = await atPaymentPage();
      await payAt(shop, url);
      shop.content.replace(withRules(bundle, { first: { rules: 'gone' } }));
      await settlePayment(shop, sessionId);
      expect(await stateOf(shop, orderId)).toBe('needs-review');
      expect(await refundCalls()).toEqual([]);
      expect(await mailKinds()).toEqual(['order-review']);
    });

    test('its clearance has been used, even though nothing was sold', async () => {
      const { shopper, sessionId, url } = await atPaymentPage();
      await pauseIn(shop, 'FACE-025');
      await payAt(shop, url);
      await settlePayment(shop, sessionId);
      shopper.items = { 'FACE-020': 1 };
      expect(await shopper.checkout()).toEqual({ go: 'self-check', reason: 'used' });
    });

    test('the mail says that the money goes back, once, and nothing of health', async () => {
      const { sessionId, url } = await atPaymentPage();
      await pauseIn(shop, 'FACE-025');
      await payAt(shop, url);
      await Promise.all([settlePayment(shop, sessionId), settlePayment(shop, sessionId)]);
      await shop.startMail();
      await expect.poll(() => shop.mails.length, { timeout: 20_000 }).toBe(1);
      const [mail] = shop.mails;
      expect(mail?.to).toBe('ada@example.com');
      expect(mail?.text).toMatch(/whole £\d+\.\d\d in the way you paid it/);
      expect(`${mail?.subject} ${mail?.text}`).not.toMatch(
        /health|skin|answers|safety|check|needles|complaint|paused/i,
      );
    });
  });

  describe('the command', () => {
    test('pauses at once everywhere, closes the open pages, and is kept with its reason', async () => {
      const { pause, resume, pauses } = controlCommands(shop);
      const { shopper, orderId } = await atPaymentPage();
      const by = { reason: 'complaint about bent needles', by: 'operator ada' };
      expect(await pause({ what: 'FACE-025', ...by })).toMatchObject({
        ok: true,
        value: { cancelled: 1, refunded: 0 },
      });
      expect(await stateOf(shop, orderId)).toBe('cancelled');
      expect([...(shop.content.market('uk')?.paused ?? [])]).toEqual(['FACE-025']);
      expect(await shopper.checkout()).toEqual({ go: 'cart', reason: 'changed' });

      expect(await pause({ what: 'FACE-025', ...by })).toMatchObject({
        ok: false,
        error: { reason: 'paused-already' },
      });
      expect(await pause({ what: 'NO-SUCH', ...by })).toEqual({ ok: false, error: { reason: 'unknown' } });
      expect(await resume({ what: 'surface', by: 'ada' })).toEqual({
        ok: false,
        error: { reason: 'not-paused' },
      });

      expect(await resume({ what: 'FACE-025', by: 'operator bob' })).toMatchObject({ ok: true });
      expect([...(shop.content.market('uk')?.paused ?? [])]).toEqual([]);
      expect(await shopper.checkout()).toMatchObject({ go: 'pay' });
      expect(await pauses()).toMatchObject([
        { what: 'FACE-025', ...by, liftedBy: 'operator bob', liftedAt: expect.any(Date) },
      ]);
      // The same thing may be paused again; the first time stays on record.
      expect(await pause({ what: 'FACE-025', ...by })).toMatchObject({ ok: true });
      expect(await pauses()).toHaveLength(2);
    });
  });

  describe('money on its way back', () => {
    const refundsPath = { method: 'POST', path: '/v1/refunds' };
    // The SDK repeats a failed call twice, so three failures are one failed call of ours.
    const wholeCall = 3;

    /** An order that was paid and may not be sold; nobody has told us yet. */
    async function paidInVain(card: string = cards.pays) {
      const at = await atPaymentPage();
      await pauseIn(shop, 'FACE-025');
      await payAt(shop, at.url, card);
      return at;
    }

    test.each([
      ['the call does not get through', { kind: 'drop-before', times: wholeCall }, 0],
      ['its answer is lost', { kind: 'drop-after', times: wholeCall }, 1],
      ['the provider is down', { kind: 'status', status: 503, times: wholeCall }, 0],
      ['the provider is busy', { kind: 'status', status: 429, times: 4 }, 0],
    ])('%s: it is asked for again with the same key', async (_what, fault, made) => {
      const { orderId, sessionId } = await paidInVain();
      await shop.control('faults', { ...refundsPath, ...fault });
      expect(await settlePayment(shop, sessionId)).toMatchObject({ value: { outcome: 'refunding' } });
      expect(await stateOf(shop, orderId)).toBe('refunding');
      expect((await sandbox()).refunds).toHaveLength(made);
      // Told again meanwhile, nothing more is asked for.
      const calls = (await refundCalls()).length;
      expect(await settlePayment(shop, sessionId)).toMatchObject({ value: { outcome: 'refunding' } });
      expect(await refundCalls()).toHaveLength(calls);
      await shop.clock.advance(61);
      expect(await shop.reconcile()).toMatchObject({ looked: 1, refunded: 1 });
      expect(await shop.reconcile()).toMatchObject({ looked: 0 });
      await expectMoneyBackOnce(orderId);
    });

    test('a crash before the call: the next look makes it', async () => {
      const { orderId, sessionId } = await paidInVain();
      const event = await eventAbout(shop, sessionId, 'checkout.session.completed');
      const payments: Payments = {
        ...shop.payments,
        createRefund: async () => {
          throw new Error('The process ended here');
        },
      };
      const notice = await noticeOf(shop, event);
      await expect(settleNotice({ ...shop, payments }, notice)).rejects.toThrow('ended here');
      expect(await stateOf(shop, orderId)).toBe('refunding');
      // The notice took effect: the row is there, and with it whoever looks after it.
      expect(await shop.db.$count(stripeEvents)).toBe(1);
      expect(await deliverSigned(shop, event)).toBe(200);
      await shop.clock.advance(61);
      expect(await shop.reconcile()).toMatchObject({ refunded: 1 });
      await expectMoneyBackOnce(orderId);
    });

    test.each([
      ['minutes later', 61],
      // By then the provider has forgotten the key.
      ['two days later', 48 * 3600],
    ])('a crash between the call and its answer, and a look %s: still one refund', async (_when, seconds) => {
      const { orderId, sessionId } = await paidInVain();
      const payments: Payments = {
        ...shop.payments,
        async createRefund(request, key) {
          await shop.payments.createRefund(request, key);
          throw new Error('The process ended here');
        },
      };
      await expect(settlePayment({ ...shop, payments }, sessionId)).rejects.toThrow('ended here');
      await shop.clock.advance(seconds);
      expect(await shop.reconcile()).toMatchObject({ refunded: 1 });
      await expectMoneyBackOnce(orderId);
    });

    test('a crash inside the transaction: nothing has happened, the next word of it settles it', async () => {
      const { orderId, sessionId } = await paidInVain();
      const jobs = {
        ...shop.jobs,
        enqueue: async () => {
          throw new Error('The process ended here');
        },
      };
      await expect(settlePayment({ ...shop, jobs }, sessionId)).rejects.toThrow('ended here');
      expect(await stateOf(shop, orderId)).toBe('awaiting-payment');
      expect(await shop.db.$count(refunds)).toBe(0);
      expect(await refundCalls()).toEqual([]);
      await settlePayment(shop, sessionId);
      await expectMoneyBackOnce(orderId);
    });

    test('twenty words of it at once: one refund', async () => {
      const { orderId, sessionId } = await paidInVain();
      const event = await eventAbout(shop, sessionId, 'checkout.session.completed');
      const statuses = await Promise.all(Array.from({ length: 20 }, () => deliverSigned(shop, event)));
      expect(new Set(statuses)).toEqual(new Set([200]));
      await expectMoneyBackOnce(orderId);
      expect(await refundCalls()).toHaveLength(1);
    });

    test('a definite no: a person looks at it', async () => {
      const { orderId, sessionId } = await paidInVain();
      await shop.control('faults', { ...refundsPath, kind: 'status', status: 400 });
      expect(await settlePayment(shop, sessionId)).toMatchObject({ value: { outcome: 'needs-review' } });
      expect(await stateOf(shop, orderId)).toBe('needs-review');
      expect(await shop.db.select().from(refunds)).toMatchObject([{ state: 'refused', refundId: null }]);
      expect(shop.complaints.map(({ message }) => message)).toContain('order needs review');
      await shop.clock.advance(61);
      expect(await shop.reconcile()).toMatchObject({ looked: 0 });
    });

    test('it is pending, then succeeds: only then does the order say that the money was given back', async () => {
      const { orderId, sessionId } = await paidInVain();
      const word = (state: 'pending' | 'succeeded' | 'failed'): Payments => ({
        ...shop.payments,
        async createRefund(request, key) {
          const made = await shop.payments.createRefund(request, key);
          return made.ok ? { ok: true, value: { ...made.value, state } } : made;
        },
        async retrieveRefund(id) {
          const found = await shop.payments.retrieveRefund(id);
          return found.ok ? { ok: true, value: { ...found.value, state } } : found;
        },
      });
      await settlePayment({ ...shop, payments: word('pending') }, sessionId);
      expect(await stateOf(shop, orderId)).toBe('refunding');
      await shop.clock.advance(61);
      expect(await shop.reconcile()).toMatchObject({ looked: 1, refunded: 1 });
      await expectMoneyBackOnce(orderId);
    });

    test('it succeeds, then comes back: a person looks at it, and the notice counts once', async () => {
      const { orderId, sessionId } = await paidInVain(cards.refundComesBack);
      await settlePayment(shop, sessionId);
      await expectMoneyBackOnce(orderId);
      const [given] = (await sandbox()).refunds;
      const lie = {
        id: 'evt_lie',
        object: 'event',
        livemode: false,
        type: 'refund.failed',
        data: { object: { ...given, object: 'refund', status: 'failed' } },
      };
      // The notice alone proves nothing: the provider's list is asked, and the refund stands.
      expect(await deliverSigned(shop, lie)).toBe(200);
      expect(await stateOf(shop, orderId)).toBe('refunded');

      await shop.clock.advance(laterSeconds + 1);
      await shop.control('deliveries/duplicate', { times: 2 });
      await shop.holdWebhooks(false);
      await shop.sandbox.settled();
      expect(await stateOf(shop, orderId)).toBe('needs-review');
      const order = await readOrder(shop.db, orderId);
      expect(order).toMatchObject({
        refundedMinor: 0,
        attention: expect.stringMatching(/is owed to the buyer/),
      });
      expect((await notesOf()).filter((note) => note === 'the refund failed')).toHaveLength(1);
      expect(await bookkeepingErrors(shop)).toEqual([]);
    });

    test('a notice about a refund that is not ours is taken and changes nothing', async () => {
      const { orderId } = await atPaymentPage();
      const event = {
        id: 'evt_foreign',
        object: 'event',
        type: 'refund.updated',
        data: { object: { id: 're_of_somebody_else', object: 'refund' } },
      };
      expect(await deliverSigned(shop, event)).toBe(200);
      expect(await stateOf(shop, orderId)).toBe('awaiting-payment');
    });
  });

  describe('a clearance that runs out', () => {
    /** A shopper whose check still counts for so many seconds. */
    async function clearedFor(seconds: number) {
      const shopper = await newShopper(shop, { 'FACE-025': 1 });
      const now = shop.clock.now();
      const today = todayIn('Europe/London', now);
      const ruleset = currentRuleset(shop.content.rulesets, today, { allowDraft: true });
      if (!ruleset.ok) throw new Error('No ruleset is in force');
      const ago = clearanceSeconds(ruleset.value) - seconds;
      shopper.clearance = await issueClearance(shop.sealer, {
        outcome: evaluate(ruleset.value, safeAnswers(ruleset.value), today),
        ruleset: ruleset.value,
        basketId: shopper.basketId,
        market: 'uk',
        now: new Date(now.getTime() - ago * 1000),
      });
      return shopper;
    }

    test('before a payment page could: no page is opened, the check is asked for again', async () => {
      await expectNothingStarted(await clearedFor(sessionSeconds - 60), {
        go: 'self-check',
        reason: 'expired',
      });
    });

    test('never does while somebody pays: the page that it opened ends before it', async () => {
      const shopper = await clearedFor(sessionSeconds + 60);
      const { orderId, sessionId, url } = await shopper.checkoutToPage();
      const [session] = (await sandbox()).sessions;
      const [order] = await shop.db.select().from(orders);
      expect(order?.id).toBe(orderId);
      const end = shop.clock.now().getTime() / 1000 + sessionSeconds + 60;
      expect(session?.expires_at).toBeLessThanOrEqual(end);
      // In its last half hour the same button leads back to the same page, and the payment counts.
      await shop.clock.advance(sessionSeconds - 60);
      expect(await shopper.checkoutToPage()).toMatchObject({ orderId, sessionId });
      await payAt(shop, url);
      // Told hours after the clearance ran out: it was paid in time.
      await shop.clock.advance(5 * 3600);
      expect(await settlePayment(shop, sessionId)).toMatchObject({ value: { outcome: 'paid' } });
    });
  });
});
