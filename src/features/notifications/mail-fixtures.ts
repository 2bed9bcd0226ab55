import * as say from './mail-words.ts';
import type { OrderConfirmationProps } from './OrderConfirmation.email.tsx';
import type { OrderNewsProps } from './OrderNews.email.tsx';

/** One mail in one state, as the gallery shows it and the tests read it. */
export type MailFixture = { name: string; subject: string } & (
  | { mail: 'confirmation'; props: OrderConfirmationProps }
  | { mail: 'news'; props: OrderNewsProps }
);

const order: say.MailOrder = { shopName: 'Needlewise', number: 'NW-7K2M-QX9D', total: '£21.95' };
const orderUrl = 'https://shop.example/orders/signed';
const contactEmail = 'help@shop.example';

const paid: OrderConfirmationProps = {
  shopName: 'Needlewise',
  number: order.number,
  orderUrl,
  late: null,
  lines: [
    { name: 'Face roller, 0.25 mm', quantity: 1, total: '£18.00' },
    { name: 'Storage case', quantity: 2, total: '£19.00' },
  ],
  delivery: { label: 'Tracked delivery', price: '£3.95' },
  total: '£40.95',
  vat: [{ label: 'of which VAT at 20%', amount: '£6.83' }],
  address: ['A. Reader', '1 Quiet Road', 'Leeds', 'LS1 1AA', 'United Kingdom'],
  deliveryDays: '2 to 4',
  seller: { address: 'Needlewise, 1 Example Street, Leeds', vatNumber: 'GB 999 9999 73' },
  orderedOn: '30 November 2026',
  contactEmail,
  afterCare: {
    redFlags: {
      title: 'At any hour, ask a pharmacist or GP if',
      points: ['warmth, pain or swelling spreads', 'you see pus or feel feverish'],
      text: ['On brown and black skin, redness may not show: judge by heat, swelling and pain.'],
    },
    hours: {
      head: ['When', 'Put on the skin', 'Keep away'],
      rows: [
        ['The first hours', 'Nothing that the leaflet does not name', 'Hot water, sun'],
        ['The second and third day', 'Plain moisturiser', 'Retinol, acids'],
      ],
    },
    devices: [
      {
        name: 'Face roller, 0.25 mm',
        care: [{ label: 'Care', words: 'Clean it after each use, let it dry, and put the cap back on.' }],
      },
    ],
    articlePath: '/learn/after-care-hour-by-hour',
  },
  careUrl: `${orderUrl}/care`,
  returnsUrl: 'https://shop.example/legal/returns',
};

const confirmation = (name: string, differences: Partial<OrderConfirmationProps>): MailFixture => ({
  name,
  subject: `Your Needlewise order ${order.number} is paid`,
  mail: 'confirmation',
  props: { ...paid, ...differences },
});

const news = (name: string, { subject, ...words }: say.OrderNewsWords): MailFixture => ({
  name,
  subject,
  mail: 'news',
  props: { ...words, shopName: 'Needlewise', orderUrl, contactEmail },
});

const refund = { amount: '£5.00', paid: '£21.95', left: '£16.95', isSecondPayment: false };
const withdrawal = {
  receivedOn: '30 November 2026',
  lines: null,
  hasLeft: false,
  returnsDays: 14,
  returnsUrl: paid.returnsUrl,
};

/** Every mail that the shop sends, in every state. */
export const mailFixtures: readonly MailFixture[] = [
  confirmation('paid', {}),
  confirmation('paid-without-needles', { afterCare: null, lines: paid.lines.slice(1) }),
  confirmation('paid-late-from-the-bank', { late: 'from-the-bank' }),
  confirmation('paid-after-the-hold', { late: 'after-the-hold' }),
  confirmation('paid-after-a-look', { late: 'looked-at' }),
  news('payment-pending', say.pendingWords(order)),
  news('payment-failed', say.failedWords(order)),
  news(
    'review',
    say.reviewWords(
      order,
      'Your payment reached us, but something about it did not match the order. Your money is safe. Do not pay again: we will write to you.',
    ),
  ),
  news('sale-stopped', say.notSentWords(order, 'sale-stopped')),
  news('sold-out', say.notSentWords(order, 'sold-out')),
  news('withdrawn-before-it-left', say.notSentWords(order, 'withdrawn')),
  news('cancelled-by-the-shop', say.notSentWords(order, 'cancelled-by-shop')),
  news(
    'dispatched',
    say.dispatchedWords(order, {
      carrier: 'Royal Mail',
      trackingNumber: 'AB123',
      trackingUrl: 'https://carrier.example/AB123',
      address: paid.address,
      workingDays: '2 to 4',
    }),
  ),
  news('refunded-in-part', say.refundedWords(order, refund)),
  news('refunded-whole', say.refundedWords(order, { ...refund, amount: '£21.95', left: null })),
  news('second-payment', say.refundedWords(order, { ...refund, isSecondPayment: true })),
  news('withdrawal-received', say.withdrawalWords(order, withdrawal)),
  news(
    'withdrawal-of-what-has-left',
    say.withdrawalWords(order, { ...withdrawal, hasLeft: true, lines: ['1 × Storage case'] }),
  ),
  news('link', say.linkWords(order)),
];
