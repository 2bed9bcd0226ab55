import { Feed } from 'feed';
import type { Article, Shop } from '#content-pipeline/content.ts';
import { absolute, paths } from '#lib/paths.ts';

/**
 * The articles as an Atom feed (RFC 4287), last revised first, summaries only: figures, definitions and live prices
 * do not travel. An entry is known by the address of its article for good; a civil date is midnight UTC.
 */
export function articleFeed(articles: readonly Article[], shop: Shop, siteUrl: string): string {
  const newestFirst = articles.toSorted((a, b) =>
    a.updatedOn === b.updatedOn ? a.position - b.position : a.updatedOn < b.updatedOn ? 1 : -1,
  );
  const feed = new Feed({
    id: absolute(paths.feed, siteUrl),
    title: `${shop.name}: articles`,
    description: 'New and revised articles. Education, not medical advice.',
    link: absolute(paths.learn, siteUrl),
    feedLinks: { atom: absolute(paths.feed, siteUrl) },
    favicon: absolute('/icon-192.png', siteUrl),
    author: { name: shop.name, link: absolute(paths.home, siteUrl) },
    updated: midnight(newestFirst[0]?.updatedOn ?? '1970-01-01'),
    generator: false,
  });
  for (const article of newestFirst) {
    const [lastChange] = article.changes;
    const changed =
      lastChange && lastChange.on === article.updatedOn ? ` What changed: ${lastChange.words}` : '';
    const url = absolute(paths.article(article.slug), siteUrl);
    feed.addItem({
      id: url,
      link: url,
      // The library declares both to be HTML.
      title: escapeHtml(article.title),
      description: escapeHtml(`${article.summary}${changed}`),
      date: midnight(article.updatedOn),
      author: [{ name: article.author }],
    });
  }
  return feed.atom1();
}

function midnight(date: string): Date {
  return new Date(`${date}T00:00:00Z`);
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
