import type { Page } from '@playwright/test';
import { type Fixture, fixtures } from '#ui/fixtures.ts';
import { axeFindings, expect, overflowAt320, test } from '../support/browser.ts';

const gallery = Object.entries<readonly Fixture[]>(fixtures);

/** Names of elements whose words are cut off: they hide what does not fit, and something does not fit. */
function cutOff(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('main *, header *, footer *')]
      .filter((element) => !element.closest('.sr-only, svg'))
      .filter((element) => {
        const { overflowX, overflowY, display } = getComputedStyle(element);
        if (display === 'inline') return false;
        const hides = (overflow: string) => overflow === 'hidden' || overflow === 'clip';
        return (
          (hides(overflowX) && element.scrollWidth > element.clientWidth + 1) ||
          (hides(overflowY) && element.scrollHeight > element.clientHeight + 1)
        );
      })
      .map((element) => element.outerHTML.slice(0, 120)),
  );
}

for (const [component, states] of gallery) {
  // One page for all states of a component: a new page for each would cost more than what is looked at in it.
  test(`${component}: nothing for axe to find, nothing lost on a narrow or enlarged page, in any state`, async ({
    page,
  }) => {
    test.setTimeout(30_000 + states.length * 20_000);
    for (const { name } of states) {
      await page.setViewportSize({ width: 1280, height: 720 });
      const answer = await page.goto(`/gallery/${component}/${name}`);
      expect(answer?.status(), name).toBe(200);
      expect.soft(await axeFindings(page), name).toEqual([]);
      expect.soft(await overflowAt320(page), `${name} at 320 px`).toBe(0);
      // A window of 1280 px at 200 % is one of 640 px; and 200 % of the text alone, in the same window.
      await page.setViewportSize({ width: 640, height: 400 });
      for (const size of ['100%', '200%']) {
        await page.evaluate((text) => document.documentElement.style.setProperty('font-size', text), size);
        const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect.soft(tooWide, `${name} at 640 px, text ${size}`).toBe(0);
        expect.soft(await cutOff(page), `${name} at 640 px, text ${size}`).toEqual([]);
      }
    }
  });
}

test('axe finds what is wrong in light, and colours that are wrong in dark only', async ({ page }) => {
  await page.goto('/gallery/Button');
  expect(await axeFindings(page)).toEqual([]);
  await page.evaluate(() => {
    const words = document.createElement('p');
    words.textContent = 'Grey on the ground of the page';
    words.style.color = 'light-dark(#000, #333)';
    document.querySelector('main')?.append(words, document.createElement('img'));
  });
  const found = await axeFindings(page);
  expect(found).toEqual([
    expect.stringContaining('light image-alt'),
    expect.stringContaining('dark color-contrast'),
  ]);
});

test('the list shows every state, and an unknown one is not found', async ({ page }) => {
  await page.goto('/gallery');
  const states = gallery.reduce((sum, [, each]) => sum + each.length, 0);
  await expect(page.locator('.section li a')).toHaveCount(states);
  expect((await page.goto('/gallery/Button/glowing'))?.status()).toBe(404);
  expect((await page.goto('/gallery/Hologram'))?.status()).toBe(404);
});

test('less motion: no transition or animation is longer than 1 ms', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await page.goto('/gallery/Button');
  expect(await longestMotion(page)).toBeGreaterThan(100);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  for (const [component] of gallery) {
    await page.goto(`/gallery/${component}`);
    expect.soft(await longestMotion(page), component).toBeLessThanOrEqual(1);
  }
});

/** The longest transition or animation of the page, in ms. */
function longestMotion(page: Page): Promise<number> {
  return page.evaluate(() =>
    Math.max(
      ...[...document.querySelectorAll('*')]
        .flatMap((element) => [null, '::before', '::after'].map((part) => getComputedStyle(element, part)))
        .flatMap(({ transitionDuration, animationDuration }) => [
          ...transitionDuration.split(','),
          ...animationDuration.split(','),
        ])
        .map((text) => Number.parseFloat(text) * (text.trim().endsWith('ms') ? 1 : 1000)),
    ),
  );
}

test.describe('in the colours of the reader', () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`${colorScheme}: lines, words and controls stand out`, async ({ page }) => {
      await page.emulateMedia({ forcedColors: 'active', colorScheme });
      for (const [component, [state]] of gallery) {
        await page.goto(`/gallery/${component}/${state?.name}`);
        expect.soft(await unseen(page), component).toEqual([]);
      }
    });
  }
});

/** What cannot be told from the ground under forced colours: words, edges of controls, lines of drawings. */
function unseen(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const parse = (colour: string) => (colour.match(/[\d.]+/g) ?? []).map(Number);
    const luminance = (colour: string) => {
      const [r = 0, g = 0, b = 0] = parse(colour).map((value) => {
        const channel = value / 255;
        return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const contrast = (a: string, b: string) => {
      const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
      return (high + 0.05) / (low + 0.05);
    };
    const isClear = (colour: string) => colour === 'transparent' || parse(colour)[3] === 0;
    const groundOf = (element: Element): string => {
      for (let each: Element | null = element; each; each = each.parentElement) {
        const { backgroundColor } = getComputedStyle(each);
        if (!isClear(backgroundColor)) return backgroundColor;
      }
      const probe = document.createElement('div');
      document.body.append(probe);
      probe.style.setProperty('background-color', 'Canvas');
      const { backgroundColor } = getComputedStyle(probe);
      probe.remove();
      return backgroundColor;
    };
    const found: string[] = [];
    const say = (element: Element, what: string) =>
      found.push(`${what}: ${element.outerHTML.slice(0, 100)} on ${groundOf(element)}`);
    for (const element of document.querySelectorAll<HTMLElement>('body *:not(svg *)')) {
      const style = getComputedStyle(element);
      const hasWords = [...element.childNodes].some(
        (node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim(),
      );
      const isInactive = element.matches(':disabled, :disabled *');
      if (hasWords && !isInactive && contrast(style.color, groundOf(element)) < 4.5) say(element, 'words');
      const isControl = element.matches('.button, input, select');
      const parent = element.parentElement ?? element;
      if (isControl && contrast(style.borderTopColor, groundOf(parent)) < 3) say(element, 'edge');
    }
    for (const line of document.querySelectorAll('svg .d-line, svg .d-dimension')) {
      if (contrast(getComputedStyle(line).stroke, groundOf(line)) < 3) say(line, 'line');
    }
    return found;
  });
}

test('printed: what is folded away or in a drawer stands on the paper', async ({ page }) => {
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  for (const [address, words] of [
    ['Expander/closed', 'Creams do not count'],
    ['Figure/words-folded', 'The rule is 1.5 mm long'],
    ['Drawer/closed', 'It is not how far the needle gets'],
    ['CareCard/urgent', 'go by warmth, swelling'],
    ['WarningCallout/list', 'Only one person may use it'],
    ['DoDont/both', 'Share a roller'],
    ['SummaryList/with-change-links', 'None of these'],
    ['ProductCard/in-stock', 'Needs the self-check'],
    ['Table/lines-and-sum', 'of which VAT'],
    ['Notice/refusal', 'at most 4'],
  ] as const) {
    await page.goto(`/gallery/${address}`);
    await expect.soft(page.getByText(words), address).toBeVisible();
  }
  // Black on white, whatever the screen prefers.
  const ink = await page.evaluate(() => getComputedStyle(document.body).color);
  expect(ink).toBe('rgb(23, 33, 44)');
});

test.describe('by keyboard, without script', () => {
  // Playwright still asks questions of such a page; only the page's own scripts are off.
  test.use({ javaScriptEnabled: false });

  test('an expander opens and closes', async ({ page }) => {
    await page.goto('/gallery/Expander/closed');
    await page.keyboard.press('Tab');
    await expect(page.locator('summary')).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.getByText('Creams do not count')).toBeVisible();
    await page.keyboard.press('Space');
    await expect(page.getByText('Creams do not count')).toBeHidden();
  });

  test('a drawer opens, takes the focus, closes by Escape and by its button, and gives the focus back', async ({
    page,
  }) => {
    await page.goto('/gallery/Drawer/closed');
    const panel = page.getByRole('dialog', { name: 'About the lengths' });
    const opener = page.getByRole('button', { name: 'About the lengths' });
    await expect(panel).toBeHidden();
    for (const close of ['Escape', 'Enter']) {
      await opener.focus();
      await page.keyboard.press('Enter');
      await expect(panel).toBeVisible();
      await expect(panel.getByRole('heading')).toBeFocused();
      if (close === 'Enter') {
        await page.keyboard.press('Tab');
        await expect(panel.getByRole('button', { name: 'Close' })).toBeFocused();
      }
      await page.keyboard.press(close);
      await expect(panel).toBeHidden();
      await expect(opener).toBeFocused();
    }
  });

  test('radios: Tab enters the group, arrows choose', async ({ page }) => {
    await page.goto('/gallery/Radios/nothing-chosen');
    await expect(page.locator('input:checked')).toHaveCount(0);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await expect(page.getByLabel('No', { exact: true })).toBeChecked();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await expect(page.getByLabel('I am not sure')).toBeChecked();
  });

  test('checkboxes: Tab goes from one to the next, Space ticks', async ({ page }) => {
    await page.goto('/gallery/Checkboxes/nothing-chosen');
    for (let presses = 0; presses < 3; presses += 1) await page.keyboard.press('Tab');
    await expect(page.getByLabel(/^Raised/)).toBeFocused();
    await page.keyboard.press('Space');
    await expect(page.getByLabel(/^Raised/)).toBeChecked();
    await page.keyboard.press('Space');
    await expect(page.getByLabel(/^Raised/)).not.toBeChecked();
  });

  test('date parts: one Tab each, each with its own label', async ({ page }) => {
    await page.goto('/gallery/DateParts/empty');
    for (const label of ['Day', 'Month', 'Year']) {
      await page.keyboard.press('Tab');
      await expect(page.getByLabel(label, { exact: true })).toBeFocused();
    }
  });

  test('a wide table is entered and scrolled', async ({ page }) => {
    await page.setViewportSize({ width: 320, height: 640 });
    await page.goto('/gallery/Table/wide');
    await page.keyboard.press('Tab');
    const region = page.getByRole('region', { name: /^Thickness/ });
    await expect(region).toBeFocused();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => region.evaluate((element) => element.scrollLeft)).toBeGreaterThan(0);
  });

  test('the skip link shows itself when it has the focus, and jumps', async ({ page }) => {
    await page.goto('/gallery/SkipLink/hidden-until-focused');
    const link = page.getByRole('link', { name: 'Skip to the content' });
    await expect(link).not.toBeInViewport();
    await page.keyboard.press('Tab');
    await expect(link).toBeFocused();
    await expect(link).toBeInViewport();
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/#content$/);
    await expect(page.locator('main')).toBeFocused();
  });

  test('an error summary has the focus, and leads to its field', async ({ page }) => {
    await page.goto('/orders/find');
    await page.getByRole('button', { name: 'Send the link' }).press('Enter');
    const summary = page.getByRole('alert');
    await expect(summary).toBeFocused();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect(page.getByLabel('E-mail address')).toBeFocused();
  });
});
