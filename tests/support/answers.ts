import type { Answers } from '#features/self-check/journey.ts';
import type { Ruleset } from '#features/self-check/ruleset.ts';

/** The answer of each question that no rule names: together they give a clear outcome. */
export function safeAnswers(ruleset: Ruleset): Answers {
  return Object.fromEntries(
    ruleset.questions.flatMap(({ id, choices }) => {
      const safe = choices.find((choice) => choice.safe);
      return safe ? [[id, { chosen: [safe.id] }]] : [];
    }),
  );
}
