import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { type ApiAnswer, type ApiRequest, createApi, unknownUrl } from './api.ts';
import { createClock } from './clock.ts';
import { createControl } from './control.ts';
import { runDueWork } from './due-work.ts';
import { endpointRoutes } from './endpoint-routes.ts';
import { configureEndpoints, type WebhookEndpoint } from './endpoints.ts';
import { changedFrom, newEvent } from './events.ts';
import { createFaults } from './faults.ts';
import { createHostedPages, type PageAnswer, type PageRequest } from './hosted-pages.ts';
import { openIdempotency } from './idempotency.ts';
import { paymentRoutes } from './payment-routes.ts';
import { createRequestLog } from './request-log.ts';
import { openSchedule } from './schedule.ts';
import { sessionRoutes } from './session-routes.ts';
import { createStore } from './store.ts';
import { createDeliveryQueue, type SendWebhook } from './webhooks.ts';
import type { World } from './world.ts';

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
  send?: SendWebhook;
  /** The payee's name on the payment page; otherwise the host of the shop. */
  merchant?: string;
}

export interface Sandbox {
  /**
   * Answers one request, as `fetch` would: pass it to `Stripe.createFetchHttpClient` or to a server.
   * Rejects with ConnectionDropped where a fault breaks the connection.
   */
  fetch(input: Request | string | URL, init?: RequestInit): Promise<Response>;
  /** Answers one API call without the cost of Request and Response: what a server of its own uses. */
  api(request: ApiRequest): Promise<ApiAnswer>;
  /** The same for a page where a buyer pays. */
  page(request: PageRequest): Promise<PageAnswer>;
  /** Resolves when no webhook is under way and none is due by the sandbox clock. */
  settled(): Promise<void>;
  /** Moves the clock forward: due sessions expire, due webhooks leave. Does not wait for the webhooks. */
  advance(seconds: number): Promise<void>;
  /** The sandbox's own time. */
  now(): Date;
  /** Calls of the API by method and path, ids replaced by `:id`, e.g. `POST /v1/checkout/sessions` → 2. */
  requestCounts(): Record<string, number>;
  /** Sends events to these endpoints from now on, beside those made through the API. */
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

const clockSetting = 'clock-offset';
const methodsSetting = 'always-offered';
const longestTimer = 60 * 60 * 1000;

/** An offline Stripe: API, payment page, webhooks and test controls in one `fetch` function, with its own memory. */
export function createSandbox(options: SandboxOptions = {}): Sandbox {
  const store = createStore(options.file);
  const clock = createClock(
    options.clock ?? { now: () => new Date() },
    Number(store.settings.get(clockSetting)?.value ?? 0),
  );
  const publicUrl = (options.publicUrl ?? 'http://127.0.0.1:4322').replace(/\/$/, '');
  let configured: readonly WebhookEndpoint[] = options.webhooks ?? [];
  configureEndpoints(store, clock, configured);
  const faults = createFaults();
  const log = createRequestLog();
  const idempotency = openIdempotency(store, clock);
  const schedule = openSchedule(store, clock);
  let timer: NodeJS.Timeout | undefined;
  let wakeAt: number | null = null;
  let closed = false;

  // One timer for everything; it is set anew only when something becomes due earlier than it would ring.
  const wake = () => {
    if (closed) return;
    const due = Math.min(
      schedule.next() ?? Number.POSITIVE_INFINITY,
      queue.nextDue() ?? Number.POSITIVE_INFINITY,
    );
    if (!Number.isFinite(due) || (wakeAt !== null && wakeAt <= due)) return;
    clearTimeout(timer);
    wakeAt = due;
    timer = setTimeout(tick, Math.min(longestTimer, Math.max(0, due - clock.now())));
    timer.unref();
  };

  const queue = createDeliveryQueue({
    store,
    clock,
    send: options.send ?? ((url, init) => fetch(url, init)),
    changed: wake,
  });

  const world: World = {
    store,
    clock,
    schedule,
    emit: (type, object, { before, request } = {}) => {
      const event = newEvent({
        type,
        created: clock.seconds(),
        object,
        ...(before && { previous: changedFrom(before, object) }),
        request: request ?? { id: null, idempotency_key: null },
        pendingWebhooks: queue.interested(type),
      });
      store.events.save(event);
      queue.add(event);
    },
  };

  // Time does not wait for timers: what is due has happened before anything is read.
  const catchUp = () => {
    const next = schedule.next();
    if (next !== null && next <= clock.now()) runDueWork(world);
  };

  const tick = () => {
    wakeAt = null;
    catchUp();
    queue.run();
    store.commit();
    wake();
  };

  const advance = async (seconds: number) => {
    clock.advance(seconds * 1000);
    store.settings.save({ id: clockSetting, value: clock.offset() });
    clearTimeout(timer);
    tick();
  };

  const reset = () => {
    store.clear();
    schedule.clear();
    idempotency.clear();
    clock.set(0);
    faults.clear();
    log.clear();
    queue.clear();
    configureEndpoints(store, clock, configured);
    clearTimeout(timer);
    tick();
  };

  const setWebhooks = (endpoints: readonly WebhookEndpoint[]) => {
    configured = [...endpoints];
    configureEndpoints(store, clock, configured);
  };

  const answerApi = createApi({
    store,
    clock,
    faults,
    idempotency,
    log,
    routes: [
      ...sessionRoutes(world, {
        payUrl: (id) => `${publicUrl}/c/pay/${id}`,
        alwaysOffered: () => [store.settings.get(methodsSetting)?.value ?? []].flat().map(String),
      }),
      ...paymentRoutes(world, queue),
      ...endpointRoutes(world),
    ],
  });
  const api = async (request: ApiRequest) => {
    catchUp();
    const answer = await answerApi(request);
    wake();
    return answer;
  };

  const answerPage = createHostedPages(world, { merchant: options.merchant, publicUrl });
  const page = async (request: PageRequest) => {
    catchUp();
    const answer = await answerPage(request);
    store.commit();
    wake();
    return answer;
  };

  const app = new Hono();
  app.use('*', bodyLimit({ maxSize: 1024 * 1024 }));
  app.use('*', async (_, next) => {
    catchUp();
    await next();
    store.commit();
    wake();
  });
  app.route(
    '/_sandbox',
    createControl({
      world,
      queue,
      faults,
      log,
      advance,
      reset,
      setWebhooks,
      offer: (methods) => store.settings.save({ id: methodsSetting, value: methods }),
    }),
  );
  app.on(['GET', 'POST'], '/c/pay/*', async ({ req }) => {
    const { search, pathname } = new URL(req.url);
    const { status, headers, body } = await answerPage({
      method: req.method === 'POST' ? 'POST' : 'GET',
      place: pathname.slice('/c/pay/'.length),
      query: search.slice(1),
      body: req.method === 'POST' ? await req.text() : '',
    });
    return new Response(body, { status, headers });
  });
  app.notFound((c) => c.json(unknownUrl(c.req.method, c.req.path).body(), 404));
  app.onError((error, c) => {
    if (error instanceof ConnectionDropped) throw error;
    console.error('The sandbox failed:', error);
    return c.text('The sandbox failed; see its log.', 500);
  });

  tick();

  return {
    api,
    page,
    fetch: async (input, init) => {
      const plain = plainApiRequest(input, init);
      if (plain) return asResponse(await api(plain));
      const request =
        typeof input === 'object' && 'headers' in input && !init ? input : new Request(input, init);
      // The API has a way of its own past the pages' framework.
      if (!new URL(request.url).pathname.startsWith('/v1/')) return app.fetch(request);
      return asResponse(await api(await asApiRequest(request)));
    },
    settled: () => queue.settled(),
    advance,
    now: () => new Date(clock.now()),
    requestCounts: () => log.counts(),
    setWebhooks,
    reset,
    close: () => {
      closed = true;
      clearTimeout(timer);
      store.close();
    },
  };
}

// A call of the API as the SDK makes it, text in and text out: to build a Request only to take it apart again
// would be a good part of the cost of a call.
function plainApiRequest(input: Request | string | URL, init: RequestInit = {}): ApiRequest | null {
  const { method = 'GET', body = '' } = init;
  if ((typeof input === 'object' && 'headers' in input) || typeof body !== 'string') return null;
  const { pathname, search } = typeof input === 'string' ? new URL(input) : input;
  if (!pathname.startsWith('/v1/')) return null;
  const headers = new Headers(init.headers);
  return { method, path: pathname, query: search.slice(1), body, header: (name) => headers.get(name) };
}

async function asApiRequest(request: Request): Promise<ApiRequest> {
  const { pathname, search } = new URL(request.url);
  return {
    method: request.method,
    path: pathname,
    query: search.slice(1),
    body: request.method === 'GET' ? '' : await request.text(),
    header: (name) => request.headers.get(name),
  };
}

function asResponse({ status, body, headers, broken }: ApiAnswer): Response {
  if (broken === 'dropped') throw new ConnectionDropped('The sandbox dropped the connection');
  if (broken === null) return new Response(body, { status, headers });
  const half = new TextEncoder().encode(body.slice(0, Math.floor(body.length / 2)));
  const cut = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(half),
    pull: async (controller) => {
      // Whoever reads gets the first half before the failure, as from a real connection.
      await new Promise((resolve) => setTimeout(resolve, 20));
      controller.error(new Error('The sandbox cut this answer short'));
    },
  });
  return new Response(cut, { status, headers });
}
