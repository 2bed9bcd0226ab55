import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setTimeout } from 'node:timers/promises';
import { test as base, expect, type Page } from '@playwright/test';
import type axe from 'axe-core';
import { builtRuleset } from './http-shopper.ts';
import { cards } from './payment-form.ts';

const needed = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run this with npx playwright test`);
  return value;
};

export const running = {
  get url() {
    return needed('TEST_SHOP_URL');
  },
  get sandboxUrl() {
    return needed('TEST_SANDBOX_URL');
  },
  get dataDir() {
    return needed('TEST_DATA_DIR');
  },
};

/**
 * `SLOW=400 npx playwright test`: so many milliseconds before each request reaches the shop. A test that is right only
 * where everything comes at once fails then, and not in somebody's CI.
 */
const delay = Number(process.env.SLOW ?? 0);

/** A page that is watched: a script error, a console error, a refused resource or a foreign request fails the test. */
export const test = base.extend<{ watch: undefined }>({
  baseURL: async ({ browserName: _ }, use) => use(running.url),
  watch: [
    async ({ context }, use) => {
      if (delay > 0) {
        await context.route('**/*', async (route) => {
          await setTimeout(delay);
          // A page that was closed meanwhile asks for nothing any more.
          await route.fallback().catch(() => undefined);
        });
      }
      const faults: string[] = [];
      const navigations = new Set<string>();
      const ours = new Set([running.url, running.sandboxUrl]);
      context.on('request', (request) => {
        const { origin, protocol } = new URL(request.url());
        if (request.isNavigationRequest()) navigations.add(request.url());
        if (protocol !== 'data:' && !ours.has(origin)) faults.push(`request to ${request.url()}`);
      });
      context.on('requestfailed', (request) => {
        // A page left before everything had come is no fault.
        const reason = request.failure()?.errorText ?? '';
        if (reason !== 'net::ERR_ABORTED') faults.push(`${request.url()}: ${reason}`);
      });
      context.on('response', (response) => {
        if (response.status() >= 400 && !response.request().isNavigationRequest())
          faults.push(`${response.url()}: ${response.status()}`);
      });
      context.on('weberror', (error) => {
        faults.push(String(error.error()));
      });
      context.on('console', (message) => {
        // Chromium says this of every page that answers 4xx; the tests look at those themselves.
        const isPage = navigations.has(message.location().url);
        if (isPage && message.text().startsWith('Failed to load resource')) return;
        if (message.type() === 'error' || message.type() === 'warning') faults.push(message.text());
      });
      await use(undefined);
      expect(faults, 'nothing went wrong in the browser').toEqual([]);
    },
    { auto: true },
  ],
});
export { expect };

// The short form: to hand the long one to a page takes a quarter of a second more, and some hundred pages are looked at.
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

// The rules of axe that look at colours. Light and dark differ in nothing but the values of colours
// (src/styles/theme.test.ts), so the others would find in dark what they find in light.
const colourRules = ['color-contrast', 'link-in-text-block'];

/**
 * What axe finds on the page as it stands, in light and in dark; empty where all is well. Our pages have no frames, so
 * axe runs in the page itself, once put there, and tells only what is wrong: a fifth of the time of
 * @axe-core/playwright, which puts it in anew for each run and brings back every element that passed.
 */
export async function axeFindings(page: Page): Promise<string[]> {
  await page.evaluate(`if (!window.axe) { ${axeSource} }`);
  const findings: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const violations = await page.evaluate(
      async (rules) => {
        // A colour half way from light to dark is nobody's contrast.
        for (const animation of document.getAnimations()) animation.finish();
        const { axe: inPage } = window as typeof window & { axe: typeof axe };
        const told = await inPage.run(document, {
          resultTypes: ['violations'],
          ...(rules && { runOnly: { type: 'rule', values: rules } }),
        });
        return told.violations.map(({ id, help, nodes }) => ({
          id,
          help,
          nodes: nodes.map(({ target, failureSummary }) => ({ target: target.join(' '), failureSummary })),
        }));
      },
      colorScheme === 'dark' ? colourRules : null,
    );
    for (const { id, help, nodes } of violations) {
      for (const { target, failureSummary } of nodes) {
        findings.push(`${colorScheme} ${id}: ${help}\n  ${target}\n  ${failureSummary}`);
      }
    }
  }
  await page.emulateMedia({ colorScheme: null });
  return findings;
}

/** By how many pixels the page is wider than a window of 320 px; 0 where nothing scrolls sideways. */
export async function overflowAt320(page: Page): Promise<number> {
  const before = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 640 });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  if (before) await page.setViewportSize(before);
  return overflow;
}

/** From a product page to the basket. */
export async function addToBasket(page: Page, address = '/rollers/face-roller?sku=FACE-025'): Promise<void> {
  await page.goto(address);
  await page.getByRole('button', { name: 'Add to the basket' }).click();
  await goOnToBasket(page);
}

/** After something was added: by the drawer where there is script, without it one is there already. */
export async function goOnToBasket(page: Page): Promise<void> {
  const inDrawer = page.getByRole('dialog').getByRole('link', { name: 'Go to the basket' });
  const basket = page.getByRole('heading', { level: 1, name: 'Basket' });
  await inDrawer.or(basket).first().waitFor();
  if (await inDrawer.isVisible()) await inDrawer.click();
  await expect(basket).toBeVisible();
  await expect(page).toHaveURL(/\/cart$/);
}

/** From the self-check's first page to its outcome, with answers that stop nothing. */
export async function passSelfCheck(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Start the check' }).click();
  for (const question of builtRuleset().questions) {
    const safe = question.choices.find((choice) => choice.safe);
    // A date is asked only after an answer that opens it.
    if (!safe) continue;
    await expect(page.getByRole('heading', { level: 1, name: question.text })).toBeVisible();
    const role = question.kind === 'radio' ? 'radio' : 'checkbox';
    await page.getByRole(role, { name: safe.text, exact: true }).check();
    await page.getByRole('button', { name: 'Continue' }).click();
  }
  await expect(page.getByRole('heading', { level: 1, name: 'Check your answers' })).toBeVisible();
  await page.getByRole('button', { name: 'See the outcome' }).click();
  await expect(page).toHaveURL(/\/self-check\/outcome$/);
}

/** Fills in the payment page and presses its button. */
export async function pay(page: Page, card: string = cards.pays): Promise<void> {
  await page.getByLabel('Email').fill('ada@example.com');
  await page.getByLabel('Full name').fill('Ada Example');
  await page.getByLabel('Street and house number').fill('1 Test Street');
  await page.getByLabel('Town or city').fill('London');
  await page.getByLabel('Postcode').fill('N1 1AA');
  await page.getByLabel('Card number').fill(card);
  await page.getByLabel('Expiry date').fill('12/40');
  await page.getByLabel('Security code').fill('123');
  await page.getByRole('button', { name: /^Pay/ }).click();
}
