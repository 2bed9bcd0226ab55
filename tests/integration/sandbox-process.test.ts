import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Stripe from 'stripe';
import { expect, onTestFinished, test } from 'vitest';
import { createSandbox } from '#sandbox/app.ts';

// The sandbox as a process of its own, over real sockets.

const main = fileURLToPath(new URL('../../src/sandbox/main.ts', import.meta.url));

async function start(environment: Record<string, string> = {}) {
  const child = fork(main, [], {
    env: { PATH: process.env.PATH ?? '', SANDBOX_PORT: '0', ...environment },
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  child.stdout?.on('data', (chunk) => {
    output += String(chunk);
  });
  child.stderr?.on('data', (chunk) => {
    output += String(chunk);
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const [message] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`The sandbox ended with ${code}: ${output}`);
    }),
  ]);
  const { port } = message as { ready: true; port: number };
  const stripe = new Stripe('sk_test_x', {
    host: '127.0.0.1',
    port,
    protocol: 'http',
    maxNetworkRetries: 0,
    timeout: 5000,
  });
  return { child, port, stripe, base: `http://127.0.0.1:${port}`, output: () => output };
}

const ended = async (child: ChildProcess) =>
  child.exitCode === null ? (await once(child, 'exit'))[0] : child.exitCode;

const create = (stripe: Stripe, options: Stripe.RequestOptions = {}) =>
  stripe.checkout.sessions.create(
    {
      mode: 'payment',
      success_url: 'http://shop.test/return?session_id={CHECKOUT_SESSION_ID}',
      line_items: [
        { price_data: { currency: 'gbp', unit_amount: 2400, product_data: { name: 'Roller' } }, quantity: 1 },
      ],
    },
    options,
  );

const card = { email: 'a@b.co', name: 'Ada', card_number: '4242424242424242', exp: '12/34', cvc: '123' };

test('says one line when ready, serves API and page, sends signed webhooks, stops on SIGTERM', async () => {
  const secret = 'whsec_process';
  const received: { body: string; signature: string; agent: string }[] = [];
  let answers = 0;
  const shop = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    received.push({
      body: Buffer.concat(chunks).toString('utf8'),
      signature: String(incoming.headers['stripe-signature']),
      agent: String(incoming.headers['user-agent']),
    });
    answers += 1;
    // The first answer is a redirect to a place that would say yes: it must count as a failure.
    if (answers === 1) outgoing.writeHead(307, { Location: '/yes' });
    else outgoing.writeHead(200);
    outgoing.end();
  });
  shop.listen(0, '127.0.0.1');
  await once(shop, 'listening');
  onTestFinished(() => {
    shop.close();
    shop.closeAllConnections();
  });

  const { child, port, stripe, base, output } = await start({
    SANDBOX_WEBHOOK_URL: `http://127.0.0.1:${(shop.address() as AddressInfo).port}/hook`,
    SANDBOX_WEBHOOK_SECRET: secret,
  });
  expect(output()).toBe(`Payment sandbox ready at http://127.0.0.1:${port} (a test: no money moves)\n`);
  const session = await create(stripe);
  expect(session.url).toBe(`${base}/c/pay/${session.id}`);
  const paid = await fetch(session.url ?? '', {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams(card),
  });
  expect([paid.status, paid.headers.get('Location')]).toEqual([
    303,
    `http://shop.test/return?session_id=${session.id}`,
  ]);

  const control = (path: string, body: object = {}) =>
    fetch(`${base}/_sandbox/${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  await control('settle');
  expect(received).toHaveLength(5);
  await control('clock/advance', { seconds: 2 });
  await control('settle');
  expect(received).toHaveLength(6);
  expect(received[5]?.body).toBe(received[0]?.body);
  const types = received.map(
    ({ body, signature }) => stripe.webhooks.constructEvent(body, signature, secret).type,
  );
  expect(types).toContain('checkout.session.completed');
  expect(received[0]?.agent).toBe('Stripe/1.0 (+https://stripe.com/docs/webhooks)');

  child.kill('SIGTERM');
  expect(await ended(child)).toBe(0);
});

test('sends the events that it was told to send only', async () => {
  const { base } = await start({
    SANDBOX_WEBHOOK_URL: 'http://127.0.0.1:9/hook',
    SANDBOX_WEBHOOK_SECRET: 'whsec_x',
    SANDBOX_WEBHOOK_EVENTS: 'checkout.session.completed,refund.failed',
  });
  expect(await (await fetch(`${base}/_sandbox/state`)).json()).toMatchObject({
    webhooks: [
      {
        url: 'http://127.0.0.1:9/hook',
        events: ['checkout.session.completed', 'refund.failed'],
        enabled: true,
      },
    ],
  });
});

test('a killed process has lost nothing that it had answered', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'needlewise-sandbox-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'state', 'sandbox.jsonl');
  const first = await start({ SANDBOX_FILE: file });
  const session = await create(first.stripe, { idempotencyKey: 'K' });
  const other = await create(first.stripe);
  await fetch(other.url ?? '', { method: 'POST', redirect: 'manual', body: new URLSearchParams(card) });
  first.child.kill('SIGKILL');
  await once(first.child, 'exit');
  // What a kill in the middle of a write leaves behind.
  appendFileSync(file, '["sessions","cs_test_half",{"id":"cs_te');

  const second = await start({ SANDBOX_FILE: file });
  expect((await second.stripe.checkout.sessions.retrieve(session.id)).status).toBe('open');
  expect((await second.stripe.checkout.sessions.retrieve(other.id)).payment_status).toBe('paid');
  expect((await second.stripe.checkout.sessions.list()).data.map(({ id }) => id)).toEqual([
    other.id,
    session.id,
  ]);
  expect((await create(second.stripe, { idempotencyKey: 'K' })).id).toBe(session.id);
  expect((await second.stripe.events.list()).data).toHaveLength(5);
});

test('what was to happen later still happens after a restart', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'needlewise-sandbox-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'sandbox.jsonl');
  const first = await start({ SANDBOX_FILE: file });
  const pay = async (card_number: string) => {
    const { id, url } = await create(first.stripe);
    await fetch(url ?? '', {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ ...card, card_number }),
    });
    return id;
  };
  const slow = await pay('4000000000007726');
  const disputed = await pay('4000000000000259');
  const asked = await pay('4000002760003184');
  const { payment_intent } = await first.stripe.checkout.sessions.retrieve(slow);
  const refund = await first.stripe.refunds.create({ payment_intent: String(payment_intent) });
  const endpoint = await first.stripe.webhookEndpoints.create({
    url: 'http://127.0.0.1:9/hook',
    enabled_events: ['charge.dispute.created'],
  });
  first.child.kill('SIGKILL');
  await ended(first.child);

  const { stripe, base } = await start({ SANDBOX_FILE: file });
  expect((await stripe.webhookEndpoints.retrieve(endpoint.id)).url).toBe(endpoint.url);
  expect((await stripe.refunds.retrieve(refund.id)).status).toBe('pending');
  const answered = await fetch(`${base}/c/pay/${asked}/authenticate`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ answer: 'yes' }),
  });
  expect(answered.status).toBe(303);
  expect((await stripe.checkout.sessions.retrieve(asked)).payment_status).toBe('paid');
  await fetch(`${base}/_sandbox/clock/advance`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: '{"seconds":180}',
  });
  expect((await stripe.refunds.retrieve(refund.id)).status).toBe('succeeded');
  const { payment_intent: intent } = await stripe.checkout.sessions.retrieve(disputed);
  const disputes = await stripe.disputes.list({ payment_intent: String(intent) });
  expect(disputes.data.map(({ status }) => status)).toEqual(['needs_response']);
});

test('a request’s changes are in the file all or not at all', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'needlewise-sandbox-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'sandbox.jsonl');
  const first = await start({ SANDBOX_FILE: file });
  const { id, url } = await create(first.stripe);
  await fetch(url ?? '', { method: 'POST', redirect: 'manual', body: new URLSearchParams(card) });
  first.child.kill('SIGKILL');
  await ended(first.child);
  const whole = readFileSync(file);
  // However much of the last line reached the disk, the payment is there with its charge and events, or not.
  const lastLine = whole.lastIndexOf(10, whole.length - 2) + 1;
  for (const part of [0, 1, 0.5, 0.99]) {
    const size = part < 1 ? lastLine + Math.floor((whole.length - lastLine) * part) : whole.length;
    writeFileSync(file, whole.subarray(0, size));
    const sandbox = createSandbox({ file });
    const read = async (path: string) =>
      (
        await sandbox.fetch(`http://127.0.0.1/v1/${path}`, { headers: { Authorization: 'Bearer sk_test_x' } })
      ).json();
    const { status } = await read(`checkout/sessions/${id}`);
    const counts = [(await read('charges')).data.length, (await read('events')).data.length];
    expect([part, status, counts]).toEqual(part === 1 ? [1, 'complete', [1, 5]] : [part, 'open', [0, 0]]);
    sandbox.close();
  }
});

test('faults break real connections: dropped before, dropped after, cut in the middle', async () => {
  const { stripe, base } = await start();
  for (const [n, kind] of (['drop-before', 'drop-after', 'cut'] as const).entries()) {
    await fetch(`${base}/_sandbox/faults`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      // The SDK sends once more after a broken connection.
      body: JSON.stringify({ method: 'POST', path: '/v1/checkout/sessions', kind, times: 10 }),
    });
    await expect(create(stripe, { idempotencyKey: kind })).rejects.toBeInstanceOf(
      Stripe.errors.StripeConnectionError,
    );
    await fetch(`${base}/_sandbox/faults/clear`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
    });
    await create(stripe, { idempotencyKey: kind });
    expect((await stripe.checkout.sessions.list()).data).toHaveLength(n + 1);
  }
});

test('ends when the process that started it goes away', async () => {
  const { child } = await start();
  child.disconnect();
  expect(await ended(child)).toBe(0);
});

test('a page of another site that points its name at this machine is refused the controls', async () => {
  const { port } = await start();
  const status = await new Promise<number | undefined>((resolve, reject) => {
    request(
      { host: '127.0.0.1', port, path: '/_sandbox/state', headers: { Host: `evil.test:${port}` } },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      },
    )
      .on('error', reject)
      .end();
  });
  expect(status).toBe(403);
});

test.each([
  [{ SANDBOX_PORT: 'http' }, 'SANDBOX_PORT must be a port, e.g. 4322'],
  [{ SANDBOX_WEBHOOK_URL: 'shop' }, 'SANDBOX_WEBHOOK_URL must be a URL'],
  [{ SANDBOX_WEBHOOK_URL: 'http://127.0.0.1:1/hook' }, 'SANDBOX_WEBHOOK_SECRET is needed'],
])('refuses to start with %j', async (environment, words) => {
  await expect(start(environment as Record<string, string>)).rejects.toThrow(words);
});

test('says so when its port is taken', async () => {
  const { port } = await start();
  await expect(start({ SANDBOX_PORT: String(port) })).rejects.toThrow('EADDRINUSE');
});
