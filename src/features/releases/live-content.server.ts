import { changedBundle } from '#content-pipeline/bundle-changes.ts';
import type { CompiledContent } from '#content-pipeline/compile.server.ts';
import type { ContentBundle } from '#content-pipeline/content.ts';
import { formatProblem } from '#content-pipeline/problems.ts';
import type { Database, Transaction } from '#db/client.server.ts';
import type { Log } from '#lib/log.ts';
import {
  type Activation,
  packContent,
  publishRelease,
  type Release,
  readLive,
  readReleaseBundle,
  readReleaseChanges,
  readReleaseSources,
} from './releases.server.ts';
import type { ContentCompiler, WorkingCopy } from './working-copy.server.ts';

/** What is live, and what is being worked on. */
export interface LiveContent {
  /** The release that this process serves; null in development, where the working copy is on show as it is saved. */
  readonly serving: Activation | null;
  /** Brings this process to what is live now. */
  refresh(): Promise<void>;
  /** The content of a release. */
  load(releaseId: string): Promise<ContentBundle>;
  workingCopy: WorkingCopy;
}

/** A release that was compiled by another version of the shop cannot be made anew by this one. */
export class ReleaseRefused extends Error {}

/** Content that a process has in memory, and the release that it is of. */
export interface HeldRelease {
  release: Pick<Release, 'id' | 'hash'>;
  bundle: ContentBundle;
}

/**
 * The content of a release; what another version of the shop compiled is made anew from its sources. Where only the changes
 * from what is `held` need reading, it shares every other document with that.
 */
export async function loadRelease(
  services: { db: Database; compiler: ContentCompiler; log: Log },
  releaseId: string,
  held: HeldRelease | null = null,
): Promise<ContentBundle> {
  const { db, compiler } = services;
  const near = held && (await loadFromHeld(services, releaseId, held));
  if (near) return near;
  const bundle = await readReleaseBundle(db, releaseId);
  if (bundle) return bundle;
  const made = await compiler.compile(await readReleaseSources(db, releaseId));
  if (made.ok) return made.value.bundle;
  throw new ReleaseRefused(
    [
      'The release that is live was compiled by another version of the shop, and this version finds fault with its files.',
      'Run the version that published it, mend content/ and publish there; then start this one.',
      ...made.error.map(formatProblem),
    ].join('\n'),
  );
}

/** A release made from what is held; null where it must be loaded whole. */
async function loadFromHeld(
  { db, log }: { db: Database; log: Log },
  releaseId: string,
  { release, bundle }: HeldRelease,
): Promise<ContentBundle | null> {
  if (releaseId === release.id) return bundle.hash === release.hash ? bundle : null;
  try {
    const changes = await readReleaseChanges(db, release.id, releaseId);
    return changes && changedBundle(bundle, changes);
  } catch (error) {
    // Nobody need wait for it: the whole is there too.
    log.error({ err: error, release: releaseId }, 'changes of the content do not fit; all of it is loaded');
    return null;
  }
}

/**
 * What is live. The very first start makes what the repository holds the first release, and `alongside` does what
 * belongs to that in the same transaction; no other start changes what is live.
 */
export async function openLive(
  db: Database,
  repository: CompiledContent,
  now: Date,
  alongside: (tx: Transaction) => Promise<void>,
): Promise<Activation> {
  const live = await readLive(db);
  if (live) return live;
  const packed = await packContent(repository);
  return db.transaction(async (tx) => {
    const first = await publishRelease(tx, packed, {
      expected: null,
      changes: null,
      why: 'first-start',
      by: 'system',
      note: 'What the shop was installed with',
      at: now,
    });
    if (first.ok) {
      await alongside(tx);
      return first.value;
    }
    // Another process was first.
    if (!first.error.live) throw new Error('Nothing is live, and nothing can be made so');
    return first.error.live;
  });
}
