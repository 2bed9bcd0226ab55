import { rank } from '#features/search/search.ts';
import type { SearchIndex, SearchKind } from '#features/search/search-index.ts';

/** What people often look for, in their words. */
const subjects: Record<Exclude<SearchKind, 'shop'>, readonly string[]> = {
  articles: [
    'blood thinners',
    'cold sores',
    'acne scars',
    'after-care',
    'cleaning a roller',
    'numbing cream',
    'vitamin C',
  ],
  rollers: ['0.25 mm', 'scalp roller', 'titanium needles', 'storage case'],
  glossary: ['keloid', 'collagen', 'dark marks', 'skin barrier'],
};

/** Subjects to begin with, of each kind: only those that find something of that kind in this content. */
export function subjectsOf(index: SearchIndex): Record<keyof typeof subjects, string[]> {
  const found = (kind: keyof typeof subjects) =>
    subjects[kind].filter((text) => {
      const { ranked, isPartial, words } = rank(index, text);
      const isWhole = !isPartial && words.every(({ query, taken }) => query !== null && taken.length === 0);
      return isWhole && ranked.some(({ document }) => document.kind === kind);
    });
  return { articles: found('articles'), rollers: found('rollers'), glossary: found('glossary') };
}
