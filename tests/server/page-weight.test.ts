import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { projectRoot } from '#lib/project-root.server.ts';
import { checkScriptWeight, scriptWeights } from '../../src/cli/script-weight.ts';
import { pageTypes } from '../support/page-types.ts';
import { weighPage } from '../support/page-weight.ts';
import { type ShopProcess, startShop } from '../support/shop-process.ts';

// Bytes on the wire. A page may grow, but not unnoticed. The article here is the heaviest: it has four figures.
const budget = { html: 15_000, htmlWithFigures: 18_500, style: 20_000, font: 60_000, all: 110_000 };
/** Where there is a script at all; figure-scripts.test.ts weighs what a figure’s script brings with it. */
const scriptBudget: Readonly<Record<string, number>> = { catalogue: 3_000, product: 3_000, article: 15_000 };

let shop: ShopProcess;
beforeAll(async () => {
  shop = await startShop();
});
afterAll(() => shop.remove());

test.each(Object.entries(pageTypes))(
  '%s: light, and no script but where it is meant to be',
  async (name, address) => {
    const weight = await weighPage(shop.url + address);
    expect(weight.status).toBe(name === 'not found' ? 404 : 200);
    expect(weight.script.wire).toBeLessThanOrEqual(scriptBudget[name] ?? 0);
    expect(weight.html.wire).toBeGreaterThan(500);
    expect(weight.html.wire).toBeLessThan(name === 'article' ? budget.htmlWithFigures : budget.html);
    expect(weight.style.wire).toBeGreaterThan(0);
    expect(weight.style.wire).toBeLessThan(budget.style);
    expect(weight.font.wire).toBeLessThan(budget.font);
    const all = weight.html.wire + weight.style.wire + weight.font.wire;
    expect(all).toBeLessThan(budget.all);
  },
);

test('every other article is as light as any page', async () => {
  const list = await (await fetch(`${shop.url}/learn`)).text();
  const articles = new Set(
    [...list.matchAll(/href="(\/learn\/[\w-]+)"/g)].map(([, address = '']) => address),
  );
  articles.delete(pageTypes.article);
  expect(articles.size).toBeGreaterThan(10);
  for (const address of articles) {
    const { status, html } = await weighPage(shop.url + address);
    expect.soft(status, address).toBe(200);
    expect.soft(html.wire, address).toBeLessThan(budget.html);
  }
});

test.each(Object.entries(pageTypes))(
  '%s: says who may keep it and what it may load',
  async (_name, address) => {
    const { headers } = await fetch(shop.url + address);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    expect(policy).toContain(`form-action 'self' ${shop.sandboxUrl}`);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    const isPersonal = /^\/(cart|self-check|orders)/.test(address);
    if (isPersonal) expect(headers.get('cache-control')).toContain('no-store');
    // A page that anybody may keep must set nobody's cookie.
    if (!isPersonal) expect(headers.getSetCookie()).toEqual([]);
  },
);

test('what the build counts as script is no less than what a page sends, and within the bound', async () => {
  const dist = path.join(projectRoot, 'dist');
  const counted = new Map(scriptWeights(dist).map(({ page, bytes }) => [page, bytes]));
  for (const [page, address] of [
    ['rollers/index', '/rollers'],
    ['rollers/[slug]', pageTypes.product],
    ['compare', '/compare?skus=FACE-020,CASE-01'],
    ['search/index', '/search'],
    ['learn/[slug]', pageTypes.article],
    ['finder', pageTypes.finder],
  ] as const) {
    const { script } = await weighPage(shop.url + address);
    expect(counted.get(page), page).toBeGreaterThanOrEqual(script.wire);
  }
  expect(() => checkScriptWeight(dist)).not.toThrow();
});

// Heavier than most: six variants, three drawings, and where it is sold and where not.
test.each([
  '/rollers/face-roller-in-colours',
  '/rollers/titanium-scalp-roller',
  '/rollers/folding-face-roller',
])('%s is as light as any page', async (address) => {
  const { status, html } = await weighPage(shop.url + address);
  expect(status).toBe(200);
  expect(html.wire).toBeLessThan(budget.html);
});
