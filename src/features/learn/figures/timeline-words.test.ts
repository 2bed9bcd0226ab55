import fc from 'fast-check';
import { expect, test } from 'vitest';
import { healingReports } from '#ui/drawings/clinical-facts.ts';
import { describedBy, lastWeek, weekWords } from './timeline-words.ts';

const count = healingReports.reduce((sum, { events }) => sum + events.length, 0);

test('every event is described by then or for later, and none comes back once it is past', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: lastWeek - 1 }), (week) => {
      const { by, later } = describedBy(week);
      expect(by.length + later.length).toBe(count);
      expect(describedBy(week + 1).by.slice(0, by.length)).toEqual(by);
    }),
  );
  expect(describedBy(0).by).toEqual([]);
  expect(describedBy(lastWeek).later).toEqual([]);
});

test('6 weeks and 13 weeks are the very weeks of the sources', () => {
  const at = (week: number) => describedBy(week).by.map(({ who, what }) => `${who}: ${what}`);
  expect(at(5)).toEqual([]);
  expect(at(6)).toEqual(['A paper on acne scars: 6 weeks: first visible change']);
  expect(at(12)).toHaveLength(1);
  expect(at(13)).toHaveLength(4);
  expect(at(25)).toHaveLength(4);
  expect(at(26)).toHaveLength(6);
});

test('weeks are said as people say them', () => {
  expect(weekWords(0)).toBe('The day of a clinical treatment');
  expect(weekWords(1)).toBe('1 week after a clinical treatment');
  expect(weekWords(13)).toBe('13 weeks, or 3 months after a clinical treatment');
  expect(weekWords(14)).toBe('14 weeks after a clinical treatment');
});
