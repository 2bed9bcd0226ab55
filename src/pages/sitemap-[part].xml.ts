import type { APIRoute } from 'astro';
import { sitemapPartXml } from '#lib/sitemap.ts';
import { sitemapAnswer, sitemapEntries } from './_sitemap.ts';

/** One part of a sitemap that is too long for one file. */
export const GET: APIRoute = ({ params: { part = '' }, locals, cache }) => {
  const xml = /^[1-9]\d{0,3}$/.test(part) ? sitemapPartXml(sitemapEntries(locals), Number(part)) : null;
  return xml === null
    ? new Response('The sitemap has no such part.\n', { status: 404 })
    : sitemapAnswer(xml, cache);
};
