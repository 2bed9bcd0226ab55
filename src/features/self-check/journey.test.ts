import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Answer,
  type Answers,
  answerInWords,
  askedQuestions,
  firstUnanswered,
  hasEnded,
  isAnswerTo,
  parseAnswer,
  placeOf,
  questionAfter,
  readSubmission,
  submissionOf,
  withAnswer,
} from './journey.ts';
import type { Question } from './ruleset.ts';
import { firstRuleset, safeAnswers } from './ruleset-fixture.ts';

const ruleset = firstRuleset();
const today = '2026-11-22';
const question = (id: string): Question => {
  const found = ruleset.questions.find((each) => each.id === id);
  if (!found) throw new Error(id);
  return found;
};
const form = (fields: [string, string][]) => {
  const data = new FormData();
  for (const [name, value] of fields) data.append(name, value);
  return readSubmission(data);
};
const choose = (...chosen: string[]) => form(chosen.map((id) => ['answer', id]));

/** Any lawful answer to a question. */
function anyAnswer({ kind, choices }: Question): fc.Arbitrary<Answer> {
  const one = fc.constantFrom(...choices.map(({ id }) => ({ chosen: [id] })));
  if (kind === 'radio') return one;
  if (kind === 'date') return fc.oneof(one, fc.constantFrom({ on: '2026-10' }, { on: '2024-01-31' }));
  const flags = choices.filter(({ safe }) => !safe).map(({ id }) => id);
  return fc.oneof(
    one,
    fc.subarray(flags, { minLength: 1 }).map((chosen) => ({ chosen })),
  );
}
const anyAnswers = fc.record(Object.fromEntries(ruleset.questions.map((each) => [each.id, anyAnswer(each)])));

describe('the order of questions', () => {
  test('is fixed; the date comes only after “yes” to filler', () => {
    const ids = (answers: Answers) => askedQuestions(ruleset, answers).map(({ id }) => id);
    expect(ids({})).toHaveLength(12);
    expect(ids({})).not.toContain('filler-date');
    expect(ids({ filler: { chosen: ['yes'] } })).toEqual(ruleset.questions.map(({ id }) => id));
    expect(ids({ filler: { chosen: ['unsure'] } })).not.toContain('filler-date');
  });

  test.each([
    ['consent', 'no'],
    ['user', 'someone-else'],
    ['age', 'no'],
  ])('%s: %s ends it', (id, choice) => {
    const answers = { [id]: { chosen: [choice] } };
    expect(hasEnded(ruleset, answers)).toBe(true);
    expect(askedQuestions(ruleset, answers).at(-1)?.id).toBe(id);
  });

  test('nothing about health ends it', () => {
    for (const { id, about, choices } of ruleset.questions) {
      for (const choice of choices) {
        if (about === 'health') expect(hasEnded(ruleset, { [id]: { chosen: [choice.id] } })).toBe(false);
      }
    }
  });

  test('whatever is answered, the walk visits each asked question once and ends at “check your answers”', () => {
    fc.assert(
      fc.property(anyAnswers, (all) => {
        let answers: Answers = {};
        const visited: string[] = [];
        let next = firstUnanswered(ruleset, answers);
        while (next && !hasEnded(ruleset, answers)) {
          visited.push(next.id);
          expect(placeOf(ruleset, answers, next.id)?.number).toBe(visited.length);
          answers = withAnswer(ruleset, answers, next.id, all[next.id] as Answer);
          next = questionAfter(ruleset, answers, next.id);
        }
        expect(visited).toEqual(askedQuestions(ruleset, answers).map(({ id }) => id));
        expect(firstUnanswered(ruleset, answers)).toBeNull();
      }),
    );
  });
});

describe('the place of a question', () => {
  test('no question can be reached before the earlier ones have answers', () => {
    const all = safeAnswers(ruleset);
    for (const [index, { id }] of askedQuestions(ruleset, all).entries()) {
      const { [id]: _left, ...others } = all;
      for (const [later, { id: laterId }] of askedQuestions(ruleset, all).entries()) {
        expect(placeOf(ruleset, others, laterId) !== null).toBe(later <= index);
      }
    }
  });

  test('a question that is not asked, or does not exist, has none', () => {
    expect(placeOf(ruleset, safeAnswers(ruleset), 'filler-date')).toBeNull();
    expect(placeOf(ruleset, {}, 'mood')).toBeNull();
    expect(placeOf(ruleset, { consent: { chosen: ['no'] } }, 'user')).toBeNull();
  });

  test('counts on in words that stay true', () => {
    expect(placeOf(ruleset, {}, 'consent')).toMatchObject({ number: 1, total: 12, previous: null });
    expect(placeOf(ruleset, { consent: { chosen: ['no'] } }, 'consent')).toMatchObject({
      number: 1,
      total: 12,
    });
    const dated = safeAnswers(ruleset, { filler: { chosen: ['yes'] } });
    expect(placeOf(ruleset, dated, 'filler-date')).toMatchObject({
      number: 8,
      total: 13,
      previous: { id: 'filler' },
    });
  });
});

describe('changing an answer', () => {
  const all = safeAnswers(ruleset);

  test('returns straight to the answers', () => {
    const answers = withAnswer(ruleset, all, 'blood', { chosen: ['unsure'] });
    expect(questionAfter(ruleset, answers, 'blood')).toBeNull();
  });

  test('asks first what the change opens, and forgets what it closes', () => {
    const opened = withAnswer(ruleset, all, 'filler', { chosen: ['yes'] });
    expect(questionAfter(ruleset, opened, 'filler')?.id).toBe('filler-date');
    const dated = withAnswer(ruleset, opened, 'filler-date', { on: '2026-10' });
    expect(questionAfter(ruleset, dated, 'filler-date')).toBeNull();
    const closed = withAnswer(ruleset, dated, 'filler', { chosen: ['no'] });
    expect(closed['filler-date']).toBeUndefined();
    expect(closed).toEqual(all);
  });

  test('the last one counts, and the same one twice is the same as once', () => {
    fc.assert(
      fc.property(anyAnswers, anyAnswers, fc.constantFrom(...ruleset.questions), (before, after, { id }) => {
        const once = withAnswer(ruleset, before, id, after[id] as Answer);
        const twice = withAnswer(ruleset, once, id, after[id] as Answer);
        expect(twice).toEqual(once);
      }),
    );
  });
});

describe('reading a form', () => {
  test('every choice of every question can be made', () => {
    for (const each of ruleset.questions) {
      for (const { id } of each.choices) {
        expect(parseAnswer(each, choose(id), today)).toEqual({ ok: true, value: { chosen: [id] } });
      }
    }
  });

  test('nothing chosen, nonsense, or another question’s answer is told beside the field', () => {
    for (const each of ruleset.questions) {
      const field = each.kind === 'date' ? 'month' : 'answer';
      const nothing = { ok: false, error: [{ field, message: each.missing }] };
      expect(parseAnswer(each, choose(), today)).toEqual(nothing);
      for (const nonsense of ['', 'NONE', 'someone-elsewhere', '__proto__', '<script>']) {
        expect(parseAnswer(each, choose(nonsense), today)).toEqual({
          ok: false,
          error: [{ field: 'answer', message: each.missing }],
        });
      }
    }
  });

  test('checkboxes take several, in the order of the page, and “none” only alone', () => {
    const skin = question('skin');
    expect(parseAnswer(skin, choose('spots', 'infection', 'spots'), today)).toEqual({
      ok: true,
      value: { chosen: ['infection', 'spots'] },
    });
    expect(parseAnswer(skin, choose('unsure', 'spots'), today).ok).toBe(true);
    expect(parseAnswer(skin, choose('none', 'spots'), today)).toMatchObject({
      error: [
        { field: 'answer', message: 'Choose what applies, or choose “None of these”. It cannot be both.' },
      ],
    });
    expect(parseAnswer(skin, choose('none', 'unsure'), today).ok).toBe(false);
  });

  test('radios take one', () => {
    expect(parseAnswer(question('filler'), choose('yes', 'no'), today).ok).toBe(false);
  });

  test('no answer is ever refused for what it says about health', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ruleset.questions), fc.gen(), (each, gen) => {
        const answer = gen(() => anyAnswer(each));
        if ('on' in answer) return;
        expect(parseAnswer(each, choose(...answer.chosen), today)).toEqual({ ok: true, value: answer });
      }),
    );
  });

  const date = (day: string, month: string, year: string, ...more: [string, string][]) =>
    parseAnswer(
      question('filler-date'),
      form([['day', day], ['month', month], ['year', year], ...more]),
      today,
    );

  test('dates to the day and to the month, and “I do not know”', () => {
    expect(date('5', 'Aug', '2026')).toEqual({ ok: true, value: { on: '2026-08-05' } });
    expect(date('', '8', '2026')).toEqual({ ok: true, value: { on: '2026-08' } });
    expect(date('', '', '', ['answer', 'unknown'])).toEqual({ ok: true, value: { chosen: ['unknown'] } });
  });

  test.each([
    ['', '', '2026', 'month', /month/],
    ['', '8', '', 'year', /year/],
    ['', '8', '26', 'year', /4 digits/],
    ['31', '2', '2026', 'day', /does not exist/],
    ['x', '2', '2026', 'day', /number/],
    ['', '13', '2026', 'month', /1 to 12/],
    ['', '12', '2026', 'month', /past/],
  ])('“%s” “%s” “%s” is told at the %s', (day, month, year, field, message) => {
    const read = date(day, month, year);
    expect(read).toMatchObject({ ok: false, error: [{ field, message: expect.stringMatching(message) }] });
  });

  test('a date and “I do not know” together are refused', () => {
    expect(date('', '8', '2026', ['answer', 'unknown']).ok).toBe(false);
  });

  test('a form shows again what was given, and starts empty', () => {
    for (const each of ruleset.questions) {
      expect(submissionOf(undefined)).toEqual({ chosen: [], day: '', month: '', year: '' });
      fc.assert(
        fc.property(anyAnswer(each), (answer) => {
          expect(parseAnswer(each, submissionOf(answer), today)).toEqual({ ok: true, value: answer });
        }),
      );
    }
  });

  test('giant fields are cut, files ignored', () => {
    const data = new FormData();
    data.append('year', 'x'.repeat(10_000));
    data.append('answer', new File(['x'], 'x.txt'));
    const read = readSubmission(data);
    expect(read.year).toHaveLength(40);
    expect(read.chosen).toEqual([]);
  });
});

test('answers in words', () => {
  expect(answerInWords(question('filler-date'), { on: '2026-08' })).toEqual(['August 2026']);
  expect(answerInWords(question('filler-date'), { chosen: ['unknown'] })).toEqual(['I do not know']);
  expect(answerInWords(question('skin'), { chosen: ['infection', 'spots'] })).toEqual([
    'An infection',
    'Inflamed spots',
  ]);
});

test('what counts as an answer', () => {
  expect(isAnswerTo(question('skin'), { chosen: [] })).toBe(false);
  expect(isAnswerTo(question('skin'), { chosen: ['none', 'spots'] })).toBe(false);
  expect(isAnswerTo(question('skin'), { chosen: ['nonsense'] })).toBe(false);
  expect(isAnswerTo(question('skin'), { chosen: ['spots', 'spots'] })).toBe(false);
  expect(isAnswerTo(question('age'), { chosen: ['yes', 'no'] })).toBe(false);
  expect(isAnswerTo(question('age'), { on: '2026-01' })).toBe(false);
  expect(isAnswerTo(question('filler-date'), { on: '2026-01' })).toBe(true);
});
