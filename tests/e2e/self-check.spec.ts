import type { Page } from '@playwright/test';
import { axeFindings, expect, overflowAt320, test } from '../support/browser.ts';
import { builtRuleset } from '../support/http-shopper.ts';

const ruleset = builtRuleset();

/** One main heading, nothing that axe finds in light or dark, and no sideways scroll at 320 px or at 200 %. */
async function expectSound(page: Page): Promise<void> {
  expect.soft(await page.getByRole('heading', { level: 1 }).count(), `one h1 on ${page.url()}`).toBe(1);
  expect.soft(await axeFindings(page), `axe on ${page.url()}`).toEqual([]);
  expect.soft(await overflowAt320(page), `sideways scroll at 320 px on ${page.url()}`).toBe(0);
}

/** Answers from the question that is open to the end: by the safe answer, or by these (“filler-date”: last month). */
async function answerOn(page: Page, choices: Record<string, string[]> = {}): Promise<void> {
  for (let step = 0; step < 20; step += 1) {
    const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    const question = ruleset.questions.find((each) => each.id === id);
    if (!question) return;
    if (question.kind === 'date') {
      const lastMonth = new Date();
      lastMonth.setUTCMonth(lastMonth.getUTCMonth() - 1, 1);
      await page
        .getByLabel('Month')
        .fill(lastMonth.toLocaleString('en-GB', { month: 'long', timeZone: 'UTC' }));
      await page.getByLabel('Year').fill(String(lastMonth.getUTCFullYear()));
    }
    const safe = question.choices.find((choice) => choice.safe)?.id;
    for (const value of choices[id] ?? (safe ? [safe] : [])) {
      await page.locator(`input[name="answer"][value="${value}"]`).check();
    }
    await page.getByRole('button', { name: 'Continue' }).click();
    await expect(page).not.toHaveURL(new RegExp(`/${id}$`));
  }
}

async function begin(page: Page): Promise<void> {
  await page.goto('/self-check');
  await page.getByRole('link', { name: 'Start the check' }).click();
}

test('T13: the pages beside the questions are sound', async ({ page }) => {
  for (const address of ['/self-check/about', '/self-check/print', '/self-check?notice=deleted']) {
    await page.goto(address);
    await expectSound(page);
  }
});

test('T13: taking an answer back, the letter with its card, its sheets of paper, and deleting', async ({
  page,
}) => {
  await begin(page);
  await answerOn(page, { blood: ['anticoagulant'], skin: ['infection'], filler: ['yes'] });
  await page.getByRole('link', { name: 'Change your answer: Blood and bleeding' }).click();
  await page.getByRole('checkbox', { name: /blood thinner/ }).uncheck();
  await page.getByRole('checkbox', { name: 'None of these' }).check();
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Only change it if it was wrong');
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await expectSound(page);
  await page.getByRole('button', { name: 'Keep my first answer' }).click();
  await expect(page.getByRole('main')).toContainText('I take a blood thinner');
  await page.getByRole('button', { name: 'See the outcome' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Do not use a derma roller at home');
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await page.getByText('See the card').click();
  await expectSound(page);
  // On paper the letter is one sheet and the card another, folded open or not.
  await page.getByText('See the card').click();
  const pdf = (await page.pdf({ format: 'A4' })).toString('latin1');
  expect(pdf.match(/\/Type\s*\/Page\b(?!s)/g)).toHaveLength(2);
  await page.getByRole('button', { name: 'Delete this outcome' }).click();
  await expect(page.getByRole('status')).toContainText('We have deleted your answers');
  await page.goBack();
  await expect(page).toHaveURL(/\/self-check\?notice=gone$/);
});

test('T13: an error takes the focus, and its link leads to the field', async ({ page }) => {
  await page.goto('/self-check/consent');
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page).toHaveTitle(/^Error: /);
  await expect(page.getByRole('alert')).toBeFocused();
  await page.getByRole('alert').getByRole('link').click();
  await expect(page.getByRole('radio').first()).toBeFocused();
});

test('T13: at 200 % of a small window nothing is cut off, and without motion nothing moves', async ({
  page,
}) => {
  // A window of 1280 × 800 at 200 % is one of 640 × 400.
  await page.setViewportSize({ width: 640, height: 400 });
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await begin(page);
  await answerOn(page, { skin: ['broken'], filler: ['yes'] });
  for (const address of ['/self-check/skin', '/self-check/filler-date', '/self-check/answers']) {
    await page.goto(address);
    const cut = await page.evaluate(() =>
      [...document.querySelectorAll('main *')]
        .filter((element) => getComputedStyle(element).position !== 'absolute')
        .filter(({ scrollWidth, clientWidth }) => clientWidth > 0 && scrollWidth > clientWidth + 1)
        .map(({ tagName, className }) => `${tagName} ${className}`),
    );
    expect(cut, address).toEqual([]);
    const moving = await page.evaluate(() =>
      [...document.querySelectorAll('*')]
        .flatMap((element) => [getComputedStyle(element), getComputedStyle(element, '::before')])
        .flatMap(({ transitionDuration, animationDuration }) =>
          `${transitionDuration},${animationDuration}`.split(','),
        )
        .filter((duration) => Number.parseFloat(duration) > 0),
    );
    expect(moving, address).toEqual([]);
  }
});

test('the date of a wait becomes a calendar file on the device', async ({ page }) => {
  await begin(page);
  await answerOn(page, { filler: ['yes'] });
  await page.getByRole('button', { name: 'See the outcome' }).click();
  await expect(page).toHaveURL(/\/self-check\/outcome$/);
  await page.waitForLoadState();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: /to a calendar$/ }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('check-again.ics');
  // The form was not sent: the shop was not asked for the file.
  expect(asked).not.toContain('/self-check/wait-date');
});

test.describe('left alone', () => {
  const minutes = (count: number) => count * 60_000;
  /** What the shop says is left, in seconds: its own clock cannot be moved from here. */
  const shopSays = (page: Page, seconds: () => number) =>
    page.route('**/self-check/keep', (route) =>
      route.request().method() === 'GET'
        ? route.fulfill({ json: { answers: seconds(), outcome: 0 } })
        : route.continue(),
    );

  test('warns five minutes before the end; one key keeps the answers', async ({ page }) => {
    await page.clock.install();
    await begin(page);
    await page.getByRole('radio', { name: /^Yes/ }).check();
    await page.getByRole('button', { name: 'Continue' }).click();
    await expect(page).toHaveURL(/\/user$/);
    await page.waitForLoadState();
    await shopSays(page, () => 290);
    const warning = page.getByRole('alertdialog', { name: 'Are you still there?' });
    await page.clock.fastForward(minutes(54));
    await expect(warning).toBeHidden();
    await page.clock.fastForward(minutes(1.5));
    await expect(warning).toBeVisible();
    await expect(warning).toContainText('we will delete your answers in 5 minutes');
    await expect(page.getByRole('button', { name: 'Keep your answers' })).toBeFocused();
    await expectSound(page);
    await page.clock.fastForward(minutes(2));
    await expect(warning).toContainText('in 3 minutes');
    const sealed = async () =>
      (await page.context().cookies()).find(({ name }) => name === 'answers')?.value ?? '';
    const before = await sealed();
    await page.keyboard.press('Enter');
    await expect(warning).toBeHidden();
    expect(await sealed()).not.toBe(before);
    await page.clock.fastForward(minutes(50));
    await expect(warning).toBeHidden();
    // Escape means the same.
    await page.clock.fastForward(minutes(6));
    await expect(warning).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(warning).toBeHidden();
    await expect(page.getByRole('heading', { level: 1, name: 'Who will use the roller?' })).toBeVisible();
  });

  test('a device that slept through it all wipes the answers as it wakes', async ({ page }) => {
    await page.clock.install();
    await begin(page);
    await page.getByRole('radio', { name: /^Yes/ }).check();
    await page.getByRole('button', { name: 'Continue' }).click();
    await expect(page).toHaveURL(/\/user$/);
    await page.waitForLoadState();
    await shopSays(page, () => 0);
    await page.clock.fastForward(minutes(300));
    await expect(page).toHaveURL(/\/self-check\?notice=idle$/);
    await expect(page.getByRole('status')).toContainText('We have cleared the page');
    expect((await page.context().cookies()).map(({ name }) => name)).not.toContain('answers');
  });

  test('a tab in which somebody goes on keeps the others from wiping', async ({ page }) => {
    await page.clock.install();
    await begin(page);
    await page.getByRole('radio', { name: /^Yes/ }).check();
    await page.getByRole('button', { name: 'Continue' }).click();
    await expect(page).toHaveURL(/\/user$/);
    await page.waitForLoadState();
    // By this tab's clock the hour is over; by the shop's, whose answer counts, hardly begun.
    const asked = page.waitForResponse('**/self-check/keep');
    await page.clock.fastForward(minutes(61));
    expect((await (await asked).json()).answers).toBeGreaterThan(3000);
    await expect(page.getByRole('heading', { level: 1, name: 'Who will use the roller?' })).toBeVisible();
    await expect(page.getByRole('alertdialog')).toBeHidden();
  });
});

test.describe('script off', () => {
  test.use({ javaScriptEnabled: false });

  test('T13: the whole check with a change, a letter, a calendar file and a wipe', async ({ page }) => {
    await begin(page);
    await answerOn(page, { scars: ['relative'], filler: ['yes'] });
    await page.getByRole('link', { name: 'Change your answer: Raised scars' }).click();
    await page.getByRole('checkbox', { name: /^Yes, a parent/ }).uncheck();
    await page.getByRole('checkbox', { name: 'None of us' }).check();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('button', { name: 'My first answer was wrong, change it' }).click();
    await expect(page.getByRole('main')).toContainText('None of us');
    expect(page.url()).toMatch(/\/self-check\/answers$/);
    await page.getByRole('button', { name: 'See the outcome' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Wait until/);
    await expect(page.getByRole('button', { name: /^Print/ })).toBeHidden();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: /to a calendar$/ }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('check-again.ics');
    await page.getByRole('button', { name: 'Delete this outcome' }).click();
    await expect(page.getByRole('main')).toContainText('We have deleted your answers');
    expect((await page.context().cookies()).map(({ name }) => name)).toEqual(['cart']);
  });
});
