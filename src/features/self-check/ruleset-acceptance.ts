import { isDeepStrictEqual } from 'node:util';
import type { Ruleset, RulesetProblem } from './ruleset.ts';

/**
 * Every claim to accept another version's clearances that cannot be kept: the version does not exist, was never
 * published while this one is, lives longer, or leads to other outcomes by `sameOutcomes`. Empty when all are proved.
 */
export function brokenAcceptances(
  rulesets: readonly Ruleset[],
  sameOutcomes: (a: Ruleset, b: Ruleset) => boolean,
): RulesetProblem[] {
  return rulesets.flatMap((ruleset) =>
    ruleset.acceptsClearancesFrom.flatMap((version) => {
      const problem = (message: string): RulesetProblem[] => [
        {
          file: ruleset.file,
          path: 'accepts_clearances_from',
          message,
          example: 'accepts_clearances_from: []',
        },
      ];
      const earlier = rulesets.find((each) => each.version === version);
      if (!earlier) return problem(`there is no version ${version}`);
      if (ruleset.isPublished && !earlier.isPublished) return problem(`${version} was never published`);
      if (earlier.limits.clearanceHours > ruleset.limits.clearanceHours) {
        return problem(`a clearance of ${version} would live longer than one of ${ruleset.version}`);
      }
      return sameOutcomes(earlier, ruleset)
        ? []
        : problem(`${version} does not lead to the same outcomes as ${ruleset.version}`);
    }),
  );
}

/**
 * Whether two versions differ at most in words, sources, review and pauses, so that any answers lead to the same
 * outcome. A proof by form, done in microseconds: versions of which it is true are the same for `evaluate`.
 */
export function haveSameEffects(a: Ruleset, b: Ruleset): boolean {
  return isDeepStrictEqual(effectsOf(a), effectsOf(b));
}

/** Everything of a version that `evaluate` decides by. */
function effectsOf({ limits, floor, questions, rules }: Ruleset): unknown {
  return {
    limits,
    floor: [...floor].sort(),
    questions: questions.map(({ id, about, kind, choices }) => ({
      id,
      about,
      kind,
      choices: choices.map((choice) => ({ id: choice.id, safe: choice.safe, asks: choice.asks })),
    })),
    rules: rules.map(({ id, when, state, maxLengthMm, until }) => ({ id, when, state, maxLengthMm, until })),
  };
}
