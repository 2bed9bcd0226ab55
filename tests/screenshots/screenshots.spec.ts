import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { addToBasket, passSelfCheck, pay, running } from '../support/browser.ts';
import { mailParts } from '../support/mail-parts.ts';
import { outbox } from '../support/shop-process.ts';

const root = path.resolve(import.meta.dirname, '../..');
const folder = path.join(root, 'screenshots');
const views = [360, 1280].flatMap((width) =>
  (['light', 'dark'] as const).map((scheme) => ({ width, scheme })),
);
type View = (typeof views)[number];

const fileOf = (name: string, { width, scheme }: View) => path.join(folder, `${name}-${width}-${scheme}.png`);

test.beforeAll(() => {
  mkdirSync(folder, { recursive: true });
});

test('pictures of every kind of page', async ({ browser }) => {
  test.setTimeout(300_000);
  for (const view of views) await takePictures(browser, view);
});

test('the contact sheet of the README', async ({ page }) => {
  const names = ['home', 'article', 'catalogue', 'product', 'basket', 'question', 'outcome', 'order', 'mail'];
  // Wide ones first, so that the sheet opens with what a desktop shows.
  const rows = views
    .toSorted((a, b) => b.width - a.width)
    .map((view) => {
      const cells = names.map((name) => {
        const data = readFileSync(fileOf(name, view)).toString('base64');
        return `<div class="w${view.width}"><img src="data:image/png;base64,${data}" alt=""></div>`;
      });
      return cells.join('');
    });
  await page.setViewportSize({ width: 1800, height: 800 });
  await page.setContent(`<style>
    body { margin: 0; padding: 20px; background: #e7e2d6; display: grid; grid-template-columns: repeat(9, 1fr); gap: 14px }
    div { overflow: hidden } img { width: 100%; display: block }
    .w1280 { height: 210px } .w360 { height: 330px }
  </style>${rows.join('')}`);
  await page.screenshot({ path: path.join(root, 'docs/screenshots.png'), fullPage: true });
});

async function takePictures(browser: Browser, view: View): Promise<void> {
  const context = await browser.newContext({
    baseURL: running.url,
    viewport: { width: view.width, height: 900 },
    colorScheme: view.scheme,
  });
  const page = await context.newPage();
  const picture = (name: string) => page.screenshot({ path: fileOf(name, view), fullPage: true });
  const visit = async (name: string, address: string) => {
    await page.goto(address);
    await picture(name);
  };
  await visit('home', '/');
  await visit('article', '/learn/needle-length-and-real-depth');
  await visit('catalogue', '/rollers');
  await visit('empty-list', '/rollers?length=0.3&area=scalp');
  await visit('product', '/rollers/face-roller?sku=FACE-025');
  await visit('professional', '/rollers/professional-roller-1-5');
  await visit('not-found', '/nothing-here');
  await visit('empty-basket', '/cart');
  await addToBasket(page);
  await picture('basket');
  await page.goto('/self-check');
  await picture('self-check');
  await page.getByRole('link', { name: 'Start the check' }).click();
  await picture('question');
  await page.getByRole('button', { name: 'Continue' }).click();
  await picture('question-error');
  await page.goto('/self-check');
  await passSelfCheck(page);
  await picture('outcome');
  await page.getByRole('button', { name: 'Go to the payment page' }).click();
  await picture('payment');
  await pay(page);
  await page.waitForURL(/\/orders\//);
  await picture('order');
  await pictureOfMail(page, view);
  await context.close();
}

/** The order's mail, as a mail program would show its HTML. */
async function pictureOfMail(page: Page, view: View): Promise<void> {
  const number =
    /NW-[2-9A-Z]{4}-[2-9A-Z]{4}/.exec((await page.locator('main').textContent()) ?? '')?.[0] ?? '';
  const written = () => outbox(running).find((mail) => mail.includes(number));
  await expect.poll(written, { timeout: 30_000 }).toBeDefined();
  const parts = mailParts(written() ?? '');
  const html = parts.find(({ type }) => type === 'text/html')?.content.toString('utf8') ?? '';
  const whole = parts.reduce(
    (text, { type, contentId, content }) =>
      contentId
        ? text.replaceAll(`cid:${contentId}`, `data:${type};base64,${content.toString('base64')}`)
        : text,
    html,
  );
  // Away from the shop's own page, whose Content-Security-Policy would refuse the mail's inline styles.
  await page.goto('about:blank');
  await page.setContent(whole);
  await page.screenshot({ path: fileOf('mail', view), fullPage: true });
}
