import type { Page } from '@playwright/test';
import { addToBasket, expect, goOnToBasket, passSelfCheck, pay, running, test } from '../support/browser.ts';
import { cards } from '../support/payment-form.ts';
import { outbox, plainText } from '../support/shop-process.ts';

/** The number of the order on its page. */
async function orderNumber(page: Page): Promise<string> {
  const text = (await page.locator('main').textContent()) ?? '';
  const [number] = /NW-[2-9A-Z]{4}-[2-9A-Z]{4}/.exec(text) ?? [];
  if (!number) throw new Error(`No order number in:\n${text}`);
  return number;
}

/** The one mail about this order, as text. */
async function mailAbout(number: string): Promise<string> {
  const found = () => outbox(running).filter((mail) => mail.includes(number));
  await expect.poll(() => found().length, { timeout: 30_000 }).toBe(1);
  return plainText(found()[0] ?? '');
}

/** Home → article → list → product → basket → self-check → payment page. */
async function learnChooseCheck(page: Page): Promise<void> {
  await page.goto('/');
  await page
    .getByRole('main')
    .getByRole('link', { name: /how derma rollers work/i })
    .first()
    .click();
  await expect(page).toHaveURL(/\/learn\/how-derma-rollers-work$/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/how derma rollers work/i);
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Rollers' }).click();
  await page
    .getByRole('main')
    .getByRole('link', { name: /^Face roller/ })
    .first()
    .click();
  await page.getByRole('link', { name: '0.25 mm' }).first().click();
  await page.getByRole('button', { name: 'Add to the basket' }).click();
  await goOnToBasket(page);
  await page.getByRole('link', { name: 'Go to the self-check' }).click();
  await passSelfCheck(page);
  await page.getByRole('button', { name: 'Go to the payment page' }).click();
  await expect(page).toHaveURL(new RegExp(`^${running.sandboxUrl}/c/pay/`));
}

/** The order page after payment, the mail, and the link in it opened elsewhere. */
async function orderAndMail(page: Page): Promise<void> {
  await expect(page).toHaveURL(/\/orders\//);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Thank you. Your order is paid');
  await expect(page.getByRole('main')).toContainText('Face roller');
  await expect(page.getByRole('main')).toContainText('£21.95');
  const number = await orderNumber(page);
  const address = page.url();
  await page.goto('/cart');
  await expect(page.getByText('There is nothing in your basket')).toBeVisible();
  const mail = await mailAbout(number);
  expect(mail).toContain('Face roller');
  const [link] = mail.match(/https?:\/\/[^\s\]>]+\/orders\/[^\s\]>]+/) ?? [];
  expect(link).toBe(address);

  // The link opens the order in a browser that knows nothing of it.
  await page.context().clearCookies();
  await page.goto(link ?? '');
  await expect(page.getByText(number).first()).toBeVisible();
}

test('learn, choose, check, pay, order, mail', async ({ page }) => {
  await learnChooseCheck(page);
  await pay(page);
  await orderAndMail(page);
});

test('with the card that is declined first', async ({ page }) => {
  await learnChooseCheck(page);
  await pay(page, cards.declines);
  await expect(page.getByRole('alert')).toContainText('declined');
  await page.getByLabel('Card number').fill(cards.lacksFunds);
  await page.getByLabel('Security code').fill('123');
  await page.getByRole('button', { name: /^Pay/ }).click();
  await expect(page.getByRole('alert')).toContainText('insufficient funds');
  await page.getByLabel('Card number').fill(cards.pays);
  await page.getByLabel('Security code').fill('123');
  await page.getByRole('button', { name: /^Pay/ }).click();
  await orderAndMail(page);
});

test('giving up at the payment page and coming back keeps basket and hold', async ({ page }) => {
  await addToBasket(page);
  await page.getByRole('link', { name: 'Go to the self-check' }).click();
  await passSelfCheck(page);
  await page.getByRole('button', { name: 'Go to the payment page' }).click();
  const payPage = page.url();
  await page.getByRole('link', { name: /cancel/i }).click();
  await expect(page).toHaveURL(/\/cart$/);
  await page.getByRole('button', { name: 'Go to payment' }).click();
  await expect(page).toHaveURL(payPage);
});

test('the double press of the button leads to one payment page', async ({ page }) => {
  await addToBasket(page);
  await page.getByRole('link', { name: 'Go to the self-check' }).click();
  await passSelfCheck(page);
  await page.getByRole('button', { name: 'Go to the payment page' }).dblclick();
  await expect(page).toHaveURL(/\/c\/pay\//);
});

test('an answer on the list stops the sale and says why', async ({ page }) => {
  await addToBasket(page);
  await page.getByRole('link', { name: 'Go to the self-check' }).click();
  await page.getByRole('link', { name: 'Start the check' }).click();
  for (const name of [/^Yes, use them once/, 'Only me', /^Yes, I am 18/]) {
    await page.getByRole('radio', { name }).check();
    await page.getByRole('button', { name: 'Continue' }).click();
  }
  await page.getByRole('checkbox', { name: /blood thinner/ }).check();
  await page.getByRole('button', { name: 'Continue' }).click();
  const rest = [
    ['checkbox', 'None of these'],
    ['radio', 'No'],
    ['radio', 'No'],
    ['checkbox', 'None of us'],
    ['checkbox', 'None of these'],
    ['checkbox', 'None of these'],
    ['radio', 'No'],
    ['checkbox', 'None of these'],
  ] as const;
  for (const [role, name] of rest) {
    await page.getByRole(role, { name, exact: true }).check();
    await page.getByRole('button', { name: 'Continue' }).click();
  }
  await page.getByRole('button', { name: 'See the outcome' }).click();
  await expect(page.getByRole('main')).toContainText(/blood thinner/);
  await expect(page.getByRole('button', { name: /payment/ })).toHaveCount(0);
  await page.goto('/cart');
  await expect(page.getByRole('button', { name: /payment/i })).toHaveCount(0);
});

test.describe('script off', () => {
  test.use({ javaScriptEnabled: false });

  test('learn, choose, check, pay, order, mail', async ({ page }) => {
    await learnChooseCheck(page);
    await pay(page);
    await orderAndMail(page);
  });
});
