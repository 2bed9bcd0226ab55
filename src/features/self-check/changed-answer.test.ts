import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { takesBackReason } from './changed-answer.ts';
import { evaluate } from './evaluate.ts';
import { type Answer, type Answers, withAnswer } from './journey.ts';
import type { Question } from './ruleset.ts';
import { firstRuleset, safeAnswers } from './ruleset-fixture.ts';

const ruleset = firstRuleset();
const today = '2026-11-22';
const chosen = (...ids: string[]): Answer => ({ chosen: ids });
const changes = (before: Answers, id: string, after: Answer) =>
  takesBackReason(ruleset, safeAnswers(ruleset, before), id, after, today);

/** Every answer a person can give to a question: single choices, two flags together, dates old and new. */
function answersTo({ kind, choices }: Question): Answer[] {
  const single = choices.map(({ id }) => chosen(id));
  if (kind === 'date') return [...single, { on: '2026-10' }, { on: '2026-11-01' }, { on: '2019-07' }];
  if (kind === 'radio') return single;
  const flags = choices.filter(({ safe }) => !safe).map(({ id }) => id);
  return [
    ...single,
    ...flags.flatMap((one, index) => flags.slice(index + 1).map((other) => chosen(one, other))),
  ];
}

describe('it asks once more', () => {
  test.each<[string, Answers, string, Answer]>([
    ['a flag becomes “none”', { blood: chosen('anticoagulant') }, 'blood', chosen('none')],
    ['“not sure” becomes “no”', { 'cold-sores': chosen('unsure') }, 'cold-sores', chosen('no')],
    ['a flag becomes a milder one', { blood: chosen('anticoagulant') }, 'blood', chosen('antiplatelet')],
    ['one of two flags goes', { skin: chosen('infection', 'spots') }, 'skin', chosen('spots')],
    [
      'filler becomes no filler',
      { filler: chosen('yes'), 'filler-date': { on: '2026-10' } },
      'filler',
      chosen('no'),
    ],
    [
      'the date lies further back',
      { filler: chosen('yes'), 'filler-date': { on: '2026-10' } },
      'filler-date',
      { on: '2026-08' },
    ],
  ])('%s', (_what, before, id, after) => {
    expect(changes(before, id, after)).toBe(true);
  });
});

describe('it does not ask', () => {
  test.each<[string, Answers, string, Answer]>([
    ['nothing was on the list', {}, 'blood', chosen('anticoagulant')],
    ['the same answer again', { blood: chosen('anticoagulant') }, 'blood', chosen('anticoagulant')],
    [
      'one more flag',
      { blood: chosen('anticoagulant') },
      'blood',
      chosen('anticoagulant', 'bleeding-condition'),
    ],
    ['“not sure” becomes a stricter answer', { blood: chosen('unsure') }, 'blood', chosen('anticoagulant')],
    [
      'the date lies less far back',
      { filler: chosen('yes'), 'filler-date': { on: '2026-08' } },
      'filler-date',
      { on: '2026-10' },
    ],
    [
      'a date long ago stopped nothing',
      { filler: chosen('yes'), 'filler-date': { on: '2019-07' } },
      'filler',
      chosen('no'),
    ],
  ])('%s', (_what, before, id, after) => {
    expect(changes(before, id, after)).toBe(false);
  });

  test('a first answer', () => {
    expect(takesBackReason(ruleset, {}, 'blood', chosen('none'), today)).toBe(false);
  });
});

test('every change of every answer: whatever turns a stopped check into a clear one is asked about', () => {
  let asked = 0;
  for (const question of ruleset.questions.filter(({ about }) => about === 'health')) {
    for (const first of answersTo(question)) {
      for (const second of answersTo(question)) {
        const opened: Answers = question.kind === 'date' ? { filler: chosen('yes') } : {};
        const dated: Answers =
          question.id === 'filler' && 'chosen' in first && first.chosen[0] === 'yes'
            ? { 'filler-date': { on: '2026-10' } }
            : {};
        const before = safeAnswers(ruleset, { ...opened, ...dated, [question.id]: first });
        const after = withAnswer(ruleset, before, question.id, second);
        const [was, is] = [evaluate(ruleset, before, today), evaluate(ruleset, after, today)];
        const asks = takesBackReason(ruleset, before, question.id, second, today);
        asked += Number(asks);
        const change = `${question.id}: ${JSON.stringify(first)} → ${JSON.stringify(second)}`;
        if (was.state !== 'clear' && is.state === 'clear') expect(asks, change).toBe(true);
        if (was.state === 'clear') expect(asks, change).toBe(is.maxLengthMm > was.maxLengthMm);
      }
    }
  }
  expect(asked).toBeGreaterThan(100);
});

test('more of the same never asks, and what other questions hold does not matter', () => {
  const skin = ruleset.questions.find(({ id }) => id === 'skin') as Question;
  const flags = skin.choices.filter(({ safe }) => !safe).map(({ id }) => id);
  const others = fc.constantFrom<Answers>({}, { blood: chosen('anticoagulant') }, { scars: chosen('me') });
  fc.assert(
    fc.property(
      fc.subarray(flags, { minLength: 1 }),
      fc.subarray(flags, { minLength: 1 }),
      others,
      (some, more, rest) => {
        const union = flags.filter((id) => some.includes(id) || more.includes(id));
        expect(changes({ ...rest, skin: chosen(...some) }, 'skin', chosen(...union))).toBe(false);
        const alone = changes({ skin: chosen(...some) }, 'skin', chosen(...more));
        expect(changes({ ...rest, skin: chosen(...some) }, 'skin', chosen(...more))).toBe(alone);
      },
    ),
  );
});
