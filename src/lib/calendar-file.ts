/** One whole day in a calendar. */
export interface CalendarDay {
  /** Civil date, `YYYY-MM-DD`: the same day wherever the reader is. */
  date: string;
  /** The same for the same event for ever, and nobody else’s: a calendar that reads a file twice then keeps one event. */
  uid: string;
  summary: string;
  description?: string;
}

/** Octets of a line before it must go on in the next (RFC 5545, 3.1). */
const lineOctets = 75;

/**
 * An iCalendar file (RFC 5545) of whole days, which take up no time in the reader’s calendar: UTF-8, CRLF, long lines
 * folded. `name`: what the calendar calls the whole; `writtenAt`: the moment of writing (DTSTAMP). Control characters
 * that the format cannot hold are left out. Throws a RangeError for a date or uid that the format has no place for.
 */
export function writeCalendarFile(
  name: string,
  days: readonly CalendarDay[],
  { writtenAt }: { writtenAt: Date },
): string {
  const stamp = `${writtenAt.toISOString().replaceAll(/[-:]|\.\d+/g, '')}`;
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Needlewise//Calendar file//EN',
    `X-WR-CALNAME:${escapeText(name)}`,
    ...days.flatMap(({ date, uid, summary, description }) => {
      if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) throw new RangeError(`Not a civil date: ${date}`);
      if (!/^[\x21-\x7e]+$/.test(uid)) throw new RangeError(`Not an identifier: ${uid}`);
      return [
        'BEGIN:VEVENT',
        `UID:${escapeText(uid)}`,
        `DTSTAMP:${stamp}`,
        // Without DTEND an event on a date is one day long (3.6.1).
        `DTSTART;VALUE=DATE:${date.replaceAll('-', '')}`,
        `SUMMARY:${escapeText(summary)}`,
        ...(description === undefined ? [] : [`DESCRIPTION:${escapeText(description)}`]),
        'TRANSP:TRANSPARENT',
        'END:VEVENT',
      ];
    }),
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${fold(line)}\r\n`).join('');
}

/** TEXT of RFC 5545, 3.3.11: backslash, semicolon, comma and line break are escaped, other controls have no place. */
function escapeText(text: string): string {
  return (
    text
      .replaceAll(/\r\n?/g, '\n')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must go
      .replaceAll(/[\x00-\x08\x0b-\x1f\x7f]/g, '')
      .replaceAll(/[\\;,]/g, '\\$&')
      .replaceAll('\n', '\\n')
  );
}

/** Breaks a line after at most 75 octets of UTF-8, never within a character; what follows begins with a space. */
function fold(line: string): string {
  let folded = '';
  let octets = 0;
  for (const character of line) {
    const code = character.codePointAt(0) ?? 0;
    const size = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (octets + size > lineOctets) {
      folded += '\r\n ';
      octets = 1;
    }
    folded += character;
    octets += size;
  }
  return folded;
}
