import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { addDays, type IsoDate, todayIn } from '#lib/dates.ts';
import { projectRoot } from '#lib/project-root.server.ts';
import { evaluate, type Outcome } from './evaluate.ts';
import { type Answer, parseAnswer } from './journey.ts';
import { firstRuleset, safeAnswers } from './ruleset-fixture.ts';

const ruleset = firstRuleset();
const dateQuestion = ruleset.questions.find(({ id }) => id === 'filler-date');
if (!dateQuestion) throw new Error('There is no filler-date');

/** Every day of 2023–2032, made without the code under test. */
const everyDay: IsoDate[] = [];
for (let day = Date.UTC(2023, 0, 1); day <= Date.UTC(2032, 11, 31); day += 86_400_000) {
  everyDay.push(new Date(day).toISOString().slice(0, 10));
}

/** What a person typed, as the check takes it on `today`; null where it is refused. */
function typed(day: string, month: string, year: string, today: IsoDate): Answer | null {
  const answer = parseAnswer(dateQuestion ?? never(), { chosen: [], day, month, year }, today);
  return answer.ok ? answer.value : null;
}
function never(): never {
  throw new Error('There is no filler-date');
}

const others = safeAnswers(ruleset, { filler: { chosen: ['yes'] } });

/** The outcome for somebody whose only risk is a filler on that day. */
function withFiller(answer: Answer | null, today: IsoDate): Outcome {
  if (!answer) throw new Error('The date was refused');
  return evaluate(ruleset, { ...others, 'filler-date': answer }, today);
}

/** Six calendar months later by plain arithmetic, clamped to the end of a shorter month. */
function sixMonthsAfter(date: IsoDate): IsoDate {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  const lastOfTarget = new Date(Date.UTC(year, month + 6, 0)).getUTCDate();
  return new Date(Date.UTC(year, month + 5, Math.min(day, lastOfTarget))).toISOString().slice(0, 10);
}

describe('T7 the six-month date, from what is typed to what is sold', () => {
  // Copied by hand from the table of self-check.md section 5.
  test.each([
    ['15', '1', '2025', '2025-07-16'],
    ['28', '8', '2025', '2026-03-01'],
    ['29', '8', '2025', '2026-03-01'],
    ['30', '8', '2025', '2026-03-01'],
    ['31', '8', '2025', '2026-03-01'],
    ['28', '8', '2027', '2028-02-29'],
    ['29', '8', '2027', '2028-03-01'],
    ['30', 'August', '2027', '2028-03-01'],
    ['31', 'aug', '2027', '2028-03-01'],
    ['29', '2', '2024', '2024-08-30'],
    ['31', '3', '2025', '2025-10-01'],
    ['', 'Aug', '2025', '2026-03-01'],
  ])('“%s” “%s” “%s”: the first day is %s', (day, month, year, first) => {
    const early = addDays(first, -1);
    const late = addDays(first, 1);
    expect(withFiller(typed(day, month, year, early), early)).toMatchObject({
      state: 'wait',
      waitUntil: first,
    });
    for (const on of [first, late]) {
      expect(withFiller(typed(day, month, year, on), on)).toMatchObject({ state: 'clear', waitUntil: null });
    }
  });

  test('every day of 2023–2032: never before six calendar months, never going back, clear on the day itself', () => {
    expect(everyDay).toHaveLength(3653);
    let previous = '';
    for (const date of everyDay) {
      const corresponding = sixMonthsAfter(date);
      const { state, waitUntil } = withFiller({ on: date }, corresponding);
      expect(state, date).toBe('wait');
      expect(waitUntil, date).toBe(
        new Date(Date.parse(corresponding) + 86_400_000).toISOString().slice(0, 10),
      );
      expect((waitUntil ?? '') >= previous, date).toBe(true);
      expect(withFiller({ on: date }, waitUntil ?? '').state, date).toBe('clear');
      previous = waitUntil ?? '';
    }
  }, 60_000);

  test('every month of 2023–2032, without its day, waits as long as its last day, and no day of it waits longer', () => {
    for (let index = 0; index < everyDay.length; index += 1) {
      const date = everyDay[index] ?? '';
      const month = date.slice(0, 7);
      const wait = withFiller({ on: date }, date).waitUntil ?? '';
      const whole = withFiller({ on: month }, date).waitUntil ?? '';
      expect(wait <= whole, date).toBe(true);
      const isLast = everyDay[index + 1]?.slice(0, 7) !== month;
      if (isLast) expect(whole, month).toBe(wait);
    }
  }, 60_000);

  test.each([
    ['29', '2', '2023', 'no leap year'],
    ['29', '2', '2100', 'no leap year, by the rule of centuries'],
    ['30', '2', '2024', 'not even in a leap year'],
    ['31', '4', '2026', 'April has 30 days'],
    ['23', '11', '2026', 'tomorrow'],
    ['', '12', '2026', 'next month'],
    ['22', '11', '2027', 'in a year'],
    ['22', '11', '26', 'two digits'],
    ['22', '11', '0026', 'two digits, filled up'],
    ['22', '11', '', 'no year'],
    ['22', '', '2026', 'no month'],
  ])('“%s” “%s” “%s” is refused (%s), and nothing is guessed', (day, month, year) => {
    expect(typed(day, month, year, '2026-11-22')).toBeNull();
  });

  test.each([
    ['29', '2', '2024', '2024-02-29'],
    ['29', '2', '2000', '2000-02-29'],
    ['22', '11', '2026', '2026-11-22'],
    ['', '11', '2026', '2026-11'],
  ])('“%s” “%s” “%s” is taken as it is', (day, month, year, on) => {
    expect(typed(day, month, year, '2026-11-22')).toEqual({ on });
  });

  test('the month we are in, without its day, counts from its end, though that is still to come', () => {
    expect(withFiller(typed('', '11', '2026', '2026-11-22'), '2026-11-22').waitUntil).toBe('2027-05-31');
  });
});

/** Whole hours from UTC−12 to UTC+14, and zones with halves, quarters and switches of the clocks. */
const zones = [
  ...Array.from({ length: 27 }, (_, index) => index - 12).map((hours) =>
    // These names count from the other side: Etc/GMT+12 is UTC−12.
    hours === 0 ? 'Etc/UTC' : `Etc/GMT${hours < 0 ? '+' : '-'}${Math.abs(hours)}`,
  ),
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
  'Pacific/Chatham',
  'Pacific/Apia',
  'Europe/London',
  'America/New_York',
  'America/St_Johns',
  'America/Santiago',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
];

/** The civil date in a zone as the platform's own calendar has it. */
function dateBy(format: Intl.DateTimeFormat, instant: Date): IsoDate {
  const parts = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, value]));
  return `${parts.year}-${parts.month}-${parts.day}`;
}

describe('T8 time zones', () => {
  test.each(zones)('%s: on every day of 2023–2032 today is what the wall calendar there says', (zone) => {
    const format = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
    for (const [index, date] of everyDay.entries()) {
      // Each day at another hour and minute, so that all of them come up in ten years.
      const instant = new Date(Date.parse(date) + ((index * 607) % 1440) * 60_000 + 59_999);
      const today = todayIn(zone, instant);
      if (today !== dateBy(format, instant))
        expect(today, instant.toISOString()).toBe(dateBy(format, instant));
    }
  });

  // The last second of the wait and the first of the day after, in UTC. The waits end on and round both switches of the
  // clocks; the offsets are those of the public record, written out by hand.
  test.each([
    ['Pacific/Kiritimati', '2026-11-22', '2026-11-21T10:00:00Z'],
    ['Pacific/Pago_Pago', '2026-11-22', '2026-11-22T11:00:00Z'],
    ['Etc/GMT+12', '2026-11-22', '2026-11-22T12:00:00Z'],
    ['Europe/London', '2026-03-29', '2026-03-29T00:00:00Z'],
    ['Europe/London', '2026-03-30', '2026-03-29T23:00:00Z'],
    ['Europe/London', '2026-10-25', '2026-10-24T23:00:00Z'],
    ['Europe/London', '2026-10-26', '2026-10-26T00:00:00Z'],
    ['America/New_York', '2026-03-08', '2026-03-08T05:00:00Z'],
    ['America/New_York', '2026-03-09', '2026-03-09T04:00:00Z'],
    ['America/New_York', '2026-11-02', '2026-11-02T05:00:00Z'],
    // Here the switch takes midnight itself away: the day begins at one o'clock.
    ['America/Santiago', '2026-09-06', '2026-09-06T04:00:00Z'],
  ])('%s: a wait until %s ends with that day, at %s', (zone, first, begins) => {
    // The last day that is still inside the wait on the day before.
    const filler = everyDay.find((date) => sixMonthsAfter(date) === addDays(first, -1)) ?? '';
    expect(filler).not.toBe('');
    const at = (instant: number) => withFiller({ on: filler }, todayIn(zone, new Date(instant)));
    expect(at(Date.parse(begins) - 1000)).toMatchObject({ state: 'wait', waitUntil: first });
    expect(at(Date.parse(begins)).state).toBe('clear');
  });

  test('the zone of the server changes no outcome, no date and no refusal', async () => {
    // A process of its own for each zone: a running one keeps the zone it began with in places.
    const script = `
      import { createHash } from 'node:crypto';
      const { addDays, instantIn, todayIn } = await import('./src/lib/dates.ts');
      const { evaluate } = await import('./src/features/self-check/evaluate.ts');
      const { parseAnswer } = await import('./src/features/self-check/journey.ts');
      const { firstRuleset, safeAnswers } = await import('./src/features/self-check/ruleset-fixture.ts');
      const ruleset = firstRuleset();
      const question = ruleset.questions.find(({ id }) => id === 'filler-date');
      const digest = createHash('sha256');
      let clear = 0;
      let checked = 0;
      for (let day = '2026-02-20'; day <= '2026-11-10'; day = addDays(day, day === '2026-04-10' ? 183 : 1)) {
        for (const zone of ['Europe/London', 'America/New_York', 'Pacific/Kiritimati', 'Etc/GMT+12']) {
          for (const time of ['00:00', '23:59']) {
            const today = todayIn(zone, instantIn(zone, day + 'T' + time));
            const [year, month, date] = addDays(day, -182).split('-');
            const answer = parseAnswer(question, { chosen: [], day: date, month, year }, today);
            const on = answer.ok ? answer.value : null;
            const outcome = on && evaluate(ruleset, safeAnswers(ruleset, { filler: { chosen: ['yes'] }, 'filler-date': on }), today);
            checked += 1;
            if (outcome?.state === 'clear') clear += 1;
            digest.update(JSON.stringify([zone, day, time, today, on, outcome]));
          }
        }
      }
      const offsets = [new Date(2026, 0, 1), new Date(2026, 6, 1)].map((then) => then.getTimezoneOffset());
      process.stdout.write(JSON.stringify({ digest: digest.digest('hex'), clear, checked, offsets }));
    `;
    const results = [];
    for (const TZ of [
      'UTC',
      'Pacific/Kiritimati',
      'Pacific/Pago_Pago',
      'Europe/London',
      'America/New_York',
    ]) {
      const { stdout } = await promisify(execFile)(
        process.execPath,
        ['--input-type=module', '--eval', script],
        { cwd: projectRoot, env: { ...process.env, TZ, NODE_OPTIONS: '' } },
      );
      results.push(JSON.parse(stdout));
    }
    // Proof that the zone of the process did change.
    expect(results.map(({ offsets }) => offsets)).toEqual([
      [0, 0],
      [-840, -840],
      [660, 660],
      [0, -60],
      [300, 240],
    ]);
    expect(new Set(results.map(({ digest }) => digest)).size).toBe(1);
    // Both outcomes come up, so that the hash is of something.
    expect(results[0].clear).toBeGreaterThan(0);
    expect(results[0].clear).toBeLessThan(results[0].checked);
  }, 120_000);
});
