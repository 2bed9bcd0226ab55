import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { ApiAnswer } from './api.ts';
import { createSandbox, type Sandbox } from './app.ts';

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

// Pages and controls go through the web framework; the API, which benches call by the thousand, past it.
const pages = getRequestListener(
  async (request) => sandbox?.fetch(request) ?? new Response('The sandbox is starting', { status: 503 }),
  { overrideGlobalObjects: false },
);
const server = createServer((incoming, outgoing) => {
  if (sandbox && incoming.url?.startsWith('/v1/')) void answerApi(sandbox, incoming, outgoing);
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
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of incoming as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > largestBody) return void incoming.destroy();
      chunks.push(chunk);
    }
  } catch {
    // The caller went away before it had said everything.
    return;
  }
  const { method = 'GET', url = '', headers } = incoming;
  const [path = '', query = ''] = url.split('?', 2);
  const answer = await api({
    method,
    path,
    query,
    body: Buffer.concat(chunks).toString('utf8'),
    header: (name) => {
      const value = headers[name.toLowerCase()];
      return value === undefined ? null : String(value);
    },
  });
  send(answer, outgoing);
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
