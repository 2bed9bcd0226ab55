import { render, toPlainText } from '@react-email/render';
import { expect, test } from 'vitest';
import type { AfterCare } from '#lib/after-care.ts';
import { OrderConfirmation, type OrderConfirmationProps } from './OrderConfirmation.email.tsx';

const afterCare: AfterCare = {
  redFlags: {
    title: 'At any hour, ask a pharmacist if',
    points: ['you see pus', 'warmth spreads'],
    text: ['If someone has trouble breathing, call 999.'],
  },
  hours: { head: ['When', 'Put on', 'Keep away'], rows: [['The first hours', 'Nothing', 'Hot water']] },
  devices: [{ name: 'Face roller, 0.25 mm', care: [{ label: 'Care', words: 'Let it dry.' }] }],
  articlePath: '/learn/after-care',
};
const props: OrderConfirmationProps = {
  shopName: 'Needlewise',
  number: 'NW-7K2M-QX9D',
  orderUrl: 'https://shop.example/orders/signed',
  late: null,
  lines: [{ name: 'Face roller, 0.25 mm', quantity: 2, total: '£36.00' }],
  delivery: { label: 'Tracked delivery', price: '£3.95' },
  total: '£39.95',
  vat: [{ label: 'of which VAT at 20%', amount: '£6.66' }],
  address: ['A. Reader', '1 Quiet Road', 'Leeds', 'LS1 1AA', 'GB'],
  deliveryDays: '2 to 4',
  seller: { address: '1 Example Street', vatNumber: 'GB 999 9999 73' },
  orderedOn: '30 November 2026',
  contactEmail: 'help@shop.example',
  afterCare,
  careUrl: 'https://shop.example/orders/signed/care',
  returnsUrl: 'https://shop.example/legal/returns',
};

test('the mail says what was bought, for how much, where it goes and how to see it, in HTML and in plain text', async () => {
  const html = await render(OrderConfirmation(props));
  for (const text of [html, toPlainText(html)]) {
    for (const fact of [
      'NW-7K2M-QX9D',
      'https://shop.example/orders/signed',
      '£39.95',
      '£6.66',
      '1 Quiet Road',
      'of which VAT at 20%',
      'GB 999 9999 73',
      '30 November 2026',
    ]) {
      expect(text).toContain(fact);
    }
  }
  expect(toPlainText(html)).toMatch(/2 × Face roller, 0\.25 mm/);
});

test('after-care comes for the very roller, the signs to act on first; without needles there is none', async () => {
  const text = toPlainText(await render(OrderConfirmation(props)));
  const places = ['you see pus', 'CHECK AGAIN BEFORE EVERY USE', 'The first hours', 'Let it dry.'].map(
    (words) => text.indexOf(words),
  );
  expect(places.every((place) => place > 0)).toBe(true);
  expect(places).toEqual([...places].sort((a, b) => a - b));
  const without = toPlainText(await render(OrderConfirmation({ ...props, afterCare: null })));
  expect(without).not.toMatch(/check again|skin|pharmacist/i);
});

test('money that came late is said to have come late', async () => {
  const titleOf = async (late: OrderConfirmationProps['late']) =>
    /<h1[^>]*>([^<]*)/.exec(await render(OrderConfirmation({ ...props, late })))?.[1];
  expect(await titleOf(null)).toBe('Thank you. Your order is paid');
  expect(await titleOf('from-the-bank')).toBe('Your bank has sent the money. Your order is paid');
  expect(await titleOf('after-the-hold')).toBe('Your payment has arrived. Your order is paid');
  expect(await titleOf('looked-at')).toBe('We have looked at it. Your order is paid');
});

test('it asks no third party for anything: no picture but those inside it, no font, no pixel', async () => {
  const picture = {
    cid: 'plate-FACE-025@needlewise',
    alt: 'Drawing of the face roller',
    widthPx: 120,
    heightPx: 96,
  };
  const html = await render(
    OrderConfirmation({ ...props, lines: props.lines.map((line) => ({ ...line, picture })) }),
  );
  const sources = [...html.matchAll(/<img[^>]*\ssrc="([^"]*)"/g)].map((match) => match[1]);
  expect(sources).toEqual(['cid:plate-FACE-025@needlewise']);
  expect(html).toContain('alt="Drawing of the face roller"');
  expect(html).not.toMatch(/<link|@import|url\(/);
  expect(await render(OrderConfirmation(props))).not.toContain('<img');
});
