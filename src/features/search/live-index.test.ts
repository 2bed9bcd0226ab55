import { expect, test } from 'vitest';
import { createContentStore } from '#content-pipeline/store.server.ts';
import { searchIndexOf } from '#features/search/live-index.server.ts';
import { rank } from '#features/search/search.ts';
import { searchBundle, someArticle, someProduct, writtenBody } from '#features/search/search-fixture.ts';

async function titles(store: ReturnType<typeof createContentStore>, text: string): Promise<string[]> {
  return rank(await searchIndexOf(store.snapshot()), text).ranked.map(({ document }) => document.title);
}

test('an index is built once for a snapshot, also for two who ask at the same time', async () => {
  const store = createContentStore(searchBundle());
  const [one, other] = await Promise.all([searchIndexOf(store.snapshot()), searchIndexOf(store.snapshot())]);
  expect(one).toBe(other);
});

test('content that is swapped is found at once, and what is gone is not', async () => {
  const store = createContentStore(searchBundle());
  expect(await titles(store, 'eyelids')).toEqual([]);
  expect(await titles(store, 'gadget')).toEqual([]);
  const before = await searchIndexOf(store.snapshot());
  const next = searchBundle();
  store.replace({
    ...next,
    hash: 'two',
    articles: [
      ...next.articles.filter(({ slug }) => slug !== 'pregnancy'),
      someArticle('eyelids', 'Keep off the eyelids', 'They are thin.', ''),
    ],
    products: next.products.map((product) =>
      product.slug === 'secret-gadget'
        ? someProduct('secret-gadget', { title: 'Secret gadget' })
        : product.slug === 'face-roller'
          ? { ...product, status: 'draft' }
          : product,
    ),
  });
  expect(await titles(store, 'eyelids')).toEqual(['Keep off the eyelids']);
  expect(await titles(store, 'gadget')).toEqual(['Secret gadget']);
  expect(await titles(store, 'pregnancy')).toEqual([]);
  expect(await titles(store, 'face roller')).not.toContain('Face roller');
  // Who still holds the old snapshot sees the old content.
  expect(rank(before, 'pregnancy').ranked).toHaveLength(1);
});

test('a fact that changes is found by its new figure, in a body that did not change', async () => {
  const store = createContentStore(searchBundle());
  expect(await titles(store, '0.77 mm')).toEqual(['Needle length and depth']);
  const next = searchBundle();
  store.replace({ ...next, hash: 'two', facts: next.facts.map((fact) => ({ ...fact, from: 0.88 })) });
  expect(await titles(store, '0.88 mm')).toEqual(['Needle length and depth']);
  expect(await titles(store, '0.77 mm')).toEqual([]);
});

test('an index that could not be built is tried again', async () => {
  const store = createContentStore(searchBundle());
  const broken = {
    ...store.snapshot(),
    legal: [{ ...searchBundle().legal[0], body: writtenBody('<Broken') }],
  };
  const content = broken as unknown as Parameters<typeof searchIndexOf>[0];
  const first = searchIndexOf(content);
  await expect(first).rejects.toThrow();
  const second = searchIndexOf(content);
  expect(second).not.toBe(first);
  await expect(second).rejects.toThrow();
});
