import { expect, test } from 'vitest';
import { orderStates } from '#db/schema/orders.ts';
import { statesBefore, stateWords, transitions } from './order-life.ts';

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
