import { afterAll, beforeAll, expect, test } from 'vitest';
import { pageTypes } from '../support/page-types.ts';
import { weighPage } from '../support/page-weight.ts';
import { type ShopProcess, startShop } from '../support/shop-process.ts';

// Bytes on the wire. A page may grow, but not unnoticed. The article carries four figures, each drawn wide and narrow.
const budget = { html: 15_000, htmlWithFigures: 27_000, style: 20_000, font: 60_000, all: 110_000 };

let shop: ShopProcess;
beforeAll(async () => {
  shop = await startShop();
});
afterAll(() => shop.remove());

test.each(Object.entries(pageTypes))('%s: no script at all, and light', async (name, address) => {
  const weight = await weighPage(shop.url + address);
  expect(weight.status).toBe(name === 'not found' ? 404 : 200);
  expect(weight.script).toEqual({ raw: 0, wire: 0 });
  expect(weight.html.wire).toBeGreaterThan(500);
  expect(weight.html.wire).toBeLessThan(name === 'article' ? budget.htmlWithFigures : budget.html);
  expect(weight.style.wire).toBeGreaterThan(0);
  expect(weight.style.wire).toBeLessThan(budget.style);
  expect(weight.font.wire).toBeLessThan(budget.font);
  const all = weight.html.wire + weight.style.wire + weight.font.wire;
  expect(all).toBeLessThan(budget.all);
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
