import { type DateFault, formatDate, type IsoDate, type PartialDate, readTypedDate } from '#lib/dates.ts';
import { ok, type Result, refuse } from '#lib/result.ts';
import type { Choice, Question, Ruleset } from './ruleset.ts';

/** What a person answered to one question: the ids they chose, or a date, exact or to the month. */
export type Answer = { chosen: readonly string[] } | { on: PartialDate };

/** Answers by question id. */
export type Answers = Readonly<Record<string, Answer>>;

/** What a form sent, or what it starts with: kept as typed, so that a refused page can show it again. */
export interface Submission {
  chosen: string[];
  day: string;
  month: string;
  year: string;
}

export interface FieldProblem {
  field: 'answer' | 'day' | 'month' | 'year';
  message: string;
}

/**
 * The questions this person is asked, in order: all of them, except that a date is asked only after the answer
 * that opens it, and that nothing follows an answer which ends the check. No other routing exists, so no
 * question is skipped because of an earlier risk.
 */
export function askedQuestions(ruleset: Ruleset, answers: Answers): Question[] {
  const asked: Question[] = [];
  for (const question of ruleset.questions) {
    if (question.kind === 'date' && !isOpened(ruleset, answers, question.id)) continue;
    asked.push(question);
    if (isEnd(ruleset, answers, question.id)) break;
  }
  return asked;
}

/** The first question without an answer; null when all that are asked have one. */
export function firstUnanswered(ruleset: Ruleset, answers: Answers): Question | null {
  return askedQuestions(ruleset, answers).find(({ id }) => answers[id] === undefined) ?? null;
}

/** True once an answer has been given after which nothing is asked (under 18, someone else, no consent). */
export function hasEnded(ruleset: Ruleset, answers: Answers): boolean {
  return ruleset.questions.some(({ id }) => isEnd(ruleset, answers, id));
}

/**
 * Where a question stands for this person, or null if it cannot be shown yet: it is not asked, or an earlier one
 * has no answer. `total` counts the questions as the answers so far open them.
 */
export function placeOf(
  ruleset: Ruleset,
  answers: Answers,
  id: string,
): { question: Question; number: number; total: number; previous: Question | null } | null {
  const asked = askedQuestions(ruleset, answers);
  const index = asked.findIndex((question) => question.id === id);
  const question = asked[index];
  if (!question || asked.slice(0, index).some((earlier) => answers[earlier.id] === undefined)) return null;
  // An answer that ends the check hides later questions; the count should not shrink because of it.
  const total = askedQuestions(ruleset, withoutEnd(ruleset, answers)).length;
  return { question, number: index + 1, total, previous: asked[index - 1] ?? null };
}

/** The question to show after `id`: the next in order while some are open; null means “check your answers”. */
export function questionAfter(ruleset: Ruleset, answers: Answers, id: string): Question | null {
  if (firstUnanswered(ruleset, answers) === null) return null;
  const asked = askedQuestions(ruleset, answers);
  return asked[asked.findIndex((question) => question.id === id) + 1] ?? null;
}

/** The answers with one more, and without answers to questions that it closes. */
export function withAnswer(ruleset: Ruleset, answers: Answers, id: string, answer: Answer): Answers {
  const all: Answers = { ...answers, [id]: answer };
  return Object.fromEntries(
    ruleset.questions
      .filter((question) => question.kind !== 'date' || isOpened(ruleset, all, question.id))
      .flatMap((question) => (all[question.id] === undefined ? [] : [[question.id, all[question.id]]])),
  ) as Answers;
}

/** What a form sent, cut to a sane size. */
export function readSubmission(form: FormData): Submission {
  const field = (name: string) => {
    const value = form.get(name);
    return typeof value === 'string' ? value.slice(0, 40) : '';
  };
  return {
    chosen: form.getAll('answer').filter((value): value is string => typeof value === 'string'),
    day: field('day'),
    month: field('month'),
    year: field('year'),
  };
}

/** The form's contents for an answer given before; nothing is ever chosen for a person who has not answered. */
export function submissionOf(answer: Answer | undefined): Submission {
  if (answer === undefined) return { chosen: [], day: '', month: '', year: '' };
  if ('chosen' in answer) return { chosen: [...answer.chosen], day: '', month: '', year: '' };
  const [year = '', month = '', day = ''] = answer.on.split('-');
  const plain = (text: string) => text.replace(/^0/, '');
  return { chosen: [], day: plain(day), month: plain(month), year };
}

/** A lawful answer, or what to tell the person. Never refuses because of what the answer says about health. */
export function parseAnswer(
  question: Question,
  submission: Submission,
  today: IsoDate,
): Result<Answer, FieldProblem[]> {
  const chosen = question.choices.filter(({ id }) => submission.chosen.includes(id));
  const isUnknown = submission.chosen.some((id) => !question.choices.some((choice) => choice.id === id));
  if (isUnknown) return refuse([{ field: 'answer', message: question.missing }]);
  if (question.kind === 'date') return parseDateAnswer(question, submission, chosen, today);
  if (chosen.length === 0) return refuse([{ field: 'answer', message: question.missing }]);
  if (question.kind === 'radio' && chosen.length > 1) {
    return refuse([{ field: 'answer', message: 'Choose one answer only' }]);
  }
  const safe = chosen.find((choice) => choice.safe);
  if (safe && chosen.length > 1) {
    return refuse([
      { field: 'answer', message: `Choose what applies, or choose “${safe.text}”. It cannot be both.` },
    ]);
  }
  return ok({ chosen: chosen.map(({ id }) => id) });
}

function parseDateAnswer(
  question: Question,
  submission: Submission,
  chosen: Choice[],
  today: IsoDate,
): Result<Answer, FieldProblem[]> {
  const date = readTypedDate(submission, today);
  const unknown = chosen[0];
  if (unknown) {
    return !date.ok && date.error === 'empty'
      ? ok({ chosen: [unknown.id] })
      : refuse([
          { field: 'month', message: `Enter a date, or choose “${unknown.text}”. It cannot be both.` },
        ]);
  }
  if (date.ok) return ok({ on: date.value });
  return refuse([
    date.error === 'empty' ? { field: 'month', message: question.missing } : dateProblem(date.error),
  ]);
}

function dateProblem(fault: Exclude<DateFault, 'empty'>): FieldProblem {
  switch (fault) {
    case 'month-missing':
      return { field: 'month', message: 'The date must include a month' };
    case 'month-unknown':
      return { field: 'month', message: 'The month must be a number from 1 to 12, or a name such as March' };
    case 'year-missing':
      return { field: 'year', message: 'The date must include a year' };
    case 'year-not-four-digits':
      return { field: 'year', message: 'The year must have 4 digits, for example 2026' };
    case 'day-not-a-number':
      return { field: 'day', message: 'The day must be a number, or leave it out' };
    case 'not-a-real-date':
      return { field: 'day', message: 'That date does not exist. Check the day, or leave it out' };
    case 'in-the-future':
      return { field: 'month', message: 'The date must be today or in the past' };
  }
}

/** An answer in words, one line for each thing chosen. */
export function answerInWords(question: Question, answer: Answer): string[] {
  if ('on' in answer) return [formatDate(answer.on)];
  return question.choices.filter(({ id }) => answer.chosen.includes(id)).map(({ text }) => text);
}

/** True for an answer that `parseAnswer` could have given to this question. */
export function isAnswerTo(question: Question, answer: Answer): boolean {
  if ('on' in answer) return question.kind === 'date';
  const chosen = question.choices.filter(({ id }) => answer.chosen.includes(id));
  if (chosen.length !== answer.chosen.length || chosen.length === 0) return false;
  return chosen.length === 1 || (question.kind === 'checkbox' && !chosen.some(({ safe }) => safe));
}

function isOpened(ruleset: Ruleset, answers: Answers, id: string): boolean {
  return ruleset.questions.some((question) =>
    question.choices.some((choice) => choice.asks === id && isChosen(answers, question.id, choice.id)),
  );
}

function isEnd(ruleset: Ruleset, answers: Answers, id: string): boolean {
  return ruleset.rules.some(
    ({ when, state }) =>
      state === 'not-run' && when.question === id && 'is' in when && isChosen(answers, id, when.is),
  );
}

function withoutEnd(ruleset: Ruleset, answers: Answers): Answers {
  return Object.fromEntries(Object.entries(answers).filter(([id]) => !isEnd(ruleset, answers, id)));
}

function isChosen(answers: Answers, question: string, choice: string): boolean {
  const answer = answers[question];
  return answer !== undefined && 'chosen' in answer && answer.chosen.includes(choice);
}
