import { formatDate } from '#lib/dates.ts';
import { formatNeedleLength } from '#lib/needle-length.ts';
import { paths } from '#lib/paths.ts';
import type { CheckClosed } from './check-session.server.ts';
import type { ClearanceRefusal } from './clearance.server.ts';
import { kindOf, type Outcome, type Reason } from './evaluate.ts';
import type { Question, RuleSource, Ruleset, State } from './ruleset.ts';

/** Why the checkout sent somebody here, by the code it put into the address. */
const refusalWords: Record<ClearanceRefusal | 'used', string> = {
  missing: 'Before you can pay for a roller, please do this check.',
  invalid: 'We could not read your last check. Please do it again.',
  expired: 'Your last check is too old to pay with. Answers can change, so please do it again.',
  'other-basket': 'Your last check was for another basket. Please do it again for this one.',
  'other-market': 'Your last check was for another country. Please do it again for this one.',
  'other-rules': 'We updated our safety questions. Please go through them again.',
  'too-long':
    'Your basket holds a roller with longer needles than your check covers. Take it out, or do the check again.',
  used: 'Each check is good for one order, and yours has been used. Please do it again for this one.',
};

/** What to tell a person whom the checkout sent here; null without a reason, or with one we do not know. */
export function whySentHere(reason: string | null): string | null {
  return reason !== null && Object.hasOwn(refusalWords, reason)
    ? refusalWords[reason as keyof typeof refusalWords]
    : null;
}

const noticeWords = {
  deleted: {
    title: 'We have deleted your answers',
    text: 'Nothing of the check is left in this browser: no answer, no outcome, and no pass for a basket. We never had a copy. Your basket stays as it is.',
  },
  idle: {
    title: 'We have cleared the page',
    text: 'Nothing had happened for a while, so we deleted what was on it. That keeps it from anyone who uses this device after you. Your basket stays as it is.',
  },
  gone: {
    title: 'We have no answers of yours',
    text: 'They are deleted when you see the outcome, when you press “Delete my answers”, or an hour after your last answer. Please start again.',
  },
} as const;
export type CheckNotice = keyof typeof noticeWords;

/** The first page of the check, saying what has just become of somebody’s answers. */
export function startWith(notice: CheckNotice): string {
  return `${paths.selfCheck}?notice=${notice}`;
}

/** What the first page says after `startWith`; null without a notice, or with one we do not know. */
export function checkNotice(code: string | null): { title: string; text: string } | null {
  return code !== null && Object.hasOwn(noticeWords, code) ? noticeWords[code as CheckNotice] : null;
}

/** Who has reviewed this version, in a sentence or two. */
export function reviewWords({ review, status }: Pick<Ruleset, 'review' | 'status'>): string {
  if (review.reviewedBy === null || review.reviewedOn === null) {
    const state = status === 'in-review' ? 'being reviewed' : 'a draft';
    return `It is ${state}. No clinician has signed it, and nobody has tested it with users.`;
  }
  const due = review.reviewDue === null ? '' : ` The next review is due by ${formatDate(review.reviewDue)}.`;
  return `${review.reviewedBy} reviewed it on ${formatDate(review.reviewedOn)}.${due} Nobody has tested it with users.`;
}

/** Needles above this length, in mm, are sold with one more caution. */
const cautionAboveMm = 0.3;

/** What else a clear outcome must say about the length it covers. */
export function lengthCautions(
  { limits }: Pick<Ruleset, 'limits'>,
  { state, maxLengthMm }: Pick<Outcome, 'state' | 'maxLengthMm'>,
): { title: string; sentences: string[] }[] {
  if (state !== 'clear') return [];
  const cautions: { title: string; sentences: string[] }[] = [];
  if (maxLengthMm < limits.maxLengthMm) {
    cautions.push({
      title: `Not longer than ${formatNeedleLength(maxLengthMm)}`,
      sentences: [
        `One of your answers sets this limit. We sell rollers up to ${formatNeedleLength(limits.maxLengthMm)}, but your check does not cover those.`,
      ],
    });
  }
  if (maxLengthMm > cautionAboveMm) {
    cautions.push({
      title: `If you choose needles longer than ${formatNeedleLength(cautionAboveMm)}`,
      sentences: [
        'Longer needles can go deeper, bleed more and hurt more. Skin needs more time to close after them.',
        'We found no study of needles this long in the hands of people at home. The shorter ones break the skin too.',
        `If you are not sure, choose ${formatNeedleLength(cautionAboveMm)} or less.`,
      ],
    });
  }
  return cautions;
}

/** What a calendar holds for the end of a wait. It says nothing of the reason: others may read it. */
export const waitReminder = {
  file: 'check-again.ics',
  calendar: 'Roller check',
  summary: 'Do the roller check again',
  description: 'The waiting time is over from today. Answers change, so the check comes first.',
} as const;

/** Why the check is closed, in words for everybody. */
export const closedWords: Record<CheckClosed, string> = {
  unreadable: 'Our safety questions cannot be read at the moment.',
  'none-in-force': 'No safety questions are in force at the moment.',
  withdrawn: 'We have withdrawn our safety questions to correct them.',
  'review-overdue': 'Our safety questions are due for their yearly review.',
  'no-sale-here': 'We do not sell rollers in this country.',
};

/** The words of an outcome with its date and length filled in. */
export function outcomeWords(
  ruleset: Ruleset,
  outcome: Outcome,
): { title: string; lead: string; instead: string[] } {
  const { title, lead, instead } = ruleset.outcomes[kindOf(outcome)];
  const fill = (sentence: string) => fillIn(sentence, outcome.waitUntil, outcome.maxLengthMm);
  return { title: fill(title), lead: fill(lead), instead: instead.map(fill) };
}

/** What to do about one reason, with its date filled in; null where the rule says nothing. */
export function adviceOn(reason: Reason): string | null {
  return reason.do === null ? null : fillIn(reason.do, reason.until, null);
}

/** What one reason alone would lead to, in a few words. */
export const stateWords: Record<State, string> = {
  clear: 'Please note',
  wait: 'Wait',
  clinician: 'Speak to someone first',
  'do-not-use': 'Do not use',
  'not-run': 'No check',
};

/** One line of the list, as everybody may read it. */
export interface ListedRule {
  /** The answer it is about, as its question has it. */
  answer: string;
  state: State;
  /** What to do about it, without a date of anybody's. */
  advice: string | null;
  basis: { isPolicy: boolean; cites: string[] };
  conflict: string | null;
}

/** The whole list by question, in the order of the check. */
export function listedRules(ruleset: Ruleset): { question: Question; rules: ListedRule[] }[] {
  return ruleset.questions.flatMap((question) => {
    const rules = ruleset.rules
      .filter(({ when }) => when.question === question.id)
      .map(({ when, state, do: advice, cites, conflict }) => ({
        answer:
          'is' in when
            ? (question.choices.find(({ id }) => id === when.is)?.text ?? when.is)
            : `The date is less than ${when.withinMonths} months ago`,
        state,
        advice: advice?.replaceAll('{date}', 'the months are over') ?? null,
        basis: { isPolicy: cites.length === 0, cites },
        conflict,
      }));
    return rules.length > 0 ? [{ question, rules }] : [];
  });
}

/** How much of a source was read. */
export const readWords: Record<RuleSource['read'], string> = {
  whole: 'We read all of it',
  opening: 'We read its opening',
  abstract: 'We read its summary',
  copy: 'We read a copy that others keep',
  passage: 'We read the passage that the list rests on',
};

function fillIn(sentence: string, date: string | null, lengthMm: number | null): string {
  return sentence
    .replaceAll('{date}', date === null ? '' : formatDate(date))
    .replaceAll('{length}', lengthMm === null ? '' : formatNeedleLength(lengthMm));
}
