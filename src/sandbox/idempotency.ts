import { hash } from 'node:crypto';
import { ApiError } from './api-error.ts';
import type { SandboxClock } from './clock.ts';
import type { Store, StoredAnswer } from './store.ts';

const keptMilliseconds = 24 * 60 * 60 * 1000;

/** A hash of what a request does: same method, path and parameters in any order, same fingerprint. */
export function fingerprintOf(method: string, path: string, pairs: readonly [string, string][]): string {
  const sorted = pairs.map(([key, value]) => `${key}=${value}`).sort();
  return hash('sha256', JSON.stringify([method, path, sorted]));
}

/** First answers by key, and the locks of requests that are being worked on. */
export interface Idempotency {
  /**
   * The earlier answer when there is one, otherwise null with the key locked until `finish` or `release`. Throws
   * ApiError 400 for other parameters under the same key, 409 while the first request is still at work.
   */
  take(key: string, fingerprint: string): StoredAnswer | null;
  /** Keeps the answer of a begun operation for a day. */
  finish(key: string, answer: { requestId: string; status: number; body: string }): void;
  /** Frees a key whose request was refused before anything had begun. */
  release(key: string): void;
  clear(): void;
}

/** The idempotency keys of a store. What is older than a day is forgotten as new keys come in. */
export function openIdempotency(store: Store, clock: SandboxClock): Idempotency {
  // In memory only: after a restart no request is at work any more.
  const locks = new Map<string, string>();

  const isKept = ({ at }: StoredAnswer) => clock.now() - at < keptMilliseconds;
  // Answers are kept in the order of their time, so the first that is young enough ends the search.
  const prune = () => {
    for (const answer of store.answers.oldestFirst()) {
      if (isKept(answer)) return;
      store.answers.remove(answer.id);
    }
  };

  return {
    take: (key, fingerprint) => {
      if (key.length > 255) {
        throw new ApiError(400, 'Idempotency keys can have up to 255 characters.', {
          type: 'idempotency_error',
        });
      }
      prune();
      const earlier = store.answers.get(key);
      const known = locks.get(key) ?? earlier?.fingerprint;
      if (known !== undefined && known !== fingerprint) {
        throw new ApiError(
          400,
          `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
          { type: 'idempotency_error' },
        );
      }
      if (locks.has(key)) {
        throw new ApiError(
          409,
          `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}. Please try again later.`,
          { type: 'idempotency_error', code: 'idempotency_key_in_use' },
        );
      }
      if (earlier) return earlier;
      locks.set(key, fingerprint);
      return null;
    },
    finish: (key, answer) => {
      const fingerprint = locks.get(key);
      // Reset while the request was at work: its answer belongs to a world that is gone.
      if (fingerprint === undefined) return;
      locks.delete(key);
      store.answers.save({ id: key, fingerprint, ...answer, at: clock.now() });
    },
    release: (key) => {
      locks.delete(key);
    },
    clear: () => locks.clear(),
  };
}
