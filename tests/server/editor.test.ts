import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { projectRoot } from '#lib/project-root.server.ts';
import { startShopToEdit } from '../support/changed-shop.ts';
import { type HttpShopper, newHttpShopper } from '../support/http-shopper.ts';
import { signInStaff } from '../support/staff.ts';

let shop: Awaited<ReturnType<typeof startShopToEdit>>;
let editor: HttpShopper;

beforeAll(async () => {
  shop = await startShopToEdit();
  editor = await signInStaff(shop, 'editor');
}, 240_000);
afterAll(() => shop.remove());

const file = (name: string) => path.join(shop.folder, 'content', name);
const textOf = (name: string) => readFileSync(file(name), 'utf8');
const whole = () => [...treeOfFiles()].map(([name, text]) => `${name}\0${text}`).join('\0');
function treeOfFiles(): Map<string, string> {
  return new Map(
    [
      'products/face-roller.mdx',
      'shop.yaml',
      'redirects.yaml',
      'self-check/2026.1.0.yaml',
      'self-check/seals.yaml',
    ].map((name) => [name, textOf(name)]),
  );
}

/** What Keystatic's page would send, as whoever it is. */
async function ask(
  address: string,
  {
    who = editor,
    method = 'GET',
    headers = {},
    body,
  }: { who?: HttpShopper; method?: string; headers?: Record<string, string>; body?: unknown } = {},
): Promise<{ status: number; text: string; headers: Headers }> {
  const cookie = [...who.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const answer = await fetch(`${shop.url}/api/keystatic/${address}`, {
    method,
    redirect: 'manual',
    headers: {
      cookie,
      'no-cors': '1',
      'sec-fetch-site': 'same-origin',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
}

const addition = (name: string, text: string) => ({
  path: name,
  contents: Buffer.from(text).toString('base64'),
});
const save = (name: string, text: string, headers: Record<string, string>, who = editor) =>
  ask('update', { method: 'POST', who, headers, body: { additions: [addition(name, text)], deletions: [] } });

async function tree(): Promise<{ path: string; type: string; sha: string }[]> {
  return JSON.parse((await ask('tree')).text);
}
const versionOf = async (name: string) => (await tree()).find((entry) => entry.path === name)?.sha ?? '';

describe('the editor’s door', () => {
  test('lists the files that have a form, and no other of the program or of the rules', async () => {
    const entries = await tree();
    const files = entries.filter(({ type }) => type === 'blob').map((entry) => entry.path);
    expect(files).toContain('content/products/face-roller.mdx');
    expect(files).toContain('content/markets.yaml');
    expect(
      files.every((name) =>
        /^content\/(learn|products|glossary|legal)\/[a-z0-9-]+\.mdx$|^content\/\w+\.yaml$/.test(name),
      ),
    ).toBe(true);
    expect(files.join()).not.toContain('self-check');
  });

  test('saves a change, and only it', async () => {
    const name = 'content/products/face-roller.mdx';
    const before = textOf('products/face-roller.mdx');
    const sent = before
      .replace('"18.00", openingStock: 24', '"19.50", openingStock: 24')
      .replace('areas: [face]', 'areas:\n  - face');
    const answer = await save(name, sent, { 'if-match': `"${await versionOf(name)}"` });
    expect(answer.status).toBe(200);
    expect(textOf('products/face-roller.mdx')).toBe(
      before.replace('"18.00", openingStock: 24', '"19.50", openingStock: 24'),
    );
    // What is live is not what is edited.
    expect((await newHttpShopper(shop).get('/rollers/face-roller')).text).toContain('£18.00');
    const blob = await ask(`blob/${await versionOf(name)}/${name}`);
    expect([blob.status, blob.text]).toEqual([200, textOf('products/face-roller.mdx')]);
  });

  test('lets nobody undo what another saved meanwhile', async () => {
    const name = 'content/shop.yaml';
    const opened = `"${await versionOf(name)}"`;
    const mine = textOf('shop.yaml').replace('quantityLimit: 5', 'quantityLimit: 6');
    const yours = textOf('shop.yaml').replace('lineLimit: 20', 'lineLimit: 25');
    // Both at once: one of them must lose, whichever.
    const answers = await Promise.all([
      save(name, mine, { 'if-match': opened }),
      save(name, yours, { 'if-match': opened }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, expect.toBeOneOf([409, 412])]);
    const stored = textOf('shop.yaml');
    expect([mine, yours]).toContain(stored);
    expect((await save(name, mine, {})).status).toBe(428);
    expect((await save(name, mine, { 'if-none-match': '*' })).status).toBe(412);
    expect(textOf('shop.yaml')).toBe(stored);
  });

  test('refuses to rename and to remove, and says where that is done', async () => {
    const before = whole();
    const deletions = [{ path: 'content/products/face-roller.mdx' }];
    const removed = await ask('update', { method: 'POST', body: { additions: [], deletions } });
    expect([removed.status, removed.text]).toEqual([400, expect.stringContaining('remove it there')]);
    const additions = [addition('content/products/other.mdx', textOf('products/face-roller.mdx'))];
    const renamed = await ask('update', { method: 'POST', body: { additions, deletions } });
    expect([renamed.status, renamed.text]).toEqual([400, expect.stringContaining('rename it there')]);
    expect(whole()).toBe(before);
  });

  const outside = [
    'package.json',
    '../package.json',
    'content/../package.json',
    'content/products/../../package.json',
    'content/products/..%2f..%2fpackage.json',
    'content/%2e%2e/package.json',
    'content\\..\\package.json',
    '/etc/passwd',
    'content//etc/passwd',
    'file:///etc/passwd',
    'content/products/x.mdx\0.yaml',
    'content/self-check/2026.1.0.yaml',
    'content/self-check/overlays/mine.yaml',
    'content/self-check/seals.yaml',
    'content/products/deeper/x.mdx',
    'content/products/.hidden.mdx',
    'content/products/X Y.mdx',
    'content/.env',
    'content/new.yaml',
    'src/pages/index.astro',
    'dist/main.mjs',
    '',
  ];

  test.each(outside)('writes nothing to “%s”', async (name) => {
    const before = whole();
    const put = await save(name, 'planted: true\n', { 'if-none-match': '*' });
    expect(put.status).toBe(400);
    expect(whole()).toBe(before);
  });

  test('and reads nothing from there', async () => {
    for (const name of outside.filter((each) => each !== '')) {
      for (const written of [
        name,
        encodeURIComponent(name),
        name.replaceAll('.', '%2e').replaceAll('/', '%2f'),
      ]) {
        const { status, text } = await ask(`blob/${'a'.repeat(40)}/${written}`);
        expect([written, status]).toEqual([written, expect.toBeOneOf([400, 404])]);
        expect(text.length).toBeLessThan(200);
      }
    }
  });

  test('follows no link out of the folder, neither of a file nor of a folder', async () => {
    const target = path.join(shop.folder, 'target.mdx');
    writeFileSync(target, 'secret: yes\n');
    symlinkSync(target, file('products/linked.mdx'));
    const moved = path.join(shop.folder, 'legal-elsewhere');
    renameSync(file('legal'), moved);
    symlinkSync(moved, file('legal'));
    try {
      const kept = readFileSync(path.join(moved, 'terms.mdx'), 'utf8');
      expect((await tree()).map((entry) => entry.path)).not.toContain('content/products/linked.mdx');
      const put = await save('content/products/linked.mdx', '---\ntitle: x\n---\n', { 'if-none-match': '*' });
      expect([put.status, put.text]).toEqual([409, expect.stringContaining('not a plain file')]);
      const inside = await save('content/legal/terms.mdx', kept.replace('Terms', 'Planted'), {
        'if-none-match': '*',
      });
      expect(inside.status).toBe(409);
      expect(readFileSync(target, 'utf8')).toBe('secret: yes\n');
      expect(readFileSync(path.join(moved, 'terms.mdx'), 'utf8')).toBe(kept);
    } finally {
      rmSync(file('products/linked.mdx'));
      rmSync(file('legal'));
      renameSync(moved, file('legal'));
    }
  });

  test('takes nothing from another site, from a plain form, or that is not what Keystatic sends', async () => {
    const before = whole();
    const name = 'content/shop.yaml';
    const headers = { 'if-match': `"${await versionOf(name)}"` };
    const text = textOf('shop.yaml').replace('Needlewise', 'Planted');
    const body = { additions: [addition(name, text)], deletions: [] };
    const foreign = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' };
    expect((await save(name, text, { ...headers, ...foreign })).status).toBe(403);
    expect(
      (await ask('update', { method: 'POST', headers: { ...headers, 'no-cors': '' }, body })).status,
    ).toBe(400);
    expect(
      (await ask('update', { method: 'POST', headers: { ...headers, 'content-type': 'text/plain' }, body }))
        .status,
    ).toBe(400);
    const wrong: unknown[] = [
      '{',
      [],
      null,
      'x',
      { additions: [] },
      { additions: [], deletions: [] },
      { additions: [{ path: 1 }], deletions: [] },
      { additions: [...body.additions, ...body.additions], deletions: [] },
    ];
    for (const each of wrong)
      expect((await ask('update', { method: 'POST', headers, body: each })).status).toBe(400);
    const bytes = { path: name, contents: Buffer.from([0xff, 0xfe, 0x00]).toString('base64') };
    expect(
      (await ask('update', { method: 'POST', headers, body: { additions: [bytes], deletions: [] } })).status,
    ).toBe(400);
    const long = await save(name, `# ${'x'.repeat(500_001)}\n`, headers);
    expect(long.status).toBe(400);
    for (const address of ['nothing', 'tree/x', 'github/login', 'update', 'blob', '%E0%A4%A'])
      expect([address, (await ask(address)).status]).toEqual([address, expect.toBeOneOf([400, 404])]);
    expect((await ask('tree', { method: 'DELETE' })).status).toBe(404);
    expect(whole()).toBe(before);
  });

  test('has no key for a stranger or for who has another role', async () => {
    const before = whole();
    const packer = await signInStaff(shop, 'packer');
    const stranger = newHttpShopper(shop);
    for (const [who, refused] of [
      [stranger, 401],
      [packer, 403],
    ] as const) {
      expect((await save('content/shop.yaml', 'name: Planted\n', { 'if-none-match': '*' }, who)).status).toBe(
        refused,
      );
      expect((await ask('tree', { who })).text).not.toContain('face-roller');
    }
    expect(whole()).toBe(before);
  });
});

describe('the page of the forms', () => {
  test('has a policy of its own; every other page keeps the strict one', async () => {
    const page = await editor.get('/keystatic/collection/product');
    expect(page.status).toBe(200);
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("style-src 'self' 'unsafe-inline'");
    expect(policy).toContain("connect-src 'self';");
    expect(policy).not.toMatch(/https?:/);
    for (const address of [
      '/',
      '/rollers/face-roller',
      '/cart',
      '/admin',
      '/admin/content',
      '/admin/content/product/face-roller',
    ])
      expect([address, (await editor.get(address)).headers.get('content-security-policy')]).toEqual([
        address,
        expect.not.stringContaining('unsafe'),
      ]);
    // Nor does the page of a stranger, whatever its address.
    const stranger = await newHttpShopper(shop).post('/keystatic');
    expect([stranger.status, stranger.headers.get('content-security-policy')]).toEqual([
      401,
      expect.not.stringContaining('unsafe'),
    ]);
  });

  test('is nowhere told to ask Google for a font', () => {
    const script = readFileSync(path.join(projectRoot, 'astro.config.mjs'), 'utf8');
    expect(script).toContain('keystaticWithoutGoogle');
    const built = builtScripts();
    expect(built.length).toBeGreaterThan(1);
    expect(built.filter((text) => text.includes('fonts.googleapis.com'))).toEqual([]);
  });
});

describe('content without script', () => {
  const form = (address: string, fields: Record<string, string>) => editor.post(address, fields);
  const document = '/admin/content/product/travel-cap';

  test('lists every document, and every problem at once, with the way to mend it', async () => {
    const good = textOf('products/travel-cap.mdx');
    writeFileSync(
      file('products/travel-cap.mdx'),
      good.replace('status: published', 'status: publishd').replace(/weightGrams: \d+/, 'weightGrams: heavy'),
    );
    mkdirSync(file('stray'));
    writeFileSync(file('stray/note.txt'), 'x');
    try {
      const { text } = await editor.get('/admin/content');
      expect(text).toContain('must be one of draft, published, withdrawn');
      expect(text).toContain('must be a number, not the text “heavy”');
      expect(text).toContain('content/stray/note.txt:1');
      expect(text).toMatch(/href="\/admin\/content\/product\/travel-cap#line-\d+"/);
      const page = await editor.get(document);
      expect(page.text).toContain('2 problems');
      // The shop goes on with what is live.
      expect((await newHttpShopper(shop).get('/rollers/travel-cap')).status).toBe(200);
    } finally {
      writeFileSync(file('products/travel-cap.mdx'), good);
      rmSync(file('stray'), { recursive: true });
    }
    expect((await editor.get('/admin/content')).text).toContain('The check finds no problem.');
    expect((await editor.get('/admin/content/product/nothing')).status).toBe(404);
    expect((await editor.get('/admin/content/ruleset/2026.1.0')).status).toBe(404);
  });

  test('a text is saved as it was typed, and not over another’s', async () => {
    const before = textOf('products/travel-cap.mdx');
    const opened = /name="opened" value="([^"]+)"/.exec((await editor.get(document)).text)?.[1] ?? '';
    const typed = before.replace('title: ', 'title: Small ');
    const saved = await form(document, { action: 'save', opened, text: typed.replaceAll('\n', '\r\n') });
    expect([saved.status, saved.location]).toEqual([303, `${document}?done=saved`]);
    expect(textOf('products/travel-cap.mdx')).toBe(typed);
    const late = await form(document, { action: 'save', opened, text: before });
    expect(late.status).toBe(422);
    expect(late.text).toContain('Somebody changed this document');
    const empty = await form(document, { action: 'save', opened, text: ' ' });
    expect(empty.status).toBe(422);
    expect((await form(document, { action: 'nothing' })).status).toBe(422);
    expect(textOf('products/travel-cap.mdx')).toBe(typed);
  });

  test('a page is renamed with all that names it; what is named is not removed, and says by what', async () => {
    const renamed = await form(document, { action: 'rename', to: 'cap-for-travel' });
    expect([renamed.status, renamed.location]).toEqual([
      303,
      '/admin/content/product/cap-for-travel?done=renamed',
    ]);
    expect(textOf('redirects.yaml')).toContain('from: /rollers/travel-cap');
    expect(textOf('products/face-roller.mdx')).toContain('cap-for-travel');
    expect((await editor.get(document)).status).toBe(404);
    const kept = await form('/admin/content/product/cap-for-travel', { action: 'remove', words: 'Gone.' });
    expect(kept.status).toBe(422);
    expect(kept.text).toContain('href="/admin/content/product/face-roller#line-');
    expect(kept.text).toMatch(/role="alert"[\s\S]*href="#named"[\s\S]*id="named"/);
    const bad = await form('/admin/content/product/cap-for-travel', { action: 'rename', to: '../x' });
    expect([bad.status, bad.text]).toEqual([
      422,
      expect.stringContaining('small letters, digits and single hyphens'),
    ]);
    const back = await form('/admin/content/product/cap-for-travel', { action: 'rename', to: 'travel-cap' });
    expect(back.status).toBe(303);
  });

  test('where there is no folder to write, the admin says so and nothing breaks', async () => {
    renameSync(path.join(shop.folder, 'content'), path.join(shop.folder, 'away'));
    try {
      const list = await editor.get('/admin/content');
      expect([list.status, list.text]).toEqual([
        200,
        expect.stringContaining('nothing to edit on this server'),
      ]);
      expect((await editor.get('/keystatic')).location).toBe('/admin/content');
      expect((await editor.get(document)).location).toBe('/admin/content');
      expect((await ask('tree')).status).toBe(503);
      expect((await newHttpShopper(shop).get('/rollers')).status).toBe(200);
    } finally {
      renameSync(path.join(shop.folder, 'away'), path.join(shop.folder, 'content'));
    }
  });
});

function builtScripts(): string[] {
  const folder = path.join(projectRoot, 'dist/client/_astro');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.js'))
    .map((name) => readFileSync(path.join(folder, name), 'utf8'));
}
