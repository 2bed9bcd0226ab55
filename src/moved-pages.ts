import type { GonePage, Product } from '#content-pipeline/content.ts';
import type { ContentReads } from '#content-pipeline/store.server.ts';
import { isListed } from '#lib/purchasable.ts';

/** What to answer where a page was: the address that it has now, with the query that was asked; or why there is none. */
export type MovedAnswer =
  | { is: 'moved'; location: string }
  | { is: 'gone'; page: GonePage; asMarkdown: boolean };

/** The answer for an address whose page has moved or was removed; null for every other. The Markdown twin goes with its page. */
export function movedAnswer(
  { pathname, search }: Pick<URL, 'pathname' | 'search'>,
  content: Pick<ContentReads, 'redirect' | 'gone'>,
): MovedAnswer | null {
  const asMarkdown = /^\/(?:learn|rollers)\/[^/]+\.md$/.test(pathname);
  const path = asMarkdown ? pathname.slice(0, -'.md'.length) : pathname;
  const to = content.redirect(path);
  if (to !== undefined) {
    // Not every page has a twin.
    const twin = asMarkdown && /^\/(?:learn|rollers)\/[^/]+$/.test(to) ? `${to}.md` : to;
    return { is: 'moved', location: `${twin}${search}` };
  }
  const page = content.gone(path);
  return page ? { is: 'gone', page, asMarkdown } : null;
}

/** What to look at instead of a page that was removed: of the products that it names, those that are listed now. */
export function alternativesTo(page: GonePage, content: Pick<ContentReads, 'product' | 'moment'>): Product[] {
  return page.alternatives
    .flatMap((slug) => content.product(slug) ?? [])
    .filter((product) => isListed(product, content.moment));
}
