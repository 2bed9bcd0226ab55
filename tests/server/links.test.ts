import { XMLParser } from 'fast-xml-parser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { linked, meta } from '../support/html.ts';
import { type ShopProcess, startShop } from '../support/shop-process.ts';
import { type Crawl, crawl, type Fetched, faultsOf, listable } from '../support/site-crawl.ts';

let shop: ShopProcess;
let site: Crawl;
let sitemap: string[];
beforeAll(async () => {
  shop = await startShop();
  site = await crawl(shop.url);
  const xml = await (await fetch(`${shop.url}/sitemap.xml`)).text();
  sitemap = new XMLParser({ isArray: (name) => name === 'url' })
    .parse(xml)
    .urlset.url.map(({ loc }: { loc: string }) => loc);
});
afterAll(() => shop.remove());

test('from the first page on, every link, file and picture is there, and every part of a page that a link names', () => {
  expect(site.pages.size).toBeGreaterThan(80);
  expect(faultsOf(site)).toEqual([]);
});

test('every page of the sitemap is reached by links alone: no article stands aside', () => {
  const apart = sitemap.filter((url) => !site.pages.has(url));
  expect(sitemap.filter((url) => url.includes('/learn/')).length).toBeGreaterThan(2);
  expect(apart).toEqual([]);
});

test('the sitemap and the pages agree: what it lists wants to be listed under that address, and nothing else does', () => {
  expect([...sitemap].sort()).toEqual(listable(site).sort());
});

test('a page that may be listed has a title, a description and a picture of its own kind, with words for it', () => {
  const titles = new Map<string, string>();
  for (const url of listable(site)) {
    const { text } = site.pages.get(url) as Fetched;
    const title = /<title>([^<]+)<\/title>/.exec(text)?.[1] ?? '';
    const paged = new URL(url).searchParams.has('page');
    if (!paged)
      expect(titles.get(title), `${url} and ${titles.get(title)} are called “${title}”`).toBeUndefined();
    titles.set(title, url);
    expect(meta(text, 'description') ?? '', url).toMatch(/^.{20,}/);
    expect(meta(text, 'og:url'), url).toBe(url);
    const picture = meta(text, 'og:image') ?? '';
    expect(picture.startsWith(`${shop.url}/social/`), url).toBe(true);
    // Only the first page may stand for the whole shop.
    expect(picture.endsWith('/home.png'), url).toBe(new URL(url).pathname === '/');
    expect(site.pages.get(picture)).toMatchObject({ status: 200, type: 'image/png' });
    expect(meta(text, 'og:image:alt') ?? '', url).toMatch(/^.{5,}/);
    expect(linked(text, 'alternate', 'application/atom+xml'), url).toBe(`${shop.url}/feed.xml`);
  }
});

describe('a variant, a sort order and a filter', () => {
  test.each([
    ['/rollers/face-roller?sku=FACE-025', '/rollers/face-roller', false],
    ['/rollers/face-roller?sku=NOT-OURS', '/rollers/face-roller', false],
    ['/rollers?sort=price-asc', '/rollers', false],
    ['/rollers?length=0.25', '/rollers', true],
  ])('%s is a view of %s', async (address, canonical, noindex) => {
    const text = await (await fetch(shop.url + address)).text();
    expect(linked(text, 'canonical')).toBe(shop.url + canonical);
    expect(meta(text, 'robots')).toBe(noindex ? 'noindex' : undefined);
  });
});

test('the crawl sees a dead link, a missing part, an id used twice and a foreign file', () => {
  const page = (text: string, status = 200): Fetched => ({ status, type: 'text/html', text, noindex: false });
  const faults = faultsOf({
    origin: 'http://s',
    pages: new Map([
      [
        'http://s/',
        page(
          '<a href="/b#here">b</a><a class="x" href=\'/b#gone\'>b</a><a href="/dead">d</a><a href="/never">n</a>',
        ),
      ],
      [
        'http://s/b',
        page(
          '<i id="here"></i><i id="same"></i><b id="same"></b><button popovertarget="none"></button><img src="https://cdn.test/x.png"/>',
        ),
      ],
      ['http://s/dead', page('', 404)],
    ]),
  });
  expect(faults.sort()).toEqual([
    'http://s/: http://s/dead answers 404',
    'http://s/: http://s/never answers nothing',
    'http://s/: there is no http://s/b#gone',
    'http://s/b: img to https://cdn.test/x.png',
    'http://s/b: the id “same” stands twice',
    'http://s/b: there is no id “none”',
  ]);
});
