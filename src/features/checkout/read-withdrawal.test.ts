import { expect, test } from 'vitest';
import { readWithdrawalForm } from './read-withdrawal.ts';

const bought = [
  { sku: 'FACE-025', quantity: 2 },
  { sku: 'CASE-01', quantity: 1 },
];
const read = (fields: Record<string, string>) => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return readWithdrawalForm(form, bought);
};

test.each([
  [{ extent: 'whole', 'quantity-FACE-025': '1' }, null],
  [{ extent: 'part', 'quantity-FACE-025': '2' }, [{ sku: 'FACE-025', quantity: 2 }]],
  [
    { extent: 'part', 'quantity-FACE-025': ' 0 ', 'quantity-CASE-01': '1' },
    [{ sku: 'CASE-01', quantity: 1 }],
  ],
])('%o withdraws from %o', (fields, lines) => {
  expect(read({ ...fields, note: ' too short ' })).toEqual({ ok: true, value: { lines, note: 'too short' } });
});

test.each([
  [{}, 'extent'],
  [{ extent: 'all' }, 'extent'],
  [{ extent: 'part' }, 'quantity-FACE-025'],
  [{ extent: 'part', 'quantity-FACE-025': '3' }, 'quantity-FACE-025'],
  [{ extent: 'part', 'quantity-CASE-01': '-1' }, 'quantity-CASE-01'],
  [{ extent: 'part', 'quantity-CASE-01': 'one' }, 'quantity-CASE-01'],
])('%o is asked again, at “%s”', (fields, id) => {
  expect(read(fields as Record<string, string>)).toMatchObject({ ok: false, error: { id } });
});

test('a body that is no form is asked again', () => {
  expect(readWithdrawalForm(null, bought)).toMatchObject({ ok: false, error: { id: 'extent' } });
});
