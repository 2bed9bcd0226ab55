import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSealer } from '#lib/sealing.server.ts';
import { wordsOf } from '../support/html.ts';
import { type HttpShopper, newHttpShopper } from '../support/http-shopper.ts';
import { outbox, plainText, type ShopProcess, sandboxControl, startShop } from '../support/shop-process.ts';
import { signInStaff } from '../support/staff.ts';

const secret = 'the secret of this test, 32 characters and more';
const sealer = createSealer(secret);

let shop: ShopProcess;
let buyer: HttpShopper;
/** Path of the order's page. */
let path: string;
let orderId: string;
beforeAll(async () => {
  shop = await startShop({ env: { APP_SECRET: secret } });
  buyer = newHttpShopper(shop);
  await buyer.add('CASE-01', 2);
  await buyer.post('/cart/delivery', { delivery: 'express' });
  path = await buyer.buy('FACE-025');
  const payload = await sealer.verify('order-link', path.split('/').at(-1) ?? '', new Date());
  orderId = String(payload?.order);
});
afterAll(() => shop.remove());

test('the link is the whole receipt: lines, delivery, VAT by rate, address, seller; nobody stores it', async () => {
  const { status, text, headers } = await newHttpShopper(shop).get(path);
  expect(status).toBe(200);
  const words = wordsOf(text);
  for (const fact of [
    'Face roller, 0.25 mm 1 £18.00',
    'Storage case, One size 2 £19.00',
    'Express delivery, tracked and signed for £6.95',
    'Total £43.95',
    'of which VAT at 20% £7.33',
    '1 to 2 working days after payment',
    'Ada Example 1 Test Street London N1 1AA United Kingdom',
    'VAT number GB 999 9999 73',
    'Sold by Needlewise',
    'Your payment reached us.',
  ])
    expect(words).toContain(fact);
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('x-robots-tag')).toBe('noindex');
});

test('after-care is that of the very roller, with the signs to act on first, on the page, the sheet and in the mail', async () => {
  await expect.poll(() => outbox(shop).length, { timeout: 30_000 }).toBe(1);
  const sheet = await newHttpShopper(shop).get(`${path}/care`);
  expect(sheet.headers.get('cache-control')).toBe('no-store');
  const mail = plainText(outbox(shop)[0] ?? '').replaceAll(/\s+/g, ' ');
  const shown = [wordsOf((await newHttpShopper(shop).get(path)).text), wordsOf(sheet.text), mail];
  for (const words of shown) {
    // The article's card, its table and the product's own care, as they stand in the content.
    const places = [
      'you see pus or feel feverish',
      'The first hours',
      'Clean it after each use, let it dry',
    ].map((part) => words.indexOf(part));
    expect(Math.min(...places)).toBeGreaterThan(0);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  }
  expect(mail).toContain(`${shop.url}${path}/care`);
});

test('a stranger gets nothing: not by the number of the order, nor by a token that is old, cut or for something else', async () => {
  const now = new Date();
  const life = { now, seconds: 600 };
  const tokens = {
    'the order’s own id': orderId,
    'the cookie of a find': await sealer.sign('order-found', { order: orderId }, life),
    'the cookie of the buyer': await sealer.sign('order-owner', { order: orderId }, life),
    'a link that is too old': await sealer.sign(
      'order-link',
      { order: orderId },
      { now: new Date(now.getTime() - 3_600_000), seconds: 60 },
    ),
    'a link signed by somebody else': await createSealer('another secret, long enough').sign(
      'order-link',
      { order: orderId },
      life,
    ),
    'a link to another order': await sealer.sign('order-link', { order: 'another' }, life),
  };
  for (const [what, token] of Object.entries(tokens)) {
    for (const page of ['', '/care', '/withdraw']) {
      const { status, text } = await newHttpShopper(shop).get(`/orders/${token}${page}`);
      expect(`${what}${page}: ${status}`).toBe(`${what}${page}: 404`);
      expect(text).not.toMatch(/Ada Example|ada@example\.com|NW-[2-9A-Z]{4}-/);
    }
    const tried = await newHttpShopper(shop).post(`/orders/${token}/withdraw`, {
      extent: 'whole',
      confirmed: 'yes',
    });
    expect(tried.status).toBe(404);
  }
});

test('the stub of a find shows the state and nothing personal, and only to who found it', async () => {
  const number = /NW-[2-9A-Z]{4}-[2-9A-Z]{4}/.exec((await buyer.get(path)).text)?.[0] ?? '';
  const finder = newHttpShopper(shop);
  await finder.post('/orders/find', { number, email: 'ada@example.com' });
  const stub = (await finder.get('/orders/find')).text;
  expect(stub).toContain(number);
  expect(stub).not.toMatch(/ada@example\.com|Ada Example|Test Street|Storage case/);
  expect((await newHttpShopper(shop).get('/orders/find')).text).not.toContain(number);
});

test('a withdrawal is asked for by plain forms, confirmed, received once, and answered by mail', async () => {
  const form = `${path}/withdraw`;
  expect(wordsOf((await buyer.get(path)).text)).toContain('until 14 days after it has reached you');
  const unsaid = await buyer.post(form, {});
  expect(unsaid.status).toBe(422);
  expect(unsaid.text).toContain('href="#extent"');
  const tooMany = await buyer.post(form, { extent: 'part', 'quantity-CASE-01': '3' });
  expect(tooMany.status).toBe(422);
  expect(tooMany.text).toContain('Enter a whole number from 0 to 2');

  const asked = await buyer.post(form, { extent: 'part', 'quantity-CASE-01': '1', note: '<b>Too big</b>' });
  expect(asked.status).toBe(200);
  expect(wordsOf(asked.text)).toContain('1 × Storage case');
  expect(asked.text).toContain('&lt;b&gt;Too big');
  // Nothing is taken until it is confirmed.
  expect(wordsOf((await buyer.get(path)).text)).not.toContain('You withdrew');

  const confirmed = { extent: 'part', 'quantity-CASE-01': '1', note: '', confirmed: 'yes' };
  expect(await buyer.post(form, confirmed)).toMatchObject({ status: 303, location: path });
  expect(await buyer.post(form, confirmed)).toMatchObject({ status: 303, location: path });
  const words = wordsOf((await buyer.get(path)).text);
  expect(words).toContain('You withdrew from a part of this order on');
  expect(words.match(/We received your withdrawal\./g)).toHaveLength(1);
  // Nothing promises that it is packed.
  expect(words).toContain('Nothing is sent until a person has looked at your withdrawal.');
  expect(words).not.toContain('We pack it');
  const receipts = () => outbox(shop).filter((mail) => mail.includes('We have your withdrawal'));
  await expect.poll(() => receipts().length, { timeout: 30_000 }).toBe(1);
  expect(plainText(receipts()[0] ?? '')).toContain('1 × Storage case');
});

describe('what staff do with its money', () => {
  let packer: HttpShopper;
  let sheet: string;
  beforeAll(async () => {
    packer = await signInStaff(shop, 'packer');
    const number = /NW-[2-9A-Z]{4}-[2-9A-Z]{4}/.exec((await buyer.get(path)).text)?.[0] ?? '';
    sheet = `/admin/orders/${number}`;
  });
  const given = async () =>
    (await sandboxControl<{ refunds: { amount: number }[] }>(shop, 'state')).refunds.map(
      ({ amount }) => amount,
    );

  test('a part goes back after a second look at the sum, once for two clicks, and the buyer is told', async () => {
    expect((await packer.get(sheet)).text).toContain(`${sheet}/refund`);
    const unsaid = await packer.post(`${sheet}/refund`, { amount: '5', 'quantity-CASE-01': '1' });
    expect(unsaid.status).toBe(422);
    expect(unsaid.text).toContain('href="#amount"');
    expect(unsaid.text).toContain('href="#reason"');
    // Nothing that was typed is lost.
    expect(unsaid.text).toMatch(/name="quantity-CASE-01"[^>]*value="1"/);

    const wish = { 'quantity-CASE-01': '1', 'restock-CASE-01': '1', reason: 'came "scratched" & bent' };
    const asked = await packer.post(`${sheet}/refund`, wish);
    expect(asked.status).toBe(200);
    expect(wordsOf(asked.text)).toContain('Give back £9.50?');
    expect(asked.text).toContain('value="came &quot;scratched&quot; &amp; bent"');
    expect(await given()).toEqual([]);

    const id = /name="id" value="([\w-]{22})"/.exec(asked.text)?.[1] ?? '';
    for (let click = 0; click < 2; click += 1) {
      expect(await packer.post(`${sheet}/refund`, { ...wish, id, do: 'give' })).toMatchObject({
        status: 303,
        location: `${sheet}?done=refund`,
      });
    }
    expect(await given()).toEqual([950]);
    expect(wordsOf((await buyer.get(path)).text)).toContain('£9.50 was given back');

    const again = await packer.post(`${sheet}/refund`, { ...wish, 'quantity-CASE-01': '2' });
    expect(again.status).toBe(409);
    expect(wordsOf(again.text)).toContain('Of CASE-01, 1 can still be refunded.');
  });

  test('a cancelled order: the rest goes back, in words before and after', async () => {
    expect(wordsOf((await packer.get(sheet)).text)).toContain(
      'All that is left of its money goes back, £34.45',
    );
    expect(await packer.post(sheet, { do: 'cancel', note: 'lost in the store' })).toMatchObject({
      status: 303,
      location: `${sheet}?done=cancel`,
    });
    expect(await given()).toEqual([950, 3445]);
    const words = wordsOf((await packer.get(sheet)).text);
    expect(words).toContain('cancelled: lost in the store');
    expect(words).not.toContain('Cancel the order');
    const late = await packer.post(`${sheet}/refund`, { amount: '1.00', reason: 'once more' });
    expect(late.status).toBe(409);
    expect(wordsOf(late.text)).toContain('All of its money goes back already.');
    const told = () => outbox(shop).filter((mail) => /we have cancelled your order/i.test(plainText(mail)));
    await expect.poll(() => told().length, { timeout: 30_000 }).toBe(1);
  });

  test('what cannot be done is said, and nothing is changed', async () => {
    for (const fields of [
      { do: 'sell', note: 'fine' },
      { do: 'looked', note: '' },
      { do: 'mail', kind: 'order-link' },
    ]) {
      const answer = await packer.post(sheet, fields);
      expect([409, 422]).toContain(answer.status);
      expect(answer.text).toContain('role="alert"');
    }
    expect(await given()).toEqual([950, 3445]);
  });
});
