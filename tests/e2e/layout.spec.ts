import type { Page } from '@playwright/test';
import { addToBasket, expect, test } from '../support/browser.ts';

/** Holds every font file until `release`; then the page gets them. */
async function holdFonts(page: Page): Promise<{ asked: string[]; release: () => void }> {
  const asked: string[] = [];
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route('**/*.woff2', async (route) => {
    asked.push(route.request().url());
    await held;
    await route.continue();
  });
  return { asked, release };
}

/** Waits until the page has been drawn at least once more. */
function drawn(page: Page): Promise<void> {
  return page.evaluate(
    () => new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))),
  );
}

for (const [name, address] of [
  ['home', '/'],
  ['article', '/learn/how-derma-rollers-work'],
  ['catalogue', '/rollers'],
  ['product', '/rollers/face-roller?sku=FACE-025'],
] as const) {
  for (const width of [360, 1280]) {
    test(`${name}, ${width} px: nothing moves when the fonts come late`, async ({ page }) => {
      await page.setViewportSize({ width, height: 800 });
      await page.addInitScript(() => {
        const shifts: string[] = [];
        Object.assign(window, { shifts });
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) {
            const { value, sources = [] } = entry as PerformanceEntry & {
              value: number;
              sources?: { node?: Node | null }[];
            };
            const what = sources.map(({ node }) => node?.textContent?.trim().slice(0, 40) ?? '?');
            shifts.push(`${value.toFixed(4)}: ${what.join(' | ')}`);
          }
        }).observe({ type: 'layout-shift', buffered: true });
      });
      const fonts = await holdFonts(page);
      await page.goto(address, { waitUntil: 'domcontentloaded' });
      await expect.poll(() => fonts.asked.length).toBe(2);
      // Chromium paints without a preloaded font after a tenth of a second: wait until it has.
      await expect
        .poll(() => page.evaluate(() => performance.getEntriesByName('first-contentful-paint').length))
        .toBe(1);
      await drawn(page);
      fonts.release();
      await page.evaluate(() => document.fonts.ready);
      await page.waitForLoadState('load');
      await drawn(page);
      expect(await page.evaluate(() => Reflect.get(window, 'shifts'))).toEqual([]);
    });
  }
}

test('the fonts weigh 60 kB at most, and a page asks for no others', async ({ page }) => {
  const sizes: number[] = [];
  page.on('response', async (response) => {
    if (response.url().endsWith('.woff2')) sizes.push((await response.body()).length);
  });
  await page.goto('/learn/how-derma-rollers-work', { waitUntil: 'networkidle' });
  expect(sizes).toHaveLength(2);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(60_000);
});

test.describe('script off', () => {
  test.use({ javaScriptEnabled: false });

  test('the stepper of the basket counts up and down, and Enter in the box sends what was typed', async ({
    page,
  }) => {
    await addToBasket(page);
    const quantity = page.getByRole('spinbutton', { name: /^Quantity/ });
    await expect(page.getByRole('button', { name: /^One less/ })).toBeDisabled();
    await page.getByRole('button', { name: /^One more/ }).press('Enter');
    await expect(quantity).toHaveValue('2');
    await page.getByRole('button', { name: /^One less/ }).click();
    await expect(quantity).toHaveValue('1');
    await quantity.fill('3');
    await quantity.press('Enter');
    await expect(quantity).toHaveValue('3');
  });
});

test('a product printed: drawing, price, warnings and facts are there, the buttons are not', async ({
  page,
}) => {
  await page.emulateMedia({ media: 'print' });
  await page.goto('/rollers/face-roller?sku=FACE-025');
  for (const seen of [
    page.getByRole('heading', { level: 1 }),
    page.locator('.price-amount').first(),
    page.locator('.figure .drawing').first(),
    page.locator('.warning').first(),
    page.getByText('Article number'),
    page.locator('.figure-twin ul').first(),
  ]) {
    await expect.soft(seen).toBeVisible();
  }
  await expect.soft(page.getByRole('button', { name: 'Add to the basket' })).toBeHidden();
  await expect.soft(page.getByRole('navigation', { name: 'Main' })).toBeHidden();
});
