import type { ContentBundle } from '#content-pipeline/content.ts';
import type { ContentStore } from '#content-pipeline/store.server.ts';
import type { Database, Listen } from '#db/client.server.ts';
import type { Log } from '#lib/log.ts';
import { type Activation, readActivation, readLiveNumber, releaseChannel } from './releases.server.ts';

/** Keeps this process at what is live. */
export interface LiveKeeper {
  /** What this process serves. */
  readonly serving: Activation;
  /** Looks at once; what is live is in the content afterwards. Throws where it cannot be loaded. */
  refresh(): Promise<void>;
  /** Ends it; no statement is under way afterwards. */
  stop(): Promise<void>;
}

const pauseAfterFailureMs = 15_000;

/**
 * Swaps the content whenever another release goes live: told by the database at once, and found by asking every `everyMs`
 * milliseconds where nobody told. What cannot be loaded leaves what was live before, and is tried again later.
 */
export async function keepLiveRelease(
  {
    db,
    content,
    log,
    listen,
    load,
  }: {
    db: Database;
    content: Pick<ContentStore, 'replace'>;
    log: Log;
    listen: Listen;
    load(releaseId: string): Promise<ContentBundle>;
  },
  serving: Activation,
  everyMs = 1_000,
): Promise<LiveKeeper> {
  let current = serving;
  // Making a release of another version anew takes its time: after a failure it is left alone for a while.
  let failed = { number: 0, until: 0 };
  let isEnded = false;
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<unknown> = Promise.resolve();

  async function look(): Promise<void> {
    const number = await readLiveNumber(db);
    if (isEnded || number === null || number === current.number) return;
    if (number === failed.number && performance.now() < failed.until) return;
    const next = await readActivation(db, number);
    if (!next) return;
    // The same release again (an undo of an undo) needs no loading.
    const begun = performance.now();
    if (next.release.id !== current.release.id) {
      try {
        const bundle = await load(next.release.id);
        if (isEnded) return;
        content.replace(bundle);
      } catch (error) {
        failed = { number, until: performance.now() + pauseAfterFailureMs };
        throw error;
      }
    }
    current = next;
    log.info(
      { release: next.release.number, why: next.why, by: next.by, ms: Math.round(performance.now() - begun) },
      'another release is live',
    );
  }

  // One after the other: an answer that was overtaken must not be the last word.
  const refresh = (): Promise<void> => {
    const turn = looking.then(() => (isEnded ? undefined : look()));
    looking = turn.catch(() => undefined);
    return turn;
  };
  const attempt = () =>
    refresh().catch((error: unknown) =>
      log.error({ err: error }, 'what is live could not be loaded; this process goes on with what it has'),
    );

  const unlisten = await listen(releaseChannel, () => void attempt());
  const next = () => {
    timer = setTimeout(() => attempt().then(() => isEnded || next()), everyMs).unref();
  };
  next();
  return {
    get serving() {
      return current;
    },
    refresh,
    async stop() {
      isEnded = true;
      clearTimeout(timer);
      await unlisten();
      await looking;
    },
  };
}
