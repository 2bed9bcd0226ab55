import type { BodyContext, RollerWords } from '#content-pipeline/body-context.ts';
import type { Article, Fact, GlossaryTerm, Source } from '#content-pipeline/content.ts';

/** The article that every other one, and every product page, links to before any product. */
export const whoShouldNotSlug = 'who-should-not-use-one';

/** The article that says how sources are read and figures held to them. */
export const howWeCheckSlug = 'how-we-check-facts';

/** The parts of the reading, in order, with their headings; each article names its part. */
export const parts: readonly { id: Article['part']; title: string; about: string }[] = [
  {
    id: 'how-it-works',
    title: 'How it works',
    about: 'What needles do in skin, and how well that is known.',
  },
  { id: 'should-i', title: 'Whether to', about: 'Who should leave it alone, and what can go wrong.' },
  { id: 'doing-it', title: 'If you go on', about: 'Choosing, preparing, healing, cleaning, replacing.' },
  {
    id: 'around-it',
    title: 'Law, and how we work',
    about: 'Where rollers may be sold, and how these pages are made.',
  },
];

/** The articles part by part, each part in the reading order; a part without articles is left out. */
export function byPart(
  articles: readonly Article[],
): { title: string; about: string; articles: Article[] }[] {
  return parts
    .map(({ id, title, about }) => ({ title, about, articles: articles.filter(({ part }) => part === id) }))
    .filter((part) => part.articles.length > 0);
}

/** What the shop earns from the subject of an article, said on the article itself. */
export function interestWords(interest: Article['interest']): string {
  return interest === 'sells'
    ? 'Our interest: we sell rollers.'
    : 'Our interest: none; we sell nothing of this kind.';
}

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

/** What the components of a body may ask, from a page's citations, the glossary, the facts and the rollers of this moment. */
export function bodyContext(parts: {
  citations: Citations;
  term: (slug: string) => GlossaryTerm | undefined;
  fact: (id: string) => Fact | undefined;
  roller: (slug: string) => RollerWords | null;
  definitions?: BodyContext['definitions'];
}): BodyContext {
  return {
    cite: parts.citations.cite,
    term: (slug) => parts.term(slug) ?? null,
    fact: (id) => parts.fact(id) ?? null,
    ...(parts.definitions && { definitions: parts.definitions }),
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
