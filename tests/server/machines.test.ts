import path from 'node:path';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { visit } from 'unist-util-visit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readBundle } from '#content-pipeline/bundle-file.server.ts';
import type { ContentBundle } from '#content-pipeline/content.ts';
import { createContentStore } from '#content-pipeline/store.server.ts';
import { isIsoDate } from '#lib/dates.ts';
import { projectRoot } from '#lib/project-root.server.ts';
import { isListed } from '#lib/purchasable.ts';
import { GET as articleTwin } from '#pages/learn/[slug].md.ts';
import { GET as llms } from '#pages/llms.txt.ts';
import { GET as productTwin } from '#pages/rollers/[slug].md.ts';
import { GET as sitemapPage } from '#pages/sitemap.xml.ts';
import { elements, linked, wordsOf } from '../support/html.ts';
import { type ShopProcess, startShop } from '../support/shop-process.ts';

let shop: ShopProcess;
let bundle: ContentBundle;
beforeAll(async () => {
  shop = await startShop();
  bundle = await readBundle(path.join(projectRoot, 'dist/content.json'));
});
afterAll(() => shop.remove());

/** The products that lists show now. */
const listed = () =>
  bundle.products.filter((product) => isListed(product, { now: new Date(), zone: 'Europe/London' }));

const get = (address: string) => fetch(address.startsWith('http') ? address : shop.url + address);

/** An XML document that is well formed, with a list wherever the element may stand more than once. */
async function xmlOf(address: string, repeated: readonly string[]) {
  const answer = await get(address);
  expect(answer.status).toBe(200);
  const text = await answer.text();
  expect(XMLValidator.validate(text)).toBe(true);
  const parser = new XMLParser({ ignoreAttributes: false, isArray: (name) => repeated.includes(name) });
  return { headers: answer.headers, text, root: parser.parse(text) };
}

describe('the feed: Atom, RFC 4287', () => {
  interface Link {
    '@_href': string;
    '@_rel'?: string;
  }
  interface Text {
    '#text': string;
    '@_type': string;
  }
  interface Entry {
    id: string;
    title: Text;
    summary: Text;
    updated: string;
    link: Link[];
    author: { name: string }[];
  }
  // 3.3: a date and time of day with an offset or Z.
  const dateConstruct = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
  const whole = /^https?:\/\/[^/]/;

  test('says what the specification requires of a feed and of each entry', async () => {
    const { headers, root } = await xmlOf('/feed.xml', ['entry', 'link', 'author']);
    expect(headers.get('content-type')).toBe('application/atom+xml; charset=utf-8');
    const { feed } = root;
    expect(feed['@_xmlns']).toBe('http://www.w3.org/2005/Atom');
    // 4.1.1: exactly one id, title and updated; a link to itself; an author, unless every entry has one.
    expect(feed.id).toMatch(whole);
    expect(feed.title).toBe('Needlewise: articles');
    expect(feed.updated).toMatch(dateConstruct);
    expect(feed.author).toHaveLength(1);
    expect(feed.author[0].name).toBe('Needlewise');
    const self = feed.link.find((link: Link) => link['@_rel'] === 'self');
    expect(self['@_href']).toBe(`${shop.url}/feed.xml`);
    // 4.1.2: exactly one id, title and updated; without content, a link to the page that has it.
    const entries: Entry[] = feed.entry;
    expect(entries).toHaveLength(bundle.articles.length);
    for (const entry of entries) {
      expect(entry.id).toMatch(whole);
      expect(entry.updated).toMatch(dateConstruct);
      expect(Number.isNaN(Date.parse(entry.updated))).toBe(false);
      expect(entry.author[0]?.name).toBeTruthy();
      // Without `rel` a link is an alternate (4.2.7.2).
      const alternates = entry.link.filter((link) => (link['@_rel'] ?? 'alternate') === 'alternate');
      expect(alternates).toHaveLength(1);
      expect((await get(alternates[0]?.['@_href'] ?? '')).status).toBe(200);
      // 3.1.1.2: HTML by its escaped text.
      for (const { '#text': text, '@_type': type } of [entry.title, entry.summary]) {
        expect(type).toBe('html');
        expect(text).not.toMatch(/<|&(?!amp;|lt;|gt;)/);
        expect(text.length).toBeGreaterThan(5);
      }
    }
    expect(new Set(entries.map(({ id }) => id)).size).toBe(entries.length);
    const dates = entries.map(({ updated }) => updated);
    expect(dates).toEqual([...dates].sort().reverse());
    expect(feed.updated).toBe(dates[0]);
  });

  test('every entry is an article, by the day on which it was last changed', async () => {
    const { root } = await xmlOf('/feed.xml', ['entry', 'link', 'author']);
    const entries: Entry[] = root.feed.entry;
    const told = Object.fromEntries(entries.map(({ id, updated }) => [id, updated]));
    expect(told).toEqual(
      Object.fromEntries(
        bundle.articles.map(({ slug, updatedOn }) => [
          `${shop.url}/learn/${slug}`,
          `${updatedOn}T00:00:00.000Z`,
        ]),
      ),
    );
  });
});

describe('the sitemap: protocol 0.9 of sitemaps.org', () => {
  interface Entry {
    loc: string;
    lastmod?: string;
  }

  test('says what the protocol requires, and nothing twice', async () => {
    const { headers, root, text } = await xmlOf('/sitemap.xml', ['url']);
    expect(headers.get('content-type')).toBe('application/xml; charset=utf-8');
    expect(root.urlset['@_xmlns']).toBe('http://www.sitemaps.org/schemas/sitemap/0.9');
    const urls: Entry[] = root.urlset.url;
    expect(urls.length).toBeLessThanOrEqual(50_000);
    expect(text.length).toBeLessThan(50 * 1024 * 1024);
    for (const { loc, lastmod } of urls) {
      expect(new URL(loc).href).toBe(loc);
      expect(loc.startsWith(`${shop.url}/`)).toBe(true);
      expect(loc.length).toBeLessThan(2_048);
      if (lastmod !== undefined) expect(isIsoDate(lastmod)).toBe(true);
    }
    const addresses = urls.map(({ loc }) => loc);
    expect(new Set(addresses).size).toBe(addresses.length);
  });

  test('every page answers 200 under that very address, and dates are those of the content', async () => {
    const { root } = await xmlOf('/sitemap.xml', ['url']);
    const urls: Entry[] = root.urlset.url;
    for (const { loc } of urls) {
      const answer = await get(loc);
      expect(answer.status, loc).toBe(200);
      expect(linked(await answer.text(), 'canonical')).toBe(loc);
    }
    const lastmod = (address: string) => urls.find(({ loc }) => loc === shop.url + address)?.lastmod;
    for (const { slug, updatedOn } of bundle.articles) expect(lastmod(`/learn/${slug}`)).toBe(updatedOn);
    for (const { slug, updatedOn } of bundle.legal) expect(lastmod(`/legal/${slug}`)).toBe(updatedOn);
    for (const { slug, updatedOn } of listed())
      expect(lastmod(`/rollers/${slug}`)).toBe(updatedOn ?? undefined);
    expect(lastmod('/')).toBeUndefined();
  });

  test('it is one file, so there is no part of it', async () => {
    for (const address of ['/sitemap-1.xml', '/sitemap-0.xml', '/sitemap-x.xml'])
      expect((await get(address)).status, address).toBe(404);
  });
});

test('robots.txt: what belongs to one person is closed, everything in the sitemap is open', async () => {
  const answer = await get('/robots.txt');
  expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  const lines = (await answer.text()).split('\n');
  expect(lines[0]).toBe('User-agent: *');
  expect(lines).toContain(`Sitemap: ${shop.url}/sitemap.xml`);
  const closed = lines.flatMap((line) => /^Disallow: (\/\S*)$/.exec(line)?.[1] ?? []);
  const isClosed = (address: string) => closed.some((start) => address.startsWith(start));
  for (const address of [
    '/cart',
    '/self-check/consent',
    '/self-check/answers',
    '/self-check/outcome',
    '/checkout',
    '/checkout/return?session_id=x',
    '/orders/find',
    '/orders/x',
    '/api/stripe/webhook',
    '/admin',
    '/keystatic',
  ])
    expect(isClosed(address), address).toBe(true);
  const { root } = await xmlOf('/sitemap.xml', ['url']);
  for (const { loc } of root.urlset.url) expect(isClosed(new URL(loc).pathname), loc).toBe(false);
});

const markdown = unified().use(remarkParse).use(remarkGfm);

describe('llms.txt, by llmstxt.org', () => {
  test('a title, a summary, words without headings, then headed lists of links', async () => {
    const answer = await get('/llms.txt');
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    const text = await answer.text();
    const [title, summary, ...rest] = markdown.parse(text).children;
    expect(title).toMatchObject({ type: 'heading', depth: 1 });
    expect(summary?.type).toBe('blockquote');
    const sections = rest.slice(rest.findIndex(({ type }) => type === 'heading'));
    expect(sections.length).toBeGreaterThan(6);
    expect(sections.map(({ type }) => type)).toEqual(
      sections.map((_, place) => (place % 2 === 0 ? 'heading' : 'list')),
    );
    for (const section of sections) {
      if (section.type === 'heading') expect(section.depth).toBe(2);
      if (section.type !== 'list') continue;
      for (const item of section.children) {
        const [line] = item.children;
        expect(line?.type === 'paragraph' && line.children[0]?.type).toBe('link');
        expect(text).toMatch(/^- \[[^\]]+\]\([^)]+\): \S/m);
      }
    }
    expect(text).toContain('Nothing here is medical advice.');
    expect(text).toContain('have not been reviewed by a clinician');
    expect(text).toContain('are a draft');
  });

  test('every link is whole and there; articles and products are linked as Markdown, each of them', async () => {
    const links = linksIn(await (await get('/llms.txt')).text());
    for (const url of links) expect((await get(url)).status, url).toBe(200);
    for (const { slug } of bundle.articles) expect(links).toContain(`${shop.url}/learn/${slug}.md`);
    for (const { slug } of listed()) expect(links).toContain(`${shop.url}/rollers/${slug}.md`);
  });
});

describe('the Markdown twin of a page', () => {
  const twins = () => [
    ...bundle.articles.map(({ slug }) => `/learn/${slug}`),
    ...bundle.products.map(({ slug }) => `/rollers/${slug}`),
  ];

  test('is named by its page, names it as canonical, and asks not to be listed', async () => {
    for (const address of twins()) {
      const page = await (await get(address)).text();
      expect(linked(page, 'alternate', 'text/markdown')).toBe(`${shop.url}${address}.md`);
      const { status, headers } = await get(`${address}.md`);
      expect(status).toBe(200);
      expect(headers.get('content-type')).toBe('text/markdown; charset=utf-8');
      expect(headers.get('link')).toBe(`<${shop.url}${address}>; rel="canonical"`);
      expect(headers.get('x-robots-tag')).toBe('noindex');
      expect(headers.getSetCookie()).toEqual([]);
    }
  });

  test('holds no HTML and no component, and every link in it is whole and, where it is ours, there', async () => {
    const ours = new Set<string>();
    for (const address of twins()) {
      const text = await (await get(`${address}.md`)).text();
      const tree = markdown.parse(text);
      expect(tree.children[0]).toMatchObject({ type: 'heading', depth: 1 });
      expect(tree.children[1]?.type).toBe('blockquote');
      const levels: number[] = [];
      visit(tree, (node) => {
        expect(node.type, address).not.toBe('html');
        if (node.type === 'text')
          expect(node.value, address).not.toMatch(/<\/?[A-Za-z]|\{|\}|undefined|\[object/);
        if (node.type === 'heading') levels.push(node.depth);
      });
      expect(text, address).not.toMatch(/<\/?[A-Za-z]/);
      expect(
        levels.filter((level) => level === 1),
        address,
      ).toHaveLength(1);
      for (const url of linksIn(text)) {
        expect(url, address).toMatch(/^(https?:\/\/[^/]|mailto:)/);
        if (url.startsWith(shop.url)) ours.add(url.split('#')[0] ?? '');
      }
    }
    for (const url of ours) expect((await get(url)).status, url).toBe(200);
  });

  test('an article: every number of its words, its figures in words and its sources', async () => {
    for (const { slug, title, summary } of bundle.articles) {
      const html = await (await get(`/learn/${slug}`)).text();
      const text = await (await get(`/learn/${slug}.md`)).text();
      const from = html.indexOf('<div class="prose"');
      // A drawing may be labelled by more numbers than it is there for; its caption and its words come after it.
      const shown = html
        .slice(from, html.indexOf('</ol>', html.indexOf('id="sources"')))
        .replaceAll(/<figure\b[\s\S]*?<figcaption>/g, '');
      expect(missingNumbers(wordsOf(shown), text), slug).toEqual([]);
      expect(numbersIn(wordsOf(shown)).size, slug).toBeGreaterThan(3);
      expect(plain(text), slug).toContain(plain(title));
      expect(plain(text), slug).toContain(plain(summary));
      expect(text, slug).toContain('Not yet reviewed by a clinician.');
      expect(text, slug).toContain('Our interest:');
      // As many sources, in the same order, as the page lists.
      const listed = elements(shown.slice(shown.indexOf('id="sources"')), 'a').map(({ href = '' }) => href);
      const sources = linksIn(text.slice(text.indexOf('\n## Sources\n')));
      expect(sources.slice(0, listed.length), slug).toEqual(listed);
    }
  });

  test('a product: every number of its facts and words, each variant with its price, every warning, no stock', async () => {
    for (const product of bundle.products) {
      const html = await (await get(`/rollers/${product.slug}`)).text();
      const text = await (await get(`/rollers/${product.slug}.md`)).text();
      const parts = ['<dl class="facts', '<section class="warning"', '<div class="prose'].map((start) => {
        const from = html.indexOf(start);
        return from < 0 ? '' : html.slice(from, html.indexOf('</section>', from));
      });
      const facts = wordsOf(parts.join(' ')).replace(/Delivery.*$/, '');
      expect(missingNumbers(facts, text), product.slug).toEqual([]);
      for (const { sku, priceMinor } of product.variants) {
        const row = text.split('\n').find((line) => line.includes(sku)) ?? '';
        const sold = !/not for sale|no longer sell this|do not sell needles/.test(html);
        expect(row, sku).toContain(sold ? `£${(priceMinor / 100).toFixed(2)}` : 'not for sale');
      }
      for (const words of [
        ...product.warnings,
        ...product.notFor,
        product.intendedUse,
        product.care,
        product.sterility,
        product.shelfLife,
      ])
        expect(plain(text), product.slug).toContain(plain(words));
      expect(text, product.slug).not.toMatch(/in stock|sold out/i);
    }
  });

  test('there is none of what is not there', async () => {
    for (const address of [
      '/learn/nothing.md',
      '/rollers/nothing.md',
      '/learn/face-roller.md',
      '/glossary.md',
    ])
      expect((await get(address)).status, address).toBe(404);
  });
});

describe('a draft and a withdrawn product', () => {
  const [draft = '', withdrawn = ''] = ['face-roller', 'scalp-roller'];
  const call = async (page: typeof articleTwin, slug = ''): Promise<Response> => {
    const changed: ContentBundle = {
      ...bundle,
      products: bundle.products.map((product) => ({
        ...product,
        status: product.slug === draft ? 'draft' : product.slug === withdrawn ? 'withdrawn' : product.status,
      })),
    };
    const services = {
      content: createContentStore(changed),
      config: { siteUrl: shop.url },
      draftRules: true,
    };
    const context = { params: { slug }, locals: { services }, cache: { set: () => undefined } };
    return page(context as unknown as Parameters<typeof page>[0]) as Promise<Response>;
  };

  test('a draft is nowhere: no twin, not in the sitemap, not in llms.txt, in no article', async () => {
    expect((await call(productTwin, draft)).status).toBe(404);
    const lists = [await call(sitemapPage), await call(llms)];
    const articles = bundle.articles.map(({ slug }) => call(articleTwin, slug));
    for (const answer of [...lists, ...(await Promise.all(articles))]) {
      expect(answer.status).toBe(200);
      expect(await answer.text()).not.toMatch(new RegExp(`/rollers/${draft}(?![\\w-])`));
    }
  });

  test('a withdrawn product says so, and is listed nowhere', async () => {
    const answer = await call(productTwin, withdrawn);
    expect(answer.status).toBe(200);
    const text = await answer.text();
    expect(text).toContain('We no longer sell this.');
    expect(text).not.toContain('£');
    for (const page of [sitemapPage, llms])
      expect(await (await call(page)).text()).not.toMatch(new RegExp(`/rollers/${withdrawn}(?![\\w-])`));
  });
});

function linksIn(text: string): string[] {
  const urls: string[] = [];
  visit(markdown.parse(text), 'link', ({ url }) => {
    urls.push(url);
  });
  return urls;
}

function numbersIn(text: string): Set<string> {
  return new Set(text.match(/\d+(?:[.,]\d+)*/g));
}

/** The numbers of a page that its twin lacks. */
function missingNumbers(shown: string, twin: string): string[] {
  const there = numbersIn(twin);
  return [...numbersIn(shown)].filter((number) => !there.has(number));
}

/** Letters and digits alone: Markdown escapes signs and breaks lines. */
function plain(text: string): string {
  return text.replaceAll(/&#?\w+;|[^\p{L}\p{N}]/gu, '');
}
