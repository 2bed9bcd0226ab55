import type { APIRoute } from 'astro';
import { absolute, paths } from '#lib/paths.ts';
import { sitemapXml } from '#lib/sitemap.ts';
import { sitemapAnswer, sitemapEntries } from './_sitemap.ts';

/** Every page that search engines may list, or the index of the parts that do. */
export const GET: APIRoute = ({ locals, cache }) => {
  const { siteUrl } = locals.services.config;
  const partUrl = (part: number) => absolute(paths.sitemapPart(part), siteUrl);
  return sitemapAnswer(sitemapXml(sitemapEntries(locals), partUrl), cache);
};
