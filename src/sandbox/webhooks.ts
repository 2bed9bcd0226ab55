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

  // What still has to leave; spares looking through everything ever sent.
  const waiting = new Map<string, Delivery>();
  const keep = (delivery: Delivery) => {
    store.deliveries.save(delivery);
    if (delivery.state === 'pending') waiting.set(delivery.id, delivery);
    else waiting.delete(delivery.id);
  };

  for (const delivery of store.deliveries.all()) {
    // A process that was killed in the middle of an attempt cannot know how it ended: repeat it.
    if (delivery.state === 'sending') keep({ ...delivery, state: 'pending', nextAttemptAt: clock.now() });
    else if (delivery.state === 'pending') keep(delivery);
  }

  const queue = (event: StripeEvent, endpoint: WebhookEndpoint): Delivery => {
    const delivery: Delivery = {
      id: newId('whd'),
      event: event.id,
      type: event.type,
      url: endpoint.url,
      body: JSON.stringify(event, null, 2),
      state: 'pending',
      nextAttemptAt: clock.now(),
      attempts: [],
    };
    keep(delivery);
    return delivery;
  };

  const attempt = async (delivery: Delivery): Promise<void> => {
    const endpoint = endpoints.find(({ url }) => url === delivery.url);
    const startedAt = clock.now();
    const started = performance.now();
    keep({ ...delivery, state: 'sending' });
    let status: number | null = null;
    let error: string | null = endpoint ? null : 'No such endpoint any more';
    if (endpoint) {
      try {
        const answer = await send(endpoint.url, {
          method: 'POST',
          body: delivery.body,
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
              delivery.body,
              endpoint.secret,
              Math.floor(Date.now() / 1000),
            ),
          },
        });
        status = answer.status;
        await answer.arrayBuffer();
        if (status < 200 || status > 299) error = `Answered ${status}`;
      } catch (reason) {
        error = reason instanceof Error ? `${reason.message}${causeOf(reason)}` : String(reason);
      }
    }
    const current = store.deliveries.get(delivery.id);
    // Reset or dropped in the meantime: nobody waits for this answer any more.
    if (current?.state !== 'sending') return;
    const attempts = [
      ...current.attempts,
      { at: startedAt, status, error, milliseconds: Math.round(performance.now() - started) },
    ];
    const pause = retrySeconds[attempts.length - 1];
    keep({
      ...current,
      attempts,
      state: error === null ? 'delivered' : pause === undefined || !endpoint ? 'failed' : 'pending',
      nextAttemptAt: clock.now() + (pause ?? 0) * 1000,
    });
    if (error === null) countDown(current.event);
  };

  const countDown = (eventId: string) => {
    const event = store.events.get(eventId);
    if (event) store.events.save({ ...event, pending_webhooks: Math.max(0, event.pending_webhooks - 1) });
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

  const pending = () => [...waiting.values()];
  const due = () => (holding ? [] : pending().filter(({ nextAttemptAt }) => nextAttemptAt <= clock.now()));

  const run = () => {
    for (const delivery of due().slice(0, Math.max(0, atOnce - underWay.size))) start(delivery);
  };

  const wanting = (type: string) =>
    endpoints.filter(({ events }) => !events || events.includes('*') || events.includes(type));

  return {
    run,
    interested: (type) => wanting(type).length,
    add: (event) => {
      const wanted = endpoints.filter(
        ({ events }) => !events || events.includes('*') || events.includes(event.type),
      );
      for (const endpoint of wanted) queue(event, endpoint);
      changed();
      return wanted.length;
    },
    nextDue: () => {
      // While all places are taken, the end of an attempt starts the next one: no timer is needed.
      if (holding || underWay.size >= atOnce) return null;
      const times = pending().map(({ nextAttemptAt }) => nextAttemptAt);
      return times.length === 0 ? null : Math.min(...times);
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
      const made = Array.from({ length: times }, () =>
        endpoints.map((endpoint) => queue(event, endpoint)),
      ).flat();
      changed();
      return made.length;
    },
    drop: (eventId) => {
      const dropped = store.deliveries
        .all()
        .filter(
          ({ state, event }) => (state === 'pending' || state === 'sending') && (eventId ?? event) === event,
        );
      for (const delivery of dropped) keep({ ...delivery, state: 'dropped' });
      changed();
      return dropped.length;
    },
    clear: () => {
      waiting.clear();
      holding = false;
    },
    settled: async () => {
      run();
      while (underWay.size > 0 || due().length > 0) {
        await Promise.all(underWay);
        run();
      }
    },
  };
}

function causeOf(error: Error): string {
  return error.cause instanceof Error ? ` (${error.cause.message})` : '';
}
