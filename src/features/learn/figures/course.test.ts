import fc from 'fast-check';
import ICAL from 'ical.js';
import { describe, expect, test } from 'vitest';
import { calendarOf, datesOf, dayWords, publishedBy, readCourse, sessionRange, weekRange } from './course.ts';

const civilDate = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const course = fc.record({
  start: civilDate,
  sessions: fc.integer({ min: sessionRange.from, max: sessionRange.to }),
  weeksApart: fc.integer({ min: weekRange.from, max: weekRange.to }),
});

test('the ranges are those of the published schedules', () => {
  expect(sessionRange).toEqual({ from: 2, to: 6 });
  expect(weekRange).toEqual({ from: 2, published: 6, to: 26 });
});

test('what is within the ranges is read as it was typed', () => {
  fc.assert(
    fc.property(course, (each) => {
      const { start, sessions, weeksApart } = each;
      const typed = { start, sessions: ` ${sessions}`, weeksApart: `${weeksApart} ` };
      expect(readCourse(typed)).toEqual({ ok: true, value: each });
    }),
  );
});

describe('what is not is refused, each field with its own words', () => {
  const right = { start: '2027-03-27', sessions: '3', weeksApart: '4' };

  test.each([
    ['start', '', 'Enter the date of the first session'],
    ['start', '?', 'Enter a date that exists, such as 27 March 2027'],
    ['start', '2027-02-29', 'Enter a date that exists, such as 27 March 2027'],
    ['start', '0206-03-27', 'The year must be between 2000 and 2099'],
    ['start', '2100-01-01', 'The year must be between 2000 and 2099'],
    ['sessions', '', 'Enter the number of sessions'],
    ['sessions', 'three', 'Enter the number of sessions as a whole number, such as 3'],
    ['sessions', '2.5', 'Enter the number of sessions as a whole number, such as 3'],
    ['sessions', '1', 'Enter a number from 2 to 6'],
    ['sessions', '7', 'Enter a number from 2 to 6'],
    ['weeksApart', '-3', 'Enter the weeks between two sessions as a whole number, such as 3'],
    ['weeksApart', '1', 'Enter a number from 2 to 26'],
    ['weeksApart', '99999999999999999999', 'Enter a number from 2 to 26'],
  ])('%s %j', (field, value, words) => {
    expect(readCourse({ ...right, [field]: value })).toEqual({ ok: false, error: { [field]: words } });
  });

  test('all at once', () => {
    const answer = readCourse({ start: '', sessions: '', weeksApart: '' });
    expect(answer.ok ? [] : Object.keys(answer.error)).toEqual(['start', 'sessions', 'weeksApart']);
  });

  test('whatever is typed, it is answered and not thrown', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (start, sessions, weeksApart) => {
        const answer = readCourse({ start, sessions, weeksApart });
        if (answer.ok) expect(datesOf(answer.value)).toHaveLength(answer.value.sessions);
        else expect(Object.keys(answer.error).length).toBeGreaterThan(0);
      }),
    );
  });
});

test('sessions lie whole weeks apart, on one day of the week', () => {
  fc.assert(
    fc.property(course, (each) => {
      const dates = datesOf(each);
      expect(dates).toHaveLength(each.sessions);
      expect(dates[0]).toBe(each.start);
      dates.slice(1).forEach((date, index) => {
        const days = (Date.parse(date) - Date.parse(dates[index] ?? '')) / 86_400_000;
        expect(days).toBe(each.weeksApart * 7);
      });
      expect(new Set(dates.map((date) => dayWords(date).split(' ')[0])).size).toBe(1);
    }),
  );
});

test('a date is the same wherever the reader is, over a change of the clocks too', () => {
  const zone = process.env.TZ;
  try {
    for (const place of [
      'UTC',
      'Pacific/Kiritimati',
      'Pacific/Pago_Pago',
      'Europe/London',
      'America/New_York',
    ]) {
      process.env.TZ = place;
      expect(datesOf({ start: '2027-03-20', sessions: 3, weeksApart: 2 }), place).toEqual([
        '2027-03-20',
        '2027-04-03',
        '2027-04-17',
      ]);
      expect(dayWords('2027-03-27'), place).toBe('Saturday 27 March 2027');
    }
  } finally {
    process.env.TZ = zone;
    if (zone === undefined) delete process.env.TZ;
  }
});

test('a course is called published only where a source has it', () => {
  const who = (sessions: number, weeksApart: number) =>
    publishedBy({ start: '2027-03-27', sessions, weeksApart }).map((schedule) => schedule.who);
  expect(who(3, 4)).toEqual(['Papers on acne scars']);
  expect(who(3, 2)).toEqual(['A trial with blinded raters']);
  expect(who(5, 6)).toEqual(['An NHS scar service']);
  expect(who(4, 12), 'at least six weeks').toEqual(['An NHS scar service']);
  expect(who(4, 4), '30 days are not four weeks').toEqual([]);
  expect(who(2, 4), 'nobody says how far apart').toEqual([]);
  expect(who(6, 2)).toEqual([]);
});

test('the calendar file holds the very dates, each with an identifier of its own', () => {
  fc.assert(
    fc.property(course, (each) => {
      const file = calendarOf(each, { key: 'k@example.com', writtenAt: new Date('2026-11-22T09:05:03Z') });
      const events = new ICAL.Component(ICAL.parse(file))
        .getAllSubcomponents('vevent')
        .map((event) => new ICAL.Event(event));
      expect(events.map((event) => event.startDate.toString())).toEqual(datesOf(each));
      expect(new Set(events.map((event) => event.uid)).size).toBe(each.sessions);
      expect(events[0]?.summary).toBe(`Needling session 1 of ${each.sessions}`);
      expect(events[0]?.description).toContain('The clinic decides');
    }),
  );
});
