import { formatNeedleLength } from '#lib/needle-length.ts';
import type { CareCard, Rule, RuleSource, RulesetStatus, State } from './ruleset.ts';

/** What a state means for the person and for the sale, in the words of the reviewer's documents. */
export const stateMeanings: Record<State, string> = {
  clear: 'does not stop the sale',
  wait: 'wait',
  clinician: 'speak to a clinician first',
  'do-not-use': 'do not use',
  'not-run': 'the check is not run',
};

/** The five states as headings. */
export const stateNames: Record<State, string> = {
  clear: 'Clear',
  wait: 'Wait',
  clinician: 'Clinician first',
  'do-not-use': 'Do not use',
  'not-run': 'Not run',
};

/** How much of a source was read, said to somebody who may rely on it. */
export const readExtents: Record<RuleSource['read'], string> = {
  whole: 'read whole',
  opening: 'only the opening was read',
  abstract: 'only the abstract was read',
  copy: 'a copy or report of it was read, not the original',
  passage: 'one passage of it was read',
};

/** How sure we are, said in a word. */
export const confidenceWords: Record<Rule['confidence'], string> = { H: 'high', M: 'medium', L: 'low' };

/** Where a version stands on its way. */
export const statusWords: Record<RulesetStatus, string> = {
  draft: 'Draft: nobody has reviewed it',
  'in-review': 'In review: not signed yet',
  published: 'Published',
  withdrawn: 'Withdrawn: not to be used',
};

/** How soon a care card asks a person to act. */
export const careWords: Record<CareCard['level'], string> = {
  'non-urgent': 'not urgent',
  urgent: 'urgent',
  emergency: 'emergency',
};

/** What a rule gives, e.g. “wait until the skin has healed”, “does not stop the sale, needles up to 0.3 mm”. */
export function givesInWords({
  state,
  until,
  maxLengthMm,
}: Pick<Rule, 'state' | 'until' | 'maxLengthMm'>): string {
  const wait =
    until === null
      ? []
      : [
          until === 'healed'
            ? 'wait until the skin has healed'
            : `wait until ${monthsInWords(until.addMonths)} have passed`,
        ];
  return [
    // An overlay may raise a wait; its end is told all the same.
    ...(state === 'wait' && until !== null ? [] : [stateMeanings[state]]),
    ...wait,
    ...(maxLengthMm === null ? [] : [`needles up to ${formatNeedleLength(maxLengthMm)}`]),
  ].join(', ');
}

/** “6 months”. */
export function monthsInWords(months: number): string {
  return `${months} ${months === 1 ? 'month' : 'months'}`;
}

/** “1,296”, and the noun in the number that goes with it. */
export function countInWords(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-GB')} ${count === 1 ? one : many}`;
}
