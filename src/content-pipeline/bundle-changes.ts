import { isDeepStrictEqual } from 'node:util';
import type { ContentBundle } from '#content-pipeline/content.ts';

/** What turns one bundle into another: small where little was edited, and text that JSON carries. */
export interface BundleChanges {
  /** Hashes of the bundle that is changed, and of the one that it becomes. */
  from: string;
  to: string;
  articles: DocumentChanges<ContentBundle['articles'][number]> | null;
  products: DocumentChanges<ContentBundle['products'][number]> | null;
  glossary: DocumentChanges<ContentBundle['glossary'][number]> | null;
  legal: DocumentChanges<ContentBundle['legal'][number]> | null;
  /** The other parts that differ, whole. */
  rest: Partial<RestOfBundle>;
}

type RestOfBundle = Omit<ContentBundle, 'hash' | 'articles' | 'products' | 'glossary' | 'legal'>;

/** How the documents of one kind change; null in its place: they do not. */
interface DocumentChanges<D> {
  /** Those that are new or differ, whole. */
  set: D[];
  /** Every slug in order, so that what is not among them is gone; null: the same ones in the same order. */
  order: string[] | null;
}

/** What `after` differs in from `before`. */
export function bundleChanges(before: ContentBundle, after: ContentBundle): BundleChanges {
  const { hash, articles, products, glossary, legal, ...rest } = after;
  return {
    from: before.hash,
    to: hash,
    articles: documentChanges(before.articles, articles),
    products: documentChanges(before.products, products),
    glossary: documentChanges(before.glossary, glossary),
    legal: documentChanges(before.legal, legal),
    rest: Object.fromEntries(
      Object.entries(rest).filter(
        ([part, value]) => !isDeepStrictEqual(before[part as keyof RestOfBundle], value),
      ),
    ),
  };
}

/**
 * The bundle that `before` becomes. What does not change is the very same object in both, and `before` stays as it is.
 * Throws where the changes were made for another bundle.
 */
export function changedBundle(before: ContentBundle, changes: BundleChanges): ContentBundle {
  const { from, to, articles, products, glossary, legal, rest } = changes;
  if (before.hash !== from) throw new Error(`Changes of the content ${from} do not fit ${before.hash}`);
  return {
    ...before,
    ...rest,
    hash: to,
    articles: changedDocuments(before.articles, articles),
    products: changedDocuments(before.products, products),
    glossary: changedDocuments(before.glossary, glossary),
    legal: changedDocuments(before.legal, legal),
  };
}

function documentChanges<D extends { slug: string }>(
  before: readonly D[],
  after: readonly D[],
): DocumentChanges<D> | null {
  const old = bySlug(before);
  const set = after.filter((document) => !isDeepStrictEqual(old.get(document.slug), document));
  const isSameOrder =
    before.length === after.length && after.every(({ slug }, place) => slug === before[place]?.slug);
  if (set.length === 0 && isSameOrder) return null;
  return { set, order: isSameOrder ? null : after.map(({ slug }) => slug) };
}

function changedDocuments<D extends { slug: string }>(before: D[], changes: DocumentChanges<D> | null): D[] {
  if (!changes) return before;
  const now = new Map([...bySlug(before), ...bySlug(changes.set)]);
  return (changes.order ?? before.map(({ slug }) => slug)).map((slug) => {
    const document = now.get(slug);
    if (!document) throw new Error(`The document ${slug} is neither there nor among the changes`);
    return document;
  });
}

function bySlug<D extends { slug: string }>(documents: readonly D[]): Map<string, D> {
  return new Map(documents.map((document) => [document.slug, document]));
}
