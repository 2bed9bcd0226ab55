import type { Page } from '@playwright/test';
import { axeFindings, expect, overflowAt320, test } from '../support/browser.ts';

const product = '/rollers/face-roller?sku=FACE-025';
const add = (page: Page) => page.getByRole('button', { name: 'Add to the basket' });
const quantity = (page: Page) => page.getByRole('spinbutton', { name: /^Quantity/ });
const drawer = (page: Page) => page.getByRole('dialog');
const title = (page: Page) => drawer(page).getByRole('heading', { level: 2 });

test('keyboard, at 360 px: add, read, Escape, focus back, add again by Enter, on to the basket', async ({
  page,
}) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(product);
  await expect(drawer(page)).toBeHidden();
  await add(page).focus();
  await page.keyboard.press('Enter');
  // Its name and its first words are what a screen reader says when the focus arrives.
  await expect(drawer(page)).toHaveAccessibleName('Added to your basket');
  await expect(drawer(page)).toHaveAccessibleDescription(/^1 × Face roller, 0\.25\smm/);
  await expect(title(page)).toBeFocused();
  await expect(page).toHaveURL(/\/rollers\/face-roller\?sku=FACE-025$/);
  expect(await axeFindings(page)).toEqual([]);
  expect(await overflowAt320(page)).toBeLessThanOrEqual(0);
  expect(await drawer(page).evaluate((panel) => panel.scrollWidth - panel.clientWidth)).toBe(0);
  // The page below is out of reach: from the last thing in the drawer the focus goes to its first, or to the browser.
  await drawer(page).getByRole('button', { name: 'Go on reading' }).focus();
  await page.keyboard.press('Tab');
  await expect(page.locator('main :focus')).toHaveCount(await drawer(page).locator(':focus').count());
  await page.keyboard.press('Escape');
  await expect(drawer(page)).toBeHidden();
  await expect(add(page)).toBeFocused();

  await quantity(page).focus();
  await page.keyboard.press('Enter');
  await expect(drawer(page)).toContainText('your basket has 2 of them now');
  await drawer(page).getByRole('button', { name: 'Close' }).press('Enter');
  await expect(quantity(page)).toBeFocused();

  await page.keyboard.press('Enter');
  await drawer(page).getByRole('link', { name: 'Go to the basket' }).press('Enter');
  await expect(page).toHaveURL(/\/cart$/);
  await expect(quantity(page)).toHaveValue('3');
  await page.goBack();
  await expect(add(page)).toBeVisible();
  await expect(drawer(page)).toBeHidden();
});

test.describe('an answer that is no “added”', () => {
  // The browser itself reports every 4xx and every failed request, which are the point here.
  test.use({ watch: undefined });

  test('a refusal is told in the shop’s words', async ({ page }) => {
    await page.goto(product);
    await quantity(page).fill('4');
    await add(page).click();
    await drawer(page).getByRole('button', { name: 'Go on reading' }).click();
    await add(page).click();
    await expect(drawer(page)).toHaveAccessibleName('Your basket was not changed');
    await expect(drawer(page)).toHaveAccessibleDescription(
      'One order can hold at most 5 of one item. Your basket has 4 of them now.',
    );
    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await expect(add(page)).toBeFocused();
  });

  test('no answer: it says that nobody knows, and adds nothing twice', async ({ page }) => {
    await page.goto(product);
    let sent = 0;
    await page.route('**/cart/items', (route) => {
      sent += 1;
      return route.abort();
    });
    await add(page).click();
    await expect(drawer(page)).toHaveAccessibleName('We do not know whether it was added');
    await drawer(page).getByRole('button', { name: 'Stay on this page' }).click();
    await expect(add(page)).toBeFocused();
    expect(sent).toBe(1);
  });
});

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('the form leads to the basket; its link brings back what is still sold', async ({ browser, page }) => {
    await page.setViewportSize({ width: 360, height: 740 });
    await page.goto(product);
    await add(page).click();
    await expect(page).toHaveURL(/\/cart$/);
    await page.getByRole('button', { name: 'Add Storage case to the basket' }).click();
    await expect(page.getByText('Added to your basket')).toBeVisible();
    await page.getByText('What it will ask, and why').click();
    await expect(page.getByText('Blood and bleeding')).toBeVisible();
    const address = await page.getByLabel('Address to copy').inputValue();

    const later = await browser.newContext({ javaScriptEnabled: false, baseURL: new URL(page.url()).origin });
    const other = await later.newPage();
    await other.goto(address);
    await expect(other.getByRole('heading', { level: 1, name: 'Saved basket' })).toBeVisible();
    await other.getByRole('button', { name: 'Put all 2 into the basket' }).click();
    await expect(other).toHaveURL(/\/cart$/);
    await expect(other.getByText('Put back into your basket')).toBeVisible();
    await expect(other.getByRole('link', { name: 'Storage case', exact: true })).toBeVisible();
    await later.close();
  });
});

test('the saved basket in all its states: axe, and nothing scrolls sideways', async ({ page }) => {
  for (const address of [
    '/cart/saved',
    '/cart/saved?skus=FACE-025,PRO-100,NOPE-1,%3Cb%3E',
    `/cart/saved?skus=${'x'.repeat(60)}`,
  ]) {
    await page.goto(address);
    expect(await axeFindings(page)).toEqual([]);
    expect(await overflowAt320(page)).toBeLessThanOrEqual(0);
  }
  await page.goto('/cart/saved?skus=FACE-025,NOPE-1');
  await page.getByRole('button', { name: 'Put it into the basket' }).click();
  await expect(page.getByText('Put back into your basket')).toBeVisible();
  await page.getByText('What it will ask, and why').click();
  expect(await axeFindings(page)).toEqual([]);
  expect(await overflowAt320(page)).toBeLessThanOrEqual(0);
});
