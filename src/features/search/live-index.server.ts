import { setImmediate } from 'node:timers/promises';
import {
  beginSearchIndex,
  type SearchedContent,
  type SearchIndex,
  searchDocuments,
} from '#features/search/search-index.ts';

// By snapshot: content that was swapped is another snapshot, and the old one goes with its index.
const indexes = new WeakMap<SearchedContent, Promise<SearchIndex>>();

// As long as others wait at most while an index is built, in milliseconds.
const turn = 10;

/**
 * The index of a snapshot, built when it is first asked for, in small steps, so that other requests are answered
 * meanwhile. Hand in `content.snapshot()`: after each change of the content that is a new one, and so is its index.
 */
export function searchIndexOf(content: SearchedContent): Promise<SearchIndex> {
  const known = indexes.get(content);
  if (known) return known;
  const building = build(content);
  indexes.set(content, building);
  building.catch(() => indexes.delete(content));
  return building;
}

async function build(content: SearchedContent): Promise<SearchIndex> {
  const { add, finish } = beginSearchIndex();
  let begun = performance.now();
  for (const document of searchDocuments(content)) {
    add(document);
    if (performance.now() - begun < turn) continue;
    await setImmediate();
    begun = performance.now();
  }
  return finish();
}
