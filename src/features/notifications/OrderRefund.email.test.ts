import { render, toPlainText } from '@react-email/render';
import { expect, test } from 'vitest';
import { OrderRefund } from './OrderRefund.email.tsx';

const html = await render(
  OrderRefund({
    shopName: 'Needlewise',
    number: 'NW-7K2M-QX9D',
    orderUrl: 'https://shop.example/orders/signed',
    amount: '£21.95',
    contactEmail: 'help@shop.example',
  }),
);

test('it says what happened, that nothing is sent, and that all of the money goes back', () => {
  for (const text of [html, toPlainText(html)]) {
    for (const fact of [
      'NW-7K2M-QX9D',
      '£21.95',
      'https://shop.example/orders/signed',
      'help@shop.example',
    ]) {
      expect(text).toContain(fact);
    }
  }
  expect(toPlainText(html)).toMatch(/the whole £21\.95 to the card you paid with/);
});

test('T12 it says nothing of health, and does not say that there was a check', () => {
  // Not a word by which somebody who reads along could tell what was asked or answered.
  expect(toPlainText(html)).not.toMatch(
    /self-check|answer(?! this mail)|question(?!s\?)|health|skin|medicine|medical|doctor|pharmacist|safety|needle(?!wise)|roller|clear/i,
  );
});
