import { describe, expect, test, vi } from 'vitest';
import {
  addDays,
  daysBetween as civilDaysBetween,
  firstDayAfterMonths,
  formatDate,
  type IsoDate,
  isIsoDate,
  isPartialDate,
  lastDayOfMonth,
  latestDayOf,
  readTypedDate,
  todayIn,
} from './dates.ts';

/** Every day of 2023–2032, made without the code under test. */
const everyDay: IsoDate[] = [];
for (let day = Date.UTC(2023, 0, 1); day <= Date.UTC(2032, 11, 31); day += 86_400_000) {
  everyDay.push(new Date(day).toISOString().slice(0, 10));
}

const daysBetween = (from: IsoDate, to: IsoDate) => (Date.parse(to) - Date.parse(from)) / 86_400_000;

describe('T7 the six-month date', () => {
  test.each([
    ['2025-01-15', '2025-07-16'],
    ['2025-08-28', '2026-03-01'],
    ['2025-08-29', '2026-03-01'],
    ['2025-08-30', '2026-03-01'],
    ['2025-08-31', '2026-03-01'],
    ['2027-08-28', '2028-02-29'],
    ['2027-08-29', '2028-03-01'],
    ['2027-08-30', '2028-03-01'],
    ['2027-08-31', '2028-03-01'],
    ['2024-02-29', '2024-08-30'],
    ['2025-03-31', '2025-10-01'],
  ])('a filler on %s is past on %s', (filler, first) => {
    expect(firstDayAfterMonths(filler, 6)).toBe(first);
  });

  test('a month alone counts from its last day', () => {
    expect(firstDayAfterMonths(latestDayOf('2025-08'), 6)).toBe('2026-03-01');
  });

  test('every day of 2023–2032: against arithmetic of our own, never early, never going back', () => {
    expect(everyDay).toHaveLength(3653);
    let previous = '';
    for (const date of everyDay) {
      const year = Number(date.slice(0, 4));
      const month = Number(date.slice(5, 7));
      const day = Number(date.slice(8));
      // Day 0 of the next month is the last day of this one.
      const lastOfTarget = new Date(Date.UTC(year, month + 6, 0)).getUTCDate();
      const corresponding = Date.UTC(year, month - 1 + 6, Math.min(day, lastOfTarget));
      const expected = new Date(corresponding + 86_400_000).toISOString().slice(0, 10);

      const first = firstDayAfterMonths(date, 6);
      expect(first).toBe(expected);
      expect(first >= previous).toBe(true);
      expect(daysBetween(date, first)).toBeGreaterThanOrEqual(182);
      expect(daysBetween(date, first)).toBeLessThanOrEqual(185);
      previous = first;
    }
  });
});

describe('T8 today', () => {
  test.each([
    ['Pacific/Kiritimati', '2026-11-22T09:59:59Z', '2026-11-22'],
    ['Pacific/Kiritimati', '2026-11-22T10:00:00Z', '2026-11-23'],
    ['Pacific/Pago_Pago', '2026-11-22T10:59:59Z', '2026-11-21'],
    ['Pacific/Pago_Pago', '2026-11-22T11:00:00Z', '2026-11-22'],
    ['Etc/GMT+12', '2026-11-22T11:59:59Z', '2026-11-21'],
    ['Etc/GMT+12', '2026-11-22T12:00:00Z', '2026-11-22'],
    ['America/New_York', '2026-11-22T04:59:59Z', '2026-11-21'],
    ['America/New_York', '2026-11-22T05:00:00Z', '2026-11-22'],
    // Before and after both switches of the clocks in the United Kingdom.
    ['Europe/London', '2026-03-28T23:59:59Z', '2026-03-28'],
    ['Europe/London', '2026-03-29T00:00:00Z', '2026-03-29'],
    ['Europe/London', '2026-03-29T22:59:59Z', '2026-03-29'],
    ['Europe/London', '2026-03-29T23:00:00Z', '2026-03-30'],
    ['Europe/London', '2026-10-24T22:59:59Z', '2026-10-24'],
    ['Europe/London', '2026-10-24T23:00:00Z', '2026-10-25'],
    ['Europe/London', '2026-10-25T23:59:59Z', '2026-10-25'],
    ['Europe/London', '2026-10-26T00:00:00Z', '2026-10-26'],
  ])('in %s at %s is %s', (zone, instant, date) => {
    expect(todayIn(zone, new Date(instant))).toBe(date);
  });

  test('does not depend on the zone of the machine', () => {
    const instant = new Date('2026-11-22T23:59:59Z');
    const offsets = ['Pacific/Kiritimati', 'UTC', 'Pacific/Pago_Pago'].map((zone) => {
      vi.stubEnv('TZ', zone);
      expect(todayIn('Europe/London', instant)).toBe('2026-11-22');
      return instant.getTimezoneOffset();
    });
    vi.unstubAllEnvs();
    // Proof that the zone of the machine did change.
    expect(offsets).toEqual([-840, 0, 660]);
  });

  test('refuses a zone that does not exist', () => {
    expect(() => todayIn('Europe/Atlantis', new Date())).toThrow(RangeError);
  });
});

describe('typed dates', () => {
  const today = '2026-11-22';
  const read = (day: string, month: string, year: string) => readTypedDate({ day, month, year }, today);

  test.each([
    ['31', '8', '2025', '2025-08-31'],
    ['', '8', '2025', '2025-08'],
    ['', '08', '2025', '2025-08'],
    ['', 'Aug', '2025', '2025-08'],
    ['', 'august', '2025', '2025-08'],
    ['', 'Sept.', '2025', '2025-09'],
    ['1', 'MAY', '2026', '2026-05-01'],
    [' 5 ', ' jun ', ' 2026 ', '2026-06-05'],
    ['29', '2', '2012', '2012-02-29'],
    ['29', '2', '2000', '2000-02-29'],
    ['22', '11', '2026', '2026-11-22'],
    ['', '11', '2026', '2026-11'],
  ])('“%s” “%s” “%s” is %s', (day, month, year, date) => {
    expect(read(day, month, year)).toEqual({ ok: true, value: date });
  });

  test.each([
    ['', '', '', 'empty'],
    ['  ', ' ', '', 'empty'],
    ['5', '', '2025', 'month-missing'],
    ['', '', '2025', 'month-missing'],
    ['5', '13', '2025', 'month-unknown'],
    ['5', '0', '2025', 'month-unknown'],
    ['5', 'ma', '2025', 'month-unknown'],
    ['5', 'Augustus', '2025', 'month-unknown'],
    ['', '8', '', 'year-missing'],
    ['', '8', '25', 'year-not-four-digits'],
    ['', '8', '20255', 'year-not-four-digits'],
    ['', '8', '0025', 'year-not-four-digits'],
    ['', '8', '2O25', 'year-not-four-digits'],
    ['x', '8', '2025', 'day-not-a-number'],
    ['-1', '8', '2025', 'day-not-a-number'],
    ['1.5', '8', '2025', 'day-not-a-number'],
    ['0', '8', '2025', 'not-a-real-date'],
    ['32', '8', '2025', 'not-a-real-date'],
    ['29', '2', '2011', 'not-a-real-date'],
    ['29', '2', '1900', 'not-a-real-date'],
    ['31', '4', '2025', 'not-a-real-date'],
    ['23', '11', '2026', 'in-the-future'],
    ['', '12', '2026', 'in-the-future'],
    ['', '1', '2027', 'in-the-future'],
  ])('“%s” “%s” “%s” is refused: %s', (day, month, year, fault) => {
    expect(read(day, month, year)).toEqual({ ok: false, error: fault });
  });

  test('every real day of 2023–2032 is read back, and the day after the last of each month is refused', () => {
    for (const date of everyDay) {
      const [year = '', month = '', day = ''] = date.split('-');
      expect(readTypedDate({ day, month, year }, '2032-12-31')).toEqual({ ok: true, value: date });
    }
    for (let year = 2023; year <= 2032; year += 1) {
      for (let month = 1; month <= 12; month += 1) {
        const over = Number(lastDayOfMonth(year, month).slice(8)) + 1;
        expect(
          readTypedDate({ day: String(over), month: String(month), year: String(year) }, '2032-12-31'),
        ).toEqual({ ok: false, error: 'not-a-real-date' });
      }
    }
  });
});

describe('the small ones', () => {
  test('days are counted by the calendar, over leap days and switches of the clocks', () => {
    for (const [index, date] of everyDay.entries()) {
      expect(addDays('2023-01-01', index)).toBe(date);
      expect(civilDaysBetween('2023-01-01', date)).toBe(index);
    }
    expect(addDays('2024-03-01', -1)).toBe('2024-02-29');
    expect(civilDaysBetween('2024-03-01', '2024-02-28')).toBe(-2);
  });

  test('last days of months', () => {
    expect(['01', '02', '03', '04'].map((month) => lastDayOfMonth(2026, Number(month)))).toEqual([
      '2026-01-31',
      '2026-02-28',
      '2026-03-31',
      '2026-04-30',
    ]);
    expect(lastDayOfMonth(2028, 2)).toBe('2028-02-29');
    expect(() => lastDayOfMonth(2028, 13)).toThrow(RangeError);
  });

  test('dates in words', () => {
    expect(formatDate('2026-03-01')).toBe('1 March 2026');
    expect(formatDate('2026-12-31')).toBe('31 December 2026');
    expect(formatDate('2026-08')).toBe('August 2026');
    expect(() => formatDate('2026-13-01')).toThrow(RangeError);
    expect(() => formatDate('soon')).toThrow(RangeError);
  });

  test('what is a date', () => {
    expect(['2026-02-28', '2028-02-29'].every(isIsoDate)).toBe(true);
    expect(
      ['2026-02-29', '2026-2-1', '2026-13-01', '2026-00-01', '0026-01-01', '2026-02', ''].some(isIsoDate),
    ).toBe(false);
    expect(['2026-02', '2026-02-28'].every(isPartialDate)).toBe(true);
    expect(['2026', '2026-13', '2026-02-30', '2026-02-1'].some(isPartialDate)).toBe(false);
  });
});
