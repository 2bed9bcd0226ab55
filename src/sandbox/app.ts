import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { createApi, dropHeader, type LoggedRequest, unknownUrl } from './api.ts';
import { ApiError } from './api-error.ts';
import { createClock } from './clock.ts';
import { createControl } from './control.ts';
import { createFaults } from './faults.ts';
import {
  closedPage,
  type FieldName,
  type FormValues,
  pageHeaders,
  paymentPage,
  readPaymentForm,
  successUrl,
} from './hosted-page.ts';
import { pruneKeys } from './idempotency.ts';
import { newEvent, type StripeEvent } from './objects.ts';
import { chooseRate, expireDueSessions, paySession, type World } from './payments.ts';
import { createStore, type StoredSession } from './store.ts';
import { createDeliveryQueue, type WebhookEndpoint } from './webhooks.ts';

export interface SandboxOptions {
  /** Where browsers reach the sandbox; payment pages get their addresses from it. */
  publicUrl?: string;
  /** Where events go. */
  webhooks?: readonly WebhookEndpoint[];
  /** A journal that lets everything survive a restart; without it all is forgotten at the end. */
  file?: string;
  /** The wall clock; tests may put their own here. */
  clock?: { now(): Date };
  /** How webhooks leave; tests may hand them straight to the shop. */
  send?: (url: string, init: RequestInit) => Promise<Response>;
  /** The payee's name on the payment page; otherwise the host of the shop. */
  merchant?: string;
}

export interface Sandbox {
  /**
   * Answers one request, as `fetch` would: pass it to `Stripe.createFetchHttpClient` or to a server.
   * Rejects with ConnectionDropped where a fault breaks the connection.
   */
  fetch(input: Request | string | URL, init?: RequestInit): Promise<Response>;
  /** Resolves when no webhook is under way and none is due by the sandbox clock. */
  settled(): Promise<void>;
  /** Moves the clock forward: due sessions expire, due webhooks leave. Does not wait for the webhooks. */
  advance(seconds: number): Promise<void>;
  /** The sandbox's own time. */
  now(): Date;
  /** Calls of the API by method and path, ids replaced by `:id`, e.g. `POST /v1/checkout/sessions` → 2. */
  requestCounts(): Record<string, number>;
  /** Sends events to these endpoints from now on. */
  setWebhooks(endpoints: readonly WebhookEndpoint[]): void;
  /** Forgets all objects, faults and logs and sets the clock back to wall time. */
  reset(): void;
  /** Stops timers and closes the journal. */
  close(): void;
}

/** A fault broke the connection: there is no answer. */
export class ConnectionDropped extends Error {
  override readonly name = 'ConnectionDropped';
}

const loggedRequests = 1000;
const clockSetting = 'clock-offset';
const longestTimer = 60 * 60 * 1000;

/** An offline Stripe: API, payment page, webhooks and test controls in one `fetch` function, with its own memory. */
export function createSandbox(options: SandboxOptions = {}): Sandbox {
  const store = createStore(options.file);
  const clock = createClock(
    options.clock ?? { now: () => new Date() },
    store.settings.get(clockSetting)?.value ?? 0,
  );
  const publicUrl = (options.publicUrl ?? 'http://127.0.0.1:4322').replace(/\/$/, '');
  const endpoints: WebhookEndpoint[] = [...(options.webhooks ?? [])];
  const faults = createFaults();
  let log: LoggedRequest[] = [];
  let counts: Record<string, number> = {};
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  // The earliest expiry of an open session: spares looking through all sessions at each request.
  let nextExpiry = 0;

  const schedule = () => {
    clearTimeout(timer);
    if (closed) return;
    const due = Math.min(nextExpiry, queue.nextDue() ?? Number.POSITIVE_INFINITY);
    if (!Number.isFinite(due)) return;
    timer = setTimeout(tick, Math.min(longestTimer, Math.max(0, due - clock.now())));
    timer.unref();
  };

  const queue = createDeliveryQueue({
    store,
    clock,
    endpoints,
    send: options.send ?? ((url, init) => fetch(url, init)),
    changed: schedule,
  });

  const world: World = {
    store,
    clock,
    emit: (type, object, { previous, request } = {}) => {
      const event = newEvent({
        type,
        created: clock.seconds(),
        object,
        ...(previous && { previous }),
        request: request ?? { id: null, idempotency_key: null },
        pendingWebhooks: queue.interested(type),
      });
      store.events.save(event);
      queue.add(event);
    },
  };

  const shown = (event: StripeEvent | undefined) =>
    event && { ...event, pending_webhooks: queue.pendingByEvent().get(event.id) ?? 0 };

  const expireDue = () => {
    if (clock.now() < nextExpiry) return;
    expireDueSessions(world);
    const open = store.sessions.all().filter(({ session }) => session.status === 'open');
    nextExpiry = open.reduce(
      (earliest, { session }) => Math.min(earliest, session.expires_at * 1000),
      Number.POSITIVE_INFINITY,
    );
  };

  const tick = () => {
    expireDue();
    queue.run();
    schedule();
  };

  const advance = async (seconds: number) => {
    clock.advance(seconds * 1000);
    store.settings.save({ id: clockSetting, value: clock.offset() });
    pruneKeys(store, clock);
    tick();
  };

  const reset = () => {
    store.clear();
    clock.set(0);
    faults.clear();
    log = [];
    counts = {};
    nextExpiry = 0;
    queue.clear();
    tick();
  };

  const app = new Hono();
  app.use('*', bodyLimit({ maxSize: 1024 * 1024 }));
  app.use('*', async (_, next) => {
    // Time does not wait for timers: what is due has happened before anything is read.
    expireDue();
    await next();
  });
  app.route(
    '/v1',
    createApi({
      world,
      events: {
        get: (id) => shown(store.events.get(id)),
        all: () => {
          const pending = queue.pendingByEvent();
          return store.events
            .all()
            .map((event) => ({ ...event, pending_webhooks: pending.get(event.id) ?? 0 }));
        },
      },
      faults,
      payUrl: (id) => `${publicUrl}/c/pay/${id}`,
      created: ({ session }) => {
        nextExpiry = Math.min(nextExpiry, session.expires_at * 1000);
        schedule();
      },
      log: (entry) => {
        log.push(entry);
        if (log.length > loggedRequests) log.shift();
        const route = `${entry.method} ${entry.path.replace(/\/(cs|pi|ch|re|evt)_\w+/g, '/:id')}`;
        counts[route] = (counts[route] ?? 0) + 1;
      },
    }),
  );
  app.route(
    '/_sandbox',
    createControl({ world, queue, faults, endpoints, requests: () => ({ log, counts }), advance, reset }),
  );
  app.route('/c/pay', createHostedPage(world, options.merchant));
  app.notFound((c) => c.json(unknownUrl(c.req.method, c.req.path), 404));
  app.onError((error, c) => {
    // The API answers its own errors where they fall; this one is for the outer layers.
    if (error instanceof ApiError) return c.body(JSON.stringify(error.body()), error.status as 400);
    console.error('The sandbox failed:', error);
    return c.text('The sandbox failed; see its log.', 500);
  });

  pruneKeys(store, clock, { restarted: true });
  tick();

  return {
    fetch: async (input, init) => {
      const request =
        typeof input === 'object' && 'headers' in input && !init ? input : new Request(input, init);
      const answer = await app.fetch(request);
      if (answer.headers.has(dropHeader)) throw new ConnectionDropped('The sandbox dropped the connection');
      return answer;
    },
    settled: () => queue.settled(),
    advance,
    now: () => new Date(clock.now()),
    requestCounts: () => ({ ...counts }),
    setWebhooks: (next) => {
      endpoints.splice(0, endpoints.length, ...next);
    },
    reset,
    close: () => {
      closed = true;
      clearTimeout(timer);
      store.close();
    },
  };
}

function createHostedPage(world: World, merchant: string | undefined) {
  const { store, clock } = world;
  const page = new Hono();

  page.use('*', async (c, next) => {
    await next();
    const stored = store.sessions.get(c.req.path.split('/').at(-1) ?? '');
    for (const [name, value] of Object.entries(pageHeaders(stored))) c.header(name, value);
  });

  const payee = (stored: StoredSession) => merchant ?? new URL(stored.session.success_url).host;
  const closedAnswer = (stored: StoredSession | undefined) => {
    if (!stored) {
      return {
        status: 404 as const,
        page: closedPage(
          'Payment page not found',
          'There is no payment at this address. Go back to the shop and start again.',
        ),
      };
    }
    const { session } = stored;
    if (session.status === 'complete') {
      return {
        status: 200 as const,
        page: closedPage('This payment is complete', 'You have paid; there is nothing left to do here.', {
          href: successUrl(session),
          text: 'Go back to the shop',
        }),
      };
    }
    if (session.status === 'expired') {
      return {
        status: 410 as const,
        page: closedPage(
          'This payment page has expired',
          'Nothing was charged. Go back to the shop to order again.',
          session.cancel_url === null ? undefined : { href: session.cancel_url, text: 'Go back to the shop' },
        ),
      };
    }
    return null;
  };

  page.get('/:id', (c) => {
    const stored = store.sessions.get(c.req.param('id'));
    const refused = closedAnswer(stored);
    if (refused || !stored) return c.html(refused?.page ?? '', refused?.status ?? 404);
    const session = chooseRate(stored, c.req.query('shipping_rate') ?? null);
    const values: FormValues = session.customer_email === null ? {} : { email: session.customer_email };
    return c.html(paymentPage(stored, session, { values, merchant: payee(stored) }));
  });

  page.post('/:id', async (c) => {
    const form = await c.req.parseBody();
    const stored = store.sessions.get(c.req.param('id'));
    // A second click on "Pay" arrives where the first one led.
    if (stored?.session.status === 'complete') return c.redirect(successUrl(stored.session), 303);
    const refused = closedAnswer(stored);
    if (refused || !stored) return c.html(refused?.page ?? '', refused?.status ?? 404);

    const values = Object.fromEntries(
      Object.entries(form).filter((entry): entry is [FieldName, string] => typeof entry[1] === 'string'),
    ) as FormValues;
    const rate = values.shipping_rate ?? null;
    const session = chooseRate(stored, rate);
    // Card data is never given back to the page, not even to the one who typed it.
    const { card_number: _number, cvc: _code, ...kept } = values;
    const shown: FormValues = {
      ...kept,
      ...(session.customer_email !== null && { email: session.customer_email }),
    };
    const read = readPaymentForm(session, values, clock.now());
    if ('errors' in read) {
      return c.html(
        paymentPage(stored, session, { values: shown, errors: read.errors, merchant: payee(stored) }),
        422,
      );
    }
    const declined = paySession(world, stored, { ...read, decline: read.card.known?.decline ?? null, rate });
    if (declined) {
      const now = store.sessions.get(stored.id) ?? stored;
      return c.html(
        paymentPage(now, now.session, { values: shown, declined: declined.message, merchant: payee(stored) }),
        402,
      );
    }
    return c.redirect(successUrl(stored.session), 303);
  });

  return page;
}
