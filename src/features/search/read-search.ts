import { type SearchKind, searchKinds } from '#features/search/search-index.ts';
import { wordsOf } from '#features/search/words.ts';

/** Characters and words of a query that are read; what is beyond is left aside, and the page says so. */
export const longestQuery = 200;
export const mostWords = 24;

/** What the address of the search page asks for. */
export interface SearchRequest {
  /** As it was typed, without control characters and the space around it; at most `longestQuery` characters. */
  text: string;
  /** Some of it is not looked for. */
  wasCut: boolean;
  /** Null: every kind. */
  within: SearchKind | null;
  /** From 1. */
  page: number;
}

/** Reads the address of the search page. Unknown values are left aside, so that any link shows a page. */
export function readSearch(params: URLSearchParams): SearchRequest {
  const page = params.get('page') ?? '';
  return {
    ...readText(params.get('q') ?? ''),
    within: searchKinds.find((kind) => kind === params.get('in')) ?? null,
    page: /^[1-9]\d{0,3}$/.test(page) ? Number(page) : 1,
  };
}

// Control characters, and those that turn the direction of the text after them: a query must not disorder the page.
const disorderly = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu;

function readText(raw: string): { text: string; wasCut: boolean } {
  // By characters, so that none is cut in two; the first slice keeps the list short.
  const characters = [
    ...raw
      .slice(0, 4 * longestQuery)
      .replaceAll(disorderly, ' ')
      .trim(),
  ];
  const text = characters.slice(0, longestQuery).join('').trim();
  const wasCut = characters.length > longestQuery || wordsOf(text).length > mostWords;
  return { text, wasCut };
}
