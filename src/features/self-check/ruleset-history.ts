import { z } from 'zod';
import { addDays } from '#lib/dates.ts';
import { ok, type Result, refuse } from '#lib/result.ts';
import { daysToReviewStricter, laneDuties, laneOf } from './lane.ts';
import { diffOutcomes, sameOutcomes } from './outcome-diff.ts';
import { byEffect, isWithdrawn, type Ruleset, type RulesetProblem } from './ruleset.ts';
import { brokenAcceptances } from './ruleset-acceptance.ts';
import type { Finding } from './ruleset-shape.ts';

/** The hash of each version that was ever published. */
export type Seals = ReadonlyMap<string, string>;

const sealsShape = z.strictObject({
  schema: z.literal(1),
  sealed: z.record(
    z.string().regex(/^\d{4}\.\d{1,4}\.\d{1,4}$/, 'is not a version'),
    z.string().regex(/^[0-9a-f]{64}$/, 'is not the hash of a version'),
  ),
});

/** The list of what was published, `content/self-check/seals.yaml`, or every fault of its shape. */
export function readSeals(data: unknown): Result<Seals, Finding[]> {
  const parsed = sealsShape.safeParse(data);
  if (parsed.success) return ok(new Map(Object.entries(parsed.data.sealed)));
  return refuse(
    parsed.error.issues.map((issue) => ({
      path: issue.path.map(String).join('.') || '(the file)',
      message: issue.message,
      example: 'sealed: {2026.2.0: 64 digits and letters from a to f}',
    })),
  );
}

/**
 * Every breach of the law that a published file never changes: one that is not on the list, that differs from it, that
 * went back to a draft, or that is gone. Only `status` and `sale_paused` may change, since they only stop sales.
 * `rulesets` are read without overlays.
 */
export function brokenSeals(rulesets: readonly Ruleset[], seals: Seals, sealsFile: string): RulesetProblem[] {
  const problems = rulesets.flatMap((ruleset): RulesetProblem[] => {
    const seal = seals.get(ruleset.version);
    const problem = (path: string, message: string, example: string) => [
      { file: ruleset.file, path, message, example },
    ];
    if (seal === undefined) {
      // A draft may be withdrawn too, and nothing may stand in the way of that.
      if (!ruleset.isPublished || isWithdrawn(ruleset)) return [];
      return problem(
        'status',
        `says that it is published, and ${sealsFile} does not know it`,
        `${ruleset.version}: ${ruleset.hash}`,
      );
    }
    if (!ruleset.isPublished) {
      return problem('status', 'was published: it can only be withdrawn', 'status: withdrawn');
    }
    if (seal !== ruleset.hash) {
      return problem(
        'version',
        `${ruleset.version} was published with another content, and what was published never changes: put it back, and make a new version`,
        nextVersion(ruleset.version),
      );
    }
    return [];
  });
  for (const version of seals.keys()) {
    if (!rulesets.some((ruleset) => ruleset.version === version)) {
      problems.push({
        file: sealsFile,
        path: `sealed.${version}`,
        message: 'was published, and its file is gone: put it back',
        example: `content/self-check/${version}.yaml`,
      });
    }
  }
  return problems;
}

/**
 * What the versions owe to each other, each found by comparing whole outcome tables: a patch changes words only, an
 * accepted clearance would have been given again, and a published version has the signatures that its lane asks for.
 * `rulesets` are read without overlays.
 */
export function brokenLineage(rulesets: readonly Ruleset[]): RulesetProblem[] {
  return [
    ...brokenAcceptances(rulesets, sameOutcomes),
    ...rulesets.flatMap((ruleset) => patchProblems(ruleset, rulesets)),
    ...laneProblems(rulesets),
  ];
}

/** A patch is held against every earlier one of its major number: they must all have had the same outcomes. */
function patchProblems(ruleset: Ruleset, rulesets: readonly Ruleset[]): RulesetProblem[] {
  const [year, major, patch] = numbersOf(ruleset.version);
  return rulesets.flatMap((earlier) => {
    const [otherYear, otherMajor, otherPatch = 0] = numbersOf(earlier.version);
    if (year !== otherYear || major !== otherMajor || otherPatch >= (patch ?? 0)) return [];
    if (laneOf(diffOutcomes(earlier, ruleset, ruleset.effectiveFrom)) === 'words') return [];
    return [
      {
        file: ruleset.file,
        path: 'version',
        message: `differs from ${earlier.version} in more than words, so it needs a new second number`,
        example: `version: ${year}.${(major ?? 0) + 1}.0`,
      },
    ];
  });
}

/** Each published version against the one whose place it takes. A withdrawn one needs nothing more. */
function laneProblems(rulesets: readonly Ruleset[]): RulesetProblem[] {
  const published = rulesets.filter(({ isPublished }) => isPublished).sort(byEffect);
  return published.flatMap((after, index): RulesetProblem[] => {
    const before = published[index - 1];
    if (!before || isWithdrawn(after)) return [];
    const lane = laneOf(diffOutcomes(before, after, after.effectiveFrom));
    const problem = (path: string, example: string): RulesetProblem[] => [
      {
        file: after.file,
        path,
        message: `compared with ${before.version}: ${laneDuties[lane]}`,
        example,
      },
    ];
    if (lane === 'floor') return problem('floor', 'the rule as it was, or a stricter one');
    // The signature of an earlier version may be carried along; then it speaks of that version only.
    const isReviewedAnew = (after.review.reviewedOn ?? '') > (before.review.reviewedOn ?? '');
    if (isReviewedAnew) return [];
    if (lane === 'looser') {
      return problem('review.reviewed_on', `the day of a review after ${before.review.reviewedOn ?? 'none'}`);
    }
    // Nor does the time until the next review grow without one.
    const due = [
      before.review.reviewDue,
      lane === 'stricter' ? addDays(after.effectiveFrom, daysToReviewStricter) : null,
    ];
    const latest = due.filter((day) => day !== null).sort()[0];
    return latest === undefined || (after.review.reviewDue ?? '') <= latest
      ? []
      : problem('review.review_due', `review_due: "${latest}"`);
  });
}

function numbersOf(version: string): number[] {
  return version.split('.').map(Number);
}

function nextVersion(version: string): string {
  const [year, major = 0] = numbersOf(version);
  return `version: ${year}.${major + 1}.0`;
}
