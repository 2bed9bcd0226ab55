import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSandbox, type Sandbox } from '../../src/sandbox/app.ts';

/** Where a call to the provider is stopped. */
export interface Gate {
  method: string;
  path: string;
  /** Before the provider has done anything, or when everything is done and only the answer is missing. */
  at: 'before' | 'after';
  /** Only a call whose body holds this, e.g. an order's id. */
  about: string;
  /** What becomes of a call that was stopped before, once its caller is gone: lost, or done all the same, later. */
  ifCallerGoes?: 'lost' | 'done';
}

/** The sandbox on a port of its own, outside the shop: it outlives every kill, and its calls can be stopped at a gate. */
export interface ParkingProvider {
  url: string;
  sandbox: Sandbox;
  /** Resolves once a call stands at the gate. It stands there until its caller is gone. */
  park(gate: Gate): Promise<void>;
  /** Calls the sandbox's test controls. */
  control<T = unknown>(path: string, body?: object): Promise<T>;
  /** Moves its clock and, through `clock`, that of everybody who shares it. */
  advance(seconds: number): Promise<void>;
  clock: { now(): Date };
  close(): Promise<void>;
}

/** Starts it; webhooks go to the shop that will listen on this port. */
export async function startParkingProvider(options: {
  shopPort: number;
  webhookSecret: string;
}): Promise<ParkingProvider> {
  let ahead = 0;
  const clock = { now: () => new Date(Date.now() + ahead) };
  let sandbox: Sandbox | undefined;
  const gates: { gate: Gate; reached: () => void }[] = [];
  const take = (at: Gate['at'], method: string, path: string, body: string) => {
    const index = gates.findIndex(
      ({ gate }) =>
        gate.at === at && gate.method === method && gate.path === path && body.includes(gate.about),
    );
    return index < 0 ? null : (gates.splice(index, 1)[0] ?? null);
  };

  const server = createServer(async (incoming, outgoing) => {
    if (!sandbox) return void outgoing.destroy();
    const chunks: Buffer[] = [];
    for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString('utf8');
    const body = decodeURIComponent(text.replaceAll('+', ' '));
    const { method = 'GET', url = '/' } = incoming;
    const path = url.split('?', 1)[0] ?? '';
    const callerGone = new Promise<void>((resolve) => outgoing.once('close', () => resolve()));

    const before = take('before', method, path, body);
    if (before) {
      before.reached();
      await callerGone;
      if (before.gate.ifCallerGoes !== 'done') return;
    }
    const request = new Request(`http://${incoming.headers.host}${url}`, {
      method,
      headers: incoming.headers as Record<string, string>,
      ...(method !== 'GET' && { body: text }),
    });
    const answer = await sandbox.fetch(request).catch(() => null);
    const after = take('after', method, path, body);
    if (after) {
      after.reached();
      await callerGone;
    }
    if (!answer) return void outgoing.destroy();
    outgoing.writeHead(answer.status, Object.fromEntries(answer.headers));
    outgoing.end(Buffer.from(await answer.arrayBuffer()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const made = createSandbox({
    clock,
    publicUrl: url,
    webhooks: [
      {
        url: `http://127.0.0.1:${options.shopPort}/api/stripe/webhook`,
        secret: options.webhookSecret,
      },
    ],
  });
  sandbox = made;

  return {
    url,
    sandbox: made,
    clock,
    park: (gate) => new Promise((resolve) => gates.push({ gate, reached: resolve })),
    async control<T>(path: string, body?: object) {
      const answer = await made.fetch(`http://127.0.0.1/_sandbox/${path}`, {
        method: body ? 'POST' : 'GET',
        ...(body && { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
      });
      if (!answer.ok) throw new Error(`/_sandbox/${path}: ${answer.status} ${await answer.text()}`);
      return (await answer.json()) as T;
    },
    async advance(seconds) {
      ahead += seconds * 1000;
      await made.advance(0);
    },
    async close() {
      made.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
