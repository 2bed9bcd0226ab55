import type { Page } from '@playwright/test';
import { axeFindings, expect, overflowAt320, test } from '../support/browser.ts';

const box = (page: Page) => page.getByLabel('Search rollers, articles and the glossary');
const list = (page: Page) => page.getByRole('listbox', { name: 'Suggestions' });
const options = (page: Page) => list(page).getByRole('option');
/** Of the list of suggestions; another one says how much was found. */
const spoken = (page: Page) => page.locator('#suggestion-count');

/** Types into the box and waits for the suggestions. */
async function type(page: Page, text: string): Promise<void> {
  await box(page).pressSequentially(text);
  await expect(list(page)).toBeVisible();
}

for (const javaScriptEnabled of [false, true]) {
  test.describe(`script ${javaScriptEnabled ? 'on' : 'off'}`, () => {
    test.use({ javaScriptEnabled });

    test('from any page to a section of an article, by form and links alone', async ({ page }) => {
      await page.goto('/learn');
      await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Search' }).click();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Search');
      await box(page).fill('cold sores');
      await box(page).press('Enter');
      await expect(page).toHaveURL(/\/search\?q=cold\+sores$/);
      await expect(page).toHaveTitle(/^\d+ results for “cold sores” – /);
      await expect(box(page)).toHaveValue('cold sores');
      await expect(page.getByText(/^\d+ results for “cold sores”$/)).toBeVisible();
      const kinds = page.getByRole('navigation', { name: 'Kind of result' });
      await kinds.getByRole('link', { name: /^Articles \d+$/ }).click();
      await expect(page).toHaveURL(/\/search\?q=cold\+sores&in=articles$/);
      await expect(kinds.locator('[aria-current]')).toHaveText(/^Articles/);
      const link = page.locator('.hit-section a').first();
      const heading = ((await link.textContent()) ?? '').replaceAll(/[“”]/g, '');
      await link.click();
      await expect(page).toHaveURL(/\/learn\/[a-z-]+#.+/);
      await expect(page.locator(':target')).toContainText(heading);
      await expect(page.locator(':target')).toBeInViewport();
    });

    test('a slip of the hand, and a word that is not there', async ({ page }) => {
      await page.goto('/search?q=kelod');
      await expect(page.getByText('No page here says “kelod”. This is for “keloid”.')).toBeVisible();
      await expect(page.getByRole('heading', { level: 3 }).first()).toHaveText('Keloid');
      await box(page).fill('hipertrofic');
      await page.getByRole('button', { name: 'Search' }).click();
      await page.getByRole('link', { name: 'hypertrophic', exact: true }).click();
      await expect(page.getByRole('heading', { level: 3 }).first()).toHaveText('Hypertrophic scar');
    });

    test('a search for a length, and on to the product', async ({ page }) => {
      await page.goto('/search');
      await page.getByRole('link', { name: '0.25 mm' }).click();
      const roller = page.locator('.roller-hit').first();
      await expect(roller).toContainText('£');
      await expect(roller).toContainText('Needs the self-check');
      await roller.getByRole('heading').getByRole('link').click();
      await expect(page).toHaveURL(/\/rollers\/[a-z-]+$/);
    });
  });
}

for (const address of [
  '/search',
  '/search?q=blood+thinner',
  '/search?q=roller&in=rollers',
  '/search?q=keloid&in=rollers',
  '/search?q=hipertrofic',
  '/search?q=keloid+storage+xyzzyx',
  '/search?q=%21%3F',
  `/search?q=${'Donaudampfschifffahrtsgesellschaft'.repeat(8)}`,
]) {
  test(`${address.slice(0, 60)} is sound, narrow and wide`, async ({ page }) => {
    for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      const answer = await page.goto(address);
      expect(answer?.status()).toBe(200);
      expect.soft(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
      expect.soft(await axeFindings(page), `axe at ${width} px`).toEqual([]);
    }
    expect.soft(await overflowAt320(page)).toBe(0);
  });
}

test.describe('suggestions', () => {
  test('by keyboard: through the list, round its ends, and to the page that is chosen', async ({ page }) => {
    await page.goto('/search');
    await expect(box(page)).toHaveRole('combobox');
    await expect(box(page)).toHaveAttribute('aria-expanded', 'false');
    await type(page, 'kel');
    await expect(box(page)).toHaveAttribute('aria-expanded', 'true');
    const count = await options(page).count();
    expect(count).toBeGreaterThan(1);
    expect(count).toBeLessThanOrEqual(8);
    await expect(spoken(page)).toHaveText(`${count} suggestions`);
    await expect(options(page).first()).toContainText('Keloid');

    const isActive = async (place: number) => {
      const id = await options(page).nth(place).getAttribute('id');
      await expect(box(page)).toHaveAttribute('aria-activedescendant', id ?? '');
      await expect(options(page).nth(place)).toHaveAttribute('aria-selected', 'true');
      await expect(list(page).locator('[aria-selected=true]')).toHaveCount(1);
      await expect(box(page)).toBeFocused();
    };
    await box(page).press('ArrowDown');
    await isActive(0);
    await box(page).press('ArrowDown');
    await isActive(1);
    await box(page).press('ArrowUp');
    await box(page).press('ArrowUp');
    await expect(box(page)).not.toHaveAttribute('aria-activedescendant');
    await box(page).press('ArrowUp');
    await isActive(count - 1);
    await box(page).press('ArrowLeft');
    await expect(box(page)).not.toHaveAttribute('aria-activedescendant');
    await box(page).press('ArrowDown');
    await box(page).press('Enter');
    await expect(page).toHaveURL(/\/glossary#keloid$/);
  });

  test('Escape closes the list and keeps the words, Down opens it again, a second Escape empties the box', async ({
    page,
  }) => {
    await page.goto('/search');
    await type(page, 'blood');
    await box(page).press('ArrowDown');
    await box(page).press('Escape');
    await expect(list(page)).toBeHidden();
    await expect(box(page)).toHaveValue('blood');
    await expect(box(page)).toHaveAttribute('aria-expanded', 'false');
    await expect(box(page)).not.toHaveAttribute('aria-activedescendant');
    await expect(spoken(page)).toHaveText('');
    await box(page).press('ArrowDown');
    await expect(list(page)).toBeVisible();
    await box(page).press('Escape');
    await box(page).press('Escape');
    await expect(box(page)).toHaveValue('');
  });

  test('Enter without a choice searches for what was typed; Tab leaves the list', async ({ page }) => {
    await page.goto('/search');
    await type(page, 'collagen');
    await box(page).press('Tab');
    await expect(list(page)).toBeHidden();
    await expect(page.getByRole('button', { name: 'Search' })).toBeFocused();
    await box(page).press('ArrowDown');
    await expect(list(page)).toBeVisible();
    await box(page).press('Enter');
    await expect(page).toHaveURL(/\/search\?q=collagen$/);
    await page.goBack();
    await expect(list(page)).toBeHidden();
  });

  test('fast typing asks once, and an answer that comes late is not shown', async ({ page }) => {
    await page.clock.install();
    await page.goto('/search');
    const asked: string[] = [];
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route('**/search/suggest?**', async (route) => {
      const query = new URL(route.request().url()).searchParams.get('q') ?? '';
      asked.push(query);
      if (query === 'scalp') await held;
      await route.continue().catch(() => undefined);
    });
    // However slow the machine types, to the page it is within one pause.
    await page.clock.pauseAt(await page.evaluate(() => Date.now() + 60_000));
    await box(page).pressSequentially('scalp');
    await page.clock.resume();
    await expect.poll(() => asked).toEqual(['scalp']);
    await box(page).fill('keloid');
    await expect(options(page).first()).toContainText('Keloid');
    release();
    await box(page).press('ArrowDown');
    await expect(options(page).first()).toContainText('Keloid');
    await expect(list(page)).not.toContainText('Scalp');
    expect(asked).toEqual(['scalp', 'keloid']);
  });

  test('an answer that is none leaves the form as it is', async ({ page }) => {
    await page.goto('/search');
    await page.route('**/search/suggest?**', (route) => route.fulfill({ body: '<p>not this</p>' }));
    const answered = page.waitForResponse('**/search/suggest?**');
    await box(page).pressSequentially('collagen');
    await answered;
    await expect(list(page)).toBeHidden();
    await box(page).press('Enter');
    await expect(page).toHaveTitle(/results for “collagen”/);
  });

  test('nothing on the page moves, and axe finds nothing while the list is open', async ({ page }) => {
    for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      await page.goto('/search?q=keloid');
      const places = () =>
        page.evaluate(() =>
          [...document.querySelectorAll('h1, h2, h3, .button, .input, .colophon')].map((each) =>
            JSON.stringify(each.getBoundingClientRect()),
          ),
        );
      const before = await places();
      await box(page).fill('blood');
      await expect(list(page)).toBeVisible();
      expect(await places()).toEqual(before);
      await box(page).press('ArrowDown');
      expect.soft(await axeFindings(page), `axe at ${width} px`).toEqual([]);
      expect.soft(await overflowAt320(page)).toBe(0);
    }
  });

  test.describe('by touch', () => {
    test.use({ hasTouch: true, viewport: { width: 360, height: 740 } });

    test('a tap opens the page; each is high enough for a thumb', async ({ page }) => {
      await page.goto('/search');
      await box(page).tap();
      await type(page, 'anticoag');
      const option = options(page).first();
      expect((await option.boundingBox())?.height).toBeGreaterThanOrEqual(44);
      await option.tap();
      await expect(page).toHaveURL(/\/glossary#anticoagulant$/);
    });
  });

  test('words from the shop are words here too, whatever they hold', async ({ page }) => {
    await page.goto('/search');
    const title = '<img src=x onerror="document.title=1"> & “more”';
    await page.route('**/search/suggest?**', (route) =>
      route.fulfill({ json: { suggestions: [{ title, kind: '<b>', also: null, href: '/learn' }] } }),
    );
    await type(page, 'any');
    await expect(options(page)).toHaveText([`${title} <b>`]);
  });
});
