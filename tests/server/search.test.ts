import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pageTypes } from '../support/page-types.ts';
import { weighPage } from '../support/page-weight.ts';
import { type ShopProcess, setShopStock, startShop } from '../support/shop-process.ts';

let shop: ShopProcess;
beforeAll(async () => {
  shop = await startShop();
});
afterAll(() => shop.remove());

const addressOf = (q: string, more: Record<string, string> = {}) =>
  `${shop.url}/search?${new URLSearchParams({ q, ...more })}`;
async function find(q: string, more: Record<string, string> = {}): Promise<string> {
  const answer = await fetch(addressOf(q, more));
  expect(answer.status).toBe(200);
  return answer.text();
}
async function suggest(q: string) {
  const answer = await fetch(`${shop.url}/search/suggest?${new URLSearchParams({ q })}`);
  expect(answer.status).toBe(200);
  return { answer, suggestions: (await answer.json()).suggestions as { title: string; href: string }[] };
}
/** Addresses of the results, in order. */
const hits = (html: string) =>
  [...html.matchAll(/class="hit-title"[^>]*><a href="([^"]+)"/g)].map(([, href]) => href);
const groups = (html: string) => [...html.matchAll(/<h2 id="group-([a-z]+)"/g)].map(([, kind]) => kind);
const plainText = (text: string) =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#34;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&#38;', '&')
    .replaceAll('&amp;', '&');
const boxValue = (html: string) =>
  plainText(/<input[^>]*\sname="q"[^>]*\svalue="([^"]*)"/.exec(html)?.[1] ?? '');
const titleOf = (html: string) => plainText(/<title>([^<]*)<\/title>/.exec(html)?.[1] ?? '');

describe('without a query', () => {
  test('the page says what can be found, and each of its examples finds something', async () => {
    const html = await (await fetch(`${shop.url}/search`)).text();
    expect(titleOf(html)).toMatch(/^Search – /);
    expect(html).toMatch(/<link rel="canonical" href="[^"]*\/search"/);
    expect(html).not.toContain('noindex');
    const examples = [...html.matchAll(/href="(\/search\?q=[^"]+)"/g)].map(([, href]) =>
      plainText(href ?? ''),
    );
    expect(examples.length).toBeGreaterThan(9);
    for (const example of examples) {
      const found = await (await fetch(shop.url + example)).text();
      expect(hits(found).length, example).toBeGreaterThan(0);
    }
  });
});

describe('in the shop’s own content', () => {
  test('“blood thinner” brings the glossary entry and the article on who should not', async () => {
    const html = await find('blood thinner');
    expect(groups(html).slice(0, 2)).toEqual(['glossary', 'articles']);
    expect(hits(html).slice(0, 2)).toEqual(['/glossary#anticoagulant', '/learn/who-should-not-use-one']);
  });

  test('“kelod” brings keloid, and says so', async () => {
    const html = await find('kelod');
    expect(hits(html).slice(0, 1)).toEqual(['/glossary#keloid']);
    expect(html).toContain('No page here says “kelod”. This is for “keloid”.');
  });

  test('however 0.25 mm is written, the rollers of that length and the article on length come first', async () => {
    const spellings = ['0.25', '0,25', '.25', '0.25mm', '0.25 mm'];
    const found = await Promise.all(spellings.map((spelling) => find(spelling)));
    const [first = ''] = found;
    for (const html of found) expect(hits(html)).toEqual(hits(first));
    expect(groups(first)[0]).toBe('rollers');
    const rollers = hits(first).filter((href) => href?.startsWith('/rollers/'));
    expect(rollers.length).toBeGreaterThan(2);
    // The list knows which have that length; each of those shown is one of them.
    const list = await (await fetch(`${shop.url}/rollers?length=0.25`)).text();
    for (const href of rollers) expect(list, href).toContain(`href="${href}`);
    expect(hits(first).find((href) => href?.startsWith('/learn/'))).toBe(
      '/learn/needle-length-and-real-depth',
    );
  });

  test('a hit in a section leads to a heading that is there', async () => {
    const html = await find('cold sores');
    const links = [...html.matchAll(/class="hit-section"[^>]*>From <a href="([^"]+)"/g)].map(
      ([, href]) => href ?? '',
    );
    expect(links.length).toBeGreaterThan(1);
    for (const link of links) {
      const [address = '', id] = link.split('#');
      const page = await (await fetch(shop.url + address)).text();
      expect(page, link).toContain(`id="${id}"`);
    }
  });

  test('a filter shows one kind, and other kinds are offered where it is empty', async () => {
    const rollers = await find('roller', { in: 'rollers' });
    expect(groups(rollers)).toEqual(['rollers']);
    expect(titleOf(rollers)).toMatch(/^\d+ results for “roller” in Rollers – /);
    const none = await find('keloid', { in: 'rollers' });
    expect(hits(none)).toEqual([]);
    expect(none).toMatch(/<a href="\/search\?q=keloid">Show everything that was found<\/a>: \d+ results/);
  });

  test('where nothing is found there are near words, the lists and an address to write to', async () => {
    const html = await find('hipertrofic');
    expect(titleOf(html)).toMatch(/^Nothing found for “hipertrofic” – /);
    expect(html).toContain('<a href="/search?q=hypertrophic">hypertrophic</a>');
    for (const href of ['/glossary', '/learn', '/rollers', 'mailto:'])
      expect(html).toContain(`href="${href}`);
  });

  test('a roller shows the price and stock of now', async () => {
    const before = await find('wide body roller', { in: 'rollers' });
    expect(before).toMatch(/£\d+\.\d\d/);
    expect(before).toMatch(/In stock|Low stock/);
    await setShopStock(shop, 'BODY-025', 0);
    await setShopStock(shop, 'BODY-030', 0);
    const after = await find('body roller wide', { in: 'rollers' });
    const hit = /\/rollers\/body-roller"[\s\S]*?<\/li>/.exec(after)?.[0] ?? '';
    expect(hit).toContain('Sold out');
  });

  test('rollers for professionals say that they are on show only', async () => {
    const html = await find('1.5 mm', { in: 'rollers' });
    expect(html).toContain('on show, not for sale');
    expect(html).not.toContain('£34.00');
  });
});

describe('any query', () => {
  test('stands in title and box as it was typed, and nowhere as a tag', async () => {
    const nasty = fc
      .array(
        fc.oneof(
          fc.constantFrom(
            '<b7>',
            '"',
            "'",
            '&amp;',
            '</title>',
            '<!--',
            '$[7]',
            '{{7}}',
            '\\',
            '.*+?^$|',
            '💉',
            'é',
            '\u0000',
            'scar',
          ),
          fc.string({ maxLength: 8 }),
        ),
        { minLength: 1, maxLength: 8 },
      )
      .map((parts) => parts.join(' '));
    await fc.assert(
      fc.asyncProperty(nasty, async (text) => {
        const html = await find(text);
        // Inside the quotes of an attribute “<” is only a letter.
        const outside = html.replaceAll(/="[^"]*"/g, '=""');
        expect(outside).not.toContain('<b7>');
        expect(outside).not.toContain('<!--');
        expect(outside.match(/<\/title>/g)).toHaveLength(1);
        const typed = boxValue(html);
        expect(typed).toBe(text.replaceAll(/\p{Cc}+/gu, ' ').trim());
        if (typed !== '') expect(titleOf(html)).toContain(`“${[...typed].slice(0, 40).join('').trimEnd()}`);
        await suggest(text);
      }),
      { numRuns: 40 },
    );
  }, 120_000);

  test.each(['!?…', '💉💉', '   .,-', '<>'])(
    '%j: there is no word in it, and the page says so',
    async (text) => {
      const html = await find(text);
      expect(html).toContain('There was no word and no number in that.');
      expect(hits(html)).toEqual([]);
    },
  );

  test('one of more than 200 characters is cut, and the page says so', async () => {
    const html = await find(`keloid ${'scar '.repeat(100)}`);
    expect(html).toContain('Only the beginning of that was looked for');
    expect(html).toContain('the first 200 characters');
    expect(boxValue(html).length).toBeLessThanOrEqual(200);
    expect(titleOf(html).length).toBeLessThan(120);
    expect(await find('keloid')).not.toContain('Only the beginning');
  });

  test('unknown filters and pages are left aside', async () => {
    const plain = hits(await find('keloid'));
    expect(hits(await find('keloid', { in: 'nonsense', page: '-3' }))).toEqual(plain);
    expect(hits(await find('keloid', { in: 'articles', page: '99' })).length).toBeGreaterThan(0);
    expect((await fetch(`${shop.url}/search?q=a&q=b&q`)).status).toBe(200);
  });
});

describe('suggestions', () => {
  test('are at most eight pages that are there, as JSON that may be kept shortly', async () => {
    const { answer, suggestions } = await suggest('blood');
    expect(answer.headers.get('content-type')).toContain('application/json');
    expect(answer.headers.get('cache-control')).toBe('public, max-age=60');
    expect(suggestions.length).toBeGreaterThan(2);
    expect(suggestions.length).toBeLessThanOrEqual(8);
    expect(suggestions[0]).toEqual({
      title: 'Anticoagulant',
      kind: 'Glossary',
      also: 'blood thinner',
      href: '/glossary#anticoagulant',
    });
    for (const { href } of suggestions) expect((await fetch(shop.url + href)).status).toBe(200);
  });

  test('are none for a single letter, nor for what nothing is like', async () => {
    expect((await suggest('k')).suggestions).toEqual([]);
    expect((await suggest('')).suggestions).toEqual([]);
    expect((await suggest('xqzwvj')).suggestions).toEqual([]);
  });
});

test('the script weighs 4 kB at most, and only this page has it', async () => {
  for (const address of ['/search', '/search?q=blood+thinner']) {
    const weight = await weighPage(shop.url + address);
    expect(weight.status).toBe(200);
    expect(weight.script.wire).toBeGreaterThan(0);
    expect(weight.script.wire).toBeLessThanOrEqual(4096);
    expect(weight.html.wire).toBeLessThan(15_000);
  }
  for (const address of Object.values(pageTypes)) {
    const html = await (await fetch(shop.url + address)).text();
    expect(html, address).not.toContain('SearchBox');
  }
});

test('an answer is kept for those who ask the same, a long one is not', async () => {
  const kept = async (q: string) => {
    await find(q);
    return (await fetch(addressOf(q))).headers.get('age') !== null;
  };
  expect(await kept('hypertrophic')).toBe(true);
  expect(await kept('one two three four five')).toBe(false);
});
