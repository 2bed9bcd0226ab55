import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { projectRoot } from '#lib/project-root.server.ts';
import {
  addToBasket,
  axeFindings,
  expect,
  overflowAt320,
  passSelfCheck,
  pay,
  running,
  test,
} from '../support/browser.ts';
import { builtRuleset } from '../support/http-shopper.ts';
import { cards } from '../support/payment-form.ts';

/** The page has a name, one main heading, nothing that axe finds in light or dark, and fits 320 px. */
async function expectSound(page: Page): Promise<void> {
  expect.soft(await page.title()).not.toBe('');
  expect.soft(await page.getByRole('heading', { level: 1 }).count(), `one h1 on ${page.url()}`).toBe(1);
  expect.soft(await axeFindings(page), `axe on ${page.url()}`).toEqual([]);
  expect.soft(await overflowAt320(page), `sideways scroll at 320 px on ${page.url()}`).toBe(0);
}

const readingPages = [
  '/',
  '/learn',
  ...readdirSync(path.join(projectRoot, 'content/learn')).map((file) => `/learn/${file.replace('.mdx', '')}`),
  '/glossary',
  '/safety',
  '/legal/delivery',
  '/legal/returns',
  '/legal/privacy',
  '/legal/terms',
  '/rollers',
  '/rollers?length=0.25&sort=price-asc',
  '/rollers?length=9',
  '/rollers/face-roller',
  '/rollers/face-roller?sku=NOT-OURS',
  '/rollers/professional-roller-1-0',
  '/rollers/storage-case',
  '/cart',
  '/self-check',
  '/self-check?reason=expired',
  '/orders/find',
];

for (const address of readingPages) {
  test(`${address} is sound`, async ({ page }) => {
    const answer = await page.goto(address);
    expect(answer?.status()).toBe(200);
    await expectSound(page);
  });
}

test('pages that are not there say so', async ({ page }) => {
  for (const address of [
    '/nothing-here',
    '/learn/nothing',
    '/rollers/nothing',
    '/legal/nothing',
    '/orders/nothing',
    '/self-check/nothing',
  ]) {
    const answer = await page.goto(address);
    expect.soft(answer?.status(), address).toBe(404);
  }
  await page.goto('/nothing-here');
  await expectSound(page);
});

test('the basket, its refusals and its notices', async ({ page, request }) => {
  await addToBasket(page);
  await expectSound(page);
  await page
    .getByRole('spinbutton', { name: /quantity/i })
    .or(page.getByLabel(/^Quantity/))
    .first()
    .fill('99');
  // The browser would refuse the number itself; here the shop's own refusal is meant.
  await page.evaluate(() => {
    for (const form of document.forms) form.noValidate = true;
  });
  await page.getByRole('button', { name: /^Change the quantity/ }).click();
  await expect(page.getByRole('main')).toContainText(/at most/i);
  await expectSound(page);
  await page.goto('/cart?notice=total-changed');
  await expectSound(page);
  await page.getByRole('button', { name: /^Remove/ }).click();
  await expect(page.getByText('There is nothing in your basket')).toBeVisible();
  await expectSound(page);
  const refused = await request.post(`${running.url}/cart/items`, {
    form: { sku: 'PRO-100', quantity: '1' },
  });
  expect(refused.status()).toBe(409);
});

test('a basket that had to be changed', async ({ page, context }) => {
  const items = { 'FACE-025': 50, 'PRO-100': 1, 'GONE-1': 1 };
  await context.addCookies([
    {
      name: 'cart',
      value: encodeURIComponent(JSON.stringify({ id: 'A'.repeat(22), items })),
      url: running.url,
    },
  ]);
  await page.goto('/cart');
  await expect(page.getByRole('main')).toContainText('We had to change your basket');
  await expectSound(page);
});

test('the self-check: each question, each left empty, the answers and a clear outcome', async ({ page }) => {
  test.setTimeout(240_000);
  await addToBasket(page);
  await page.goto('/self-check');
  await page.getByRole('link', { name: 'Start the check' }).click();
  for (const question of builtRuleset().questions) {
    const safe = question.choices.find((choice) => choice.safe);
    if (!safe) continue;
    await expect(page.getByRole('heading', { level: 1, name: question.text })).toBeVisible();
    await expectSound(page);
    await page.getByRole('button', { name: 'Continue' }).click();
    await expect(page.getByRole('alert')).toContainText(question.missing);
    await expectSound(page);
    const role = question.kind === 'radio' ? 'radio' : 'checkbox';
    await page.getByRole(role, { name: safe.text, exact: true }).check();
    await page.getByRole('button', { name: 'Continue' }).click();
  }
  await expectSound(page);
  await page.getByRole('button', { name: 'See the outcome' }).click();
  await expectSound(page);
});

test('the self-check: a date with its errors, and an outcome that says wait', async ({ page }) => {
  await page.goto('/self-check');
  await page.getByRole('link', { name: 'Start the check' }).click();
  for (const question of builtRuleset().questions) {
    await expect(page.getByRole('heading', { level: 1, name: question.text })).toBeVisible();
    if (question.kind === 'date') {
      await page.getByLabel('Year').fill('26');
      await page.getByRole('button', { name: 'Continue' }).click();
      await expect(page.getByRole('alert')).toBeVisible();
      await expectSound(page);
      const lastMonth = new Date();
      lastMonth.setUTCMonth(lastMonth.getUTCMonth() - 1, 1);
      await page.getByLabel('Month').fill(String(lastMonth.getUTCMonth() + 1));
      await page.getByLabel('Year').fill(String(lastMonth.getUTCFullYear()));
    } else {
      const choice = question.choices.find(({ asks, safe }) => (question.id === 'filler' ? asks : safe));
      const role = question.kind === 'radio' ? 'radio' : 'checkbox';
      await page.getByRole(role, { name: choice?.text ?? '', exact: true }).check();
    }
    await page.getByRole('button', { name: 'Continue' }).click();
  }
  await page.getByRole('button', { name: 'See the outcome' }).click();
  await expect(page.getByRole('main')).toContainText(/wait/i);
  await expectSound(page);
});

test.describe('the outcomes that stop', () => {
  for (const { state, answer } of [
    { state: 'do not use', answer: { question: 'blood', text: 'I take a blood thinner to prevent clots' } },
    { state: 'ask a clinician', answer: { question: 'blood', text: 'I am not sure' } },
    { state: 'wait until healed', answer: { question: 'skin', text: 'A cut, a graze or sunburn' } },
    { state: 'not run', answer: { question: 'consent', text: 'No' } },
  ]) {
    test(state, async ({ page }) => {
      await page.goto('/self-check');
      await page.getByRole('link', { name: 'Start the check' }).click();
      for (const question of builtRuleset().questions) {
        const safe = question.choices.find((choice) => choice.safe);
        if (!safe) continue;
        const name = question.id === answer.question ? answer.text : safe.text;
        const role = question.kind === 'radio' ? 'radio' : 'checkbox';
        await page.getByRole(role, { name, exact: true }).check();
        await page.getByRole('button', { name: 'Continue' }).click();
        // This answer ends the check at once.
        if (answer.question === 'consent') break;
      }
      const button = page.getByRole('button', { name: 'See the outcome' });
      if (answer.question !== 'consent') await button.click();
      await expect(page).toHaveURL(/\/outcome$/);
      await expectSound(page);
      await expect(page.getByRole('button', { name: /payment/ })).toHaveCount(0);
    });
  }
});

test('payment page, declined card, return and order', async ({ page }) => {
  test.setTimeout(150_000);
  await addToBasket(page);
  await page.goto('/self-check');
  await passSelfCheck(page);
  await page.goto('/cart');
  await expectSound(page);
  await page.getByRole('button', { name: 'Go to payment' }).click();
  await expectSound(page);
  const payPage = page.url();
  const session = payPage.split('/').at(-1);
  await page.getByRole('button', { name: /^Pay/ }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await expectSound(page);
  await pay(page, cards.declines);
  await expectSound(page);
  await page.goto(`/checkout/return?session_id=${session}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('The order is not paid yet');
  await expectSound(page);
  await page.goto(payPage);
  await pay(page);
  await expect(page).toHaveURL(/\/orders\//);
  await expectSound(page);
});

test('the order search with its errors', async ({ page }) => {
  await page.goto('/orders/find');
  await page.getByRole('button', { name: 'Send the link' }).click();
  await expect(page.getByRole('alert')).toContainText('Enter the order number');
  await expectSound(page);
  await page.getByLabel('Order number').fill('NW-2222-2222');
  await page.getByLabel('E-mail address').fill('nobody@example.com');
  await page.getByRole('button', { name: 'Send the link' }).click();
  await expect(page.getByRole('alert')).toContainText('No paid order has this number');
  await expectSound(page);
});

test('the payment page that does not answer', async ({ page, request }) => {
  await addToBasket(page, '/rollers/storage-case');
  const path = '/v1/checkout/sessions';
  // An answer that the SDK is told not to repeat, so that it fails one call and only this shopper meets it.
  await request.post(`${running.sandboxUrl}/_sandbox/faults`, {
    data: { method: 'POST', path, kind: 'status', status: 500, shouldRetry: false },
  });
  const [answer] = await Promise.all([
    page.waitForResponse((each) => each.url().endsWith('/checkout')),
    page.getByRole('button', { name: 'Go to payment' }).click(),
  ]);
  await request.post(`${running.sandboxUrl}/_sandbox/faults/clear`, { data: {} });
  expect(answer.status()).toBe(503);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('The payment page did not answer');
  await expectSound(page);
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page).toHaveURL(/\/c\/pay\//);
});
