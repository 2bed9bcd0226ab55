import { describe, expect, test } from 'vitest';
import { addDays } from '#lib/dates.ts';
import { currentRuleset, readRuleset } from './ruleset.ts';
import { changed, nodeAt, published, put } from './ruleset-edits.ts';
import { reviewStanding, rulesNotices } from './ruleset-standing.ts';

const live = published('2026.2.0', '2026-11-01');
const reading = readRuleset(live);
const due = '2027-10-20';
const standing = (today: string) => {
  if (!reading.ok) throw new Error('not lawful');
  return reviewStanding(reading.value, today);
};

test.each([
  [61, null],
  [60, 60],
  [31, 60],
  [30, 30],
  [8, 30],
  [7, 7],
  [1, 7],
  [0, 'overdue'],
  [-1, 'overdue'],
  [-400, 'overdue'],
])('%d days before the review: %s', (daysLeft, warning) => {
  expect(standing(addDays(due, -daysLeft))).toEqual({ daysLeft, warning });
});

test('T11 sales stop on the very day that counts as overdue, and not before', () => {
  for (let daysLeft = 70; daysLeft >= -5; daysLeft -= 1) {
    const today = addDays(due, -daysLeft);
    const sells = currentRuleset([live], today, { allowDraft: false }).ok;
    expect(sells).toBe(standing(today).warning !== 'overdue');
  }
});

test('a draft has no review to be late for', () => {
  const draft = readRuleset(changed(() => {}));
  expect(draft.ok && reviewStanding(draft.value, '2099-01-01')).toEqual({ daysLeft: null, warning: null });
});

describe('what an operator is told', () => {
  const told = (files: Parameters<typeof rulesNotices>[0], today: string, allowDraft = false) =>
    rulesNotices(files, today, { allowDraft });

  test('nothing while all is well, then how many days are left, then that sales have stopped', () => {
    expect(told([live], '2026-11-22')).toEqual([]);
    expect(told([live], '2027-10-19')).toEqual([
      'The review of self-check rules 2026.2.0 is due in 1 day: on 20 October 2027 sales of rollers stop.',
    ]);
    expect(told([live], '2027-09-01')[0]).toMatch(/due in 49 days/);
    expect(told([live], due)).toEqual([
      'No self-check rules are in force (review-overdue), so no rollers are sold.',
    ]);
  });

  test('that nobody signed a draft, and what a version pauses', () => {
    expect(told([changed(() => {})], '2026-11-22', true)).toEqual([
      'Self-check rules 2026.1.0 have not been signed by a clinician.',
    ]);
    expect(told([changed(() => {})], '2026-11-22')[0]).toMatch(/none-in-force/);
    const paused = published('2026.2.0', '2026-11-01', (data) => put(data, 'sale_paused', ['surface']));
    expect(told([paused], '2026-11-22')).toEqual(['Self-check rules 2026.2.0 pause the sale of surface.']);
  });

  test('that a clinician has not seen an overlay, until one has', () => {
    const overlay = (reviewer: string | null) => ({
      file: 'content/self-check/overlays/strict.yaml',
      version: 'strict',
      overlay: true as const,
      data: {
        schema: 1,
        overlay: 'strict',
        from_version: '2026.2.0',
        author: 'A merchant',
        reason: 'Care.',
        since: '2026-11-10',
        reviewed_by: reviewer,
        limits: { clearance_hours: 12 },
      },
    });
    expect(told([live, overlay(null)], '2026-11-24')).toEqual([
      'No clinician has reviewed the overlay “strict” yet; that is due on 24 November 2026.',
    ]);
    expect(told([live, overlay(null)], '2026-11-25')[0]).toMatch(/was due/);
    expect(told([live, overlay('A. Name, dermatologist, GMC')], '2026-11-25')).toEqual([]);
  });

  test('of a version that is overdue, none', () => {
    const late = published('2026.2.0', '2026-11-01', (data) =>
      put(nodeAt(data, 'review'), 'review_due', '2026-11-22'),
    );
    expect(told([late], '2026-11-22')[0]).toMatch(/review-overdue/);
  });
});
