import { Hono } from 'hono';
import type { LoggedRequest } from './api.ts';
import type { Fault, Faults } from './faults.ts';
import type { World } from './payments.ts';
import type { DeliveryQueue, WebhookEndpoint } from './webhooks.ts';

const kinds: readonly Fault['kind'][] = ['status', 'drop-before', 'drop-after', 'cut', 'delay'];

/**
 * The test controls under `/_sandbox`. Web pages cannot reach them: another Host than loopback is
 * refused (rebinding), and writes need `Content-Type: application/json` (a preflight, which is never granted).
 */
export function createControl(options: {
  world: World;
  queue: DeliveryQueue;
  faults: Faults;
  endpoints: WebhookEndpoint[];
  requests: () => { log: readonly LoggedRequest[]; counts: Record<string, number> };
  advance: (seconds: number) => Promise<void>;
  reset: () => void;
}) {
  const { world, queue, faults, endpoints, requests, advance, reset } = options;
  const { store, clock } = world;
  const control = new Hono();

  control.use('*', async (c, next) => {
    const host = new URL(c.req.url).hostname;
    if (!/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(host)) {
      return c.json({ error: { message: 'The sandbox is controlled from its own machine only.' } }, 403);
    }
    if (c.req.method !== 'GET' && !/^application\/json\b/i.test(c.req.header('Content-Type') ?? '')) {
      return c.json({ error: { message: 'Send Content-Type: application/json.' } }, 415);
    }
    c.header('Cache-Control', 'no-store');
    return next();
  });

  const body = async (request: { text(): Promise<string> }): Promise<Record<string, unknown>> => {
    const text = await request.text();
    const value: unknown = text === '' ? {} : JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new SyntaxError('Send a JSON object.');
    return value as Record<string, unknown>;
  };
  control.onError((error, c) => {
    if (error instanceof SyntaxError) return c.json({ error: { message: error.message } }, 400);
    console.error('The sandbox failed:', error);
    return c.json({ error: { message: 'The sandbox failed; see its log.' } }, 500);
  });

  const time = () => ({
    now: new Date(clock.now()).toISOString(),
    seconds: clock.seconds(),
    aheadSeconds: clock.offset() / 1000,
  });

  control.get('/health', (c) => c.json({ ok: true, held: queue.held(), ...time() }));
  control.post('/reset', (c) => {
    reset();
    return c.json({ ok: true });
  });
  control.get('/clock', (c) => c.json(time()));
  control.post('/clock/advance', async (c) => {
    const { seconds } = await body(c.req);
    if (typeof seconds !== 'number' || !Number.isFinite(seconds) || seconds < 0) {
      throw new SyntaxError('`seconds` must be a number, 0 or more.');
    }
    await advance(seconds);
    return c.json(time());
  });
  control.get('/state', (c) =>
    c.json({
      ...time(),
      sessions: store.sessions.all().map(({ session, lineItems }) => ({ ...session, line_items: lineItems })),
      intents: store.intents.all(),
      charges: store.charges.all(),
      refunds: store.refunds.all(),
      events: store.events.all(),
      webhooks: endpoints.map(({ url, events }) => ({ url, events: events ?? ['*'] })),
      requests: requests().log,
      requestCounts: requests().counts,
    }),
  );

  control.post('/webhooks', async (c) => {
    const { url, secret, events } = await body(c.req);
    if (typeof url !== 'string' || !URL.canParse(url) || typeof secret !== 'string' || secret === '') {
      throw new SyntaxError('`url` and `secret` are needed.');
    }
    const types = Array.isArray(events) ? events.map(String) : undefined;
    endpoints.splice(0, endpoints.length, { url, secret, ...(types && { events: types }) });
    return c.json({ ok: true });
  });

  control.get('/deliveries', (c) => {
    const state = c.req.query('state');
    const deliveries = store.deliveries
      .all()
      .filter((delivery) => (state ?? delivery.state) === delivery.state);
    return c.json({ held: queue.held(), deliveries });
  });
  control.post('/deliveries/hold', (c) => {
    queue.hold();
    return c.json({ held: true });
  });
  control.post('/deliveries/release', async (c) => {
    const { order } = await body(c.req);
    if (order !== undefined && order !== 'emitted' && order !== 'reversed') {
      throw new SyntaxError('`order` is "emitted" or "reversed", or is left out.');
    }
    await queue.release(order);
    return c.json({ held: false });
  });
  control.post('/deliveries/resend', async (c) => {
    const { event, times = 1 } = await body(c.req);
    const found = typeof event === 'string' ? store.events.get(event) : undefined;
    if (!found) return c.json({ error: { message: `No such event: '${String(event)}'` } }, 404);
    if (typeof times !== 'number' || !Number.isInteger(times) || times < 1 || times > 100) {
      throw new SyntaxError('`times` must be a whole number from 1 to 100.');
    }
    return c.json({ queued: queue.resend(found, times) });
  });
  control.post('/deliveries/drop', async (c) => {
    const { event } = await body(c.req);
    return c.json({ dropped: queue.drop(typeof event === 'string' ? event : undefined) });
  });
  control.post('/settle', async (c) => {
    await queue.settled();
    return c.json({ settled: true });
  });

  control.get('/faults', (c) => c.json({ faults: faults.list() }));
  control.post('/faults', async (c) => {
    const wanted = await body(c.req);
    const { method, path, stored, kind: named } = wanted;
    const kind = kinds.find((known) => known === named);
    if (!kind || typeof method !== 'string' || typeof path !== 'string') {
      throw new SyntaxError(`\`method\`, \`path\` and \`kind\` (${kinds.join(', ')}) are needed.`);
    }
    const number = (key: string, fallback: number) => {
      const value = wanted[key] ?? fallback;
      if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) {
        throw new SyntaxError(`\`${key}\` must be a whole number.`);
      }
      return value;
    };
    const status = number('status', 500);
    if (status < 400 || status > 599) throw new SyntaxError('`status` must be from 400 to 599.');
    faults.add({
      kind,
      method: method.toUpperCase(),
      path,
      nth: number('nth', 1),
      times: number('times', 1),
      status,
      milliseconds: number('milliseconds', 0),
      stored: stored === true,
    });
    return c.json({ ok: true });
  });
  control.post('/faults/clear', (c) => {
    faults.clear();
    return c.json({ ok: true });
  });

  return control;
}
