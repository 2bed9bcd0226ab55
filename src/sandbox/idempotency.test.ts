import { expect, test } from 'vitest';
import { createClock } from './clock.ts';
import { fingerprintOf, openIdempotency } from './idempotency.ts';
import { createStore } from './store.ts';

function open() {
  const store = createStore();
  const clock = createClock({ now: () => new Date(0) });
  const keys = openIdempotency(store, clock);
  const use = (key: string) => {
    const earlier = keys.take(key, 'same');
    if (!earlier) keys.finish(key, { requestId: 'req_1', status: 200, body: '{}' });
    return earlier !== null;
  };
  return { store, clock, keys, use };
}

test('the store of keys does not grow without end: what is older than a day goes as new keys come', () => {
  const { store, clock, use } = open();
  for (let hour = 0; hour < 100; hour += 1) {
    for (let n = 0; n < 50; n += 1) expect(use(`${hour}-${n}`)).toBe(false);
    clock.advance(60 * 60 * 1000);
    expect(store.answers.size).toBeLessThanOrEqual(24 * 50);
  }
  expect(use('99-0')).toBe(true);
  expect(use('0-0')).toBe(false);
});

test('an answer that comes after a reset is not kept', () => {
  const { store, keys } = open();
  expect(keys.take('K', 'a')).toBeNull();
  keys.clear();
  keys.finish('K', { requestId: 'req_1', status: 200, body: '{}' });
  expect(store.answers.size).toBe(0);
});

test('the order of parameters is not part of a request, everything else is', () => {
  const one = fingerprintOf('POST', '/v1/refunds', [
    ['amount', '1'],
    ['charge', 'ch_1'],
  ]);
  expect(
    fingerprintOf('POST', '/v1/refunds', [
      ['charge', 'ch_1'],
      ['amount', '1'],
    ]),
  ).toBe(one);
  for (const other of [
    fingerprintOf('POST', '/v1/refunds', [['amount', '1']]),
    fingerprintOf('POST', '/v1/charges', [
      ['amount', '1'],
      ['charge', 'ch_1'],
    ]),
    fingerprintOf('POST', '/v1/refunds', [
      ['amount', '2'],
      ['charge', 'ch_1'],
    ]),
  ]) {
    expect(other).not.toBe(one);
  }
});
