import { expect, test } from 'vitest';
import { sessionParams, sessionSeconds } from './payment-session.ts';

const order = {
  id: 'order-1',
  currency: 'GBP',
  deliveryMinor: 395,
  deliveryLabel: 'Tracked delivery',
  deliveryCountries: ['GB'],
  methods: ['card' as const],
  lines: [
    { sku: 'FACE-025', title: 'Face roller', label: '0.25 mm', quantity: 2, unitMinor: 1800 },
    { sku: 'CASE-01', title: 'Storage case', label: 'Storage case', quantity: 1, unitMinor: 950 },
  ],
};
const expiresAt = new Date('2026-11-22T12:31:00Z');

test('the session charges exactly the frozen lines and the delivery of the order', () => {
  const params = sessionParams(order, 1, expiresAt, 'https://shop.example');
  const items = params.line_items.reduce((sum, line) => sum + line.quantity * line.price_data.unit_amount, 0);
  const delivery = params.shipping_options[0]?.shipping_rate_data.fixed_amount.amount;
  expect([items, delivery]).toEqual([2 * 1800 + 950, 395]);
  expect(params.line_items.map((line) => line.price_data.product_data.name)).toEqual([
    'Face roller, 0.25 mm',
    'Storage case',
  ]);
});

test('the same order gives the same text, order id and attempt in both places, and the braces as they are', () => {
  const params = sessionParams(order, 3, expiresAt, 'https://shop.example');
  expect(JSON.stringify(sessionParams(order, 3, expiresAt, 'https://shop.example'))).toBe(
    JSON.stringify(params),
  );
  expect(params.metadata).toEqual({ order_id: 'order-1', attempt: '3' });
  expect(params.payment_intent_data.metadata).toEqual(params.metadata);
  expect(params.success_url).toBe('https://shop.example/checkout/return?session_id={CHECKOUT_SESSION_ID}');
  expect(params.expires_at).toBe(expiresAt.getTime() / 1000);
});

test('a session lives at least the 30 minutes that the provider asks for', () => {
  expect(sessionSeconds).toBeGreaterThan(30 * 60);
});

test('a country that delivery is not set up for is refused', () => {
  expect(() =>
    sessionParams({ ...order, deliveryCountries: ['FR'] }, 1, expiresAt, 'https://shop.example'),
  ).toThrow(RangeError);
});
