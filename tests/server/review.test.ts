import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  previewCookie,
  previewSeconds,
  readPreview,
  signReview,
} from '#features/self-check/review-preview.server.ts';
import { createSealer } from '#lib/sealing.server.ts';
import { builtRuleset, newHttpShopper } from '../support/http-shopper.ts';
import { type ShopProcess, startShop } from '../support/shop-process.ts';

const secret = 'the secret of this test, 32 characters and more';
const sealer = createSealer(secret);
const pages = ['', '/sheet', '/graph', '/table', '/changes'];

let shop: ShopProcess;
beforeAll(async () => {
  shop = await startShop({ env: { APP_SECRET: secret } });
});
afterAll(() => shop.remove());

/** The path of a review that the command would have printed some time ago. */
async function reviewPath({ secondsAgo = 0, version = builtRuleset().version } = {}): Promise<string> {
  const now = new Date(Date.now() - secondsAgo * 1000);
  return `/self-check/review/${await signReview(sealer, { version, date: '2027-01-31', market: 'uk' }, now)}`;
}

describe('the pages of a review', () => {
  test.each(pages)('%s is there for whoever has the address, and for no machine', async (page) => {
    const { status, headers, text } = await newHttpShopper(shop).get(`${await reviewPath()}${page}`);
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-robots-tag')).toBe('noindex');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(text).toContain(builtRuleset().version);
    expect(text.match(/<h1[ >]/g)).toHaveLength(1);
    // They need no script and no style outside the shop's own files.
    expect(text).not.toMatch(/<script|<style| style="/);
  });

  test('hold what the documents hold', async () => {
    const shopper = newHttpShopper(shop);
    const path = await reviewPath();
    const ruleset = builtRuleset();
    const sheet = (await shopper.get(`${path}/sheet`)).text;
    expect(sheet).toContain(ruleset.hash);
    expect(sheet).toContain('Second approver, not the author');
    const graph = (await shopper.get(`${path}/graph`)).text;
    for (const { id } of ruleset.rules) expect(graph).toContain(`>${id}<`);
    expect((await shopper.get(`${path}/table`)).text).toContain('31 January 2027');
  });

  test.each([
    ['too old', () => reviewPath({ secondsAgo: previewSeconds + 60 })],
    ['of a version that is not there', () => reviewPath({ version: '1999.1.0' })],
    ['tampered with', async () => `${(await reviewPath()).slice(0, -4)}AAAA`],
    ['made up', async () => '/self-check/review/nonsense'],
  ])('an address that is %s is told from a good one, and nothing else is', async (_what, make) => {
    const shopper = newHttpShopper(shop);
    const path = await make();
    for (const page of pages) {
      const { status, text, headers } = await shopper.get(`${path}${page}`);
      expect(status).toBe(404);
      expect(text).toContain('This review address is not good any more');
      expect(headers.get('cache-control')).toBe('no-store');
    }
    const walk = await shopper.post(`${path}/walk`, { date: '2027-01-31', market: 'uk' });
    expect(walk.status).toBe(404);
    expect(shopper.cookies.has(previewCookie)).toBe(false);
  });
});

describe('a walk through the check', () => {
  test('runs on the date and market chosen, says so on every page, and never earns a clearance', async () => {
    const shopper = newHttpShopper(shop);
    await shopper.add('FACE-025');
    const walk = await shopper.post(`${await reviewPath()}/walk`, { date: '2027-03-01', market: 'uk' });
    expect([walk.status, walk.location]).toEqual([303, '/self-check']);
    const cookie = shopper.cookies.get(previewCookie);
    expect(await readPreview(sealer, cookie, new Date())).toEqual({
      version: builtRuleset().version,
      date: '2027-03-01',
      market: 'uk',
    });

    expect((await shopper.get('/self-check')).text).toContain('1 March 2027');
    const [first] = builtRuleset().questions;
    expect((await shopper.get(`/self-check/${first?.id}`)).text).toContain('1 March 2027');
    const outcome = await shopper.passSelfCheck();
    expect(outcome.status).toBe(200);
    expect(outcome.text).toContain('1 March 2027');
    expect(shopper.cookies.has('clearance')).toBe(false);

    const checkout = await shopper.post('/checkout');
    expect(checkout.location).toMatch(/^\/self-check\?reason=missing/);
  });

  test('leaves alone what the browser had, and ends when asked to', async () => {
    const shopper = newHttpShopper(shop);
    await shopper.add('FACE-025');
    await shopper.passSelfCheck();
    const clearance = shopper.cookies.get('clearance');
    expect(clearance).toBeDefined();
    await shopper.post(`${await reviewPath()}/walk`, { date: '2027-03-01', market: 'uk' });
    await shopper.passSelfCheck();
    expect(shopper.cookies.get('clearance')).toBe(clearance);
    await shopper.post('/self-check/clear', { over: 'preview' });
    expect(shopper.cookies.has(previewCookie)).toBe(false);
    expect((await shopper.get('/self-check')).text).not.toContain('1 March 2027');
  });

  test('in a market where nothing is sold, the check is closed', async () => {
    const shopper = newHttpShopper(shop);
    await shopper.post(`${await reviewPath()}/walk`, { date: '2027-03-01', market: 'us' });
    const { text } = await shopper.get('/self-check');
    expect(text).toContain('We do not sell rollers in this country.');
  });

  test('a date that is none is said to be one, and starts nothing', async () => {
    const shopper = newHttpShopper(shop);
    const path = await reviewPath();
    const walk = await shopper.post(`${path}/walk`, { date: '2027-02-30', market: 'uk' });
    expect([walk.status, walk.location]).toEqual([303, `${path}?date=wrong`]);
    expect(shopper.cookies.has(previewCookie)).toBe(false);
    const { text } = await shopper.get(walk.location ?? '');
    expect(text).toContain('<title>Error: ');
    expect(text).toContain('for example 2027-01-31');
  });
});
