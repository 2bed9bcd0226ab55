import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { firstDayAfterMonths, latestDayOf, type PartialDate } from '#lib/dates.ts';
import { coversLength, evaluate, type Fact, judge, kindOf, type Outcome } from './evaluate.ts';
import { type Answer, type Answers, askedQuestions, firstUnanswered, withAnswer } from './journey.ts';
import { diffOutcomes } from './outcome-diff.ts';
import { toMarkdown } from './review-document.ts';
import { changedRuleset, type RulesetData, ruleIn } from './review-fixture.ts';
import { type Question, type Ruleset, states } from './ruleset.ts';
import { firstRuleset } from './ruleset-fixture.ts';
import {
  aloneDocument,
  eachAnswerAlone,
  neverReached,
  type Row,
  type TruthTable,
  truthTable,
  truthTableDocument,
} from './truth-table.ts';

const today = '2026-11-22';
const ruleset = firstRuleset();
const golden = (name: string) =>
  new URL(`../../../docs/self-check/${ruleset.version}-${name}.md`, import.meta.url).pathname;

let table: TruthTable;
let tableSeconds = 0;
beforeAll(() => {
  const began = performance.now();
  table = truthTable(ruleset, today);
  tableSeconds = (performance.now() - began) / 1000;
}, 60_000);

const rowOf = ({ state, maxLengthMm, waitUntil, untilHealed }: Row | Outcome): Row => ({
  state,
  maxLengthMm,
  waitUntil,
  untilHealed,
});

describe('T2: every answer, alone and on every route', () => {
  test('T2 each answer alone gives the state, the length, the wait and the reasons of the reviewed table', async () => {
    const alone = eachAnswerAlone(ruleset, today);
    await expect(toMarkdown(aloneDocument(ruleset, alone, today))).toMatchFileSnapshot(golden('answers'));
    const flags = alone.filter(({ reasons }) => reasons.length > 0);
    // Every rule, and those that look at a date once more for each kind of date.
    expect(new Set(flags.flatMap(({ reasons }) => reasons))).toEqual(
      new Set(ruleset.rules.map(({ id }) => id)),
    );
    expect(flags.every(({ reasons }) => reasons.length === 1)).toBe(true);
  });

  test('T2 every question, answer, rule and kind of outcome is visited', () => {
    expect(neverReached(ruleset, table, eachAnswerAlone(ruleset, today))).toEqual([]);
  });

  test('T2 the check of visits bites: a rule that nothing can reach is named', () => {
    const unreachable = {
      ...ruleset,
      rules: [
        ...ruleset.rules,
        ...ruleset.rules.slice(0, 1).map((rule) => ({
          ...rule,
          id: 'never',
          when: { question: 'consent', is: 'perhaps' },
        })),
      ],
    };
    expect(neverReached(unreachable, table, eachAnswerAlone(ruleset, today))).toEqual(['never']);
  });
});

describe('T3: the truth table', () => {
  test('T3 every combination gives what the reviewed summary and its hash say', async () => {
    const expected = table.effects.reduceRight(
      // A question that can end the check adds one row for each such answer, the others as many as follow.
      (rows, { effects }) =>
        effects.reduce((sum, { key }) => sum + (key.startsWith('not-run') ? 1 : rows), 0),
      1,
    );
    expect(table.rows.size).toBe(expected);
    await expect(toMarkdown(truthTableDocument(table))).toMatchFileSnapshot(golden('truth-table'));
  });

  test('T3 the whole table takes less than a minute', () => {
    expect(tableSeconds).toBeLessThan(60);
  });

  test('T3 whole sets of answers, drawn at random, give the row that their effects name', () => {
    fc.assert(
      fc.property(anyAnswers(ruleset), (answers) => {
        const keys: string[] = [];
        for (const { question, effects } of table.effects) {
          const effect = effects.find(({ ways }) =>
            ways.some((way) => isSuchWay(way.answers, answers, question)),
          );
          if (!effect) throw new Error(`No effect of ${question.id} is that of ${JSON.stringify(answers)}`);
          keys.push(effect.key);
          if (effect.key.startsWith('not-run')) break;
        }
        const row = table.rows.get(keys.join(' / '));
        if (!row) throw new Error(`No row ${keys.join(' / ')}`);
        const outcome = evaluate(ruleset, answers, today);
        // The table tries a few dates inside the wait; the day that a wait ends is that of the date itself.
        const on = row.waitUntil === null ? null : dateIn(answers);
        const waitUntil = on === null ? null : firstDayAfterMonths(latestDayOf(on), 6);
        expect(rowOf(outcome)).toEqual({ ...row, waitUntil });
      }),
      { numRuns: 3000 },
    );
  }, 60_000);

  test('T3 another rule, answer or limit gives another hash', () => {
    const small = changedRuleset(
      onlyAbout(['consent', 'age', 'blood', 'skin', 'filler', 'filler-date', 'scars']),
    );
    const digest = (version: Ruleset) => truthTable(version, today).digest;
    const stricter = {
      ...small,
      rules: small.rules.map((rule) =>
        rule.id === 'antiplatelet' ? { ...rule, state: 'do-not-use' as const } : rule,
      ),
    };
    const shorter = { ...small, limits: { ...small.limits, maxLengthMm: 0.25 } };
    expect(new Set([digest(small), digest(stricter), digest(shorter)]).size).toBe(3);
    expect(digest({ ...small, version: 'another' })).toBe(digest(small));
  });

  test('T3 a list of risks that cannot be tried in full is refused', () => {
    const endless = {
      ...ruleset,
      questions: ruleset.questions.map((question) =>
        question.id === 'skin'
          ? {
              ...question,
              choices: Array.from({ length: 17 }, (_, index) => ({
                id: `risk-${index}`,
                text: 'A risk',
                hint: null,
                safe: false,
                asks: null,
              })),
            }
          : question,
      ),
    };
    expect(() => truthTable(endless, today)).toThrow('ask them in two questions');
  });
});

describe('T3: the outcome diff', () => {
  test('T3 counts as many combinations as the table has rows', () => {
    const { combinations, same } = diffOutcomes(ruleset, ruleset, today);
    expect([combinations, same]).toEqual([table.rows.size, table.rows.size]);
  });

  test('T3 counts what trying every combination with both versions counts', () => {
    const kept = [
      'consent',
      'age',
      'blood',
      'skin',
      'cold-sores',
      'medicines',
      'conditions',
      'allergies',
      'scars',
      'filler',
      'filler-date',
    ];
    const [before, after] = [
      changedRuleset(onlyAbout(kept)),
      changedRuleset((data) => {
        onlyAbout(kept)(data);
        data.limits.max_length_mm = 0.25;
        ruleIn(data, 'numbing_allergy').gives.max_length_mm = 0.2;
        ruleIn(data, 'diabetes').gives.state = 'do-not-use';
        ruleIn(data, 'chemo_radio').gives.state = 'clinician';
        ruleIn(data, 'cold_sore_history').gives = { state: 'wait', until: 'healed' };
      }),
    ];
    const meaning = (answers: Answers) =>
      [before, after].map((version) => rowOf(evaluate(version, answers, today)));
    // Answers that mean the same to both, found by trying each way with both.
    const safe: Answers = Object.fromEntries(
      before.questions.flatMap(({ id, choices }) =>
        choices.filter((choice) => choice.safe).map((choice) => [id, { chosen: [choice.id] }]),
      ),
    );
    const columns = table.effects
      .filter(({ question }) => kept.includes(question.id))
      .map(({ effects }) => {
        const ways = effects.flatMap((effect) => effect.ways);
        const byMeaning = new Map(
          ways.map(({ answers }) => [JSON.stringify(meaning({ ...safe, ...answers })), answers]),
        );
        return [...byMeaning.values()];
      });

    const counted = { combinations: 0, stricter: 0, looser: 0, mixed: 0 };
    const walk = (index: number, answers: Answers) => {
      const column = columns[index];
      const isEnded = isChosen(answers.consent, 'no') || isChosen(answers.age, 'no');
      if (column && !isEnded) {
        for (const changes of column) walk(index + 1, { ...answers, ...changes });
        return;
      }
      const [old, now] = meaning(answers);
      if (!old || !now) throw new Error('Two versions, two outcomes');
      const rise = states.indexOf(now.state) - states.indexOf(old.state);
      const isClear = old.state === 'clear' && now.state === 'clear';
      // The history of cold sores has become milder; that it speaks of healing now is no stricter.
      const isStricter = rise > 0 || (isClear && now.maxLengthMm < old.maxLengthMm);
      counted.combinations += 1;
      counted.stricter += Number(isStricter);
      counted.looser += Number(rise < 0);
      counted.mixed += Number(isStricter && rise < 0);
    };
    walk(0, {});
    const { combinations, stricter, looser, mixed } = diffOutcomes(before, after, today);
    expect(counted.stricter).toBeGreaterThan(100);
    expect(counted.looser).toBeGreaterThan(100);
    expect({ combinations, stricter, looser, mixed }).toEqual(counted);
  }, 60_000);
});

// --- T4 -------------------------------------------------------------------------------------------------------------

/** Everything that can be true of a person beyond the safe answers, impossible mixtures included. */
const allFacts: Fact[] = [
  ...ruleset.questions.flatMap(({ id, choices }) =>
    choices.filter(({ safe }) => !safe).map((choice): Fact => ({ question: id, chosen: choice.id })),
  ),
  { question: 'filler-date', on: '2026-11-22' },
  { question: 'filler-date', on: '2026-05-22' },
  { question: 'filler-date', on: '2026-05-21' },
];
type Judge = (facts: readonly Fact[]) => Outcome;
const honest: Judge = (facts) => judge(ruleset, facts, today);
const lengths = [0.2, 0.25, 0.3, 0.5, 1.5];

/** How the outcome of `more` is milder than that of `fewer`, or null. */
function softening(fewer: Outcome, more: Outcome): string | null {
  if (states.indexOf(more.state) < states.indexOf(fewer.state)) return 'the state falls';
  if (more.maxLengthMm > fewer.maxLengthMm) return 'the cap rises';
  if (fewer.waitUntil !== null && (more.waitUntil === null || more.waitUntil < fewer.waitUntil)) {
    return 'the wait ends earlier';
  }
  if (fewer.untilHealed && !more.untilHealed) return 'healing is forgotten';
  if (fewer.reasons.some(({ ruleId }) => !more.reasons.some((reason) => reason.ruleId === ruleId))) {
    return 'a reason vanishes';
  }
  if (lengths.some((length) => coversLength(more, length) && !coversLength(fewer, length))) {
    return 'a length becomes buyable';
  }
  return null;
}

/** Every softening over all sets of 0 to `largest` facts and every further fact. */
function softeningsIn(judgeFacts: Judge, largest: number): { checks: number; found: string[] } {
  const outcomes = new Map<number, Outcome>([[0, judgeFacts([])]]);
  const found: string[] = [];
  let checks = 0;
  // A set as a number: the places of its facts, from the first, six bits each.
  const keyOf = (set: readonly number[]) => set.reduce((key, index) => key * 64 + index + 1, 0);
  const grow = (set: readonly number[]) => {
    for (let next = (set.at(-1) ?? -1) + 1; next < allFacts.length; next += 1) {
      const larger = [...set, next];
      const facts = larger.flatMap((index) => allFacts[index] ?? []);
      const outcome = judgeFacts(facts);
      if (larger.length <= largest) outcomes.set(keyOf(larger), outcome);
      for (const extra of larger) {
        const fewer = outcomes.get(keyOf(larger.filter((index) => index !== extra)));
        if (!fewer) continue;
        checks += 1;
        const fault = softening(fewer, outcome);
        if (fault) found.push(`${fault}: ${JSON.stringify(allFacts[extra])} beside ${JSON.stringify(facts)}`);
      }
    }
  };
  // All sets of one size before the next, so that every smaller one is known.
  let sets: number[][] = [[]];
  for (let size = 0; size <= largest; size += 1) {
    for (const set of sets) grow(set);
    sets = sets.flatMap((set) =>
      allFacts.flatMap((_, index) => (index > (set.at(-1) ?? -1) ? [[...set, index]] : [])),
    );
  }
  return { checks, found };
}

/** A rule of the kind that the schema refuses: `rule` does not hold where `unless` is there. */
const withException =
  (rule: string, unless: { question: string; chosen: string }): Judge =>
  (facts) => {
    const isExcused = facts.some(
      (fact) => 'chosen' in fact && fact.question === unless.question && fact.chosen === unless.chosen,
    );
    const rules = isExcused ? ruleset.rules.filter(({ id }) => id !== rule) : ruleset.rules;
    return judge({ ...ruleset, rules }, facts, today);
  };

describe('T4: one more fact never makes the outcome milder', () => {
  test('T4 for every set of 0 to 3 facts and every further fact', () => {
    const { checks, found } = softeningsIn(honest, 3);
    expect(found).toEqual([]);
    const count = allFacts.length;
    const sets = [1, count, (count * (count - 1)) / 2, (count * (count - 1) * (count - 2)) / 6];
    expect(checks).toBe(sets.reduce((sum, each, size) => sum + each * (count - size), 0));
    expect(checks).toBeGreaterThan(181_000);
  }, 60_000);

  test('T4 for random larger sets', () => {
    fc.assert(
      fc.property(fc.subarray(allFacts, { minLength: 4 }), fc.constantFrom(...allFacts), (facts, fact) => {
        expect(softening(honest(facts), honest([...facts, fact]))).toBeNull();
      }),
      { numRuns: 1000 },
    );
  });

  test('T4 bites: a planted rule with an exception is found', () => {
    // “Diabetes does not count with isotretinoin”: an exception that reads as harmless.
    const planted = withException('diabetes', { question: 'medicines', chosen: 'isotretinoin' });
    const { found } = softeningsIn(planted, 1);
    expect(found.length).toBeGreaterThan(0);
    expect(found.every((fault) => fault.includes('isotretinoin'))).toBe(true);
    // Even one that softens a reason only, under a stricter state.
    expect(
      softeningsIn(withException('antiplatelet', { question: 'scars', chosen: 'me' }), 1).found,
    ).not.toEqual([]);
  });

  test('T4 bites: a planted rule that raises the cap, and one that shortens a wait, are found', () => {
    const generous: Judge = (facts) => {
      const outcome = honest(facts);
      return facts.some(({ question }) => question === 'pregnancy')
        ? { ...outcome, maxLengthMm: 0.5 }
        : outcome;
    };
    expect(softeningsIn(generous, 1).found[0]).toMatch(/^the cap rises/);
    const hasty: Judge = (facts) => {
      const outcome = honest(facts);
      return facts.some(({ question }) => question === 'skin') ? { ...outcome, waitUntil: null } : outcome;
    };
    expect(softeningsIn(hasty, 1).found[0]).toMatch(/^the wait ends earlier/);
  });
});

// --- T5 -------------------------------------------------------------------------------------------------------------

describe('T5: order and repetition', () => {
  test('T5 the order of facts, and saying one twice, change nothing', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(allFacts), (facts) => {
        const sorted = allFacts.filter((fact) => facts.includes(fact));
        expect(honest(facts)).toEqual(honest(sorted));
        expect(honest([...facts, ...facts])).toEqual(honest(sorted));
      }),
      { numRuns: 300 },
    );
  });

  test('T5 the order of answers in memory changes nothing', () => {
    fc.assert(
      fc.property(anyAnswers(ruleset), fc.infiniteStream(fc.nat()), (answers, chance) => {
        const shuffled = Object.entries(answers)
          .map((entry) => [chance.next().value, entry] as const)
          .sort(([a], [b]) => a - b)
          .map(([, entry]) => entry);
        expect(evaluate(ruleset, Object.fromEntries(shuffled), today)).toEqual(
          evaluate(ruleset, answers, today),
        );
      }),
      { numRuns: 300 },
    );
  });

  test('T5 answers to questions that are not asked change nothing', () => {
    fc.assert(
      fc.property(anyAnswers(ruleset), (answers) => {
        const asked = new Set(askedQuestions(ruleset, answers).map(({ id }) => id));
        const needed = Object.fromEntries(Object.entries(answers).filter(([id]) => asked.has(id)));
        expect(evaluate(ruleset, needed, today)).toEqual(evaluate(ruleset, answers, today));
      }),
      { numRuns: 300 },
    );
  });

  test('T5 going back, changing answers and sending one again end where the last answers alone would', () => {
    fc.assert(
      fc.property(
        fc.array(anyAnswers(ruleset), { minLength: 1, maxLength: 4 }),
        anyAnswers(ruleset),
        (drafts, last) => {
          let answers: Answers = {};
          // One round of answers after the other, each over the one before; the last round is given twice.
          for (const round of [...drafts, last, last]) {
            for (let asked = askedQuestions(ruleset, answers), at = 0; at < asked.length; at += 1) {
              const question = asked[at];
              const answer = question && round[question.id];
              if (question && answer) answers = withAnswer(ruleset, answers, question.id, answer);
              asked = askedQuestions(ruleset, answers);
            }
          }
          expect(firstUnanswered(ruleset, answers)).toBeNull();
          expect(evaluate(ruleset, answers, today)).toEqual(evaluate(ruleset, last, today));
          expect(kindOf(evaluate(ruleset, answers, today))).toBe(kindOf(evaluate(ruleset, last, today)));
        },
      ),
      { numRuns: 300 },
    );
  });
});

/** Leaves these questions and their rules, so that trying everything takes no time. The floor needs four of them. */
function onlyAbout(kept: readonly string[]): (data: RulesetData) => void {
  return (data) => {
    data.questions = data.questions.filter(({ id }) => kept.includes(id));
    data.rules = data.rules.filter(({ when }) => kept.includes(when.question));
  };
}

// --- Whole sets of answers ------------------------------------------------------------------------------------------

/** An answer to every question, a date to every date question; some of them may not be asked. */
function anyAnswers({ questions }: Ruleset): fc.Arbitrary<Answers> {
  return fc.record(Object.fromEntries(questions.map((question) => [question.id, anyAnswer(question)])));
}

function anyAnswer({ kind, choices }: Question): fc.Arbitrary<Answer> {
  const ids = choices.map(({ id }) => id);
  const one = fc.constantFrom(...ids).map((id): Answer => ({ chosen: [id] }));
  if (kind === 'radio') return one;
  if (kind === 'checkbox') {
    const risks = choices.filter(({ safe }) => !safe).map(({ id }) => id);
    return fc.oneof(
      one,
      fc.subarray(risks, { minLength: 1 }).map((chosen): Answer => ({ chosen })),
    );
  }
  const date = fc
    .date({ min: new Date('2025-09-01'), max: new Date(today), noInvalidDate: true })
    .map((instant) => instant.toISOString().slice(0, 10));
  return fc.oneof(
    one,
    date.map((on): Answer => ({ on })),
    date.map((on): Answer => ({ on: on.slice(0, 7) })),
    fc
      .constantFrom('2026-05-20', '2026-05-21', '2026-05-22', '2026-05', '2026-11')
      .map((on): Answer => ({ on })),
  );
}

/** Whether these answers say of one question, and of a date that it opens, what the way says. */
function isSuchWay(way: Answers, answers: Answers, question: Question): boolean {
  return (
    Object.entries(way).every(([id, said]) => {
      const answer = answers[id];
      if (answer === undefined) return false;
      if ('on' in said) return 'on' in answer && isWithinWait(said.on) === isWithinWait(answer.on);
      return 'chosen' in answer && [...said.chosen].sort().join() === [...answer.chosen].sort().join();
    }) && Object.hasOwn(way, question.id)
  );
}

function isWithinWait(on: PartialDate): boolean {
  return today < firstDayAfterMonths(latestDayOf(on), 6);
}

function dateIn(answers: Answers): PartialDate {
  const answer = answers['filler-date'];
  if (answer === undefined || !('on' in answer)) throw new Error('A row with a wait needs a date');
  return answer.on;
}

function isChosen(answer: Answer | undefined, choice: string): boolean {
  return answer !== undefined && 'chosen' in answer && answer.chosen.includes(choice);
}
