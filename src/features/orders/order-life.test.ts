import { expect, test } from 'vitest';
import { type OrderState, orderStates } from '#db/schema/orders.ts';
import { isMoneyBack, statesBefore, stateWords, transitions } from './order-life.ts';

test('every state has words, and can be reached', () => {
  for (const state of orderStates) {
    expect(stateWords[state].title).not.toBe('');
    expect(stateWords[state].text).not.toBe('');
    if (state !== 'awaiting-payment') expect(statesBefore(state)).not.toEqual([]);
  }
});

test('a paid order is never cancelled or paid again without a person', () => {
  expect(transitions.paid).toEqual(['needs-review']);
  expect(statesBefore('paid')).toEqual(['awaiting-payment', 'needs-review']);
  expect(transitions.cancelled).not.toContain('paid');
});

test('an order whose money goes back is never sold, packed or paid, and cannot be forgotten on the way', () => {
  const reachable = (from: OrderState, seen = new Set<OrderState>()): Set<OrderState> => {
    for (const to of transitions[from]) if (!seen.has(to)) reachable(to, seen.add(to));
    return seen;
  };
  expect(statesBefore('refunding')).toEqual(['awaiting-payment']);
  expect(statesBefore('refunded')).toEqual(['refunding']);
  // Only a person can make something else of it.
  for (const state of ['refunding', 'refunded'] as const) {
    expect(transitions[state].filter((to) => to !== 'refunded')).toEqual(['needs-review']);
    expect(isMoneyBack(state)).toBe(true);
  }
  expect(orderStates.filter(isMoneyBack)).toEqual(['refunding', 'refunded']);
  expect([...reachable('awaiting-payment')].sort()).toEqual(
    orderStates.filter((state) => state !== 'awaiting-payment').sort(),
  );
});

test('the words of no state say anything of health or of answers', () => {
  for (const state of orderStates) {
    const { title, text } = stateWords[state];
    expect(`${title} ${text}`).not.toMatch(
      /answer|check|question|skin|health|medicine|doctor|needle|safety/i,
    );
  }
});
