import type { ContentReads } from '#content-pipeline/store.server.ts';
import type { Clock } from '#lib/clock.ts';
import { earliestZone, type IsoDate, todayIn } from '#lib/dates.ts';
import type { Config } from '#lib/env.server.ts';
import type { Sealer } from '#lib/sealing.server.ts';
import { type Preview, readReview } from './review-preview.server.ts';
import { currentRuleset, type Ruleset, readRulesets } from './ruleset.ts';
import { type TruthTable, truthTable } from './truth-table.ts';

/** What the review pages need of the shop's services. */
export interface ReviewServices {
  config: Pick<Config, 'allowDraftRules'>;
  clock: Clock;
  sealer: Sealer;
  content: Pick<ContentReads, 'rulesets' | 'shop' | 'market' | 'markets'>;
}

/** A version under review, and what it may be held against. */
export interface Review {
  preview: Preview;
  ruleset: Ruleset;
  /** The version that the shop sells by now; null while it sells nothing. */
  inForce: Ruleset | null;
  /** All versions of the shop, in no order that means anything. */
  versions: readonly Ruleset[];
  /** The day it really is in the shop's market. */
  today: IsoDate;
}

/** What a review address shows; null if it is not good any more, or the shop does not have that version. */
export async function openReview(services: ReviewServices, token: string): Promise<Review | null> {
  const { config, clock, sealer, content } = services;
  const now = clock.now();
  const preview = await readReview(sealer, token, now);
  const versions = readRulesets(content.rulesets);
  if (!preview || !versions.ok) return null;
  const ruleset = versions.value.find(({ version }) => version === preview.version);
  if (!ruleset) return null;
  const today = todayIn(content.market(content.shop.market)?.zone ?? earliestZone, now);
  const current = currentRuleset(content.rulesets, today, { allowDraft: config.allowDraftRules });
  return { preview, ruleset, inForce: current.ok ? current.value : null, versions: versions.value, today };
}

// A table takes about a second to make and never changes, so the last few are kept.
const tables = new Map<string, TruthTable>();
const mostTables = 8;

/** The truth table of a version on a day; made once and then remembered. */
export function reviewTable(ruleset: Ruleset, date: IsoDate): TruthTable {
  const key = `${ruleset.hash} ${date}`;
  const known = tables.get(key);
  if (known) return known;
  const table = truthTable(ruleset, date);
  const [oldest] = tables.keys();
  if (tables.size >= mostTables && oldest !== undefined) tables.delete(oldest);
  tables.set(key, table);
  return table;
}
