import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inspectContent } from '#content-pipeline/check-content.ts';
import type { ContentLinter } from '#content-pipeline/checked-content.ts';
import { contentModel } from '#content-pipeline/document-types.ts';
import { readYaml } from '#content-pipeline/yaml-source.ts';
import {
  type DocumentName,
  fileOf,
  namingsOf,
  pageKinds,
  pathOf,
} from '#features/editing/content-references.ts';
import { type FileEdit, filesAfter, type PlannedOn } from '#features/editing/plan-edits.ts';
import { planRemoval } from '#features/editing/plan-removal.ts';
import { planRename } from '#features/editing/plan-rename.ts';
import { projectRoot } from '#lib/project-root.server.ts';
import { contentLinters } from '../../src/content-linters.ts';

const below = (folder: string) =>
  readdirSync(path.join(projectRoot, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(path.join(projectRoot, folder), path.join(entry.parentPath, entry.name)));
const publicFiles = new Set(below('public').map((file) => `/${file}`));
/** Without the editorial rules, which cost as much as all else; one test below asks them too. */
const on = (files: ReadonlyMap<string, string>, linters: readonly ContentLinter[] = []): PlannedOn => ({
  files,
  publicFiles,
  linters,
  found: inspectContent({ files, publicFiles, linters }),
});
const real = on(
  new Map(
    below('content').map((file) => [file, readFileSync(path.join(projectRoot, 'content', file), 'utf8')]),
  ),
);
const names: DocumentName[] = pageKinds.flatMap((kind) =>
  [...real.files.keys()]
    .filter((file) => file.startsWith(`${contentModel[kind].place.folder}/`))
    .map((file) => ({ kind, slug: path.basename(file, '.mdx') })),
);

const moves = (files: ReadonlyMap<string, string>) =>
  readYaml(files.get('redirects.yaml') ?? '').data as {
    redirects: { from: string; to: string }[];
    gone: { path: string; words: string; alternatives?: string[] }[];
  };
function planned(plan: ReturnType<typeof planRename>): FileEdit[] {
  if (!plan.ok) throw new Error(plan.error);
  return plan.value;
}

/** A product that nothing names. */
function spareCap(status: 'draft' | 'published'): string {
  return (real.files.get('products/travel-cap.mdx') ?? '')
    .replace('status: published', `status: ${status}`)
    .replace('position: ', 'position: 9')
    .replaceAll(/sku: ([A-Z-]+)/g, 'sku: SPARE-$1');
}

describe('a new address', () => {
  test('is named everywhere, the old one leads there, and the check is content; going back restores every word', () => {
    expect(real.found.problems).toEqual([]);
    fc.assert(
      fc.property(fc.constantFrom(...names), (name) => {
        const renamed = { ...name, slug: `${name.slug}-anew` };
        const after = on(filesAfter(real.files, planned(planRename(real, name, renamed.slug))));
        expect(after.found.problems).toEqual([]);
        expect(after.files.has(fileOf(name))).toBe(false);
        expect(namingsOf(after.found.documents, name)).toEqual([]);
        const hasPage = name.kind !== 'glossary';
        const redirect = { from: pathOf(name), to: pathOf(renamed) };
        expect(moves(after.files).redirects).toEqual(hasPage ? [redirect] : []);

        const back = filesAfter(after.files, planned(planRename(after, renamed, name.slug)));
        expect(moves(back).redirects).toEqual(hasPage ? [{ from: redirect.to, to: redirect.from }] : []);
        const changed = [...real.files]
          .filter(([file, text]) => back.get(file) !== text)
          .map(([file]) => file);
        expect(changed).toEqual(hasPage ? ['redirects.yaml'] : []);
      }),
      { numRuns: 4, endOnFailure: true },
    );
  });

  test('leaves nothing for the editorial rules and the self-check to say either', () => {
    const whole = on(real.files, contentLinters);
    const name: DocumentName = { kind: 'article', slug: 'who-should-not-use-one' };
    const edits = planned(planRename(whole, name, 'who-should-not'));
    expect(edits.length).toBeGreaterThan(10);
    expect(on(filesAfter(real.files, edits), contentLinters).found.problems).toEqual([]);
  });

  test('twice, and every old address leads there in one step', () => {
    const first: DocumentName = { kind: 'product', slug: 'face-roller' };
    const files = filesAfter(real.files, planned(planRename(real, first, 'plain-roller')));
    const twice = filesAfter(
      files,
      planned(planRename(on(files), { kind: 'product', slug: 'plain-roller' }, 'steel-roller')),
    );
    expect(on(twice).found.problems).toEqual([]);
    expect(moves(twice).redirects).toEqual([
      { from: '/rollers/face-roller', to: '/rollers/steel-roller' },
      { from: '/rollers/plain-roller', to: '/rollers/steel-roller' },
    ]);
  });

  test('of a draft leaves no redirect: nobody has been there', () => {
    const files = new Map(real.files).set('products/spare-cap.mdx', spareCap('draft'));
    const plan = planRename(on(files), { kind: 'product', slug: 'spare-cap' }, 'cap-two');
    const after = filesAfter(files, planned(plan));
    expect(moves(after).redirects).toEqual([]);
  });

  test.each<[string, DocumentName, string, RegExp]>([
    ['that is taken', { kind: 'product', slug: 'face-roller' }, 'body-roller', /another product/],
    ['that is no address', { kind: 'product', slug: 'face-roller' }, '../shop', /small letters/],
    ['that it has', { kind: 'product', slug: 'face-roller' }, 'face-roller', /already/],
    ['of nothing', { kind: 'article', slug: 'no-such-page' }, 'other', /There is no article/],
  ])('%s is refused', (_what, name, to, reason) => {
    const plan = planRename(real, name, to);
    expect(plan.ok ? '' : plan.error).toMatch(reason);
  });
});

describe('a removal', () => {
  const farewell = { words: 'The maker stopped making it in 2026.', alternatives: ['body-roller'] };

  test('of what is named is refused with exactly the places that would break', () => {
    const referenced: DocumentName[] = [
      { kind: 'article', slug: 'who-should-not-use-one' },
      { kind: 'product', slug: 'storage-case' },
      { kind: 'glossary', slug: 'dermis' },
      { kind: 'legal', slug: 'returns' },
    ];
    for (const name of referenced) {
      const plan = planRemoval(real, name, farewell);
      if (plan.ok) throw new Error(`${name.slug} may go, though it is named`);
      const without = on(filesAfter(real.files, [{ file: fileOf(name), before: '', after: null }]));
      const broken = without.found.problems
        .filter(({ problem }) => problem.startsWith('There is no') && problem.includes(name.slug))
        .map(({ file, line, column }) => `${file}:${line}:${column}`);
      const places = plan.error.namings.map(({ file, line, column }) => `${file}:${line}:${column}`);
      expect([name, places.sort()]).toEqual([name, broken.sort()]);
      expect(broken.length).toBeGreaterThan(0);
    }
  });

  test('of a page that nothing names leaves words and alternatives at its address and at those that led to it', () => {
    const files = new Map(real.files).set('products/spare-cap.mdx', spareCap('published'));
    const spareThere = on(files);
    expect(spareThere.found.problems).toEqual([]);
    const moved = on(
      filesAfter(files, planned(planRename(spareThere, { kind: 'product', slug: 'spare-cap' }, 'cap-two'))),
    );
    const plan = planRemoval(moved, { kind: 'product', slug: 'cap-two' }, farewell);
    if (!plan.ok) throw new Error(plan.error.reason);
    const after = filesAfter(moved.files, plan.value);
    expect(on(after).found.problems).toEqual([]);
    expect(moves(after)).toEqual({
      redirects: [],
      gone: [
        { path: '/rollers/cap-two', ...farewell },
        { path: '/rollers/spare-cap', ...farewell },
      ],
    });
    // Its comments are where they were.
    expect(after.get('redirects.yaml')?.split('\n').slice(0, 3)).toEqual(
      files.get('redirects.yaml')?.split('\n').slice(0, 3),
    );

    const silent = planRemoval(moved, { kind: 'product', slug: 'cap-two' }, { words: ' ', alternatives: [] });
    expect(silent.ok ? '' : silent.error.reason).toMatch(/Say why/);
    const wrong = planRemoval(
      moved,
      { kind: 'product', slug: 'cap-two' },
      { ...farewell, alternatives: ['nothing'] },
    );
    expect(wrong.ok ? '' : wrong.error.reason).toMatch(/There is no product “nothing”/);
  });
});
