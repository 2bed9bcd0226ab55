import { Hono } from 'hono';
import { ApiError } from './api-error.ts';
import { debitCurrencies } from './bank-accounts.ts';
import { rollSecret, type WebhookEndpoint } from './endpoints.ts';
import type { Fault, Faults } from './faults.ts';
import { ledgerOf } from './ledger.ts';
import { cancelRefund } from './refunds.ts';
import type { RequestLog } from './request-log.ts';
import type { DeliveryQueue } from './webhooks.ts';
import type { World } from './world.ts';

const orders = ['emitted', 'reversed', 'shuffled'] as const;
const kinds: readonly Fault['kind'][] = ['status', 'drop-before', 'drop-after', 'cut', 'delay'];

/**
 * The test controls under `/_sandbox`, JSON in and out:
 *
 * - `GET health` · `GET state` everything there is · `GET ledger` what each session has moved · `POST reset`
 * - `GET clock` · `POST clock/advance {seconds}`: expiries, late money, refunds, disputes and repeats fall due
 * - `POST methods {always: ['bacs_debit']}`: offered on every page from now on, even where the shop allows cards only
 * - `POST refunds/cancel {refund}`: as by hand in the Dashboard
 * - `POST webhooks {url, secret, events?}`: in place of those given at the start · `webhooks/roll {url, seconds?}`
 * - `GET deliveries?state=` · `POST deliveries/hold` · `release {order?, seed?}` · `reorder {seed}` · `resend {event, times?}`
 *   · `duplicate {event?, times?}` · `drop {event?}` · `POST settle`: waits until nothing is under way
 * - `GET faults` · `POST faults {method, path, kind, nth?, times?, status?, code?, shouldRetry?, stored?, worked?, milliseconds?}`
 *   · `faults/clear`
 *
 * Web pages cannot reach them: another Host than loopback is refused (rebinding), and writes need
 * `Content-Type: application/json` (a preflight, which is never granted).
 */
export function createControl(options: {
  world: World;
  queue: DeliveryQueue;
  faults: Faults;
  log: RequestLog;
  advance: (seconds: number) => Promise<void>;
  reset: () => void;
  setWebhooks: (endpoints: readonly WebhookEndpoint[]) => void;
  /** Ways to pay to put on every page from now on, whatever the shop allows. */
  offer: (methods: string[]) => void;
}) {
  const { world, queue, faults, log, advance, reset, setWebhooks, offer } = options;
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
    if (error instanceof ApiError) return c.json(error.body(), 400);
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
      disputes: store.disputes.all(),
      events: store.events.all(),
      webhooks: store.endpoints.all().map(({ id, url, events, enabled }) => ({ id, url, events, enabled })),
      due: store.due.all().map(({ at, ...work }) => ({ ...work, at: new Date(at).toISOString() })),
      idempotencyKeys: store.answers.size,
      requests: log.latest(),
      requestCounts: log.counts(),
    }),
  );
  control.get('/ledger', (c) => c.json({ sessions: ledgerOf(store) }));

  control.post('/methods', async (c) => {
    const { always } = await body(c.req);
    const known = Object.keys(debitCurrencies);
    if (!Array.isArray(always) || !always.every((method) => known.includes(String(method)))) {
      throw new SyntaxError(`\`always\` is a list of these: ${known.join(', ')}.`);
    }
    offer(always.map(String));
    return c.json({ always });
  });
  control.post('/refunds/cancel', async (c) => {
    const { refund: id } = await body(c.req);
    const refund = store.refunds.get(String(id));
    if (!refund) return c.json({ error: { message: `No such refund: '${String(id)}'` } }, 404);
    return c.json(cancelRefund(world, refund, { byHand: true }));
  });

  control.post('/webhooks', async (c) => {
    const { url, secret, events } = await body(c.req);
    if (typeof url !== 'string' || !URL.canParse(url) || typeof secret !== 'string' || secret === '') {
      throw new SyntaxError('`url` and `secret` are needed.');
    }
    setWebhooks([{ url, secret, ...(Array.isArray(events) && { events: events.map(String) }) }]);
    return c.json({ ok: true });
  });
  control.post('/webhooks/roll', async (c) => {
    const { url, seconds = 24 * 60 * 60 } = await body(c.req);
    const endpoint = store.endpoints.all().find((each) => each.url === url);
    if (!endpoint) return c.json({ error: { message: `No webhook goes to '${String(url)}'` } }, 404);
    if (typeof seconds !== 'number' || !(seconds >= 0)) throw new SyntaxError('`seconds` must be 0 or more.');
    return c.json({ secret: rollSecret(store, clock, endpoint, seconds).secret });
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
    const { order, seed } = await body(c.req);
    const known = orders.find((each) => each === order);
    if (order !== undefined && !known) {
      throw new SyntaxError(`\`order\` is one of ${orders.join(', ')}, or is left out.`);
    }
    await queue.release(known, seed === undefined ? 0 : whole('seed', seed));
    return c.json({ held: false });
  });
  control.post('/deliveries/reorder', async (c) => {
    const { seed = null } = await body(c.req);
    queue.reorder(seed === null ? null : whole('seed', seed));
    return c.json({ seed });
  });
  control.post('/deliveries/resend', async (c) => {
    const { event, times = 1 } = await body(c.req);
    const found = typeof event === 'string' ? store.events.get(event) : undefined;
    if (!found) return c.json({ error: { message: `No such event: '${String(event)}'` } }, 404);
    return c.json({ queued: queue.resend(found, whole('times', times, 1, 100)) });
  });
  control.post('/deliveries/duplicate', async (c) => {
    const { event, times = 1 } = await body(c.req);
    const copies = whole('times', times, 1, 100);
    return c.json({ queued: queue.duplicate(copies, typeof event === 'string' ? event : undefined) });
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
    const { method, path, stored, worked, kind: named, code = null, shouldRetry = null } = wanted;
    const kind = kinds.find((known) => known === named);
    if (!kind || typeof method !== 'string' || typeof path !== 'string') {
      throw new SyntaxError(`\`method\`, \`path\` and \`kind\` (${kinds.join(', ')}) are needed.`);
    }
    faults.add({
      kind,
      method: method.toUpperCase(),
      path,
      nth: whole('nth', wanted.nth ?? 1),
      times: whole('times', wanted.times ?? 1),
      status: whole('status', wanted.status ?? 500, 400, 599),
      code: typeof code === 'string' ? code : null,
      shouldRetry: typeof shouldRetry === 'boolean' ? shouldRetry : null,
      milliseconds: whole('milliseconds', wanted.milliseconds ?? 0),
      stored: stored === true,
      worked: worked === true,
    });
    return c.json({ ok: true });
  });
  control.post('/faults/clear', (c) => {
    faults.clear();
    return c.json({ ok: true });
  });

  return control;
}

function whole(name: string, value: unknown, least = 0, most = Number.MAX_SAFE_INTEGER): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  throw new SyntaxError(
    `\`${name}\` must be a whole number${most < Number.MAX_SAFE_INTEGER ? ` from ${least} to ${most}` : ''}.`,
  );
}
