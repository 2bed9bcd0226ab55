import { ApiError } from './api-error.ts';
import { type Call, createRouter, type Route } from './api-routes.ts';
import type { SandboxClock } from './clock.ts';
import { checkExpand, expandAnswer } from './expand.ts';
import type { Fault, Faults } from './faults.ts';
import { fingerprintOf, type Idempotency } from './idempotency.ts';
import { newId } from './identifiers.ts';
import { apiVersion, readForm, readParameters } from './parameters.ts';
import type { RequestLog } from './request-log.ts';
import type { Store } from './store.ts';

/** A request to the API, whatever carried it. */
export interface ApiRequest {
  method: string;
  /** With `/v1`, without the query. */
  path: string;
  query: string;
  body: string;
  header(name: string): string | null;
}

/** What the API answers; `broken` says how the way back fails, if a fault wants that. */
export interface ApiAnswer {
  status: number;
  body: string;
  headers: Record<string, string>;
  broken: 'dropped' | 'cut' | null;
}

/** Stripe's API under `/v1`: every answer is JSON and carries `Request-Id`. Never rejects. */
export function createApi(options: {
  store: Store;
  clock: SandboxClock;
  faults: Faults;
  idempotency: Idempotency;
  routes: readonly Route[];
  log: RequestLog;
}): (request: ApiRequest) => Promise<ApiAnswer> {
  const { store, clock, faults, idempotency, routes, log } = options;
  const find = createRouter(routes);

  const perform = (
    request: ApiRequest,
    pairs: [string, string][],
    requestId: string,
    version: string,
  ): string => {
    const { method, path } = request;
    const found = find(method, path.slice('/v1'.length));
    if (!found) throw unknownUrl(method, path);
    const { route, id } = found;
    const form = readForm(pairs);
    route.before?.(form, version);
    const wanted: Record<string, unknown> =
      route.operation === null ? {} : readParameters(route.operation, form);
    const expand = Array.isArray(wanted.expand) ? wanted.expand.map(String) : [];
    if (route.changes) checkExpand(route.changes, expand);
    const call: Call = {
      id,
      wanted,
      origin: { id: requestId, idempotency_key: request.header('Idempotency-Key') },
    };
    const answer = route.handle(call);
    return JSON.stringify(expand.length === 0 ? answer : expandAnswer(store, answer, expand));
  };

  const answer = async (request: ApiRequest, requestId: string, version: string): Promise<ApiAnswer> => {
    const { method, path } = request;
    let key: string | null = null;
    let fault: Fault | undefined;
    try {
      authenticate(request.header('Authorization'));
      checkRequest(request, version);
      fault = faults.hit(method, path);
      if (fault?.kind === 'drop-before') return answerOf(500, '', 'dropped');
      const pairs = pairsOf(request);
      const wantedKey = method === 'POST' ? request.header('Idempotency-Key') : null;
      if (wantedKey !== null) {
        const earlier = idempotency.take(wantedKey, fingerprintOf(method, path, pairs));
        if (earlier) {
          return answerOf(earlier.status, earlier.body, brokenBy(fault), {
            'Idempotent-Replayed': 'true',
            'Original-Request': earlier.requestId,
          });
        }
        key = wantedKey;
      }
      if (fault?.kind === 'delay') await pause(fault.milliseconds);
      if (fault?.kind === 'status' && !fault.worked) throw wantedFailure(fault);
      const body = perform(request, pairs, requestId, version);
      if (fault?.kind === 'status') throw wantedFailure(fault);
      if (key !== null) idempotency.finish(key, { requestId, status: 200, body });
      return answerOf(200, body, brokenBy(fault));
    } catch (thrown) {
      const error = asApiError(thrown);
      const body = JSON.stringify(error.body());
      if (key !== null) {
        if (error.details.executed) idempotency.finish(key, { requestId, status: error.status, body });
        else idempotency.release(key);
      }
      const { shouldRetry = null } = error.details;
      return answerOf(
        error.status,
        body,
        brokenBy(fault),
        shouldRetry === null ? {} : { 'Stripe-Should-Retry': String(shouldRetry) },
      );
    }
  };

  return async (request) => {
    const requestId = newId('req', 14);
    const { method, path } = request;
    const version = request.header('Stripe-Version') ?? apiVersion;
    const at = clock.now();
    const result = await answer(request, requestId, version);
    const idempotencyKey = method === 'POST' ? request.header('Idempotency-Key') : null;
    result.headers['Request-Id'] = requestId;
    result.headers['Stripe-Version'] = version;
    if (idempotencyKey !== null) result.headers['Idempotency-Key'] = idempotencyKey;
    const status = result.broken === 'dropped' ? 'dropped' : result.status;
    log.add({ at, method, path, status, requestId, idempotencyKey });
    // What an answer promises is on disk before the answer leaves.
    store.commit();
    return result;
  };
}

/** The 404 for a route that is not there; its body must have `error`, or the SDK takes it for a success. */
export function unknownUrl(method: string, path: string): ApiError {
  return new ApiError(404, `Unrecognized request URL (${method}: ${path}). The sandbox does not serve it.`);
}

// GET carries its parameters in the address, everything else in the body.
function pairsOf({ method, query, body }: ApiRequest): [string, string][] {
  const text = method === 'GET' ? query : body;
  return text === '' ? [] : [...new URLSearchParams(text)];
}

function checkRequest({ method, body, header }: ApiRequest, version: string): void {
  if (!/^\d{4}-\d{2}-\d{2}(\.[a-z]+)?$/.test(version)) {
    throw new ApiError(400, `Invalid Stripe API version: ${version}`);
  }
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(header('Content-Type') ?? '');
  if (method !== 'GET' && body !== '' && !isForm) {
    throw new ApiError(
      400,
      'Invalid request (check that your POST content type is application/x-www-form-urlencoded).',
    );
  }
}

function authenticate(header: string | null): void {
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

function wantedFailure({ status, code, stored, shouldRetry }: Fault): ApiError {
  const type = status === 429 ? 'rate_limit_error' : status >= 500 ? 'api_error' : 'invalid_request_error';
  const said = code ?? (status === 429 ? 'rate_limit' : null);
  return new ApiError(status, 'The sandbox was asked to fail this request.', {
    type,
    ...(said !== null && { code: said }),
    executed: stored,
    shouldRetry,
  });
}

function asApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown;
  console.error('The sandbox failed:', thrown);
  return new ApiError(500, 'The sandbox failed; see its log.', { type: 'api_error', executed: true });
}

// The way back breaks for a first answer and for a replayed one alike.
const brokenBy = (fault: Fault | undefined): ApiAnswer['broken'] =>
  fault?.kind === 'drop-after' ? 'dropped' : fault?.kind === 'cut' ? 'cut' : null;

const answerOf = (
  status: number,
  body: string,
  broken: ApiAnswer['broken'],
  headers: Record<string, string> = {},
): ApiAnswer => ({
  status,
  body,
  broken,
  headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-cache, no-store', ...headers },
});

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
