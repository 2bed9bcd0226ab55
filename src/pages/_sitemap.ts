import type { APIContext } from 'astro';
import { cacheTags } from '#content-pipeline/cache-tags.ts';
import { absolute } from '#lib/paths.ts';
import type { SitemapEntry } from '#lib/sitemap.ts';
import { publicPages } from '../public-pages.ts';

/** What the sitemap lists, by whole addresses. */
export function sitemapEntries({ services }: APIContext['locals']): SitemapEntry[] {
  return publicPages(services.content.snapshot()).map(({ path, updatedOn }) => ({
    url: absolute(path, services.config.siteUrl),
    updatedOn,
  }));
}

/** A file of the sitemap, kept until any list of pages changes. */
export function sitemapAnswer(xml: string, cache: APIContext['cache']): Response {
  const { articles, products, legal } = cacheTags;
  cache.set({ maxAge: 3600, tags: [articles, products, legal] });
  return new Response(xml, { headers: { 'Content-Type': 'application/xml; charset=utf-8' } });
}
