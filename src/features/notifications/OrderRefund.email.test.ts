import { render, toPlainText } from '@react-email/render';
import { expect, test } from 'vitest';
import { OrderRefund } from './OrderRefund.email.tsx';

const props = {
  shopName: 'Needlewise',
  number: 'NW-7K2M-QX9D',
  orderUrl: 'https://shop.example/orders/signed',
  amount: '£21.95',
  contactEmail: 'help@shop.example',
};
const html = await render(OrderRefund({ ...props, why: 'sale-stopped' }));
const soldOut = await render(OrderRefund({ ...props, why: 'sold-out' }));

test('it says what happened, that nothing is sent, and that all of the money goes back', () => {
  for (const text of [html, toPlainText(html), soldOut]) {
    for (const fact of [
      'NW-7K2M-QX9D',
      '£21.95',
      'https://shop.example/orders/signed',
      'help@shop.example',
    ]) {
      expect(text).toContain(fact);
    }
  }
  for (const each of [html, soldOut])
    expect(toPlainText(each)).toMatch(/the whole £21\.95 in the way you paid it/);
  expect(toPlainText(html)).toMatch(/we stopped selling something/);
  expect(toPlainText(soldOut)).toMatch(/something in it had been sold since/);
});

test('T12 it says nothing of health, and does not say that there was a check', () => {
  // Not a word by which somebody who reads along could tell what was asked or answered.
  expect(toPlainText(html) + toPlainText(soldOut)).not.toMatch(
    /self-check|answer(?! this mail)|question(?!s\?)|health|skin|medicine|medical|doctor|pharmacist|safety|needle(?!wise)|roller|clear/i,
  );
});
