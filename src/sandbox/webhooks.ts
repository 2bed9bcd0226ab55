import { createHmac } from 'node:crypto';
import type { SandboxClock } from './clock.ts';
import { signingSecrets, wants } from './endpoints.ts';
import type { StripeEvent } from './events.ts';
import { createHeap } from './heap.ts';
import { newId } from './identifiers.ts';
import { type Random, seededRandom, shuffled } from './random.ts';
import type { Delivery, Store, StoredEndpoint } from './store.ts';

/** Seconds to wait after each failed attempt; after the last one the webhook is given up, as Stripe does after three days. */
export const retrySeconds: readonly number[] = [
  2, 10, 60, 300, 1800, 3600, 7200, 14_400, 28_800, 43_200, 43_200, 43_200, 43_200,
];

const timeoutMilliseconds = 10_000;
const atOnce = 8;
/** Deliveries that are over and still listed. */
const keptDeliveries = 5000;

/** Hands a webhook over, as `fetch` does. */
export type SendWebhook = (
  url: string,
  init: RequestInit,
) => Promise<Pick<Response, 'status' | 'arrayBuffer'>>;

export interface DeliveryQueue {
  /** How many endpoints want events of this type. */
  interested(type: string): number;
  /** How many webhooks of this event have not arrived yet. */
  pendingOf(eventId: string): number;
  /** Queues one webhook per endpoint that wants the event. */
  add(event: StripeEvent): void;
  /** Starts what is due. */
  run(): void;
  /** When something becomes due next, in milliseconds of the sandbox clock. */
  nextDue(): number | null;
  /** Nothing leaves until `release`. */
  hold(): void;
  held(): boolean;
  /** Sends what was held: all at once, or one after the other in the order asked for. */
  release(order?: 'emitted' | 'reversed' | 'shuffled', seed?: number): Promise<void>;
  /** From now on webhooks leave in an order drawn by this seed; null: in the order of their events again. */
  reorder(seed: number | null): void;
  /** Sends an event anew `times` times at once, whatever became of it before; gives the number of deliveries. */
  resend(event: StripeEvent, times: number): number;
  /** Adds `times` copies of what has not arrived; all of it, or one event. Gives the number of copies. */
  duplicate(times: number, eventId?: string): number;
  /** Gives up what has not arrived; all of it, or one event. Gives the number. */
  drop(eventId?: string): number;
  /** Resolves when nothing is under way and nothing is due. */
  settled(): Promise<void>;
  /** Forgets what waits, after the store was cleared. */
  clear(): void;
}

/** `Stripe-Signature` of a payload at `seconds`: HMAC-SHA256 over time, dot and body, one per secret. */
export function signatureHeader(body: string, secrets: string | readonly string[], seconds: number): string {
  const signatures = [secrets].flat().map((secret) => {
    return `v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
  });
  return [`t=${seconds}`, ...signatures].join(',');
}

/**
 * The webhooks' way out: several at a time, no promise of order, signed anew at each attempt,
 * repeated with growing pauses until a 2xx comes back. `changed` is called when a due time moves.
 */
export function createDeliveryQueue(options: {
  store: Store;
  clock: SandboxClock;
  send: SendWebhook;
  changed: () => void;
}): DeliveryQueue {
  const { store, clock, send, changed } = options;
  const underWay = new Set<Promise<void>>();
  let holding = false;
  let random: Random | null = null;

  // What still has to arrive, so that nobody looks through everything ever sent: first attempts, resends and
  // repeats whose time has come in `ready`, other repeats in `later`, those under way in `sending`.
  const ready = new Map<string, Delivery>();
  const later = createHeap<Delivery>(({ nextAttemptAt }) => nextAttemptAt);
  const waiting = new Map<string, Delivery>();
  const sending = new Map<string, Delivery>();
  const pendingByEvent = new Map<string, number>();
  let sequence = 0;

  const countPending = (event: string, change: 1 | -1) => {
    const count = (pendingByEvent.get(event) ?? 0) + change;
    if (count === 0) pendingByEvent.delete(event);
    else pendingByEvent.set(event, count);
  };

  /** Puts a delivery where its state says; `sending` is where it leaves from. */
  const place = (delivery: Delivery) => {
    for (const map of [ready, waiting, sending]) map.delete(delivery.id);
    if (delivery.state !== 'pending') return;
    if (delivery.nextAttemptAt <= clock.now()) ready.set(delivery.id, delivery);
    else {
      waiting.set(delivery.id, delivery);
      later.push(delivery);
    }
  };
  const keep = (delivery: Delivery) => {
    store.deliveries.save(delivery);
    place(delivery);
  };
  const end = (delivery: Delivery) => {
    countPending(delivery.event, -1);
    keep(delivery);
    if (store.deliveries.size <= keptDeliveries) return;
    let looked = 0;
    for (const oldest of store.deliveries.oldestFirst()) {
      // One that still has to arrive is never forgotten, however old it is.
      if (oldest.state !== 'pending') store.deliveries.remove(oldest.id);
      looked += 1;
      if (looked === 8 || store.deliveries.size <= keptDeliveries) return;
    }
  };

  for (const delivery of store.deliveries.all()) {
    sequence = Math.max(sequence, delivery.sequence);
    // An attempt that a kill interrupted is still "pending" here: how it ended is unknown, so it is repeated.
    if (delivery.state !== 'pending') continue;
    countPending(delivery.event, 1);
    place(delivery);
  }

  const queue = (event: Pick<StripeEvent, 'id' | 'type'>, endpoint: StoredEndpoint): void => {
    sequence += 1;
    countPending(event.id, 1);
    keep({
      id: newId('whd'),
      sequence,
      event: event.id,
      type: event.type,
      endpoint: endpoint.id,
      url: endpoint.url,
      state: 'pending',
      nextAttemptAt: clock.now(),
      attempts: [],
    });
  };

  const attempt = async (delivery: Delivery): Promise<void> => {
    const endpoint = store.endpoints.get(delivery.endpoint);
    const event = store.events.get(delivery.event);
    const startedAt = clock.now();
    const started = performance.now();
    ready.delete(delivery.id);
    waiting.delete(delivery.id);
    sending.set(delivery.id, delivery);
    const { status, error } =
      endpoint?.enabled && event
        ? await post(endpoint, event)
        : { status: null, error: 'No such endpoint any more' };
    // Reset or dropped in the meantime: nobody waits for this answer any more.
    if (sending.get(delivery.id) !== delivery) return;
    const attempts = [
      ...delivery.attempts,
      { at: startedAt, status, error, milliseconds: Math.round(performance.now() - started) },
    ];
    const pause = retrySeconds[attempts.length - 1];
    if (error !== null && pause !== undefined && endpoint?.enabled) {
      keep({ ...delivery, attempts, nextAttemptAt: clock.now() + pause * 1000 });
    } else end({ ...delivery, attempts, state: error === null ? 'delivered' : 'failed' });
    store.commit();
  };

  const post = async (endpoint: StoredEndpoint, event: StripeEvent) => {
    // An event never changes once it is stored, so every attempt carries the same bytes.
    const body = JSON.stringify({ ...event, api_version: endpoint.apiVersion ?? event.api_version }, null, 2);
    try {
      const answer = await send(endpoint.url, {
        method: 'POST',
        body,
        // A redirect would lose the body or the signature: Stripe counts it as a failure.
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMilliseconds),
        headers: {
          Accept: '*/*; q=0.5, application/xml',
          'Cache-Control': 'no-cache',
          'Content-Type': 'application/json; charset=utf-8',
          'User-Agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
          // Signed with real time: receivers compare it with their own clock.
          'Stripe-Signature': signatureHeader(
            body,
            signingSecrets(endpoint, clock.now()),
            Math.floor(Date.now() / 1000),
          ),
        },
      });
      const { status } = answer;
      await answer.arrayBuffer();
      return { status, error: status < 200 || status > 299 ? `Answered ${status}` : null };
    } catch (reason) {
      const error = reason instanceof Error ? `${reason.message}${causeOf(reason)}` : String(reason);
      return { status: null, error };
    }
  };

  const start = (delivery: Delivery): Promise<void> => {
    const work = attempt(delivery).finally(() => {
      underWay.delete(work);
      run();
      changed();
    });
    underWay.add(work);
    return work;
  };

  const pending = () => [...ready.values(), ...waiting.values()].sort((a, b) => a.sequence - b.sequence);
  /** The earliest repeat that still waits; those that were sent or dropped meanwhile fall out. */
  const earliest = (): Delivery | undefined => {
    for (let first = later.peek(); first; first = later.peek()) {
      if (waiting.get(first.id) === first) return first;
      later.pop();
    }
    return undefined;
  };

  const next = (): Delivery | undefined => {
    if (!random || ready.size === 0) return ready.values().next().value;
    return [...ready.values()][Math.floor(random() * ready.size)];
  };

  const run = () => {
    if (holding) return;
    for (let due = earliest(); due && due.nextAttemptAt <= clock.now(); due = earliest()) {
      later.pop();
      waiting.delete(due.id);
      ready.set(due.id, due);
    }
    while (underWay.size < atOnce) {
      const delivery = next();
      if (!delivery) return;
      start(delivery);
    }
  };

  const wanting = (type: string) => store.endpoints.all().filter((endpoint) => wants(endpoint, type));
  const about = (eventId: string | undefined) => (delivery: Delivery) =>
    (eventId ?? delivery.event) === delivery.event;

  return {
    run,
    interested: (type) => wanting(type).length,
    pendingOf: (eventId) => pendingByEvent.get(eventId) ?? 0,
    add: (event) => {
      for (const endpoint of wanting(event.type)) queue(event, endpoint);
      changed();
    },
    nextDue: () => {
      // While all places are taken, the end of an attempt starts the next one: no timer is needed.
      if (holding || underWay.size >= atOnce) return null;
      if (ready.size > 0) return clock.now();
      return earliest()?.nextAttemptAt ?? null;
    },
    hold: () => {
      holding = true;
    },
    held: () => holding,
    release: async (order, seed = 0) => {
      if (order) {
        const held = pending();
        if (order === 'reversed') held.reverse();
        for (const delivery of order === 'shuffled' ? shuffled(held, seededRandom(seed)) : held) {
          await start(delivery);
        }
      }
      holding = false;
      run();
      changed();
    },
    reorder: (seed) => {
      random = seed === null ? null : seededRandom(seed);
    },
    resend: (event, times) => {
      const endpoints = store.endpoints.all();
      for (let n = 0; n < times; n += 1) for (const endpoint of endpoints) queue(event, endpoint);
      changed();
      return times * endpoints.length;
    },
    duplicate: (times, eventId) => {
      const originals = pending().filter(about(eventId));
      for (const { event, type, endpoint } of originals) {
        const target = store.endpoints.get(endpoint);
        if (target) for (let n = 0; n < times; n += 1) queue({ id: event, type }, target);
      }
      changed();
      return originals.length * times;
    },
    drop: (eventId) => {
      const dropped = [...pending(), ...sending.values()].filter(about(eventId));
      for (const delivery of dropped) end({ ...delivery, state: 'dropped' });
      changed();
      return dropped.length;
    },
    clear: () => {
      for (const map of [ready, waiting, sending, pendingByEvent]) map.clear();
      later.clear();
      holding = false;
      random = null;
    },
    settled: async () => {
      run();
      while (underWay.size > 0) {
        await Promise.all(underWay);
        run();
      }
    },
  };
}

function causeOf(error: Error): string {
  return error.cause instanceof Error ? ` (${error.cause.message})` : '';
}
