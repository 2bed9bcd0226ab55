import type { APIRoute } from 'astro';
import { absolute, paths } from '#lib/paths.ts';

/**
 * Pages that belong to one person, or to staff, are no use to a search engine. The first page of the self-check is for
 * everybody; its questions are not. Search results carry `noindex`, which a crawler must be let in to read.
 */
const closed = [
  paths.cart,
  `${paths.selfCheck}/`,
  paths.checkout,
  '/orders/',
  '/api/',
  '/admin',
  '/keystatic',
];

/** What crawlers should leave alone, and where the sitemap is. */
export const GET: APIRoute = ({ locals: { services }, cache }) => {
  cache.set({ maxAge: 86_400 });
  const lines = [
    'User-agent: *',
    ...closed.map((path) => `Disallow: ${path}`),
    '',
    `Sitemap: ${absolute(paths.sitemap, services.config.siteUrl)}`,
  ];
  return new Response(`${lines.join('\n')}\n`, { headers: { 'Content-Type': 'text/plain; charset=utf-8' } });
};
