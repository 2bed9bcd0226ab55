import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';
import { brokenCopy } from '../content/broken-copy.ts';
import { type EditableShop, editableShop } from '../support/editable-shop.ts';
import { type HttpShopper, newHttpShopper } from '../support/http-shopper.ts';
import { createDatabase } from '../support/postgres.ts';
import { runNode, type ShopProcess, shopEnvironment, startShop } from '../support/shop-process.ts';
import { signInStaff } from '../support/staff.ts';

// Two app processes on one PostgreSQL, in one folder whose files are edited. The steps build on each other.

const roller = '/rollers/face-roller';
const article = '/learn/before-you-roll';
let files: EditableShop;
let shops: ShopProcess[];
let env: Record<string, string>;
let owner: HttpShopper;
let reviewer: HttpShopper;
let drop = async () => {};

beforeAll(async () => {
  const database = await createDatabase(inject('postgresUrl'));
  drop = database.drop;
  files = editableShop();
  env = { DATABASE_URL: database.url, APP_SECRET: 'a secret of the publishing tests' };
  shops = await Promise.all([1, 2].map(() => startShop({ root: files.root, env })));
  owner = await signInStaff(here(), 'owner');
});
afterAll(async () => {
  for (const shop of shops ?? []) await shop.remove();
  files?.remove();
  await drop();
});

const here = () => shops[0] as ShopProcess;

function makeChanges(): void {
  files.edit('products/face-roller.mdx', '"18.00"', '"19.50"');
  files.edit('products/face-roller.mdx', 'Never share', 'Never lend or share');
  files.edit(
    'learn/before-you-roll.mdx',
    'Use daylight or a good lamp',
    'Use bright daylight or a good lamp',
  );
}

/** Which content a page is made from; “mixed” where it is neither whole. */
function contentOf(path: string, html: string): 'old' | 'new' | 'mixed' {
  const words = html.replaceAll(/<[^>]*>/g, ' ');
  const [old, now] =
    path === roller
      ? [
          [words.includes('£18.00'), words.includes('Never share')],
          [words.includes('£19.50'), words.includes('Never lend or share')],
        ]
      : [[words.includes('Use daylight or')], [words.includes('Use bright daylight or')]];
  if (old.every(Boolean) && !now.some(Boolean)) return 'old';
  return now.every(Boolean) && !old.some(Boolean) ? 'new' : 'mixed';
}

const seenAt = async (shop: ShopProcess, path: string) => {
  const answer = await fetch(shop.url + path);
  return answer.status === 200 ? contentOf(path, await answer.text()) : `status ${answer.status}`;
};

/** Asks both processes for both pages, some fifty times a second, until it is ended; what it saw, and how often. */
function crowd() {
  const seen = new Map<string, number>();
  const asked: Promise<void>[] = [];
  let turn = 0;
  const timer = setInterval(() => {
    turn += 1;
    const shop = shops[turn % 2] as ShopProcess;
    const path = turn % 4 < 2 ? roller : article;
    asked.push(
      seenAt(shop, path)
        .catch((error: unknown) => `error ${String(error)}`)
        .then((what) => void seen.set(what, (seen.get(what) ?? 0) + 1)),
    );
  }, 20);
  return {
    seen,
    async end() {
      clearInterval(timer);
      await Promise.all(asked);
      return [...seen.keys()].sort();
    },
  };
}

const contentHash = async (shop: ShopProcess) => {
  const answer = await fetch(`${shop.url}/readyz`);
  return ((await answer.json()) as { content: string }).content;
};

/** Until every process holds other content than `before`, which both pages are then made from; the milliseconds it took. */
async function untilAllServe(content: 'old' | 'new', before: string): Promise<number> {
  const begun = performance.now();
  const took = await Promise.all(
    shops.map(async (shop) => {
      while ((await contentHash(shop)) === before) {
        if (performance.now() - begun > 30_000)
          throw new Error('After thirty seconds it was the same content');
      }
      return performance.now() - begun;
    }),
  );
  const pages = await Promise.all(shops.flatMap((shop) => [seenAt(shop, roller), seenAt(shop, article)]));
  expect(pages).toEqual([content, content, content, content]);
  return Math.max(...took);
}

const hidden = (html: string, name: string) =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';

async function publish(note: string) {
  const page = await owner.get('/admin/publish');
  return owner.post('/admin/publish', {
    do: 'publish',
    note,
    base: hidden(page.text, 'base'),
    hash: hidden(page.text, 'hash'),
  });
}

test('what was edited is seen by whoever holds a preview link, at its own address, and by nobody else', async () => {
  makeChanges();
  const { said } = await runNode(['src/cli/content-preview.ts'], {
    ...(await shopEnvironment({ env })),
    SITE_URL: here().url,
  });
  const guest = newHttpShopper(here());
  const begun = await guest.get(said.split('\n')[0] ?? '');
  expect([begun.status, begun.location]).toEqual([303, '/']);
  expect(begun.headers.get('referrer-policy')).toBe('no-referrer');
  for (const path of [roller, article]) {
    const shown = await guest.get(path);
    expect(contentOf(path, shown.text)).toBe('new');
    expect(shown.text).toMatch(/You see files that are not live, as they are now, drafts too\./);
    expect(shown.headers.get('cache-control')).toBe('no-store');
    expect(shown.headers.get('x-robots-tag')).toBe('noindex');
    expect(await seenAt(here(), path)).toBe('old');
  }
  expect((await guest.get('/rollers')).text).toContain('£19.50');
  const closed = await guest.post('/checkout');
  expect([closed.status, closed.text.includes('Nothing can be bought in a preview')]).toEqual([403, true]);
  expect((await guest.post('/preview')).location).toBe('/');
  expect(contentOf(roller, (await guest.get(roller)).text)).toBe('old');
  const tampered = await newHttpShopper(here()).get(`${article}?preview=${'a'.repeat(40)}`);
  expect([tampered.status, tampered.headers.get('set-cookie')]).toEqual([410, null]);
});

test('a publication is seen whole by a crowd, within two seconds in every process; and so is its undo', async () => {
  const looking = await owner.get('/admin/publish');
  const words = looking.text.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');
  expect(words).toMatch(
    /Prices, tax, warnings and where we sell Face roller 0\.2 mm \(FACE-020\): price £18\.00 → £19\.50/,
  );
  expect(words).toContain('Use bright daylight or a good lamp');
  expect(words.indexOf('£18.00 → £19.50')).toBeLessThan(words.indexOf('bright daylight'));

  const before = await contentHash(here());
  const people = crowd();
  const published = await publish('Dearer, and clearer');
  expect([published.status, published.location]).toEqual([303, '/admin/releases/2?done=publish']);
  expect(await untilAllServe('new', before)).toBeLessThan(2_000);
  expect(await seenAt(here(), roller)).toBe('new');

  const dearer = await contentHash(here());
  const release = await owner.get('/admin/releases/1');
  const undone = await owner.post('/admin/releases/1', {
    note: 'Too dear',
    base: hidden(release.text, 'base'),
    files: 'yes',
  });
  expect([undone.status, undone.location]).toEqual([303, '/admin/releases/1?done=restore']);
  expect(await untilAllServe('old', dearer)).toBeLessThan(2_000);
  expect(await people.end()).toEqual(['new', 'old']);
  expect([...people.seen.values()].reduce((a, b) => a + b)).toBeGreaterThan(50);

  expect(files.read('products/face-roller.mdx')).not.toContain('19.50');
  expect((await owner.get('/admin/publish')).text).toContain('Nothing waits');
  const history = (await owner.get('/admin/releases')).text;
  for (const each of ['Too dear', 'Dearer, and clearer', 'What the shop was installed with'])
    expect(history).toContain(each);
  const compared = await owner.get('/admin/releases/compare?a=1&b=2');
  expect(compared.text).toContain('£18.00 → £19.50');
  expect((await owner.get('/admin/releases/compare?a=1&b=99')).status).toBe(404);
});

test('whoever publishes what somebody else has changed meanwhile is told so, and nothing happens', async () => {
  makeChanges();
  const page = await owner.get('/admin/publish');
  const seen = {
    do: 'publish',
    note: 'Mine',
    base: hidden(page.text, 'base'),
    hash: hidden(page.text, 'hash'),
  };
  const without = await owner.post('/admin/publish', { ...seen, note: '' });
  expect(without.status).toBe(422);
  files.edit('products/face-roller.mdx', '"19.50"', '"21.00"');
  const late = await owner.post('/admin/publish', seen);
  expect([late.status, late.text.includes('The files have changed since you looked')]).toEqual([409, true]);
  files.edit('products/face-roller.mdx', '"21.00"', '"19.50"');
  const base = await owner.post('/admin/publish', { ...seen, base: '1' });
  expect([base.status, base.text.includes('Meanwhile release 1 went live')]).toEqual([409, true]);
  expect(await seenAt(here(), roller)).toBe('old');
});

test('what becomes looser is approved by two who are signed in, as they read it, and by nobody who reads alone', async () => {
  reviewer = await signInStaff(here(), 'reviewer');
  const editor = await signInStaff(here(), 'editor');
  files.edit('markets.yaml', 'homeMax: "off", professional: show', 'homeMax: self-check, professional: show');
  const page = await owner.get('/admin/publish');
  expect(page.text).toContain('are sold from now on');
  expect(page.text).toContain('A reviewer has not approved it yet.');
  const approve = (who: HttpShopper, rules: string) =>
    who.post('/admin/publish', { do: 'approve', read: 'yes', rules });
  const rules = hidden(page.text, 'rules');
  const refused = await publish('Longer needles');
  expect([refused.status, refused.text.includes('have to approve it first')]).toEqual([409, true]);
  const unread = await reviewer.post('/admin/publish', { do: 'approve', rules });
  expect(unread.status).toBe(422);
  expect(unread.text).toMatch(/role="alert"[\s\S]*href="#read"/);
  expect((await approve(reviewer, 'a'.repeat(64))).text).toContain(
    'The rules have changed since you read them',
  );
  const home = async () =>
    (await editor.get('/admin')).text.includes('Looser rules are approved and not live');
  expect(await home()).toBe(false);
  const approved = await approve(reviewer, rules);
  expect([approved.status, approved.location]).toEqual([303, '/admin/publish?done=approve']);
  expect(await home()).toBe(true);
  const again = await approve(reviewer, rules);
  expect([again.status, again.text.includes('You have approved this already')]).toEqual([409, true]);
  expect((await reviewer.post('/admin/publish', { do: 'publish', note: 'x' })).status).toBe(403);
  expect((await approve(editor, rules)).status).toBe(303);
  const both = await owner.get('/admin/publish');
  expect(both.text).toContain('Both have approved it.');
  const back = await editor.post('/admin/publish', { do: 'withdraw', rules });
  expect([back.status, back.location]).toEqual([303, '/admin/publish?done=withdraw']);
  const alone = await editor.get('/admin/publish?done=withdraw');
  expect(alone.text).toContain('Your approval is taken back');
  expect(alone.text).toContain('A second person, another than the reviewer, has not approved it yet.');
  expect((await editor.post('/admin/publish', { do: 'withdraw', rules })).status).toBe(409);
  const log = (await owner.get('/admin/audit')).text;
  for (const action of ['rules.approve', 'rules.withdraw']) expect(log).toContain(action);
  files.edit('markets.yaml', 'homeMax: self-check, professional: show', 'homeMax: "off", professional: show');
  expect(await home()).toBe(false);
});

test('files with one error of each kind: all of them are listed, nothing is published, the shop serves on', async () => {
  const sound = files.all();
  files.replaceAll(brokenCopy().files);
  // In a process of its own: this one must go on reading what the shops say.
  const { said } = await runNode(['src/cli/content-check.ts', files.root], { PATH: process.env.PATH ?? '' });
  const places = said.split('\n').flatMap((line) => /^content\/\S+:\d+:\d+(?= {2})/.exec(line)?.[0] ?? []);
  expect(places.length).toBeGreaterThan(300);
  const page = await owner.get('/admin/publish');
  expect(page.text).toContain(`There are ${places.length} problems in the files`);
  for (const place of places) expect(page.text).toContain(place);
  // Each leads to its line; and into the form, where what is wrong can be seen there.
  expect(page.text).toMatch(/href="\/admin\/content\/shop\/shop#line-\d+"/);
  expect(page.text).toContain('href="/keystatic/singleton/shop"');
  expect(page.text).toContain('href="/keystatic/collection/product/item/price-of-another-kind"');
  expect(page.text).toMatch(/href="\/admin\/content\/article\/yaml-syntax#line-\d+"/);
  expect(page.text).not.toContain('/keystatic/collection/article/item/yaml-syntax"');
  expect((await reviewer.get('/admin/publish')).text).not.toContain('/admin/content/');
  const refused = await owner.post('/admin/publish', { do: 'publish', note: 'Anyway', base: '3', hash: 'x' });
  expect(refused.status).toBe(409);

  const made = await owner.post('/admin/publish', { do: 'preview', at: '' });
  const link = /href="([^"]*\?preview=[^"]*)"/.exec(made.text)?.[1] ?? '';
  const guest = newHttpShopper(here());
  await guest.get(new URL(link).pathname + new URL(link).search);
  const shown = await guest.get(roller);
  expect([shown.status, shown.headers.get('cache-control')]).toEqual([409, 'no-store']);
  expect(shown.text).toContain(places[0]);
  for (const path of [roller, article]) expect(await seenAt(here(), path)).toBe('old');

  files.replaceAll(sound);
});

test('a process that is killed while it publishes leaves the old content or the new, whole', async () => {
  const page = await owner.get('/admin/publish');
  const sent = owner.post('/admin/publish', {
    do: 'publish',
    note: 'Killed',
    base: hidden(page.text, 'base'),
    hash: hidden(page.text, 'hash'),
  });
  sent.catch(() => undefined);
  await new Promise((resolve) => setTimeout(resolve, randomInt(200)));
  const [killed, other] = shops as [ShopProcess, ShopProcess];
  await killed.stop('SIGKILL');
  shops = [await startShop({ root: files.root, env, dataDir: killed.dataDir }), other];
  const content = await seenAt(here(), roller);
  expect(['old', 'new']).toContain(content);
  // The other one may hear of it a moment later.
  await vi.waitFor(async () => expect(await contentHash(other)).toBe(await contentHash(here())), 2_000);
  expect([await seenAt(other, roller), await seenAt(other, article)]).toEqual([content, content]);
  // And whoever comes next can publish, or undo.
  const again = await signInStaff(other, 'owner', 'second@shop.example');
  const state = (await again.get('/admin/publish')).text;
  expect(state).toContain(content === 'new' ? 'Nothing waits' : 'Publish for everybody');
}, 180_000);
