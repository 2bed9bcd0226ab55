import { formatDate } from '#lib/dates.ts';
import { formatNeedleLength } from '#lib/needle-length.ts';
import type { CheckClosed } from './check-session.server.ts';
import type { ClearanceRefusal } from './clearance.server.ts';
import { kindOf, type Outcome, type Reason } from './evaluate.ts';
import type { Ruleset, State } from './ruleset.ts';

/** Why the checkout sent somebody here, by the code it put into the address. */
const refusalWords: Record<ClearanceRefusal | 'used', string> = {
  missing: 'Before you can pay for a roller, please do this check.',
  invalid: 'We could not read your last check. Please do it again.',
  expired: 'Your last check was more than 24 hours ago. Answers can change, so please do it again.',
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

function fillIn(sentence: string, date: string | null, lengthMm: number | null): string {
  return sentence
    .replaceAll('{date}', date === null ? '' : formatDate(date))
    .replaceAll('{length}', lengthMm === null ? '' : formatNeedleLength(lengthMm));
}
