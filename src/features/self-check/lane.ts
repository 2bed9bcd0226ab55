import type { OutcomeDiff } from './outcome-diff.ts';

/** Who has to agree before a version may take the place of another (self-check.md section 9). */
export type Lane = 'words' | 'stricter' | 'looser' | 'floor';

/** How many days a stricter version may be sold under before a clinician has looked at it. */
export const daysToReviewStricter = 14;

/** What each lane asks for, as a sentence for the person who publishes. */
export const laneDuties: Record<Lane, string> = {
  words: 'Only words or evidence change: an editor and a second person may publish it.',
  stricter: `Nothing becomes looser: it may be published at once, and a clinician reviews it within ${daysToReviewStricter} days.`,
  looser:
    'Something becomes looser: it is blocked until a named clinician has reviewed it anew and a second approver has signed.',
  floor: 'A stop of the floor becomes looser: it can never be published.',
};

/**
 * The lane of a change: the strictest that any part of it asks for. A change that leaves every outcome as it was and is
 * still not one of words (questions in another order) goes the way of stricter ones.
 */
export function laneOf(diff: {
  stricter: number;
  looser: number;
  wordsOnly: boolean;
  causes: readonly Pick<OutcomeDiff['causes'][number], 'effect' | 'floor'>[];
}): Lane {
  const loosening = diff.causes.filter(({ effect }) => effect === 'looser' || effect === 'both');
  if (loosening.some(({ floor }) => floor)) return 'floor';
  if (diff.looser > 0 || loosening.length > 0) return 'looser';
  return diff.wordsOnly && diff.stricter === 0 ? 'words' : 'stricter';
}
