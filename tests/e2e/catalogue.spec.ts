import type { Page } from '@playwright/test';
import { axeFindings, expect, overflowAt320, test } from '../support/browser.ts';

const form = (page: Page) => page.getByRole('form', { name: 'Filter and sort' });
const tick = (page: Page, name: RegExp) => form(page).getByRole('checkbox', { name });
const results = (page: Page) => page.locator('#results');
const found = (page: Page) => results(page).getByRole('heading', { level: 2 });
const cards = (page: Page) => results(page).getByRole('heading', { level: 3 });
const chips = (page: Page) => page.getByRole('list', { name: 'Filters that are set' }).getByRole('listitem');
const show = (page: Page) => form(page).getByRole('button', { name: /^Show/ });

/** The number that stands beside a value: what ticking it leads to. */
async function countBeside(page: Page, id: string): Promise<number> {
  return Number.parseInt((await page.locator(`[id="${id}-count"]`).textContent()) ?? '', 10);
}

/** How many products the list says it found. */
async function foundCount(page: Page): Promise<number> {
  return Number.parseInt((await found(page).textContent()) ?? '', 10);
}

for (const javaScriptEnabled of [false, true]) {
  test.describe(`script ${javaScriptEnabled ? 'on' : 'off'}`, () => {
    test.use({ javaScriptEnabled });

    test('on a phone: open the filters, tick, show; drop them by their chips', async ({ page }) => {
      await page.setViewportSize({ width: 360, height: 740 });
      await page.goto('/rollers');
      const all = await foundCount(page);
      await expect(tick(page, /^0\.25/)).toBeHidden();
      await page.getByText('Filter and sort').click();
      const expected = await countBeside(page, 'length-0.25');
      expect(expected).toBeGreaterThan(0);
      expect(expected).toBeLessThan(all);
      await tick(page, /^0\.25/).check();
      await show(page).click();
      await expect(page).toHaveURL(/\/rollers\?.*length=0\.25/);
      await expect(page.getByText('Filter and sort (1 chosen)')).toBeVisible();
      await expect(tick(page, /^0\.25/)).toBeHidden();
      expect(await foundCount(page)).toBe(expected);
      for (const lengths of await page.locator('.card-lengths').allTextContents())
        expect(lengths).toBe('0.25\u202fmm');
      await chips(page).getByRole('link', { name: 'Remove 0.25\u202fmm' }).click();
      await expect(chips(page)).toHaveCount(0);
      expect(await foundCount(page)).toBe(all);
      await expect(page).toHaveURL(/\/rollers$/);
    });

    test('several values widen, several filters narrow, and each count is what it leads to', async ({
      page,
    }) => {
      await page.goto('/rollers?area=face');
      const narrow = await countBeside(page, 'length-0.2');
      await page.goto('/rollers?area=face&length=0.2');
      expect(await foundCount(page)).toBe(narrow);
      const wide = await foundCount(page);
      await page.goto('/rollers?area=face&length=0.2&length=0.3');
      expect(await foundCount(page)).toBeGreaterThan(wide);
      await expect(chips(page)).toHaveCount(4);
      await chips(page).getByRole('link', { name: 'Remove all' }).click();
      await expect(page).toHaveURL(/\/rollers$/);
      await expect(chips(page)).toHaveCount(0);
    });

    test('what is in stock is in stock, and a price is kept to', async ({ page }) => {
      await page.goto('/rollers?availability=in-stock&price-from=10&price-to=20&sort=price-asc');
      const prices = (await page.locator('.card .price-amount').allTextContents()).map((text) =>
        Number(text.replace('£', '')),
      );
      expect(prices.length).toBeGreaterThan(1);
      expect(prices).toEqual([...prices].sort((a, b) => a - b));
      expect(prices[0]).toBeGreaterThanOrEqual(10);
      expect(prices.at(-1)).toBeLessThanOrEqual(20);
      for (const words of await page.locator('.card .stock').allTextContents())
        expect(words).toMatch(/^(In|Low) stock$/);
    });

    test('nothing left: which filter to drop, and it leads to as many as it says', async ({ page }) => {
      await page.goto('/rollers?area=scalp&kind=gauze');
      await expect(found(page)).toHaveText('0 products');
      const way = results(page).getByRole('link', { name: /^Without “Gauze”: \d+ products?$/ });
      const promised = Number.parseInt(((await way.textContent()) ?? '').split(': ')[1] ?? '', 10);
      await way.click();
      await expect(page).toHaveURL(/\/rollers\?area=scalp$/);
      await expect(found(page)).toHaveText(new RegExp(`^${promised} product`));
    });

    test('two to compare', async ({ page }) => {
      await page.goto('/rollers?kind=roller');
      await page.locator('.card-compare').nth(0).click();
      await page.locator('.card-compare').nth(2).click();
      const skus = await results(page)
        .locator('input[name=skus]')
        .evaluateAll((boxes) =>
          boxes.flatMap((box) => (box instanceof HTMLInputElement && box.checked ? box.value : [])),
        );
      expect(skus).toHaveLength(2);
      await results(page).getByRole('button', { name: 'Compare' }).click();
      await expect(page).toHaveURL(new RegExp(`/compare\\?skus=${skus.join('(,|%2C)')}$`));
    });

    test('to the next page and back', async ({ page }) => {
      await page.goto('/rollers?sort=price-desc');
      const first = await cards(page).first().textContent();
      await page
        .getByRole('navigation', { name: 'Pages' })
        .getByRole('link', { name: /Page 2/ })
        .click();
      await expect(page).toHaveURL(/sort=price-desc&page=2$/);
      await expect(found(page)).toHaveText(/page 2 of/);
      await expect(page).toHaveTitle(/, page 2 –/);
      await page.goBack();
      await expect(found(page)).toHaveText(/page 1 of/);
      await expect(cards(page).first()).toHaveText(first ?? '');
    });
  });
}

test('a value that would leave nothing is said and not offered; one that is ticked can be taken back', async ({
  page,
}) => {
  await page.goto('/rollers?kind=gauze');
  await expect(tick(page, /^0\.25.* 0 products$/)).toBeDisabled();
  await page.goto('/rollers?kind=gauze&length=0.25');
  await expect(found(page)).toHaveText('0 products');
  await expect(tick(page, /^0\.25/)).toBeEnabled();
  await expect(tick(page, /^0\.25/)).toBeChecked();
});

test('what the address holds and nobody knows is left out, with a word', async ({ page }) => {
  await page.goto('/rollers?area=moon&price-from=30&price-to=20&page=99&other=1');
  await expect(results(page)).toContainText('“moon” is none of the choices under “Made for”.');
  await expect(results(page)).toContainText('No price is both from £30 and up to £20.');
  await expect(results(page)).toContainText('There is no page 99: this is the last one.');
  expect(await foundCount(page)).toBeGreaterThan(12);
});

for (const address of [
  '/rollers',
  '/rollers?length=0.2&length=0.25&area=face&availability=in-stock&price-to=20&sort=price-asc',
  '/rollers?area=scalp&kind=gauze&material=titanium&price-to=5',
  '/rollers?length=9.75&area=moon&price-from=x&sort=y&page=99',
]) {
  for (const width of [360, 1280]) {
    test(`${address}, ${width} px: sound, with the filters open`, async ({ page }) => {
      await page.setViewportSize({ width, height: 740 });
      await page.goto(address);
      expect.soft(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
      // Open, it holds all that it holds when folded.
      if (width === 360) await page.locator('#filter-box > summary').click();
      expect.soft(await axeFindings(page)).toEqual([]);
      if (width === 360) {
        for (const row of await form(page).locator('.tick').all())
          expect.soft((await row.boundingBox())?.height).toBeGreaterThanOrEqual(44);
      }
      expect.soft(await overflowAt320(page)).toBe(0);
    });
  }
}

test('beside the list the filters stand open, by keyboard too', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto('/rollers');
  await expect(page.getByText(/^Filter and sort/)).toBeHidden();
  await form(page).getByLabel('Order').focus();
  await page.keyboard.press('Tab');
  await expect(tick(page, /^0\.2\smm/)).toBeFocused();
  await page.keyboard.press('Space');
  await expect(page).toHaveURL(/\?length=0\.2$/);
  await expect(tick(page, /^0\.2\smm/)).toBeFocused();
  await expect(tick(page, /^0\.2\smm/)).toBeChecked();
  // Everything that can be reached is in sight when it has the focus.
  for (let step = 0; step < 60; step += 1) {
    await page.keyboard.press('Tab');
    const hidden = await page.evaluate(() => {
      const { activeElement } = document;
      if (!activeElement || activeElement === document.body) return null;
      const { left, top, width, height } = activeElement.getBoundingClientRect();
      const there = document.elementFromPoint(left + Math.min(width / 2, 20), top + height / 2);
      const isSeen =
        there &&
        (activeElement.contains(there) ||
          there.contains(activeElement) ||
          there.closest('.card')?.contains(activeElement));
      return isSeen ? null : activeElement.outerHTML;
    });
    expect(hidden, 'what has the focus is covered').toBeNull();
  }
});

test.describe('by keyboard alone on a phone, script off', () => {
  test.use({ javaScriptEnabled: false, viewport: { width: 360, height: 740 } });

  test('filter, product, basket', async ({ page }) => {
    const focus = page.locator(':focus');
    const tabTo = async (what: string) => {
      for (let presses = 0; presses < 90; presses += 1) {
        await page.keyboard.press('Tab');
        if ((await focus.count()) > 0 && (await focus.evaluate((each, css) => each.matches(css), what)))
          return;
      }
      throw new Error(`The Tab key never came to ${what}`);
    };
    await page.goto('/rollers');
    await tabTo('#filter-box > summary');
    await page.keyboard.press('Enter');
    await tabTo('input[name=area][value=scalp]');
    await page.keyboard.press('Space');
    await tabTo('#filter button');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/area=scalp/);
    await tabTo('.card-title a');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/\/rollers\/scalp-roller/);
    await tabTo('.gallery-views a[href="#figure-1c"]');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/#figure-1c$/);
    // On from the drawing, not from the top of the page.
    await tabTo('.buy form button');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/\/cart$/);
    await expect(page.getByRole('main')).toContainText('Scalp roller 0.2 mm');
  });
});

test.describe('at once', () => {
  test.beforeEach(async ({ page }) => {
    await page.goto('/rollers');
    await page.evaluate(() => Object.assign(window, { isSamePage: true }));
  });
  const isSamePage = (page: Page) => page.evaluate(() => Reflect.get(window, 'isSamePage') === true);

  test('a tick changes the list, the counts, the address and the title; nothing else moves; Back undoes it', async ({
    page,
  }) => {
    // On the page, wherever the window stands; the button stays at the foot of the window.
    const places = () =>
      page.evaluate(() =>
        [...document.querySelectorAll('h1, #filter .facet-title, #filter input, #found')].map((each) => {
          const { left, top, width, height } = each.getBoundingClientRect();
          return [left, top + window.scrollY, width, height].join();
        }),
      );
    const all = await foundCount(page);
    const expected = await countBeside(page, 'area-face');
    const before = await places();
    await tick(page, /^Face/).check();
    await expect(page).toHaveURL(/\/rollers\?area=face$/);
    await expect(found(page)).toHaveText(new RegExp(`^${expected} products`));
    await expect(page.locator('#list-status')).toHaveText(new RegExp(`^${expected} products`));
    await expect(page).toHaveTitle(/^Rollers: Face –/);
    await expect(show(page)).toHaveText(`Show ${expected} products`);
    await expect(tick(page, /^Face/)).toBeFocused();
    expect(await places()).toEqual(before);
    await expect(tick(page, /^Gauze 0 products/)).toBeDisabled();
    await tick(page, /^Steel/).check();
    await expect(page).toHaveURL(/\/rollers\?area=face&material=steel$/);
    await page.goBack();
    await expect(page).toHaveURL(/\/rollers\?area=face$/);
    await expect(tick(page, /^Steel/)).not.toBeChecked();
    await expect(tick(page, /^Face/)).toBeChecked();
    await page.goBack();
    await expect(found(page)).toHaveText(new RegExp(`^${all} products`));
    await expect(tick(page, /^Face/)).not.toBeChecked();
    await page.goForward();
    await expect(found(page)).toHaveText(new RegExp(`^${expected} products`));
    expect(await isSamePage(page)).toBe(true);
  });

  test('links of the results lead on in place, and the focus goes to what was found', async ({ page }) => {
    await tick(page, /^Face/).check();
    await chips(page).getByRole('link', { name: 'Remove Face' }).click();
    await expect(chips(page)).toHaveCount(0);
    await expect(found(page)).toBeFocused();
    await expect(tick(page, /^Face/)).not.toBeChecked();
    await page.getByRole('link', { name: /Page 2/ }).click();
    await expect(found(page)).toHaveText(/page 2 of/);
    await expect(found(page)).toBeInViewport();
    expect(await isSamePage(page)).toBe(true);
    await page.getByRole('link', { name: 'Skip to the content' }).focus();
    await page.keyboard.press('Enter');
    await expect(found(page)).toHaveText(/page 2 of/);
    expect(await isSamePage(page)).toBe(true);
  });

  test('a price is asked for when the box is left', async ({ page }) => {
    await form(page).getByLabel('To, £').fill('£15');
    await page.keyboard.press('Tab');
    await expect(page).toHaveURL(/\/rollers\?price-to=15$/);
    await expect(chips(page).first()).toContainText('Up to £15');
  });

  test('a value that nothing has goes with its tick, and the focus stays in the form', async ({ page }) => {
    await page.goto('/rollers?length=0.7');
    // Not `uncheck`, which would look for the box again afterwards: it may be gone by then.
    await tick(page, /^0\.7\smm/).click();
    await expect(page).toHaveURL(/\/rollers$/);
    await expect(tick(page, /^0\.7\smm/)).toHaveCount(0);
    expect(await page.evaluate(() => document.activeElement?.closest('form')?.id)).toBe('filter');
    // The form still answers.
    await tick(page, /^Face/).check();
    await expect(page).toHaveURL(/\?area=face$/);
  });

  test('the last wish counts, whatever answer comes last', async ({ page }) => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route('**/rollers?*area=face', async (route) => {
      await held;
      await route.continue().catch(() => undefined);
    });
    await tick(page, /^Face/).check();
    await expect(results(page)).toHaveAttribute('aria-busy', 'true');
    await tick(page, /^Face/).uncheck();
    await tick(page, /^Gauze/).check();
    await expect(page).toHaveURL(/\?kind=gauze$/);
    release();
    await expect(results(page)).not.toHaveAttribute('aria-busy');
    await expect(page).toHaveURL(/\?kind=gauze$/);
    await expect(found(page)).toHaveText('1 product');
  });

  test('an answer that is no list: the browser loads the page', async ({ page }) => {
    let asked = 0;
    await page.route('**/rollers?*', (route) => {
      asked += 1;
      return asked === 1 ? route.fulfill({ body: 'not this' }) : route.continue();
    });
    await tick(page, /^Gauze/).check();
    await expect(page).toHaveURL(/kind=gauze/);
    await expect(found(page)).toHaveText('1 product');
    expect(await isSamePage(page)).toBe(false);
  });

  test('what is ticked to be compared stays ticked, on this page or another', async ({ page }) => {
    const box = results(page).locator('input[name=skus]').first();
    const sku = await box.getAttribute('value');
    await page.locator('.card-compare').first().click();
    await page.getByRole('link', { name: /Page 2/ }).click();
    await expect(page.locator('.compare-bar')).toContainText('1 not on this page.');
    await page.locator('.card-compare').first().click();
    await tick(page, /^Gauze/).check();
    await expect(page.locator('.compare-bar')).toContainText('2 not on this page.');
    await page.goto('/rollers');
    await page.locator('.card-compare').first().click();
    await tick(page, /^Steel/).check();
    await expect(page).toHaveURL(/material=steel/);
    await expect(page.locator(`[id="compare-${sku}"]`)).toBeChecked();
  });
});
