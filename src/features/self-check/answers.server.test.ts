import { expect, test } from 'vitest';
import { createSealer } from '#lib/sealing.server.ts';
import { answersSeconds, sealAnswers, unsealAnswers } from './answers.server.ts';
import type { Answers } from './journey.ts';
import { firstRuleset } from './ruleset-fixture.ts';

const sealer = createSealer('a-secret-for-tests-of-32-characters');
const ruleset = firstRuleset();
const now = new Date('2026-11-22T12:00:00Z');
const at = (seconds: number) => new Date(now.getTime() + seconds * 1000);

/** As much as anyone can answer. */
const everything: Answers = Object.fromEntries(
  ruleset.questions.map(({ id, kind, choices }) => {
    const flags = choices.filter(({ safe }) => !safe).map((choice) => choice.id);
    if (kind === 'date') return [id, { on: '2026-08-31' }];
    return [id, { chosen: kind === 'checkbox' ? flags : flags.slice(0, 1) }];
  }),
);

test('answers come back as they went in, and fit into a cookie', async () => {
  const token = await sealAnswers(sealer, ruleset, everything, now);
  expect(await unsealAnswers(sealer, token, ruleset, now)).toEqual(everything);
  // Browsers refuse cookies above 4,096 bytes, name and attributes included.
  expect(token.length).toBeLessThan(3500);
});

test('the cookie says nothing to anyone else', async () => {
  const token = await sealAnswers(sealer, ruleset, everything, now);
  const decoded = token.split('.').map((part) => Buffer.from(part, 'base64url').toString('latin1'));
  for (const { choices } of ruleset.questions) {
    for (const { id } of choices.filter((choice) => choice.id.length > 3)) {
      expect(`${token} ${decoded.join(' ')}`).not.toContain(id);
    }
  }
});

test('they vanish an hour after the last answer', async () => {
  const token = await sealAnswers(sealer, ruleset, everything, now);
  expect(await unsealAnswers(sealer, token, ruleset, at(answersSeconds - 1))).toEqual(everything);
  expect(await unsealAnswers(sealer, token, ruleset, at(answersSeconds))).toEqual({});
});

test('absent, broken or foreign ones count as none', async () => {
  const stranger = createSealer('another-secret-for-tests-of-32-chars');
  const life = { now, seconds: 60 };
  for (const token of [
    undefined,
    '',
    'nonsense',
    await sealAnswers(stranger, ruleset, everything, now),
    await sealer.seal('answers', { rules: ruleset.hash, answers: { skin: { chosen: 'none' } } }, life),
    await sealer.seal(
      'answers',
      { rules: ruleset.hash, answers: { 'filler-date': { on: '2026-13' } } },
      life,
    ),
    await sealer.seal('outcome', { rules: ruleset.hash, answers: everything }, life),
  ]) {
    expect(await unsealAnswers(sealer, token, ruleset, now)).toEqual({});
  }
});

test('answers given under other rules are asked again', async () => {
  const token = await sealAnswers(sealer, ruleset, everything, now);
  expect(await unsealAnswers(sealer, token, { ...ruleset, hash: 'other' }, now)).toEqual({});
});

test('an answer that its question does not know is dropped', async () => {
  const token = await sealAnswers(
    sealer,
    ruleset,
    { age: { chosen: ['yes'] }, skin: { chosen: ['x'] } },
    now,
  );
  expect(await unsealAnswers(sealer, token, ruleset, now)).toEqual({ age: { chosen: ['yes'] } });
});
