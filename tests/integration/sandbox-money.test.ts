import Stripe from 'stripe';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createSandbox } from '#sandbox/app.ts';
import { laterSeconds } from '#sandbox/schedule.ts';

// What becomes of money after (or instead of) a plain payment, as the real SDK sees it, by the sandbox's clock.

const start = Date.UTC(2026, 10, 22, 12);
const day = 86_400;
const buyer = { email: 'ada@example.com', name: 'Ada Lovelace', exp: '12/34', cvc: '123' };

function open() {
  const sandbox = createSandbox({ clock: { now: () => new Date(start) } });
  onTestFinished(() => sandbox.close());
  const stripe = new Stripe('sk_test_x', {
    httpClient: Stripe.createFetchHttpClient(sandbox.fetch),
    maxNetworkRetries: 0,
  });
  const create = (currency = 'gbp', change: object = {}) =>
    stripe.checkout.sessions.create({
      mode: 'payment',
      success_url: 'http://shop.test/return?session_id={CHECKOUT_SESSION_ID}',
      line_items: [
        { price_data: { currency, unit_amount: 2400, product_data: { name: 'Roller' } }, quantity: 1 },
      ],
      ...change,
    });
  const post = async (url: string | null, fields: Record<string, string>) => {
    const answer = await sandbox.fetch(url ?? '', {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ ...buyer, ...fields }),
    });
    return { status: answer.status, to: answer.headers.get('Location'), text: await answer.text() };
  };
  const control = async (path: string, body: object = {}) => {
    const answer = await sandbox.fetch(`http://127.0.0.1/_sandbox/${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: answer.status, json: await answer.json() };
  };
  const read = (id: string) =>
    stripe.checkout.sessions.retrieve(id, { expand: ['payment_intent.latest_charge'] });
  /** A session paid with this card, with its intent and charge. */
  const paidWith = async (card_number: string) => {
    const { id, url } = await create();
    expect((await post(url, { card_number })).status).toBe(303);
    const session = await read(id);
    const intent = session.payment_intent as Stripe.PaymentIntent;
    const charge = intent.latest_charge as Stripe.Charge;
    return { id, intent: intent.id, charge: charge.id };
  };
  /** Types of all events so far, oldest first; `since` leaves out what came before. */
  const events = async (since = 0) =>
    (await stripe.events.list({ limit: 100 })).data
      .map(({ type }) => type)
      .reverse()
      .slice(since);
  const lastEvent = async (type: string) => (await stripe.events.list({ type })).data[0];
  const ledger = async () => {
    const answer = await sandbox.fetch('http://127.0.0.1/_sandbox/ledger');
    return ((await answer.json()) as { sessions: Record<string, unknown>[] }).sessions;
  };
  return { sandbox, stripe, create, post, control, read, paidWith, events, lastEvent, ledger };
}

async function refusal(work: Promise<unknown>) {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Stripe.errors.StripeError)) throw new Error(`Not refused: ${String(error)}`);
  return { status: error.statusCode, code: error.code, message: error.message };
}

describe('a card whose bank asks first', () => {
  const card_number = '4000002760003184';

  test('leads to the bank’s question; yes pays', async () => {
    const { sandbox, create, post, read, events } = open();
    const session = await create();
    const asked = await post(session.url, { card_number });
    expect([asked.status, asked.to]).toEqual([303, `/c/pay/${session.id}/authenticate`]);
    expect(await read(session.id)).toMatchObject({
      status: 'open',
      payment_intent: {
        status: 'requires_action',
        latest_charge: null,
        next_action: { type: 'redirect_to_url', redirect_to_url: { url: `${session.url}/authenticate` } },
      },
    });
    const page = await (await sandbox.fetch(`${session.url}/authenticate`)).text();
    expect(page).toContain('ending in 3184');
    expect(page).toContain('Test payment page');
    const answered = await post(`${session.url}/authenticate`, { answer: 'yes' });
    expect([answered.status, answered.to]).toEqual([303, `http://shop.test/return?session_id=${session.id}`]);
    expect(await read(session.id)).toMatchObject({
      status: 'complete',
      payment_status: 'paid',
      payment_intent: {
        status: 'succeeded',
        next_action: null,
        latest_charge: { payment_method_details: { card: { three_d_secure: { result: 'authenticated' } } } },
      },
    });
    expect(await events()).toEqual([
      'payment_intent.created',
      'payment_intent.requires_action',
      'charge.succeeded',
      'payment_intent.succeeded',
      'checkout.session.completed',
      'charge.updated',
    ]);
    // A second click, and the question looked at again, lead nowhere new.
    expect((await post(`${session.url}/authenticate`, { answer: 'no' })).to).toBe(answered.to);
    expect((await read(session.id)).payment_status).toBe('paid');
  });

  test('no leaves the session open with the reason on the intent; another card then pays', async () => {
    const { create, post, read, stripe } = open();
    const session = await create();
    await post(session.url, { card_number });
    const refused = await post(`${session.url}/authenticate`, { answer: 'no' });
    expect(refused.status).toBe(402);
    expect(refused.text).toContain('We are unable to authenticate your payment method');
    expect(refused.text).toContain('value="Ada Lovelace"');
    expect(await read(session.id)).toMatchObject({
      status: 'open',
      payment_intent: {
        status: 'requires_payment_method',
        last_payment_error: { code: 'payment_intent_authentication_failure' },
      },
    });
    expect((await stripe.charges.list()).data).toEqual([]);
    // The question is over: going back to it leads to the fields.
    expect((await post(`${session.url}/authenticate`, { answer: 'yes' })).to).toBe(`/c/pay/${session.id}`);
    expect((await post(session.url, { card_number: '4242424242424242' })).status).toBe(303);
    expect((await read(session.id)).payment_status).toBe('paid');
  });

  test.each([
    ['4000008260003178', 'insufficient_funds'],
    ['4000008400001629', 'generic_decline'],
  ])('%s passes the bank’s question and is then declined with %s', async (number, reason) => {
    const { create, post, read } = open();
    const session = await create();
    expect((await post(session.url, { card_number: number })).status).toBe(303);
    expect((await post(`${session.url}/authenticate`, { answer: 'yes' })).status).toBe(402);
    expect(await read(session.id)).toMatchObject({
      status: 'open',
      payment_intent: {
        status: 'requires_payment_method',
        last_payment_error: { code: 'card_declined', decline_code: reason },
        latest_charge: { status: 'failed' },
      },
    });
  });

  test('an expired session takes no answer any more and its intent is cancelled', async () => {
    const { create, post, read, stripe, sandbox } = open();
    const session = await create();
    await post(session.url, { card_number });
    await stripe.checkout.sessions.expire(session.id);
    expect((await post(`${session.url}/authenticate`, { answer: 'yes' })).status).toBe(410);
    expect((await sandbox.fetch(`${session.url}/authenticate`)).status).toBe(410);
    expect(await read(session.id)).toMatchObject({
      payment_intent: { status: 'canceled', next_action: null },
    });
    expect((await stripe.charges.list()).data).toEqual([]);
  });
});

describe('a card that the risk check blocks', () => {
  test('is declined without the bank being asked', async () => {
    const { create, post, read } = open();
    const session = await create();
    expect((await post(session.url, { card_number: '4100000000000019' })).status).toBe(402);
    expect(await read(session.id)).toMatchObject({
      payment_intent: {
        latest_charge: {
          status: 'failed',
          outcome: { type: 'blocked', network_status: 'not_sent_to_network', risk_level: 'highest' },
        },
      },
    });
  });
});

describe('a direct debit', () => {
  const cases = [
    ['eur', 'sepa_debit', { iban: 'AT61 1904 3002 3457 3201' }, laterSeconds, true],
    ['eur', 'sepa_debit', { iban: 'AT861904300235473202' }, laterSeconds, false],
    ['eur', 'sepa_debit', { iban: 'AT321904300235473204' }, 5 * day, true],
    ['eur', 'sepa_debit', { iban: 'AT051904300235473205' }, 5 * day, false],
    ['gbp', 'bacs_debit', { sort_code: '10-88-00', account_number: '00012345' }, laterSeconds, true],
    ['gbp', 'bacs_debit', { sort_code: '108800', account_number: '22222227' }, laterSeconds, false],
    ['gbp', 'bacs_debit', { sort_code: '108800', account_number: '90012345' }, 5 * day, true],
    ['gbp', 'bacs_debit', { sort_code: '108800', account_number: '92222227' }, 5 * day, false],
  ] as const;

  test.each(cases)(
    'in %s by %s %j tells after %i s: paid %s',
    async (currency, method, account, seconds, paid) => {
      const { sandbox, create, post, read, events, stripe, ledger } = open();
      const session = await create(currency);
      expect((await post(session.url, { method, ...account })).to).toContain(session.id);
      const unpaid = await read(session.id);
      expect(unpaid).toMatchObject({
        status: 'complete',
        payment_status: 'unpaid',
        url: null,
        payment_intent: {
          status: 'processing',
          amount_received: 0,
          latest_charge: { status: 'pending', paid: false },
        },
      });
      const intent = (unpaid.payment_intent as Stripe.PaymentIntent).id;
      expect(await events()).toEqual([
        'payment_intent.created',
        'payment_intent.processing',
        'charge.pending',
        'checkout.session.completed',
      ]);
      expect(await ledger()).toMatchObject([{ charged: 0, paymentStatus: 'unpaid' }]);
      // Money that has not come cannot be given back, and a session that is complete does not expire.
      expect((await refusal(stripe.refunds.create({ payment_intent: intent }))).status).toBe(400);
      await sandbox.advance(seconds - 1);
      expect((await read(session.id)).payment_status).toBe('unpaid');
      await sandbox.advance(1);
      expect(await read(session.id)).toMatchObject(
        paid
          ? { payment_status: 'paid', payment_intent: { status: 'succeeded', amount_received: 2400 } }
          : {
              status: 'complete',
              payment_status: 'unpaid',
              payment_intent: {
                status: 'requires_payment_method',
                last_payment_error: { code: 'insufficient_funds', payment_method_type: method },
                latest_charge: { status: 'failed', failure_code: 'insufficient_funds' },
              },
            },
      );
      expect(await events(4)).toEqual(
        paid
          ? [
              'charge.succeeded',
              'payment_intent.succeeded',
              'checkout.session.async_payment_succeeded',
              'charge.updated',
            ]
          : ['charge.failed', 'payment_intent.payment_failed', 'checkout.session.async_payment_failed'],
      );
      expect(await ledger()).toMatchObject([{ charged: paid ? 2400 : 0 }]);
    },
  );

  test('is offered where currency and shop allow it, and by a shop that names no ways to pay', async () => {
    const { create } = open();
    const offered = async (currency: string, change: object = {}) =>
      (await create(currency, change)).payment_method_types;
    expect(await offered('gbp')).toEqual(['card', 'bacs_debit']);
    expect(await offered('eur')).toEqual(['card', 'sepa_debit']);
    expect(await offered('usd')).toEqual(['card']);
    expect(await offered('eur', { allowed_payment_method_types: ['card'] })).toEqual(['card']);
    expect(await offered('eur', { allowed_payment_method_types: ['sepa_debit', 'klarna'] })).toEqual([
      'sepa_debit',
    ]);
    expect(await offered('gbp', { excluded_payment_method_types: ['bacs_debit'] })).toEqual(['card']);
  });

  test('cannot be slipped in where the shop allows cards only, unless a test wants just that', async () => {
    const { create, post, read, control } = open();
    const cardsOnly = { allowed_payment_method_types: ['card'] };
    const account = { method: 'bacs_debit', sort_code: '108800', account_number: '00012345' };
    const session = await create('gbp', cardsOnly);
    const refused = await post(session.url, account);
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('Enter a card number');
    expect((await read(session.id)).status).toBe('open');

    await control('methods', { always: ['bacs_debit'] });
    const odd = await create('gbp', cardsOnly);
    expect((await post(odd.url, account)).status).toBe(303);
    expect(await read(odd.id)).toMatchObject({ status: 'complete', payment_status: 'unpaid' });
    expect((await control('methods', { always: ['klarna'] })).status).toBe(400);
  });

  test.each([
    ['eur', { method: 'sepa_debit', iban: '' }, 'Enter an IBAN'],
    [
      'eur',
      { method: 'sepa_debit', iban: 'AT611904300234573202' },
      'Check the IBAN: this is not a valid one',
    ],
    ['eur', { method: 'sepa_debit', iban: 'DE89370400440532013000' }, 'Only the test accounts on this page'],
    [
      'gbp',
      { method: 'bacs_debit', sort_code: '1088', account_number: '00012345' },
      'six digits of the sort code',
    ],
    ['gbp', { method: 'bacs_debit', sort_code: '108800', account_number: '12345' }, 'eight digits'],
    [
      'gbp',
      { method: 'bacs_debit', sort_code: '200000', account_number: '55779911' },
      'Only the test accounts',
    ],
  ])('in %s with %j says what is wrong and gives no number back', async (currency, fields, words) => {
    const { create, post, read } = open();
    const session = await create(currency);
    const { status, text } = await post(session.url, fields);
    expect(status).toBe(422);
    expect(text).toContain(words);
    expect(text).toContain(`<input type="hidden" name="method" value="${fields.method}">`);
    expect(text).not.toMatch(/value="(DE89|55779911|00012345)/);
    expect((await read(session.id)).status).toBe('open');
  });
});

describe('a refund', () => {
  test('that takes a while is pending, then succeeded, told under both names', async () => {
    const { sandbox, stripe, paidWith, events, lastEvent } = open();
    const { intent, charge } = await paidWith('4000000000007726');
    const before = (await events()).length;
    const refund = await stripe.refunds.create({ payment_intent: intent, amount: 1000 });
    expect(refund).toMatchObject({ status: 'pending', pending_reason: 'processing' });
    expect(await stripe.charges.retrieve(charge)).toMatchObject({ amount_refunded: 1000 });
    await sandbox.advance(laterSeconds - 1);
    expect((await stripe.refunds.retrieve(refund.id)).status).toBe('pending');
    await sandbox.advance(1);
    const settled = await stripe.refunds.retrieve(refund.id);
    expect(settled.status).toBe('succeeded');
    expect(settled).not.toHaveProperty('pending_reason');
    expect(await events(before)).toEqual([
      'refund.created',
      'charge.refunded',
      'refund.updated',
      'charge.refund.updated',
    ]);
    expect((await lastEvent('refund.updated'))?.data.previous_attributes).toEqual({
      pending_reason: 'processing',
      status: 'pending',
    });
  });

  test('that comes back has succeeded, then failed, and its amount can be refunded anew', async () => {
    const { sandbox, stripe, paidWith, events, ledger } = open();
    const { intent, charge } = await paidWith('4000000000005126');
    const before = (await events()).length;
    const refund = await stripe.refunds.create({ payment_intent: intent });
    expect(refund.status).toBe('succeeded');
    expect(await stripe.charges.retrieve(charge)).toMatchObject({ amount_refunded: 2400, refunded: true });
    await sandbox.advance(laterSeconds);
    expect(await stripe.refunds.retrieve(refund.id)).toMatchObject({
      status: 'failed',
      failure_reason: 'expired_or_canceled_card',
      failure_balance_transaction: expect.stringMatching(/^txn_/),
    });
    expect(await stripe.charges.retrieve(charge)).toMatchObject({ amount_refunded: 0, refunded: false });
    expect(await events(before)).toEqual([
      'refund.created',
      'charge.refunded',
      'refund.updated',
      'charge.refund.updated',
      'refund.failed',
      'charge.updated',
    ]);
    expect(await ledger()).toMatchObject([{ charged: 2400, refunded: 0 }]);
    expect((await stripe.refunds.create({ payment_intent: intent })).amount).toBe(2400);
    expect((await stripe.refunds.list({ charge })).data).toHaveLength(2);
  });

  test('cannot be cancelled by the API; by hand, as in the Dashboard, while it is pending', async () => {
    const { sandbox, stripe, paidWith, control } = open();
    const { intent, charge } = await paidWith('4000000000007726');
    const refund = await stripe.refunds.create({ payment_intent: intent });
    expect(await refusal(stripe.refunds.cancel(refund.id))).toMatchObject({
      status: 400,
      message: expect.stringContaining('status of `pending`'),
    });
    expect((await control('refunds/cancel', { refund: refund.id })).json).toMatchObject({
      status: 'canceled',
    });
    expect(await stripe.charges.retrieve(charge)).toMatchObject({ amount_refunded: 0, refunded: false });
    expect((await control('refunds/cancel', { refund: refund.id })).status).toBe(400);
    expect((await control('refunds/cancel', { refund: 're_none' })).status).toBe(404);
    // Its time to arrive comes and changes nothing.
    await sandbox.advance(laterSeconds);
    expect((await stripe.refunds.retrieve(refund.id)).status).toBe('canceled');
  });

  test('has metadata that is merged, and the change is told', async () => {
    const { stripe, paidWith, lastEvent } = open();
    const { intent } = await paidWith('4242424242424242');
    const refund = await stripe.refunds.create({ payment_intent: intent, metadata: { a: '1', b: '2' } });
    const updated = await stripe.refunds.update(refund.id, { metadata: { a: '', c: '3' } });
    expect(updated.metadata).toEqual({ b: '2', c: '3' });
    expect((await lastEvent('charge.refund.updated'))?.data).toMatchObject({
      object: { id: refund.id },
      previous_attributes: { metadata: { a: '1', c: null } },
    });
  });

  test('asked for with a wrong expand is not made', async () => {
    const { stripe, paidWith } = open();
    const { intent } = await paidWith('4242424242424242');
    const refused = await refusal(stripe.refunds.create({ payment_intent: intent, expand: ['nonsense'] }));
    expect(refused.message).toBe('This property cannot be expanded (nonsense).');
    expect((await stripe.refunds.list()).data).toEqual([]);
    expect(await stripe.refunds.create({ payment_intent: intent, expand: ['charge'] })).toMatchObject({
      charge: { object: 'charge', amount_refunded: 2400 },
    });
  });

  test('the events of an API call name the call and its key', async () => {
    const { stripe, paidWith, lastEvent } = open();
    const { intent } = await paidWith('4242424242424242');
    await stripe.refunds.create({ payment_intent: intent }, { idempotencyKey: 'refund_7' });
    for (const type of ['refund.created', 'charge.refunded']) {
      expect((await lastEvent(type))?.request).toEqual({
        id: expect.stringMatching(/^req_/),
        idempotency_key: 'refund_7',
      });
    }
    expect((await lastEvent('checkout.session.completed'))?.request).toEqual({
      id: null,
      idempotency_key: null,
    });
  });
});

describe('a dispute', () => {
  /** A payment with this card, disputed. */
  async function disputed(card: string) {
    const shop = open();
    const payment = await shop.paidWith(card);
    expect((await shop.stripe.disputes.list()).data).toEqual([]);
    await shop.sandbox.advance(laterSeconds);
    const [dispute] = (await shop.stripe.disputes.list({ charge: payment.charge })).data;
    if (!dispute) throw new Error('Nothing was disputed');
    const since = (await shop.events()).length;
    return { ...shop, ...payment, dispute, since };
  }

  test.each([
    ['4000000000000259', 'fraudulent'],
    ['4000000000002685', 'product_not_received'],
  ])('of %s (%s) takes the money and forbids refunds', async (card, reason) => {
    const { stripe, dispute, charge, intent, events, ledger } = await disputed(card);
    expect(dispute).toMatchObject({
      reason,
      amount: 2400,
      charge,
      payment_intent: intent,
      status: 'needs_response',
      is_charge_refundable: false,
      balance_transactions: [{ amount: -2400, fee: 2000, net: -4400 }],
      evidence_details: {
        due_by: start / 1000 + laterSeconds + 7 * day,
        has_evidence: false,
        submission_count: 0,
      },
    });
    expect((await events()).slice(-3)).toEqual([
      'charge.dispute.created',
      'charge.updated',
      'charge.dispute.funds_withdrawn',
    ]);
    expect(await stripe.charges.retrieve(charge)).toMatchObject({ disputed: true, amount_refunded: 0 });
    expect(await refusal(stripe.refunds.create({ charge }))).toEqual({
      status: 400,
      code: 'charge_disputed',
      message: `Charge ${charge} has been charged back; cannot issue a refund.`,
    });
    expect(await ledger()).toMatchObject([{ charged: 2400, refunded: 0, disputed: 2400 }]);
    expect((await stripe.disputes.retrieve(dispute.id)).id).toBe(dispute.id);
    expect((await stripe.disputes.list({ payment_intent: intent })).data).toHaveLength(1);
    expect((await stripe.disputes.list({ payment_intent: 'pi_none' })).data).toEqual([]);
  });

  test('is won with the right evidence: the money comes back', async () => {
    const { stripe, sandbox, dispute, charge, events, since, lastEvent, ledger } =
      await disputed('4000000000000259');
    const staged = await stripe.disputes.update(dispute.id, {
      evidence: { customer_name: 'Ada', shipping_tracking_number: 'TRACK1' },
      submit: false,
    });
    expect(staged).toMatchObject({
      status: 'needs_response',
      evidence: { customer_name: 'Ada' },
      evidence_details: { has_evidence: true, submission_count: 0 },
    });
    const submitted = await stripe.disputes.update(dispute.id, {
      evidence: { uncategorized_text: 'winning_evidence' },
    });
    expect(submitted).toMatchObject({
      status: 'under_review',
      evidence: { shipping_tracking_number: 'TRACK1' },
      evidence_details: { submission_count: 1, submission_method: 'manual' },
    });
    expect((await lastEvent('charge.dispute.updated'))?.data.previous_attributes).toEqual({
      evidence: { uncategorized_text: null },
      evidence_details: { submission_count: 0, submission_method: 'not_submitted' },
      status: 'needs_response',
    });
    expect((await refusal(stripe.disputes.update(dispute.id, { evidence: { receipt: 'x' } }))).status).toBe(
      400,
    );
    await sandbox.advance(laterSeconds);
    expect(await stripe.disputes.retrieve(dispute.id)).toMatchObject({
      status: 'won',
      is_charge_refundable: true,
      balance_transactions: [{ amount: -2400 }, { amount: 2400, fee: 0 }],
    });
    expect(await events(since)).toEqual([
      'charge.dispute.updated',
      'charge.dispute.updated',
      'charge.dispute.funds_reinstated',
      'charge.dispute.closed',
    ]);
    expect(await ledger()).toMatchObject([{ disputed: 0 }]);
    expect((await stripe.refunds.create({ charge })).amount).toBe(2400);
    // The day by which one had to answer changes nothing any more.
    await sandbox.advance(30 * day);
    expect((await stripe.disputes.retrieve(dispute.id)).status).toBe('won');
  });

  test.each([
    ['with other evidence, some time later', { uncategorized_text: 'losing_evidence' }, laterSeconds],
    ['without an answer, at the end of the time', null, 7 * day],
  ])('is lost %s', async (_name, evidence, seconds) => {
    const { stripe, sandbox, dispute, charge, events } = await disputed('4000000000002685');
    if (evidence) await stripe.disputes.update(dispute.id, { evidence });
    await sandbox.advance(seconds - 1);
    expect((await stripe.disputes.retrieve(dispute.id)).status).not.toBe('lost');
    await sandbox.advance(1);
    expect(await stripe.disputes.retrieve(dispute.id)).toMatchObject({
      status: 'lost',
      is_charge_refundable: false,
    });
    expect((await events()).at(-1)).toBe('charge.dispute.closed');
    expect((await refusal(stripe.refunds.create({ charge }))).code).toBe('charge_disputed');
  });

  test('is lost when the seller closes it, once', async () => {
    const { stripe, dispute, events, since } = await disputed('4000000000000259');
    expect((await stripe.disputes.close(dispute.id)).status).toBe('lost');
    expect(await events(since)).toEqual(['charge.dispute.closed']);
    expect((await refusal(stripe.disputes.close(dispute.id))).status).toBe(400);
    expect((await stripe.disputes.update(dispute.id, { metadata: { note: 'x' } })).metadata).toEqual({
      note: 'x',
    });
  });

  test('that is an inquiry takes no money, allows a refund and ends with it', async () => {
    const { stripe, dispute, charge, events, since, ledger } = await disputed('4000000000001976');
    expect(dispute).toMatchObject({
      status: 'warning_needs_response',
      is_charge_refundable: true,
      balance_transactions: [],
      payment_method_details: { card: { case_type: 'inquiry' } },
    });
    expect(await ledger()).toMatchObject([{ disputed: 0 }]);
    await stripe.refunds.create({ charge, amount: 400 });
    expect((await stripe.disputes.retrieve(dispute.id)).status).toBe('warning_needs_response');
    await stripe.refunds.create({ charge });
    expect((await stripe.disputes.retrieve(dispute.id)).status).toBe('warning_closed');
    expect(await events(since)).toEqual([
      'refund.created',
      'charge.refunded',
      'refund.created',
      'charge.refunded',
      'charge.dispute.closed',
    ]);
  });

  test('that is an inquiry becomes a chargeback when the bank is not convinced', async () => {
    const { stripe, sandbox, dispute, charge, events, since, ledger } = await disputed('4000000000001976');
    await stripe.refunds.create({ charge, amount: 400 });
    await stripe.disputes.update(dispute.id, {
      evidence: { uncategorized_text: 'escalate_inquiry_evidence' },
    });
    expect((await stripe.disputes.retrieve(dispute.id)).status).toBe('warning_under_review');
    await sandbox.advance(laterSeconds);
    expect(await stripe.disputes.retrieve(dispute.id)).toMatchObject({
      status: 'needs_response',
      is_charge_refundable: false,
      payment_method_details: { card: { case_type: 'chargeback' } },
      // What was refunded before is not taken a second time.
      balance_transactions: [{ amount: -2000 }],
    });
    expect(await events(since)).toEqual([
      'refund.created',
      'charge.refunded',
      'charge.dispute.updated',
      'charge.dispute.updated',
      'charge.dispute.funds_withdrawn',
    ]);
    expect(await ledger()).toMatchObject([{ charged: 2400, refunded: 400, disputed: 2000 }]);
  });

  test('does not befall a payment that was refunded in full before', async () => {
    const { stripe, sandbox, paidWith } = open();
    const { charge } = await paidWith('4000000000000259');
    await stripe.refunds.create({ charge });
    await sandbox.advance(laterSeconds);
    expect((await stripe.disputes.list()).data).toEqual([]);
    expect((await refusal(stripe.disputes.retrieve('du_none'))).code).toBe('resource_missing');
  });
});
