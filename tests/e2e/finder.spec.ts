import type { Page } from '@playwright/test';
import { axeFindings, expect, overflowAt320, test } from '../support/browser.ts';

const answer = (page: Page) => page.locator('#answer');
const picks = (page: Page) => page.locator('.finder-pick');

/** Chooses by the words beside the buttons, then asks. */
async function ask(page: Page, ...choices: string[]): Promise<void> {
  for (const name of choices) await page.getByRole('radio', { name, exact: true }).check();
  await page.getByRole('button', { name: 'Show what fits' }).click();
}

for (const javaScriptEnabled of [false, true]) {
  test.describe(`script ${javaScriptEnabled ? 'on' : 'off'}`, () => {
    test.use({ javaScriptEnabled });

    test('from an empty start to a shortlist, and on to a product', async ({ page }) => {
      await page.goto('/finder');
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Which roller, if any?');
      await expect(page.getByRole('radio', { checked: true })).toHaveCount(0);
      await ask(page, 'A smoother look for a while', 'The face', 'Yes, it would be my first');
      await expect(page).toHaveURL(/\/finder\?goal=smoother&area=face&experience=first&price-to=#answer$/);
      await expect(page).toHaveTitle(/^(One|Two|Three) rollers? would fit: finder – /);
      await expect(answer(page)).toBeFocused();
      await expect(answer(page)).toBeInViewport();
      const count = await picks(page).count();
      expect(count).toBeGreaterThan(0);
      expect(count).toBeLessThanOrEqual(3);
      for (const pick of await picks(page).all()) {
        await expect(pick).toContainText('Made for the face');
        await expect(pick).toContainText('Nothing that fits your answers has shorter ones.');
        await expect(pick).toContainText('£');
      }
      await expect(page.getByText('Professional roller 1.5 mm')).toBeVisible();
      // Every mark leads to its source.
      const marks = await page.locator('.finder-answer .cite a').all();
      expect(marks.length).toBeGreaterThan(3);
      for (const mark of marks) {
        const target = (await mark.getAttribute('href')) ?? '';
        await expect(page.locator(target)).toHaveCount(1);
      }
      await page.getByRole('link', { name: 'Who should not use a roller' }).first().click();
      await expect(page).toHaveURL(/\/learn\/who-should-not-use-one$/);
      await page.goBack();
      const link = picks(page).first().getByRole('heading').getByRole('link');
      const title = await link.textContent();
      await link.click();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(title ?? '');
      await expect(page).toHaveURL(/\/rollers\/[a-z0-9-]+\?sku=[A-Z0-9-]+$/);
    });

    test('a goal that we have nothing for needs no other answer and shows nothing to buy', async ({
      page,
    }) => {
      await page.goto('/finder');
      await ask(page, 'Softer acne scars');
      await expect(answer(page)).toHaveText('For acne scars we would choose none');
      await expect(picks(page)).toHaveCount(0);
      await expect(page.locator('main a[href^="/rollers/"]')).toHaveCount(0);
      await expect(page.getByRole('heading', { name: 'Whom to ask' })).toBeVisible();
      await page.getByRole('link', { name: /^Acne scars: what clinics do/ }).click();
      await expect(page).toHaveURL(/\/learn\/acne-scars-clinic-and-home$/);
    });

    test('what is missing is named, and one more answer mends it', async ({ page }) => {
      await page.goto('/finder');
      await ask(page, 'A smoother look for a while');
      await expect(page).toHaveTitle(/^Error: /);
      const summary = page.getByRole('alert');
      await expect(summary.getByRole('link')).toHaveText([
        'Choose where you would use it',
        'Choose whether it would be your first',
      ]);
      await summary.getByRole('link').first().click();
      await expect(page.getByRole('radio', { name: 'The face' })).toBeFocused();
      await expect(page.getByRole('radio', { name: 'A smoother look for a while' })).toBeChecked();
      await ask(page, 'The scalp', 'No, I have one, or had one');
      await expect(answer(page)).toHaveText(/^(One|Two|Three) rollers? would fit$/);
    });

    test('a limit that leaves nothing says what would, and the way there', async ({ page }) => {
      await page.goto('/finder?goal=curious&area=body&experience=first&price-to=2');
      await expect(answer(page)).toHaveText('Nothing that fits costs £2.00 or less');
      await page.getByRole('link', { name: 'Show what fits without the limit' }).click();
      await expect(picks(page).first()).toBeVisible();
      await expect(page).toHaveURL(/\/finder\?goal=curious&area=body&experience=first#answer$/);
    });

    test('the answers can be changed beside the answer, on a phone too', async ({ page }) => {
      await page.setViewportSize({ width: 360, height: 740 });
      await page.goto('/finder?goal=hair');
      await expect(page.getByRole('radio', { name: 'Thicker hair' })).toBeHidden();
      await page.getByText('Your answers: Thicker hair').click();
      await expect(page.getByRole('radio', { name: 'Thicker hair' })).toBeChecked();
      await ask(page, 'To keep, clean or throw away a roller that I have');
      await expect(answer(page)).toContainText('for a roller that you have');
      await expect(picks(page).first()).toContainText('It has no needles, so it needs no self-check.');
      await page.setViewportSize({ width: 1280, height: 800 });
      await expect(page.getByRole('radio', { name: 'Thicker hair' })).toBeVisible();
    });
  });
}

test('by keyboard alone', async ({ page }) => {
  await page.goto('/finder');
  const goal = page.getByRole('radio', { name: 'A smoother look for a while' });
  await goal.focus();
  await page.keyboard.press('Space');
  await expect(goal).toBeChecked();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await expect(page.getByRole('radio', { name: 'The face' })).toBeChecked();
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('radio', { name: 'No, I have one, or had one' })).toBeChecked();
  await page.keyboard.press('Tab');
  await page.keyboard.type('40');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Show what fits' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/goal=smoother&area=face&experience=have-one&price-to=40&case=yes#answer$/);
  await expect(answer(page)).toBeFocused();
  await expect(answer(page)).toContainText('and a case would fit');
  // The next stop is in the answer, not at the top of the page.
  await page.keyboard.press('Tab');
  const inAnswer = await page.evaluate(() => document.activeElement?.closest('.finder-answer') !== null);
  expect(inAnswer).toBe(true);
});

for (const [name, address] of [
  ['start', '/finder'],
  ['shortlist', '/finder?goal=smoother&area=face&experience=first&price-to=30&case=yes'],
  ['keeping', '/finder?goal=keeping'],
  ['none', '/finder?goal=acne-scars&area=eyes'],
  ['too low a limit', '/finder?goal=smoother&area=scalp&experience=have-one&price-to=1'],
  [
    'errors and strange names',
    `/finder?goal=smoother&area=${'moon'.repeat(30)}&price-to=cheap&utm_source=%3Cb%3E`,
  ],
] as const) {
  test(`${name}: sound, narrow and wide, and without a script of its own`, async ({ page }) => {
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 800 });
      const answered = await page.goto(address);
      expect(answered?.status()).toBe(200);
      expect.soft(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect.soft(overflow, `sideways scroll at ${width} px`).toBeLessThanOrEqual(0);
    }
    // On a phone with the answers unfolded: all that a wide window shows, and what folds it.
    for (const fold of await page.locator('main details > summary').all()) await fold.click();
    expect.soft(await axeFindings(page), 'axe at 360 px').toEqual([]);
    expect.soft(await overflowAt320(page)).toBe(0);
    expect(await page.locator('script:not([type="application/ld+json"])').count()).toBe(0);
  });
}

test('answers are kept by nobody; only the empty start may be found and kept', async ({ page, context }) => {
  const start = await page.request.get('/finder');
  expect(await start.text()).not.toContain('name="robots" content="noindex"');
  for (const address of ['/finder?goal=hair', '/finder?goal=moon']) {
    const answered = await page.request.get(address);
    expect(answered.headers()['cache-control']).toBe('no-store');
    expect(await answered.text()).toContain('name="robots" content="noindex"');
  }
  expect(await context.cookies()).toEqual([]);
});

test('words from the address stay words', async ({ page }) => {
  await page.goto(`/finder?goal=${encodeURIComponent('<img src=x onerror="document.title=1">')}&%3Ci%3E=1`);
  await expect(page.getByRole('alert')).toContainText('Choose what you hope for: “<img src=x onerror=');
  await expect(page.getByText('The finder asks nothing called “<i>”.')).toBeVisible();
});
