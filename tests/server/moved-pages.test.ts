import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readCompiled, writeBundle } from '#content-pipeline/bundle-file.server.ts';
import { projectRoot } from '#lib/project-root.server.ts';
import { elements, wordsOf } from '../support/html.ts';
import { type ShopProcess, startShop } from '../support/shop-process.ts';

let root: string;
let shop: ShopProcess;

/** The built shop with other content: pages that moved, one that is gone, products that are to come and that were. */
beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'needlewise-moved-'));
  cpSync(path.join(projectRoot, 'dist'), path.join(root, 'dist'), { recursive: true });
  for (const name of ['node_modules', 'src', 'package.json'])
    symlinkSync(path.join(projectRoot, name), path.join(root, name));
  const file = path.join(root, 'dist/content.json');
  const { bundle, sources } = await readCompiled(file);
  const [article] = bundle.articles;
  const changed = {
    ...bundle,
    products: bundle.products.map((product) => ({
      ...product,
      ...(product.slug === 'scalp-roller' && { publishAt: '2126-01-01T00:00' }),
      ...(product.slug === 'storage-case' && { unpublishAt: '2026-01-01T00:00' }),
    })),
    redirects: [
      { from: '/rollers/round-roller', to: '/rollers/face-roller' },
      { from: '/learn/first-words', to: `/learn/${article?.slug}` },
    ],
    gone: [
      {
        path: '/rollers/first-roller',
        alternatives: ['face-roller', 'scalp-roller', 'storage-case'],
        words: 'Its maker stopped making it.',
      },
    ],
  };
  await writeBundle(file, { bundle: changed, sources });
  shop = await startShop({ root });
});
afterAll(async () => {
  await shop.remove();
  rmSync(root, { recursive: true, force: true, maxRetries: 5 });
});

const get = (address: string, init: RequestInit = {}) =>
  fetch(`${shop.url}${address}`, { redirect: 'manual', ...init });

describe('a page that has moved', () => {
  test.each([
    ['/rollers/round-roller', '/rollers/face-roller'],
    [
      '/rollers/round-roller?sku=FACE-025&from=a%20friend',
      '/rollers/face-roller?sku=FACE-025&from=a%20friend',
    ],
    ['/rollers/round-roller.md', '/rollers/face-roller.md'],
  ])('%s is at %s now, for good', async (old, now) => {
    for (const method of ['GET', 'HEAD']) {
      const answer = await get(old, { method });
      expect(answer.status).toBe(301);
      expect(answer.headers.get('location')).toBe(now);
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    }
    expect((await get(now)).status).toBe(200);
  });

  test('only what is read is sent on', async () => {
    const headers = { Origin: shop.url, 'Content-Type': 'application/x-www-form-urlencoded' };
    const answer = await get('/rollers/round-roller', { method: 'POST', body: 'a=b', headers });
    expect(answer.headers.get('location')).toBeNull();
  });
});

describe('a page that is gone', () => {
  test('says so, and names what is on sale now instead', async () => {
    const answer = await get('/rollers/first-roller?sku=X');
    expect(answer.status).toBe(410);
    const html = await answer.text();
    expect(html).toContain('<meta name="robots" content="noindex">');
    const main = html.slice(html.indexOf('<main'), html.indexOf('</main>'));
    expect(wordsOf(main)).toContain('Its maker stopped making it.');
    const links = elements(main, 'a').map(({ href }) => href);
    expect(links).toContain('/rollers/face-roller');
    expect(links).not.toContain('/rollers/scalp-roller');
    expect(links).not.toContain('/rollers/storage-case');
    for (const href of links) expect((await get(href ?? '')).status, href).toBe(200);
  });

  test('so does its Markdown', async () => {
    const answer = await get('/rollers/first-roller.md');
    expect(answer.status).toBe(410);
    const text = await answer.text();
    expect(text).toContain('Its maker stopped making it.');
    expect(text.match(/\/rollers\/\S+/g)).toEqual(['/rollers/face-roller.md']);
  });

  test('the page in its place has no address of its own', async () => {
    for (const address of ['/gone', '/gone.md']) expect((await get(address)).status, address).toBe(404);
  });
});

describe('a product with times', () => {
  test('to come: it is nowhere, as a draft', async () => {
    for (const address of ['/rollers/scalp-roller', '/rollers/scalp-roller.md', '/social/scalp-roller.png'])
      expect((await get(address)).status, address).toBe(404);
    for (const address of ['/sitemap.xml', '/llms.txt', '/rollers?area=scalp', '/search?q=scalp+roller'])
      expect(await (await get(address)).text(), address).not.toContain('/rollers/scalp-roller');
  });

  test('over: it keeps its page, cannot be bought, and is listed nowhere', async () => {
    const answer = await get('/rollers/storage-case');
    expect(answer.status).toBe(200);
    expect(wordsOf(await answer.text())).toContain('We no longer sell this.');
    for (const address of ['/sitemap.xml', '/llms.txt', '/rollers?kind=storage-case'])
      expect(await (await get(address)).text(), address).not.toContain('/rollers/storage-case<');
    const headers = { Origin: shop.url, 'Content-Type': 'application/x-www-form-urlencoded' };
    const added = await get('/cart/items', { method: 'POST', body: 'sku=CASE-01&quantity=1', headers });
    expect(added.status).toBe(409);
  });
});
