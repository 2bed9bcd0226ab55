import type { BodyContext, RollerWords } from '#content-pipeline/body-context.ts';
import type { Article, GlossaryTerm, Source } from '#content-pipeline/content.ts';

/** The article that every other one, and every product page, links to before any product. */
export const whoShouldNotSlug = 'who-should-not-use-one';

/** A source and its number on the page. */
export interface NumberedSource {
  /** From 1. */
  number: number;
  source: Source;
}

/** The numbered sources of one page. */
export interface Citations {
  cite(id: string): NumberedSource | null;
  /** Every source so far; read it after the bodies are rendered. */
  list(): readonly NumberedSource[];
}

/**
 * Numbers the sources of a page: first those it declares, in their order, then any other as it is first cited.
 * Ids that lead nowhere are left out.
 */
export function createCitations(
  declared: readonly string[],
  find: (id: string) => Source | undefined,
): Citations {
  const numbered = new Map<string, NumberedSource>();
  const cite = (id: string): NumberedSource | null => {
    const known = numbered.get(id);
    if (known) return known;
    const source = find(id);
    if (!source) return null;
    const added = { number: numbered.size + 1, source };
    numbered.set(id, added);
    return added;
  };
  for (const id of declared) cite(id);
  return { cite, list: () => [...numbered.values()] };
}

/** How much of a source we read, in words. */
export function extentWords(read: Source['read']): string {
  const words: Record<Source['read'], string> = {
    whole: 'read in full',
    opening: 'only its opening was read',
    abstract: 'only its abstract was read',
    copy: 'read in a copy held elsewhere',
    passage: 'only a passage of it was read',
  };
  return words[read];
}

/** What the components of a body may ask, from a page's citations, the glossary and the rollers of this moment. */
export function bodyContext(parts: {
  citations: Citations;
  term: (slug: string) => GlossaryTerm | undefined;
  roller: (slug: string) => RollerWords | null;
}): BodyContext {
  return {
    cite: parts.citations.cite,
    term: (slug) => parts.term(slug) ?? null,
    roller: (slug) => {
      const words = parts.roller(slug);
      return words && { ...words, slug };
    },
  };
}

/** The articles before and after this one in the reading order. */
export function neighbours(
  articles: readonly Article[],
  slug: string,
): { previous: Article | null; next: Article | null } {
  const place = articles.findIndex((article) => article.slug === slug);
  if (place < 0) return { previous: null, next: null };
  return { previous: articles[place - 1] ?? null, next: articles[place + 1] ?? null };
}

/** “7 minutes to read”. */
export function readingWords(minutes: number): string {
  return minutes === 1 ? '1 minute to read' : `${minutes} minutes to read`;
}
