import { type IsoDate, latestDayOf } from '#lib/dates.ts';
import { type Fact, judge } from './evaluate.ts';
import { type Answer, type Answers, withAnswer } from './journey.ts';
import { type Ruleset, states } from './ruleset.ts';

/**
 * Whether somebody takes back what stopped them: an answer to `id`, given before, held a reason against a sale, and the
 * new one lacks it or puts its end forward. False for a first answer, and where the new answer alone is stricter.
 */
export function takesBackReason(
  ruleset: Ruleset,
  answers: Answers,
  id: string,
  answer: Answer,
  today: IsoDate,
): boolean {
  if (answers[id] === undefined) return false;
  const before = judge(ruleset, factsAbout(ruleset, answers, id), today);
  const after = judge(ruleset, factsAbout(ruleset, withAnswer(ruleset, answers, id, answer), id), today);
  if (states.indexOf(after.state) > states.indexOf(before.state)) return false;
  const isGone = before.reasons.some(
    ({ ruleId, state }) => state !== 'clear' && !after.reasons.some((reason) => reason.ruleId === ruleId),
  );
  const isSooner =
    before.waitUntil !== null && (after.waitUntil === null || after.waitUntil < before.waitUntil);
  return isGone || isSooner || after.maxLengthMm > before.maxLengthMm;
}

/** What the answers to one question, and to those that it opens, say of the person. */
function factsAbout(ruleset: Ruleset, answers: Answers, id: string): Fact[] {
  const opened = ruleset.questions
    .filter((question) => question.id === id)
    .flatMap(({ choices }) => choices.flatMap(({ asks }) => (asks === null ? [] : [asks])));
  return [id, ...opened].flatMap((question): Fact[] => {
    const answer = answers[question];
    if (answer === undefined) return [];
    if ('on' in answer) return [{ question, on: latestDayOf(answer.on) }];
    return answer.chosen.map((chosen) => ({ question, chosen }));
  });
}
