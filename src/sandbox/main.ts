import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { ApiAnswer } from './api.ts';
import { createSandbox, type Sandbox } from './app.ts';
import type { PageAnswer } from './hosted-pages.ts';
import { sendWebhook } from './send-webhook.ts';

const {
  SANDBOX_PORT: port = '4322',
  SANDBOX_WEBHOOK_URL: url,
  SANDBOX_WEBHOOK_SECRET: secret,
  SANDBOX_WEBHOOK_EVENTS: events,
  SANDBOX_FILE: file,
  SANDBOX_MERCHANT: merchant,
} = process.env;
const wantedPort = Number(port);
const largestBody = 1024 * 1024;

if (!Number.isInteger(wantedPort) || wantedPort < 0 || wantedPort > 65535)
  fail('SANDBOX_PORT must be a port, e.g. 4322');
if (url && !URL.canParse(url))
  fail('SANDBOX_WEBHOOK_URL must be a URL, e.g. http://127.0.0.1:4321/api/stripe/webhook');
if (url && !secret)
  fail('SANDBOX_WEBHOOK_SECRET is needed with SANDBOX_WEBHOOK_URL, e.g. whsec_0123456789abcdef');

let sandbox: Sandbox | undefined;

// Controls go through the web framework; what benches call by the thousand, the API and the payment page, past it.
const pages = getRequestListener(
  async (request) => sandbox?.fetch(request) ?? new Response('The sandbox is starting', { status: 503 }),
  { overrideGlobalObjects: false },
);
const server = createServer((incoming, outgoing) => {
  const { url = '', method } = incoming;
  if (sandbox && url.startsWith('/v1/')) void answerApi(sandbox, incoming, outgoing);
  else if (sandbox && url.startsWith('/c/pay/') && (method === 'GET' || method === 'POST'))
    void answerPage(sandbox, method, incoming, outgoing);
  else void pages(incoming, outgoing);
});

// Loopback only: it takes any test key and shows what buyers typed.
server.listen(wantedPort, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  // The journal is opened only once the port is ours: two sandboxes must not write one file.
  sandbox = createSandbox({
    publicUrl: `http://127.0.0.1:${port}`,
    ...(url && secret && { webhooks: [{ url, secret, ...(events && { events: events.split(',') }) }] }),
    ...(file && { file }),
    ...(merchant && { merchant }),
    send: sendWebhook,
  });
  console.log(`Payment sandbox ready at http://127.0.0.1:${port} (a test: no money moves)`);
  process.send?.({ ready: true, port });
});

server.on('error', (error) => fail(`Payment sandbox: ${error.message}`));
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
// The one who started us is gone: nobody is left to stop us.
process.once('disconnect', stop);

async function answerApi(
  { api }: Sandbox,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const body = await bodyOf(incoming);
  if (body === null) return;
  const { method = 'GET', url = '', headers } = incoming;
  const [path = '', query = ''] = url.split('?', 2);
  const answer = await api({
    method,
    path,
    query,
    body,
    header: (name) => {
      const value = headers[name.toLowerCase()];
      return value === undefined ? null : String(value);
    },
  });
  send(answer, outgoing);
}

async function answerPage(
  { page }: Sandbox,
  method: 'GET' | 'POST',
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const body = await bodyOf(incoming);
  if (body === null) return;
  const [path = '', query = ''] = (incoming.url ?? '').split('?', 2);
  const place = path.slice('/c/pay/'.length);
  const answer: PageAnswer = await page({ method, place, query, body }).catch((error: unknown) => {
    console.error('The sandbox failed:', error);
    return { status: 500, headers: {}, body: 'The sandbox failed; see its log.' };
  });
  outgoing.writeHead(answer.status, {
    ...answer.headers,
    'Content-Length': Buffer.byteLength(answer.body),
  });
  outgoing.end(answer.body);
}

/** What was sent; null where it was too long, or its sender went away before all of it was said. */
function bodyOf(incoming: IncomingMessage): Promise<string | null> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > largestBody) incoming.destroy();
      else chunks.push(chunk);
    });
    incoming.once('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    incoming.once('close', () => resolve(null));
  });
}

function send({ status, headers, body, broken }: ApiAnswer, outgoing: ServerResponse): void {
  if (broken === 'dropped') return void outgoing.socket?.destroy();
  outgoing.writeHead(status, { ...headers, 'Content-Length': Buffer.byteLength(body) });
  // As text it leaves in one piece with the headers.
  if (broken === null) return void outgoing.end(body);
  // The first half has to be on its way before the line breaks.
  outgoing.write(body.slice(0, body.length / 2), () => outgoing.socket?.destroy());
}

function stop(): void {
  sandbox?.close();
  server.close();
  server.closeAllConnections();
  process.exit(0);
}

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}
