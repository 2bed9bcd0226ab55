import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diffInWords, diffOutcomes, type OutcomeDiff, sameOutcomes } from './outcome-diff.ts';
import { changedRuleset, inventedStricter, questionIn, type RulesetData, ruleIn } from './review-fixture.ts';
import { type Ruleset, type State, states } from './ruleset.ts';
import { haveSameEffects } from './ruleset-acceptance.ts';
import { firstRuleset } from './ruleset-fixture.ts';

const today = '2026-11-22';
const first = firstRuleset();
const against = (change: (data: RulesetData) => void) => diffOutcomes(first, changedRuleset(change), today);
const causeIn = ({ causes }: OutcomeDiff, id: string) => causes.find((cause) => cause.id === id);

describe('the same rules', () => {
  test('a version against itself: every combination is the same', () => {
    const diff = diffOutcomes(first, first, today);
    expect(diff).toMatchObject({ stricter: 0, looser: 0, mixed: 0, moves: [], causes: [], rewritten: [] });
    expect(diff.same).toBe(diff.combinations);
    expect(diff.combinations).toBeGreaterThan(10_000);
    expect(diff.wordsOnly).toBe(true);
    expect(sameOutcomes(first, first)).toBe(true);
  });

  test('words, evidence and the header are no difference, and each change of words is listed', () => {
    const reworded = changedRuleset((data) => {
      questionIn(data, 'skin').text.en = 'Is anything wrong with that skin now?';
      ruleIn(data, 'diabetes').say.en = 'You have diabetes.';
      ruleIn(data, 'diabetes').cites = ['S22'];
    }, '2026.1.1');
    const diff = diffOutcomes(first, reworded, today);
    expect(diff).toMatchObject({ stricter: 0, looser: 0, causes: [], wordsOnly: true });
    expect(diff.rewritten.map(({ kind, where }) => `${kind} ${where}`)).toEqual([
      'words Question skin: question',
      'words Rule diabetes: what is said',
      'evidence Rule diabetes: sources',
    ]);
    expect(diffInWords(diff)).toBe(
      '0 combinations become stricter, 0 looser. Only words, evidence or the header differ.',
    );
    expect(sameOutcomes(first, reworded)).toBe(true);
  });
});

describe('one change at a time', () => {
  test('a stricter state', () => {
    const diff = against((data) => {
      ruleIn(data, 'diabetes').gives.state = 'do-not-use';
    });
    expect(diff.looser).toBe(0);
    expect(diff.stricter).toBeGreaterThan(0);
    expect(diff.moves.map(({ from, to }) => `${from} ${to}`)).toEqual(['clinician do-not-use']);
    expect(diff.causes).toHaveLength(1);
    expect(causeIn(diff, 'conditions:diabetes')).toMatchObject({
      effect: 'stricter',
      rules: ['diabetes'],
      floor: false,
      stricter: diff.stricter,
      looser: 0,
      words:
        '“Diabetes” at “Health conditions” (rule diabetes): 2026.1.0 says “speak to a clinician first”; 2026.2.0 says “do not use”.',
    });
    expect(diff.wordsOnly).toBe(false);
    const stricter = changedRuleset((data) => {
      ruleIn(data, 'diabetes').gives.state = 'do-not-use';
    });
    expect(sameOutcomes(first, stricter)).toBe(false);
    expect(sameOutcomes(stricter, first)).toBe(false);
  });

  test('waiting that becomes “speak to a clinician first” is not looser for want of a date', () => {
    const diff = against((data) => {
      ruleIn(data, 'skin_broken').gives = { state: 'clinician' };
    });
    expect(diff.looser).toBe(0);
    expect(diff.stricter).toBeGreaterThan(0);
  });

  test('a rule that nothing else covers goes: looser, and the floor is named where it is touched', () => {
    const shorter = diffOutcomes(
      changedRuleset((data) => {
        const rule = ruleIn(data, 'filler_6m');
        rule.when.within_months = 9;
        rule.gives.until = { add_months: 9, to: 'filler-date' };
      }),
      first,
      today,
    );
    expect(shorter.stricter).toBe(0);
    expect(shorter.looser).toBeGreaterThan(0);
    expect(causeIn(shorter, 'filler-date:date')).toMatchObject({
      effect: 'looser',
      floor: true,
      looser: shorter.looser,
    });
    expect(shorter.respects.wait.looser).toBe(shorter.looser);
    expect(shorter.moves).toEqual(
      expect.arrayContaining([expect.objectContaining({ from: 'wait', to: 'clear' })]),
    );
  });

  test('the longest needle counts only where the outcome is clear', () => {
    const diff = against((data) => {
      data.limits.max_length_mm = 0.25;
      ruleIn(data, 'numbing_allergy').gives.max_length_mm = 0.25;
    });
    expect(diff).toMatchObject({ looser: 0, moves: [] });
    expect(diff.stricter).toBe(diff.respects.length.stricter);
    expect(diff.stricter).toBeLessThan(20);
    expect(causeIn(diff, 'max-length')).toMatchObject({ kind: 'limit', effect: 'stricter' });
  });

  test('hours of a clearance change no outcome, and are no words either', () => {
    const shorter = changedRuleset((data) => {
      data.limits.clearance_hours = 12;
    });
    const diff = diffOutcomes(first, shorter, today);
    expect(diff).toMatchObject({ stricter: 0, looser: 0, wordsOnly: false });
    expect(causeIn(diff, 'clearance-hours')?.effect).toBe('stricter');
    expect(causeIn(diffOutcomes(shorter, first, today), 'clearance-hours')?.effect).toBe('looser');
    expect(sameOutcomes(first, shorter)).toBe(false);
  });

  test('a rule that only gets another name changes no combination and is shown', () => {
    const diff = against((data) => {
      ruleIn(data, 'diabetes').id = 'sugar';
    });
    expect(diff).toMatchObject({ stricter: 0, looser: 0, wordsOnly: false });
    expect(causeIn(diff, 'conditions:diabetes')).toMatchObject({ effect: 'none', stricter: 0, looser: 0 });
  });

  test('a care card that goes is looser advice, though no outcome changes', () => {
    const diff = against((data) => {
      delete ruleIn(data, 'unchecked_lesion').care;
    });
    expect(diff).toMatchObject({ stricter: 0, looser: 0, wordsOnly: false });
    expect(causeIn(diff, 'unchecked_lesion:care')).toMatchObject({ kind: 'advice', effect: 'looser' });
  });

  test('a new question is said to be new, and is stricter only', () => {
    const diff = against(inventedStricter);
    expect(diff.looser).toBe(0);
    expect(diff.causes.map(({ id, effect }) => `${id} ${effect}`)).toEqual([
      'sunbed none',
      'filler-date:date stricter',
      'conditions:diabetes stricter',
      'allergies:numbing-cream stricter',
      'sunbed:yes stricter',
      'sunbed:unsure stricter',
      'max-length stricter',
    ]);
    expect(diffInWords(diff)).toMatch(/^[\d,]+ combinations become stricter, 0 looser\.$/);
  });

  test('an answer that goes: whoever would have given it counts as none of the rest', () => {
    const diff = against((data) => {
      const question = questionIn(data, 'conditions');
      question.answers = question.answers.filter(({ id }) => id !== 'diabetes');
      data.rules = data.rules.filter(({ id }) => id !== 'diabetes');
    });
    expect(diff.stricter).toBe(0);
    expect(causeIn(diff, 'conditions:diabetes')).toMatchObject({ effect: 'looser', looser: diff.looser });
    expect(diff.looser).toBeGreaterThan(0);
  });

  test('stricter here and looser there: what is both cannot pass for stricter only', () => {
    const diff = against((data) => {
      ruleIn(data, 'diabetes').gives = { state: 'wait', until: 'healed' };
      ruleIn(data, 'isotretinoin').gives.state = 'do-not-use';
    });
    expect(diff.stricter).toBeGreaterThan(0);
    expect(diff.looser).toBeGreaterThan(0);
    expect(diff.same + diff.stricter + diff.looser - diff.mixed).toBe(diff.combinations);
  });

  test('a date is refused that is none', () => {
    expect(() => diffOutcomes(first, first, '2026-02-30')).toThrow(RangeError);
  });
});

/** Changes that a ruleset may lawfully undergo, at random. */
type Edit = (data: RulesetData) => void;
const editable = first.rules.filter(
  ({ id, state }) => !first.floor.includes(id) && ['wait', 'clinician', 'do-not-use'].includes(state),
);
const gives = fc.constantFrom<RulesetData['rules'][number]['gives']>(
  { state: 'clear', max_length_mm: 0.2 },
  { state: 'wait', until: 'healed' },
  { state: 'clinician' },
  { state: 'clinician', max_length_mm: 0.1 },
  { state: 'do-not-use' },
);
const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ rule: fc.constantFrom(...editable), gives }).map(
    ({ rule, gives: given }): Edit =>
      (data) => {
        ruleIn(data, rule.id).gives = structuredClone(given);
      },
  ),
  fc.constantFrom(6, 7, 12, 24).map(
    (months): Edit =>
      (data) => {
        const rule = ruleIn(data, 'filler_6m');
        rule.when.within_months = months;
        rule.gives.until = { add_months: months, to: 'filler-date' };
      },
  ),
  fc.constantFrom(0.3, 0.35, 0.5).map(
    (limit): Edit =>
      (data) => {
        data.limits.max_length_mm = limit;
      },
  ),
  fc.constantFrom(...editable).map(
    (rule): Edit =>
      (data) => {
        // The answer leaves with its rule.
        const { when } = ruleIn(data, rule.id);
        const question = questionIn(data, when.question);
        if (['unsure', 'unknown', 'rather-not-say'].includes(when.is ?? '')) return;
        data.rules = data.rules.filter(({ id }) => id !== rule.id);
        question.answers = question.answers.filter(({ id }) => id !== when.is);
      },
  ),
);
const version = fc.uniqueArray(edit, { maxLength: 5 }).map((edits) =>
  changedRuleset((data) => {
    for (const each of edits) {
      try {
        each(data);
      } catch {
        // An earlier edit took away what this one would have changed.
      }
    }
  }),
);
const day = fc.constantFrom('2026-11-22', '2026-08-31', '2028-02-29', '2027-01-01');

describe('for random versions', () => {
  test('against itself nothing differs', () => {
    fc.assert(
      fc.property(version, day, (a, on) => {
        const diff = diffOutcomes(a, a, on);
        expect([diff.stricter, diff.looser, diff.causes]).toEqual([0, 0, []]);
      }),
      { numRuns: 20 },
    );
  });

  test('versions that are the same by form have the same outcomes by trial', () => {
    fc.assert(
      fc.property(version, version, (a, b) => {
        const reworded = { ...a, rules: a.rules.map((rule) => ({ ...rule, say: 'Other words.' })) };
        expect([haveSameEffects(a, reworded), sameOutcomes(a, reworded)]).toEqual([true, true]);
        if (haveSameEffects(a, b)) expect(sameOutcomes(a, b)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  test('what is stricter one way is looser the other way', () => {
    fc.assert(
      fc.property(version, version, day, (a, b, on) => {
        const there = diffOutcomes(a, b, on);
        const back = diffOutcomes(b, a, on);
        expect([there.stricter, there.looser, there.mixed]).toEqual([back.looser, back.stricter, back.mixed]);
        expect(there.same + there.stricter + there.looser - there.mixed).toBe(there.combinations);
        expect(there.causes.map(({ id }) => id).sort()).toEqual(back.causes.map(({ id }) => id).sort());
        const turned = { stricter: 'looser', looser: 'stricter', both: 'both', none: 'none' } as const;
        for (const cause of there.causes) expect(causeIn(back, cause.id)?.effect).toBe(turned[cause.effect]);
      }),
      { numRuns: 40 },
    );
  });

  test('a difference always has a cause, and words alone never have one', () => {
    fc.assert(
      fc.property(version, version, (a, b) => {
        const { stricter, looser, causes, wordsOnly } = diffOutcomes(a, b, today);
        if (stricter + looser > 0) expect(causes.some(({ effect }) => effect !== 'none')).toBe(true);
        expect(wordsOnly).toBe(causes.length === 0);
        expect(sameOutcomes(a, b) && stricter + looser > 0).toBe(false);
      }),
      { numRuns: 20 },
    );
  });

  test('adding a rule is never looser', () => {
    const trigger = fc.constantFrom(
      ...first.rules.map(({ when }) =>
        'is' in when
          ? { question: when.question, is: when.is }
          : { question: when.question, within_months: 6 },
      ),
    );
    fc.assert(
      fc.property(version, trigger, gives, day, (a, when, given, on) => {
        const before = changedRuleset((data) => Object.assign(data, dataOf(a)));
        const question = before.questions.find(({ id }) => id === when.question);
        fc.pre(when.is === undefined || question?.choices.some(({ id }) => id === when.is) === true);
        const after = changedRuleset((data) => {
          Object.assign(data, dataOf(a));
          data.rules.push({
            id: 'added',
            when,
            gives: structuredClone(
              when.within_months && given.until
                ? { ...given, until: { add_months: when.within_months, to: when.question } }
                : given,
            ),
            say: { en: 'Added.' },
            basis: 'policy',
            confidence: 'L',
          });
        });
        const diff = diffOutcomes(before, after, on);
        expect(diff.looser).toBe(0);
        expect(diff.causes.every(({ effect }) => effect === 'stricter' || effect === 'none')).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});

/** A ruleset's questions, rules and limits as its file would hold them. */
function dataOf({ questions, rules, limits }: Ruleset): Pick<RulesetData, 'questions' | 'rules' | 'limits'> {
  const en = (text: string) => ({ en: text });
  return {
    limits: { max_length_mm: limits.maxLengthMm, clearance_hours: limits.clearanceHours },
    questions: questions.map(({ id, about, kind, name, text, why, missing, passed, choices }) => ({
      id,
      about,
      kind,
      name: en(name),
      text: en(text),
      why: en(why),
      missing: en(missing),
      ...(passed !== null && { passed: en(passed) }),
      answers: choices.map((choice) => ({
        id: choice.id,
        text: en(choice.text),
        ...(choice.safe && { safe: true as const }),
        ...(choice.asks !== null && { asks: choice.asks }),
      })),
    })),
    rules: rules.map((rule) => ({
      id: rule.id,
      when:
        'is' in rule.when
          ? { question: rule.when.question, is: rule.when.is }
          : { question: rule.when.question, within_months: rule.when.withinMonths },
      gives: {
        state: rule.state,
        ...(rule.maxLengthMm !== null && { max_length_mm: rule.maxLengthMm }),
        ...(rule.until === 'healed' && { until: 'healed' as const }),
        ...(rule.until !== null &&
          rule.until !== 'healed' && { until: { add_months: rule.until.addMonths, to: rule.until.to } }),
      },
      say: en(rule.say),
      basis: 'policy' as const,
      confidence: rule.confidence,
    })),
  };
}

const rank = (state: State) => states.indexOf(state);
test('the order of states that all this rests on', () => {
  expect(rank('clear')).toBeLessThan(rank('wait'));
  expect(rank('wait')).toBeLessThan(rank('clinician'));
  expect(rank('clinician')).toBeLessThan(rank('do-not-use'));
  expect(rank('do-not-use')).toBeLessThan(rank('not-run'));
});
