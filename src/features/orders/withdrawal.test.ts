import { expect, test } from 'vitest';
import { lastDayToWithdraw } from './withdrawal.ts';

const rules = { returnsDays: 14, zone: 'Europe/London' };

test.each([
  ['2026-11-02T09:00:00Z', '2026-11-16'],
  // Half past midnight of the 3rd in London.
  ['2026-07-02T23:30:00Z', '2026-07-17'],
])('delivered at %s: the fourteenth day after it, %s', (at, last) => {
  expect(lastDayToWithdraw({ deliveredAt: new Date(at) }, rules)).toBe(last);
});

test('not delivered, as far as we know: it has not begun to run', () => {
  expect(lastDayToWithdraw({ deliveredAt: null }, rules)).toBeNull();
});
