import type { Locator, Page } from '@playwright/test';
import { axeFindings, expect, overflowAt320, test } from '../support/browser.ts';
import { weighPage } from '../support/page-weight.ts';

const table = (page: Page) => page.getByRole('table', { name: /side by side/ });
const names = (page: Page) => table(page).locator('.compare-names a');
const row = (page: Page, fact: string) =>
  table(page)
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader', { name: fact }) });
const chooser = (page: Page) => page.getByLabel(/^Put another one beside/);
const fold = (page: Page) => page.locator('.compare-shared > summary');
const spoken = (page: Page) => page.locator('#comparison-said');
const toggle = (page: Page) => page.getByRole('button', { name: 'Only what differs' });
const search = (page: Page) => new URL(page.url()).search;
const left = async (place: Locator) => Math.round((await place.boundingBox())?.x ?? Number.NaN);

for (const javaScriptEnabled of [false, true]) {
  test.describe(`script ${javaScriptEnabled ? 'on' : 'off'}`, () => {
    test.use({ javaScriptEnabled });

    test('from a product to a comparison of three, and back to two', async ({ page }) => {
      await page.goto('/rollers/face-roller?sku=FACE-025');
      await page.getByRole('link', { name: 'Compare it with others' }).click();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('One chosen: Face roller, 0.25 mm');
      await chooser(page).selectOption('FACE-020');
      await page.getByRole('button', { name: 'Add' }).click();
      await expect(page).toHaveURL(/\/compare\?skus=FACE-025,FACE-020$/);
      await expect(names(page)).toHaveText(['Face roller, 0.25 mm', 'Face roller, 0.2 mm']);
      await expect(row(page, 'Needle length').getByRole('cell')).toHaveText([/^0\.25/, /^0\.2/]);

      await chooser(page).selectOption({ label: 'Storage case' });
      await page.getByRole('button', { name: 'Add' }).click();
      await expect(page).toHaveURL(/\/compare\?skus=FACE-025,FACE-020,CASE-01$/);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Three side by side');
      await expect(page).toHaveTitle(/^Side by side: .*Storage case – /);
      await expect(row(page, 'Self-check').getByRole('cell')).toHaveText([
        'Needs the self-check',
        'Needs the self-check',
        'No needles, no self-check',
      ]);

      await page.getByRole('link', { name: 'Remove Face roller, 0.2 mm' }).click();
      await expect(page).toHaveURL(/\/compare\?skus=FACE-025,CASE-01$/);
      await expect(names(page)).toHaveText(['Face roller, 0.25 mm', 'Storage case']);
      await page.goBack();
      await expect(names(page)).toHaveCount(3);
      await page.goForward();
      await expect(names(page)).toHaveCount(2);
      await names(page).first().click();
      await expect(page).toHaveURL(/\/rollers\/face-roller\?sku=FACE-025$/);
    });

    test('what is the same is folded, and opens', async ({ page }) => {
      await page.goto('/compare?skus=FACE-020,FACE-025');
      const facts = page.locator('.compare-shared dl');
      await expect(facts).toBeHidden();
      await expect(fold(page)).toContainText('width of the head');
      await fold(page).click();
      await expect(facts.locator('div', { hasText: 'Width of the head' }).locator('dd')).toHaveText(/^20/);
      await expect(row(page, 'Width of the head')).toHaveCount(0);
      // Warnings that hold for all are never folded away.
      await expect(page.getByText('Before you buy any of them')).toBeVisible();
    });

    test('the last one removed leads to the page that says how to compare, and from there on', async ({
      page,
    }) => {
      await page.goto('/compare?skus=FACE-020');
      await page.getByRole('link', { name: 'Remove Face roller, 0.2 mm' }).click();
      await expect(page).toHaveURL(/\/compare$/);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Compare');
      await page.getByLabel('First').selectOption('CASE-01');
      await page.getByLabel('Second').selectOption('FACE-020');
      await page.getByRole('button', { name: 'Compare', exact: true }).click();
      await expect(page).toHaveURL(/\/compare\?skus=CASE-01,FACE-020$/);
      await expect(names(page)).toHaveText(['Storage case', 'Face roller, 0.2 mm']);
    });

    test('a fifth waits until one is removed', async ({ page }) => {
      await page.goto('/compare?skus=FACE-020,FACE-025,PRO-150,BODY-030,CASE-01');
      await expect(page.getByText('4 fit side by side; 1 more waits')).toBeVisible();
      await expect(names(page)).toHaveCount(4);
      await expect(chooser(page)).toHaveCount(0);
      await page.getByRole('link', { name: 'show this one first' }).click();
      await expect(names(page).first()).toHaveText('Storage case');
      await page.goBack();
      await expect(names(page).first()).toHaveText('Face roller, 0.2 mm');
      await page.getByRole('link', { name: 'Remove Professional roller 1.5 mm' }).click();
      await expect(names(page).last()).toHaveText('Storage case');
      await expect(page.getByText(/fit side by side; /)).toHaveCount(0);
      expect(search(page)).toBe('?skus=FACE-020,FACE-025,BODY-030,CASE-01');
    });
  });
}

test.describe('what an address may ask for', () => {
  test('numbers one by one, as the list sends them, are moved to the one spelling for good', async ({
    request,
  }) => {
    const answer = await request.get('/compare?skus=FACE-020&skus=&skus=CASE-01', { maxRedirects: 0 });
    expect(answer.status()).toBe(301);
    expect(answer.headers().location).toBe('/compare?skus=FACE-020,CASE-01');
    const none = await request.get('/compare?skus=&skus=', { maxRedirects: 0 });
    expect(none.status()).toBe(301);
    expect(none.headers().location).toBe('/compare');
  });

  test('the start may be found, a comparison may not', async ({ request }) => {
    const text = async (address: string) => (await request.get(address)).text();
    expect(await text('/compare')).not.toContain('noindex');
    expect(await text('/compare')).toMatch(/<link rel="canonical" href="[^"]*\/compare"/);
    for (const skus of ['FACE-020', 'FACE-020,CASE-01', 'NOPE'])
      expect(await text(`/compare?skus=${skus}`)).toContain('<meta name="robots" content="noindex">');
  });

  const states: [skus: string, says: RegExp[]][] = [
    ['NOPE,FACE-020', [/nothing with the article number “NOPE”/, /One chosen: Face roller, 0\.2/]],
    ['NOPE', [/nothing with the article number “NOPE”/, /How it is done/]],
    ['FACE-020,FACE-020', [/Face roller, 0\.2 mm was named more than once/, /One chosen/]],
    ['FACE-020,CASE-01,face-020', [/was named more than once/, /Two side by side/]],
    ['FACE-020,PRO-150', [/Here to compare, not for sale/, /Professional roller 1\.5 mm: For professionals/]],
    ['FOLD-025,FACE-025', [/Folding face roller.*: We no longer sell this/, /Two side by side/]],
    ['TISCALP-020,SCALP-020', [/Sold out/, /Two side by side/]],
    ['%3Cb%3E%22,%00,%F0%9F%98%80', [/nothing with the article number “<B>"”/]],
    [Array.from({ length: 200 }, (_, n) => `X-${n}`).join(','), [/named 176 more than we read/]],
  ];
  for (const [skus, says] of states) {
    test(`${skus.slice(0, 40)} is explained`, async ({ page }) => {
      const answer = await page.goto(`/compare?skus=${skus}`);
      expect(answer?.status()).toBe(200);
      for (const words of says) await expect(page.getByRole('main')).toContainText(words);
    });
  }
});

const shapes = [
  '/compare',
  '/compare?skus=NOPE',
  '/compare?skus=FACE-025',
  '/compare?skus=FACE-020,FACE-025',
  '/compare?skus=FACE-020,PRO-150,CASE-01',
  '/compare?skus=FACE-020,FOLD-025,TISCALP-020,GAUZE-10,BODY-030,FACE-020,NOPE',
];
for (const address of shapes) {
  test(`${address} is sound, narrow and wide`, async ({ page }) => {
    // Six looks of axe at a long page.
    test.setTimeout(240_000);
    for (const width of [360, 768, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      await page.goto(address);
      expect.soft(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
      const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect.soft(await overflow(), `sideways scroll at ${width} px`).toBe(0);
      if (width === 768) continue;
      const canUnfold = await toggle(page).isVisible();
      // Wide, only with all facts: what the fold adds is seen on the phone.
      if (width === 360 || !canUnfold) expect.soft(await axeFindings(page), `axe at ${width} px`).toEqual([]);
      if (!canUnfold) continue;
      await toggle(page).click();
      expect.soft(await axeFindings(page), `axe at ${width} px, all facts`).toEqual([]);
      expect.soft(await overflow(), `sideways scroll at ${width} px, all facts`).toBe(0);
    }
    expect.soft(await overflowAt320(page)).toBe(0);
  });
}

test('at any width it is a table: each cell has a column and a row head', async ({ page }) => {
  for (const width of [360, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    await page.goto('/compare?skus=FACE-020,PRO-150,CASE-01');
    await expect(table(page).getByRole('columnheader')).toHaveText([
      'Fact',
      'Face roller, 0.2 mm',
      'Professional roller 1.5 mm',
      'Storage case',
    ]);
    const rows = table(page).getByRole('row');
    const count = await rows.count();
    expect(count).toBeGreaterThan(10);
    for (let place = 1; place < count; place += 1) {
      await expect(rows.nth(place).getByRole('rowheader')).toHaveCount(1);
      await expect(rows.nth(place).getByRole('cell')).toHaveCount(3);
    }
  }
});

test('the depth rules have one scale, and so have the plates of rollers', async ({ page }) => {
  await page.goto('/compare?skus=FACE-020,PRO-150,BODY-030');
  const heights = (selector: string) =>
    page.evaluate(
      (wanted) =>
        [...document.querySelectorAll<SVGGraphicsElement>(wanted)].map(
          (each) => each.getBoundingClientRect().height,
        ),
      selector,
    );
  const bars = await heights('.compare-rule .d-bar');
  expect(bars).toHaveLength(3);
  const [short = 0, long = 0, middle = 0] = bars;
  // 1.5 mm, 0.3 mm and 0.2 mm, each with the same tip at its end.
  expect((long - short) / (middle - short)).toBeCloseTo(13, 0);
  for (const drawings of ['.compare-rule svg', '.compare-plates svg']) {
    const [first = 0, ...others] = await heights(drawings);
    expect(others).toHaveLength(2);
    // Columns are whole pixels wide.
    for (const other of others) expect(Math.abs(other - first)).toBeLessThanOrEqual(1);
  }
});

test.describe('360 px', () => {
  test.use({ viewport: { width: 360, height: 740 }, hasTouch: true });

  test('two fit without scrolling sideways, and their names stay in sight', async ({ page }) => {
    await page.goto('/compare?skus=FACE-020,BODY-030');
    const region = page.locator('.compare-region');
    expect(await region.evaluate((each) => each.scrollWidth - each.clientWidth)).toBe(0);
    await expect(region).not.toHaveAttribute('tabindex');
    await row(page, 'In the box').scrollIntoViewIfNeeded();
    await page.mouse.wheel(0, 300);
    await expect(names(page).first()).toBeInViewport();
    await expect(names(page).last()).toBeInViewport();
  });

  test('four scroll in their own region, by keyboard too; labels stay, and cells say whose they are', async ({
    page,
  }) => {
    await page.goto('/compare?skus=FACE-020,PRO-150,CASE-01,BODY-030');
    const region = page.getByRole('region', { name: 'What differs' });
    expect(await region.evaluate((each) => each.scrollWidth - each.clientWidth)).toBeGreaterThan(200);
    const label = row(page, 'Needle length').getByRole('rowheader').locator('span').first();
    const cell = row(page, 'Needle length').getByRole('cell').last();
    await expect(cell).not.toBeInViewport();
    const before = await left(label);
    await region.focus();
    for (let press = 0; press < 12; press += 1) await page.keyboard.press('ArrowRight');
    await expect.poll(() => region.evaluate((each) => each.scrollLeft)).toBeGreaterThan(200);
    await cell.scrollIntoViewIfNeeded();
    await expect(cell).toBeInViewport();
    expect(await left(label)).toBe(before);
    const said = await cell.evaluate((each) => getComputedStyle(each, '::before').content);
    expect(said).toContain('Body roller');
  });

  test('what can be pressed is high enough for a thumb', async ({ page }) => {
    await page.goto('/compare?skus=FACE-020,BODY-030');
    for (const place of [
      page.getByRole('link', { name: /^Remove/ }).first(),
      page.getByRole('button', { name: 'Add' }),
      chooser(page),
      toggle(page),
      page.locator('.compare-shared > summary'),
    ])
      expect((await place.boundingBox())?.height).toBeGreaterThanOrEqual(44);
  });
});

test('wide, the names stay in sight while the page scrolls', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto('/compare?skus=FACE-020,PRO-150,CASE-01,BODY-030');
  await row(page, 'Lot and shelf life').scrollIntoViewIfNeeded();
  await page.mouse.wheel(0, 200);
  await expect(names(page).first()).toBeInViewport();
});

test.describe('with script', () => {
  test('nothing is loaded anew: focus stays where it was, the change is said, history is kept', async ({
    page,
  }) => {
    await page.goto('/compare?skus=FACE-020,FACE-025');
    await page.evaluate(() => Object.assign(window, { isSame: true }));
    await expect(spoken(page)).toHaveText('');

    await chooser(page).focus();
    await chooser(page).selectOption('CASE-01');
    await page.keyboard.press('Tab');
    await expect(page.getByRole('button', { name: 'Add' })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(spoken(page)).toHaveText(
      /^Three side by side: Face roller, 0\.2 mm; Face roller, 0\.25 mm; Storage case\. \d+ facts differ\.$/,
    );
    await expect(chooser(page)).toBeFocused();
    expect(search(page)).toBe('?skus=FACE-020,FACE-025,CASE-01');

    await page.getByRole('link', { name: 'Remove Face roller, 0.25 mm' }).focus();
    await page.keyboard.press('Enter');
    await expect(spoken(page)).toHaveText(/^Two side by side: /);
    await expect(page.getByRole('link', { name: 'Remove Storage case' })).toBeFocused();

    await page.goBack();
    await expect(names(page)).toHaveCount(3);
    await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
    await page.goBack();
    await expect(names(page)).toHaveCount(2);
    await expect(page).toHaveTitle(/^Side by side: Face roller, 0\.2 mm · Face roller, 0\.25 mm – /);
    expect(await page.evaluate(() => Reflect.get(window, 'isSame'))).toBe(true);
  });

  test('when the fourth is in, the form is gone and the focus is at the heading', async ({ page }) => {
    await page.goto('/compare?skus=FACE-020,FACE-025,BODY-030');
    await chooser(page).selectOption('CASE-01');
    await page.getByRole('button', { name: 'Add' }).click();
    await expect(names(page)).toHaveCount(4);
    await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  });

  test('“Only what differs” brings the rest into the table, and stays so while products change', async ({
    page,
  }) => {
    await page.goto('/compare?skus=FACE-020,FACE-025');
    await expect(toggle(page)).toHaveAttribute('aria-pressed', 'true');
    await toggle(page).focus();
    await page.keyboard.press('Space');
    await expect(toggle(page)).toHaveAttribute('aria-pressed', 'false');
    await expect(row(page, 'Width of the head').getByRole('cell')).toHaveText(/For all\s*20/);
    await expect(fold(page)).toBeHidden();
    await expect(spoken(page)).toHaveText(/^\d+ facts that are the same stand at the end of the table\.$/);
    await chooser(page).selectOption('BODY-030');
    await page.getByRole('button', { name: 'Add' }).click();
    await expect(names(page)).toHaveCount(3);
    await expect(row(page, 'Origin')).toBeVisible();
    await expect(row(page, 'Width of the head').getByRole('cell')).toHaveCount(3);
    await toggle(page).click();
    await expect(row(page, 'Origin')).toBeHidden();
    await expect(fold(page)).toBeVisible();
  });

  test('an answer that comes late is not shown; one that is none loads the page', async ({ page }) => {
    await page.goto('/compare?skus=FACE-020,FACE-025,BODY-030');
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route('**/compare?skus=FACE-025,BODY-030', async (route) => {
      await held;
      await route.continue().catch(() => undefined);
    });
    await page.getByRole('link', { name: 'Remove Face roller, 0.2 mm' }).click();
    await page.getByRole('link', { name: 'Remove Body roller, 0.3 mm' }).click();
    await expect(names(page)).toHaveText(['Face roller, 0.2 mm', 'Face roller, 0.25 mm']);
    release();
    await expect(names(page)).toHaveText(['Face roller, 0.2 mm', 'Face roller, 0.25 mm']);

    await page.route('**/compare?skus=FACE-025', (route) =>
      route.request().isNavigationRequest() ? route.continue() : route.fulfill({ body: 'not this' }),
    );
    await page.getByRole('link', { name: 'Remove Face roller, 0.2 mm' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('One chosen: Face roller, 0.25 mm');
    await expect(page).toHaveURL(/\/compare\?skus=FACE-025$/);
  });

  test('the link over the masthead jumps and changes nothing; a new tab stays the browser’s', async ({
    page,
    context,
  }) => {
    await page.goto('/compare?skus=FACE-020,FACE-025');
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect(page.locator('#content')).toBeFocused();
    expect(asked.filter((url) => url.includes('/compare'))).toEqual([]);
    const opened = context.waitForEvent('page');
    await page.getByRole('link', { name: 'Remove Face roller, 0.2 mm' }).click({ modifiers: ['Control'] });
    const tab = await opened;
    await expect(tab).toHaveURL(/\/compare\?skus=FACE-025$/);
    await expect(names(page)).toHaveCount(2);
  });
});

test('its script weighs 3 kB at most, and the page that starts has none', async ({ baseURL }) => {
  const four = await weighPage(`${baseURL}/compare?skus=FACE-020,PRO-150,CASE-01,BODY-030`);
  expect(four.script.wire).toBeGreaterThan(300);
  expect(four.script.wire).toBeLessThanOrEqual(3_000);
  expect(four.html.wire).toBeLessThan(15_000);
  const start = await weighPage(`${baseURL}/compare`);
  expect(start.script).toEqual({ raw: 0, wire: 0 });
});

test('printed: the table and what is the same are there, the tools are not', async ({ page }) => {
  await page.emulateMedia({ media: 'print' });
  await page.goto('/compare?skus=FACE-020,BODY-030');
  for (const seen of [
    names(page).first(),
    page.locator('.compare-plates svg').first(),
    page.locator('.compare-rule svg').first(),
    page.locator('.compare-shared dl'),
    page.getByText('What holds for all of them'),
  ])
    await expect.soft(seen).toBeVisible();
  for (const gone of [chooser(page), toggle(page), page.getByRole('link', { name: /^Remove/ }).first()])
    await expect.soft(gone).toBeHidden();
});
