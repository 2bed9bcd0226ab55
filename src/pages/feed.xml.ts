import type { APIRoute } from 'astro';
import { cacheTags } from '#content-pipeline/cache-tags.ts';
import { articleFeed } from '#features/learn/feed.ts';

/** New and revised articles, as Atom. */
export const GET: APIRoute = ({ locals: { services }, cache }) => {
  const { articles, shop } = services.content.snapshot();
  cache.set({ maxAge: 3600, tags: [cacheTags.articles, cacheTags.shop] });
  return new Response(articleFeed(articles, shop, services.config.siteUrl), {
    headers: { 'Content-Type': 'application/atom+xml; charset=utf-8' },
  });
};
