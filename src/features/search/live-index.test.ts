import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ContentBundle } from '#content-pipeline/content.ts';
import { createContentStore } from '#content-pipeline/store.server.ts';
import { searchIndexOf } from '#features/search/live-index.server.ts';
import { rank } from '#features/search/search.ts';
import { searchBundle, someArticle, someProduct, writtenBody } from '#features/search/search-fixture.ts';
import { buildSearchIndex, type SearchIndex, searchDocuments } from '#features/search/search-index.ts';

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
  const before = store.snapshot();
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
  // Nor by a page that began before the swap: the index has gone on.
  expect(await searchIndexOf(before)).toBe(await searchIndexOf(store.snapshot()));
});

test('a store never finds what another holds, though both began alike', async () => {
  const [live, preview] = [createContentStore(searchBundle()), createContentStore(searchBundle())];
  expect(await titles(live, 'eyelids')).toEqual([]);
  const eyelids = someArticle('eyelids', 'Keep off the eyelids', 'They are thin.', '');
  preview.replace({ ...searchBundle(), hash: 'two', articles: [eyelids] });
  expect(await titles(preview, 'eyelids')).toEqual(['Keep off the eyelids']);
  expect(await titles(live, 'eyelids')).toEqual([]);
});

test('an index that was taken over, edit by edit, is as one that was built anew', async () => {
  const written = searchBundle();
  const some = <D>(documents: D[]) => fc.shuffledSubarray(documents);
  const entries = written.glossary.map((entry) =>
    fc.constantFrom(entry, { ...entry, aliases: ['dark marks', 'rare'] }, { ...entry, term: 'Marks' }),
  );
  const rollers = [...written.products, someProduct('new-roller', { title: 'Face and eyelids' })].map(
    (each) => fc.constantFrom(each, { ...each, status: 'withdrawn' as const }),
  );
  const edits = fc.record({
    articles: some([
      ...written.articles,
      someArticle('eyelids', 'Keep off the eyelids', 'Rare keloids.', ''),
    ]),
    products: fc.tuple(...rollers).chain(some),
    glossary: fc.tuple(...entries).chain(some),
    facts: fc.constantFrom(written.facts, [{ ...written.facts[0], from: 0.88 }]),
  });
  const words = [
    'dark marks',
    'eyelids',
    'roller',
    'rare',
    '0.77 mm',
    '0.88 mm',
    'keloid',
    'pregnancie',
    'face',
  ];
  await fc.assert(
    fc.asyncProperty(fc.array(edits, { minLength: 1, maxLength: 4 }), async (rounds) => {
      const store = createContentStore(searchBundle());
      await searchIndexOf(store.snapshot());
      for (const [round, parts] of rounds.entries()) {
        store.replace({ ...written, ...structuredClone(parts), hash: String(round) } as ContentBundle);
        const taken = await searchIndexOf(store.snapshot());
        const built = buildSearchIndex(searchDocuments(store.snapshot()));
        const { engine: _, vocabulary, ...rest } = taken;
        expect(rest).toEqual({
          documents: built.documents,
          keys: built.keys,
          meanings: built.meanings,
          terms: built.terms,
        });
        for (const [term, { count }] of built.vocabulary) expect(vocabulary.get(term)?.count).toBe(count);
        for (const text of words) expect(answer(taken, text)).toEqual(answer(built, text));
      }
    }),
    { numRuns: 40 },
  );
});

test('of content that is mostly another, nothing of the old one is left', async () => {
  const rollers = (title: string) =>
    Array.from({ length: 120 }, (_, place) => someProduct(`roller-${place}`, { title: `${title} ${place}` }));
  const store = createContentStore({ ...searchBundle(), products: rollers('Nimble') });
  expect(await titles(store, 'nimble')).toHaveLength(120);
  store.replace({ ...searchBundle(), hash: 'two', products: rollers('Steady') });
  const [steady, nimble] = await Promise.all([titles(store, 'steady'), titles(store, 'nimble')]);
  expect([steady.length, nimble]).toEqual([120, []]);
});

/** What is found, with scores as far as the order in which numbers are added leaves them alike. */
function answer(index: SearchIndex, text: string) {
  const { ranked, words, isPartial } = rank(index, text);
  return {
    found: ranked.map(({ document, score }) => [document.id, score.toFixed(6)]),
    taken: words.map(({ taken }) => taken),
    isPartial,
  };
}

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
  const whole = store.snapshot();
  const broken = { ...whole, legal: whole.legal.map((page) => ({ ...page, body: writtenBody('<Broken') })) };
  await expect(searchIndexOf(broken)).rejects.toThrow();
  await expect(searchIndexOf(broken)).rejects.toThrow();
  expect(rank(await searchIndexOf(whole), 'pregnancy').ranked).toHaveLength(1);
});
