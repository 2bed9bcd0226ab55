import type { Page } from '@playwright/test';
import { axeFindings, expect, overflowAt320, running, test } from '../support/browser.ts';
import { startChangedShop } from '../support/changed-shop.ts';

const gate = (page: Page) => page.locator('.gate');
const plate = (page: Page, number: string) => page.locator(`#figure-${number} .figure-plate`);
const view = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Drawings' }).getByRole('link', { name });

/** Nothing for axe on a phone, nothing to scroll sideways on any. accessibility.spec.ts looks at wide product pages. */
async function expectSound(page: Page): Promise<void> {
  await page.setViewportSize({ width: 360, height: 740 });
  expect.soft(await axeFindings(page), `axe on ${page.url()}`).toEqual([]);
  expect.soft(await overflowAt320(page), `sideways scroll on ${page.url()}`).toBe(0);
}

for (const [state, address, title] of [
  ['sold out, in colours', '/rollers/face-roller-in-colours?sku=COLOUR-025-GRAPHITE', 'Needs the self-check'],
  ['withdrawn', '/rollers/folding-face-roller', 'No longer sold'],
  ['a length that is not sold', '/rollers/face-roller-0-5', 'Not sold where you are'],
  ['for professionals', '/rollers/professional-roller-1-0', 'For professionals'],
  ['without needles', '/rollers/travel-cap?sku=CAP-SAND', 'No needles, no self-check'],
] as const) {
  test(`${state}: sound, with its list of markets open`, async ({ page }) => {
    await page.goto(address);
    await expect(gate(page).getByRole('heading')).toHaveText(title);
    await gate(page).locator('summary').click();
    await expect(gate(page)).toContainText('Health Canada');
    await expectSound(page);
  });
}

test('a market in which nothing is sold: product, list and finder are sound', async ({ page }) => {
  // A shop of its own has to start.
  test.setTimeout(150_000);
  const shop = await startChangedShop((bundle) => ({ ...bundle, shop: { ...bundle.shop, market: 'us' } }));
  try {
    const pages = ['/rollers/face-roller', '/rollers', '/finder?goal=smoother&area=face&experience=first'];
    for (const address of pages) {
      // Its pages at the address of the shop that the tests watch, which has the same styles.
      const body = await (await fetch(shop.url + address)).text();
      await page.route(running.url + address, (route) => route.fulfill({ body, contentType: 'text/html' }));
      await page.goto(address);
      await expect(page.getByRole('main')).toContainText('The FDA treats needles');
      await expect(page.getByRole('button', { name: 'Add to the basket' })).toHaveCount(0);
      await expectSound(page);
    }
  } finally {
    await shop.remove();
  }
});

for (const javaScriptEnabled of [false, true]) {
  test.describe(`script ${javaScriptEnabled ? 'on' : 'off'}`, () => {
    test.use({ javaScriptEnabled, viewport: { width: 360, height: 740 } });

    test('the drawings: one on the stage, the others a link away, by address and Back', async ({ page }) => {
      const isShown = async (number: string) => ((await plate(page, number).boundingBox())?.width ?? 0) > 200;
      const inSight = () => Promise.all(['1a', '1b', '1c'].map(isShown));
      await page.goto('/rollers/face-roller?sku=FACE-025');
      expect(await inSight()).toEqual([true, false, false]);
      await view(page, 'Close up').click();
      await expect(page).toHaveURL(/\?sku=FACE-025#figure-1c$/);
      expect(await inSight()).toEqual([false, false, true]);
      await expect(plate(page, '1c')).toBeInViewport();
      await expect(view(page, 'Close up')).toBeInViewport();
      await page.goBack();
      expect(await inSight()).toEqual([true, false, false]);
      await page.goto('/rollers/face-roller#figure-1b');
      expect(await inSight()).toEqual([false, true, false]);
      // The warnings and the figures in words are there for all who listen, whichever is seen.
      await expect(page.getByRole('img', { name: /the whole of it/ })).toBeAttached();
    });

    test('length and colour by links: the plate, the price and the basket follow', async ({ page }) => {
      await page.goto('/rollers/face-roller-in-colours');
      const choose = (axis: string, name: string) =>
        page.getByRole('navigation', { name: axis }).getByRole('link', { name }).click();
      await choose('Colour', 'Green');
      await choose('Needle length', '0.25');
      await expect(page).toHaveURL(/sku=COLOUR-025-GREEN$/);
      await expect(page.locator('#figure-1a figcaption')).toContainText('0.25 mm, green');
      await choose('Colour', 'Graphite');
      await expect(page.locator('.price-block')).toContainText('Sold out');
      await page
        .getByRole('region', { name: 'What you can do instead' })
        .getByRole('link', { name: '0.25 mm, sand' })
        .click();
      await expect(page).toHaveURL(/sku=COLOUR-025-SAND$/);
      await page.getByRole('button', { name: 'Add to the basket' }).click();
      await expect(page.getByText('0.25 mm, sand').first()).toBeVisible();
    });
  });
}

test('printed, every drawing is there and no link to it', async ({ page }) => {
  await page.emulateMedia({ media: 'print' });
  await page.goto('/rollers/face-roller?sku=FACE-025');
  for (const number of ['1a', '1b', '1c']) await expect(plate(page, number)).toBeVisible();
  // What is not in sight is fetched when it is: later than the page.
  for (const number of ['1a', '1b', '1c'])
    await expect.poll(async () => (await plate(page, number).boundingBox())?.height).toBeGreaterThan(60);
  await expect(page.getByRole('navigation', { name: 'Drawings' })).toBeHidden();
});
