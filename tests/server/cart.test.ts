import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ContentBundle } from '#content-pipeline/content.ts';
import { deliveryEstimate, estimateWords } from '#features/cart/delivery-estimate.ts';
import { drawerHeader } from '#features/cart/drawer-request.ts';
import { projectRoot } from '#lib/project-root.server.ts';
import { elements, wordsOf } from '../support/html.ts';
import { builtRuleset, type HttpShopper, newHttpShopper } from '../support/http-shopper.ts';
import { weighPage } from '../support/page-weight.ts';
import { type ShopProcess, setShopStock, startShop } from '../support/shop-process.ts';

let shop: ShopProcess;
let bundle: ContentBundle;
beforeAll(async () => {
  shop = await startShop();
  bundle = JSON.parse(readFileSync(path.join(projectRoot, 'dist/content.json'), 'utf8')).bundle;
});
afterAll(() => shop.remove());

const itemsOf = (shopper: HttpShopper): Record<string, number> =>
  JSON.parse(decodeURIComponent(shopper.cookies.get('cart') ?? '{}')).items ?? {};
/** The part of a page between the heading with this id and the next section. */
const sectionOf = (html: string, id: string) =>
  html.match(new RegExp(`<section[^>]*aria-labelledby="${id}"[\\s\\S]*?</section>`))?.[0] ?? '';
/** Sends a form as the drawer's script does. */
async function addForDrawer(shopper: HttpShopper, fields: Record<string, string>) {
  const answer = await fetch(`${shop.url}/cart/items`, {
    method: 'POST',
    body: new URLSearchParams(fields),
    redirect: 'manual',
    headers: {
      [drawerHeader]: '1',
      Cookie: [...shopper.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
    },
  });
  for (const cookie of answer.headers.getSetCookie()) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
    shopper.cookies.set(name, value);
  }
  const html = await answer.text();
  return { status: answer.status, html, words: wordsOf(html) };
}

describe('the link of a saved basket', () => {
  test('stands on the basket page, holds article numbers only, and puts one of each into another basket', async () => {
    const mine = newHttpShopper(shop);
    await mine.add('FACE-025', 3);
    await mine.add('CASE-01');
    const page = (await mine.get('/cart')).text;
    const link = elements(page, 'a').find(({ href }) => href?.startsWith('/cart/saved'))?.href;
    expect(link).toBe('/cart/saved?skus=FACE-025,CASE-01');
    expect(elements(page, 'input').find(({ id }) => id === 'saved-address')).toMatchObject({
      value: new URL(link ?? '', shop.url).href,
      readonly: '',
    });

    const other = newHttpShopper(shop);
    const saved = await other.get(link ?? '');
    expect(saved.status).toBe(200);
    expect(saved.headers.get('x-robots-tag')).toBe('noindex');
    expect(saved.headers.get('cache-control')).toContain('no-store');
    expect(saved.text).toContain('<meta name="robots" content="noindex"');
    // Opening it puts nothing anywhere.
    expect([...other.cookies]).toEqual([]);
    const put = await other.post('/cart/saved', { skus: 'FACE-025,CASE-01' });
    expect([put.status, put.location]).toEqual([303, '/cart']);
    expect(itemsOf(other)).toEqual({ 'FACE-025': 1, 'CASE-01': 1 });
    expect(wordsOf((await other.get('/cart')).text)).toContain(
      'Face roller, 0.25 mm and Storage case: one of each.',
    );
    // Said once.
    expect((await other.get('/cart')).text).not.toContain('Put back into your basket');
  });

  test('says the price and stock of now, what is gone and why, and what it cannot read', async () => {
    const shopper = newHttpShopper(shop);
    await shopper.add('FACE-020', 2);
    await setShopStock(shop, 'TRAY-01', 0);
    const asked = ['CASE-01', 'FACE-020', 'PRO-100', 'TRAY-01', 'NOPE-1', '<script>'];
    const { status, text } = await shopper.get(`/cart/saved?skus=${asked.map(encodeURIComponent).join(',')}`);
    expect(status).toBe(200);
    const ready = wordsOf(sectionOf(text, 'ready'));
    expect(ready).toContain('Storage case £9.50 In stock');
    expect(ready).not.toContain('Cleaning tray');
    expect(wordsOf(sectionOf(text, 'there'))).toContain('Face roller, 0.2 mm');
    const gone = wordsOf(sectionOf(text, 'gone'));
    expect(gone).toMatch(/Professional roller 1\.0 mm.*For professionals: on show/);
    expect(gone).toContain('Cleaning tray : Sold out for now.');
    const unknown = sectionOf(text, 'unknown');
    expect(wordsOf(unknown)).toContain('“NOPE-1”: We have no item with this number.');
    expect(unknown).toContain('“&lt;script&gt;”: this is not an article number.');
    const [hidden] = elements(sectionOf(text, 'ready'), 'input');
    expect(hidden).toMatchObject({ name: 'skus', value: 'CASE-01,FACE-020,PRO-100,TRAY-01,NOPE-1' });

    const put = await shopper.post('/cart/saved', { skus: hidden?.value ?? '' });
    expect([put.status, put.location]).toEqual([303, '/cart']);
    expect(itemsOf(shopper)).toEqual({ 'FACE-020': 2, 'CASE-01': 1 });
    const basket = wordsOf((await shopper.get('/cart')).text);
    expect(basket).toContain('In your basket already: Face roller, 0.2 mm. The quantity was not changed.');
    expect(basket).toContain('Not put back: Cleaning tray: Sold out for now.');
    expect(basket).toContain('Not put back: “NOPE-1”: We have no item');
  });

  test.each([
    ['nothing of it can be bought', { skus: 'PRO-100,NOPE-1' }, 409],
    ['nothing is asked for', { skus: '' }, 422],
    ['there is no field', {}, 422],
    ['all of it is unreadable', { skus: '<b>,--' }, 422],
  ])('%s: a page with the reason, and the basket is as it was', async (_name, fields, status) => {
    const shopper = newHttpShopper(shop);
    await shopper.add('CASE-01', 2);
    const answer = await shopper.post('/cart/saved', fields);
    expect(answer.status).toBe(status);
    expect(wordsOf(answer.text)).toContain('Nothing was put in');
    expect(itemsOf(shopper)).toEqual({ 'CASE-01': 2 });
  });

  test('a link without numbers, and one with too many, say what is wrong', async () => {
    const shopper = newHttpShopper(shop);
    for (const address of ['/cart/saved', '/cart/saved?skus=', '/cart/saved?skus=,,'])
      expect(wordsOf((await shopper.get(address)).text)).toContain('This link names no article numbers.');
    const many = Array.from({ length: 31 }, (_, index) => `S-${index}`);
    const { status, text } = await shopper.get(`/cart/saved?skus=${many.join(',')}`);
    expect(status).toBe(200);
    expect(wordsOf(text)).toContain('Only the first 30 items were read');
    expect(text).toContain('“S-29”');
    expect(text).not.toContain('“S-30”');
    const json = await fetch(`${shop.url}/cart/saved`, { method: 'POST', body: '{}' });
    expect(json.status).toBe(400);
  });
});

describe('what goes with the basket', () => {
  const offered = (html: string) =>
    elements(sectionOf(html, 'offers'), 'input')
      .filter(({ name }) => name === 'sku')
      .map(({ value = '' }) => value);

  test('safe company of it, three at most, below the totals; added by a plain form', async () => {
    const shopper = newHttpShopper(shop);
    await shopper.add('FACE-025');
    const page = (await shopper.get('/cart')).text;
    const skus = offered(page);
    expect(skus.length).toBe(3);
    expect(page.indexOf('id="offers"')).toBeGreaterThan(page.indexOf('id="totals"'));
    expect(sectionOf(page, 'offers')).not.toContain('warning');
    const named = bundle.products.find(({ slug }) => slug === 'face-roller')?.goesWith ?? [];
    for (const sku of skus) {
      const product = bundle.products.find(({ variants }) => variants.some((each) => each.sku === sku));
      expect(named).toContain(product?.slug);
      expect(product?.needles).toBeNull();
      // What it is for.
      expect(wordsOf(sectionOf(page, 'offers'))).toContain(product?.intendedUse ?? '-');
    }
    const [first = ''] = skus;
    await shopper.add(first);
    expect(offered((await shopper.get('/cart')).text)).not.toContain(first);
  });

  test('nothing that is sold out, and nothing beside an empty basket', async () => {
    const shopper = newHttpShopper(shop);
    expect((await shopper.get('/cart')).text).not.toContain('id="offers"');
    await shopper.add('FACE-020');
    const [first = ''] = offered((await shopper.get('/cart')).text);
    const product = bundle.products.find(({ variants }) => variants.some(({ sku }) => sku === first));
    for (const { sku } of product?.variants ?? []) await setShopStock(shop, sku, 0);
    const left = offered((await shopper.get('/cart')).text);
    for (const { sku, openingStock } of product?.variants ?? []) await setShopStock(shop, sku, openingStock);
    expect(left).not.toContain(first);
    expect(left.length).toBeGreaterThan(0);
  });

  test('nothing with needles for any basket of one product', async () => {
    const withNeedles = new Set(
      bundle.products.flatMap(({ variants }) =>
        variants.filter(({ needleLengthMm }) => needleLengthMm !== null).map(({ sku }) => sku),
      ),
    );
    let seen = 0;
    for (const { variants } of bundle.products) {
      const shopper = newHttpShopper(shop);
      const [variant] = variants;
      const added = await shopper.post('/cart/items', { sku: variant?.sku ?? '', quantity: '1' });
      if (added.status !== 303) continue;
      for (const sku of offered((await shopper.get('/cart')).text)) {
        seen += 1;
        expect(withNeedles.has(sku)).toBe(false);
      }
    }
    expect(seen).toBeGreaterThan(20);
  });
});

test('the estimate of this moment stands by the totals and is called one', async () => {
  const market = bundle.markets.find(({ id }) => id === bundle.shop.market);
  const now = () => {
    const estimate = market && deliveryEstimate(market, bundle.shop.delivery.workingDays, new Date());
    return estimate && `Estimated: ${estimateWords(estimate)}`;
  };
  const shopper = newHttpShopper(shop);
  await shopper.add('CASE-01');
  const before = now();
  const words = wordsOf((await shopper.get('/cart')).text);
  // The hour may strike between.
  expect([before, now()].some((each) => each && words.includes(each))).toBe(true);
  expect(words).toContain('an estimate, not a promise');
});

describe('the self-check, as the basket tells of it', () => {
  test('names each question and why it is asked, and asks nothing itself', async () => {
    const shopper = newHttpShopper(shop);
    await shopper.add('FACE-025');
    const { text } = await shopper.get('/cart');
    const words = wordsOf(text);
    const { questions } = builtRuleset();
    expect(questions.length).toBeGreaterThan(5);
    for (const { name, why } of questions) {
      expect(words).toContain(name);
      expect(words).toContain(why);
    }
    const names = new Set(elements(text, 'input').map(({ name = '' }) => name));
    expect([...names].sort()).toEqual(['', 'delivery', 'quantity', 'sku']);
  });

  test('without needles there is none, and nothing is said of its questions', async () => {
    const shopper = newHttpShopper(shop);
    await shopper.add('CASE-01');
    const words = wordsOf((await shopper.get('/cart')).text);
    expect(words).toContain('Nothing here has needles, so there is no self-check.');
    expect(words).not.toContain('What it will ask');
  });
});

describe('for the drawer', () => {
  test('what was added, the totals, its warnings, the check and the ways on', async () => {
    const shopper = newHttpShopper(shop);
    const { status, html, words } = await addForDrawer(shopper, { sku: 'FACE-025', quantity: '2' });
    expect(status).toBe(200);
    expect(itemsOf(shopper)).toEqual({ 'FACE-025': 2 });
    expect(html).toContain('data-drawer-title="Added to your basket"');
    expect(words).toContain('2 × Face roller, 0.25 mm');
    expect(words).toContain('2 items, with £3.95 delivery £39.95');
    const warnings = bundle.products.find(({ slug }) => slug === 'face-roller')?.warnings ?? [];
    expect(warnings.length).toBeGreaterThan(2);
    for (const warning of warnings) expect(words).toContain(warning);
    expect(words).toContain('Before you pay, the self-check asks');
    expect(elements(html, 'a').map(({ href }) => href)).toEqual(['/cart']);
    // The basket page does not say again what the drawer has said.
    expect((await shopper.get('/cart')).text).not.toContain('Added to your basket');
    expect((await addForDrawer(shopper, { sku: 'CASE-01', quantity: '1' })).words).toContain(
      'This has no needles, but something else in your basket has.',
    );
  });

  test.each([
    [{ sku: 'FACE-025', quantity: '6' }, 422, 'One order can hold at most 5 of one item.'],
    [{ sku: 'FACE-025', quantity: 'two' }, 422, 'Enter a quantity'],
    [{ sku: 'NOPE-1', quantity: '1' }, 404, 'We do not know that item'],
    [{ sku: 'PRO-100', quantity: '1' }, 409, 'For professionals'],
  ])('%j is refused in words, and nothing is changed', async (fields, status, reason) => {
    const shopper = newHttpShopper(shop);
    const answer = await addForDrawer(shopper, fields);
    expect(answer.status).toBe(status);
    expect(answer.html).toContain('data-drawer-title="Your basket was not changed"');
    expect(answer.words).toContain(reason);
    expect(itemsOf(shopper)).toEqual({});
  });

  test('its script is small, and only where something can be added', async () => {
    const sold = await weighPage(`${shop.url}/rollers/face-roller?sku=FACE-025`);
    expect(sold.script.wire).toBeGreaterThan(0);
    expect(sold.script.wire).toBeLessThan(2_500);
    for (const address of ['/rollers/professional-roller-1-0', '/cart', '/cart/saved?skus=FACE-025'])
      expect((await weighPage(shop.url + address)).script.wire).toBe(0);
  });
});
