import { render, toPlainText } from '@react-email/render';
import { expect, test } from 'vitest';
import { OrderConfirmation, type OrderConfirmationProps } from './OrderConfirmation.email.tsx';

const props: OrderConfirmationProps = {
  shopName: 'Needlewise',
  number: 'NW-7K2M-QX9D',
  orderUrl: 'https://shop.example/orders/signed',
  lines: [{ name: 'Face roller, 0.25 mm', quantity: 2, total: '£36.00', needled: true }],
  delivery: { label: 'Tracked delivery', price: '£3.95' },
  total: '£39.95',
  vat: '£6.66',
  address: ['A. Reader', '1 Quiet Road', 'Leeds', 'LS1 1AA', 'GB'],
  deliveryDays: '2 to 4',
  contactEmail: 'help@shop.example',
  afterCareUrl: 'https://shop.example/safety',
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
    ]) {
      expect(text).toContain(fact);
    }
  }
  expect(toPlainText(html)).toMatch(/2 × Face roller, 0\.25 mm/);
});

test('a roller comes with the card to check again; an order without needles does not', async () => {
  const needled = await render(OrderConfirmation(props));
  const without = await render(
    OrderConfirmation({
      ...props,
      lines: [{ name: 'Storage case', quantity: 1, total: '£9.50', needled: false }],
    }),
  );
  expect(needled).toContain('Check again before every use');
  expect(without).not.toContain('Check again before every use');
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
