import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Market, MarketDelivery, Shop } from '#content-pipeline/content.ts';
import { deliveryOptions } from '#lib/delivery.ts';
import { projectRoot } from '#lib/project-root.server.ts';
import { deliveryEstimate, estimateWords } from './delivery-estimate.ts';

const yamlOf = (file: string) => parse(readFileSync(path.join(projectRoot, 'content', file), 'utf8'));
const { markets } = yamlOf('markets.yaml') as { markets: Market[] };
const shop = yamlOf('shop.yaml') as Shop;
const { workingDays } = shop.delivery;

type Timed = Market & { delivery: MarketDelivery };
const timed = markets.filter((market): market is Timed => Boolean(market.delivery));
const uk = timed.find(({ id }) => id === 'uk');
if (!uk) throw new Error('The United Kingdom has no times of delivery');

const at = (civil: string, zone = uk.zone) =>
  new Date(Temporal.PlainDateTime.from(civil).toZonedDateTime(zone).epochMilliseconds);
const wordsAt = (civil: string, market: Pick<Market, 'zone' | 'delivery'> = uk, days = workingDays) => {
  const estimate = deliveryEstimate(market, days, at(civil, market.zone));
  return estimate && estimateWords(estimate);
};

test.each([
  // A Tuesday, before and from the hour on.
  ['2026-11-24T09:00', 'Thu 26 to Fri 27 November'],
  ['2026-11-24T13:59:59', 'Thu 26 to Fri 27 November'],
  ['2026-11-24T14:00', 'Fri 27 to Mon 30 November'],
  // Friday evening, Saturday and Sunday all leave on Monday.
  ['2026-11-27T23:59', 'Wed 2 to Thu 3 December'],
  ['2026-11-28T00:00', 'Wed 2 to Thu 3 December'],
  ['2026-11-29T23:59', 'Wed 2 to Thu 3 December'],
  ['2026-11-25T15:00', 'Mon 30 November to Tue 1 December'],
  // Over Christmas: Friday 25 and Monday 28 December are holidays.
  ['2026-12-23T15:00', 'Wed 30 to Thu 31 December'],
  ['2026-12-24T10:00', 'Wed 30 to Thu 31 December'],
  ['2026-12-24T14:00', 'Thu 31 December to Mon 4 January'],
  // Easter 2027: Friday 26 and Monday 29 March; the clocks change on the 28th.
  ['2027-03-25T10:00', 'Wed 31 March to Thu 1 April'],
  ['2027-03-28T01:30', 'Thu 1 to Fri 2 April'],
])('paid in London at %s: %s', (paid, words) => {
  expect(wordsAt(paid)).toBe(words);
});

test('the hour is that of the market, summer and winter', () => {
  // 13:30 UTC is 14:30 in London in summer, 13:30 in winter.
  expect(deliveryEstimate(uk, workingDays, new Date('2026-07-07T13:30:00Z'))?.earliest).toBe('2026-07-10');
  expect(deliveryEstimate(uk, workingDays, new Date('2026-11-24T13:30:00Z'))?.earliest).toBe('2026-11-26');
  // Where it is Monday already and where it is still Sunday.
  const instant = new Date('2026-11-22T23:00:00Z');
  expect(deliveryEstimate({ ...uk, zone: 'Australia/Sydney' }, workingDays, instant)?.earliest).toBe(
    '2026-11-25',
  );
  expect(deliveryEstimate({ ...uk, zone: 'America/New_York' }, workingDays, instant)?.earliest).toBe(
    '2026-11-25',
  );
  const late = new Date('2026-11-23T15:00:00Z');
  expect(deliveryEstimate({ ...uk, zone: 'America/New_York' }, workingDays, late)?.earliest).toBe(
    '2026-11-25',
  );
  expect(deliveryEstimate({ ...uk, zone: 'Australia/Sydney' }, workingDays, late)?.earliest).toBe(
    '2026-11-26',
  );
});

test('no estimate without times, and none beyond the holidays that are known', () => {
  expect(deliveryEstimate({ zone: 'Europe/London', delivery: null }, workingDays, new Date())).toBeNull();
  expect(deliveryEstimate({ zone: 'Europe/London' }, workingDays, new Date())).toBeNull();
  const known = { ...uk, delivery: { ...uk.delivery, holidaysKnownTo: '2026-11-27' } };
  expect(wordsAt('2026-11-24T09:00', known)).toBe('Thu 26 to Fri 27 November');
  expect(wordsAt('2026-11-24T14:00', known)).toBeNull();
  expect(wordsAt('2027-06-01T09:00', known)).toBeNull();
});

test('one day is said once', () => {
  expect(wordsAt('2026-11-24T09:00', uk, '0')).toBe('Tue 24 November');
  expect(wordsAt('2026-11-24T09:00', uk, '0 to 1')).toBe('Tue 24 November');
});

test('a faster way comes sooner', () => {
  const [express] = shop.otherDelivery;
  expect(wordsAt('2026-11-24T09:00', uk, express?.workingDays)).toBe('Wed 25 November');
  expect(wordsAt('2026-11-24T14:00', uk, express?.workingDays)).toBe('Thu 26 November');
});

describe('for any market and moment', () => {
  const day = fc
    .integer({ min: 0, max: 1_500 })
    .map((days) => Temporal.PlainDate.from('2026-01-01').add({ days }).toString());
  const anyMarket = fc.record({
    zone: fc.constantFrom('Europe/London', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Apia', 'UTC'),
    delivery: fc.record({
      leavesBefore: fc.constantFrom('00:00', '01:30', '14:00', '23:59'),
      holidaysOf: fc.constant('holidays'),
      holidays: fc.uniqueArray(day, { maxLength: 60 }),
      holidaysKnownTo: fc.constant('2031-12-31'),
    }),
  });
  const days = fc.tuple(fc.nat(12), fc.nat(5)).map(([least, more]) => ({ least, most: least + more + 1 }));
  const moment = fc.date({
    min: new Date('2026-01-01T00:00:00Z'),
    max: new Date('2029-12-31T00:00:00Z'),
    noInvalidDate: true,
  });

  test('both ends are working days, in order, not before it was paid, and as many working days apart as the way says, but for the day it leaves', () => {
    fc.assert(
      fc.property(anyMarket, days, moment, (market, { least, most }, paidAt) => {
        const estimate = deliveryEstimate(market, `${least} to ${most}`, paidAt);
        if (!estimate) throw new Error('There is an estimate');
        const { earliest, latest } = estimate;
        const { holidays } = market.delivery;
        for (const end of [earliest, latest]) {
          expect(Temporal.PlainDate.from(end).dayOfWeek).toBeLessThanOrEqual(5);
          expect(holidays).not.toContain(end);
        }
        const paidOn = new Date(paidAt).toLocaleDateString('sv-SE', { timeZone: market.zone });
        expect(earliest >= paidOn).toBe(true);
        expect(latest >= earliest).toBe(true);
        expect(workingDaysAfter(earliest, latest, holidays)).toBe(most - 1 - least);
      }),
      { numRuns: 300 },
    );
  });

  test('who pays later never gets it earlier', () => {
    fc.assert(
      fc.property(anyMarket, moment, fc.nat(14 * 24 * 60), (market, paidAt, minutes) => {
        const first = deliveryEstimate(market, workingDays, paidAt);
        const second = deliveryEstimate(market, workingDays, new Date(paidAt.getTime() + minutes * 60_000));
        expect((second?.earliest ?? '') >= (first?.earliest ?? '~')).toBe(true);
        expect((second?.latest ?? '') >= (first?.latest ?? '~')).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the shop’s own markets', () => {
  test('times make sense: from before to, holidays in order on weekdays, known as far as they go', () => {
    for (const { delivery } of timed) {
      expect(delivery.holidays).toEqual([...delivery.holidays].sort());
      for (const holiday of delivery.holidays) {
        expect(Temporal.PlainDate.from(holiday).dayOfWeek, holiday).toBeLessThanOrEqual(5);
        expect(holiday <= delivery.holidaysKnownTo).toBe(true);
      }
    }
  });

  test('every market that sells has times of delivery', () => {
    expect(timed.map(({ id }) => id)).toEqual(markets.filter(({ sells }) => sells).map(({ id }) => id));
  });

  test.each(deliveryOptions(shop))(
    'the estimate never contradicts “$workingDays working days” of shop.yaml ($id), on any day of the known years, before the hour and from it on',
    (option) => {
      const [least, most] = option.workingDays.split(' to ').map(Number);
      const seen = new Set<number>();
      const { holidays } = uk.delivery;
      // Within a day only the hour of leaving makes a difference.
      const [hour = 0, minute = 0] = uk.delivery.leavesBefore.split(':').map(Number);
      const leaving = Temporal.PlainDate.from('2026-01-01').toPlainDateTime({ hour, minute });
      for (let half = 0; ; half += 1) {
        const paid = leaving.add({ days: half >> 1 }).subtract({ minutes: half % 2 });
        const estimate = deliveryEstimate(uk, option.workingDays, at(paid.toString()));
        if (!estimate) break;
        const paidOn = paid.toPlainDate().toString();
        for (const end of [estimate.earliest, estimate.latest])
          seen.add(workingDaysAfter(paidOn, end, holidays));
      }
      expect(Math.min(...seen)).toBe(least);
      expect(Math.max(...seen)).toBe(most);
    },
  );

  test('the bank holidays of England and Wales are all there, by the rule of each', () => {
    for (const year of [2026, 2027, 2028]) {
      for (const holiday of bankHolidays(year)) expect(uk.delivery.holidays).toContain(holiday);
      // More may be proclaimed for one year, never fewer.
      const listed = uk.delivery.holidays.filter((each) => each.startsWith(`${year}-`));
      expect(listed.length).toBeGreaterThanOrEqual(8);
    }
    expect(uk.delivery.holidaysKnownTo).toBe('2028-12-31');
  });
});

/** Working days after `from`, up to and with `to`. */
function workingDaysAfter(from: string, to: string, holidays: readonly string[]): number {
  let count = 0;
  for (let day = Temporal.PlainDate.from(from); day.toString() < to; ) {
    day = day.add({ days: 1 });
    if (day.dayOfWeek <= 5 && !holidays.includes(day.toString())) count += 1;
  }
  return count;
}

/** Schedule 1 of the Banking and Financial Dealings Act 1971 with New Year’s Day and the early May day; weekends move on. */
function bankHolidays(year: number): string[] {
  const easter = easterSunday(year);
  const monday = (month: number, which: 'first' | 'last') => {
    const first = Temporal.PlainDate.from({ year, month, day: 1 });
    const day = which === 'first' ? first : first.with({ day: first.daysInMonth });
    return which === 'first'
      ? day.add({ days: (8 - day.dayOfWeek) % 7 })
      : day.subtract({ days: day.dayOfWeek - 1 });
  };
  const taken: string[] = [];
  for (const [month, day] of [
    [1, 1],
    [12, 25],
    [12, 26],
  ] as const) {
    let date = Temporal.PlainDate.from({ year, month, day });
    while (date.dayOfWeek > 5 || taken.includes(date.toString())) date = date.add({ days: 1 });
    taken.push(date.toString());
  }
  return [
    ...taken,
    easter.subtract({ days: 2 }).toString(),
    easter.add({ days: 1 }).toString(),
    monday(5, 'first').toString(),
    monday(5, 'last').toString(),
    monday(8, 'last').toString(),
  ];
}

/** Gauss’s rule for the years 1900–2099. */
function easterSunday(year: number): Temporal.PlainDate {
  const d = (19 * (year % 19) + 24) % 30;
  const e = (2 * (year % 4) + 4 * (year % 7) + 6 * d + 5) % 7;
  // Two years of each cycle come a week earlier than the rule.
  const late = (d === 29 && e === 6) || (d === 28 && e === 6 && year % 19 > 10) ? 7 : 0;
  return Temporal.PlainDate.from({ year, month: 3, day: 22 }).add({ days: d + e - late });
}
