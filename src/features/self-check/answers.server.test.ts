import { expect, test } from 'vitest';
import { createSealer } from '#lib/sealing.server.ts';
import { answersSeconds, sealAnswers, unsealAnswers } from './answers.server.ts';
import type { Answer, Answers } from './journey.ts';
import { firstRuleset } from './ruleset-fixture.ts';

const sealer = createSealer('a-secret-for-tests-of-32-characters');
const ruleset = firstRuleset();
const now = new Date('2026-11-22T12:00:00Z');
const none = { answers: {}, pending: null, endsAt: null };
const at = (seconds: number) => new Date(now.getTime() + seconds * 1000);

/** As much as anyone can answer. */
const everything: Answers = Object.fromEntries(
  ruleset.questions.map(({ id, kind, choices }) => {
    const flags = choices.filter(({ safe }) => !safe).map((choice) => choice.id);
    if (kind === 'date') return [id, { on: '2026-08-31' }];
    return [id, { chosen: kind === 'checkbox' ? flags : flags.slice(0, 1) }];
  }),
);

/** The longest change that can wait beside them. */
const pending = { question: 'skin', answer: everything.skin as Answer };
const sealed = (answers: Answers) => sealAnswers(sealer, ruleset, { answers, pending: null }, now);

test('answers and the change that waits come back as they went in, and fit into a cookie', async () => {
  const token = await sealAnswers(sealer, ruleset, { answers: everything, pending }, now);
  expect(await unsealAnswers(sealer, token, ruleset, now)).toEqual({
    answers: everything,
    pending,
    endsAt: at(answersSeconds),
  });
  // Browsers refuse cookies above 4,096 bytes, name and attributes included.
  expect(token.length).toBeLessThan(3500);
});

test('the cookie says nothing to anyone else', async () => {
  const token = await sealed(everything);
  const decoded = token.split('.').map((part) => Buffer.from(part, 'base64url').toString('latin1'));
  for (const { choices } of ruleset.questions) {
    for (const { id } of choices.filter((choice) => choice.id.length > 3)) {
      expect(`${token} ${decoded.join(' ')}`).not.toContain(id);
    }
  }
});

test('they vanish an hour after the last answer', async () => {
  const token = await sealed(everything);
  const justInTime = await unsealAnswers(sealer, token, ruleset, at(answersSeconds - 1));
  expect(justInTime).toEqual({ answers: everything, pending: null, endsAt: at(answersSeconds) });
  expect(await unsealAnswers(sealer, token, ruleset, at(answersSeconds))).toEqual(none);
});

test('absent, broken or foreign ones count as none', async () => {
  const stranger = createSealer('another-secret-for-tests-of-32-chars');
  const life = { now, seconds: 60 };
  const payload = { rules: ruleset.hash, answers: everything, pending: null, ends: 2_000_000_000 };
  for (const token of [
    undefined,
    '',
    'nonsense',
    await sealAnswers(stranger, ruleset, { answers: everything, pending }, now),
    await sealer.seal('answers', { ...payload, answers: { skin: { chosen: 'none' } } }, life),
    await sealer.seal('answers', { ...payload, answers: { 'filler-date': { on: '2026-13' } } }, life),
    await sealer.seal('outcome', payload, life),
    await sealAnswers(sealer, ruleset, { answers: everything, pending }, now, 'preview-answers'),
  ]) {
    expect(await unsealAnswers(sealer, token, ruleset, now)).toEqual(none);
  }
  // The same payload under its own name is read: the refusals above are not for its shape.
  const own = await sealer.seal('answers', payload, life);
  expect((await unsealAnswers(sealer, own, ruleset, now)).answers).toEqual(everything);
});

test('answers given under other rules are asked again', async () => {
  const token = await sealed(everything);
  expect(await unsealAnswers(sealer, token, { ...ruleset, hash: 'other' }, now)).toEqual(none);
});

test('an answer that its question does not know is dropped', async () => {
  const token = await sealed({ age: { chosen: ['yes'] }, skin: { chosen: ['x'] } });
  expect((await unsealAnswers(sealer, token, ruleset, now)).answers).toEqual({ age: { chosen: ['yes'] } });
  for (const strange of [
    { question: 'skin', answer: { chosen: ['x'] } },
    { question: 'mood', answer: { chosen: ['none'] } },
  ]) {
    const held = await sealAnswers(sealer, ruleset, { answers: everything, pending: strange }, now);
    expect(await unsealAnswers(sealer, held, ruleset, now)).toMatchObject({
      answers: everything,
      pending: null,
    });
  }
});
