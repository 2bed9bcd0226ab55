import type { ContentReads } from '#content-pipeline/store.server.ts';
import { productsPerPage } from '#features/catalogue/catalogue-index.ts';
import { everything, writeQuery } from '#features/catalogue/catalogue-query.ts';
import type { IsoDate } from '#lib/dates.ts';
import { paths } from '#lib/paths.ts';
import { isListed } from '#lib/purchasable.ts';

/** A page that anybody may find, by its one address. */
export interface PublicPage {
  path: string;
  /** Null where nobody knows when the page last changed. */
  updatedOn: IsoDate | null;
}

/**
 * Every page that search engines may list, each once, in an order that stays: what is withdrawn or a draft, belongs to
 * one person, or is another view of the same (a variant, a filter) is left out.
 */
export function publicPages(content: ContentReads): PublicPage[] {
  const listed = content.products.filter((product) => isListed(product, content.moment));
  const pages = Math.max(1, Math.ceil(listed.length / productsPerPage));
  const undated = (path: string): PublicPage => ({ path, updatedOn: null });
  return [
    undated(paths.home),
    { path: paths.learn, updatedOn: newest(content.articles) },
    ...content.articles.map(({ slug, updatedOn }) => ({ path: paths.article(slug), updatedOn })),
    undated(paths.glossary),
    ...Array.from({ length: pages }, (_, index) =>
      undated(`${paths.rollers}${writeQuery({ ...everything, page: index + 1 })}`),
    ),
    ...listed.map(({ slug, updatedOn }) => ({ path: paths.product(slug), updatedOn })),
    undated(paths.finder),
    undated(paths.compare()),
    undated(paths.search()),
    undated(paths.selfCheck),
    undated(paths.safety),
    ...content.legal.map(({ slug, updatedOn }) => ({ path: paths.legal(slug), updatedOn })),
  ];
}

function newest(pages: readonly { updatedOn: IsoDate }[]): IsoDate | null {
  return pages.reduce<IsoDate | null>(
    (latest, { updatedOn }) => (latest === null || updatedOn > latest ? updatedOn : latest),
    null,
  );
}
