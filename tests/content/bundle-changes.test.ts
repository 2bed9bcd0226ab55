import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bundleChanges, changedBundle } from '#content-pipeline/bundle-changes.ts';
import type { ContentBundle } from '#content-pipeline/content.ts';
import { searchBundle } from '#features/search/search-fixture.ts';

const written = searchBundle();

/** Some of these documents and new ones, in any order, some of them edited. */
function edited<D extends { slug: string; file: string }>(documents: readonly D[]): fc.Arbitrary<D[]> {
  const slugs = [...documents.map(({ slug }) => slug), 'new-one', 'new-two'];
  return fc
    .uniqueArray(fc.record({ slug: fc.constantFrom(...slugs), edit: fc.constantFrom('', '', 'again') }), {
      selector: ({ slug }) => slug,
      maxLength: slugs.length,
      size: 'max',
    })
    .map((chosen) =>
      chosen.map(({ slug, edit }): D => {
        const like = documents.find((document) => document.slug === slug) ?? documents[0];
        if (!like) throw new Error('There is nothing to edit');
        return structuredClone({ ...like, slug, file: `${like.file}${edit}` });
      }),
    );
}

const someBundle: fc.Arbitrary<ContentBundle> = fc
  .record({
    hash: fc.constantFrom('one', 'two', 'three'),
    articles: edited(written.articles),
    products: edited(written.products),
    glossary: edited(written.glossary),
    legal: edited(written.legal),
    shop: fc.constantFrom('Old', 'New').map((name) => ({ ...written.shop, name })),
    gone: fc.array(fc.constantFrom('/a', '/b').map((path) => ({ path, alternatives: [], words: '' }))),
  })
  .map((parts) => ({ ...structuredClone(written), ...parts }));

test('what two contents differ in makes each of them from the other, and leaves the other as it was', () => {
  fc.assert(
    fc.property(someBundle, someBundle, (before, after) => {
      const whole = structuredClone(before);
      const changes = JSON.parse(JSON.stringify(bundleChanges(before, after)));
      const made = changedBundle(before, changes);
      expect(made).toStrictEqual(after);
      expect(before).toStrictEqual(whole);
      // What is said alike in both is the same object: its compiled body, and whatever hangs on it, is kept.
      for (const kind of ['articles', 'products', 'glossary', 'legal'] as const) {
        const texts = new Set(before[kind].map((document) => JSON.stringify(document)));
        for (const document of made[kind]) {
          const isKept = before[kind].some((each) => each === document);
          expect(isKept).toBe(texts.has(JSON.stringify(document)));
        }
      }
    }),
    { numRuns: 200 },
  );
});

test('what changed is all that is said of it', () => {
  const after = searchBundle();
  const [first, ...others] = after.products;
  const renamed = {
    ...after,
    hash: 'two',
    products: first ? [{ ...first, title: 'Renamed' }, ...others] : [],
  };
  expect(bundleChanges(written, renamed)).toEqual({
    from: 'one',
    to: 'two',
    articles: null,
    products: { set: [{ ...first, title: 'Renamed' }], order: null },
    glossary: null,
    legal: null,
    rest: {},
  });
});

test('changes of another content are refused', () => {
  const changes = bundleChanges(written, { ...searchBundle(), hash: 'two' });
  expect(() => changedBundle({ ...written, hash: 'three' }, changes)).toThrow(/do not fit three/);
  const others = bundleChanges(written, { ...searchBundle(), articles: written.articles.toReversed() });
  expect(() => changedBundle({ ...written, articles: [] }, others)).toThrow(/neither there nor/);
});
