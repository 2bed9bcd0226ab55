import type { GlossaryTerm, Source } from '#content-pipeline/content.ts';

/** What an article says about a roller it names: words for this moment, supplied by the page. */
export interface RollerWords {
  title: string;
  /** URL of the product page. */
  href: string;
  /** E.g. “£24.00”, or “from £24.00” where variants differ. */
  priceText: string;
  /** E.g. “In stock”; empty where the product is not sold. */
  stockText: string;
}

/** What the components of a body may ask about the document they stand in. */
export interface BodyContext {
  /** The source and its number on this page, from 1; null is impossible in checked content and shown as nothing. */
  cite(id: string): { number: number; source: Source } | null;
  term(id: string): Pick<GlossaryTerm, 'slug' | 'term' | 'definition'> | null;
  /** Null where the product is not public now (a draft): show nothing that links to it. */
  roller(slug: string): (RollerWords & { slug: string }) | null;
}

/** Where a citation jumps to: the source list of the page gives its items these ids. */
export function sourceAnchor(id: string): string {
  return `source-${id}`;
}

/** The id of a glossary entry on the glossary page: `/glossary#dermis`. */
export function termAnchor(slug: string): string {
  return slug;
}
