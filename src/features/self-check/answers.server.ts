import { z } from 'zod';
import { isPartialDate } from '#lib/dates.ts';
import type { Sealer } from '#lib/sealing.server.ts';
import { type Answers, isAnswerTo } from './journey.ts';
import type { Ruleset } from './ruleset.ts';

/** Name of the sealed cookie that holds the answers until the outcome, and the purpose it is sealed for. */
export const answersCookie = 'answers';

/** Answers vanish an hour after the last one. */
export const answersSeconds = 60 * 60;

const payloadShape = z.strictObject({
  rules: z.string(),
  answers: z.record(
    z.string(),
    z.union([
      z.strictObject({ chosen: z.array(z.string()).readonly() }),
      z.strictObject({ on: z.string().refine(isPartialDate) }),
    ]),
  ),
});

/** The answers as an encrypted text that only this shop can read. They exist nowhere else. */
export async function sealAnswers(
  sealer: Sealer,
  ruleset: Ruleset,
  answers: Answers,
  now: Date,
): Promise<string> {
  return sealer.seal(answersCookie, { rules: ruleset.hash, answers }, { now, seconds: answersSeconds });
}

/**
 * The answers in `token`; none if it is absent, too old, tampered with or sealed under other rules: a question may
 * have changed its meaning, so everything is asked again.
 */
export async function unsealAnswers(
  sealer: Sealer,
  token: string | undefined,
  ruleset: Ruleset,
  now: Date,
): Promise<Answers> {
  const payload = token ? await sealer.unseal(answersCookie, token, now) : null;
  const parsed = payloadShape.safeParse(payload);
  if (!parsed.success || parsed.data.rules !== ruleset.hash) return {};
  const { answers } = parsed.data;
  return Object.fromEntries(
    ruleset.questions.flatMap((question) => {
      const answer = answers[question.id];
      return answer && isAnswerTo(question, answer) ? [[question.id, answer]] : [];
    }),
  );
}
