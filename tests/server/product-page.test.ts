import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startChangedShop } from '../support/changed-shop.ts';
import { dataBlocks, elements, idsOf, wordsOf } from '../support/html.ts';
import { newHttpShopper } from '../support/http-shopper.ts';
import { type ShopProcess, setShopStock, startShop } from '../support/shop-process.ts';

let shop: ShopProcess;
/** The same shop, serving a market in which nothing is sold, with goods of each VAT class. */
let elsewhere: ShopProcess;
let reduced: ShopProcess;
beforeAll(async () => {
  [shop, elsewhere, reduced] = await Promise.all([
    startShop(),
    startChangedShop((bundle) => ({ ...bundle, shop: { ...bundle.shop, market: 'us' } })),
    startChangedShop((bundle) => ({
      ...bundle,
      products: bundle.products.map((product) => ({
        ...product,
        vatClass:
          product.slug === 'sterile-gauze'
            ? ('reduced' as const)
            : product.slug === 'storage-case'
              ? ('zero' as const)
              : product.vatClass,
      })),
    })),
  ]);
});
afterAll(() => Promise.all([shop, elsewhere, reduced].map((each) => each?.remove())));

async function read(address: string, at = shop) {
  const answer = await fetch(at.url + address);
  const html = await answer.text();
  const main = html.slice(html.indexOf('<main'), html.indexOf('</main>'));
  return { status: answer.status, html, main, words: wordsOf(main) };
}

/** The words below a heading with this id, to the end of its section. */
function partOf(html: string, id: string): string {
  const from = html.indexOf(`id="${id}"`);
  if (from < 0) throw new Error(`No heading ${id}`);
  return html.slice(html.indexOf('>', from) + 1, html.indexOf('</section>', from));
}

const hrefs = (html: string) => elements(html, 'a').map(({ href = '' }) => href);

const states = [
  ['/rollers/face-roller?sku=FACE-025', 'Needs the self-check', true],
  ['/rollers/storage-case', 'No needles, no self-check', true],
  ['/rollers/titanium-scalp-roller', 'Needs the self-check', false],
  ['/rollers/professional-roller-1-0', 'For professionals', false],
  ['/rollers/face-roller-0-5', 'Not sold where you are', false],
  ['/rollers/folding-face-roller', 'No longer sold', false],
] as const;

describe.each(states)('%s', (address, title, isSold) => {
  test(`the gate says “${title}”, names the market that is served, and those that are not with their reasons`, async () => {
    const { main } = await read(address);
    const gate = partOf(main, 'product-gate');
    const words = wordsOf(gate);
    expect(words.startsWith(title), words).toBe(true);
    expect(words).toContain('United Kingdom (this shop)');
    for (const reason of [
      /United States The FDA/,
      /Canada Health Canada/,
      /Australia Many/,
      /European Union/,
    ])
      expect(words).toMatch(reason);
    expect(hrefs(gate)).toContain('/legal/delivery');
    expect(hrefs(gate).filter((href) => href.startsWith('http')).length).toBeGreaterThanOrEqual(6);
  });

  test(isSold ? 'the warnings stand before the button' : 'no button, and what to do instead', async () => {
    const { main } = await read(address);
    const button = main.indexOf('Add to the basket');
    if (isSold) {
      expect(button).toBeGreaterThan(main.indexOf('Before you buy it'));
      expect(button).toBeGreaterThan(main.indexOf('id="read-first"'));
      expect(button).toBeGreaterThan(main.indexOf('id="product-gate"'));
      expect(main).not.toContain('id="product-instead"');
      return;
    }
    expect(button).toBe(-1);
    const instead = partOf(main, 'product-instead');
    const links = hrefs(instead);
    expect(links.some((href) => href.startsWith('/rollers?'))).toBe(true);
    expect(links.some((href) => href.startsWith('/learn/'))).toBe(true);
    for (const href of links) expect((await read(href)).status, href).toBe(200);
  });

  test('each drawing has a link of its own, and each link a drawing', async () => {
    const { main } = await read(address);
    const views = hrefs(main).filter((href) => href.startsWith('#figure-1'));
    const figures = elements(main, 'figure').flatMap(({ id }) => (id ? `#${id}` : []));
    expect(views).toEqual(figures);
    expect(views.length).toBeGreaterThanOrEqual(2);
    // The small pictures show drawings that are there.
    const ids = new Set(idsOf(main));
    for (const { href = '' } of elements(main, 'use')) expect(ids).toContain(href.slice(1));
  });
});

describe('what is named instead', () => {
  const named = async (address: string) =>
    hrefs(partOf((await read(address)).main, 'product-instead')).filter((href) =>
      href.startsWith('/rollers/'),
    );

  test('can be bought, and is for the same place', async () => {
    for (const [address, place] of [
      ['/rollers/titanium-scalp-roller', 'scalp'],
      ['/rollers/folding-face-roller', 'face'],
      ['/rollers/face-roller-0-5', 'face'],
    ] as const) {
      const others = await named(address);
      expect(others.length, address).toBeGreaterThan(1);
      for (const other of others) {
        const { words } = await read(other);
        expect(words, other).toContain('Add to the basket');
        expect(words, other).toMatch(new RegExp(`For [a-z, ]*${place}`));
      }
    }
    expect(await named('/rollers/professional-roller-1-5')).toEqual([]);
  });

  test('goes when it is sold out; a length that is sold out leads to its sibling', async () => {
    const before = await named('/rollers/titanium-scalp-roller');
    expect(before).toContain('/rollers/parting-scalp-roller?sku=PARTING-020');
    await setShopStock(shop, 'PARTING-020', 0);
    expect(await named('/rollers/titanium-scalp-roller')).not.toContain(
      '/rollers/parting-scalp-roller?sku=PARTING-020',
    );
    expect((await named('/rollers/face-roller-in-colours?sku=COLOUR-025-GRAPHITE'))[0]).toMatch(
      /\?sku=COLOUR-025-(SAND|GREEN)$/,
    );
  });
});

test('colours are chosen as colours: named, with the plate of that colour', async () => {
  const { main, html } = await read('/rollers/travel-cap?sku=CAP-SAND');
  expect(main).toMatch(/<nav[^>]*aria-labelledby="choose-colour"/);
  expect(main).not.toContain('Needle length');
  expect(wordsOf(partOf(`${main}</section>`, 'choose-colour'))).toMatch(/Colour Green Graphite Sand/);
  expect(main).toContain('stop-sand-mid');
  expect(main).not.toContain('stop-graphite-mid');
  expect(dataBlocks(html).find((data) => data['@type'] === 'Product')).toMatchObject({ color: 'sand' });
  const both = await read('/rollers/face-roller-in-colours?sku=COLOUR-025-GRAPHITE');
  const choices = elements(both.main, 'a').filter((link) => link['aria-current'] === 'true');
  expect(choices.map(({ href }) => href)).toEqual(
    Array(2).fill('/rollers/face-roller-in-colours?sku=COLOUR-025-GRAPHITE'),
  );
  expect(both.words).toContain('0.25 mm sold out');
  expect(both.main).toContain('stop-graphite-mid');
});

test('delivery and returns stand on what can be bought, with the way to the rules', async () => {
  const { words, main } = await read('/rollers/face-roller');
  for (const part of [
    '2 to 4 working days',
    '£3.95',
    '£40.00 of goods',
    'Within 14 days',
    'Once its sealed pouch is open',
  ])
    expect(words).toContain(part);
  for (const href of ['/legal/delivery', '/legal/returns']) expect(hrefs(main)).toContain(href);
  expect((await read('/rollers/storage-case')).words).not.toContain('pouch is open');
  for (const address of ['/rollers/professional-roller-1-0', '/rollers/folding-face-roller'])
    expect((await read(address)).words).not.toContain('Changing your mind');
});

test('the VAT is that of the goods', async () => {
  const price = async (address: string) => (await read(address, reduced)).words;
  expect(await price('/rollers/face-roller')).toContain('20% VAT included, delivery £3.95, free from £40.00');
  expect(await price('/rollers/sterile-gauze')).toContain('5% VAT included');
  expect(await price('/rollers/storage-case')).toContain('no VAT on it');
  expect(await price('/compare?skus=GAUZE-10,CASE-01')).toMatch(/5% VAT included.*no VAT on it/);
});

describe('a market in which nothing is sold', () => {
  test('every product page says so with the reason, and offers reading and no price', async () => {
    for (const [address, title] of states) {
      const { status, main, words, html } = await read(address, elsewhere);
      expect(status).toBe(200);
      const gate = wordsOf(partOf(main, 'product-gate'));
      expect(gate).toMatch(
        title === 'No longer sold' ? /^No longer sold/ : /^Not sold where you are The FDA/,
      );
      expect(gate).toContain('United States (this shop)');
      expect(words, address).not.toMatch(/Add to the basket|VAT included|Changing your mind/);
      expect(JSON.stringify(dataBlocks(html))).not.toContain('"Offer"');
      const links = hrefs(partOf(main, 'product-instead'));
      expect(links.length).toBeGreaterThan(0);
      for (const href of links) expect(href).toMatch(/^\/learn\//);
    }
  });

  test('the list, the comparison and the finder sell nothing either', async () => {
    for (const address of [
      '/rollers',
      '/compare?skus=FACE-020,CASE-01',
      '/finder?goal=smoother&area=face&experience=first',
    ]) {
      const { status, words } = await read(address, elsewhere);
      expect(status).toBe(200);
      expect(words, address).not.toMatch(/Low stock|Needs the self-check|VAT included|no self-check/);
      // The reason, once.
      expect(words.match(/The FDA treats needles/g) ?? [], address).toHaveLength(1);
    }
    const refused = await newHttpShopper(elsewhere).post('/cart/items', { sku: 'CASE-01', quantity: '1' });
    expect(refused.status).toBe(409);
  });
});

test('the finder answers for the neck with what is made for the neck', async () => {
  const { words } = await read('/finder?goal=smoother&area=neck&experience=first');
  expect(words).toContain('One roller would fit');
  expect(words).toContain('Its intended use: Cosmetic rolling of');
  expect(words).toContain('Not for the neck');
});

test('the finder tells the stock of its shortlist as the product page does', async () => {
  const picks = async () => {
    const { main } = await read('/finder?goal=smoother&area=face&experience=first');
    const from = main.indexOf('finder-picks');
    const html = main.slice(from, main.indexOf('</ol>', from));
    return { skus: hrefs(html).flatMap((href) => /\?sku=(.+)$/.exec(href)?.[1] ?? []), words: wordsOf(html) };
  };
  const before = await picks();
  expect(before.skus.length).toBeGreaterThan(1);
  expect(before.words.match(/In stock|Low stock/g)).toHaveLength(before.skus.length);
  const [sku = ''] = before.skus;
  await setShopStock(shop, sku, 1);
  expect((await picks()).words).toContain('Low stock');
  await setShopStock(shop, sku, 0);
  expect((await picks()).skus).not.toContain(sku);
});
