import { createServer } from 'node:http';
import { sql } from 'drizzle-orm';
import { openPglite, openPostgres } from '#db/client.server.ts';
import { reconcilePayments } from '#features/checkout/reconcile.server.ts';
import { settlePayment } from '#features/checkout/settle-payment.server.ts';
import { startCheckout } from '#features/checkout/start-checkout.server.ts';
import { pauseSale, resumeSale } from '#features/self-check/pauses.server.ts';
import { systemClock } from '#lib/clock.ts';
import { POST as webhookPage } from '#pages/api/stripe/webhook.ts';
import { type Doom, doomed } from '../faults/doom.ts';
import { type ShopFacts, shopParts } from './shop-parts.ts';

// The shop below its pages in a process of its own, to be killed: the real checkout, settlement, refunds and reconciler,
// the real SDK over real sockets, a real database. Without Astro and mails, which take seconds to load. One bundled file.

const facts: ShopFacts = JSON.parse(process.env.SHOP_FACTS ?? '');
const database = process.env.DATABASE_URL
  ? await openPostgres(process.env.DATABASE_URL)
  : await openPglite(process.env.DATABASE_FOLDER ?? '');
const doom: Doom = { in: null };
const services = doomed(await shopParts(facts, database, systemClock), doom, () => {
  process.kill(process.pid, 'SIGKILL');
  // The signal takes a moment to arrive; not one more statement leaves in it.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});

type Command = (input: never) => Promise<unknown>;
const commands: Record<string, Command> = {
  '/checkout': (input: Parameters<typeof startCheckout>[1]) => startCheckout(services, input),
  '/settle': ({ sessionId }: { sessionId: string }) => settlePayment(services, sessionId),
  '/pause': (pause: { what: string; reason: string; by: string }) =>
    services.db.transaction((tx) => pauseSale(tx, pause, services.clock.now())),
  '/resume': (pause: { what: string; by: string }) =>
    services.db.transaction((tx) => resumeSale(tx, pause, services.clock.now())),
  '/reconcile': () => reconcilePayments(services),
  '/look': async ({ query }: { query: string }) =>
    ((await database.db.execute(sql.raw(query))) as unknown as { rows: unknown[] }).rows,
  /** The process kills itself at the nth step from now: `doom.ts` says what a step is. */
  '/doom': async ({ at }: { at: number }) => {
    doom.in = at;
    return null;
  },
};

const server = createServer(async (incoming, outgoing) => {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
  const body = Buffer.concat(chunks).toString('utf8');
  try {
    if (incoming.url === '/api/stripe/webhook') {
      const request = new Request('http://shop.test/api/stripe/webhook', {
        method: 'POST',
        body,
        headers: { 'Stripe-Signature': String(incoming.headers['stripe-signature']) },
      });
      const context = { request, locals: { services } } as unknown as Parameters<typeof webhookPage>[0];
      outgoing.writeHead((await webhookPage(context)).status).end();
      return;
    }
    const answer = await commands[incoming.url ?? '']?.(JSON.parse(body) as never);
    outgoing.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer ?? null));
  } catch (error) {
    outgoing.writeHead(500).end(error instanceof Error ? error.stack : String(error));
  }
});
server.listen(Number(process.env.PORT), '127.0.0.1', () => process.send?.('ready'));
process.once('disconnect', () => process.exit(0));
