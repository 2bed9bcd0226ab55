import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BodyContext, sourceAnchor, termAnchor } from '#content-pipeline/body-context.ts';
import { readBundle, readCompiled, writeBundle } from '#content-pipeline/bundle-file.server.ts';
import { compileContent } from '#content-pipeline/compile.server.ts';
import type { ContentBundle } from '#content-pipeline/content.ts';
import { createMdxComponents } from '#content-pipeline/mdx/components.tsx';
import { mdxComponentSet } from '#content-pipeline/mdx-components.ts';
import { ContentRefused } from '#content-pipeline/problems.ts';
import { renderBody } from '#content-pipeline/render-body.server.tsx';
import { validShop } from './fixtures.ts';

let root = '';
let bundle: ContentBundle;

beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'compile-'));
  cpSync(validShop, root, { recursive: true });
  bundle = await compileContent({ root });
}, 60_000);
afterAll(() => rmSync(root, { recursive: true }));

function articleOf({ articles }: ContentBundle) {
  const article = articles.find(({ slug }) => slug === 'how-it-works');
  if (!article) throw new Error('how-it-works is missing');
  return article;
}

describe('a compiled bundle', () => {
  it('holds every document with the types of the contract', () => {
    const { body, ...article } = articleOf(bundle);
    expect(article).toEqual({
      slug: 'how-it-works',
      file: 'content/learn/how-it-works.mdx',
      title: 'How it works',
      summary: 'Needles make small wounds; the skin answers.',
      author: 'Test editors',
      reviewer: null,
      reviewedOn: null,
      reviewDue: null,
      updatedOn: '2026-05-14',
      status: 'published',
      publishAt: null,
      unpublishAt: null,
      part: 'how-it-works',
      interest: 'sells',
      position: 1,
      changes: [
        { on: '2026-05-14', words: 'The depth is said with its method.' },
        { on: '2026-04-02', words: 'First published.' },
      ],
      sources: ['review', 'hc-2021'],
      products: ['face-roller'],
      related: ['who-should-not'],
    });
    expect(body.headings).toEqual([
      { depth: 2, text: 'What happens', id: 'what-happens' },
      { depth: 3, text: 'What happens', id: 'what-happens-2' },
      { depth: 3, text: 'Does it hurt?', id: 'does-it-hurt' },
    ]);
    expect(body.source).toMatch(/^\nA roller pricks the <Term id="dermis">/);
    expect(body.readingMinutes).toBe(1);

    const { body: _copy, ...product } = bundle.products.find(({ slug }) => slug === 'face-roller') ?? {};
    expect(product).toEqual({
      slug: 'face-roller',
      file: 'content/products/face-roller.mdx',
      title: 'Face roller',
      summary: 'A small roller.',
      kind: 'roller',
      areas: ['face'],
      status: 'published',
      position: 1,
      needles: { count: 192, rows: 8, material: 'steel', headWidthMm: 20 },
      variants: [
        {
          sku: 'FACE-020',
          label: '0.2 mm',
          colour: null,
          needleLengthMm: 0.2,
          priceMinor: 2200,
          openingStock: 40,
        },
        {
          sku: 'FACE-025',
          label: '0.25 mm',
          colour: null,
          needleLengthMm: 0.25,
          priceMinor: 2450,
          openingStock: 40,
        },
      ],
      warnings: ['Never share a roller.'],
      notFor: ['Broken skin.'],
      inTheBox: ['One roller', 'One cover'],
      care: 'Follow its leaflet.',
      sterility: 'Supplied clean, not sterile.',
      origin: 'Made in Germany',
      weightGrams: 45,
      updatedOn: '2026-05-14',
      readFirst: ['who-should-not'],
      intendedUse: 'Rolling the face at home, by one adult.',
      vatClass: 'standard',
      besideNeedledSkin: false,
      shelfLife: 'The last day of use is on the pouch.',
      usesPerRoller: { count: 10, source: 'review' },
      goesWith: ['storage-case', 'gauze'],
      publishAt: null,
      unpublishAt: '2027-05-14T00:00',
      sizeMm: null,
    });
    const storageCase = bundle.products.find(({ slug }) => slug === 'storage-case');
    expect(storageCase).toMatchObject({ areas: [], needles: null, updatedOn: null, readFirst: [] });
    expect(storageCase?.variants[0]?.needleLengthMm).toBeNull();
    expect(storageCase).toMatchObject({ usesPerRoller: null, goesWith: [], publishAt: null });
    expect(bundle.products.find(({ slug }) => slug === 'gauze')).toMatchObject({
      vatClass: 'reduced',
      besideNeedledSkin: true,
      publishAt: '2026-05-14T09:00',
      unpublishAt: '2026-12-01T00:00',
      variants: [{ colour: 'sand' }, { colour: 'green' }],
    });
    expect(bundle.redirects).toEqual([
      { from: '/rollers/round-roller', to: '/rollers/face-roller' },
      { from: '/learn/needles', to: '/learn' },
    ]);
    expect(bundle.gone).toEqual([
      {
        path: '/rollers/first-roller',
        alternatives: ['face-roller'],
        words: 'Its maker stopped making it.',
      },
    ]);
    expect(bundle.markets[0]?.reducedVatRatePercent).toBe(5);
    expect(bundle.shop).toMatchObject({
      delivery: { id: 'tracked', priceMinor: 395, freeFromMinor: 4000, workingDays: '2 to 4' },
      otherDelivery: [],
    });
    expect(bundle.shop.delivery).not.toHaveProperty('price');
    expect(bundle.markets.map(({ id, sells, reason }) => ({ id, sells, reason }))).toEqual([
      { id: 'uk', sells: true, reason: null },
      { id: 'ca', sells: false, reason: 'No device is licensed for home use.' },
    ]);
    expect(bundle.markets[0]?.tiers).toEqual({ surface: 'self-check', homeMax: 'off', professional: 'show' });
    expect(bundle.sources.map(({ id, year }) => [id, year])).toEqual([
      ['hc-2021', 2021],
      ['review', null],
    ]);
    expect(bundle.facts).toHaveLength(4);
    expect(bundle.facts.slice(1, 3)).toEqual([
      {
        id: 'rat-channel',
        from: 0.1,
        to: 0.2,
        unit: 'mm',
        words: null,
        says: 'Depth of the channels in rats',
        sources: ['review', 'hc-2021'],
        confidence: 'M',
        mustSay: ['rat', 'animal'],
      },
      {
        id: 'missed',
        from: null,
        to: null,
        unit: null,
        words: '1 in 15',
        says: 'People who passed a checklist wrongly',
        sources: ['review'],
        confidence: 'L',
        mustSay: [],
      },
    ]);
    expect(bundle.rulesets).toEqual([
      {
        file: 'content/self-check/2026.1.0.yaml',
        version: '2026.1.0',
        data: { version: '2026.1.0', anything: ['goes'] },
      },
    ]);
    expect(bundle.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('comes back from its file as it was, and a file of another version is refused', async () => {
    const file = path.join(root, 'dist/content.json');
    const content = { bundle, sources: new Map([['learn/first.mdx', 'Words.']]) };
    await writeBundle(file, content);
    expect(await readCompiled(file)).toEqual(content);
    expect(await readBundle(file)).toEqual(bundle);
    await writeFile(file, (await readFile(file, 'utf8')).replace(/"format":\d+/, '"format":0'));
    await expect(readBundle(file)).rejects.toThrow('another version');
    await expect(readBundle(path.join(root, 'none.json'))).rejects.toThrow('npm run build');
  });
});

describe('a rendered body', () => {
  const context: BodyContext = {
    cite: (id) => {
      const source = bundle.sources.find((candidate) => candidate.id === id);
      return source ? { number: articleOf(bundle).sources.indexOf(id) + 1, source } : null;
    },
    term: (id) => bundle.glossary.find(({ slug }) => slug === id) ?? null,
    roller: (slug) => ({
      slug,
      title: 'Face roller',
      href: '/rollers/face-roller',
      priceText: '£22.00',
      stockText: 'in stock',
      price: { amount: '£22.00', isFrom: false },
      summary: 'A small roller.',
      lengthsMm: [0.2, 0.25],
      plate: { kind: 'storage-case' },
      saleWords: 'Needs the self-check',
      stock: { state: 'in-stock', text: 'In stock' },
    }),
    fact: (id) => bundle.facts.find((fact) => fact.id === id) ?? null,
  };

  it('has the heading ids, every component, and neither script nor inline style', () => {
    const html = renderBody(articleOf(bundle).body, createMdxComponents(context));
    expect(html).toContain(
      '<h2 id="what-happens"><a class="heading-anchor" href="#what-happens">What happens</a></h2>',
    );
    expect(html).toContain('<h3 id="what-happens-2"><a class="heading-anchor" href="#what-happens-2">');
    expect(html).toContain('<h3 id="does-it-hurt"><a class="heading-anchor" href="#does-it-hurt">');
    for (const { id } of articleOf(bundle).body.headings)
      expect(html.split(` id="${id}"`), id).toHaveLength(2);
    expect(html).toContain('Rats had channels of 0.1 to 0.2\u202fmm.');
    expect(html).toContain('Marks, for 1 in 15 of 192 needles.');
    expect(html).toContain(`href="#${sourceAnchor('review')}"`);
    expect(html).toContain(`href="/glossary#${termAnchor('dermis')}"`);
    expect(html).toContain('£22.00');
    expect(html).toContain('<img src="/images/roller.svg" alt="A roller on a towel"/>');
    expect(html).toMatch(/<td align="right">hardly any<\/td>/);
    expect(html).not.toMatch(/<script|\sstyle=|\son[a-z]+=/);
    // Front matter is compiled along with a body and must not be shown with it.
    expect(html).not.toContain('Test editors');
  });

  it('needs every component of the set that the body uses', () => {
    const all = createMdxComponents(context);
    const names = mdxComponentSet.map(({ name }) => name);
    expect(Object.keys(all)).toEqual(expect.arrayContaining(names));
    for (const name of names) {
      const { [name]: _left, ...others } = all;
      expect(() => renderBody(articleOf(bundle).body, others), name).toThrow(name);
    }
  });

  it('is empty where nothing was written', () => {
    const term = bundle.glossary[0];
    expect(term && renderBody(term.body, createMdxComponents(context))).toBe('');
  });
});

describe('compiling again', () => {
  it('sees a change that kept the file’s time, and leaves other bodies as they were', async () => {
    const file = path.join(root, 'content/legal/delivery.mdx');
    const { atime, mtime } = await stat(file);
    const before = await readFile(file, 'utf8');
    await writeFile(file, before.replace('by post', 'on foot'));
    await utimes(file, atime, mtime);
    const next = await compileContent({ root });
    expect(next.legal[0]?.body.code).toContain('on foot');
    expect(next.hash).not.toBe(bundle.hash);
    expect(next.articles).toEqual(bundle.articles);
    await writeFile(file, before);
  }, 60_000);

  it('refuses broken content with every problem, and runs nothing', async () => {
    const shop = path.join(root, 'content/shop.yaml');
    const before = await readFile(shop, 'utf8');
    await writeFile(shop, before.replace('"3.95"', '3.95').replace('name: Test shop', 'nam: Test shop'));
    const refusal = await compileContent({ root }).catch((error: unknown) => error);
    await writeFile(shop, before);
    expect(refusal).toBeInstanceOf(ContentRefused);
    expect(refusal instanceof ContentRefused && refusal.problems.map(({ field }) => field)).toEqual([
      'nam',
      'name',
      'delivery.price',
    ]);
  });
});
