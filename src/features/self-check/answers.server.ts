import { z } from 'zod';
import { isPartialDate } from '#lib/dates.ts';
import type { Sealer } from '#lib/sealing.server.ts';
import { type Answer, type Answers, isAnswerTo } from './journey.ts';
import type { Ruleset } from './ruleset.ts';

/** Name of the sealed cookie that holds the answers until the outcome, and the purpose it is sealed for. */
export const answersCookie = 'answers';

/** Answers vanish an hour after the last one. */
export const answersSeconds = 60 * 60;

/** How far somebody has come. */
export interface Progress {
  answers: Answers;
  /** A change that is not made until the person has said that the first answer was wrong. */
  pending: { question: string; answer: Answer } | null;
}

const answerShape = z.union([
  z.strictObject({ chosen: z.array(z.string()).readonly() }),
  z.strictObject({ on: z.string().refine(isPartialDate) }),
]);
const payloadShape = z.strictObject({
  rules: z.string(),
  answers: z.record(z.string(), answerShape),
  pending: z.strictObject({ question: z.string(), answer: answerShape }).nullable(),
  // In seconds since 1970: the page has to say how long is left, and a seal keeps its own end to itself.
  ends: z.int(),
});

/**
 * The answers as an encrypted text that only this shop can read. They exist nowhere else. `purpose`: the name of the
 * cookie; what is sealed for one cannot be put into another.
 */
export async function sealAnswers(
  sealer: Sealer,
  ruleset: Ruleset,
  { answers, pending }: Progress,
  now: Date,
  purpose: string = answersCookie,
): Promise<string> {
  const ends = Math.floor(now.getTime() / 1000) + answersSeconds;
  return sealer.seal(
    purpose,
    { rules: ruleset.hash, answers, pending, ends },
    { now, seconds: answersSeconds },
  );
}

/**
 * The answers in `token`, and when they vanish; none if it is absent, too old, tampered with or sealed under other
 * rules: a question may have changed its meaning, so everything is asked again.
 */
export async function unsealAnswers(
  sealer: Sealer,
  token: string | undefined,
  ruleset: Ruleset,
  now: Date,
  purpose: string = answersCookie,
): Promise<Progress & { endsAt: Date | null }> {
  const payload = token ? await sealer.unseal(purpose, token, now) : null;
  const parsed = payloadShape.safeParse(payload);
  if (!parsed.success || parsed.data.rules !== ruleset.hash) {
    return { answers: {}, pending: null, endsAt: null };
  }
  const { answers, pending, ends } = parsed.data;
  const changed = ruleset.questions.find(({ id }) => id === pending?.question);
  return {
    answers: Object.fromEntries(
      ruleset.questions.flatMap((question) => {
        const answer = answers[question.id];
        return answer && isAnswerTo(question, answer) ? [[question.id, answer]] : [];
      }),
    ),
    pending: pending && changed && isAnswerTo(changed, pending.answer) ? pending : null,
    endsAt: new Date(ends * 1000),
  };
}
