import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import ICAL from 'ical.js';
import { axeFindings, expect, overflowAt320, test } from '../support/browser.ts';

const kinds = ['depth-explorer', 'healing-timeline', 'session-planner'] as const;
const open = (page: Page, kind: (typeof kinds)[number]) => page.goto(`/gallery/Figure/with-script-${kind}`);
const length = (page: Page) => page.getByRole('slider', { name: 'Needle length' });
const place = (page: Page) => page.getByLabel('Place', { exact: true });
const weeks = (page: Page) => page.getByRole('slider', { name: 'Weeks since a clinical treatment' });
const said = (page: Page) => page.locator('.figure-said');

async function plan(page: Page, { start = '2027-03-20', sessions = '3', apart = '2' } = {}): Promise<void> {
  await page.getByLabel('First session').fill(start);
  await page.getByLabel('Number of sessions').fill(sessions);
  await page.getByLabel('Weeks between two sessions').fill(apart);
  await page.getByRole('button', { name: 'List the dates' }).click();
}

/** Each figure after somebody has used it. */
const used: Record<(typeof kinds)[number], (page: Page) => Promise<void>> = {
  async 'depth-explorer'(page) {
    await length(page).fill('0.5');
    await place(page).selectOption('body');
    await expect(said(page).first()).toContainText('0.5\u202fmm beside the skin of the body');
  },
  async 'healing-timeline'(page) {
    await weeks(page).fill('20');
    await expect(said(page)).toContainText('20 weeks after a clinical treatment');
  },
  async 'session-planner'(page) {
    await page.getByRole('button', { name: 'List the dates' }).click();
    await expect(page.getByText('Enter the number of sessions')).toBeVisible();
    expect.soft(await axeFindings(page), 'with errors').toEqual([]);
    await plan(page);
    await expect(said(page)).toContainText('3 sessions, 2 weeks apart');
  },
};

for (const kind of kinds) {
  test(`${kind}, used: nothing for axe to find, and nothing lost at 320 px`, async ({ page }) => {
    await open(page, kind);
    await used[kind](page);
    expect.soft(await axeFindings(page)).toEqual([]);
    expect.soft(await overflowAt320(page)).toBe(0);
    await page.setViewportSize({ width: 320, height: 640 });
    expect.soft(await wordsOutside(page), 'words that leave their picture').toEqual([]);
    expect.soft(await smallTargets(page), 'less than 44 px to aim at').toEqual([]);
  });

  test.describe('without script', () => {
    test.use({ javaScriptEnabled: false });

    test(`${kind} is whole, and shows no control that would do nothing`, async ({ page }) => {
      await open(page, kind);
      await expect(page.getByRole('img').first()).toBeVisible();
      await expect(page.locator('main input, main select, main button, main form')).toHaveCount(0);
      await page.getByText('This figure in words').click();
      expect(await page.locator('.figure-twin li').count()).toBeGreaterThan(4);
    });
  });
}

for (const width of [320, 360, 1280]) {
  test(`every figure at ${width} px: no word leaves its picture`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    await page.goto('/gallery/Figure');
    expect(await page.locator('.explanatory').count()).toBeGreaterThan(15);
    expect(await wordsOutside(page)).toEqual([]);
    // Read at arm’s length: no word of a figure is set smaller than 11 px, sources’ numbers apart.
    const smallest = await page
      .locator('.explanatory text')
      .evaluateAll((texts) =>
        Math.min(...texts.map((text) => Number.parseFloat(getComputedStyle(text).fontSize))),
      );
    expect(smallest).toBeGreaterThanOrEqual(11);
  });
}

/** Words of pictures that stick out of them, to the left or right. */
function wordsOutside(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<SVGTextElement>('.explanatory text')].flatMap((text) => {
      const picture = text.closest('.explanatory')?.getBoundingClientRect();
      const { left, right } = text.getBoundingClientRect();
      if (!picture || (left >= picture.left - 1 && right <= picture.right + 1)) return [];
      return [
        `${text.textContent}: ${Math.round(left - picture.left)} to ${Math.round(right - picture.right)}`,
      ];
    }),
  );
}

function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('.figure-controls :is(input, select, button), .figure-said .link-apart')]
      .filter((control) => control.getBoundingClientRect().height < 43.5)
      .filter((control) => (control as HTMLElement).offsetParent !== null)
      .map((control) => control.outerHTML.slice(0, 100)),
  );
}

test.describe('the depth explorer', () => {
  const drawn = (page: Page) =>
    page
      .locator('.d-steel-needle')
      .evaluateAll((needles) => needles.map((each) => each.getAttribute('data-length')));

  test('by keyboard: a length in small steps and by custom, a place, and back again', async ({ page }) => {
    await open(page, 'depth-explorer');
    expect(await drawn(page)).toEqual(['0.25', '1.5', '0.25']);
    await page.keyboard.press('Tab');
    await expect(page.getByRole('button', { name: 'Next shorter usual length' })).toBeFocused();
    await page.keyboard.press('Tab');
    await expect(length(page)).toBeFocused();
    await expect(length(page)).toHaveAttribute('aria-valuetext', '0.25\u202fmm');
    await page.keyboard.press('ArrowRight');
    await expect(length(page)).toHaveAttribute('aria-valuetext', '0.3\u202fmm');
    expect(await drawn(page)).toEqual(['0.3', '0.3']);
    await page.keyboard.press('End');
    await expect(length(page)).toHaveAttribute('aria-valuetext', '3.0\u202fmm');
    await page.keyboard.press('Home');
    await expect(length(page)).toHaveAttribute('aria-valuetext', '0.1\u202fmm');
    await page.keyboard.press('Tab');
    for (const next of ['0.2', '0.25', '0.3', '0.5', '1.0', '1.5', '2.0', '3.0']) {
      await page.keyboard.press('Enter');
      await expect(length(page)).toHaveAttribute('aria-valuetext', `${next}\u202fmm`);
    }
    await page.keyboard.press('Tab');
    await expect(place(page)).toBeFocused();
    await place(page).selectOption('Eyelid');
    await expect(said(page).first()).toContainText('The eyelid is not a place to roll.');
    await expect(page.getByText('Skin of the eyelid, to scale')).toBeVisible();
    await page.keyboard.press('Tab');
    await expect(page.getByRole('button', { name: 'Show the figure as it was' })).toBeFocused();
    await page.keyboard.press('Enter');
    expect(await drawn(page)).toEqual(['0.25', '1.5', '0.25']);
    await expect(said(page).first()).toBeEmpty();
    await expect(length(page)).toHaveAttribute('aria-valuetext', '0.25\u202fmm');
  });

  test('says what the length would pass, what was measured, and what we do not sell; once it rests', async ({
    page,
  }) => {
    await open(page, 'depth-explorer');
    await expect(page.getByRole('status').first()).toBeEmpty();
    await length(page).fill('0.3');
    await expect(said(page).first()).toHaveText('A needle of 0.3\u202fmm beside the skin of the face.');
    await expect(said(page).last()).toContainText('By ultrasound: the length ends in the dermis.');
    await expect(said(page).last()).toContainText('Length is not depth');
    await expect(said(page).last()).toContainText('In hairless rats');
    await expect(said(page).last()).toContainText('it recovered within 72\u00a0hours');
    await length(page).fill('0.35');
    await expect(said(page).first()).toContainText('We do not sell needles of this length.');
    const changes = await page.evaluate(async () => {
      let count = 0;
      const region = document.querySelector('.figure-said[role=status]');
      const slider = document.querySelector<HTMLInputElement>('.figure-slider');
      if (!region || !slider) return -1;
      new MutationObserver(() => {
        count += 1;
      }).observe(region, { childList: true });
      for (const value of ['0.4', '0.45', '0.5', '0.55']) {
        slider.value = value;
        slider.dispatchEvent(new Event('input'));
      }
      while (!region.textContent?.includes('0.55')) await new Promise((rest) => setTimeout(rest, 20));
      return count;
    });
    expect(changes, 'a screen reader hears the last of many changes').toBe(1);
  });

  test('in an article its words lead to the sources of the page', async ({ page }) => {
    await page.goto('/learn/needle-length-and-real-depth');
    await length(page).fill('1');
    await place(page).selectOption('scalp');
    await expect(said(page).first()).toContainText('1.0\u202fmm beside the skin of the scalp');
    const links = said(page).locator('.cite a');
    expect(await links.count()).toBeGreaterThan(4);
    for (const link of await links.all()) {
      const target = page.locator((await link.getAttribute('href')) ?? 'none');
      await expect(target).toHaveCount(1);
      const number = await target.evaluate(
        (item) => [...(item.parentElement?.children ?? [])].indexOf(item) + 1,
      );
      await expect(link).toHaveText(`Source ${number}`);
    }
    await expect(page.locator('.explanatory .d-mark').first()).toHaveText(/^\d+(, \d+)*$/);
  });

  for (const reducedMotion of ['no-preference', 'reduce'] as const) {
    test(`motion, ${reducedMotion}: the needle goes down in 200 ms at most`, async ({ page }) => {
      await page.emulateMedia({ reducedMotion });
      await open(page, 'depth-explorer');
      const durations = await page.evaluate(() => {
        const slider = document.querySelector<HTMLInputElement>('.figure-slider');
        if (!slider) return null;
        slider.value = '2';
        slider.dispatchEvent(new Event('input'));
        return document
          .getAnimations()
          .map((animation) => Number(animation.effect?.getComputedTiming().duration));
      });
      if (reducedMotion === 'reduce') expect(durations).toEqual([]);
      else {
        expect(durations?.length).toBeGreaterThan(0);
        for (const duration of durations ?? []) expect(duration).toBeLessThanOrEqual(200);
      }
    });
  }
});

test.describe('the healing timeline', () => {
  test('by keyboard: a week is marked to scale, and what each source describes by then is said', async ({
    page,
  }) => {
    await open(page, 'healing-timeline');
    await expect(page.locator('.d-now')).toHaveCount(0);
    await page.keyboard.press('Tab');
    await expect(weeks(page)).toBeFocused();
    await page.keyboard.press('ArrowRight');
    await expect(weeks(page)).toHaveAttribute('aria-valuetext', '1 week after a clinical treatment');
    await expect(said(page)).toContainText('no source we read describes a change');
    await weeks(page).fill('26');
    const [by, later] = [said(page).locator('ul').first(), said(page).locator('ul').last()];
    await expect(by.locator('li')).toHaveCount(6);
    await expect(by).toContainText('A trial with blinded raters, 6 months: scar score better.');
    await expect(later.locator('li')).toHaveCount(2);
    await expect(said(page)).toContainText('none of it describes a roller used at home');
    const [mark, line] = await Promise.all([
      page.locator('[data-months="6"]').first().boundingBox(),
      page.locator('.d-now').boundingBox(),
    ]);
    const middle = (mark?.x ?? 0) + (mark?.width ?? 0) / 2;
    expect(Math.abs(middle - (line?.x ?? 0) - (line?.width ?? 0) / 2)).toBeLessThan(1);
    await page.keyboard.press('End');
    await expect(said(page).locator('ul')).toHaveCount(1);
    await expect(said(page).locator('li')).toHaveCount(8);
  });
});

test.describe('the session planner', () => {
  test('names each error beside its field, and goes to the first', async ({ page }) => {
    await open(page, 'session-planner');
    const errors = page.locator('.figure-controls .error');
    await page.getByRole('button', { name: 'List the dates' }).press('Enter');
    await expect(errors).toHaveText([
      'Error: Enter the date of the first session',
      'Error: Enter the number of sessions',
      'Error: Enter the weeks between two sessions',
    ]);
    await expect(page.getByLabel('First session')).toBeFocused();
    await expect(page.getByLabel('First session')).toHaveAccessibleDescription(/Error: Enter the date/);
    await plan(page, { sessions: '9', apart: 'some' });
    await expect(errors).toHaveText([
      'Error: Enter a number from 2 to 6',
      'Error: Enter the weeks between two sessions as a whole number, such as 3',
    ]);
    await expect(page.getByLabel('Number of sessions')).toBeFocused();
    await expect(said(page)).toBeEmpty();
    await plan(page);
    await expect(errors).toHaveCount(0);
    await plan(page, { sessions: '' });
    await expect(said(page), 'dates of an earlier answer do not stay').toBeEmpty();
  });

  test('by keyboard, with the dates in words, on paper too', async ({ page }) => {
    await open(page, 'session-planner');
    await page.getByLabel('First session').fill('2027-03-20');
    await page.getByLabel('Number of sessions').focus();
    await page.keyboard.type('5');
    await page.keyboard.press('Tab');
    await page.keyboard.type('6');
    await page.keyboard.press('Enter');
    await expect(page.getByText('5 sessions, 6 weeks apart')).toBeFocused();
    await expect(said(page)).toContainText(
      'Published: An NHS scar service, 4 to 6 sessions, at least 6 weeks apart.',
    );
    await page.emulateMedia({ media: 'print' });
    await expect(page.getByText('Saturday 20 March 2027')).toBeVisible();
    await expect(page.getByText('Saturday 4 September 2027')).toBeVisible();
    await expect(page.getByRole('button', { name: 'List the dates' })).toBeHidden();
    await expect(page.getByText('Download the dates')).toBeHidden();
  });

  for (const timezoneId of ['Pacific/Kiritimati', 'America/New_York', 'Europe/London']) {
    test.describe(timezoneId, () => {
      test.use({ timezoneId });

      test('the file holds the dates that were listed, and nothing is sent', async ({ page }) => {
        await open(page, 'session-planner');
        await expect(page.getByRole('button', { name: 'List the dates' })).toBeVisible();
        const sent: string[] = [];
        // The browser fetches the icon of a page whenever it likes after the load.
        page.on('request', (request) => {
          if (!/^blob:|\/favicon\.svg$/.test(request.url())) sent.push(request.url());
        });
        await plan(page);
        const listed = await said(page)
          .locator('time')
          .evaluateAll((times) => times.map((time) => time.getAttribute('datetime')));
        // The clocks change on 28 March in Europe; in America they have before.
        expect(listed).toEqual(['2027-03-20', '2027-04-03', '2027-04-17']);
        await expect(said(page).locator('time').nth(1)).toHaveText('Saturday 3 April 2027');
        const download = page.waitForEvent('download');
        await page.getByRole('link', { name: 'Download the dates for a calendar (.ics)' }).click();
        const file = await download;
        expect(file.suggestedFilename()).toBe('needling-sessions.ics');
        const text = readFileSync(await file.path(), 'utf8');
        const events = new ICAL.Component(ICAL.parse(text))
          .getAllSubcomponents('vevent')
          .map((each) => new ICAL.Event(each));
        expect(events.map(({ startDate }) => startDate.toString())).toEqual(listed);
        expect(events.every(({ startDate }) => startDate.isDate)).toBe(true);
        expect(events.map(({ summary }) => summary)).toEqual(
          [1, 2, 3].map((each) => `Needling session ${each} of 3`),
        );
        expect(new Set(events.map(({ uid }) => uid)).size).toBe(3);
        expect(sent).toEqual([]);
      });
    });
  }
});
