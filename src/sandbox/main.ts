import { serve } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { ConnectionDropped, createSandbox, type Sandbox } from './app.ts';

const {
  SANDBOX_PORT: port = '4322',
  SANDBOX_WEBHOOK_URL: url,
  SANDBOX_WEBHOOK_SECRET: secret,
  SANDBOX_FILE: file,
  SANDBOX_MERCHANT: merchant,
} = process.env;
const wantedPort = Number(port);

if (!Number.isInteger(wantedPort) || wantedPort < 0 || wantedPort > 65535)
  fail('SANDBOX_PORT must be a port, e.g. 4322');
if (url && !URL.canParse(url))
  fail('SANDBOX_WEBHOOK_URL must be a URL, e.g. http://127.0.0.1:4321/api/stripe/webhook');
if (url && !secret)
  fail('SANDBOX_WEBHOOK_SECRET is needed with SANDBOX_WEBHOOK_URL, e.g. whsec_0123456789abcdef');

let sandbox: Sandbox | undefined;

const server = serve(
  {
    // Loopback only: it takes any test key and shows what buyers typed.
    hostname: '127.0.0.1',
    port: wantedPort,
    overrideGlobalObjects: false,
    fetch: async (request, { incoming }) => {
      if (!sandbox) return new Response('The sandbox is starting', { status: 503 });
      try {
        return await sandbox.fetch(request);
      } catch (error) {
        if (!(error instanceof ConnectionDropped)) throw error;
        if ('socket' in incoming) incoming.socket?.destroy();
        return RESPONSE_ALREADY_SENT;
      }
    },
  },
  ({ port }) => {
    // The journal is opened only once the port is ours: two sandboxes must not write one file.
    sandbox = createSandbox({
      publicUrl: `http://127.0.0.1:${port}`,
      ...(url && secret && { webhooks: [{ url, secret }] }),
      ...(file && { file }),
      ...(merchant && { merchant }),
    });
    console.log(`Payment sandbox ready at http://127.0.0.1:${port}`);
    process.send?.({ ready: true, port });
  },
);

server.on('error', (error) => fail(`Payment sandbox: ${error.message}`));
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
// The one who started us is gone: nobody is left to stop us.
process.once('disconnect', stop);

function stop(): void {
  sandbox?.close();
  server.close();
  if ('closeAllConnections' in server) server.closeAllConnections();
  process.exit(0);
}

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}
