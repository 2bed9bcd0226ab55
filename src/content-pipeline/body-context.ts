import type { Fact, GlossaryTerm, Source } from '#content-pipeline/content.ts';
import type { PlateSubject } from '#ui/drawings/roller.ts';

/** What an article says about a roller it names: words for this moment, supplied by the page. */
export interface RollerWords {
  title: string;
  /** URL of the product page. */
  href: string;
  /** E.g. “£24.00”, or “from £24.00” where variants differ; empty where the product is not sold. */
  priceText: string;
  /** E.g. “in stock”; empty where the product is not sold. */
  stockText: string;
  /** The same price in parts; null where the product is not sold. */
  price: { amount: string; isFrom: boolean } | null;
  summary: string;
  /** Nominal needle lengths, shortest first; empty where the product has no needles. */
  lengthsMm: readonly number[];
  /** What its picture shows. */
  plate: PlateSubject;
  /** E.g. “Needs the self-check”, “For professionals: on show, not for sale”. */
  saleWords: string;
  /** Null where the product is not sold. */
  stock: { state: 'in-stock' | 'low' | 'sold-out'; text: string } | null;
}

/** What the components of a body may ask about the document they stand in. */
export interface BodyContext {
  /** The source and its number on this page, from 1; null is impossible in checked content and shown as nothing. */
  cite(id: string): { number: number; source: Source } | null;
  term(id: string): Pick<GlossaryTerm, 'slug' | 'term' | 'definition'> | null;
  /** Null where the product is not public now (a draft): show nothing that links to it. */
  roller(slug: string): (RollerWords & { slug: string }) | null;
  /** Null is impossible in checked content and shown as nothing. */
  fact(id: string): Fact | null;
  /** Terms open their definition where they stand; `link`, on the glossary page, lead down to it. */
  definitions?: 'popover' | 'link';
}

/** Where a citation jumps to: the source list of the page gives its items these ids. */
export function sourceAnchor(id: string): string {
  return `source-${id}`;
}

/** The id of a glossary entry on the glossary page: `/glossary#dermis`. */
export function termAnchor(slug: string): string {
  return slug;
}

/** The id of a definition that opens where a page uses the term. */
export function definitionAnchor(slug: string): string {
  return `def-${slug}`;
}
