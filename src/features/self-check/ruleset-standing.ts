import type { RulesetFile } from '#content-pipeline/content.ts';
import { addDays, daysBetween, formatDate, type IsoDate } from '#lib/dates.ts';
import { daysToReviewStricter } from './lane.ts';
import { currentRuleset, type Ruleset } from './ruleset.ts';
import { parseOverlayShape } from './ruleset-shape.ts';

/** How near a version's next review is. */
export interface ReviewStanding {
  /** Days until sales stop; 0 and less: they have stopped. Null while no review is due, as of a draft. */
  daysLeft: number | null;
  /** The nearest mark that was passed; null more than 60 days ahead, or while no review is due. */
  warning: 60 | 30 | 7 | 'overdue' | null;
}

/** Where a version stands on a civil date, by `review_due`. Operators are to be told of every warning. */
export function reviewStanding(ruleset: Pick<Ruleset, 'review'>, today: IsoDate): ReviewStanding {
  const { reviewDue } = ruleset.review;
  if (reviewDue === null) return { daysLeft: null, warning: null };
  const daysLeft = daysBetween(today, reviewDue);
  if (daysLeft <= 0) return { daysLeft, warning: 'overdue' };
  return { daysLeft, warning: ([7, 30, 60] as const).find((mark) => daysLeft <= mark) ?? null };
}

/** What an operator has to know of the rules on a civil date, one sentence each; empty when there is nothing. */
export function rulesNotices(
  files: readonly RulesetFile[],
  today: IsoDate,
  drafts: { allowDraft: boolean },
): string[] {
  const current = currentRuleset(files, today, drafts);
  if (!current.ok) {
    return [`No self-check rules are in force (${current.error.reason}), so no rollers are sold.`];
  }
  const { value: ruleset } = current;
  return [...versionNotices(ruleset, today), ...overlayNotices(files, ruleset, today)];
}

function versionNotices(ruleset: Ruleset, today: IsoDate): string[] {
  const { version, salePaused, review } = ruleset;
  const notices: string[] = [];
  if (!ruleset.isPublished) notices.push(`Self-check rules ${version} have not been signed by a clinician.`);
  const { daysLeft, warning } = reviewStanding(ruleset, today);
  if (warning !== null && daysLeft !== null && review.reviewDue !== null) {
    notices.push(
      `The review of self-check rules ${version} is due in ${countDays(daysLeft)}: on ${formatDate(review.reviewDue)} sales of rollers stop.`,
    );
  }
  if (salePaused.length > 0) {
    notices.push(`Self-check rules ${version} pause the sale of ${salePaused.join(', ')}.`);
  }
  return notices;
}

/** A merchant's overlay is stricter, so it holds at once; a clinician still has to look at it. */
function overlayNotices(files: readonly RulesetFile[], { overlays }: Ruleset, today: IsoDate): string[] {
  return files.flatMap((file) => {
    const parsed = file.overlay ? parseOverlayShape(file.data) : null;
    if (!parsed?.ok || parsed.value.reviewed_by !== null || !overlays.includes(parsed.value.overlay))
      return [];
    const due = addDays(parsed.value.since, daysToReviewStricter);
    return [
      `No clinician has reviewed the overlay “${parsed.value.overlay}” yet; that ${due < today ? 'was' : 'is'} due on ${formatDate(due)}.`,
    ];
  });
}

function countDays(days: number): string {
  return days === 1 ? '1 day' : `${days} days`;
}
