import type { Page } from '@playwright/test';
import { expect, running, test } from '../support/browser.ts';
import { builtRuleset } from '../support/http-shopper.ts';
import { cards } from '../support/payment-form.ts';

test.use({ viewport: { width: 360, height: 740 }, reducedMotion: 'reduce' });

interface Stop {
  tag: string;
  name: string;
  type: string;
  value: string;
}

/** Presses Tab until the focus is where `wanted` says; it must be visible and inside the window there. */
async function tabTo(page: Page, what: string, wanted: (stop: Stop) => boolean): Promise<void> {
  const passed: string[] = [];
  // Before its style sheet has come nothing stands where it will.
  await page.waitForLoadState();
  for (let presses = 0; presses < 120; presses += 1) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const element = document.activeElement as HTMLInputElement | null;
      if (!element || element === document.body) return null;
      const box = element.getBoundingClientRect();
      // What is drawn may be the mark of the element, of a part of it, of what stands beside it or of its card. It
      // must differ from what is drawn without the focus.
      const card = element.closest('li, article, label, .choice') ?? element;
      const drawn = () =>
        [element, element.nextElementSibling, card, ...element.children]
          .flatMap((each) =>
            each ? [null, '::before', '::after'].map((part) => getComputedStyle(each, part)) : [],
          )
          .map(({ outline, boxShadow, border, background }) =>
            [outline, boxShadow, border, background].join(),
          )
          .join('\n');
      const withFocus = drawn();
      element.blur();
      const withoutFocus = drawn();
      element.focus({ preventScroll: true });
      return {
        tag: element.tagName.toLowerCase(),
        name: (
          element.getAttribute('aria-label') ??
          element.labels?.[0]?.textContent ??
          element.textContent ??
          ''
        ).trim(),
        type: element.type ?? '',
        value: element.value ?? '',
        isSeen: box.width > 0 && box.height > 0 && box.top < window.innerHeight && box.bottom > 0,
        isMarked: withFocus !== withoutFocus,
      };
    });
    if (!stop) continue;
    passed.push(`${stop.tag} ${stop.name}`);
    expect.soft(stop.isSeen, `the focus is in the window: ${stop.tag} ${stop.name}`).toBe(true);
    expect.soft(stop.isMarked, `the focus is marked: ${stop.tag} ${stop.name}`).toBe(true);
    if (wanted(stop)) return;
  }
  throw new Error(`The Tab key never came to ${what}; it passed\n${passed.join('\n')}`);
}

const button = (name: RegExp) => (stop: Stop) => stop.tag === 'button' && name.test(stop.name);
const link = (name: RegExp) => (stop: Stop) => stop.tag === 'a' && name.test(stop.name);

async function press(page: Page, key: string, url: RegExp): Promise<void> {
  await page.keyboard.press(key);
  await expect(page).toHaveURL(url);
}

test('the whole purchase by keyboard alone, 360 px wide', async ({ page }) => {
  test.setTimeout(180_000);
  await page.goto('/');
  await tabTo(page, 'the skip link', link(/skip to the content/i));
  await page.keyboard.press('Enter');
  await expect(page.locator('#content')).toBeFocused();
  await page.goto('/');
  await tabTo(page, 'Rollers', link(/^Rollers$/));
  await press(page, 'Enter', /\/rollers$/);
  await tabTo(page, 'the face roller', link(/^Face roller/));
  await press(page, 'Enter', /\/rollers\/face-roller/);
  await tabTo(page, 'the button', button(/Add to the basket/));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Added to your basket' })).toBeFocused();
  await tabTo(page, 'the basket', link(/Go to the basket/));
  await press(page, 'Enter', /\/cart$/);
  await tabTo(page, 'the self-check', link(/Go to the self-check/));
  await press(page, 'Enter', /\/self-check/);
  await tabTo(page, 'the start', link(/Start the check/));
  await press(page, 'Enter', /\/self-check\/consent$/);
  for (const question of builtRuleset().questions) {
    const safe = question.choices.find((choice) => choice.safe);
    if (!safe) continue;
    await expect(page.getByRole('heading', { level: 1, name: question.text })).toBeVisible();
    if (question.kind === 'checkbox') {
      await tabTo(page, safe.text, ({ type, value }) => type === 'checkbox' && value === safe.id);
      await page.keyboard.press('Space');
    } else {
      // Tab enters a group of radios once; the arrows move inside it.
      await tabTo(page, 'the radios', ({ type }) => type === 'radio');
      await page.keyboard.press('Space');
      const chosen = page.locator('input[type=radio]:checked');
      for (let presses = 0; presses < 5 && (await chosen.getAttribute('value')) !== safe.id; presses += 1) {
        await page.keyboard.press('ArrowDown');
      }
      await expect(chosen).toHaveAttribute('value', safe.id);
    }
    await tabTo(page, 'Continue', button(/Continue/));
    await page.keyboard.press('Enter');
  }
  await expect(page.getByRole('heading', { level: 1, name: 'Check your answers' })).toBeVisible();
  await tabTo(page, 'the outcome', button(/See the outcome/));
  await press(page, 'Enter', /\/outcome$/);
  await tabTo(page, 'the payment', button(/Go to the payment page/));
  await press(page, 'Enter', /\/c\/pay\//);
  const fields: [RegExp, string][] = [
    [/^Email/, 'ada@example.com'],
    [/^Full name/, 'Ada Example'],
    [/^Street/, '1 Test Street'],
    [/^Town/, 'London'],
    [/^Postcode/, 'N1 1AA'],
    [/^Card number/, cards.pays],
    [/^Expiry/, '12/40'],
    [/^Security/, '123'],
  ];
  for (const [name, text] of fields) {
    await tabTo(page, String(name), (stop) => stop.tag === 'input' && name.test(stop.name));
    await page.keyboard.type(text);
  }
  await tabTo(page, 'the pay button', button(/^Pay/));
  await press(page, 'Enter', new RegExp(`^${running.url}/orders/`));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Thank you. Your order is paid');
});
