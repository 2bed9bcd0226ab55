import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { ContentBundle, Market } from '#content-pipeline/content.ts';
import { type Lane, laneOf } from '#features/self-check/lane.ts';
import { diffInWords, diffOutcomes } from '#features/self-check/outcome-diff.ts';
import { currentRuleset, type Ruleset, readRulesets } from '#features/self-check/ruleset.ts';
import { formatDate, type IsoDate } from '#lib/dates.ts';
import { placeWords } from '#lib/purchasable.ts';

/** What a new content changes about who may buy which needles. */
export interface RulesChange {
  /** The strictest lane of all that changes. */
  lane: Lane;
  /** Whole sentences for whoever publishes, what weighs most first. */
  words: string[];
  /**
   * Whether what becomes looser carries its own signatures: it is a published version that a named clinician reviewed
   * anew and a second person approved, which the content check has held against all laws.
   */
  isSigned: boolean;
  /** SHA-256 of the rules before and after, hex: what an approval is for. */
  hash: string;
}

type Step = Omit<RulesChange, 'hash'>;

const weight: Record<Lane, number> = { words: 0, stricter: 1, looser: 2, floor: 3 };

/**
 * What changes for people, today and on each later day on which a version begins in either content; null where nothing
 * does.
 */
export function rulesChange(
  before: ContentBundle,
  after: ContentBundle,
  { today, allowDraft }: { today: IsoDate; allowDraft: boolean },
): RulesChange | null {
  const found: (Step & { day: IsoDate | null })[] = [];
  const seen = new Set<string>();
  for (const day of daysThatMatter(before, after, today)) {
    const [old, now] = [before, after].map(({ rulesets }) => currentRuleset(rulesets, day, { allowDraft }));
    const oldRules = old?.ok ? old.value : null;
    const rules = now?.ok ? now.value : null;
    if (oldRules?.hash === rules?.hash) continue;
    // The same step on a later day is the same news.
    const step = `${oldRules?.hash} ${rules?.hash}`;
    if (seen.has(step)) continue;
    seen.add(step);
    found.push({ day, ...stepBetween(oldRules, rules, day) });
  }
  for (const words of tiersOpened(before, after)) {
    found.push({ day: null, lane: 'looser', words: [words], isSigned: false });
  }
  const notes = fileNotes(before, after);
  const hash = hashOfChange(before, after);
  if (found.length === 0)
    return notes.length > 0 ? { lane: 'words', words: notes, isSigned: false, hash } : null;
  found.sort((a, b) => weight[b.lane] - weight[a.lane]);
  const loosening = found.filter(({ lane }) => weight[lane] >= weight.looser);
  return {
    lane: found[0]?.lane ?? 'words',
    words: [
      ...found.flatMap(({ day, words }) =>
        day === null || day === today ? words : words.map((each) => `From ${formatDate(day)}: ${each}`),
      ),
      ...notes,
    ],
    isSigned: loosening.every(({ isSigned }) => isSigned),
    hash,
  };
}

/** All that decides who may buy which needles, before and after: prices and articles are no part of it. */
function hashOfChange(...contents: ContentBundle[]): string {
  const rules = contents.map(({ rulesets, markets }) => [
    rulesets,
    markets.map(({ id, sells, tiers }) => [id, sells, tiers]),
  ]);
  return createHash('sha256').update(JSON.stringify(rules)).digest('hex');
}

function stepBetween(old: Ruleset | null, now: Ruleset | null, day: IsoDate): Step {
  if (!now) {
    const words = [`Version ${old?.version} is no longer in force and no other is: no rollers are sold.`];
    return { lane: 'stricter', words, isSigned: false };
  }
  if (!old) {
    const words = [`Version ${now.version} comes into force where no rules were: rollers are sold by it.`];
    return { lane: 'looser', words, isSigned: isSigned(now, null) };
  }
  const diff = diffOutcomes(old, now, day);
  return {
    lane: laneOf(diff),
    words: [
      `Rules ${old.version} → ${now.version}: ${diffInWords(diff)}`,
      ...diff.causes.filter(({ effect }) => effect !== 'none').map(({ words }) => words),
    ],
    isSigned: isSigned(now, old),
  };
}

function isSigned({ isPublished, review }: Ruleset, old: Ruleset | null): boolean {
  const isReviewedAnew = (review.reviewedOn ?? '') > (old?.review.reviewedOn ?? '');
  return isPublished && isReviewedAnew && review.reviewedBy !== null && review.secondApprover !== null;
}

function daysThatMatter(before: ContentBundle, after: ContentBundle, today: IsoDate): IsoDate[] {
  const begins = [before, after].flatMap(({ rulesets }) => {
    const all = readRulesets(rulesets);
    return all.ok ? all.value.map(({ effectiveFrom }) => effectiveFrom) : [];
  });
  return [...new Set([today, ...begins.filter((day) => day > today)])].sort();
}

/** What changes about the files themselves, in force or not. */
function fileNotes(before: ContentBundle, after: ContentBundle): string[] {
  const versions = ({ rulesets }: ContentBundle) => {
    const all = readRulesets(rulesets);
    return new Map(all.ok ? all.value.map((ruleset) => [ruleset.version, ruleset]) : []);
  };
  const [old, now] = [versions(before), versions(after)];
  const gone = [...old.keys()].filter((version) => !now.has(version));
  return [
    ...gone.map((version) => `Version ${version} was taken out.`),
    ...[...now].flatMap(([version, { status, salePaused, overlays }]) => {
      const earlier = old.get(version);
      if (!earlier) return [`Version ${version} is new: ${status}.`];
      const paused = salePaused.join(', ') || 'nothing';
      return [
        ...(earlier.status === status ? [] : [`Version ${version}: ${earlier.status} → ${status}.`]),
        ...(isDeepStrictEqual(earlier.salePaused, salePaused)
          ? []
          : [`Version ${version} pauses ${paused}.`]),
        ...(isDeepStrictEqual(earlier.overlays, overlays)
          ? []
          : [`Version ${version} is tightened by ${overlays.join(', ') || 'nothing any more'}.`]),
      ];
    }),
  ];
}

const tierWords: Record<keyof Market['tiers'], string> = {
  surface: 'needles up to 0.3 mm',
  homeMax: 'needles above 0.3 up to 0.5 mm',
  professional: 'needles above 0.5 mm',
};

/** Needles that a market sells from now on and did not before: as much a loosening as a rule that is taken out. */
function tiersOpened(before: ContentBundle, after: ContentBundle): string[] {
  return after.markets.flatMap((market) => {
    const old = before.markets.find(({ id }) => id === market.id);
    return Object.entries(market.tiers)
      .map(([tier, sale]) => [tier as keyof Market['tiers'], sale] as const)
      .filter(
        ([tier, sale]) => sale === 'self-check' && market.sells && !(old?.sells && old.tiers[tier] === sale),
      )
      .map(([tier]) => `In ${placeWords(market)}, ${tierWords[tier]} are sold from now on.`);
  });
}
