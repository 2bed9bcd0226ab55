import { firstDayAfterMonths, type IsoDate, isPartialDate, latestDayOf } from '#lib/dates.ts';
import { type Answers, askedQuestions, isAnswerTo } from './journey.ts';
import { type CareCard, type OutcomeKind, type Rule, type Ruleset, type State, states } from './ruleset.ts';

/** Something that is true of the person: an answer they chose, or the day of an event. */
export type Fact = { question: string; chosen: string } | { question: string; on: IsoDate };

/** Why the outcome is what it is. */
export interface Reason {
  ruleId: string;
  state: State;
  say: string;
  do: string | null;
  care: CareCard | null;
  /** The first day on which this reason no longer holds, where that is known. */
  until: IsoDate | null;
}

/** A remark on the answer to a question. */
export interface Note {
  questionId: string;
  say: string;
}

export interface Outcome {
  state: State;
  /** The longest needle that a clear outcome covers, in mm. Meaningless, but never higher, in other states. */
  maxLengthMm: number;
  /** The first allowed day: the latest that any reason gives. */
  waitUntil: IsoDate | null;
  /** True when a reason lasts until the skin has healed. */
  untilHealed: boolean;
  /** All of them, the strictest first, else in the order of the questions. */
  reasons: Reason[];
  /** Remarks that stop nothing, e.g. that a filler lies long enough back. */
  notes: Note[];
  checkedOn: IsoDate;
}

/**
 * The outcome of a whole set of answers on a civil date. Pure. Fails closed: an unanswered question, or an answer
 * that the ruleset does not know, gives `not-run`.
 */
export function evaluate(ruleset: Ruleset, answers: Answers, today: IsoDate): Outcome {
  const facts: Fact[] = [];
  for (const question of askedQuestions(ruleset, answers)) {
    const answer = answers[question.id];
    if (answer === undefined || !isAnswerTo(question, answer)) return notRun(ruleset, today);
    if ('chosen' in answer) {
      facts.push(...answer.chosen.map((chosen) => ({ question: question.id, chosen })));
    } else {
      if (!isPartialDate(answer.on)) return notRun(ruleset, today);
      facts.push({ question: question.id, on: latestDayOf(answer.on) });
    }
  }
  return judge(ruleset, facts, today);
}

/**
 * What the rules make of a set of facts. Each rule that holds can only raise the state, lower the cap and put off
 * the date; so one more fact never makes the outcome milder, and the order of facts does not matter.
 */
export function judge(
  ruleset: Pick<Ruleset, 'rules' | 'limits' | 'questions'>,
  facts: readonly Fact[],
  today: IsoDate,
): Outcome {
  const reasons: Reason[] = [];
  let state: State = 'clear';
  let maxLengthMm = ruleset.limits.maxLengthMm;
  let waitUntil: IsoDate | null = null;
  let untilHealed = false;
  for (const rule of ruleset.rules) {
    const held = holds(rule, facts, today);
    if (!held) continue;
    const until = firstFreeDay(rule, held);
    state = states[Math.max(states.indexOf(state), states.indexOf(rule.state))] ?? 'not-run';
    maxLengthMm = Math.min(maxLengthMm, rule.maxLengthMm ?? maxLengthMm);
    if (until !== null && (waitUntil === null || until > waitUntil)) waitUntil = until;
    untilHealed ||= rule.until === 'healed';
    reasons.push({ ruleId: rule.id, state: rule.state, say: rule.say, do: rule.do, care: rule.care, until });
  }
  // A stable sort: rules stand in the order of the questions.
  reasons.sort((a, b) => states.indexOf(b.state) - states.indexOf(a.state));
  return {
    state,
    maxLengthMm,
    waitUntil,
    untilHealed,
    reasons,
    notes: notesOn(ruleset, facts, reasons),
    checkedOn: today,
  };
}

/** True only for a clear outcome and a real needle length, in mm, that it covers. */
export function coversLength(outcome: Outcome, lengthMm: unknown): boolean {
  return (
    outcome.state === 'clear' &&
    typeof lengthMm === 'number' &&
    lengthMm > 0 &&
    lengthMm <= outcome.maxLengthMm
  );
}

/** Which words of the ruleset an outcome is told with. */
export function kindOf(outcome: Pick<Outcome, 'state' | 'waitUntil' | 'untilHealed'>): OutcomeKind {
  if (outcome.state !== 'wait') return outcome.state;
  if (outcome.waitUntil === null) return 'wait-healed';
  return outcome.untilHealed ? 'wait-both' : 'wait-date';
}

/** The fact for which the rule holds, the one with the latest date if there are several; null when it does not. */
function holds(rule: Rule, facts: readonly Fact[], today: IsoDate): Fact | null {
  let held: Fact | null = null;
  for (const fact of facts) {
    if (fact.question !== rule.when.question) continue;
    if ('is' in rule.when) {
      if ('chosen' in fact && fact.chosen === rule.when.is) return fact;
    } else if ('on' in fact && today < firstDayAfterMonths(fact.on, rule.when.withinMonths)) {
      if (held === null || ('on' in held && fact.on > held.on)) held = fact;
    }
  }
  return held;
}

function firstFreeDay(rule: Rule, fact: Fact): IsoDate | null {
  if (rule.until === null || rule.until === 'healed' || !('on' in fact)) return null;
  return firstDayAfterMonths(fact.on, rule.until.addMonths);
}

function notesOn(
  ruleset: Pick<Ruleset, 'rules' | 'questions'>,
  facts: readonly Fact[],
  reasons: readonly Reason[],
): Note[] {
  return ruleset.questions.flatMap((question) => {
    const isDated = facts.some((fact) => 'on' in fact && fact.question === question.id);
    const isStopped = ruleset.rules.some(
      ({ id, when }) => when.question === question.id && reasons.some(({ ruleId }) => ruleId === id),
    );
    return isDated && !isStopped && question.passed
      ? [{ questionId: question.id, say: question.passed }]
      : [];
  });
}

function notRun(ruleset: Ruleset, today: IsoDate): Outcome {
  return {
    state: 'not-run',
    maxLengthMm: ruleset.limits.maxLengthMm,
    waitUntil: null,
    untilHealed: false,
    reasons: [
      {
        ruleId: 'incomplete',
        state: 'not-run',
        say: 'Some questions have no answer yet.',
        do: 'Go back and answer them.',
        care: null,
        until: null,
      },
    ],
    notes: [],
    checkedOn: today,
  };
}
