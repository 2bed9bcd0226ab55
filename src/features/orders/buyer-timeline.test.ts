import { expect, test } from 'vitest';
import { orderStates } from '#db/schema/orders.ts';
import { buyerTimeline } from './buyer-timeline.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 30, 9, minute));

test('steps, money and the withdrawal stand in order of time; what staff noted does not', () => {
  const lines = buyerTimeline(
    [
      { kind: 'state', state: 'awaiting-payment', at: at(0) },
      { kind: 'state', state: 'paid', at: at(1) },
      { kind: 'note', state: 'paid', at: at(2) },
      { kind: 'hold', state: 'paid', at: at(2) },
      { kind: 'withdrawal', state: 'paid', at: at(3) },
    ],
    [
      { state: 'succeeded', amount: '£5.00', requestedAt: at(2), settledAt: at(4) },
      { state: 'pending', amount: '£1.00', requestedAt: at(5), settledAt: null },
      { state: 'requested', amount: '£2.00', requestedAt: at(6), settledAt: null },
    ],
  );
  expect(lines.map(({ words }) => words)).toEqual([
    'You went to the payment page.',
    'Your payment reached us.',
    'We received your withdrawal.',
    'We gave back £5.00.',
    '£1.00 is on its way back to you.',
  ]);
});

test('money that went back is told once, by its sum where there is one', () => {
  const events = [{ kind: 'state', state: 'refunded', at: at(2) }] as const;
  const refund = { state: 'succeeded', amount: '£21.95', requestedAt: at(1), settledAt: at(2) } as const;
  expect(buyerTimeline(events, [refund]).map(({ words }) => words)).toEqual(['We gave back £21.95.']);
  expect(buyerTimeline(events, []).map(({ words }) => words)).toEqual(['All of your money was given back.']);
});

test('every state has words, and none of them says anything of health', () => {
  for (const state of orderStates) {
    const [line] = buyerTimeline([{ kind: 'state', state, at: at(0) }], []);
    expect(line?.words).toMatch(/\.$/);
    expect(line?.words).not.toMatch(/answer|check|question|skin|health|medicine|doctor|needle|safety/i);
  }
});
