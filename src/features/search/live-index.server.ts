import { setImmediate } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import {
  beginSearchIndex,
  type SearchDocument,
  type SearchedContent,
  type SearchIndex,
  type SearchIndexer,
  searchDocuments,
} from '#features/search/search-index.ts';

/** An index, with what can change it. */
interface Grown {
  index: SearchIndex;
  indexer: SearchIndexer;
}

// One for each store, and never shared: a preview is a store of its own, whose drafts nobody else may find.
const indexes = new WeakMap<object, { edition: number; grown: Promise<Grown> }>();

// As long as others wait at most while an index is built, in milliseconds.
const turn = 10;

// Documents that are taken out and put in without a pause, as nobody may find half of a change. Each takes some 0.3 ms.
const mostAtOnce = 100;

/**
 * The index of a snapshot, in small steps, so that other requests are answered meanwhile. It is built when a store is first
 * searched; later content takes it over, and only documents that changed are read anew. So ask it before the next `await`,
 * and hand in a newer snapshot later; for an old one that of the newest is given.
 */
export async function searchIndexOf(content: SearchedContent): Promise<SearchIndex> {
  const { store, number } = content.edition;
  const known = indexes.get(store);
  if (known && known.edition >= number) return (await known.grown).index;
  const grown = known
    ? known.grown.then(
        (before) => takeOver(before, content),
        () => build(searchDocuments(content)),
      )
    : build(searchDocuments(content));
  const entry = { edition: number, grown };
  indexes.set(store, entry);
  // What went wrong may have left half of a change: from the beginning.
  grown.catch(() => {
    if (indexes.get(store) === entry) indexes.delete(store);
  });
  return (await grown).index;
}

async function build(documents: Iterable<SearchDocument>): Promise<Grown> {
  const indexer = beginSearchIndex();
  const all: SearchDocument[] = [];
  for await (const document of inTurns(documents)) {
    all.push(document);
    indexer.add(document);
  }
  return { indexer, index: indexer.finish(all) };
}

async function takeOver({ index, indexer }: Grown, content: SearchedContent): Promise<Grown> {
  const all: SearchDocument[] = [];
  for await (const document of inTurns(searchDocuments(content))) {
    const before = index.documents.get(document.id);
    all.push(before && isDeepStrictEqual(before, document) ? before : document);
  }
  const kept = new Set(all);
  const gone = [...index.documents.values()].filter((document) => !kept.has(document));
  const come = all.filter((document) => index.documents.get(document.id) !== document);
  if (gone.length + come.length > mostAtOnce) return build(all);
  for (const document of gone) indexer.remove(document);
  for (const document of come) indexer.add(document);
  return { indexer, index: indexer.finish(all) };
}

/** The same documents, with a pause whenever others have waited long enough. */
async function* inTurns(documents: Iterable<SearchDocument>): AsyncGenerator<SearchDocument> {
  let begun = performance.now();
  for (const document of documents) {
    yield document;
    if (performance.now() - begun < turn) continue;
    await setImmediate();
    begun = performance.now();
  }
}
