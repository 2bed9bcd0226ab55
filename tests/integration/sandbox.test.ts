import Stripe from 'stripe';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createSandbox, type SandboxOptions } from '#sandbox/app.ts';

// The API as the real SDK sees it, without a socket.

const start = Date.UTC(2026, 10, 22, 12);
const orderParameters: Stripe.Checkout.SessionCreateParams = {
  mode: 'payment',
  ui_mode: 'hosted_page',
  success_url: 'http://localhost:4321/checkout/return?session_id={CHECKOUT_SESSION_ID}',
  cancel_url: 'http://localhost:4321/cart',
  client_reference_id: 'order-1',
  metadata: { order_id: 'order-1', attempt: '1' },
  payment_intent_data: { metadata: { order_id: 'order-1' }, description: 'Order 1' },
  line_items: [
    {
      price_data: {
        currency: 'gbp',
        unit_amount: 2400,
        tax_behavior: 'inclusive',
        product_data: { name: 'Home roller 0.25 mm', images: ['http://localhost:4321/roller.svg'] },
      },
      quantity: 2,
      metadata: { sku: 'HOME-025' },
    },
    {
      price_data: { currency: 'gbp', unit_amount: 650, product_data: { name: 'Cleaning tray' } },
      quantity: 1,
    },
  ],
  allowed_payment_method_types: ['card'],
  adaptive_pricing: { enabled: false },
  automatic_tax: { enabled: false },
  allow_promotion_codes: false,
  billing_address_collection: 'auto',
  shipping_address_collection: { allowed_countries: ['GB'] },
  shipping_options: [
    {
      shipping_rate_data: {
        type: 'fixed_amount',
        display_name: 'Tracked',
        fixed_amount: { amount: 395, currency: 'gbp' },
      },
    },
  ],
};
const { expires_at: _, ...minimal } = { ...orderParameters, expires_at: 0 };

function open(options: SandboxOptions = {}) {
  const sandbox = createSandbox({ clock: { now: () => new Date(start) }, ...options });
  onTestFinished(() => sandbox.close());
  const stripe = new Stripe('sk_test_needlewise', {
    httpClient: Stripe.createFetchHttpClient(sandbox.fetch),
    maxNetworkRetries: 0,
  });
  const call = async (method: string, path: string, body?: string, headers: Record<string, string> = {}) => {
    const answer = await sandbox.fetch(`http://127.0.0.1${path}`, {
      method,
      headers: {
        Authorization: 'Bearer sk_test_x',
        ...(body !== undefined && { 'Content-Type': 'application/x-www-form-urlencoded' }),
        ...headers,
      },
      ...(body !== undefined && { body }),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, text, json: JSON.parse(text) };
  };
  const control = async (path: string, body: object = {}) => {
    const answer = await sandbox.fetch(`http://127.0.0.1/_sandbox/${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: answer.status, json: await answer.json() };
  };
  const pay = (url: string | null, change: Record<string, string> = {}) =>
    sandbox.fetch(url ?? '', {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({
        email: 'ada@example.com',
        name: 'Ada Lovelace',
        line1: '12 St James’s Square',
        city: 'London',
        postal_code: 'SW1Y 4JH',
        country: 'GB',
        card_number: '4242 4242 4242 4242',
        exp: '12/34',
        cvc: '123',
        ...change,
      }),
    });
  return { sandbox, stripe, call, control, pay };
}

/** What the SDK throws; fails when nothing is thrown. */
async function refusal(work: Promise<unknown>) {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Stripe.errors.StripeError))
    throw new Error(`Not refused by Stripe: ${String(error)}`);
  return {
    status: error.statusCode,
    type: error.rawType,
    code: error.code,
    param: error.param,
    message: error.message,
  };
}

const create = (stripe: Stripe, change: object = {}) =>
  stripe.checkout.sessions.create({ ...minimal, ...change } as Stripe.Checkout.SessionCreateParams);
const line = (change: object, quantity: object = { quantity: 1 }) => ({
  line_items: [
    {
      price_data: { currency: 'gbp', unit_amount: 2400, product_data: { name: 'Roller' }, ...change },
      ...quantity,
    },
  ],
});

describe('creating a session', () => {
  test('gives an open, unpaid session with the totals of its lines and delivery', async () => {
    const { stripe } = open();
    const session = await create(stripe);
    expect(session).toMatchObject({
      object: 'checkout.session',
      status: 'open',
      payment_status: 'unpaid',
      payment_intent: null,
      amount_subtotal: 5450,
      amount_total: 5845,
      currency: 'gbp',
      client_reference_id: 'order-1',
      metadata: { order_id: 'order-1', attempt: '1' },
      total_details: { amount_shipping: 395, amount_tax: 0, amount_discount: 0 },
      created: start / 1000,
      expires_at: start / 1000 + 86_400,
    });
    expect(session.id).toMatch(/^cs_test_\w{58}$/);
    expect(session.url).toBe(`http://127.0.0.1:4322/c/pay/${session.id}`);
    expect(session.lastResponse.requestId).toMatch(/^req_\w{14}$/);
    expect(session.lastResponse.apiVersion).toBe('2026-10-28.endive');
  });

  test.each<[string, object, { status?: number; code?: string; param?: string; message: string | RegExp }]>([
    [
      'a misspelt key',
      { cancel_ur: 'http://a.test' },
      {
        code: 'parameter_unknown',
        param: 'cancel_ur',
        message: 'Received unknown parameter: cancel_ur. Did you mean cancel_url?',
      },
    ],
    [
      'a misspelt nested key',
      line({ curency: 'gbp' }),
      {
        code: 'parameter_unknown',
        param: 'line_items[0][price_data][curency]',
        message: 'Received unknown parameter: line_items[0][price_data][curency]. Did you mean currency?',
      },
    ],
    [
      'several unknown keys',
      { zzzzzz: '1', qqqqqq: '2' },
      { code: 'parameter_unknown', param: 'zzzzzz', message: 'Received unknown parameters: zzzzzz, qqqqqq' },
    ],
    [
      'a value outside an enum',
      { ui_mode: 'hosted' },
      {
        param: 'ui_mode',
        message: 'Invalid ui_mode: must be one of elements, embedded_page, form, or hosted_page',
      },
    ],
    [
      'a nested value outside an enum',
      { shipping_address_collection: { allowed_countries: ['GB', 'XX'] } },
      {
        param: 'shipping_address_collection[allowed_countries][1]',
        message: /^Invalid shipping_address_collection\[allowed_countries\]\[1\]: must be one of AC, /,
      },
    ],
    [
      'a fraction of a penny',
      line({ unit_amount: 12.5 }),
      {
        code: 'parameter_invalid_integer',
        param: 'line_items[0][price_data][unit_amount]',
        message: 'Invalid integer: 12.5',
      },
    ],
    [
      'a price below zero',
      line({ unit_amount: -1 }),
      { code: 'parameter_invalid_integer', message: 'Invalid non-negative integer' },
    ],
    [
      'a boolean that is none',
      { allow_promotion_codes: 'yes' },
      { param: 'allow_promotion_codes', message: 'Invalid boolean: yes' },
    ],
    [
      'text where a list belongs',
      { line_items: 'roller' },
      { param: 'line_items', message: 'Invalid array' },
    ],
    [
      'text where a hash belongs',
      { payment_intent_data: 'x' },
      { param: 'payment_intent_data', message: 'Invalid object' },
    ],
    [
      'a hash where text belongs',
      { client_reference_id: { a: 'b' } },
      { param: 'client_reference_id', message: /^Invalid string/ },
    ],
    [
      'an empty text',
      { client_reference_id: '' },
      { code: 'parameter_invalid_empty', message: /^You passed an empty string for 'client_reference_id'/ },
    ],
    [
      'no mode',
      { mode: undefined },
      { code: 'parameter_missing', param: 'mode', message: 'Missing required param: mode.' },
    ],
    [
      'no success_url',
      { success_url: undefined },
      { code: 'parameter_missing', param: 'success_url', message: 'Missing required param: success_url.' },
    ],
    [
      'no lines',
      { line_items: undefined },
      { code: 'parameter_missing', param: 'line_items', message: 'Missing required param: line_items.' },
    ],
    [
      'no currency',
      { line_items: [{ price_data: { unit_amount: 1 }, quantity: 1 }] },
      { code: 'parameter_missing', message: 'Missing required param: line_items[0][price_data][currency].' },
    ],
    [
      'no product',
      { line_items: [{ price_data: { unit_amount: 100, currency: 'gbp' }, quantity: 1 }] },
      { code: 'parameter_missing', message: /product_data\]\.$/ },
    ],
    [
      'no quantity',
      line({}, {}),
      {
        code: 'parameter_missing',
        param: 'line_items[0][quantity]',
        message: 'Missing required param: line_items[0][quantity].',
      },
    ],
    [
      'a quantity of 0',
      line({}, { quantity: 0 }),
      { code: 'parameter_invalid_integer', message: 'This value must be greater than or equal to 1.' },
    ],
    [
      'price beside price_data',
      line({}, { quantity: 1, price: 'price_1' }),
      { code: 'parameters_exclusive', message: /only specify one of these parameters: price, price_data/ },
    ],
    [
      'a price that does not exist',
      { line_items: [{ price: 'price_1', quantity: 1 }] },
      { code: 'resource_missing', message: "No such price: 'price_1'" },
    ],
    [
      'a customer that does not exist',
      { customer: 'cus_1' },
      { code: 'resource_missing', message: "No such customer: 'cus_1'" },
    ],
    [
      'customer beside customer_email',
      { customer: 'cus_1', customer_email: 'a@b.co' },
      { code: 'parameters_exclusive', message: /only specify one of these parameters/ },
    ],
    [
      'an email without a domain',
      { customer_email: 'ada' },
      { code: 'email_invalid', param: 'customer_email', message: 'Invalid email address: ada' },
    ],
    [
      'a relative address',
      { success_url: '/done' },
      { code: 'url_invalid', param: 'success_url', message: 'Not a valid URL' },
    ],
    [
      'a script address',
      { cancel_url: 'javascript:alert(1)' },
      { code: 'url_invalid', param: 'cancel_url', message: 'Not a valid URL' },
    ],
    [
      'a picture without an address',
      line({ product_data: { name: 'R', images: ['roller.svg'] } }),
      { code: 'url_invalid', message: 'Not a valid URL' },
    ],
    [
      'an unknown currency',
      line({ currency: 'zzz' }),
      { param: 'line_items[0][price_data][currency]', message: /^Invalid currency: zzz/ },
    ],
    [
      'two currencies',
      {
        line_items: [...line({}).line_items, ...line({ currency: 'eur' }).line_items],
        shipping_options: undefined,
      },
      { param: 'line_items[1][price_data][currency]', message: /share one currency/ },
    ],
    [
      'delivery in another currency',
      { ...line({ currency: 'eur' }) },
      { param: 'shipping_options[0][shipping_rate_data][fixed_amount][currency]', message: /is in gbp/ },
    ],
    [
      'an expiry under 30 minutes',
      { expires_at: start / 1000 + 30 * 60 - 1 },
      {
        param: 'expires_at',
        message: 'The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.',
      },
    ],
    [
      'an expiry over 24 hours',
      { expires_at: start / 1000 + 86_401 },
      {
        param: 'expires_at',
        message: 'The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.',
      },
    ],
    [
      'a total below the minimum',
      { ...line({ unit_amount: 29 }), shipping_options: undefined },
      {
        code: 'amount_too_small',
        message: "The Checkout Session's total amount due must add up to at least £0.30 gbp",
      },
    ],
    [
      'a total below the minimum in euro',
      { ...line({ unit_amount: 49, currency: 'eur' }), shipping_options: undefined },
      {
        code: 'amount_too_small',
        message: "The Checkout Session's total amount due must add up to at least €0.50 eur",
      },
    ],
    [
      'a total above the maximum',
      line({ unit_amount: 99_999_999 }),
      { code: 'amount_too_large', message: /no more than £999,999\.99/ },
    ],
    [
      'payment_method_types',
      { payment_method_types: ['card'] },
      {
        code: 'payment_method_types_no_longer_supported',
        param: 'payment_method_types',
        message: /no longer supported/,
      },
    ],
    [
      'a metadata key that is too long',
      { metadata: { ['k'.repeat(41)]: '1' } },
      { param: 'metadata', message: /up to 40 characters/ },
    ],
    [
      'a metadata value that is too long',
      { metadata: { k: 'v'.repeat(501) } },
      { param: 'metadata', message: /up to 500 characters/ },
    ],
    [
      'too much metadata',
      { metadata: Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`k${n}`, 'v'])) },
      { param: 'metadata', message: /up to 50 metadata keys/ },
    ],
    [
      'a reference that is too long',
      { client_reference_id: 'r'.repeat(201) },
      { param: 'client_reference_id', message: /at most 200 characters/ },
    ],
    [
      'a property that cannot be expanded',
      { expand: ['amount_total'] },
      { param: 'expand', message: 'This property cannot be expanded (amount_total).' },
    ],
    [
      'a subscription',
      { mode: 'subscription' },
      { param: 'mode', message: 'sandbox: not emulated: mode=subscription' },
    ],
    [
      'an embedded page',
      { ui_mode: 'embedded_page' },
      { param: 'ui_mode', message: 'sandbox: not emulated: ui_mode=embedded_page' },
    ],
    [
      'automatic tax',
      { automatic_tax: { enabled: true } },
      { message: 'sandbox: not emulated: automatic_tax[enabled]=true' },
    ],
    [
      'promotion codes',
      { allow_promotion_codes: true },
      { message: 'sandbox: not emulated: allow_promotion_codes=true' },
    ],
    [
      'custom fields',
      { custom_text: { submit: { message: 'x' } } },
      { message: 'sandbox: not emulated: custom_text' },
    ],
    [
      'ways to pay that the sandbox does not know',
      { allowed_payment_method_types: ['klarna', 'paypal'] },
      { message: 'sandbox: not emulated: payment by klarna, paypal only' },
    ],
    [
      'ways to pay that do not go with the currency',
      { allowed_payment_method_types: ['sepa_debit'] },
      {
        param: 'allowed_payment_method_types',
        message: 'No payment method types are left for a Checkout Session in gbp.',
      },
    ],
    [
      'a recurring price',
      line({ recurring: { interval: 'month' } }),
      { message: 'sandbox: not emulated: line_items[0][price_data][recurring]' },
    ],
    [
      'nothing to pay',
      { ...line({ unit_amount: 0 }), shipping_options: undefined },
      { message: /^sandbox: not emulated: a total of 0/ },
    ],
  ])('refuses %s', async (_name, change, expected) => {
    const { stripe, sandbox } = open();
    const refused = await refusal(create(stripe, change));
    expect(refused).toMatchObject({ status: 400, type: 'invalid_request_error' });
    expect(refused.message).toMatch(expected.message);
    if (typeof expected.message === 'string') expect(refused.message).toBe(expected.message);
    expect(refused.code).toBe(expected.code);
    if (expected.param) expect(refused.param).toBe(expected.param);
    expect((await stripe.checkout.sessions.list()).data).toEqual([]);
    expect(sandbox.requestCounts()['POST /v1/checkout/sessions']).toBe(1);
  });

  test('takes the first and the last second allowed for the expiry', async () => {
    const { stripe } = open();
    for (const seconds of [30 * 60, 86_400]) {
      const session = await create(stripe, { expires_at: start / 1000 + seconds });
      expect(session.expires_at).toBe(start / 1000 + seconds);
    }
  });

  test('refuses bodies that are not forms and names without a meaning', async () => {
    const { call } = open();
    const json = await call('POST', '/v1/checkout/sessions', '{"mode":"payment"}', {
      'Content-Type': 'application/json',
    });
    expect([json.status, json.json.error.type]).toEqual([400, 'invalid_request_error']);
    for (const body of ['mode=payment&mode[a]=1', 'a[b=1', '[x]=1']) {
      const refused = await call('POST', '/v1/checkout/sessions', body);
      expect([body, refused.status]).toEqual([body, 400]);
    }
  });

  test('payment_method_types of an older API version is said not to be emulated', async () => {
    const { call } = open();
    const { status, json } = await call('POST', '/v1/checkout/sessions', 'payment_method_types[0]=card', {
      'Stripe-Version': '2026-08-26.dahlia',
    });
    expect(status).toBe(400);
    expect(json.error.message).toMatch(/^sandbox: not emulated: payment_method_types/);
  });
});

describe('keys, routes and headers', () => {
  test.each([
    ['no key', {}],
    ['a live key', { Authorization: 'Bearer sk_live_abc' }],
    ['a publishable key', { Authorization: 'Bearer pk_test_abc' }],
    ['a word', { Authorization: 'Bearer hello' }],
    ['an unknown scheme', { Authorization: 'Digest sk_test_abc' }],
  ])('refuses %s with 401', async (_name, headers: Record<string, string>) => {
    const { sandbox } = open();
    const answer = await sandbox.fetch('http://127.0.0.1/v1/checkout/sessions', { headers });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('Request-Id')).toMatch(/^req_/);
    expect(await answer.json()).toMatchObject({ error: { type: 'invalid_request_error' } });
  });

  test('never repeats a key that it refuses', async () => {
    const { sandbox } = open();
    const answer = await sandbox.fetch('http://127.0.0.1/v1/events', {
      headers: { Authorization: 'Bearer sk_live_0123456789abcdef' },
    });
    expect(await answer.text()).not.toContain('0123456789');
  });

  test('takes Basic as curl sends it', async () => {
    const { call } = open();
    const basic = Buffer.from('sk_test_x:').toString('base64');
    expect((await call('GET', '/v1/events', undefined, { Authorization: `Basic ${basic}` })).status).toBe(
      200,
    );
  });

  test('answers unknown routes with 404 and an error, so that the SDK does not take them for success', async () => {
    const { call } = open();
    for (const [method, path] of [
      ['GET', '/v1/nothing'],
      ['DELETE', '/v1/checkout/sessions/cs_1'],
      ['GET', '/nothing'],
    ] as const) {
      const { status, json } = await call(method, path);
      expect([status, json.error.type]).toEqual([404, 'invalid_request_error']);
      expect(json.error.message).toContain(`${method}: ${path}`);
    }
  });

  test('echoes the API version asked for and refuses one that is none', async () => {
    const { call } = open();
    expect((await call('GET', '/v1/events')).headers.get('Stripe-Version')).toBe('2026-10-28.endive');
    const older = await call('GET', '/v1/events', undefined, { 'Stripe-Version': '2026-03-25.dahlia' });
    expect(older.headers.get('Stripe-Version')).toBe('2026-03-25.dahlia');
    expect((await call('GET', '/v1/events', undefined, { 'Stripe-Version': 'latest' })).status).toBe(400);
  });
});

describe('reading', () => {
  test('unknown ids are 404 resource_missing', async () => {
    const { stripe } = open();
    for (const [work, kind] of [
      [stripe.checkout.sessions.retrieve('cs_none'), 'checkout.session'],
      [stripe.checkout.sessions.listLineItems('cs_none'), 'checkout.session'],
      [stripe.checkout.sessions.expire('cs_none'), 'checkout.session'],
      [stripe.paymentIntents.retrieve('cs_none'), 'payment_intent'],
      [stripe.charges.retrieve('cs_none'), 'charge'],
      [stripe.events.retrieve('cs_none'), 'event'],
      [stripe.refunds.retrieve('cs_none'), 'refund'],
    ] as const) {
      expect(await refusal(work as Promise<unknown>)).toEqual({
        status: 404,
        type: 'invalid_request_error',
        code: 'resource_missing',
        param: 'id',
        message: `No such ${kind}: 'cs_none'`,
      });
    }
  });

  test('lines carry name, price, quantity and metadata; an expanded list holds the first ten only', async () => {
    const { stripe } = open();
    const session = await create(stripe, {
      line_items: Array.from({ length: 12 }, (_, n) => ({
        ...line({ product_data: { name: `Roller ${n}` } }).line_items[0],
        metadata: { sku: `S${n}` },
      })),
      expand: ['line_items'],
    });
    expect(session.line_items?.data).toHaveLength(10);
    expect(session.line_items?.has_more).toBe(true);
    const all: Stripe.LineItem[] = [];
    for await (const item of stripe.checkout.sessions.listLineItems(session.id, { limit: 5 })) all.push(item);
    expect(all.map(({ metadata }) => metadata)).toEqual(
      Array.from({ length: 12 }, (_, n) => ({ sku: `S${n}` })),
    );
    expect(all[0]).toMatchObject({
      description: 'Roller 0',
      quantity: 1,
      amount_total: 2400,
      price: { unit_amount: 2400 },
    });
  });

  test('sessions are listed newest first, by page, status, time and intent', async () => {
    const { stripe, sandbox, pay } = open();
    const made: Stripe.Checkout.Session[] = [];
    for (let n = 0; n < 5; n += 1) {
      made.push(await create(stripe));
      await sandbox.advance(10);
    }
    const ids = made.map(({ id }) => id).reverse();
    const [newest, second, third] = ids as [string, string, string];
    const listed = async (parameters: Stripe.Checkout.SessionListParams) =>
      (await stripe.checkout.sessions.list(parameters)).data.map(({ id }) => id);
    expect(await listed({})).toEqual(ids);
    expect(await listed({ limit: 2, starting_after: newest })).toEqual([second, third]);
    expect(await listed({ limit: 1, ending_before: third })).toEqual([second]);
    const more = async (parameters: Stripe.Checkout.SessionListParams) =>
      (await stripe.checkout.sessions.list(parameters)).has_more;
    expect(await more({ limit: 1, ending_before: third })).toBe(true);
    expect(await more({ limit: 2, ending_before: third })).toBe(false);
    expect(await more({ limit: 2, starting_after: third })).toBe(false);
    expect(await more({ limit: 1, starting_after: third })).toBe(true);
    const seen: string[] = [];
    for await (const { id } of stripe.checkout.sessions.list({ limit: 2 })) seen.push(id);
    expect(seen).toEqual(ids);
    expect(await listed({ created: { gte: start / 1000 + 30 } })).toEqual([newest, second]);
    expect(await listed({ created: { gt: start / 1000 + 30, lte: start / 1000 + 40 } })).toEqual([newest]);
    expect(await listed({ created: start / 1000 })).toEqual([ids[4]]);

    await stripe.checkout.sessions.expire(third);
    await pay(made[4]?.url ?? null);
    expect(await listed({ status: 'expired' })).toEqual([third]);
    expect(await listed({ status: 'complete' })).toEqual([newest]);
    const paid = await stripe.checkout.sessions.retrieve(newest);
    expect(await listed({ payment_intent: String(paid.payment_intent) })).toEqual([newest]);
  });

  test.each<[string, Record<string, unknown>]>([
    ['a limit of 0', { limit: 0 }],
    ['a limit of 101', { limit: 101 }],
    ['both cursors', { starting_after: 'cs_1', ending_before: 'cs_2' }],
    ['an unknown filter', { stat: 'open' }],
    ['an unknown status', { status: 'done' }],
    ['a filter that is not emulated', { customer_details: { email: 'a@b.co' } }],
    ['a time that is none', { created: { gte: 'yesterday' } }],
  ])('refuses to list with %s', async (_name, parameters) => {
    const { stripe } = open();
    expect((await refusal(stripe.checkout.sessions.list(parameters as object))).status).toBe(400);
  });

  test('expands what is named, leaves empty references, refuses the rest', async () => {
    const { stripe, pay } = open();
    const session = await create(stripe);
    const before = await stripe.checkout.sessions.retrieve(session.id, {
      expand: ['payment_intent', 'customer'],
    });
    expect([before.payment_intent, before.customer]).toEqual([null, null]);
    await pay(session.url);
    const after = await stripe.checkout.sessions.retrieve(session.id, {
      expand: ['line_items', 'payment_intent.latest_charge'],
    });
    expect(after.line_items?.data.map(({ quantity }) => quantity)).toEqual([2, 1]);
    expect(after.payment_intent).toMatchObject({ latest_charge: { object: 'charge', amount: 5845 } });
    const listed = await stripe.checkout.sessions.list({ expand: ['data.payment_intent'] });
    expect(listed.data[0]?.payment_intent).toMatchObject({ object: 'payment_intent' });
    expect(
      (await refusal(stripe.checkout.sessions.retrieve(session.id, { expand: ['nonsense'] }))).message,
    ).toBe('This property cannot be expanded (nonsense).');
    expect(
      (
        await refusal(
          stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent.payment_method'] }),
        )
      ).message,
    ).toMatch(/^sandbox: not emulated/);
  });

  test('metadata of a session is merged; keys sent empty go', async () => {
    const { stripe } = open();
    const session = await create(stripe);
    const updated = await stripe.checkout.sessions.update(session.id, {
      metadata: { attempt: '', note: 'x' },
    });
    expect(updated.metadata).toEqual({ order_id: 'order-1', note: 'x' });
    expect((await stripe.checkout.sessions.retrieve(session.id)).metadata).toEqual({
      order_id: 'order-1',
      note: 'x',
    });
  });
});

describe('the life of a session', () => {
  test('a payment completes it and leaves an intent, a charge and events', async () => {
    const { stripe, pay } = open();
    const session = await create(stripe);
    const answer = await pay(session.url);
    expect(answer.status).toBe(303);
    expect(answer.headers.get('Location')).toBe(
      `http://localhost:4321/checkout/return?session_id=${session.id}`,
    );
    const paid = await stripe.checkout.sessions.retrieve(session.id);
    expect(paid).toMatchObject({
      status: 'complete',
      payment_status: 'paid',
      url: null,
      customer_details: { email: 'ada@example.com', name: 'Ada Lovelace' },
      collected_information: {
        shipping_details: {
          name: 'Ada Lovelace',
          address: { line1: '12 St James’s Square', country: 'GB', postal_code: 'SW1Y 4JH' },
        },
      },
    });
    const intent = await stripe.paymentIntents.retrieve(String(paid.payment_intent));
    expect(intent).toMatchObject({
      status: 'succeeded',
      amount: 5845,
      amount_received: 5845,
      description: 'Order 1',
      metadata: { order_id: 'order-1' },
      shipping: { name: 'Ada Lovelace' },
    });
    const charges = await stripe.charges.list({ payment_intent: intent.id });
    expect(charges.data).toMatchObject([
      { paid: true, amount: 5845, payment_method_details: { card: { last4: '4242' } } },
    ]);
    const events = await stripe.events.list();
    expect(events.data.map(({ type }) => type)).toEqual([
      'charge.updated',
      'checkout.session.completed',
      'payment_intent.succeeded',
      'charge.succeeded',
      'payment_intent.created',
    ]);
    const completed = await stripe.events.list({ type: 'checkout.session.completed' });
    expect(completed.data[0]?.data.object).toMatchObject({ id: session.id, payment_status: 'paid' });
    expect((await stripe.events.list({ types: ['charge.succeeded', 'charge.failed'] })).data).toHaveLength(1);
  });

  test('a decline leaves it open with the bank’s reason on the intent; the same intent then succeeds', async () => {
    const { stripe, pay } = open();
    const session = await create(stripe);
    expect((await pay(session.url, { card_number: '4000000000009995' })).status).toBe(402);
    const declined = await stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent'] });
    expect(declined).toMatchObject({
      status: 'open',
      payment_status: 'unpaid',
      url: session.url,
      payment_intent: {
        status: 'requires_payment_method',
        amount_received: 0,
        last_payment_error: { type: 'card_error', code: 'card_declined', decline_code: 'insufficient_funds' },
      },
    });
    expect((await pay(session.url)).status).toBe(303);
    const paid = await stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent'] });
    expect(paid).toMatchObject({
      status: 'complete',
      payment_intent: { status: 'succeeded', last_payment_error: null },
    });
    const events = await stripe.events.list();
    expect(events.data.map(({ type }) => type).reverse()).toEqual([
      'payment_intent.created',
      'charge.failed',
      'payment_intent.payment_failed',
      'charge.succeeded',
      'payment_intent.succeeded',
      'checkout.session.completed',
      'charge.updated',
    ]);
    expect((await stripe.paymentIntents.list()).data).toHaveLength(1);
    expect((await stripe.charges.list()).data.map(({ status }) => status)).toEqual(['succeeded', 'failed']);
  });

  test('events keep the object as it was', async () => {
    const { stripe, pay } = open();
    const session = await create(stripe);
    await pay(session.url, { card_number: '4000000000000002' });
    await pay(session.url);
    const created = await stripe.events.list({ type: 'payment_intent.created' });
    expect(created.data[0]?.data.object).toMatchObject({ status: 'requires_payment_method' });
  });

  test('expire ends it once; a second expire and a paid session are refused', async () => {
    const { stripe, pay } = open();
    const session = await create(stripe);
    expect(await stripe.checkout.sessions.expire(session.id)).toMatchObject({ status: 'expired', url: null });
    expect(await refusal(stripe.checkout.sessions.expire(session.id))).toMatchObject({
      status: 400,
      message:
        'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of `expired`.',
    });
    const other = await create(stripe);
    await pay(other.url);
    expect((await refusal(stripe.checkout.sessions.expire(other.id))).message).toContain(
      'has a status of `complete`',
    );
    const [event] = (await stripe.events.list({ type: 'checkout.session.expired' })).data;
    expect(event?.request?.id).toMatch(/^req_/);
    expect(event?.data.object).toMatchObject({ id: session.id, status: 'expired' });
  });

  test('expire after a decline cancels the intent', async () => {
    const { stripe, pay } = open();
    const session = await create(stripe);
    await pay(session.url, { card_number: '4000000000000002' });
    const expired = await stripe.checkout.sessions.expire(session.id, { expand: ['payment_intent'] });
    expect(expired.payment_intent).toMatchObject({ status: 'canceled', cancellation_reason: 'expired' });
    expect((await stripe.events.list({ type: 'payment_intent.canceled' })).data).toHaveLength(1);
  });

  test('the clock expires it at its second and not before', async () => {
    const { stripe, sandbox, pay } = open();
    const session = await create(stripe, { expires_at: start / 1000 + 1800 });
    await sandbox.advance(1799);
    expect((await stripe.checkout.sessions.retrieve(session.id)).status).toBe('open');
    await sandbox.advance(1);
    expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({
      status: 'expired',
      url: null,
    });
    expect((await pay(session.url)).status).toBe(410);
    expect((await stripe.events.list()).data.map(({ type }) => type)).toEqual(['checkout.session.expired']);
  });

  test('what is due has happened before anything is read, even where no timer could run', async () => {
    let now = start;
    const { stripe } = open({ clock: { now: () => new Date(now) } });
    const session = await create(stripe, { expires_at: start / 1000 + 1800 });
    now += 1_800_000;
    expect((await stripe.checkout.sessions.list({ status: 'expired' })).data.map(({ id }) => id)).toEqual([
      session.id,
    ]);
  });

  test('its intent cannot be confirmed, cancelled or captured by the API', async () => {
    const { stripe, pay } = open();
    const session = await create(stripe);
    await pay(session.url, { card_number: '4000000000000002' });
    const id = String((await stripe.checkout.sessions.retrieve(session.id)).payment_intent);
    for (const work of [
      stripe.paymentIntents.confirm(id),
      stripe.paymentIntents.cancel(id),
      stripe.paymentIntents.capture(id),
    ]) {
      expect(await refusal(work)).toMatchObject({ status: 400, code: 'payment_intent_unexpected_state' });
    }
  });
});

describe('idempotency', () => {
  test('the same key and parameters replay the first answer and make nothing', async () => {
    const { stripe, call } = open();
    const first = await stripe.checkout.sessions.create(minimal, { idempotencyKey: 'co_1_1' });
    expect(await stripe.checkout.sessions.create(minimal, { idempotencyKey: 'co_1_1' })).toEqual(first);
    expect((await stripe.checkout.sessions.list()).data).toHaveLength(1);

    const expire = () =>
      call('POST', `/v1/checkout/sessions/${first.id}/expire`, '', { 'Idempotency-Key': 'E' });
    const [done, again] = [await expire(), await expire()];
    expect([done.status, done.headers.get('Idempotent-Replayed')]).toEqual([200, null]);
    expect([again.status, again.headers.get('Idempotent-Replayed')]).toEqual([200, 'true']);
    expect(again.text).toBe(done.text);
    expect(again.headers.get('Original-Request')).toBe(done.headers.get('Request-Id'));
    expect(again.headers.get('Request-Id')).not.toBe(done.headers.get('Request-Id'));
  });

  test('other parameters or another path under the same key are refused', async () => {
    const { stripe } = open();
    const session = await stripe.checkout.sessions.create(minimal, { idempotencyKey: 'K' });
    for (const work of [
      stripe.checkout.sessions.create(
        { ...minimal, client_reference_id: 'order-2' },
        { idempotencyKey: 'K' },
      ),
      stripe.checkout.sessions.expire(session.id, {}, { idempotencyKey: 'K' }),
    ]) {
      expect(await refusal(work)).toMatchObject({
        status: 400,
        type: 'idempotency_error',
        message:
          "Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than 'K' if you meant to execute a different request.",
      });
    }
  });

  test('refused parameters do not use the key up; a refused operation does', async () => {
    const { stripe, call } = open();
    await refusal(stripe.checkout.sessions.create({ ...minimal, mode: 'setup' }, { idempotencyKey: 'K' }));
    const session = await stripe.checkout.sessions.create(minimal, { idempotencyKey: 'K' });
    await stripe.checkout.sessions.expire(session.id);
    const expire = () =>
      call('POST', `/v1/checkout/sessions/${session.id}/expire`, '', { 'Idempotency-Key': 'E' });
    const refused = await expire();
    expect([refused.status, refused.headers.get('Idempotent-Replayed')]).toEqual([400, null]);
    const replayed = await expire();
    expect([replayed.status, replayed.headers.get('Idempotent-Replayed')]).toEqual([400, 'true']);
    expect(replayed.text).toBe(refused.text);
  });

  test('a key is forgotten after 24 hours, whether they pass or are skipped', async () => {
    let now = start;
    const { stripe, sandbox } = open({ clock: { now: () => new Date(now) } });
    const make = async () => (await stripe.checkout.sessions.create(minimal, { idempotencyKey: 'K' })).id;
    const first = await make();
    now += 86_399_000;
    expect(await make()).toBe(first);
    now += 1000;
    const second = await make();
    expect(second).not.toBe(first);
    await sandbox.advance(86_399);
    expect(await make()).toBe(second);
    await sandbox.advance(1);
    expect(await make()).not.toBe(second);
  });

  test('while the first request is still at work the key is in use', async () => {
    const { stripe, control } = open();
    await control('faults', {
      method: 'POST',
      path: '/v1/checkout/sessions',
      kind: 'delay',
      milliseconds: 30,
    });
    const first = stripe.checkout.sessions.create(minimal, { idempotencyKey: 'K' });
    const second = await refusal(stripe.checkout.sessions.create(minimal, { idempotencyKey: 'K' }));
    expect(second).toMatchObject({ status: 409, type: 'idempotency_error', code: 'idempotency_key_in_use' });
    const { id } = await first;
    expect((await stripe.checkout.sessions.create(minimal, { idempotencyKey: 'K' })).id).toBe(id);
  });

  test('a key over 255 characters is refused', async () => {
    const { stripe } = open();
    const refused = await refusal(
      stripe.checkout.sessions.create(minimal, { idempotencyKey: 'k'.repeat(256) }),
    );
    expect(refused).toMatchObject({ status: 400, type: 'idempotency_error' });
  });
});

describe('refunds', () => {
  test('in parts up to the whole, never more', async () => {
    const { stripe, pay } = open();
    const session = await create(stripe);
    await pay(session.url);
    const payment_intent = String((await stripe.checkout.sessions.retrieve(session.id)).payment_intent);
    const part = await stripe.refunds.create({ payment_intent, amount: 1000, metadata: { refund: 'r1' } });
    expect(part).toMatchObject({ object: 'refund', amount: 1000, status: 'succeeded', payment_intent });
    expect(await refusal(stripe.refunds.create({ payment_intent, amount: 5000 }))).toMatchObject({
      status: 400,
      code: undefined,
      param: 'amount',
      message: 'Refund amount (£50.00) is greater than unrefunded amount on charge (£48.45)',
    });
    const charge = String(part.charge);
    expect(await stripe.charges.retrieve(charge)).toMatchObject({ amount_refunded: 1000, refunded: false });
    expect((await stripe.refunds.create({ charge, reason: 'requested_by_customer' })).amount).toBe(4845);
    expect(await stripe.charges.retrieve(charge, { expand: ['refunds'] })).toMatchObject({
      amount_refunded: 5845,
      refunded: true,
      refunds: { data: [{ amount: 4845 }, { amount: 1000 }] },
    });
    expect(await refusal(stripe.refunds.create({ charge }))).toMatchObject({
      code: 'charge_already_refunded',
      message: `Charge ${charge} has already been refunded.`,
    });
    expect((await stripe.refunds.list({ payment_intent })).data.map(({ amount }) => amount)).toEqual([
      4845, 1000,
    ]);
    const [event] = (await stripe.events.list({ type: 'charge.refunded' })).data;
    expect(event?.data.previous_attributes).toEqual({ amount_refunded: 1000, refunded: false });
  });

  test.each<[string, object, number]>([
    ['no payment named', {}, 400],
    ['both ways of naming it', { charge: 'ch_1', payment_intent: 'pi_1' }, 400],
    ['an unknown charge', { charge: 'ch_1' }, 404],
    ['an unknown intent', { payment_intent: 'pi_1' }, 404],
    ['an unknown reason', { charge: 'ch_1', reason: 'because' }, 400],
  ])('refuse %s', async (_name, parameters, status) => {
    const { stripe } = open();
    expect((await refusal(stripe.refunds.create(parameters))).status).toBe(status);
  });

  test('of a declined payment are refused', async () => {
    const { stripe, pay } = open();
    const session = await create(stripe);
    await pay(session.url, { card_number: '4000000000000002' });
    const payment_intent = String((await stripe.checkout.sessions.retrieve(session.id)).payment_intent);
    expect((await refusal(stripe.refunds.create({ payment_intent }))).message).toMatch(
      /does not have a successful charge/,
    );
  });
});

describe('faults', () => {
  const path = '/v1/checkout/sessions';

  test('the nth call fails with the status asked for, the others do not', async () => {
    const { stripe, control } = open();
    await control('faults', { method: 'POST', path, kind: 'status', status: 503, nth: 2 });
    await create(stripe);
    expect(await refusal(create(stripe))).toMatchObject({ status: 503, type: 'api_error' });
    await create(stripe);
    expect((await stripe.checkout.sessions.list()).data).toHaveLength(2);
  });

  test('429 is a rate limit error', async () => {
    const { stripe, control } = open();
    await control('faults', { method: 'GET', path: `${path}/:id`, kind: 'status', status: 429 });
    const work = stripe.checkout.sessions.retrieve('cs_1');
    await expect(work).rejects.toBeInstanceOf(Stripe.errors.StripeRateLimitError);
  });

  test('a lock that was not had in time is told by its code; a header says whether to repeat', async () => {
    const { stripe, call, control } = open();
    await control('faults', { method: 'POST', path, kind: 'status', status: 429, code: 'lock_timeout' });
    expect(await refusal(create(stripe))).toMatchObject({ status: 429, code: 'lock_timeout' });
    await control('faults', { method: 'GET', path, kind: 'status', status: 500, shouldRetry: false });
    expect((await call('GET', path)).headers.get('Stripe-Should-Retry')).toBe('false');
    expect((await call('GET', path)).headers.get('Stripe-Should-Retry')).toBeNull();
  });

  test('drop-before does nothing, drop-after has done it: the key tells which', async () => {
    const { stripe, control } = open();
    for (const [kind, made] of [
      ['drop-before', 0],
      ['drop-after', 1],
      ['cut', 1],
    ] as const) {
      await control('reset');
      // The SDK sends once more after a broken connection, so two calls are broken.
      await control('faults', { method: 'POST', path, kind, times: 2 });
      const work = stripe.checkout.sessions.create(minimal, { idempotencyKey: kind });
      await expect(work).rejects.toBeInstanceOf(Stripe.errors.StripeConnectionError);
      expect((await stripe.checkout.sessions.list()).data).toHaveLength(made);
      await control('faults/clear');
      const again = await stripe.checkout.sessions.create(minimal, { idempotencyKey: kind });
      expect((await stripe.checkout.sessions.list()).data.map(({ id }) => id)).toEqual([again.id]);
    }
  });

  test('a stored 500 comes back under its key', async () => {
    const { stripe, control } = open();
    await control('faults', { method: 'POST', path, kind: 'status', status: 500, stored: true });
    for (let n = 0; n < 2; n += 1) {
      const work = stripe.checkout.sessions.create(minimal, { idempotencyKey: 'K' });
      expect((await refusal(work)).status).toBe(500);
    }
    expect((await stripe.checkout.sessions.list()).data).toEqual([]);
  });

  test('a stored 500 whose work was done all the same: the list has what the answer keeps back', async () => {
    const { stripe, control } = open();
    const fault = { method: 'POST', path, kind: 'status', status: 500, stored: true, worked: true };
    await control('faults', fault);
    for (let n = 0; n < 2; n += 1) {
      const work = stripe.checkout.sessions.create(minimal, { idempotencyKey: 'K' });
      expect((await refusal(work)).status).toBe(500);
    }
    expect((await stripe.checkout.sessions.list()).data).toHaveLength(1);
  });
});

describe('test controls', () => {
  test('state shows objects and calls, reset forgets them', async () => {
    const { stripe, sandbox, control, pay } = open();
    const session = await create(stripe);
    await pay(session.url);
    await control('clock/advance', { seconds: 60 });
    const state = async () => (await sandbox.fetch('http://127.0.0.1/_sandbox/state')).json();
    const before = (await state()) as Record<string, unknown[]> & {
      requestCounts: object;
      aheadSeconds: number;
    };
    expect(before).toMatchObject({
      sessions: [{ id: session.id, status: 'complete', line_items: [{ quantity: 2 }, { quantity: 1 }] }],
      aheadSeconds: 60,
    });
    expect(before).toHaveProperty('requestCounts', { 'POST /v1/checkout/sessions': 1 });
    await control('reset');
    expect(await state()).toMatchObject({
      sessions: [],
      intents: [],
      charges: [],
      events: [],
      requests: [],
      aheadSeconds: 0,
    });
  });

  test('a web page cannot drive them: other hosts and form posts are refused', async () => {
    const { sandbox, stripe } = open();
    await create(stripe);
    const rebound = await sandbox.fetch('http://evil.test/_sandbox/state');
    expect(rebound.status).toBe(403);
    for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
      const posted = await sandbox.fetch('http://127.0.0.1/_sandbox/reset', {
        method: 'POST',
        headers: { 'Content-Type': type },
        body: '{}',
      });
      expect(posted.status).toBe(415);
    }
    expect((await stripe.checkout.sessions.list()).data).toHaveLength(1);
  });

  test.each<[string, object]>([
    ['clock/advance', { seconds: -1 }],
    ['clock/advance', { seconds: 'soon' }],
    ['faults', { kind: 'status' }],
    ['faults', { kind: 'explode', method: 'GET', path: '/v1/events' }],
    ['faults', { kind: 'status', method: 'GET', path: '/v1/events', status: 200 }],
    ['deliveries/release', { order: 'random' }],
    ['webhooks', { url: 'nowhere' }],
  ])('%s refuses %j', async (path, body) => {
    const { control } = open();
    const { status, json } = await control(path, body);
    expect(status).toBe(400);
    expect(json).toMatchObject({ error: { message: expect.any(String) } });
  });
});
