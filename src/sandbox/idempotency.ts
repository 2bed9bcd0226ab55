import { createHash } from 'node:crypto';
import { ApiError } from './api-error.ts';
import type { SandboxClock } from './clock.ts';
import type { Store, StoredAnswer } from './store.ts';

const keptMilliseconds = 24 * 60 * 60 * 1000;

/** A hash of what a request does: same method, path and parameters, same fingerprint. */
export function fingerprintOf(method: string, path: string, body: string): string {
  const pairs = [...new URLSearchParams(body)].map(([key, value]) => `${key}=${value}`).sort();
  return createHash('sha256')
    .update(JSON.stringify([method, path, pairs]))
    .digest('hex');
}

/**
 * Looks a key up and takes it: the earlier answer when there is one, otherwise null with the key
 * locked until `finishKey` or `releaseKey`. Throws 400 for other parameters under the same key and
 * 409 while the first request is still being worked on.
 */
export function takeKey(
  store: Store,
  clock: SandboxClock,
  key: string,
  fingerprint: string,
  requestId: string,
): StoredAnswer | null {
  if (key.length > 255) {
    throw new ApiError(400, 'Idempotency keys can have up to 255 characters.', { type: 'idempotency_error' });
  }
  const earlier = store.answers.get(key);
  if (earlier && clock.now() - earlier.at < keptMilliseconds) {
    if (earlier.fingerprint !== fingerprint) {
      throw new ApiError(
        400,
        `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
        { type: 'idempotency_error' },
      );
    }
    if (earlier.state === 'in-flight') {
      throw new ApiError(
        409,
        `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}. Please try again later.`,
        { type: 'idempotency_error', code: 'idempotency_key_in_use' },
      );
    }
    return earlier;
  }
  store.answers.save({
    id: key,
    fingerprint,
    state: 'in-flight',
    requestId,
    status: 0,
    body: '',
    at: clock.now(),
  });
  return null;
}

/** Keeps the answer of a begun operation for a day. */
export function finishKey(store: Store, key: string, status: number, body: string): void {
  const taken = store.answers.get(key);
  if (taken) store.answers.save({ ...taken, state: 'answered', status, body });
}

/** Frees a key whose request was refused before anything had begun. */
export function releaseKey(store: Store, key: string): void {
  store.answers.remove(key);
}

/** Forgets answers older than a day and, after a restart, locks of requests that can no longer end. */
export function pruneKeys(store: Store, clock: SandboxClock, { restarted = false } = {}): void {
  for (const answer of store.answers.all()) {
    if (clock.now() - answer.at >= keptMilliseconds || (restarted && answer.state === 'in-flight')) {
      store.answers.remove(answer.id);
    }
  }
}
