import Stripe from 'stripe';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createSandbox } from '#sandbox/app.ts';
import { retrySeconds, signatureHeader } from '#sandbox/webhooks.ts';

const secret = 'whsec_0123456789abcdef';
const start = Date.UTC(2026, 10, 22, 12);

interface Received {
  url: string;
  body: string;
  signature: string;
  type: string;
  id: string;
}

/** A sandbox whose webhooks arrive in a list; `answer` says what the receiver answers. */
function open(
  answer: (received: Received, nth: number) => Response | Promise<Response> = () => new Response('ok'),
  now = () => new Date(start),
) {
  const received: Received[] = [];
  const sandbox = createSandbox({
    clock: { now },
    webhooks: [{ url: 'http://shop.test/hook', secret }],
    send: async (url, init) => {
      const body = String(init.body);
      const { id, type } = JSON.parse(body);
      const entry = {
        url,
        body,
        type,
        id,
        signature: new Headers(init.headers).get('Stripe-Signature') ?? '',
      };
      received.push(entry);
      return answer(entry, received.length);
    },
  });
  onTestFinished(() => sandbox.close());
  const stripe = new Stripe('sk_test_x', {
    httpClient: Stripe.createFetchHttpClient(sandbox.fetch),
    maxNetworkRetries: 0,
  });
  const control = async (path: string, body?: object) => {
    const response = await sandbox.fetch(`http://127.0.0.1/_sandbox/${path}`, {
      ...(body && {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
    return { status: response.status, json: await response.json() };
  };
  const create = () =>
    stripe.checkout.sessions.create({
      mode: 'payment',
      success_url: 'http://shop.test/return',
      line_items: [
        { price_data: { currency: 'gbp', unit_amount: 2400, product_data: { name: 'Roller' } }, quantity: 1 },
      ],
    });
  /** One event and one webhook: a session made and expired. */
  const expireOne = async () => {
    const session = await create();
    await stripe.checkout.sessions.expire(session.id);
    return session;
  };
  const pay = (url: string | null) =>
    sandbox.fetch(url ?? '', {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({
        email: 'a@b.co',
        name: 'Ada',
        card_number: '4242424242424242',
        exp: '12/34',
        cvc: '123',
      }),
    });
  const deliveries = async () => (await control('deliveries')).json.deliveries;
  return { sandbox, stripe, control, create, expireOne, pay, received, deliveries };
}

describe('a webhook', () => {
  test('is signed so that the SDK accepts it, and carries the event that the API shows', async () => {
    const { sandbox, stripe, expireOne, received } = open();
    const session = await expireOne();
    await sandbox.settled();
    expect(received).toHaveLength(1);
    const [{ body, signature, url }] = received as [Received];
    expect(url).toBe('http://shop.test/hook');
    const event = stripe.webhooks.constructEvent(body, signature, secret);
    expect(event).toMatchObject({
      type: 'checkout.session.expired',
      api_version: '2026-10-28.endive',
      livemode: false,
      pending_webhooks: 1,
      data: { object: { id: session.id, status: 'expired' } },
    });
    expect(await stripe.events.retrieve(event.id)).toMatchObject({ id: event.id, pending_webhooks: 0 });
    expect(() => stripe.webhooks.constructEvent(body, signature, 'whsec_other')).toThrow();
    expect(() =>
      stripe.webhooks.constructEvent(body.replace('expired', 'paid'), signature, secret),
    ).toThrow();
  });

  test('leaves after the answer, not before: the caller has the session first', async () => {
    const { sandbox, expireOne, received } = open();
    await expireOne();
    expect(received).toEqual([]);
    await sandbox.settled();
    expect(received).toHaveLength(1);
  });

  test('goes out for each event of a payment', async () => {
    const { sandbox, create, pay, received } = open();
    await pay((await create()).url);
    await sandbox.settled();
    expect(received.map(({ type }) => type).sort()).toEqual([
      'charge.succeeded',
      'charge.updated',
      'checkout.session.completed',
      'payment_intent.created',
      'payment_intent.succeeded',
    ]);
  });

  test('several are on their way at once', async () => {
    let underWay = 0;
    let most = 0;
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { sandbox, create, pay } = open(async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      if (underWay === 5) release();
      await gate;
      return new Response('ok');
    });
    await pay((await create()).url);
    await sandbox.settled();
    expect(most).toBe(5);
  });

  test('an endpoint gets the types that it wants only', async () => {
    const { sandbox, control, create, pay, received } = open();
    await control('webhooks', {
      url: 'http://other.test/hook',
      secret,
      events: ['checkout.session.completed'],
    });
    await pay((await create()).url);
    await sandbox.settled();
    expect(received.map(({ url, type }) => [url, type])).toEqual([
      ['http://other.test/hook', 'checkout.session.completed'],
    ]);
  });

  test('the signature is HMAC-SHA256 over time, dot and body', () => {
    // Computed apart: printf '1700000000.{}' | openssl dgst -sha256 -hmac whsec_x
    expect(signatureHeader('{}', 'whsec_x', 1_700_000_000)).toBe(
      't=1700000000,v1=be8cb8325f2202445260a855532f967e30ad2a9394ce28da66ee02880ddcb661',
    );
  });
});

describe('a webhook that fails', () => {
  test.each<[string, () => Response, number | null]>([
    ['500', () => new Response('no', { status: 500 }), 500],
    ['404', () => new Response('no', { status: 404 }), 404],
    [
      'a redirect',
      () => new Response(null, { status: 308, headers: { Location: 'http://shop.test/hook/' } }),
      308,
    ],
    [
      'a broken connection',
      () => {
        throw new TypeError('fetch failed');
      },
      null,
    ],
  ])('with %s is repeated by the clock until it arrives', async (_name, fail, status) => {
    const { sandbox, expireOne, received, deliveries } = open((_, nth) =>
      nth <= 2 ? fail() : new Response('ok'),
    );
    await expireOne();
    await sandbox.settled();
    expect(await deliveries()).toMatchObject([{ state: 'pending', attempts: [{ status }] }]);
    await sandbox.advance(1);
    await sandbox.settled();
    expect(received).toHaveLength(1);
    await sandbox.advance(1);
    await sandbox.settled();
    expect(received).toHaveLength(2);
    await sandbox.advance(9);
    await sandbox.settled();
    expect(received).toHaveLength(2);
    await sandbox.advance(1);
    await sandbox.settled();
    expect(await deliveries()).toMatchObject([
      { state: 'delivered', attempts: [{ status }, { status }, { status: 200 }] },
    ]);
    expect(new Set(received.map(({ body }) => body)).size).toBe(1);
  });

  test('is given up after the last pause, having been signed afresh each time', async () => {
    const { sandbox, stripe, expireOne, received, deliveries } = open(
      () => new Response('no', { status: 503 }),
    );
    await expireOne();
    await sandbox.settled();
    for (const seconds of retrySeconds) {
      await sandbox.advance(seconds);
      await sandbox.settled();
    }
    expect(received).toHaveLength(retrySeconds.length + 1);
    expect((await deliveries())[0].state).toBe('failed');
    await sandbox.advance(1_000_000);
    await sandbox.settled();
    expect(received).toHaveLength(retrySeconds.length + 1);
    for (const { body, signature } of received) stripe.webhooks.constructEvent(body, signature, secret);
    const total = retrySeconds.reduce((sum, seconds) => sum + seconds, 0);
    expect(total).toBeGreaterThan(2 * 86_400);
  });
});

describe('as time goes by on its own', () => {
  test('webhooks leave and are repeated, sessions expire', async () => {
    vi.useFakeTimers({ now: start });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const { create, received } = open(
      (_, nth) => new Response('', { status: nth <= 2 ? 500 : 200 }),
      () => new Date(),
    );
    await create();
    const step = (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1000);
    await step(86_399);
    expect(received).toHaveLength(0);
    await step(1);
    expect(received.map(({ type }) => type)).toEqual(['checkout.session.expired']);
    await step(2);
    expect(received).toHaveLength(2);
    await step(9);
    expect(received).toHaveLength(2);
    await step(1);
    expect(received).toHaveLength(3);
    await step(86_400);
    expect(received).toHaveLength(3);
  });

  test('a receiver that does not answer for 10 seconds has failed', async () => {
    const { sandbox, expireOne, deliveries } = open();
    // The signal handed to the receiver is the promise: it fires at 10 s of real time.
    const timeout = vi.spyOn(AbortSignal, 'timeout');
    await expireOne();
    await sandbox.settled();
    expect(timeout).toHaveBeenCalledExactlyOnceWith(10_000);
    expect(await deliveries()).toMatchObject([{ state: 'delivered' }]);
  });
});

describe('test controls', () => {
  test('hold keeps webhooks back, release sends them', async () => {
    const { sandbox, control, create, pay, received } = open();
    await control('deliveries/hold', {});
    await pay((await create()).url);
    await sandbox.settled();
    expect(received).toEqual([]);
    await control('deliveries/release', {});
    await sandbox.settled();
    expect(received).toHaveLength(5);
  });

  test('release in reverse brings the newest first, one after the other', async () => {
    const { control, create, pay, received } = open();
    await control('deliveries/hold', {});
    await pay((await create()).url);
    await control('deliveries/release', { order: 'reversed' });
    expect(received.map(({ type }) => type)).toEqual([
      'charge.updated',
      'checkout.session.completed',
      'payment_intent.succeeded',
      'charge.succeeded',
      'payment_intent.created',
    ]);
  });

  test('resend repeats an event as often as asked, as the same event', async () => {
    const { sandbox, control, expireOne, received } = open();
    await expireOne();
    await sandbox.settled();
    const event = received[0]?.id;
    expect(await control('deliveries/resend', { event, times: 4 })).toMatchObject({
      status: 200,
      json: { queued: 4 },
    });
    await sandbox.settled();
    expect(received.map(({ id }) => id)).toEqual(Array.from({ length: 5 }, () => event));
    expect((await control('deliveries/resend', { event: 'evt_none' })).status).toBe(404);
    expect((await control('deliveries/resend', { event, times: 0 })).status).toBe(400);
  });

  test('duplicate sends what waits as often as asked, all at once', async () => {
    const { sandbox, control, expireOne, received, deliveries } = open();
    await control('deliveries/hold', {});
    await expireOne();
    expect((await control('deliveries/duplicate', { times: 49 })).json).toEqual({ queued: 49 });
    await control('deliveries/release', {});
    await sandbox.settled();
    expect(received).toHaveLength(50);
    expect(new Set(received.map(({ body }) => body)).size).toBe(1);
    expect(await deliveries()).toHaveLength(50);
    expect((await control('deliveries/duplicate', { times: 101 })).status).toBe(400);
  });

  test('a disorder drawn by a seed is another than that of the events, and the same for the same seed', async () => {
    const order = async (seed: number, way: 'release' | 'reorder') => {
      const { sandbox, control, create, pay, received } = open();
      await control('deliveries/hold', {});
      const sessions = [await create(), await create(), await create()];
      for (const { url } of sessions) await pay(url);
      if (way === 'release') await control('deliveries/release', { order: 'shuffled', seed });
      else {
        await control('deliveries/reorder', { seed });
        await control('deliveries/release', {});
      }
      await sandbox.settled();
      expect(received).toHaveLength(15);
      const place = new Map(sessions.map(({ id }, index) => [id, index]));
      return received.map(({ type, body }) => {
        const { object } = JSON.parse(body).data;
        const [, index = ''] = [...place].find(([id]) => JSON.stringify(object).includes(id)) ?? [];
        return `${type} ${index}`;
      });
    };
    for (const way of ['release', 'reorder'] as const) {
      const first = await order(1, way);
      expect(await order(1, way)).toEqual(first);
      expect(await order(2, way)).not.toEqual(first);
      const emitted = ['payment_intent.created', 'charge.succeeded', 'payment_intent.succeeded'];
      expect(first.slice(0, 3).map((entry) => entry.split(' ')[0])).not.toEqual(emitted);
    }
  });

  test('while a secret is rolled both sign, afterwards the new one alone', async () => {
    const { sandbox, control, stripe, expireOne, received } = open();
    const { secret: next } = (await control('webhooks/roll', { url: 'http://shop.test/hook', seconds: 60 }))
      .json;
    expect(next).toMatch(/^whsec_\w{32}$/);
    await expireOne();
    await sandbox.settled();
    const [during] = received as [Received];
    expect(during.signature.match(/v1=/g)).toHaveLength(2);
    for (const known of [secret, next]) stripe.webhooks.constructEvent(during.body, during.signature, known);
    await sandbox.advance(60);
    await expireOne();
    await sandbox.settled();
    const after = received.at(-1) as Received;
    stripe.webhooks.constructEvent(after.body, after.signature, next);
    expect(() => stripe.webhooks.constructEvent(after.body, after.signature, secret)).toThrow();
    expect((await control('webhooks/roll', { url: 'http://nobody.test' })).status).toBe(404);
  });

  test('drop loses what waits for good', async () => {
    const { sandbox, control, expireOne, received, deliveries } = open();
    await control('deliveries/hold', {});
    await expireOne();
    expect((await control('deliveries/drop', {})).json).toEqual({ dropped: 1 });
    await control('deliveries/release', {});
    await sandbox.advance(100_000);
    await sandbox.settled();
    expect(received).toEqual([]);
    expect((await deliveries())[0].state).toBe('dropped');
  });

  test('reset forgets webhooks on their way', async () => {
    const { sandbox, control, expireOne, deliveries } = open(async () => {
      await control('reset', {});
      return new Response('no', { status: 500 });
    });
    await expireOne();
    await sandbox.settled();
    expect(await deliveries()).toEqual([]);
  });
});

describe('webhook endpoints of the API', () => {
  const hook = 'http://other.test/hook';

  test('are made with a secret that is shown once, read, listed, changed and deleted', async () => {
    const { stripe } = open();
    const made = await stripe.webhookEndpoints.create({
      url: hook,
      enabled_events: ['charge.refunded', 'refund.failed'],
      api_version: '2026-09-30.endive',
      description: 'Refunds',
      metadata: { team: 'money' },
    });
    expect(made).toMatchObject({
      object: 'webhook_endpoint',
      url: hook,
      status: 'enabled',
      api_version: '2026-09-30.endive',
      enabled_events: ['charge.refunded', 'refund.failed'],
      secret: expect.stringMatching(/^whsec_\w{32}$/),
    });
    const read = await stripe.webhookEndpoints.retrieve(made.id);
    expect(read).not.toHaveProperty('secret');
    const changed = await stripe.webhookEndpoints.update(made.id, {
      enabled_events: ['*'],
      disabled: true,
      description: '',
      metadata: { team: '' },
    });
    expect(changed).toMatchObject({
      enabled_events: ['*'],
      status: 'disabled',
      description: null,
      metadata: {},
    });
    // The one that the sandbox was started with is an endpoint like any other.
    expect((await stripe.webhookEndpoints.list()).data.map(({ url }) => url)).toEqual([
      hook,
      'http://shop.test/hook',
    ]);
    expect(await stripe.webhookEndpoints.del(made.id)).toMatchObject({ id: made.id, deleted: true });
    await expect(stripe.webhookEndpoints.retrieve(made.id)).rejects.toMatchObject({
      code: 'resource_missing',
    });
  });

  test('get the events that they asked for, in their API version, signed with their secret', async () => {
    const { sandbox, stripe, create, pay, received } = open();
    const { secret: own } = await stripe.webhookEndpoints.create({
      url: hook,
      enabled_events: ['checkout.session.completed'],
      api_version: '2026-09-30.endive',
    });
    await pay((await create()).url);
    await sandbox.settled();
    const ours = received.filter(({ url }) => url === hook);
    expect(ours.map(({ type }) => type)).toEqual(['checkout.session.completed']);
    const [{ body, signature }] = ours as [Received];
    const event = stripe.webhooks.constructEvent(body, signature, own ?? '');
    expect(event).toMatchObject({ api_version: '2026-09-30.endive', pending_webhooks: 2 });
    expect(await stripe.events.retrieve(event.id)).toMatchObject({ api_version: '2026-10-28.endive' });
    expect(received.filter(({ url }) => url !== hook)).toHaveLength(5);
  });

  test('that are disabled or deleted get nothing more, not even what waits for them', async () => {
    const { sandbox, stripe, control, create, pay, received, deliveries } = open();
    const ids: string[] = [];
    for (const url of ['http://a.test/hook', 'http://b.test/hook']) {
      ids.push((await stripe.webhookEndpoints.create({ url, enabled_events: ['charge.succeeded'] })).id);
    }
    await control('deliveries/hold', {});
    await pay((await create()).url);
    const [disabled, deleted] = ids as [string, string];
    await stripe.webhookEndpoints.update(disabled, { disabled: true });
    await stripe.webhookEndpoints.del(deleted);
    await control('deliveries/release', {});
    await sandbox.settled();
    expect(received.filter(({ url }) => url !== 'http://shop.test/hook')).toEqual([]);
    const failed = (await deliveries()).filter(({ state }: { state: string }) => state === 'failed');
    expect(failed).toHaveLength(2);
    await pay((await create()).url);
    await sandbox.settled();
    expect(received.filter(({ url }) => url !== 'http://shop.test/hook')).toEqual([]);
  });

  test.each<[string, object, string]>([
    ['no URL', { enabled_events: ['*'] }, 'Missing required param: url.'],
    ['no scheme', { url: 'shop.test', enabled_events: ['*'] }, 'explicit scheme'],
    ['an event that does not exist', { url: hook, enabled_events: ['order.paid'] }, 'must be one of'],
    ['`*` beside an event', { url: hook, enabled_events: ['*', 'charge.failed'] }, 'not both'],
    [
      'a version that does not exist',
      { url: hook, enabled_events: ['*'], api_version: '2026-01-01' },
      'api_version',
    ],
    ['Connect', { url: hook, enabled_events: ['*'], connect: true }, 'sandbox: not emulated'],
  ])('are refused with %s', async (_name, parameters, words) => {
    const { stripe } = open();
    await expect(
      stripe.webhookEndpoints.create(parameters as Stripe.WebhookEndpointCreateParams),
    ).rejects.toMatchObject({ statusCode: 400, message: expect.stringContaining(words) });
    expect((await stripe.webhookEndpoints.list()).data).toHaveLength(1);
  });

  test('are no more than sixteen', async () => {
    const { stripe } = open();
    const make = (n: number) =>
      stripe.webhookEndpoints.create({ url: `http://shop.test/${n}`, enabled_events: ['*'] });
    for (let n = 0; n < 15; n += 1) await make(n);
    await expect(make(16)).rejects.toMatchObject({ statusCode: 400 });
  });
});
