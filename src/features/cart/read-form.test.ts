import { expect, test } from 'vitest';
import { readForm } from './read-form.ts';

const post = (type: string | null, body: string) =>
  new Request('http://shop.test/cart/items', {
    method: 'POST',
    body,
    ...(type && { headers: { 'content-type': type } }),
  });

test('reads plain forms', async () => {
  expect(
    (await readForm(post('application/x-www-form-urlencoded; charset=UTF-8', 'sku=A&quantity=2')))?.get(
      'quantity',
    ),
  ).toBe('2');
});

test.each([
  ['application/json', '{"sku":"A"}'],
  ['text/plain', 'sku=A'],
  ['multipart/form-data', 'no boundary'],
  ['multipart/form-data; boundary=x', 'broken'],
])('%s is no form', async (type, body) => {
  expect(await readForm(post(type, body))).toBeNull();
});
