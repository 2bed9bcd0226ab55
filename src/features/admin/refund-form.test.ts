import { expect, test } from 'vitest';
import { readRefundForm } from './refund-form.ts';

const read = (fields: Record<string, string>) =>
  readRefundForm((field) => fields[field] ?? '', ['FACE-025', 'CASE-01']);

test('lines, delivery and the reason; without an amount it is what they cost', () => {
  expect(
    read({
      'quantity-FACE-025': '1',
      'quantity-CASE-01': ' 2 ',
      'restock-CASE-01': '1',
      delivery: 'yes',
      reason: ' arrived broken ',
    }),
  ).toEqual({
    amountMinor: null,
    lines: [
      { sku: 'FACE-025', quantity: 1, restock: 0 },
      { sku: 'CASE-01', quantity: 2, restock: 1 },
    ],
    delivery: true,
    reason: 'arrived broken',
    errors: [],
  });
});

test('an amount of its own, with or without the sign of the currency', () => {
  for (const amount of ['5.00', '£5.00'])
    expect(read({ amount, reason: 'a scratch' })).toMatchObject({ amountMinor: 500, lines: [], errors: [] });
});

test.each([
  ['#amount', { amount: '5', reason: 'why' }],
  ['#amount', { amount: '-5.00', reason: 'why' }],
  ['#reason', { amount: '5.00' }],
  ['#quantity-CASE-01', { 'quantity-CASE-01': '1.5', reason: 'why' }],
  ['#quantity-CASE-01', { 'quantity-CASE-01': '-1', reason: 'why' }],
  ['#restock-CASE-01', { 'quantity-CASE-01': '1', 'restock-CASE-01': '2', reason: 'why' }],
  ['#restock-FACE-025', { 'restock-FACE-025': '1', reason: 'why' }],
])('what is wrong is named at its field: %s', (href, fields) => {
  expect(read(fields as Record<string, string>).errors.map((error) => error.href)).toEqual([href]);
});
