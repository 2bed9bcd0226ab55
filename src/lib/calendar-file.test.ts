import fc from 'fast-check';
import ICAL from 'ical.js';
import { describe, expect, test } from 'vitest';
import { type CalendarDay, writeCalendarFile } from './calendar-file.ts';

const writtenAt = new Date('2026-11-22T09:05:03.210Z');

/** What a calendar reads: another reader of the format than ours. */
function read(file: string) {
  const calendar = new ICAL.Component(ICAL.parse(file));
  return {
    name: calendar.getFirstPropertyValue('x-wr-calname'),
    version: calendar.getFirstPropertyValue('version'),
    maker: calendar.getFirstPropertyValue('prodid'),
    days: calendar.getAllSubcomponents('vevent').map((each) => {
      const event = new ICAL.Event(each);
      return {
        date: event.startDate.toString(),
        isDate: event.startDate.isDate,
        days: event.duration.toSeconds() / 86_400,
        uid: event.uid,
        summary: event.summary,
        description: event.description,
        stamp: String(each.getFirstPropertyValue('dtstamp')),
        isBusy: each.getFirstPropertyValue('transp') !== 'TRANSPARENT',
      };
    }),
  };
}

const civilDate = fc
  .date({ min: new Date('1970-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
/** Any text that a calendar can show: every script and sign, line breaks, no other control characters. */
const text = fc
  .string({
    unit: fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
      fc.constantFrom('\n', '\\', ';', ',', ':', '"', ' ', '\\n', 'é', '\u202f', '針', '🧵', '👩🏽‍⚕️'),
    ),
    maxLength: 200,
  })
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the format has no place for these
  .map((words) => words.replaceAll(/[\x00-\x08\x0b-\x1f\x7f]/g, ''));
// ical.js does not unescape a property that is not of the standard, as the name of a calendar is.
const plainName = text.map((words) => words.replaceAll(/[\\;,\n]/g, ''));
const day: fc.Arbitrary<CalendarDay> = fc.record(
  { date: civilDate, uid: fc.stringMatching(/^[\x21-\x7e]{1,120}$/), summary: text, description: text },
  { requiredKeys: ['date', 'uid', 'summary'] },
);

test('what is written is read again, whatever the words', () => {
  fc.assert(
    fc.property(plainName, fc.array(day, { maxLength: 6 }), (name, days) => {
      const found = read(writeCalendarFile(name, days, { writtenAt }));
      expect(found).toEqual({
        name,
        version: '2.0',
        maker: '-//Needlewise//Calendar file//EN',
        days: days.map(({ date, uid, summary, description }) => ({
          date,
          isDate: true,
          days: 1,
          uid,
          summary,
          description: description ?? null,
          stamp: '2026-11-22T09:05:03Z',
          isBusy: false,
        })),
      });
    }),
  );
});

test('every line ends with CRLF and is at most 75 octets long, and no character is broken', () => {
  fc.assert(
    fc.property(text, fc.array(day, { minLength: 1, maxLength: 3 }), (name, days) => {
      const file = writeCalendarFile(name, days, { writtenAt });
      expect(file.endsWith('END:VCALENDAR\r\n')).toBe(true);
      expect(file.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
      for (const line of file.split('\r\n')) {
        expect(new TextEncoder().encode(line).length).toBeLessThanOrEqual(75);
        expect(line.isWellFormed()).toBe(true);
      }
    }),
  );
});

describe('one file by eye', () => {
  test('is what RFC 5545 asks for', () => {
    const days = [
      { date: '2027-02-28', uid: 'a-1@example.com', summary: 'Session 1 of 3; bring water, and time' },
    ];
    expect(writeCalendarFile('A course, planned', days, { writtenAt }).split('\r\n')).toEqual([
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//Needlewise//Calendar file//EN',
      'X-WR-CALNAME:A course\\, planned',
      'BEGIN:VEVENT',
      'UID:a-1@example.com',
      'DTSTAMP:20261122T090503Z',
      'DTSTART;VALUE=DATE:20270228',
      'SUMMARY:Session 1 of 3\\; bring water\\, and time',
      'TRANSP:TRANSPARENT',
      'END:VEVENT',
      'END:VCALENDAR',
      '',
    ]);
  });

  test('control characters that it cannot hold are left out, and line breaks of every kind become its own', () => {
    const days = [
      { date: '2027-02-28', uid: 'u', summary: 'a\u0000b\tc\u0007', description: 'one\r\ntwo\rthree\nfour' },
    ];
    const file = writeCalendarFile('', days, { writtenAt });
    expect(file).toContain('SUMMARY:ab\tc\r\n');
    expect(file).toContain('DESCRIPTION:one\\ntwo\\nthree\\nfour\r\n');
  });

  test.each(['2027-2-28', '20270228', '', '2027-02-28\r\nX:1'])('refuses the date %j', (date) => {
    expect(() => writeCalendarFile('', [{ date, uid: 'u', summary: '' }], { writtenAt })).toThrow(RangeError);
  });

  test.each(['', 'a b', 'a\r\nSUMMARY:x', 'é'])('refuses the identifier %j', (uid) => {
    expect(() => writeCalendarFile('', [{ date: '2027-02-28', uid, summary: '' }], { writtenAt })).toThrow(
      RangeError,
    );
  });
});
