import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { firstDayAfterMonths, type IsoDate } from '#lib/dates.ts';
import { coversLength, evaluate, type Fact, judge, kindOf, type Outcome } from './evaluate.ts';
import type { Answer, Answers } from './journey.ts';
import { type State, states } from './ruleset.ts';
import { firstRuleset, safeAnswers } from './ruleset-fixture.ts';

const ruleset = firstRuleset();
const today = '2026-11-22';
const recent = '2026-08-31';
const long = '2020-01-01';

/**
 * What each answer must lead to, copied by hand from the table of self-check.md section 4 and independent of the
 * ruleset file. A clinician can read it as a table.
 */
const expected: Record<string, Record<string, State>> = {
  consent: { no: 'not-run' },
  user: { 'someone-else': 'not-run' },
  age: { no: 'not-run' },
  blood: {
    anticoagulant: 'do-not-use',
    antiplatelet: 'clinician',
    'bleeding-condition': 'do-not-use',
    unsure: 'clinician',
  },
  skin: {
    infection: 'wait',
    'cold-sore': 'wait',
    broken: 'wait',
    spots: 'wait',
    flare: 'clinician',
    lesion: 'do-not-use',
    unsure: 'clinician',
  },
  'cold-sores': { yes: 'clinician', unsure: 'clinician' },
  filler: { unsure: 'clinician' },
  'filler-date': { unknown: 'clinician' },
  scars: { me: 'do-not-use', relative: 'do-not-use', unsure: 'clinician' },
  medicines: {
    isotretinoin: 'clinician',
    immunosuppressant: 'clinician',
    'chemo-radio': 'do-not-use',
    unsure: 'clinician',
  },
  conditions: {
    diabetes: 'clinician',
    'weak-immunity': 'clinician',
    'connective-tissue': 'clinician',
    unsure: 'clinician',
  },
  pregnancy: { yes: 'clinician', 'rather-not-say': 'clinician' },
  allergies: { metal: 'do-not-use', 'numbing-cream': 'clear', unsure: 'clinician' },
};
const flags = Object.entries(expected).flatMap(([question, choices]) =>
  Object.entries(choices).map(([chosen, state]) => ({ question, chosen, state })),
);

/** A civil date some days later or earlier, without the code under test. */
const addDays = (date: IsoDate, days: number): IsoDate =>
  new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);

const rank = (state: State) => states.indexOf(state);
const evaluated = (changes: Answers, on: IsoDate = today) =>
  evaluate(ruleset, safeAnswers(ruleset, changes), on);

/** Changes that give one flag, opening the question it belongs to. */
const flagChanges = (question: string, chosen: string): Answers => ({
  ...(question === 'filler-date' ? { filler: { chosen: ['yes'] } } : {}),
  [question]: { chosen: [chosen] },
});

describe('each answer alone', () => {
  test('the table names every answer of the ruleset that is not safe', () => {
    const inRuleset = ruleset.questions.flatMap(({ id, choices }) =>
      choices.filter(({ safe, asks }) => !safe && !asks).map((choice) => `${id}: ${choice.id}`),
    );
    expect(flags.map(({ question, chosen }) => `${question}: ${chosen}`).sort()).toEqual(inRuleset.sort());
    expect(flags).toHaveLength(34);
  });

  test('nothing on the list: clear up to 0.3 mm, no reason', () => {
    expect(evaluated({})).toEqual({
      state: 'clear',
      maxLengthMm: 0.3,
      waitUntil: null,
      untilHealed: false,
      reasons: [],
      notes: [],
      checkedOn: today,
    });
  });

  test.each(flags)('$question: $chosen → $state', ({ question, chosen, state }) => {
    const outcome = evaluated(flagChanges(question, chosen));
    expect(outcome.state).toBe(state);
    expect(outcome.maxLengthMm).toBe(0.3);
    expect(outcome.waitUntil).toBeNull();
    expect(outcome.untilHealed).toBe(state === 'wait');
    expect(outcome.reasons).toHaveLength(1);
    const rule = ruleset.rules.find(({ id }) => id === outcome.reasons[0]?.ruleId);
    expect(rule?.when).toEqual({ question, is: chosen });
  });

  test('every rule is reached by some answer', () => {
    const reached = flags.flatMap(({ question, chosen }) => evaluated(flagChanges(question, chosen)).reasons);
    const dated = evaluated({ filler: { chosen: ['yes'] }, 'filler-date': { on: recent } }).reasons;
    expect(new Set([...reached, ...dated].map(({ ruleId }) => ruleId))).toEqual(
      new Set(ruleset.rules.map(({ id }) => id)),
    );
  });
});

describe('filler', () => {
  const withFiller = (on: string, day: IsoDate = today) =>
    evaluated({ filler: { chosen: ['yes'] }, 'filler-date': { on } }, day);

  test('less than six months ago: wait until the day after the six months', () => {
    expect(withFiller('2026-08-31')).toMatchObject({
      state: 'wait',
      waitUntil: '2027-03-01',
      untilHealed: false,
      reasons: [{ ruleId: 'filler_6m', until: '2027-03-01' }],
    });
    expect(withFiller('2026-08')).toMatchObject({ waitUntil: '2027-03-01' });
    expect(kindOf(withFiller('2026-08'))).toBe('wait-date');
  });

  test('long ago: no reason, and the person is told so', () => {
    const outcome = withFiller(long);
    expect(outcome.state).toBe('clear');
    expect(outcome.reasons).toEqual([]);
    expect(outcome.notes).toEqual([
      { questionId: 'filler-date', say: ruleset.questions.find(({ id }) => id === 'filler-date')?.passed },
    ]);
    expect(withFiller(recent).notes).toEqual([]);
  });

  test('every day of two years as filler date: stopped the day before, free on the day itself', () => {
    for (let date = '2023-07-01'; date <= '2025-07-01'; date = addDays(date, 1)) {
      const first = firstDayAfterMonths(date, 6);
      expect(withFiller(date, addDays(first, -1))).toMatchObject({ state: 'wait', waitUntil: first });
      expect(withFiller(date, first).state).toBe('clear');
    }
  });
});

describe('together', () => {
  test('the strictest state, all reasons, and the date beside them', () => {
    const outcome = evaluated({
      blood: { chosen: ['anticoagulant', 'antiplatelet'] },
      skin: { chosen: ['infection'] },
      filler: { chosen: ['yes'] },
      'filler-date': { on: recent },
    });
    expect(outcome).toMatchObject({ state: 'do-not-use', waitUntil: '2027-03-01', untilHealed: true });
    expect(outcome.reasons.map(({ ruleId }) => ruleId)).toEqual([
      'anticoagulant',
      'antiplatelet',
      'skin_infection',
      'filler_6m',
    ]);
  });

  test('a wait for a date and for healing says both', () => {
    const outcome = evaluated({
      skin: { chosen: ['broken'] },
      filler: { chosen: ['yes'] },
      'filler-date': { on: recent },
    });
    expect(kindOf(outcome)).toBe('wait-both');
    expect(kindOf(evaluated({ skin: { chosen: ['broken'] } }))).toBe('wait-healed');
  });
});

describe('fails closed', () => {
  test('any one question without an answer', () => {
    const all = safeAnswers(ruleset, { filler: { chosen: ['yes'] }, 'filler-date': { on: long } });
    expect(evaluate(ruleset, all, today).state).toBe('clear');
    for (const id of Object.keys(all)) {
      const { [id]: _left, ...others } = all;
      expect(evaluate(ruleset, others, today).state).toBe('not-run');
    }
  });

  test.each<[string, Answer]>([
    ['skin', { chosen: [] }],
    ['skin', { chosen: ['none', 'infection'] }],
    ['skin', { chosen: ['nonsense'] }],
    ['age', { on: '2020-01' }],
    ['age', { chosen: ['yes', 'no'] }],
  ])('%s with %j', (id, answer) => {
    expect(evaluate(ruleset, { ...safeAnswers(ruleset), [id]: answer }, today).state).toBe('not-run');
  });

  test('a date that is none', () => {
    expect(evaluated({ filler: { chosen: ['yes'] }, 'filler-date': { on: '2026-13' } }).state).toBe(
      'not-run',
    );
  });
});

describe('T6 lengths', () => {
  const clear = evaluated({});
  test.each([0.1, 0.2, 0.25, 0.3, Number('0.30')])('%d mm is covered by a clear outcome', (length) => {
    expect(coversLength(clear, length)).toBe(true);
  });
  test.each([
    0.31,
    0.30001,
    0.5,
    1,
    1.5,
    2,
    0,
    -0.2,
    -0,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    '0,3',
    '0.3mm',
    '0.3',
    '',
    [0.3],
    null,
    undefined,
  ])('%j is not', (length) => {
    expect(coversLength(clear, length)).toBe(false);
  });
  test('a rule’s cap counts below the limit of the version, and a higher limit never above a cap', () => {
    for (const capMm of [0.1, 0.2, 0.25, 0.3]) {
      const capped = { ...clear, maxLengthMm: capMm };
      for (const length of [0.1, 0.2, 0.25, 0.3, 0.31]) {
        expect(coversLength(capped, length), `${length} under ${capMm}`).toBe(length <= capMm);
      }
    }
  });
  test('no length is covered by any other outcome', () => {
    for (const { question, chosen, state } of flags) {
      expect(coversLength(evaluated(flagChanges(question, chosen)), 0.2)).toBe(state === 'clear');
    }
  });
});

/** Everything that can be true of a person beyond the safe answers, impossible mixtures included. */
const allFacts: Fact[] = [
  ...flags.map(({ question, chosen }) => ({ question, chosen })),
  { question: 'filler', chosen: 'yes' },
  { question: 'filler-date', on: recent },
  { question: 'filler-date', on: '2026-06-01' },
  { question: 'filler-date', on: long },
];
type Judge = (facts: readonly Fact[]) => Outcome;
const honest: Judge = (facts) => judge(ruleset, facts, today);
const lengths = [0.2, 0.25, 0.3, 0.5, 1.5];

/** How the outcome of `more` is milder than that of `fewer`, or null. */
function softening(fewer: Outcome, more: Outcome): string | null {
  if (rank(more.state) < rank(fewer.state)) return 'the state falls';
  if (more.maxLengthMm > fewer.maxLengthMm) return 'the cap rises';
  if (fewer.waitUntil !== null && (more.waitUntil === null || more.waitUntil < fewer.waitUntil))
    return 'the wait ends earlier';
  if (fewer.untilHealed && !more.untilHealed) return 'healing is forgotten';
  if (more.reasons.length < fewer.reasons.length) return 'a reason vanishes';
  if (lengths.some((length) => coversLength(more, length) && !coversLength(fewer, length)))
    return 'a length becomes buyable';
  return null;
}

/** Counts softenings over all sets of 0 to 2 facts and every further fact. */
function softeningsOf(judgeFacts: Judge): { checks: number; found: number } {
  let checks = 0;
  let found = 0;
  const check = (facts: Fact[]) => {
    const fewer = judgeFacts(facts);
    for (const fact of allFacts) {
      if (facts.includes(fact)) continue;
      checks += 1;
      if (softening(fewer, judgeFacts([...facts, fact]))) found += 1;
    }
  };
  check([]);
  for (const [index, first] of allFacts.entries()) {
    check([first]);
    for (const second of allFacts.slice(index + 1)) check([first, second]);
  }
  return { checks, found };
}

describe('monotonic: one more fact never makes the outcome milder', () => {
  test('for all sets of 0 to 2 facts and every further one', () => {
    const count = allFacts.length;
    const { checks, found } = softeningsOf(honest);
    expect(found).toBe(0);
    expect(checks).toBe(count + count * (count - 1) + (count * (count - 1) * (count - 2)) / 2);
  });

  test('for random larger sets', () => {
    fc.assert(
      fc.property(fc.subarray(allFacts), fc.constantFrom(...allFacts), (facts, fact) => {
        expect(softening(honest(facts), honest([...facts, fact]))).toBeNull();
      }),
      { numRuns: 2000 },
    );
  });

  test('the check bites: a planted exception is found', () => {
    // “With a doctor on board, diabetes does not count.”
    const lenient: Judge = (facts) => {
      const isExcused = facts.some((fact) => fact.question === 'medicines');
      return honest(isExcused ? facts.filter((fact) => fact.question !== 'conditions') : facts);
    };
    expect(softeningsOf(lenient).found).toBeGreaterThan(0);
  });

  test('the check bites: a planted rule that raises the cap is found', () => {
    const generous: Judge = (facts) => {
      const outcome = honest(facts);
      return facts.some((fact) => fact.question === 'pregnancy') ? { ...outcome, maxLengthMm: 0.5 } : outcome;
    };
    expect(softeningsOf(generous).found).toBeGreaterThan(0);
  });
});

test('the order of facts, and saying one twice, change nothing', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(allFacts), (facts) => {
      const sorted = allFacts.filter((fact) => facts.includes(fact));
      expect(honest(facts)).toEqual(honest(sorted));
      expect(honest([...facts, ...facts])).toEqual(honest(sorted));
    }),
    { numRuns: 500 },
  );
});

test('the order in which answers are given changes nothing', () => {
  const answers = Object.entries(
    safeAnswers(ruleset, { blood: { chosen: ['unsure'] }, skin: { chosen: ['spots'] } }),
  );
  fc.assert(
    fc.property(fc.shuffledSubarray(answers, { minLength: answers.length }), (shuffled) => {
      expect(evaluate(ruleset, Object.fromEntries(shuffled), today)).toEqual(
        evaluate(ruleset, Object.fromEntries(answers), today),
      );
    }),
  );
});

describe('truth table', () => {
  /** What the strictest answers to one question come to, by the table at the top of this file. */
  interface Effect {
    changes: Answers;
    state: State;
    healed: boolean;
    dated: boolean;
  }

  /** One set of answers for each different effect that a question can have. */
  function effectsOf(question: string): Effect[] {
    if (question === 'filler') {
      const yes = { filler: { chosen: ['yes'] } };
      return [
        { changes: {}, state: 'clear', healed: false, dated: false },
        { changes: { ...yes, 'filler-date': { on: long } }, state: 'clear', healed: false, dated: false },
        { changes: { ...yes, 'filler-date': { on: recent } }, state: 'wait', healed: false, dated: true },
        {
          changes: { ...yes, 'filler-date': { chosen: ['unknown'] } },
          state: 'clinician',
          healed: false,
          dated: false,
        },
        { changes: { filler: { chosen: ['unsure'] } }, state: 'clinician', healed: false, dated: false },
      ];
    }
    const kind = ruleset.questions.find(({ id }) => id === question)?.kind;
    const choices = Object.entries(expected[question] ?? {});
    const sets: [string, State][][] = [[], ...choices.map((choice) => [choice])];
    if (kind === 'checkbox') {
      for (let bits = 3; bits < 2 ** choices.length; bits += 1) {
        const set = choices.filter((_, index) => bits & (1 << index));
        if (set.length > 1) sets.push(set);
      }
    }
    const effects = new Map<string, Effect>();
    for (const set of sets) {
      const state = set.reduce<State>(
        (worst, [, each]) => (rank(each) > rank(worst) ? each : worst),
        'clear',
      );
      const healed = set.some(([, each]) => each === 'wait');
      const changes: Answers =
        set.length > 0 ? { [question]: { chosen: set.map(([chosen]) => chosen) } } : {};
      const key = `${state} ${healed} ${set.length > 0 && state === 'clear'}`;
      if (!effects.has(key)) effects.set(key, { changes, state, healed, dated: false });
    }
    return [...effects.values()];
  }

  test('all combinations of effects give what the table at the top says', () => {
    const questions = ruleset.questions
      .filter(({ id }) => id !== 'filler-date')
      .map(({ id }) => effectsOf(id));
    const rows = questions.reduce((product, effects) => product * effects.length, 1);
    const counts: Record<string, number> = {};
    const digest = createHash('sha256');
    const safe = safeAnswers(ruleset);
    let seen = 0;
    let wrong = 0;

    const walk = (index: number, changes: Answers, state: State, healed: boolean, dated: boolean) => {
      const effects = questions[index];
      if (!effects) {
        seen += 1;
        const outcome = evaluate(ruleset, { ...safe, ...changes }, today);
        // After an answer that ends the check, nothing that follows is looked at.
        const isRun = state !== 'not-run';
        const isRight =
          outcome.state === state &&
          (!isRun || (outcome.untilHealed === healed && (outcome.waitUntil !== null) === dated)) &&
          coversLength(outcome, 0.3) === (state === 'clear') &&
          !coversLength(outcome, 0.5);
        if (!isRight) wrong += 1;
        counts[outcome.state] = (counts[outcome.state] ?? 0) + 1;
        digest.update(`${outcome.state} ${outcome.waitUntil} ${outcome.untilHealed}\n`);
        return;
      }
      for (const effect of effects) {
        walk(
          index + 1,
          { ...changes, ...effect.changes },
          rank(effect.state) > rank(state) ? effect.state : state,
          healed || effect.healed,
          dated || effect.dated,
        );
      }
    };
    walk(0, {}, 'clear', false, false);

    expect(wrong).toBe(0);
    expect(seen).toBe(rows);
    // The readable summary; a change here is a change of outcomes and wants a new major version.
    expect({ rows, ...counts, digest: digest.digest('hex').slice(0, 16) }).toMatchInlineSnapshot(`
      {
        "clear": 4,
        "clinician": 3828,
        "digest": "fecc07f48ea3e2b4",
        "do-not-use": 22080,
        "not-run": 181440,
        "rows": 207360,
        "wait": 8,
      }
    `);
  }, 60_000);
});
