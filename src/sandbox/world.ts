import { ApiError } from './api-error.ts';
import type { SandboxClock } from './clock.ts';
import type { Schedule } from './schedule.ts';
import type { Store } from './store.ts';

/** The API call that caused an event; both null when a buyer or the clock did. */
export interface RequestOrigin {
  id: string | null;
  idempotency_key: string | null;
}

/** What everything that happens in the sandbox works on. */
export interface World {
  store: Store;
  clock: SandboxClock;
  schedule: Schedule;
  /** Records an event about `object` and queues its webhooks. `before` gives `previous_attributes`. */
  emit(type: string, object: object, options?: { before?: object; request?: RequestOrigin }): void;
}

/** 404 `resource_missing`, Stripe's wording. */
export function noSuch(kind: string, id: string, param = 'id'): ApiError {
  return new ApiError(404, `No such ${kind}: '${id}'`, { code: 'resource_missing', param });
}

/** Keys sent empty are removed, others set; an empty hash removes all. */
export function mergeMetadata(
  current: Record<string, string>,
  change: Record<string, string> | '' | undefined,
): Record<string, string> {
  if (change === undefined) return current;
  if (change === '' || Object.keys(change).length === 0) return {};
  return Object.fromEntries(Object.entries({ ...current, ...change }).filter(([, value]) => value !== ''));
}
