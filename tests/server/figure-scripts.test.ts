import { brotliCompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ShopProcess, startShop } from '../support/shop-process.ts';

/** What a browser fetches for one figure that a script enhances, in compressed bytes. */
const mostBytes = 6000;

let shop: ShopProcess;
beforeAll(async () => {
  shop = await startShop({ env: { GALLERY: '1' } });
});
afterAll(() => shop.remove());

async function textOf(address: string): Promise<string> {
  const answer = await fetch(new URL(address, shop.url));
  expect(answer.status, address).toBe(200);
  return answer.text();
}

/** The scripts that the browser would run, data blocks apart. */
function scriptsIn(html: string): { source: string | undefined; code: string }[] {
  return [...html.matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script>/g)]
    .filter(([, attributes = '']) => !/type="application\/ld\+json"/.test(attributes))
    .map(([, attributes = '', code = '']) => ({ source: /\bsrc="([^"]+)"/.exec(attributes)?.[1], code }));
}

/** A script with everything it imports, by address. */
async function loadedWith(source: string, loaded = new Map<string, string>()): Promise<Map<string, string>> {
  if (loaded.has(source)) return loaded;
  const code = await textOf(source);
  loaded.set(source, code);
  for (const [, imported = ''] of code.matchAll(/(?:\bfrom|\bimport)\s*\(?["']([^"']+)["']/g))
    await loadedWith(new URL(imported, new URL(source, shop.url)).pathname, loaded);
  return loaded;
}

const kindsIn = (html: string) =>
  new Set([...html.matchAll(/ data-figure="([\w-]+)"/g)].map(([, kind]) => kind));

test.each(['depth-explorer', 'healing-timeline', 'session-planner'])(
  'the script of %s is one file of ours, and light with all it brings',
  async (kind) => {
    const scripts = scriptsIn(await textOf(`/gallery/Figure/with-script-${kind}`));
    expect(scripts).toHaveLength(1);
    const [{ source = '', code } = { code: 'none' }] = scripts;
    expect(code).toBe('');
    expect(source).toMatch(/^\/_astro\/[\w.-]+\.js$/);
    const files = await loadedWith(source);
    const bytes = [...files.values()].reduce((sum, file) => sum + brotliCompressSync(file).length, 0);
    expect(bytes).toBeGreaterThan(500);
    expect(bytes).toBeLessThanOrEqual(mostBytes);
  },
);

test('an article has the scripts of the figures it shows, and one without such a figure none at all', async () => {
  const list = await textOf('/learn');
  const articles = [
    ...new Set([...list.matchAll(/href="(\/learn\/[\w-]+)"/g)].map(([, address = '']) => address)),
  ];
  expect(articles.length).toBeGreaterThan(10);
  const counts = await Promise.all(
    articles.map(async (address) => {
      const html = await textOf(address);
      return { address, scripts: scriptsIn(html).length, figures: kindsIn(html).size };
    }),
  );
  for (const { address, scripts, figures } of counts) expect(scripts, address).toBe(figures);
  expect(counts.some(({ scripts }) => scripts === 0)).toBe(true);
  expect(counts.some(({ scripts }) => scripts > 0)).toBe(true);
});
