import type { Page } from '@playwright/test';
import { findLimit } from '#features/rate-limits/rate-limits.server.ts';
import { axeFindings, expect, overflowAt320, running, test } from '../support/browser.ts';
import { newHttpShopper } from '../support/http-shopper.ts';
import { oneTimeCode, signInStaff, staffLink, staffPassword } from '../support/staff.ts';

const shop = {
  get url() {
    return running.url;
  },
  get dataDir() {
    return running.dataDir;
  },
  env: {},
};

/** Axe in both schemes, 320 px, and no script: what the page does, it does without. */
async function look(page: Page): Promise<void> {
  expect(await axeFindings(page)).toEqual([]);
  expect(await overflowAt320(page)).toBeLessThanOrEqual(0);
  await expect(page.locator('script')).toHaveCount(0);
}

/** The same of a page for the buyer, which has the script of every page of the shop. */
async function lookAtOrder(page: Page): Promise<void> {
  expect(await axeFindings(page)).toEqual([]);
  expect(await overflowAt320(page)).toBeLessThanOrEqual(0);
}

const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name });
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

test('an owner joins, signs in with the second step, and works: stock, a pause, an order, staff, the log', async ({
  page,
}) => {
  test.setTimeout(240_000);
  const email = 'ada@shop.example';
  await page.goto('/admin/stock');
  await expect(page).toHaveURL(/\/admin\/sign-in\?next=%2Fadmin%2Fstock$/);
  await look(page);
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password').fill('not the password');
  await press(page, 'Sign in');
  await expect(page.getByRole('alert')).toContainText('Nobody on the staff has this e-mail address');
  await look(page);

  await page.goto(await staffLink(shop, { email, name: 'Ada Owner', role: 'owner' }));
  await look(page);
  // By keyboard alone.
  await page.getByLabel('Password', { exact: true }).focus();
  await page.keyboard.type(staffPassword);
  await page.keyboard.press('Tab');
  await page.keyboard.type(staffPassword);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status')).toContainText('Your password is set');
  const signIn = async () => {
    await page.getByLabel('E-mail address').fill(email);
    await page.getByLabel('Password').fill(staffPassword);
    await press(page, 'Sign in');
  };
  await signIn();
  await expect(heading(page, 'A second step when you sign in')).toBeVisible();
  await look(page);
  await page.getByLabel('Your password').fill(staffPassword);
  await press(page, 'Go on');
  await look(page);
  await expect(page.getByRole('img', { name: /^QR code/ })).toBeVisible();
  const key = (await page.locator('code.admin-key').textContent()) ?? '';
  await page.getByLabel('Code', { exact: true }).fill('000000');
  await press(page, 'Turn it on');
  await expect(page.getByRole('alert')).toContainText('not the code that the app shows now');
  await page.getByLabel('Code', { exact: true }).fill(oneTimeCode(key));
  await press(page, 'Turn it on');
  await expect(page.locator('.admin-codes li')).toHaveCount(10);
  await look(page);
  await page.getByRole('link', { name: 'I have kept them' }).click();
  await expect(heading(page, 'Ada Owner')).toBeVisible();
  await look(page);

  await press(page, 'Sign out');
  await expect(page.getByRole('status')).toContainText('You are signed out');
  await page.goto('/admin/stock');
  await signIn();
  await expect(heading(page, 'Type the code of your app')).toBeVisible();
  await look(page);
  await page.getByLabel('Code').fill(oneTimeCode(key));
  await press(page, 'Sign in');
  await expect(heading(page, 'Stock')).toBeVisible();
  await look(page);

  const sku = 'CASE-02';
  await page.getByRole('link', { name: sku, exact: true }).click();
  await expect(heading(page, sku)).toBeVisible();
  await look(page);
  const other = await page.context().newPage();
  await other.goto(`/admin/stock/${sku}`);
  const seen = Number(await other.locator('input[name=seen]').getAttribute('value'));
  await page.getByLabel('Counted').fill('3');
  await press(page, 'Set the level');
  await expect(page.getByRole('alert')).toContainText('Say why');
  await page.getByLabel('Why').first().fill('counted after the flood');
  await press(page, 'Set the level');
  await expect(page.getByRole('status')).toContainText(`${seen} → 3 on the shelf`);
  await other.getByLabel('Counted').fill('7');
  await other.getByLabel('Why').first().fill('counted before it');
  await other.getByRole('button', { name: 'Set the level' }).click();
  await expect(other.getByRole('alert')).toContainText(`you looked at ${seen}, now it is 3`);
  await look(other);
  await other.goto(await page.locator('.lead a').evaluate((link) => (link as HTMLAnchorElement).href));
  await expect(other.locator('.stock').first()).toHaveText('Low stock');
  await page.getByLabel('Units').fill(String(seen - 3));
  await page.getByLabel('Why').last().fill('the flood was a puddle');
  await press(page, 'Change the level');
  await expect(page.getByRole('status')).toContainText(`3 → ${seen} on the shelf`);

  await page.getByRole('link', { name: 'Pause or resume its sale' }).click();
  await page.getByLabel('Why', { exact: true }).fill('the hinge breaks');
  await press(page, 'Pause it now');
  await expect(page.getByRole('status')).toContainText('Paused');
  await look(page);
  await page.goto(`/admin/stock/${sku}`);
  await expect(heading(page, sku)).toBeVisible();
  await expect(page.getByRole('row', { name: /Is its sale going on/ })).toContainText('is paused');
  await page.goto('/admin/pauses');
  await page.getByLabel('Why it may be sold again').fill('another hinge');
  await press(page, `Resume ${sku}`);
  await expect(page.getByRole('status')).toContainText('Resumed');

  await newHttpShopper(shop).buy('FACE-025');
  await page.goto('/admin/orders?state=to-pack&q=ada%40example.com');
  await expect(heading(page, 'Orders')).toBeVisible();
  await look(page);
  await page.getByRole('link', { name: /^NW-/ }).first().click();
  await look(page);
  await page.getByLabel('Add a note').fill('Likes brown paper');
  await press(page, 'Note it');
  await expect(page.getByRole('table', { name: 'Timeline' })).toContainText('Likes brown paper');
  await press(page, 'It is packed');
  await expect(page.locator('.lead')).toContainText('Packed.');
  await page.getByLabel('Carrier').fill('Royal Mail');
  await press(page, 'It has left');
  await expect(page.locator('.lead')).toContainText('On its way.');

  await page.getByRole('link', { name: 'Staff', exact: true }).click();
  await look(page);
  await press(page, 'Send the invitation');
  await expect(page.getByRole('alert')).toContainText('Enter the name');
  await look(page);
  await page.getByLabel('Name').fill('Pat Packer');
  await page.getByLabel('E-mail address').fill('pat@shop.example');
  await page.getByLabel('Packer').check();
  await press(page, 'Send the invitation');
  await expect(page.getByRole('table', { name: 'Invitations' })).toContainText('pat@shop.example');
  await look(page);
  await page.getByRole('link', { name: 'Ada Owner' }).last().click();
  await press(page, 'Remove Ada Owner from the staff');
  await expect(page.getByRole('alert')).toContainText('This is the last owner');
  await look(page);
  await page.goto('/admin/audit');
  await expect(page.getByRole('table', { name: 'Changes' })).toContainText('counted after the flood');
  await look(page);
  for (const path of ['/admin/account', '/admin/content', '/admin/publish', '/admin/releases/1']) {
    await page.goto(path);
    await look(page);
  }
});

test('a part of an order’s money goes back, its buyer withdraws, somebody guesses at orders: each page on a phone', async ({
  page,
  context,
}) => {
  test.setTimeout(180_000);
  const packer = await signInStaff(shop, 'packer', 'paula@shop.example');
  await context.addCookies([...packer.cookies].map(([name, value]) => ({ name, value, url: shop.url })));
  const bought = await newHttpShopper(shop).buy('FACE-025');
  await page.goto(bought);
  const number = /NW-[2-9A-Z]{4}-[2-9A-Z]{4}/.exec(await page.title())?.[0] ?? '';
  await page.goto(`/admin/orders/${number}`);
  await page.getByRole('link', { name: 'Give money back' }).click();
  await press(page, 'See what it comes to');
  await expect(page.getByRole('alert')).toContainText('Say why, such as');
  await expect(page.getByRole('alert')).toBeFocused();
  await look(page);
  await page.getByLabel('Another amount').fill('5.00');
  await page.getByLabel('Why').fill('came late');
  await press(page, 'See what it comes to');
  await expect(page.getByRole('status')).toContainText('Give back £5.00?');
  await look(page);
  await press(page, 'Give back £5.00');
  await expect(page.getByRole('status')).toContainText('The money goes back');
  await look(page);
  await page.goto(bought);
  await expect(page.locator('main')).toContainText('£5.00 was given back');
  await lookAtOrder(page);
  await page.goto(`${bought}/withdraw`);
  await page.getByLabel('Anything you want to tell us').fill('too slow');
  await page.getByLabel('The whole order').check();
  await press(page, 'Go on');
  await press(page, 'Withdraw');
  await expect(page.locator('main')).toContainText('You have withdrawn from this order');
  // Asked for too often from one address: another than that of the other tests.
  const from = { 'X-Forwarded-For': '203.0.113.70' };
  const body = new URLSearchParams({ number: 'NW-2222-2222', email: 'eve@example.com' });
  for (let times = 0; times < findLimit.most; times += 1)
    await fetch(`${shop.url}/orders/find`, { method: 'POST', body, headers: from });
  await page.goto('/orders/find');
  await page.setExtraHTTPHeaders(from);
  await press(page, 'Send the link');
  await expect(heading(page, 'Too many tries')).toBeVisible();
  await lookAtOrder(page);
});
