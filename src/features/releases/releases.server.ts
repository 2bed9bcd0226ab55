import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { and, desc, eq, lt, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { type BundleChanges, bundleChanges, changedBundle } from '#content-pipeline/bundle-changes.ts';
import { bundleFormat } from '#content-pipeline/bundle-file.server.ts';
import type { CompiledContent } from '#content-pipeline/compile.server.ts';
import type { ContentBundle } from '#content-pipeline/content.ts';
import type { ContentSources } from '#content-pipeline/sources.server.ts';
import type { Queryable, Transaction } from '#db/client.server.ts';
import {
  type ActivationReason,
  contentReleases,
  liveRelease,
  releaseActivations,
  releaseChanges,
} from '#db/schema/content-releases.ts';
import { newId } from '#lib/ids.ts';
import { ok, type Result, refuse } from '#lib/result.ts';

/** A release as lists show it: everything but the content. */
export interface Release {
  id: string;
  number: number;
  /** SHA-256 of its sources, hex. */
  hash: string;
  author: string;
  note: string;
  reviewer: string | null;
  approver: string | null;
  createdAt: Date;
}

/** A release that went live. */
export interface Activation {
  /** Counts up with each change of what is live. */
  number: number;
  release: Release;
  /** The number of the release that was live before; null for the first. */
  replaced: number | null;
  why: ActivationReason;
  by: string;
  note: string;
  at: Date;
}

/** The channel on which a change of what is live is told to every process. */
export const releaseChannel = 'content_release';

const zip = promisify(gzip);
const unzip = promisify(gunzip);

/** The content of a release, packed for its row: done before a transaction begins, since it is slow for a large shop. */
export interface PackedContent {
  hash: string;
  bundle: Uint8Array;
  sources: Uint8Array;
}

/** Packs compiled content for `publishRelease`. */
export async function packContent({ bundle, sources }: CompiledContent): Promise<PackedContent> {
  return {
    hash: bundle.hash,
    bundle: await zip(JSON.stringify(bundle), { level: 4 }),
    sources: await zip(JSON.stringify([...sources]), { level: 6 }),
  };
}

/** What content differs in from that of the release `baseId`, there and back. */
export interface ReleaseChanges {
  baseId: string;
  there: BundleChanges;
  back: BundleChanges;
}

/** Compares the content of the release `baseId` with what is to replace it. */
export function compareWithBase(baseId: string, base: ContentBundle, next: ContentBundle): ReleaseChanges {
  const there = bundleChanges(base, next);
  // Of documents that both share the second comparison need read nothing.
  return { baseId, there, back: bundleChanges(changedBundle(base, there), base) };
}

/** `ReleaseChanges` as they are stored. */
export interface PackedChanges {
  baseId: string;
  there: Uint8Array;
  back: Uint8Array;
}

/** Packs changes for `publishRelease` and `activateRelease`. */
export async function packChanges({ baseId, there, back }: ReleaseChanges): Promise<PackedChanges> {
  const pack = (changes: BundleChanges) => zip(JSON.stringify(changes), { level: 4 });
  return { baseId, there: await pack(there), back: await pack(back) };
}

/** Somebody else published first: what is live now. */
export interface ChangedMeanwhile {
  reason: 'changed-meanwhile';
  live: Activation | null;
}

/** Who does it, what they say of it, and when. */
interface Doing {
  /** The release that they believe to be live; null: none is. Anything else is live: refused. */
  expected: string | null;
  /** From what is live to what shall be; whoever has none leaves it to each process to read all of it. */
  changes: PackedChanges | null;
  why: ActivationReason;
  by: string;
  note: string;
  at: Date;
}

/**
 * Stores content as a release and makes it live. Whoever publishes at the same time waits for this transaction and is
 * then refused. Every process hears of it once it is committed.
 */
export async function publishRelease(
  tx: Transaction,
  content: PackedContent,
  doing: Doing & Partial<Pick<Release, 'reviewer' | 'approver'>>,
): Promise<Result<Activation, ChangedMeanwhile>> {
  const { expected, reviewer = null, approver = null, by, note, at } = doing;
  const changed = await lockLive(tx, expected);
  if (changed) return refuse(changed);
  const id = newId();
  await tx.insert(contentReleases).values({
    id,
    ...content,
    format: bundleFormat,
    author: by,
    note,
    reviewer,
    approver,
    createdAt: at,
  });
  return ok(await activate(tx, id, doing));
}

/** Makes a release that was made before live again; as `publishRelease`. */
export async function activateRelease(
  tx: Transaction,
  releaseId: string,
  doing: Doing,
): Promise<Result<Activation, ChangedMeanwhile>> {
  const changed = await lockLive(tx, doing.expected);
  return changed ? refuse(changed) : ok(await activate(tx, releaseId, doing));
}

/** Keeps everybody else from changing what is live until the end of the transaction. */
async function lockLive(tx: Transaction, expected: string | null): Promise<ChangedMeanwhile | null> {
  // Not a row lock: the first release has no row to lock.
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${releaseChannel}))`);
  const live = await readLive(tx);
  return (live?.release.id ?? null) === expected ? null : { reason: 'changed-meanwhile', live };
}

async function activate(
  tx: Transaction,
  releaseId: string,
  { expected, changes, why, by, note, at }: Doing,
): Promise<Activation> {
  const [made] = await tx
    .insert(releaseActivations)
    .values({ releaseId, replacedId: expected, why, by, note, at })
    .returning({ number: releaseActivations.number });
  const activation = made?.number ?? 0;
  // Changes from anything else than what is live lead nowhere.
  if (changes && changes.baseId === expected) {
    const { baseId, there, back } = changes;
    const format = bundleFormat;
    await tx
      .insert(releaseChanges)
      .values([
        { fromId: baseId, toId: releaseId, format, changes: there },
        { fromId: releaseId, toId: baseId, format, changes: back },
      ])
      // One of the two was live before the other already.
      .onConflictDoNothing();
  }
  await tx
    .insert(liveRelease)
    .values({ id: 1, releaseId, activation })
    .onConflictDoUpdate({ target: liveRelease.id, set: { releaseId, activation } });
  await tx.execute(sql`select pg_notify(${releaseChannel}, ${String(activation)})`);
  const live = await readActivation(tx, activation);
  if (!live) throw new Error('What went live cannot be read');
  return live;
}

/** What is live and since when; null before the first start has ended. */
export async function readLive(db: Queryable): Promise<Activation | null> {
  const [live] = await db.select().from(liveRelease);
  return live ? readActivation(db, live.activation) : null;
}

/** The number of the activation that is live, as cheaply as can be: each process asks every second. */
export async function readLiveNumber(db: Queryable): Promise<number | null> {
  const [live] = await db.select({ activation: liveRelease.activation }).from(liveRelease);
  return live?.activation ?? null;
}

/** One activation; null where there is none of that number. */
export async function readActivation(db: Queryable, number: number): Promise<Activation | null> {
  const [row] = await activations(db).where(eq(releaseActivations.number, number));
  return row ?? null;
}

/** What was live, the latest first, `limit` at most, from before the activation `before` on. */
export async function listActivations(
  db: Queryable,
  { limit, before = null }: { limit: number; before?: number | null },
): Promise<Activation[]> {
  return activations(db)
    .where(before === null ? undefined : lt(releaseActivations.number, before))
    .orderBy(desc(releaseActivations.number))
    .limit(limit);
}

/** When a release was live, the latest first. */
export async function readActivationsOf(db: Queryable, releaseId: string): Promise<Activation[]> {
  return activations(db)
    .where(eq(releaseActivations.releaseId, releaseId))
    .orderBy(desc(releaseActivations.number));
}

const releaseColumns = {
  id: contentReleases.id,
  number: contentReleases.number,
  hash: contentReleases.hash,
  author: contentReleases.author,
  note: contentReleases.note,
  reviewer: contentReleases.reviewer,
  approver: contentReleases.approver,
  createdAt: contentReleases.createdAt,
};

function activations(db: Queryable) {
  const replaced = alias(contentReleases, 'replaced');
  return db
    .select({
      number: releaseActivations.number,
      release: releaseColumns,
      replaced: replaced.number,
      why: releaseActivations.why,
      by: releaseActivations.by,
      note: releaseActivations.note,
      at: releaseActivations.at,
    })
    .from(releaseActivations)
    .innerJoin(contentReleases, eq(contentReleases.id, releaseActivations.releaseId))
    .leftJoin(replaced, eq(replaced.id, releaseActivations.replacedId))
    .$dynamic();
}

/** A release by its number; null where there is none. */
export async function readRelease(db: Queryable, number: number): Promise<Release | null> {
  const [row] = await db
    .select(releaseColumns)
    .from(contentReleases)
    .where(eq(contentReleases.number, number));
  return row ?? null;
}

/** The files of a release below `content/`. */
export async function readReleaseSources(db: Queryable, id: string): Promise<ContentSources> {
  const [row] = await db
    .select({ sources: contentReleases.sources })
    .from(contentReleases)
    .where(eq(contentReleases.id, id));
  if (!row) throw new Error(`There is no release ${id}`);
  return new Map(JSON.parse(String(await unzip(row.sources))) as [string, string][]);
}

/** The compiled content of a release; null where another version of the shop compiled it, so that it must be made anew. */
export async function readReleaseBundle(db: Queryable, id: string): Promise<ContentBundle | null> {
  const [row] = await db
    .select({ format: contentReleases.format, bundle: contentReleases.bundle })
    .from(contentReleases)
    .where(eq(contentReleases.id, id));
  if (!row) throw new Error(`There is no release ${id}`);
  return row.format === bundleFormat ? (JSON.parse(String(await unzip(row.bundle))) as ContentBundle) : null;
}

/**
 * The changes from one release to another, where one of them has replaced the other before; null where they are not known,
 * or another version of the shop had a hand in it. Throws where they lead to anything else than that release.
 */
export async function readReleaseChanges(
  db: Queryable,
  from: string,
  to: string,
): Promise<BundleChanges | null> {
  const [row] = await db
    .select({ packed: releaseChanges.changes, hash: contentReleases.hash })
    .from(releaseChanges)
    .innerJoin(contentReleases, eq(contentReleases.id, releaseChanges.toId))
    .where(
      and(
        eq(releaseChanges.fromId, from),
        eq(releaseChanges.toId, to),
        eq(releaseChanges.format, bundleFormat),
        eq(contentReleases.format, bundleFormat),
      ),
    );
  if (!row) return null;
  const changes = JSON.parse(String(await unzip(row.packed))) as BundleChanges;
  if (changes.to !== row.hash) {
    throw new Error(`Changes to the content ${changes.to} do not lead to ${row.hash}`);
  }
  return changes;
}
