import { z } from 'zod';
import { isIsoDate } from '#lib/dates.ts';
import type { Sealer } from '#lib/sealing.server.ts';
import type { Outcome } from './evaluate.ts';
import { type Ruleset, states } from './ruleset.ts';

/** Name of the sealed cookie that holds the outcome while its page is read, and the purpose it is sealed for. */
export const outcomeCookie = 'outcome';

/** An outcome can be read again, or printed, for half an hour; then it is gone. */
export const outcomeSeconds = 30 * 60;

const date = z.string().refine(isIsoDate);
const payloadShape = z.strictObject({
  rules: z.string(),
  state: z.enum(states),
  cap: z.number(),
  wait: date.nullable(),
  healed: z.boolean(),
  // Ids only: the words come from the ruleset, and a cookie must stay below 4,096 bytes.
  reasons: z.array(z.tuple([z.string(), date.nullable()])),
  notes: z.array(z.string()),
  on: date,
  // In seconds since 1970; see answers.server.ts.
  ends: z.int(),
});

/**
 * The outcome as an encrypted text that only this shop can read. It exists nowhere else. `purpose`: the name of the
 * cookie.
 */
export async function sealOutcome(
  sealer: Sealer,
  ruleset: Ruleset,
  outcome: Outcome,
  now: Date,
  purpose: string = outcomeCookie,
): Promise<string> {
  const payload: z.input<typeof payloadShape> = {
    rules: ruleset.hash,
    state: outcome.state,
    cap: outcome.maxLengthMm,
    wait: outcome.waitUntil,
    healed: outcome.untilHealed,
    reasons: outcome.reasons.map(({ ruleId, until }) => [ruleId, until]),
    notes: outcome.notes.map(({ questionId }) => questionId),
    on: outcome.checkedOn,
    ends: Math.floor(now.getTime() / 1000) + outcomeSeconds,
  };
  return sealer.seal(purpose, payload, { now, seconds: outcomeSeconds });
}

/** The outcome in `token`, and when it vanishes; null if it is absent, too old, tampered with or from other rules. */
export async function unsealOutcome(
  sealer: Sealer,
  token: string | undefined,
  ruleset: Ruleset,
  now: Date,
  purpose: string = outcomeCookie,
): Promise<{ outcome: Outcome; endsAt: Date } | null> {
  const payload = token ? await sealer.unseal(purpose, token, now) : null;
  const parsed = payloadShape.safeParse(payload);
  if (!parsed.success || parsed.data.rules !== ruleset.hash) return null;
  const { state, cap, wait, healed, reasons, notes, on, ends } = parsed.data;
  const outcome: Outcome = {
    state,
    maxLengthMm: cap,
    waitUntil: wait,
    untilHealed: healed,
    reasons: reasons.flatMap(([id, until]) => {
      const rule = ruleset.rules.find((each) => each.id === id);
      return rule
        ? [{ ruleId: id, state: rule.state, say: rule.say, do: rule.do, care: rule.care, until }]
        : [];
    }),
    notes: notes.flatMap((questionId) => {
      const say = ruleset.questions.find(({ id }) => id === questionId)?.passed;
      return say ? [{ questionId, say }] : [];
    }),
    checkedOn: on,
  };
  return { outcome, endsAt: new Date(ends * 1000) };
}
