import { countFound } from '#features/search/excerpt.ts';
import { rank } from '#features/search/search.ts';
import type { SearchIndex, SearchKind } from '#features/search/search-index.ts';

/** A page to go to, while a query is being typed. Words only, never HTML. */
export interface Suggestion {
  title: string;
  /** What it is: “Article”, “Glossary” … */
  kind: string;
  /** The name that was typed, where it is not the title. */
  also: string | null;
  href: string;
}

const kindWord: Record<SearchKind, string> = {
  rollers: 'Product',
  articles: 'Article',
  glossary: 'Glossary',
  shop: 'Shop',
};

/** From how many characters on a query is worth a suggestion. */
export const shortestSuggested = 2;

/** Pages that bear a name like the text, the best first, then pages that speak of it; at most `limit`. */
export function suggestionsFor(index: SearchIndex, text: string, limit = 8): Suggestion[] {
  if (text.length < shortestSuggested) return [];
  const named = rank(index, text, { fields: ['title', 'names', 'details'], isTyping: true });
  const ranked = named.isPartial ? [] : named.ranked;
  const ids = new Set(ranked.map(({ document }) => document.id));
  const others = ranked.length < limit ? rank(index, text, { isTyping: true }).ranked : [];
  return [...ranked, ...others.filter(({ document }) => !ids.has(document.id))]
    .slice(0, limit)
    .map(({ document, terms }) => {
      const isInTitle = countFound(document.title, terms) > 0;
      const also = isInTitle ? undefined : document.names.find((name) => countFound(name, terms) > 0);
      return {
        title: document.title,
        kind: kindWord[document.kind],
        also: also ?? null,
        href: document.href,
      };
    });
}
