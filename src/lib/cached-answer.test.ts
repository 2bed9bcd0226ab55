import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AnswerCache, keepUntil } from './cached-answer.ts';

const now = new Date('2026-11-22T12:00:00.400Z');
const at = (time: string) => Date.parse(time);

/** What the shop's cache and the browser may keep the answer for, in seconds; undefined: not at all. */
function kept(changesAt: number, maxAge: number | undefined, control: string | null) {
  let options: AnswerCache['options'] = maxAge === undefined ? {} : { maxAge };
  const cache: AnswerCache = {
    get options() {
      return options;
    },
    set(next) {
      options = next === false ? {} : { ...options, ...next };
    },
  };
  const headers = new Headers(control === null ? {} : { 'Cache-Control': control });
  keepUntil(changesAt, now, cache, headers);
  return [options.maxAge, headers.get('Cache-Control')];
}

test.each([
  [
    'nothing is to change',
    Number.POSITIVE_INFINITY,
    3600,
    'public, max-age=60',
    [3600, 'public, max-age=60'],
  ],
  ['it changes much later', at('2026-11-23T12:00:00Z'), 3600, 'max-age=60', [3600, 'max-age=60']],
  ['it changes within the hour', at('2026-11-22T12:30:00Z'), 3600, 'max-age=60', [1798, 'max-age=60']],
  ['it changes within a minute', at('2026-11-22T12:00:30Z'), 3600, 'max-age=60', [28, 'max-age=28']],
  ['it changes in this second', at('2026-11-22T12:00:01Z'), 3600, 'max-age=60', [undefined, 'max-age=0']],
  ['it changed while it was made', at('2026-11-22T11:59:59Z'), 5, 'max-age=60', [undefined, 'max-age=0']],
  ['it is kept by nobody', at('2026-11-22T12:00:01Z'), undefined, 'no-store', [undefined, 'no-store']],
  ['it says nothing', at('2026-11-22T12:00:01Z'), undefined, null, [undefined, null]],
])('an answer of which %s', (_when, changesAt, maxAge, control, expected) => {
  expect(kept(changesAt, maxAge, control)).toEqual(expected);
});

test('never is an answer kept past the change, nor longer than it wanted', () => {
  fc.assert(
    fc.property(fc.integer({ min: -5000, max: 10_000_000 }), fc.nat(7200), (milliseconds, maxAge) => {
      const [shop = 0] = kept(now.getTime() + milliseconds, maxAge, null);
      expect(Number(shop)).toBeLessThanOrEqual(maxAge);
      expect(Number(shop) * 1000).toBeLessThanOrEqual(Math.max(0, milliseconds));
    }),
  );
});
