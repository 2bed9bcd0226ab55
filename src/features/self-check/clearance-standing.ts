import { pauseOn } from '#lib/purchasable.ts';
import type { Result } from '#lib/result.ts';
import type { Ruleset, RulesetRefusal } from './ruleset.ts';

/** Something that is sold, as far as the gate looks at it. */
export interface GatedLine {
  sku: string;
  needleLengthMm: number | null;
}

/** What the gate goes by at one moment. */
export interface GateState {
  /** The ruleset in force, or why there is none. */
  rules: Result<Ruleset, RulesetRefusal>;
  /** SKUs and needle tiers that are not sold just now. */
  paused: ReadonlySet<string>;
}

/** Why a sale may not go on. */
export type SaleStop =
  /** A SKU or a needle tier was paused. */
  | { code: 'paused'; what: string }
  /** The check was passed under rules that no longer count. */
  | { code: 'other-rules' }
  /** The rules in force cover shorter needles only. */
  | { code: 'too-long' }
  /** There are no rules in force to sell by. */
  | { code: 'no-rules'; reason: RulesetRefusal['reason'] };

/** Whether a clearance of this version, with this content, is as good as one of the ruleset in force. */
export function honours(inForce: Ruleset, version: string, hash: string): boolean {
  return [inForce, ...inForce.accepted].some((rules) => rules.version === version && rules.hash === hash);
}

/**
 * Whether a sale that once passed the gate may still go on, or the first reason against it; the same at each look until
 * it is final. `clearance`: what the order keeps of the check; null where nothing in it has needles. Nothing in here
 * hangs on the time of day: a payment page never outlives the clearance it was opened with.
 */
export function findSaleStop(
  { rules, paused }: GateState,
  clearance: { rulesetVersion: string; rulesetHash: string; capMm: number } | null,
  lines: readonly GatedLine[],
): SaleStop | null {
  const what = lines.flatMap((line) => pauseOn(line, paused) ?? [])[0];
  if (what !== undefined) return { code: 'paused', what };
  const lengths = lines.flatMap(({ needleLengthMm }) => needleLengthMm ?? []);
  if (lengths.length === 0) return null;
  if (!rules.ok) return { code: 'no-rules', reason: rules.error.reason };
  if (!clearance || !honours(rules.value, clearance.rulesetVersion, clearance.rulesetHash)) {
    return { code: 'other-rules' };
  }
  const cap = Math.min(clearance.capMm, rules.value.limits.maxLengthMm);
  return lengths.every((length) => length <= cap) ? null : { code: 'too-long' };
}

/** The reason in words for the order's timeline; it says nothing of anybody's answers. */
export function stopInWords(stop: SaleStop): string {
  switch (stop.code) {
    case 'paused':
      return `the sale of ${stop.what} is paused`;
    case 'other-rules':
      return 'the rules it was checked by are no longer in force';
    case 'too-long':
      return 'the rules in force cover shorter needles only';
    case 'no-rules':
      return `no rules are in force (${stop.reason})`;
  }
}
