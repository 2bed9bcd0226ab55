import { createHash } from 'node:crypto';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** Makes the answer to a request by writing it to the response, as node:http has it. */
export type AnswerMaker = (request: IncomingMessage, response: ServerResponse) => void;

/** The finished answers of pages that are the same for everybody, and the compression of all answers. */
export interface AnswerCache {
  /**
   * Answers from memory, or has the answer made. An answer is kept while its `CDN-Cache-Control: max-age` says, if it
   * is a 200 to a GET and sets no cookie; neither that header nor `Cache-Tag` reaches the client. What is kept carries
   * an ETag and, unless the page says otherwise, `Cache-Control: no-cache`: a browser asks each time, and hears 304. `Age`
   * (seconds) says that an answer came from memory.
   */
  answer(request: IncomingMessage, response: ServerResponse, make: AnswerMaker): void;
  /** Forgets every answer that carries one of these tags, at once; those that are being made are not kept either. */
  invalidate(tags: readonly string[]): void;
}

interface Recorded {
  status: number;
  headers: OutgoingHttpHeaders;
  body: Buffer;
}

interface Kept extends Recorded {
  tags: readonly string[];
  etag: string;
  /** Milliseconds of the epoch. */
  since: number;
  until: number;
  /** The body in each coding that somebody has asked for. */
  coded: Map<Coding, Promise<Buffer>>;
  /** While a fresh one is made: only one request does that, the others wait for it. */
  fresh: Promise<Kept | null> | null;
}

type Coding = 'br' | 'gzip';

/**
 * `maxBytes`: of bodies before compression; the answers that were asked for least recently go first. `now`:
 * milliseconds of the epoch. `isPrivate`: requests that are neither answered from memory nor kept.
 */
export function createAnswerCache({
  maxBytes,
  now,
  isPrivate = () => false,
}: {
  maxBytes: number;
  now: () => number;
  isPrivate?: (request: IncomingMessage) => boolean;
}): AnswerCache {
  const kept = new Map<string, Kept>();
  let bytes = 0;
  // Counts the invalidations of each tag, so that an answer made from what was true before one is not kept.
  const turns = new Map<string, number>();

  function forget(key: string): void {
    bytes -= kept.get(key)?.body.length ?? 0;
    kept.delete(key);
  }

  function keep(key: string, entry: Kept): void {
    forget(key);
    kept.set(key, entry);
    bytes += entry.body.length;
    for (const oldest of kept.keys()) {
      if (bytes <= maxBytes) break;
      forget(oldest);
    }
  }

  /** Has the answer made; what came is sent by the caller, and kept if it may be. */
  async function makeAnswer(
    key: string | null,
    request: IncomingMessage,
    response: ServerResponse,
    make: AnswerMaker,
  ): Promise<{ made: Recorded; entry: Kept | null }> {
    const before = new Map(turns);
    const made = await record(request, response, make);
    const life = /\bmax-age=(\d+)/.exec(String(made.headers['cdn-cache-control'] ?? ''))?.[1];
    const tags = String(made.headers['cache-tag'] ?? '')
      .split(',')
      .map((tag) => tag.trim())
      .filter(Boolean);
    delete made.headers['cdn-cache-control'];
    delete made.headers['cache-tag'];
    const seconds = Number(life ?? 0);
    const isKept =
      key !== null &&
      seconds > 0 &&
      made.status === 200 &&
      request.method === 'GET' &&
      made.headers['set-cookie'] === undefined &&
      tags.every((tag) => turns.get(tag) === before.get(tag));
    if (!isKept) return { made, entry: null };
    made.headers['cache-control'] ??= 'no-cache';
    const entry: Kept = {
      ...made,
      tags,
      etag: `"${createHash('sha256').update(made.body).digest('base64url').slice(0, 22)}"`,
      since: now(),
      until: now() + seconds * 1000,
      coded: new Map(),
      fresh: null,
    };
    keep(key, entry);
    return { made, entry };
  }

  async function answer(
    request: IncomingMessage,
    response: ServerResponse,
    make: AnswerMaker,
  ): Promise<void> {
    const key = isPrivate(request) ? null : keyOf(request);
    const known = key === null ? undefined : kept.get(key);
    if (key !== null && known) {
      if (now() < known.until) {
        kept.delete(key);
        kept.set(key, known);
        response.setHeader('age', Math.floor((now() - known.since) / 1000));
        return sendKept(request, response, known);
      }
      const fresh = await known.fresh;
      if (fresh) return sendKept(request, response, fresh);
    }
    const making = makeAnswer(key, request, response, make);
    // A failure is told to the request that made it; those that wait then try for themselves.
    if (known)
      known.fresh = making.then(
        ({ entry }) => entry,
        () => null,
      );
    const { made, entry } = await making.finally(() => {
      if (known) known.fresh = null;
    });
    if (entry) return sendKept(request, response, entry);
    await send(request, response, made);
  }

  return {
    answer(request, response, make) {
      answer(request, response, make).catch((error: unknown) => {
        response.destroy(error instanceof Error ? error : new Error(String(error)));
      });
    },
    invalidate(tags) {
      for (const tag of tags) turns.set(tag, (turns.get(tag) ?? 0) + 1);
      const gone = new Set(tags);
      for (const [key, entry] of kept) if (entry.tags.some((tag) => gone.has(tag))) forget(key);
    },
  };
}

// What campaigns and mail programs hang on to an address changes nothing of the page.
const tracking = /^(utm_.*|fbclid|gclid|msclkid|mc_cid|mc_eid|ref)$/i;

/** The name under which an answer is kept: path and query in one order; null for what is never kept. */
function keyOf({ method, url = '' }: IncomingMessage): string | null {
  if (method !== 'GET' && method !== 'HEAD') return null;
  const at = url.indexOf('?');
  if (at < 0) return url;
  const query = new URLSearchParams(url.slice(at + 1));
  for (const name of [...query.keys()]) if (tracking.test(name)) query.delete(name);
  query.sort();
  return query.size === 0 ? url.slice(0, at) : `${url.slice(0, at)}?${query}`;
}

/** Lets `make` write to the response, and holds back what it writes. */
function record(request: IncomingMessage, response: ServerResponse, make: AnswerMaker): Promise<Recorded> {
  const { writeHead, write, end } = response;
  const chunks: Buffer[] = [];
  let status = 200;
  let headers: OutgoingHttpHeaders = {};
  const take = (chunk: unknown, encoding: unknown) => {
    if (typeof chunk === 'string')
      chunks.push(Buffer.from(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8'));
    else if (chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
  };
  return new Promise((resolve, reject) => {
    // A client that has gone away gets no answer, and nobody must wait for one.
    const gone = () => reject(new Error('The client has gone'));
    response.once('close', gone);
    const release = () => {
      response.off('close', gone);
      Object.assign(response, { writeHead, write, end });
    };
    Object.assign(response, {
      writeHead(code: number, given: OutgoingHttpHeaders = {}) {
        status = code;
        headers = given;
        return response;
      },
      write(chunk: unknown, encoding: unknown) {
        take(chunk, encoding);
        return true;
      },
      end(chunk: unknown, encoding: unknown) {
        take(chunk, encoding);
        release();
        if (status === 200 && response.statusCode !== 200) status = response.statusCode;
        resolve({ status, headers: { ...response.getHeaders(), ...headers }, body: Buffer.concat(chunks) });
        return response;
      },
    });
    make(request, response);
  });
}

async function sendKept(request: IncomingMessage, response: ServerResponse, entry: Kept): Promise<void> {
  const { status, headers, body, etag, coded } = entry;
  const known = String(request.headers['if-none-match'] ?? '');
  const coding = codingFor(request, headers, body);
  const tagged = { ...headers, etag: coding ? `${etag.slice(0, -1)}-${coding}"` : etag };
  if (known.split(',').some((each) => each.trim().replace(/^W\//, '') === tagged.etag)) {
    const { 'content-type': _type, 'content-length': _length, ...rest } = tagged;
    response.writeHead(304, varied(rest));
    response.end();
    return;
  }
  if (coding === null) return write(request, response, { status, headers: tagged, body }, null);
  let bytes = coded.get(coding);
  if (!bytes) {
    bytes = encode(body, coding);
    coded.set(coding, bytes);
  }
  write(request, response, { status, headers: tagged, body: await bytes }, coding);
}

async function send(request: IncomingMessage, response: ServerResponse, made: Recorded): Promise<void> {
  const coding = codingFor(request, made.headers, made.body);
  const body = coding ? await encode(made.body, coding) : made.body;
  write(request, response, { ...made, body }, coding);
}

function write(
  { method }: IncomingMessage,
  response: ServerResponse,
  { status, headers, body }: Recorded,
  coding: Coding | null,
): void {
  // An answer to HEAD that was not taken from memory has no body to measure.
  const length = method === 'HEAD' && body.length === 0 ? {} : { 'content-length': body.length };
  const coded = coding ? { 'content-encoding': coding } : {};
  const hasNoBody = status === 204 || status === 304;
  response.writeHead(status, varied({ ...headers, ...(hasNoBody ? {} : { ...length, ...coded }) }));
  response.end(method === 'HEAD' || hasNoBody ? undefined : body);
}

function varied(headers: OutgoingHttpHeaders): OutgoingHttpHeaders {
  const vary = headers.vary;
  return { ...headers, vary: vary ? `${String(vary)}, Accept-Encoding` : 'Accept-Encoding' };
}

const worthIt = /^(text\/|application\/(json|xml|manifest\+json|[\w.+-]*\+xml)|image\/svg)/;

/** The best coding that the client takes; null where the body is small, or of a kind that shrinks no further. */
function codingFor(request: IncomingMessage, headers: OutgoingHttpHeaders, body: Buffer): Coding | null {
  if (body.length < 1024 || headers['content-encoding'] !== undefined) return null;
  if (!worthIt.test(String(headers['content-type'] ?? ''))) return null;
  const taken = String(request.headers['accept-encoding'] ?? '')
    .split(',')
    .map((each) => /^\s*([\w*-]+)\s*(?:;\s*q=([\d.]+))?/.exec(each))
    .flatMap((match) => (match && Number(match[2] ?? 1) > 0 ? [match[1]?.toLowerCase()] : []));
  return taken.includes('br') ? 'br' : taken.includes('gzip') ? 'gzip' : null;
}

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);

// An article of 52 kB, on one core: brotli 4 gives 12.4 kB in 1.6 ms, 5 gives 11.7 kB in 1.9 ms, 9 gives 11.6 kB in 17 ms;
// gzip 6 gives 13.2 kB in 1.0 ms.
function encode(body: Buffer, coding: Coding): Promise<Buffer> {
  if (coding === 'gzip') return zip(body, { level: 6 });
  return brotli(body, {
    params: {
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_QUALITY]: 5,
      [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
    },
  });
}
