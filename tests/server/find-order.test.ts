import { afterAll, beforeAll, expect, test } from 'vitest';
import { findLimit, formLimit } from '#features/rate-limits/rate-limits.server.ts';
import { wordsOf } from '../support/html.ts';
import { newHttpShopper } from '../support/http-shopper.ts';
import { outbox, plainText, type ShopProcess, startShop } from '../support/shop-process.ts';

let shop: ShopProcess;
let order: { number: string; path: string };
beforeAll(async () => {
  shop = await startShop();
  const shopper = newHttpShopper(shop);
  const path = await shopper.buy('FACE-025');
  const { text } = await shopper.get(path);
  order = { path, number: /NW-[2-9A-Z]{4}-[2-9A-Z]{4}/.exec(text)?.[0] ?? '' };
});
afterAll(() => shop.remove());

const linkMails = () => outbox(shop).filter((mail) => mail.includes('The link to your'));

test('number and address together send the link, and show a stub without address or lines', async () => {
  const stranger = newHttpShopper(shop);
  // As people type them: small letters, no dashes, spaces round the address.
  const number = order.number.toLowerCase().replaceAll('-', ' ');
  const found = await stranger.post('/orders/find', { number, email: ' ADA@example.com ' });
  expect(found).toMatchObject({ status: 303, location: '/orders/find' });
  const { text } = await stranger.get('/orders/find');
  expect(text).toContain(`${order.number}: Paid`);
  for (const personal of ['ada@example.com', 'Test Street', 'Face roller'])
    expect(text).not.toContain(personal);
  await expect.poll(() => linkMails().length, { timeout: 20_000 }).toBe(1);
  expect(plainText(linkMails()[0] ?? '')).toContain(`${shop.url}${order.path}`);

  // Asked for again within ten minutes, it is not sent again.
  expect(await stranger.post('/orders/find', { number, email: 'ada@example.com' })).toMatchObject({
    status: 303,
  });
  const later = newHttpShopper(shop);
  await later.buy('FACE-025');
  await expect.poll(() => outbox(shop).length, { timeout: 20_000 }).toBe(3);
  expect(linkMails()).toHaveLength(1);
});

test('a wrong number and a wrong address get the same answer, and send nothing', async () => {
  const before = outbox(shop).length;
  const answers = await Promise.all(
    [
      { number: 'NW-2222-2222', email: 'ada@example.com' },
      { number: order.number, email: 'eve@example.com' },
    ].map((fields) => newHttpShopper(shop).post('/orders/find', fields)),
  );
  const [miss, mismatch] = answers.map(({ status, text }) => ({
    status,
    // What was typed stands in the form again; everything else must not differ.
    text: text.replaceAll(/value="[^"]*"/g, ''),
  }));
  expect(miss?.status).toBe(404);
  expect(mismatch).toEqual(miss);
  expect(answers[1]?.text).toContain(`value="${order.number}"`);
  expect(outbox(shop)).toHaveLength(before);
});

test('an empty form names both fields', async () => {
  const { status, text } = await newHttpShopper(shop).post('/orders/find', { number: '', email: 'nobody' });
  expect(status).toBe(422);
  expect(text).toContain('<title>Error: Find an order');
  expect(text).toContain('href="#number"');
  expect(text).toContain('href="#email"');
});

test('a forged or cut link opens nothing', async () => {
  const token = order.path.split('/').at(-1) ?? '';
  for (const forged of [`${token.slice(0, -3)}abc`, token.slice(0, 40), 'nonsense', `${token}%00`]) {
    const { status, text } = await newHttpShopper(shop).get(`/orders/${forged}`);
    expect(status).toBe(404);
    expect(text).not.toContain(order.number);
  }
});

test('who guesses is told to wait, in words and in Retry-After; another address is not', async () => {
  const guess = (from: string) =>
    fetch(`${shop.url}/orders/find`, {
      method: 'POST',
      body: new URLSearchParams({ number: 'NW-2222-2222', email: 'eve@example.com' }),
      headers: { 'X-Forwarded-For': from },
    });
  for (let times = 0; times < findLimit.most; times += 1)
    expect((await guess('203.0.113.9')).status).toBe(404);
  const refused = await guess('203.0.113.9');
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(findLimit.seconds - 60);
  expect(refused.headers.get('cache-control')).toBe('no-store');
  expect(wordsOf(await refused.text())).toContain('Wait 10 minutes, then try again');
  expect((await guess('203.0.113.10')).status).toBe(404);
  // What is read is not counted.
  expect(
    (await fetch(`${shop.url}/orders/find`, { headers: { 'X-Forwarded-For': '203.0.113.9' } })).status,
  ).toBe(200);
});

test('a program that sends forms without end is stopped, and changes nothing; the provider’s events are not counted', async () => {
  const send = (path: string) =>
    fetch(`${shop.url}${path}`, {
      method: 'POST',
      body: new URLSearchParams({ sku: 'NONE', quantity: '1' }),
      headers: { 'X-Forwarded-For': '203.0.113.11' },
    });
  const statuses = new Set<number>();
  for (let times = 0; times < formLimit.most + 20; times += 20) {
    const answers = await Promise.all(Array.from({ length: 20 }, () => send('/cart/items')));
    for (const { status } of answers) statuses.add(status);
  }
  expect(statuses).toEqual(new Set([404, 429]));
  const refused = await send('/cart/items');
  expect(refused.status).toBe(429);
  expect(wordsOf(await refused.text())).toContain('Nothing was changed, and no money was taken');
  expect((await send('/api/stripe/webhook')).status).toBe(400);
});
