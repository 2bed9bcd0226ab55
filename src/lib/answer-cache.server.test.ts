import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { createAnswerCache } from './answer-cache.server.ts';

const page = `<p>${'A page that is long enough to be worth its compression. '.repeat(40)}</p>`;

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

/** A server whose answers `make` writes, with the cache before it, on a clock that is moved by hand. */
async function serve(
  make: (request: IncomingMessage, response: ServerResponse, turn: number) => void,
  maxBytes = 1_000_000,
) {
  const clock = { now: 1_000_000 };
  let made = 0;
  const cache = createAnswerCache({ maxBytes, now: () => clock.now });
  const server = createServer((request, response) =>
    cache.answer(request, response, (...args) => {
      made += 1;
      make(...args, made);
    }),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(() => new Promise((resolve) => server.close(() => resolve())));
  const { port } = server.address() as AddressInfo;
  const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    new Promise<Answer>((resolve, reject) => {
      const sent = httpRequest(
        { host: '127.0.0.1', port, path, method, headers, agent: false },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => {
            const bytes = Buffer.concat(chunks);
            const coding = bytes.length > 0 ? response.headers['content-encoding'] : undefined;
            const body =
              coding === 'br' ? brotliDecompressSync(bytes) : coding === 'gzip' ? gunzipSync(bytes) : bytes;
            resolve({ status: response.statusCode ?? 0, headers: response.headers, body: body.toString() });
          });
        },
      );
      sent.on('error', reject);
      sent.end();
    });
  return { get, clock, cache, port, made: () => made };
}

const html = { 'content-type': 'text/html; charset=utf-8' };
const cached = { ...html, 'cdn-cache-control': 'max-age=60', 'cache-tag': 'shop, product:a' };

test('keeps what may be kept for as long as it may, and not a millisecond longer', async () => {
  const { get, clock, made } = await serve((_, response, turn) => {
    response.writeHead(200, cached).end(`${turn}${page}`);
  });
  expect((await get('/a')).headers.age).toBeUndefined();
  for (let count = 0; count < 3; count += 1) expect((await get('/a')).body).toBe(`1${page}`);
  clock.now += 59_999;
  const last = await get('/a');
  expect(last.body).toBe(`1${page}`);
  expect(last.headers.age).toBe('59');
  clock.now += 1;
  expect((await get('/a')).body).toBe(`2${page}`);
  expect(made()).toBe(2);
});

test('what is the shop’s own business does not reach the client', async () => {
  const { get } = await serve((_, response) => {
    response.writeHead(200, cached).end(page);
  });
  for (const { headers } of [await get('/a'), await get('/a')]) {
    expect(headers['cdn-cache-control']).toBeUndefined();
    expect(headers['cache-tag']).toBeUndefined();
    expect(headers['cache-control']).toBe('no-cache');
    expect(headers['content-type']).toBe(html['content-type']);
  }
});

test.each([
  ['says nothing of keeping', 'GET', 200, html],
  ['may be kept for no time', 'GET', 200, { ...html, 'cdn-cache-control': 'max-age=0' }],
  ['is no success', 'GET', 404, cached],
  ['sets a cookie', 'GET', 200, { ...cached, 'set-cookie': 'basket=1' }],
  ['answers a form', 'POST', 200, cached],
])('keeps nothing that %s', async (_, method, status, headers) => {
  const { get, made } = await serve((_request, response, turn) => {
    response.writeHead(status, headers).end(`${turn}${page}`);
  });
  expect((await get('/a', {}, method)).body).toBe(`1${page}`);
  const second = await get('/a', {}, method);
  expect(second.body).toBe(`2${page}`);
  expect(second.status).toBe(status);
  expect(second.headers.etag).toBeUndefined();
  expect(second.headers['cache-tag']).toBeUndefined();
  expect(made()).toBe(2);
});

test('one page under each spelling of its address; another query is another page', async () => {
  const { get, made } = await serve((request, response) => {
    response.writeHead(200, cached).end(`${request.url}${page}`);
  });
  await get('/a?x=1&y=2');
  await get('/a?y=2&x=1');
  await get('/a?y=2&x=1&utm_source=mail&ref=x');
  expect(made()).toBe(1);
  await get('/a?x=1');
  await get('/a');
  await get('/a?x=2&x=1');
  await get('/a?x=1&x=2');
  expect(made()).toBe(5);
});

test('each client gets the coding it takes, with a tag of its own and the same words', async () => {
  const { get, made } = await serve((_, response) => {
    response.writeHead(200, cached).end(page);
  });
  const tags = new Set<unknown>();
  for (const [accepts, coding] of [
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0, gzip;q=0.5', 'gzip'],
    ['identity', undefined],
    ['', undefined],
  ] as const) {
    const { headers, body } = await get('/a', { 'accept-encoding': accepts });
    expect(headers['content-encoding'], accepts).toBe(coding);
    expect(body).toBe(page);
    expect(headers.vary).toBe('Accept-Encoding');
    tags.add(headers.etag);
  }
  expect(tags.size).toBe(3);
  expect(made()).toBe(1);
});

test('a browser that has the page hears 304 and no words', async () => {
  const { get, clock } = await serve((_, response) => {
    response.writeHead(200, cached).end(page);
  });
  const br = { 'accept-encoding': 'br' };
  const { headers } = await get('/a', br);
  const etag = String(headers.etag);
  for (const known of [etag, `W/${etag}`, `"other", ${etag}`]) {
    const again = await get('/a', { ...br, 'if-none-match': known });
    expect(again.status).toBe(304);
    expect(again.body).toBe('');
    expect(again.headers.etag).toBe(etag);
  }
  // Made again with the same words, it is still the page that the browser has.
  clock.now += 60_000;
  expect((await get('/a', { ...br, 'if-none-match': etag })).status).toBe(304);
  expect((await get('/a', { ...br, 'if-none-match': '"other"' })).status).toBe(200);
  expect((await get('/a', { 'accept-encoding': 'gzip', 'if-none-match': etag })).status).toBe(200);
});

test('answers that are not kept are compressed too; small ones and pictures are not', async () => {
  const { get } = await serve((request, response) => {
    const type = request.url === '/picture' ? 'image/png' : 'text/html';
    response.writeHead(200, { 'content-type': type, vary: 'Origin' });
    response.write(request.url === '/small' ? 'little' : page.slice(0, 500));
    response.end(request.url === '/small' ? '' : page.slice(500));
  });
  const br = { 'accept-encoding': 'br' };
  const large = await get('/large', br);
  expect(large.headers['content-encoding']).toBe('br');
  expect(large.headers.vary).toBe('Origin, Accept-Encoding');
  expect(large.body).toBe(page);
  expect((await get('/small', br)).headers['content-encoding']).toBeUndefined();
  expect((await get('/small', br)).body).toBe('little');
  const picture = await get('/picture', br);
  expect(picture.headers['content-encoding']).toBeUndefined();
  expect(picture.headers['content-length']).toBe(String(page.length));
});

test('HEAD: the headers of the page and no body, whether it is kept or not', async () => {
  const { get, made } = await serve((request, response) => {
    response.writeHead(200, cached).end(request.method === 'HEAD' ? undefined : page);
  });
  const first = await get('/a', {}, 'HEAD');
  expect(first.status).toBe(200);
  expect(first.headers['content-length']).toBeUndefined();
  await get('/a');
  expect(made(), 'the answer to HEAD was not kept').toBe(2);
  const second = await get('/a', {}, 'HEAD');
  expect(second.headers['content-length']).toBe(String(page.length));
  expect(second.body).toBe('');
  expect(made()).toBe(2);
});

test('what carries an invalidated tag is forgotten, and only that', async () => {
  const { get, cache } = await serve((request, response, turn) => {
    const tag = request.url === '/a' ? 'shop, product:a' : 'shop, product:b';
    response.writeHead(200, { ...cached, 'cache-tag': tag }).end(`${turn}${page}`);
  });
  await get('/a');
  await get('/b');
  cache.invalidate(['product:a', 'never-heard-of']);
  expect((await get('/a')).body).toBe(`3${page}`);
  expect((await get('/b')).body).toBe(`2${page}`);
  cache.invalidate(['shop']);
  expect((await get('/b')).body).toBe(`4${page}`);
});

test('an answer that was begun before an invalidation is sent and not kept', async () => {
  const waiting: (() => void)[] = [];
  const { get, cache } = await serve((_, response, turn) => {
    const finish = () => response.writeHead(200, cached).end(`${turn}${page}`);
    if (turn === 1) waiting.push(finish);
    else finish();
  });
  const first = get('/a');
  await expect.poll(() => waiting.length).toBe(1);
  cache.invalidate(['shop']);
  waiting[0]?.();
  expect((await first).body).toBe(`1${page}`);
  expect((await get('/a')).body).toBe(`2${page}`);
  expect((await get('/a')).body).toBe(`2${page}`);
});

test('when a page grows old, one request makes it anew and the others wait for that', async () => {
  const waiting: (() => void)[] = [];
  const { get, clock, made } = await serve((_, response, turn) => {
    const finish = () => response.writeHead(200, cached).end(`${turn}${page}`);
    if (turn === 1) finish();
    else waiting.push(finish);
  });
  await get('/a');
  clock.now += 60_000;
  const crowd = Array.from({ length: 20 }, () => get('/a'));
  await expect.poll(() => waiting.length).toBe(1);
  waiting[0]?.();
  for (const { body } of await Promise.all(crowd)) expect(body).toBe(`2${page}`);
  expect(made()).toBe(2);
});

test('those that waited for a failure try for themselves', async () => {
  const waiting: ServerResponse[] = [];
  const { get, clock } = await serve((_, response, turn) => {
    if (turn === 2) waiting.push(response);
    else response.writeHead(200, cached).end(`${turn}${page}`);
  });
  await get('/a');
  clock.now += 60_000;
  const first = get('/a');
  await expect.poll(() => waiting.length).toBe(1);
  const second = get('/a');
  waiting[0]?.writeHead(500, html).end('sorry');
  expect((await first).status).toBe(500);
  expect((await second).body).toBe(`3${page}`);
});

test('no more than its measure is kept: what nobody asks for goes first', async () => {
  const { get, made } = await serve((_, response) => {
    response.writeHead(200, cached).end(page);
  }, page.length * 2.5);
  await get('/a');
  await get('/b');
  await get('/a');
  await get('/c');
  expect(made()).toBe(3);
  await get('/a');
  expect(made()).toBe(3);
  await get('/b');
  expect(made()).toBe(4);
});

test('a client that goes away before its answer is made leaves nothing behind', async () => {
  const waiting: ServerResponse[] = [];
  const { get, port, made } = await serve((_, response, turn) => {
    if (turn === 1) waiting.push(response);
    else response.writeHead(200, cached).end(`${turn}${page}`);
  });
  const gone = httpRequest({ host: '127.0.0.1', port, path: '/a', agent: false });
  gone.on('error', () => {});
  gone.end();
  await expect.poll(() => waiting.length).toBe(1);
  gone.destroy();
  await expect.poll(() => waiting[0]?.destroyed).toBe(true);
  waiting[0]?.writeHead(200, cached).end(`1${page}`);
  expect((await get('/a')).body).toBe(`2${page}`);
  expect(made()).toBe(2);
});
