import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { CompiledContent } from '#content-pipeline/compile.server.ts';
import type { ContentBundle } from '#content-pipeline/content.ts';
import type { ContentProblem } from '#content-pipeline/problems.ts';
import { readSources } from '#content-pipeline/sources.server.ts';
import type { Database, Queryable, Transaction } from '#db/client.server.ts';
import { openingUnits, openStock } from '#features/inventory/inventory.server.ts';
import { type DocumentChange, diffContent } from '#features/releases/content-diff.ts';
import type { LiveContent } from '#features/releases/live-content.server.ts';
import {
  type Activation,
  activateRelease,
  type ChangedMeanwhile,
  compareWithBase,
  type PackedChanges,
  type PackedContent,
  packChanges,
  packContent,
  publishRelease,
  readLive,
  readRelease,
  readReleaseSources,
} from '#features/releases/releases.server.ts';
import {
  ApprovalsChanged,
  type RuleApproval,
  readRuleApprovals,
  spendRuleApprovals,
} from '#features/releases/rule-approvals.server.ts';
import type { Clock } from '#lib/clock.ts';
import { earliestZone, type IsoDate, todayIn } from '#lib/dates.ts';
import type { Log } from '#lib/log.ts';
import { ok, type Result, refuse } from '#lib/result.ts';
import { type Signatures, signaturesAmong } from './rule-signatures.ts';
import { type RulesChange, rulesChange } from './rules-change.ts';

/** What publishing needs of the shop's services. */
export interface PublishServices {
  config: { allowDraftRules: boolean };
  db: Database;
  clock: Clock;
  log: Log;
  releases: LiveContent;
}

/** Everything that a change of what is live would change. */
export interface ContentChange {
  documents: DocumentChange[];
  /** Null where nothing changes about who may buy which needles. */
  rules: RulesChange | null;
}

/** What would happen if the working copy were published now. */
export interface Publication {
  /** What is live now, on which the change is built. */
  base: Activation;
  /** SHA-256 of the files that would be published. */
  hash: string;
  change: ContentChange;
  /** Who has approved what becomes looser; empty where nothing does. */
  approvals: RuleApproval[];
}

/** Why the working copy cannot be published, before anybody has tried. */
export type NothingToPublish =
  | { reason: 'problems'; problems: ContentProblem[] }
  | { reason: 'nothing-changed'; live: Activation };

/** Compares two contents as a merchant reads it. */
function changeBetween(
  { config, clock }: Pick<PublishServices, 'config' | 'clock'>,
  before: ContentBundle,
  after: ContentBundle,
): ContentChange {
  const today = dayOf({ clock }, after);
  return {
    documents: diffContent(before, after),
    rules: rulesChange(before, after, { today, allowDraft: config.allowDraftRules }),
  };
}

/** Today, where this content is sold. */
function dayOf({ clock }: Pick<PublishServices, 'clock'>, { markets, shop }: ContentBundle): IsoDate {
  return todayIn(markets.find(({ id }) => id === shop.market)?.zone ?? earliestZone, clock.now());
}

/** Checks and compiles the working copy, and says what publishing it would change. Changes nothing. */
export async function reviewWorkingCopy(
  services: PublishServices,
): Promise<Result<Publication, NothingToPublish>> {
  const prepared = await prepare(services);
  if (!prepared.ok) return prepared;
  const { base, content, change, pack } = prepared.value;
  const approvals = await approvalsOf(services.db, change.rules);
  await pack();
  return ok({ base, hash: content.bundle.hash, change, approvals });
}

/** Who has approved what the working copy makes looser. Compares nothing where nobody has approved anything. */
export async function approvalsOfWorkingCopy(services: PublishServices): Promise<RuleApproval[]> {
  if ((await readRuleApprovals(services.db)).length === 0) return [];
  const prepared = await prepare(services);
  return prepared.ok ? approvalsOf(services.db, prepared.value.change.rules) : [];
}

interface Prepared {
  base: Activation;
  content: CompiledContent;
  change: ContentChange;
  pack: Look['pack'];
}

async function prepare(services: PublishServices): Promise<Result<Prepared, NothingToPublish>> {
  const { db, releases } = services;
  const base = await readLive(db);
  if (!base) throw new Error('No release is live: start the shop once with npm start');
  const content = await releases.workingCopy.compiled();
  if (!content.ok) return refuse({ reason: 'problems', problems: content.error.problems });
  if (content.value.bundle.hash === base.release.hash)
    return refuse({ reason: 'nothing-changed', live: base });
  const { change, pack } = lookAt(services, content.value, base);
  return ok({ base, content: content.value, change: await change, pack });
}

// What somebody looked at is kept as long as the working copy is: to load what is live, to compare and to pack are seconds
// in a large shop, and whoever publishes after looking need not wait for them again.
const looked = new WeakMap<CompiledContent, Look>();

interface Look {
  /** What was live, and the day. */
  since: string;
  change: Promise<ContentChange>;
  /** The content as a release is stored, and what it changes of the one that is live. */
  pack(): Promise<{ content: PackedContent; changes: PackedChanges }>;
}

/** What publishing this content would change of what is live, on this day. */
function lookAt(services: PublishServices, content: CompiledContent, { release }: Activation): Look {
  const since = `${release.id} ${dayOf(services, content.bundle)}`;
  const known = looked.get(content);
  if (known?.since === since) return known;
  const compared = services.releases.load(release.id).then((live) => ({
    change: changeBetween(services, live, content.bundle),
    // Not the live bundle itself: all of it would stay in memory.
    changes: compareWithBase(release.id, live, content.bundle),
  }));
  let packed: ReturnType<Look['pack']> | null = null;
  const look: Look = {
    since,
    change: compared.then(({ change }) => change),
    pack() {
      if (packed) return packed;
      packed = compared.then(async ({ changes }) => ({
        content: await packContent(content),
        changes: await packChanges(changes),
      }));
      packed.catch(() => {
        packed = null;
      });
      return packed;
    },
  };
  looked.set(content, look);
  // What went wrong is tried again.
  look.change.catch(() => looked.delete(content));
  return look;
}

/** What two releases differ in; null where there is no release of one of the numbers. */
export async function compareReleases(
  services: PublishServices,
  before: number,
  after: number,
): Promise<ContentChange | null> {
  const { db, releases } = services;
  const [old, now] = [await readRelease(db, before), await readRelease(db, after)];
  if (!old || !now) return null;
  return changeBetween(services, await releases.load(old.id), await releases.load(now.id));
}

/** Who publishes, what they say of it, and what they saw when they decided. */
export interface PublishRequest {
  by: string;
  /** Who that is on the staff; null for an operator. */
  staffId: string | null;
  note: string;
  /** The number of the activation that was live when they looked; null: whatever is live. */
  base: number | null;
  /** The hash of the working copy that they saw; null: whatever is there. */
  hash: string | null;
}

export type PublishRefusal =
  | NothingToPublish
  | ChangedMeanwhile
  /** The files are others than those that were looked at. */
  | { reason: 'working-copy-changed' }
  /** A stop of the floor would become looser. */
  | { reason: 'floor'; rules: RulesChange }
  /** Something becomes looser, and two others than whoever publishes have not approved it; a sentence for each. */
  | { reason: 'needs-approvals'; rules: RulesChange; missing: string[] };

/**
 * Publishes the working copy: all of it, or nothing and the reason. New SKUs have their opening stock in the moment in
 * which they can be bought. This process serves it when the promise is kept, the others within two seconds.
 */
export async function publishWorkingCopy(
  services: PublishServices,
  request: PublishRequest,
): Promise<Result<Activation, PublishRefusal>> {
  const prepared = await prepare(services);
  if (!prepared.ok) return prepared;
  const { base, content, change, pack } = prepared.value;
  if (request.hash !== null && request.hash !== content.bundle.hash)
    return refuse({ reason: 'working-copy-changed' });
  if (request.base !== null && request.base !== base.number)
    return refuse({ reason: 'changed-meanwhile', live: base });
  const packed = await pack();
  const published = await goLive(services, {
    rules: change.rules,
    staffId: request.staffId,
    products: content.bundle.products,
    act: (tx, signatures) =>
      publishRelease(tx, packed.content, {
        expected: base.release.id,
        changes: packed.changes,
        why: 'publish',
        by: request.by,
        note: request.note,
        reviewer: signatures?.reviewer.name ?? null,
        approver: signatures?.approver.name ?? null,
        at: services.clock.now(),
      }),
  });
  if (published.ok) {
    services.log.info({ release: published.value.release.number, by: request.by }, 'content published');
    await services.releases.refresh();
  }
  return published;
}

/**
 * Makes content live by `act` where its rules may go live, spends the approvals that let it, and opens the stock of new
 * SKUs; all of it or nothing. An approval that is taken back in the last moment counts as none.
 */
async function goLive(
  { db, clock }: PublishServices,
  {
    rules,
    staffId,
    products,
    act,
  }: {
    rules: RulesChange | null;
    staffId: string | null;
    products: ContentBundle['products'];
    act(tx: Transaction, signatures: Signatures | null): Promise<Result<Activation, ChangedMeanwhile>>;
  },
): Promise<Result<Activation, ChangedMeanwhile | Extract<PublishRefusal, { rules: RulesChange }>>> {
  const look = async () => mayGoLive(rules, await approvalsOf(db, rules), staffId);
  const allowed = await look();
  if (!allowed.ok) return allowed;
  try {
    return await db.transaction(async (tx) => {
      const done = await act(tx, allowed.value);
      if (done.ok) {
        await spend(tx, allowed.value, done.value);
        await openStock(tx, openingUnits(products), clock.now());
      }
      return done;
    });
  } catch (error) {
    const now = error instanceof ApprovalsChanged ? await look() : null;
    if (now && !now.ok) return now;
    throw error;
  }
}

/** Who let a change of the rules go live, where it needed anybody (null: nobody); refused where it may not. */
function mayGoLive(
  rules: RulesChange | null,
  approvals: readonly RuleApproval[],
  publisher: string | null,
): Result<Signatures | null, Extract<PublishRefusal, { rules: RulesChange }>> {
  if (rules?.lane === 'floor') return refuse({ reason: 'floor', rules });
  if (!rules || !needsApprovals(rules)) return ok(null);
  const { signatures, missing } = signaturesAmong(approvals, publisher);
  return signatures ? ok(signatures) : refuse({ reason: 'needs-approvals', rules, missing });
}

/** Whether a change has to be approved here: it loosens something, and its files do not carry signatures of their own. */
function needsApprovals({ lane, isSigned }: RulesChange): boolean {
  return lane === 'looser' && !isSigned;
}

/** The approvals that count for a change of the rules. */
export async function approvalsOf(db: Queryable, rules: RulesChange | null): Promise<RuleApproval[]> {
  return rules && needsApprovals(rules) ? readRuleApprovals(db, rules.hash) : [];
}

async function spend(tx: Transaction, signatures: Signatures | null, { number }: Activation): Promise<void> {
  if (signatures) await spendRuleApprovals(tx, [signatures.reviewer.id, signatures.approver.id], number);
}

export interface RestoreRequest {
  /** Number of the release that is to be live again. */
  number: number;
  by: string;
  /** Who that is on the staff; null for an operator. */
  staffId: string | null;
  note: string;
  /** The number of the activation that was live when they looked; null: whatever is live. */
  base: number | null;
}

export type RestoreRefusal =
  | Exclude<PublishRefusal, NothingToPublish | { reason: 'working-copy-changed' }>
  | { reason: 'unknown-release' }
  | { reason: 'is-live'; live: Activation };

/** Makes an earlier release live again, as it was; the same stops as with a new one. The working copy stays as it is. */
export async function restoreRelease(
  services: PublishServices,
  request: RestoreRequest,
): Promise<Result<Activation, RestoreRefusal>> {
  const { db, clock, log, releases } = services;
  const release = await readRelease(db, request.number);
  if (!release) return refuse({ reason: 'unknown-release' });
  const base = await readLive(db);
  if (!base || (request.base !== null && request.base !== base.number)) {
    return refuse({ reason: 'changed-meanwhile', live: base });
  }
  if (base.release.id === release.id) return refuse({ reason: 'is-live', live: base });
  // Loaded before it is live: what cannot be loaded must not be.
  const [before, after] = [await releases.load(base.release.id), await releases.load(release.id)];
  const { rules } = changeBetween(services, before, after);
  const changes = await packChanges(compareWithBase(base.release.id, before, after));
  const restored = await goLive(services, {
    rules,
    staffId: request.staffId,
    products: after.products,
    act: (tx) =>
      activateRelease(tx, release.id, {
        expected: base.release.id,
        changes,
        why: 'restore',
        by: request.by,
        note: request.note,
        at: clock.now(),
      }),
  });
  if (restored.ok) {
    log.info({ release: release.number, by: request.by }, 'earlier content restored');
    await releases.refresh();
  }
  return restored;
}

/**
 * Makes the files in `root`/content those of a release, so that what is live and what is worked on agree. Whatever was
 * changed there and never published is lost.
 */
export async function writeBack(
  { db }: Pick<PublishServices, 'db'>,
  root: string,
  releaseId: string,
): Promise<void> {
  const sources = await readReleaseSources(db, releaseId);
  // A folder of another name, or none at all, is nothing that a release could be about.
  if (sources.size === 0) throw new Error('This release holds no files');
  const folder = path.join(root, 'content');
  const there = await readSources(root);
  for (const [file, text] of sources) {
    if (there.get(file) === text) continue;
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    await writeFile(path.join(folder, file), text);
  }
  for (const file of there.keys()) if (!sources.has(file)) await rm(path.join(folder, file));
  await removeEmptyFolders(folder);
}

async function removeEmptyFolders(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) await removeEmptyFolders(path.join(folder, entry.name));
  }
  if ((await readdir(folder)).length === 0) await rm(folder, { recursive: true });
}
