import type { APIRoute } from 'astro';
import { cacheTags } from '#content-pipeline/cache-tags.ts';
import { searchIndexOf } from '#features/search/live-index.server.ts';
import { readSearch } from '#features/search/read-search.ts';
import { suggestionsFor } from '#features/search/suggest.ts';

const { articles, products, glossary, legal, facts, shop } = cacheTags;

/** Pages whose names are like `?q=`, at most eight, while it is being typed. */
export const GET: APIRoute = async ({ url, locals, cache }) => {
  const { text } = readSearch(url.searchParams);
  const suggestions = suggestionsFor(await searchIndexOf(locals.services.content.snapshot()), text);
  cache.set({ maxAge: 60, tags: [articles, products, glossary, legal, facts, shop] });
  return Response.json({ suggestions }, { headers: { 'Cache-Control': 'public, max-age=60' } });
};
