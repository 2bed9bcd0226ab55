import { createHash } from 'node:crypto';
import { formatDate, type IsoDate } from '#lib/dates.ts';
import { formatNeedleLength } from '#lib/needle-length.ts';
import { dateExamples, windowsOf } from './date-examples.ts';
import { coversLength, evaluate, kindOf, type Outcome } from './evaluate.ts';
import type { Answers } from './journey.ts';
import { type Block, columnsOf } from './review-document.ts';
import { countInWords, stateNames } from './review-words.ts';
import { type Question, type Ruleset, type State, states } from './ruleset.ts';

/** One way to answer a question, together with the date question that it may open. */
export interface Way {
  /** Ids for a reader, e.g. `skin: infection + spots`. */
  label: string;
  answers: Answers;
}

/** What one row comes to. */
export interface Row {
  state: State;
  maxLengthMm: number;
  waitUntil: IsoDate | null;
  untilHealed: boolean;
}

/** Ways to answer one question that come to the same, with a safe answer everywhere else. */
export interface Effect extends Row {
  /** The same as a text. */
  key: string;
  ways: Way[];
}

export interface TruthTable {
  version: string;
  today: IsoDate;
  /** By question, in order; a date question belongs to the one that opens it. */
  effects: { question: Question; effects: Effect[] }[];
  /** By the keys of the effects, joined with “ / ”, up to the one that ends the check. */
  rows: ReadonlyMap<string, Row>;
  /** How many sets of answers the rows stand for; dates count as the few that make a difference. */
  answerSets: number;
  states: Record<State, number>;
  /** Rows in which a needle of this length, in mm, may be paid for. */
  lengths: { lengthMm: number; rows: number }[];
  /** Kinds of outcome and ids of rules that some row reached. */
  reached: { kinds: ReadonlySet<string>; rules: ReadonlySet<string> };
  /** SHA-256 of every row: its effects, its outcome and the rules behind it; hex. */
  digest: string;
}

/** Lengths of needles that are or could be sold, in mm. */
const lengthsTried = [0.2, 0.25, 0.3, 0.5, 1.5];

// Twice as many answers make the square of the ways; and nobody reads a list of seventeen.
const mostRisks = 16;

/**
 * Every combination of what answers can mean, evaluated as for a person on `today`. Answers to one question that mean
 * the same alone count as one effect; the tests hold this against whole sets of answers. Nothing is asked after an
 * answer that ends the check, so there the row ends too. Throws a RangeError for a list of more than 16 risks.
 */
export function truthTable(ruleset: Ruleset, today: IsoDate): TruthTable {
  const safe = safeAnswersOf(ruleset);
  const effects = ruleset.questions
    .filter(({ kind }) => kind !== 'date')
    .map((question) => ({ question, effects: effectsOf(ruleset, question, safe, today) }));

  const rows = new Map<string, Row>();
  const counts: Record<State, number> = { clear: 0, wait: 0, clinician: 0, 'do-not-use': 0, 'not-run': 0 };
  const lengths = lengthsTried.map((lengthMm) => ({ lengthMm, rows: 0 }));
  const reached = { kinds: new Set<string>(), rules: new Set<string>() };
  const digest = createHash('sha256');
  let answerSets = 0;

  const walk = (index: number, keys: readonly string[], answers: Answers, sets: number) => {
    const column = effects[index];
    const isEnded = keys.at(-1)?.startsWith('not-run') ?? false;
    if (column && !isEnded) {
      for (const effect of column.effects) {
        const changes = effect.ways[0]?.answers ?? {};
        walk(index + 1, [...keys, effect.key], { ...answers, ...changes }, sets * effect.ways.length);
      }
      return;
    }
    const outcome = evaluate(ruleset, answers, today);
    const { state, maxLengthMm, waitUntil, untilHealed } = outcome;
    const key = keys.join(' / ');
    rows.set(key, { state, maxLengthMm, waitUntil, untilHealed });
    answerSets += sets;
    counts[state] += 1;
    for (const length of lengths) length.rows += Number(coversLength(outcome, length.lengthMm));
    reached.kinds.add(kindOf(outcome));
    for (const { ruleId } of outcome.reasons) reached.rules.add(ruleId);
    digest.update(`${key} = ${keyOf(outcome)} ${outcome.reasons.map(({ ruleId }) => ruleId).join(' ')}\n`);
  };
  walk(0, [], {}, 1);

  return {
    version: ruleset.version,
    today,
    effects,
    rows,
    answerSets,
    states: counts,
    lengths,
    reached,
    digest: digest.digest('hex'),
  };
}

/** What an answer, given alone, comes to; a row of the table that a clinician reads. */
export interface AnswerAlone extends Row {
  question: string;
  /** In the words of the page. */
  answer: string;
  reasons: string[];
  answers: Answers;
}

/** Each answer that is not safe, and each kind of date, with safe answers to everything else. */
export function eachAnswerAlone(ruleset: Ruleset, today: IsoDate): AnswerAlone[] {
  const safe = safeAnswersOf(ruleset);
  const alone = (question: string, answer: string, answers: Answers): AnswerAlone => {
    const outcome = evaluate(ruleset, { ...safe, ...answers }, today);
    const { state, maxLengthMm, waitUntil, untilHealed } = outcome;
    const reasons = outcome.reasons.map(({ ruleId }) => ruleId);
    return { question, answer, answers, state, maxLengthMm, waitUntil, untilHealed, reasons };
  };
  return [
    alone('Every question', 'The safe answer', {}),
    ...ruleset.questions.flatMap((question) => {
      if (question.kind === 'date') return [];
      return question.choices
        .filter((choice) => !choice.safe)
        .flatMap((choice) => {
          const given = { [question.id]: { chosen: [choice.id] } };
          const dated = ruleset.questions.find(({ id }) => id === choice.asks);
          if (!dated) return [alone(question.name, choice.text, given)];
          return datedAnswers(ruleset, dated, today).map(({ words, answers }) =>
            alone(dated.name, words, { ...given, ...answers }),
          );
        });
    }),
  ];
}

/** Questions, answers, rules and kinds of outcome that neither the table nor the single answers came by. */
export function neverReached(ruleset: Ruleset, table: TruthTable, alone: readonly AnswerAlone[]): string[] {
  const given = new Set(
    [...table.effects.flatMap(({ effects }) => effects.flatMap(({ ways }) => ways)), ...alone].flatMap(
      ({ answers }) =>
        Object.entries(answers).flatMap(([question, answer]) =>
          'chosen' in answer ? [question, ...answer.chosen.map((id) => `${question}: ${id}`)] : [question],
        ),
    ),
  );
  const rules = new Set([...table.reached.rules, ...alone.flatMap(({ reasons }) => reasons)]);
  return [
    ...ruleset.questions.flatMap(({ id, choices }) =>
      [id, ...choices.map((choice) => `${id}: ${choice.id}`)].filter((node) => !given.has(node)),
    ),
    ...ruleset.rules.map(({ id }) => id).filter((id) => !rules.has(id)),
    ...Object.keys(ruleset.outcomes).filter((kind) => !table.reached.kinds.has(kind)),
  ];
}

function safeAnswersOf(ruleset: Ruleset): Answers {
  return Object.fromEntries(
    ruleset.questions.flatMap(({ id, choices }) => {
      const safe = choices.find((choice) => choice.safe);
      return safe ? [[id, { chosen: [safe.id] }]] : [];
    }),
  );
}

function effectsOf(ruleset: Ruleset, question: Question, safe: Answers, today: IsoDate): Effect[] {
  const effects = new Map<string, Effect>();
  for (const way of waysToAnswer(ruleset, question, today)) {
    const { state, maxLengthMm, waitUntil, untilHealed } = evaluate(
      ruleset,
      { ...safe, ...way.answers },
      today,
    );
    const row = { state, maxLengthMm, waitUntil, untilHealed };
    const key = keyOf(row);
    const known = effects.get(key);
    if (known) known.ways.push(way);
    else effects.set(key, { ...row, key, ways: [way] });
  }
  return [...effects.values()];
}

function waysToAnswer(ruleset: Ruleset, question: Question, today: IsoDate): Way[] {
  const { id, kind, choices } = question;
  const way = (chosen: readonly string[]): Way => ({
    label: `${id}: ${chosen.join(' + ')}`,
    answers: { [id]: { chosen } },
  });
  if (kind === 'checkbox') {
    const safe = choices.filter((choice) => choice.safe).map((choice) => way([choice.id]));
    return [
      ...safe,
      ...subsetsOf(choices.filter((choice) => !choice.safe)).map((set) => way(set.map((each) => each.id))),
    ];
  }
  return choices.flatMap((choice) => {
    const dated = ruleset.questions.find((each) => each.id === choice.asks);
    const own = way([choice.id]);
    if (!dated) return [own];
    return datedAnswers(ruleset, dated, today).map(({ words, answers }) => ({
      label: `${own.label}, ${words}`,
      answers: { ...own.answers, ...answers },
    }));
  });
}

function datedAnswers(
  ruleset: Ruleset,
  { id, choices }: Question,
  today: IsoDate,
): { words: string; answers: Answers }[] {
  const dates = dateExamples(windowsOf([ruleset], id), today).map((date) => {
    // A day to come stands for somebody who gives this month only.
    const on = date > today ? date.slice(0, 7) : date;
    return { words: formatDate(on), answers: { [id]: { on } } };
  });
  return [
    ...dates,
    ...choices.map((choice) => ({ words: choice.text, answers: { [id]: { chosen: [choice.id] } } })),
  ];
}

/** Every set but the empty one, the small ones first. */
function subsetsOf<T>(items: readonly T[]): T[][] {
  if (items.length > mostRisks) {
    throw new RangeError(`A question has ${items.length} risks to choose from; ask them in two questions`);
  }
  const sets: T[][] = [];
  for (let bits = 1; bits < 2 ** items.length; bits += 1) {
    sets.push(items.filter((_, index) => bits & (1 << index)));
  }
  return sets.sort((a, b) => a.length - b.length);
}

function keyOf({ state, maxLengthMm, waitUntil, untilHealed }: Row | Outcome): string {
  return [
    state,
    `${maxLengthMm} mm`,
    ...(waitUntil === null ? [] : [`from ${waitUntil}`]),
    ...(untilHealed ? ['healed'] : []),
  ].join(', ');
}

/** The counts and the hash of a table, by name. */
export function truthTableFields(table: TruthTable): [string, string][] {
  const number = (count: number) => count.toLocaleString('en-GB');
  return [
    ['Rows', number(table.rows.size)],
    ['Sets of answers they stand for', number(table.answerSets)],
    ...states.map((state): [string, string] => [stateNames[state], number(table.states[state])]),
    ...table.lengths.map(({ lengthMm, rows }): [string, string] => [
      `A needle of ${formatNeedleLength(lengthMm)} may be paid for`,
      `in ${countInWords(rows, 'row')}`,
    ]),
    ['Hash of all rows (SHA-256)', table.digest],
  ];
}

/** The table as a document: its counts, its hash, and which answers it takes for the same. */
export function truthTableDocument(table: TruthTable): Block[] {
  return [
    { is: 'heading', level: 1, text: `Truth table of the self-check, version ${table.version}` },
    {
      is: 'text',
      lead: true,
      text: `Every combination of what answers can mean, as on ${formatDate(table.today)}, each with ${countInWords(table.lengths.length, 'needle length')}.`,
    },
    { is: 'fields', rows: truthTableFields(table) },
    { is: 'heading', level: 2, text: 'What answers can mean' },
    {
      is: 'text',
      text: 'Answers to one question that come to the same are one line. Nothing is asked after an answer that ends the check.',
    },
    {
      is: 'table',
      caption: 'What the answers to each question can come to',
      columns: [
        ...columnsOf('Question', 'What it comes to'),
        { name: 'Ways to answer', number: true },
        { name: 'For example' },
      ],
      rows: table.effects.flatMap(({ question, effects }) =>
        effects.map(({ ways, state, maxLengthMm, waitUntil, untilHealed }) => [
          question.name,
          rowInWords({ state, maxLengthMm, waitUntil, untilHealed }),
          ways.length.toLocaleString('en-GB'),
          ways.slice(0, 3).map(({ label }) => label),
        ]),
      ),
    },
  ];
}

/** Each answer alone as a document for a clinician. */
export function aloneDocument(ruleset: Ruleset, alone: readonly AnswerAlone[], today: IsoDate): Block[] {
  return [
    { is: 'heading', level: 1, text: `Each answer alone, self-check version ${ruleset.version}` },
    {
      is: 'text',
      lead: true,
      text: `What each answer leads to on ${formatDate(today)} if every other answer is safe.`,
    },
    {
      is: 'table',
      caption: 'What each answer alone leads to',
      columns: columnsOf('Question', 'Answer', 'Outcome', 'Rules'),
      rows: alone.map((row) => [row.question, row.answer, rowInWords(row), row.reasons.join(', ')]),
    },
  ];
}

function rowInWords({ state, maxLengthMm, waitUntil, untilHealed }: Row): string {
  return [
    stateNames[state],
    ...(state === 'clear' ? [`up to ${formatNeedleLength(maxLengthMm)}`] : []),
    ...(waitUntil === null ? [] : [`until ${formatDate(waitUntil)}`]),
    ...(untilHealed ? ['until healed'] : []),
  ].join(', ');
}
