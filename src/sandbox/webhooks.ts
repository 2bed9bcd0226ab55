import { createHmac } from 'node:crypto';
import type { SandboxClock } from './clock.ts';
import { newId } from './identifiers.ts';
import type { StripeEvent } from './objects.ts';
import type { Delivery, Store } from './store.ts';

/** Where webhooks go. `events` lists the types wanted; absent or `*` means all. */
export interface WebhookEndpoint {
  url: string;
  secret: string;
  events?: readonly string[];
}

/** Seconds to wait after each failed attempt; after the last one the webhook is given up, as Stripe does after three days. */
export const retrySeconds: readonly number[] = [
  2, 10, 60, 300, 1800, 3600, 7200, 14_400, 28_800, 43_200, 43_200, 43_200, 43_200,
];

const timeoutMilliseconds = 10_000;
const atOnce = 8;

export interface DeliveryQueue {
  /** How many endpoints want events of this type. */
  interested(type: string): number;
  /** How many webhooks of each event have not arrived yet; events without any are left out. */
  pendingByEvent(): Map<string, number>;
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
  release(order?: 'emitted' | 'reversed'): Promise<void>;
  /** Sends an event anew `times` times at once, whatever became of it before; gives the number of deliveries. */
  resend(event: StripeEvent, times: number): number;
  /** Gives up what has not arrived; all of it, or one event. Gives the number. */
  drop(eventId?: string): number;
  /** Resolves when nothing is under way and nothing is due. */
  settled(): Promise<void>;
  /** Forgets what waits, after the store was cleared. */
  clear(): void;
}

/** `Stripe-Signature` of a payload at `seconds`: HMAC-SHA256 over time, dot and body. */
export function signatureHeader(body: string, secret: string, seconds: number): string {
  const signature = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds},v1=${signature}`;
}

/**
 * The webhooks' way out: several at a time, no promise of order, signed anew at each attempt,
 * repeated with growing pauses until a 2xx comes back. `changed` is called when a due time moves.
 */
export function createDeliveryQueue(options: {
  store: Store;
  clock: SandboxClock;
  endpoints: readonly WebhookEndpoint[];
  send: (url: string, init: RequestInit) => Promise<Response>;
  changed: () => void;
}): DeliveryQueue {
  const { store, clock, endpoints, send, changed } = options;
  const underWay = new Set<Promise<void>>();
  let holding = false;

  // What still has to arrive, so that nobody looks through everything ever sent: first attempts and
  // resends in `ready`, repeats in `later` until their time, those under way in `sending`.
  const ready = new Map<string, Delivery>();
  const later = new Map<string, Delivery>();
  const sending = new Map<string, Delivery>();
  let sequence = 0;

  const keep = (delivery: Delivery) => {
    store.deliveries.save(delivery);
    for (const map of [ready, later, sending]) map.delete(delivery.id);
    if (delivery.state === 'pending') (isDue(delivery) ? ready : later).set(delivery.id, delivery);
  };
  const isDue = ({ nextAttemptAt }: Delivery) => nextAttemptAt <= clock.now();

  for (const delivery of store.deliveries.all()) {
    sequence = Math.max(sequence, delivery.sequence);
    // An attempt that a kill interrupted is still "pending" here: how it ended is unknown, so it is repeated.
    if (delivery.state === 'pending') keep(delivery);
  }

  const queue = (event: StripeEvent, endpoint: WebhookEndpoint): void => {
    sequence += 1;
    keep({
      id: newId('whd'),
      sequence,
      event: event.id,
      type: event.type,
      url: endpoint.url,
      state: 'pending',
      nextAttemptAt: clock.now(),
      attempts: [],
    });
  };

  const attempt = async (delivery: Delivery): Promise<void> => {
    const endpoint = endpoints.find(({ url }) => url === delivery.url);
    const startedAt = clock.now();
    const started = performance.now();
    ready.delete(delivery.id);
    later.delete(delivery.id);
    sending.set(delivery.id, delivery);
    // An event never changes once it is stored, so every attempt carries the same bytes.
    const event = store.events.get(delivery.event);
    let status: number | null = null;
    let error: string | null = endpoint && event ? null : 'No such endpoint any more';
    if (endpoint && event) {
      const body = JSON.stringify(event, null, 2);
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
            'Stripe-Signature': signatureHeader(body, endpoint.secret, Math.floor(Date.now() / 1000)),
          },
        });
        status = answer.status;
        await answer.arrayBuffer();
        if (status < 200 || status > 299) error = `Answered ${status}`;
      } catch (reason) {
        error = reason instanceof Error ? `${reason.message}${causeOf(reason)}` : String(reason);
      }
    }
    // Reset or dropped in the meantime: nobody waits for this answer any more.
    if (!sending.has(delivery.id)) return;
    const attempts = [
      ...delivery.attempts,
      { at: startedAt, status, error, milliseconds: Math.round(performance.now() - started) },
    ];
    const pause = retrySeconds[attempts.length - 1];
    keep({
      ...delivery,
      attempts,
      state: error === null ? 'delivered' : pause === undefined || !endpoint ? 'failed' : 'pending',
      nextAttemptAt: clock.now() + (pause ?? 0) * 1000,
    });
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

  const pending = () => [...ready.values(), ...later.values()].sort((a, b) => a.sequence - b.sequence);
  const promote = () => {
    for (const delivery of later.values()) {
      if (isDue(delivery)) {
        later.delete(delivery.id);
        ready.set(delivery.id, delivery);
      }
    }
  };

  const run = () => {
    if (holding) return;
    promote();
    for (const delivery of ready.values()) {
      if (underWay.size >= atOnce) break;
      start(delivery);
    }
  };

  const wanting = (type: string) =>
    endpoints.filter(({ events }) => !events || events.includes('*') || events.includes(type));

  return {
    run,
    interested: (type) => wanting(type).length,
    pendingByEvent: () => {
      const counts = new Map<string, number>();
      for (const map of [ready, later, sending]) {
        for (const { event } of map.values()) counts.set(event, (counts.get(event) ?? 0) + 1);
      }
      return counts;
    },
    add: (event) => {
      for (const endpoint of wanting(event.type)) queue(event, endpoint);
      changed();
    },
    nextDue: () => {
      // While all places are taken, the end of an attempt starts the next one: no timer is needed.
      if (holding || underWay.size >= atOnce) return null;
      if (ready.size > 0) return clock.now();
      return later.size === 0
        ? null
        : Math.min(...[...later.values()].map(({ nextAttemptAt }) => nextAttemptAt));
    },
    hold: () => {
      holding = true;
    },
    held: () => holding,
    release: async (order) => {
      if (order) {
        for (const delivery of order === 'reversed' ? pending().reverse() : pending()) await start(delivery);
      }
      holding = false;
      run();
      changed();
    },
    resend: (event, times) => {
      for (let n = 0; n < times; n += 1) {
        for (const endpoint of endpoints) queue(event, endpoint);
      }
      changed();
      return times * endpoints.length;
    },
    drop: (eventId) => {
      const dropped = [...pending(), ...sending.values()].filter(({ event }) => (eventId ?? event) === event);
      for (const delivery of dropped) keep({ ...delivery, state: 'dropped' });
      changed();
      return dropped.length;
    },
    clear: () => {
      for (const map of [ready, later, sending]) map.clear();
      holding = false;
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
