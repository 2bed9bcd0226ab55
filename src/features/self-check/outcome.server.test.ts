import { expect, test } from 'vitest';
import { createSealer } from '#lib/sealing.server.ts';
import { evaluate, judge } from './evaluate.ts';
import { outcomeSeconds, sealOutcome, unsealOutcome } from './outcome.server.ts';
import { firstRuleset, safeAnswers } from './ruleset-fixture.ts';

const sealer = createSealer('a-secret-for-tests-of-32-characters');
const ruleset = firstRuleset();
const today = '2026-11-22';
const now = new Date('2026-11-22T12:00:00Z');
const at = (seconds: number) => new Date(now.getTime() + seconds * 1000);

const everyReason = judge(
  ruleset,
  [
    ...ruleset.rules.flatMap(({ when }) =>
      'is' in when ? [{ question: when.question, chosen: when.is }] : [],
    ),
    { question: 'filler-date', on: '2026-08-31' },
  ],
  today,
);
const longAgo = evaluate(
  ruleset,
  safeAnswers(ruleset, { filler: { chosen: ['yes'] }, 'filler-date': { on: '2019-07' } }),
  today,
);

test('an outcome comes back as it went in, and fits into a cookie with every reason there is', async () => {
  expect(everyReason.reasons).toHaveLength(ruleset.rules.length);
  for (const outcome of [everyReason, longAgo, evaluate(ruleset, safeAnswers(ruleset), today)]) {
    const token = await sealOutcome(sealer, ruleset, outcome, now);
    expect(await unsealOutcome(sealer, token, ruleset, now)).toEqual({
      outcome,
      endsAt: at(outcomeSeconds),
    });
    expect(token.length).toBeLessThan(3500);
  }
  expect(longAgo.notes).toHaveLength(1);
});

test('it vanishes after half an hour, with other rules, and when it is not ours', async () => {
  const token = await sealOutcome(sealer, ruleset, longAgo, now);
  expect(await unsealOutcome(sealer, token, ruleset, at(outcomeSeconds - 1))).not.toBeNull();
  expect(await unsealOutcome(sealer, token, ruleset, at(outcomeSeconds))).toBeNull();
  expect(await unsealOutcome(sealer, token, { ...ruleset, hash: 'other' }, now)).toBeNull();
  const stranger = createSealer('another-secret-for-tests-of-32-chars');
  for (const foreign of [
    undefined,
    '',
    'nonsense',
    await sealOutcome(stranger, ruleset, longAgo, now),
    await sealOutcome(sealer, ruleset, longAgo, now, 'preview-outcome'),
  ]) {
    expect(await unsealOutcome(sealer, foreign, ruleset, now)).toBeNull();
  }
});
