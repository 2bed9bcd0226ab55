import { type Context, Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { ApiError, notEmulated } from './api-error.ts';
import { expandAnswer } from './expand.ts';
import type { Fault, Faults } from './faults.ts';
import { fingerprintOf, finishKey, releaseKey, takeKey } from './idempotency.ts';
import { newId } from './identifiers.ts';
import { type CreatedFilter, isCreatedWithin, type Paging, pageOf } from './lists.ts';
import type { StripeEvent } from './objects.ts';
import { apiVersion, type FormTree, readForm, readParameters } from './parameters.ts';
import { expireSession, noSuch, type RequestOrigin, refundCharge, type World } from './payments.ts';
import { createSession } from './session-create.ts';
import type { StoredSession, Table } from './store.ts';

interface Variables {
  requestId: string;
  body: string;
}
type ApiContext = Context<{ Variables: Variables }>;
type ListParameters = Paging & {
  created?: CreatedFilter;
  payment_intent?: string;
  charge?: string;
  customer?: string;
  status?: string;
  type?: string;
  types?: string[];
};

const everyList = ['limit', 'starting_after', 'ending_before', 'created', 'expand'] as const;

/** Tells the outermost layer to break the connection instead of answering. */
export const dropHeader = 'Sandbox-Drop-Connection';

/** One line of the sandbox's log of API calls. */
export interface LoggedRequest {
  at: string;
  method: string;
  path: string;
  status: number | 'dropped';
  requestId: string;
  idempotencyKey: string | null;
}

/** Stripe's API under `/v1`: every answer is JSON and carries `Request-Id`. */
export function createApi(options: {
  world: World;
  /** Events as readers see them: with the number of webhooks still to arrive. */
  events: Pick<Table<StripeEvent>, 'get' | 'all'>;
  faults: Faults;
  payUrl: (id: string) => string;
  /** Called with each session made, so that its expiry is watched. */
  created: (stored: StoredSession) => void;
  log: (entry: LoggedRequest) => void;
}) {
  const { world, events, faults, payUrl, created, log } = options;
  const { store, clock } = world;
  const api = new Hono<{ Variables: Variables }>();

  api.use('*', async (c, next) => {
    const requestId = newId('req', 14);
    const { method, path } = c.req;
    const key = method === 'POST' ? (c.req.header('Idempotency-Key') ?? null) : null;
    const version = c.req.header('Stripe-Version') ?? apiVersion;
    c.set('requestId', requestId);
    let status: number | 'dropped' = 500;
    try {
      const answer = await perform(c, next, { method, path, key, requestId, version });
      answer.headers.set('Request-Id', requestId);
      answer.headers.set('Stripe-Version', version);
      answer.headers.set('Cache-Control', 'no-cache, no-store');
      if (key !== null) answer.headers.set('Idempotency-Key', key);
      status = answer.headers.has(dropHeader) ? 'dropped' : answer.status;
      c.res = undefined;
      c.res = answer;
    } finally {
      log({ at: new Date(clock.now()).toISOString(), method, path, status, requestId, idempotencyKey: key });
    }
  });

  const perform = async (
    c: ApiContext,
    next: () => Promise<void>,
    call: { method: string; path: string; key: string | null; requestId: string; version: string },
  ): Promise<Response> => {
    let taken = false;
    try {
      authenticate(c.req.header('Authorization'));
      if (!/^\d{4}-\d{2}-\d{2}(\.[a-z]+)?$/.test(call.version)) {
        throw new ApiError(400, `Invalid Stripe API version: ${call.version}`);
      }
      const body = call.method === 'GET' ? '' : await c.req.text();
      if (body !== '' && !/^application\/x-www-form-urlencoded\b/i.test(c.req.header('Content-Type') ?? '')) {
        throw new ApiError(
          400,
          'Invalid request (check that your POST content type is application/x-www-form-urlencoded).',
        );
      }
      c.set('body', body);
      const fault = faults.hit(call.method, call.path);
      if (fault?.kind === 'drop-before') return dropped();
      if (call.key !== null) {
        const earlier = takeKey(
          store,
          clock,
          call.key,
          fingerprintOf(call.method, call.path, body),
          call.requestId,
        );
        if (earlier) {
          return delivered(earlier.body, earlier.status, fault, {
            'Idempotent-Replayed': 'true',
            'Original-Request': earlier.requestId,
          });
        }
        taken = true;
      }
      if (fault?.kind === 'delay') await new Promise((resolve) => setTimeout(resolve, fault.milliseconds));
      if (fault?.kind === 'status') {
        throw new ApiError(fault.status, 'The sandbox was asked to fail this request.', {
          type:
            fault.status === 429
              ? 'rate_limit_error'
              : fault.status >= 500
                ? 'api_error'
                : 'invalid_request_error',
          ...(fault.status === 429 && { code: 'rate_limit' }),
          executed: fault.stored,
        });
      }
      await next();
      if (c.error) throw c.error;
      const text = await c.res.text();
      // Nothing had begun where no route was found: the key stays free.
      if (call.key !== null) {
        if (c.res.status < 400) finishKey(store, call.key, c.res.status, text);
        else releaseKey(store, call.key);
      }
      return delivered(text, c.res.status, fault);
    } catch (thrown) {
      const error = asApiError(thrown);
      const text = JSON.stringify(error.body(), null, 2);
      if (taken && call.key !== null) {
        if (error.details.executed) finishKey(store, call.key, error.status, text);
        else releaseKey(store, call.key);
      }
      return jsonText(text, error.status);
    }
  };

  const parameters = <Wanted>(c: ApiContext, operation: string, tree = formOf(c)) =>
    readParameters(operation, tree) as Wanted & { expand?: string[] };
  const origin = (c: ApiContext): RequestOrigin => ({
    id: c.get('requestId'),
    idempotency_key: c.req.header('Idempotency-Key') ?? null,
  });
  const answer = (c: ApiContext, object: object, expand: readonly string[] = []) =>
    c.body(JSON.stringify(expandAnswer(store, object, expand), null, 2), 200);
  const sessionOf = (c: ApiContext) => {
    const id = c.req.param('id') ?? '';
    const stored = store.sessions.get(id);
    if (!stored) throw noSuch('checkout.session', id);
    return stored;
  };
  /** Registers GET /…/:id and GET /… for objects that are only read. */
  const readable = <Row extends { id: string; created: number }>(
    path: string,
    operation: string,
    table: Pick<Table<Row>, 'get' | 'all'>,
    kind: string,
    filters: readonly (keyof ListParameters)[],
    keep: (row: Row, wanted: ListParameters) => boolean,
  ) => {
    const taken: ReadonlySet<string> = new Set([...filters, ...everyList]);
    api.get(`${path}/:id`, (c) => {
      const { expand } = parameters(c, `${operation}.retrieve`);
      const row = table.get(c.req.param('id') ?? '');
      if (!row) throw noSuch(kind, c.req.param('id') ?? '');
      return answer(c, row, expand);
    });
    api.get(path, (c) => {
      const wanted = parameters<ListParameters>(c, `${operation}.list`);
      const other = Object.keys(wanted).find((key) => !taken.has(key));
      if (other !== undefined) throw notEmulated(`listing by ${other}`, other);
      const rows = table
        .all()
        .filter((row) => keep(row, wanted) && isCreatedWithin(row.created, wanted.created));
      return answer(c, pageOf(rows.reverse(), wanted, `/v1${path}`), wanted.expand);
    });
  };

  api.post('/checkout/sessions', (c) => {
    const form = formOf(c);
    if (form.has('payment_method_types')) throw methodTypesRefused(c.req.header('Stripe-Version'));
    const wanted = parameters(c, 'session.create', form);
    const stored = createSession(wanted, { now: clock.seconds(), payUrl });
    // A wrong expand path is refused before anything is made.
    store.sessions.save(stored);
    let expanded: Response;
    try {
      expanded = answer(c, stored.session, wanted.expand);
    } catch (error) {
      store.sessions.remove(stored.id);
      throw error;
    }
    created(stored);
    return expanded;
  });
  api.get('/checkout/sessions/:id/line_items', (c) => {
    const stored = sessionOf(c);
    const wanted = parameters<Paging>(c, 'session.lineItems');
    return answer(
      c,
      pageOf(stored.lineItems, wanted, `/v1/checkout/sessions/${stored.id}/line_items`),
      wanted.expand,
    );
  });
  api.post('/checkout/sessions/:id/expire', (c) => {
    const { expand } = parameters(c, 'session.expire');
    const stored = sessionOf(c);
    // A wrong expand path is refused before anything happens.
    answer(c, stored.session, expand);
    return answer(c, expireSession(world, stored, origin(c)), expand);
  });
  api.post('/checkout/sessions/:id', (c) => {
    const stored = sessionOf(c);
    const { metadata, expand, ...others } = parameters<{ metadata?: Record<string, string> | '' }>(
      c,
      'session.update',
    );
    const [other] = Object.keys(others);
    if (other !== undefined) throw notEmulated(`updating ${other}`, other);
    const session = { ...stored.session, metadata: mergeMetadata(stored.session.metadata, metadata) };
    store.sessions.save({ ...stored, session });
    return answer(c, session, expand);
  });
  readable(
    '/checkout/sessions',
    'session',
    {
      get: (id) => store.sessions.get(id)?.session,
      all: () => store.sessions.all().map(({ session }) => session),
    },
    'checkout.session',
    ['payment_intent', 'status', 'customer'],
    (session, { payment_intent, status, customer }) =>
      (payment_intent ?? session.payment_intent) === session.payment_intent &&
      (status ?? session.status) === session.status &&
      (customer ?? session.customer) === session.customer,
  );
  readable(
    '/payment_intents',
    'paymentIntent',
    store.intents,
    'payment_intent',
    ['customer'],
    (intent, { customer }) => (customer ?? intent.customer) === intent.customer,
  );
  for (const act of ['confirm', 'cancel', 'capture'] as const) {
    api.post(`/payment_intents/:id/${act}`, (c) => {
      const id = c.req.param('id');
      if (!store.intents.get(id)) throw noSuch('payment_intent', id);
      throw new ApiError(
        400,
        `You cannot ${act} this PaymentIntent because it was created by a Checkout Session. Expire the session instead.`,
        { code: 'payment_intent_unexpected_state', executed: true },
      );
    });
  }
  readable(
    '/charges',
    'charge',
    store.charges,
    'charge',
    ['payment_intent', 'customer'],
    (charge, { payment_intent, customer }) =>
      (payment_intent ?? charge.payment_intent) === charge.payment_intent &&
      (customer ?? charge.customer) === charge.customer,
  );
  readable(
    '/events',
    'event',
    events,
    'event',
    ['type', 'types'],
    (event, { type, types }) =>
      (type === undefined || isOfType(event.type, type)) &&
      (types === undefined || types.includes(event.type)),
  );

  api.post('/refunds', (c) => {
    const { expand, ...wanted } = parameters<{
      amount?: number;
      charge?: string;
      payment_intent?: string;
      reason?: string;
      metadata?: Record<string, string> | '';
    }>(c, 'refund.create');
    const { amount, charge, payment_intent, reason, metadata, ...others } = wanted;
    const [other] = Object.keys(others);
    if (other !== undefined) throw notEmulated(`refunds with ${other}`, other);
    const refund = refundCharge(
      world,
      {
        ...(amount !== undefined && { amount }),
        ...(charge !== undefined && { charge }),
        ...(payment_intent !== undefined && { payment_intent }),
        ...(reason !== undefined && { reason }),
        ...(typeof metadata === 'object' && { metadata }),
      },
      origin(c),
    );
    return answer(c, refund, expand);
  });
  api.post('/refunds/:id', (c) => {
    const refund = store.refunds.get(c.req.param('id'));
    if (!refund) throw noSuch('refund', c.req.param('id'));
    const { metadata, expand } = parameters<{ metadata?: Record<string, string> | '' }>(c, 'refund.update');
    const updated = { ...refund, metadata: mergeMetadata(refund.metadata, metadata) };
    store.refunds.save(updated);
    world.emit('refund.updated', updated, { request: origin(c), previous: { metadata: refund.metadata } });
    return answer(c, updated, expand);
  });
  readable(
    '/refunds',
    'refund',
    store.refunds,
    'refund',
    ['payment_intent', 'charge'],
    (refund, { payment_intent, charge }) =>
      (payment_intent ?? refund.payment_intent) === refund.payment_intent &&
      (charge ?? refund.charge) === refund.charge,
  );

  api.all('*', (c) => c.body(JSON.stringify(unknownUrl(c.req.method, c.req.path), null, 2), 404));
  return api;
}

/** The body of a 404 for a route that is not there; it must have `error`, or the SDK takes it for a success. */
export function unknownUrl(method: string, path: string): object {
  return new ApiError(
    404,
    `Unrecognized request URL (${method}: ${path}). The sandbox does not serve it.`,
  ).body();
}

function formOf(c: ApiContext): Map<string, FormTree> {
  return readForm(c.req.method === 'GET' ? new URL(c.req.url).search : c.get('body'));
}

function authenticate(header: string | undefined): void {
  const [scheme, credential = ''] = (header ?? '').split(' ');
  const key = /^basic$/i.test(scheme ?? '')
    ? (Buffer.from(credential, 'base64').toString('utf8').split(':')[0] ?? '')
    : /^bearer$/i.test(scheme ?? '')
      ? credential
      : '';
  if (key === '') {
    throw new ApiError(401, 'You did not provide an API key: send it as `Authorization: Bearer sk_test_…`.');
  }
  if (key.startsWith('pk_')) {
    throw new ApiError(401, 'This API call cannot be made with a publishable API key: use a secret one.', {
      code: 'secret_key_required',
    });
  }
  if (!/^sk_test_[A-Za-z0-9_]+$/.test(key)) {
    throw new ApiError(401, `Invalid API Key provided: ${key.slice(0, 8)}${'*'.repeat(8)}${key.slice(-4)}`);
  }
}

function methodTypesRefused(version: string = apiVersion): ApiError {
  if (version < '2026-09-30')
    return notEmulated(`payment_method_types of API version ${version}`, 'payment_method_types');
  return new ApiError(
    400,
    'The `payment_method_types` parameter is no longer supported. Leave it out, or use `allowed_payment_method_types`.',
    { code: 'payment_method_types_no_longer_supported', param: 'payment_method_types' },
  );
}

/** Keys sent empty are removed, others set; an empty hash removes all. */
function mergeMetadata(
  current: Record<string, string>,
  change: Record<string, string> | '' | undefined,
): Record<string, string> {
  if (change === undefined) return current;
  if (change === '' || Object.keys(change).length === 0) return {};
  return Object.fromEntries(Object.entries({ ...current, ...change }).filter(([, value]) => value !== ''));
}

function isOfType(type: string, wanted: string): boolean {
  return wanted.endsWith('*') ? type.startsWith(wanted.slice(0, -1)) : type === wanted;
}

function asApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown;
  console.error('The sandbox failed:', thrown);
  return new ApiError(500, 'The sandbox failed; see its log.', { type: 'api_error', executed: true });
}

function jsonText(text: string, status: number, headers: Record<string, string> = {}): Response {
  return new Response(text, {
    status: status as ContentfulStatusCode,
    headers: { 'Content-Type': 'application/json', ...headers },
  });
}

// The way back breaks for a first answer and for a replayed one alike.
function delivered(
  text: string,
  status: number,
  fault: Fault | undefined,
  headers: Record<string, string> = {},
): Response {
  if (fault?.kind === 'drop-after') return dropped();
  if (fault?.kind === 'cut') return cutShort(text, status);
  return jsonText(text, status, headers);
}

function dropped(): Response {
  return new Response(null, { status: 500, headers: { [dropHeader]: 'yes' } });
}

function cutShort(text: string, status: number): Response {
  const half = new TextEncoder().encode(text.slice(0, Math.floor(text.length / 2)));
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(half),
    pull: async (controller) => {
      // A server that still gathers the answer would turn the failure into a plain 500: let the half leave first.
      await new Promise((resolve) => setTimeout(resolve, 20));
      controller.error(new Error('The sandbox cut this answer short'));
    },
  });
  return new Response(stream, { status, headers: { 'Content-Type': 'application/json' } });
}
