import type { Database } from '#db/client.server.ts';
import type { CheckoutServices } from '#features/checkout/checkout-services.ts';
import type { Payments } from '#features/payments/payments.server.ts';

/** Where the process ends: null, or after so many more steps. */
export interface Doom {
  in: number | null;
}

/** In place of the process: what ran is cut off here, and nothing after it is done. */
export class ProcessEnded extends Error {
  override readonly name = 'ProcessEnded';
}

const providerCalls = [
  'createSession',
  'findSession',
  'retrieveSession',
  'expireSession',
  'createRefund',
  'retrieveRefund',
  'listRefunds',
  'retrieveDispute',
  'listMoneyNotices',
] as const satisfies (keyof Payments)[];

const statements: readonly PropertyKey[] = ['select', 'insert', 'update', 'delete', 'execute'];

/**
 * The services, with an end of the process before or after any call to the provider, before and after any transaction,
 * before any statement in one and when all of them are through and only the commit is missing. Left to itself the end is
 * an exception, not a kill: the transaction rolls back and nobody goes on, as after a real one, and it costs nothing. A
 * process that can be spared has itself killed instead: `kill -9` by `end`.
 */
export function doomed(services: CheckoutServices, doom: Doom, end: () => void = endsHere): CheckoutServices {
  const step = () => {
    if (doom.in === null) return;
    if (doom.in > 0) {
      doom.in -= 1;
      return;
    }
    doom.in = null;
    end();
  };
  const payments = new Proxy(services.payments, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (!(providerCalls as readonly PropertyKey[]).includes(name)) return value;
      const call = value as (...given: unknown[]) => Promise<unknown>;
      return async (...given: unknown[]) => {
        step();
        const answer = await call(...given);
        step();
        return answer;
      };
    },
  });
  const transaction: Database['transaction'] = async (work, ...options) => {
    step();
    const done = await services.db.transaction(
      async (tx) => {
        const result = await work(
          new Proxy(tx, {
            get(target, name) {
              if (statements.includes(name)) step();
              const value: unknown = Reflect.get(target, name, target);
              return typeof value === 'function' ? value.bind(target) : value;
            },
          }),
        );
        // All statements are through, nothing is committed.
        step();
        return result;
      },
      ...options,
    );
    step();
    return done;
  };
  const db = new Proxy(services.db, {
    get: (target, name) => (name === 'transaction' ? transaction : Reflect.get(target, name, target)),
  });
  return { ...services, db, payments };
}

function endsHere(): never {
  throw new ProcessEnded('The process ended here');
}
