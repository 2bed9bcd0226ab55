import path from 'node:path';
import { expect, test } from 'vitest';
import type { ContentBundle, Market } from '#content-pipeline/content.ts';
import { createContentStore } from '#content-pipeline/store.server.ts';
import { newBasket, priceCart } from '#features/cart/cart.ts';
import { saleOf } from '#features/catalogue/catalogue.ts';
import { findProducts } from '#features/catalogue/catalogue-index.ts';
import { everything } from '#features/catalogue/catalogue-query.ts';
import { searchIndexOf } from '#features/search/live-index.server.ts';
import { rank } from '#features/search/search.ts';
import { searchBundle, someProduct } from '#features/search/search-fixture.ts';
import { isListed } from '#lib/purchasable.ts';
import { GET as llms } from '#pages/llms.txt.ts';
import { publicPages } from '../src/public-pages.ts';
import { readSources } from './support/architecture.ts';

const sources = new Map(
  [...readSources(path.resolve(import.meta.dirname, '..'))].filter(
    // Tests, and the shops that they make up.
    ([file]) => !/(\.test\.tsx?|-fixture\.ts|-edits\.ts)$/.test(file),
  ),
);
// What staff see is the working copy, drafts and all; nothing in these is shown to a shopper or sold by them.
const forStaff = /^src\/(features\/(admin|editing|releases)\/|pages\/admin\/|content-preview\.server\.ts$)/;
const filesWith = (pattern: RegExp) =>
  [...sources].filter(([file, text]) => pattern.test(text) && !forStaff.test(file)).map(([file]) => file);

// Whether something may be shown or sold is decided in one file; whoever needs to know asks it.
test('nobody but purchasable.ts compares a status, reads a time, or looks up how a needle tier is sold', () => {
  expect(filesWith(/(['"`])(draft|published|withdrawn)\1/)).toEqual([
    // The check of the texts, which knows no clock, and the words that the content may hold; glossary terms are not sold.
    'src/content-pipeline/assemble.ts',
    'src/content-pipeline/check-redirects.ts',
    'src/content-pipeline/check-relations.ts',
    'src/content-pipeline/content.ts',
    'src/content-pipeline/document-types.ts',
    'src/content-pipeline/store.server.ts',
    // An order may be withdrawn from: another word that is spelled the same.
    'src/db/schema/orders.ts',
    // Words for the codes of its refusals.
    'src/features/catalogue/gate-view.ts',
    'src/features/checkout/cancel-order.server.ts',
    'src/features/checkout/send-order-mail.server.ts',
    'src/features/notifications/mail-fixtures.ts',
    'src/features/notifications/mail-words.ts',
    'src/features/orders/order-life.ts',
    // Rules of the self-check have a status of their own.
    'src/features/self-check/ruleset-laws.ts',
    'src/features/self-check/ruleset-shape.ts',
    'src/features/self-check/ruleset.ts',
    'src/lib/purchasable.ts',
    'src/pages/safety.astro',
    'src/services.server.ts',
  ]);
  expect(
    filesWith(/\b(un)?publishAt\b/i).filter((file) => !file.startsWith('src/content-pipeline/')),
  ).toEqual(['src/lib/purchasable.ts']);
  expect(filesWith(/\.tiers\b/)).toEqual(['src/lib/purchasable.ts']);
});

test.each([
  ['the store', 'src/content-pipeline/store.server.ts', /\bhasPage\(/],
  ['the list', 'src/features/catalogue/catalogue-index.ts', /\bisListed\([\s\S]*\bpurchasable\(/],
  ['what a list or a page says of a sale', 'src/features/catalogue/catalogue.ts', /\bpurchasable\(/],
  ['the product page', 'src/pages/rollers/[slug].astro', /\bsaleOf\(/],
  ['search', 'src/features/search/search-index.ts', /\bisListed\(/],
  ['what search says of a sale', 'src/pages/search/index.astro', /\bofferOf\(/],
  ['the sitemap', 'src/public-pages.ts', /\bisListed\(/],
  ['llms.txt', 'src/pages/llms.txt.ts', /\bisListed\(/],
  [
    'putting into the basket, and the basket',
    'src/features/cart/cart.ts',
    /\bpurchasable\([\s\S]*\bpurchasable\(/,
  ],
  ['checkout', 'src/features/checkout/start-checkout.server.ts', /\bpriceCart\(cart, \{[^}]*\bnow\b/],
])('%s asks it', (_what, file, call) => {
  expect(sources.get(file)).toMatch(call);
});

test('the feed names articles only, so that there is nothing to ask', () => {
  expect(sources.get('src/pages/feed.xml.ts')).not.toMatch(/product/i);
  expect(sources.get('src/features/learn/feed.ts')).not.toMatch(/product/i);
});

const uk: Market = {
  id: 'uk',
  name: 'United Kingdom',
  sells: true,
  reason: null,
  sources: [],
  zone: 'Europe/London',
  vatRatePercent: 20,
  reducedVatRatePercent: 5,
  countries: ['GB'],
  tiers: { surface: 'self-check', homeMax: 'off', professional: 'show' },
};

/** A shop with one product that has times, on a clock that can be set. */
function shopAt(first: string) {
  const base = searchBundle();
  const season = someProduct('season-case', {
    title: 'Season case',
    lengthMm: null,
    publishAt: '2026-11-22T09:00',
    unpublishAt: '2026-12-01T00:00',
  });
  const bundle: ContentBundle = {
    ...base,
    shop: { ...base.shop, market: uk.id },
    markets: [uk],
    products: [...base.products, season],
  };
  let now = new Date(first);
  return {
    content: createContentStore(bundle, { now: () => now }),
    set(time: string) {
      now = new Date(time);
    },
  };
}

/** Where the product is shown, and what the basket says of it. */
async function placesOf(content: ReturnType<typeof shopAt>['content']) {
  const { moment } = content;
  const sku = 'SEASON-CASE';
  const stock = new Map([[sku, 5]]);
  const product = content.product('season-case');
  const [variant] = product?.variants ?? [];
  const services = { content: content, config: { siteUrl: 'https://shop.example' }, draftRules: true };
  const answer = await llms({ locals: { services }, cache: { set() {} } } as unknown as Parameters<
    typeof llms
  >[0]);
  const cart = { ...newBasket(), items: { [sku]: 1 } };
  const priced = priceCart(cart, { content, market: uk, now: moment.now }, stock);
  const hits = rank(await searchIndexOf(content.snapshot()), 'season case').ranked;
  const sale = product && variant ? saleOf(product, variant, uk, stock, moment.now) : null;
  return {
    page: product !== undefined,
    list: findProducts(content, everything, new Set(), 100).entries.some(
      (entry) => entry.product === product,
    ),
    listed: product !== undefined && isListed(product, moment),
    search: hits.find(({ document }) => document.slug === 'season-case')?.document.weight ?? null,
    sitemap: publicPages(content.snapshot()).some(({ path }) => path.includes('season-case')),
    llms: (await answer.text()).includes('season-case'),
    sale: sale === null ? null : sale.ok ? 'yes' : sale.error.code,
    basket: priced.lines.length,
    notice: priced.notices[0]?.words ?? null,
  };
}

test('before its time a product is nowhere; in it, everywhere; after it, only its page is left', async () => {
  const { content, set } = shopAt('2026-11-22T08:59:59Z');
  const nowhere = {
    page: false,
    list: false,
    listed: false,
    search: null,
    sitemap: false,
    llms: false,
    sale: null,
    basket: 0,
    notice: 'We do not know the item “SEASON-CASE”, so it was taken out.',
  };
  const everywhere = {
    page: true,
    list: true,
    listed: true,
    search: 1,
    sitemap: true,
    llms: true,
    sale: 'yes',
    basket: 1,
    notice: null,
  };
  const onlyItsPage = {
    page: true,
    list: false,
    listed: false,
    search: 0.25,
    sitemap: false,
    llms: false,
    sale: 'no-longer',
    basket: 0,
    notice: 'We no longer sell this. It was taken out.',
  };
  expect(await placesOf(content)).toEqual(nowhere);
  set('2026-11-22T09:00:00Z');
  expect(await placesOf(content)).toEqual(everywhere);
  set('2026-11-30T23:59:59Z');
  expect(await placesOf(content)).toEqual(everywhere);
  set('2026-12-01T00:00:00Z');
  expect(await placesOf(content)).toEqual(onlyItsPage);
  // A clock that is set back, as tests do, makes it as it was.
  set('2026-11-22T08:00:00Z');
  expect(await placesOf(content)).toEqual(nowhere);
});
