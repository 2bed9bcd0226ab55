import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isIsoDate } from '#lib/dates.ts';
import { dataBlocks, elements, idsOf, meta, wordsOf } from '../support/html.ts';
import { pageTypes } from '../support/page-types.ts';
import { type Served, schemaFaults } from '../support/schema-check.ts';
import { type ShopProcess, startShop } from '../support/shop-process.ts';

type Data = Record<string, unknown>;

let shop: ShopProcess;
/** By path: every page type, every article, every product. */
const pages = new Map<string, { html: string; blocks: Data[] }>();
beforeAll(async () => {
  shop = await startShop();
  const list = async (address: string) =>
    elements(await (await fetch(shop.url + address)).text(), 'a')
      .map(({ href = '' }) => href)
      .filter((href) => href.startsWith(`${address.split('?')[0]}/`));
  const addresses = new Set([
    ...Object.values(pageTypes),
    '/search?q=keloid',
    ...(await list('/learn')),
    ...(await list('/rollers')),
    ...(await list('/rollers?page=2')),
  ]);
  for (const address of addresses) {
    const html = await (await fetch(shop.url + address)).text();
    pages.set(address, { html, blocks: dataBlocks(html) });
  }
});
afterAll(() => shop.remove());

const served = (): Served[] =>
  [...pages].flatMap(([where, { blocks }]) => blocks.map((data) => ({ where, data })));
const ofType = (type: string) => served().filter(({ data }) => data['@type'] === type);
const typesOn = (address: string) => pages.get(address)?.blocks.map((data) => data['@type']) ?? [];
const htmlOf = (address: string) => pages.get(address)?.html ?? '';

describe('every statement', () => {
  test('nothing claims a medical page, a review or a rating', () => {
    const names = new Set(served().flatMap(({ data }) => namesIn(data)));
    for (const known of ['headline', 'Offer']) expect(names).toContain(known);
    for (const name of names) expect(name).not.toMatch(/medical|review|rating/i);
  });

  test('every address is whole, and every one of ours is there', async () => {
    const ours = new Set<string>();
    for (const { where, data } of served()) {
      for (const [key, value] of leaves(data)) {
        if (!/^(@id|url|item|image|logo|urlTemplate|publishingPrinciples)$/.test(key)) continue;
        expect(value, `${where} ${key}`).toMatch(/^https?:\/\/[^/]/);
        if (value.startsWith(shop.url) && key !== 'urlTemplate') ours.add(value.split('#')[0] ?? '');
        // The picture that the page names for being shared, which the crawl of the links has fetched.
        if (key === 'image') expect(value, where).toBe(meta(htmlOf(where), 'og:image'));
      }
    }
    expect(ours.size).toBeGreaterThan(30);
    for (const url of ours) {
      if (url.endsWith('.png')) continue;
      expect((await fetch(url)).status, url).toBe(200);
    }
  });
});

test('each kind of page says what it is', () => {
  expect(typesOn('/')).toEqual(['Organization', 'WebSite']);
  expect(typesOn('/rollers').sort()).toEqual(['BreadcrumbList', 'ItemList']);
  expect(typesOn('/glossary').sort()).toEqual(['BreadcrumbList', 'DefinedTermSet']);
  expect(typesOn('/rollers/storage-case').sort()).toEqual(['BreadcrumbList', 'Product']);
  for (const private_ of ['/cart', '/orders/find', '/self-check/consent', '/nothing-here'])
    expect(typesOn(private_), private_).toEqual([]);
});

test('the first page names the shop and how to search it', async () => {
  const [organization, site] = pages.get('/')?.blocks ?? [];
  expect(organization).toMatchObject({
    name: 'Needlewise',
    url: `${shop.url}/`,
    logo: `${shop.url}/icon-512.png`,
  });
  expect(site).toMatchObject({ potentialAction: { 'query-input': 'required name=search_term_string' } });
  const action = site?.potentialAction as { target: { urlTemplate: string } } | undefined;
  const found = await fetch(String(action?.target.urlTemplate).replace('{search_term_string}', 'keloid'));
  expect(found.status).toBe(200);
  expect(await found.text()).toContain('keloid');
});

test('every article: what Google asks of Article, and the same as its page shows', () => {
  const articles = [...pages.keys()].filter((path) => path.startsWith('/learn/'));
  expect(
    ofType('Article')
      .map(({ where }) => where)
      .sort(),
  ).toEqual(articles.sort());
  for (const { where, data } of ofType('Article')) {
    const html = htmlOf(where);
    expect(html, where).toContain(`<time datetime="${data.dateModified}"`);
    expect(isIsoDate(String(data.dateModified)), where).toBe(true);
    expect(wordsOf(/<h1[^>]*>([\s\S]*?)<\/h1>/.exec(html)?.[1] ?? ''), where).toBe(data.headline);
    expect(data, where).toMatchObject({
      description: expect.stringMatching(/^.{20,}/),
      image: expect.stringMatching(/\.png$/),
      author: { name: expect.stringMatching(/./), '@type': expect.stringMatching(/^(Organization|Person)$/) },
      publisher: { '@type': 'Organization', name: 'Needlewise', logo: expect.stringMatching(/\.png$/) },
      isAccessibleForFree: true,
      mainEntityOfPage: { '@id': shop.url + where },
    });
    // One for each source that the page lists, in its order.
    const listed = elements(/<h2 id="sources">[\s\S]*?<\/ol>/.exec(html)?.[0] ?? '', 'a').map(
      ({ href }) => href,
    );
    expect(data.citation, where).toEqual(listed);
    expect(listed.length, where).toBeGreaterThan(0);
  }
});

test('questions: two or more, each with the answer that the page shows', () => {
  const asked = ofType('FAQPage');
  expect(asked.length).toBeGreaterThan(0);
  for (const { where, data } of asked) {
    const questions = data.mainEntity as { name: string; acceptedAnswer: { text: string } }[];
    expect(questions.length, where).toBeGreaterThan(1);
    const shown = plain(wordsOf(htmlOf(where)));
    for (const { name, acceptedAnswer } of questions) {
      expect(shown, where).toContain(plain(name));
      expect(acceptedAnswer.text.length, name).toBeGreaterThan(20);
      // Marks of sources and definitions may stand in an answer on the page, so its beginning is compared.
      const [beginning = ''] = acceptedAnswer.text.split(/[.,:;]/);
      expect(shown, where).toContain(plain(beginning).slice(0, 24));
      expect(acceptedAnswer.text, name).not.toMatch(/<|\{|\[\d/);
    }
  }
});

test('breadcrumbs: what Google asks, and the same as the page shows', () => {
  const withCrumbs = [...pages].filter(([, { html }]) => html.includes('aria-label="Breadcrumb"'));
  expect(
    ofType('BreadcrumbList')
      .map(({ where }) => where)
      .sort(),
  ).toEqual(withCrumbs.map(([path]) => path).sort());
  for (const { where, data } of ofType('BreadcrumbList')) {
    const items = data.itemListElement as { position: number; name: string; item?: string }[];
    expect(items.length, where).toBeGreaterThan(1);
    expect(
      items.map(({ position }) => position),
      where,
    ).toEqual(items.map((_, index) => index + 1));
    for (const { item } of items.slice(0, -1)) expect(item, where).toBeTruthy();
    const nav = /<nav[^>]*aria-label="Breadcrumb"[\s\S]*?<\/nav>/.exec(htmlOf(where))?.[0] ?? '';
    expect(wordsOf(nav), where).toBe(items.map(({ name }) => name).join(' '));
  }
});

test('products: what Google asks where one is sold, no offer where none is', () => {
  const sold = ofType('Product').filter(({ data }) => data.offers);
  expect(sold.length).toBeGreaterThan(5);
  for (const { where, data } of ofType('Product')) {
    expect(data, where).toMatchObject({
      name: expect.stringMatching(/./),
      image: expect.stringMatching(/\.png$/),
    });
    const all = [data, ...(((data.isVariantOf as Data)?.hasVariant as Data[]) ?? [])];
    for (const { offers, name } of all as { offers?: Data; name: string }[]) {
      if (!offers) continue;
      expect(offers, name).toMatchObject({
        price: expect.stringMatching(/^\d+\.\d\d$/),
        priceCurrency: 'GBP',
        availability: expect.stringMatching(/^https:\/\/schema\.org\/(InStock|OutOfStock)$/),
      });
    }
    const priced = data.offers as { price: string } | undefined;
    if (priced) expect(wordsOf(htmlOf(where)), where).toContain(`£${priced.price}`);
  }
  expect(
    pages.get('/rollers/professional-roller-1-0')?.blocks.find((each) => each['@type'] === 'Product'),
  ).not.toHaveProperty('offers');
});

test('the glossary: every word, by the place that it has on the page', () => {
  const [glossary] = ofType('DefinedTermSet');
  const terms = glossary?.data.hasDefinedTerm as { name: string; description: string; url: string }[];
  const ids = idsOf(htmlOf('/glossary'));
  const shown = plain(wordsOf(htmlOf('/glossary')));
  expect(terms.length).toBeGreaterThan(15);
  for (const { name, description, url } of terms) {
    expect(ids).toContain(new URL(url).hash.slice(1));
    expect(shown).toContain(plain(name));
    expect(shown).toContain(plain(description));
  }
});

test('the list: every product on the page, in its order', () => {
  const [list] = ofType('ItemList');
  const items = list?.data.itemListElement as { url: string }[];
  const cards = elements(htmlOf('/rollers'), 'a')
    .map(({ href = '' }) => href)
    .filter((href) => href.startsWith('/rollers/'));
  expect(items.map(({ url }) => new URL(url).pathname)).toEqual([...new Set(cards)]);
});

// Last: the compiler holds this process for seconds, in which the shop closes connections that lie idle.
describe('the words of schema.org', () => {
  test('every statement keeps to them, by name and by kind', () => {
    expect(served().length).toBeGreaterThan(30);
    expect(served().every(({ data }) => data['@context'] === 'https://schema.org')).toBe(true);
    expect(schemaFaults(served())).toEqual([]);
  });

  test('a planted mistake is found, on the first level and below', () => {
    const article = ofType('Article')[0]?.data ?? {};
    const site = ofType('WebSite')[0]?.data ?? {};
    const plant = (where: string, data: Data) => ({ where, data });
    const faults = schemaFaults([
      plant('no fault', article),
      plant('misspelt', { ...article, headlin: 'x' }),
      plant('misspelt below', { ...article, publisher: { '@type': 'Organization', nmae: 'x' } }),
      plant('of another type', { ...article, reviewedBy: { '@type': 'Person', name: 'x' } }),
      plant('number for a text', { ...article, headline: 5 }),
      plant('no such type', { ...article, '@type': 'Artikel' }),
      plant('misspelt action', { ...site, potentialAction: { '@type': 'SearchAction', qery: 'x' } }),
    ]);
    for (const where of [
      'misspelt',
      'misspelt below',
      'of another type',
      'number for a text',
      'no such type',
      'misspelt action',
    ])
      expect(
        faults.some((fault) => fault.startsWith(`${where}: `)),
        where,
      ).toBe(true);
    expect(faults.filter((fault) => fault.startsWith('no fault') || fault.startsWith('the check'))).toEqual(
      [],
    );
  });
});

/** Every text in a statement with the name it stands under. */
function leaves(value: unknown, key = ''): [string, string][] {
  if (typeof value === 'string') return [[key, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) => leaves(each, Array.isArray(value) ? key : name));
}

/** Every name of a property and of a type in a statement. */
function namesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const type = '@type' in value && typeof value['@type'] === 'string' ? [value['@type']] : [];
  const own = Array.isArray(value) ? [] : Object.keys(value);
  return [...type, ...own, ...Object.values(value).flatMap(namesIn)];
}

/** Letters alone: where tags stood, spaces differ. */
function plain(text: string): string {
  return text.replaceAll(/\s+/g, '');
}
