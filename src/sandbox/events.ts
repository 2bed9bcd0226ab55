import { newId } from './identifiers.ts';
import { apiVersion } from './parameters.ts';

export type StripeEvent = ReturnType<typeof newEvent>;

/** An event about `object` as it is now: objects are replaced, never changed, so the event keeps what it was given. */
export function newEvent(facts: {
  type: string;
  created: number;
  object: object;
  previous?: Record<string, unknown>;
  request: { id: string | null; idempotency_key: string | null };
  pendingWebhooks: number;
}) {
  return {
    id: newId('evt'),
    object: 'event' as const,
    api_version: apiVersion,
    created: facts.created,
    data: {
      object: facts.object,
      ...(facts.previous && { previous_attributes: facts.previous }),
    },
    livemode: false,
    pending_webhooks: facts.pendingWebhooks,
    request: facts.request,
    type: facts.type,
  };
}

/**
 * `previous_attributes`: what `before` held where `after` holds something else. Inside hashes only the keys
 * that changed; lists whole; a key that is new is null, as it was before.
 */
export function changedFrom(before: object, after: object): Record<string, unknown> {
  const changed: Record<string, unknown> = {};
  for (const [key, now] of Object.entries(after)) {
    const old = (before as Record<string, unknown>)[key] ?? null;
    if (old === now || JSON.stringify(old) === JSON.stringify(now)) continue;
    changed[key] = isHash(old) && isHash(now) ? changedFrom(old, now) : old;
  }
  for (const [key, old] of Object.entries(before)) {
    if (!Object.hasOwn(after, key)) changed[key] = old;
  }
  return changed;
}

const isHash = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
