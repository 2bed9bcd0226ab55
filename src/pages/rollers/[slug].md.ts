import type { APIRoute } from 'astro';
import { cacheTags } from '#content-pipeline/cache-tags.ts';
import { toMarkdown } from '#content-pipeline/plain-words.ts';
import { servedMarket } from '#features/catalogue/catalogue.ts';
import { productMarkdown, wordsWithoutStock } from '#features/catalogue/markdown.ts';
import { bodyContext, createCitations } from '#features/learn/learn.ts';
import { sourcesMarkdown } from '#features/learn/markdown.ts';
import { absolute, paths } from '#lib/paths.ts';
import { markdownAnswer, noMarkdown } from '../_markdown-answer.ts';

/** A product as Markdown. */
export const GET: APIRoute = ({ params, locals: { services }, cache }) => {
  const { siteUrl } = services.config;
  const content = services.content.snapshot();
  const product = content.product(params.slug ?? '');
  if (!product) return noMarkdown();

  const { shop } = content;
  const market = servedMarket(content);
  const { now } = content.moment;
  const citations = createCitations([], content.source);
  const context = bodyContext({
    citations,
    term: content.term,
    fact: content.fact,
    roller: (slug) => {
      const named = content.product(slug);
      return named ? wordsWithoutStock(named, market, shop.currency, now) : null;
    },
  });
  const body = toMarkdown(product.body, context, { absolute: (path) => absolute(path, siteUrl) });
  const text = productMarkdown(product, {
    body,
    // After the body, which numbers them.
    sources: sourcesMarkdown(citations.list()),
    readFirst: content.articlesFor(product),
    shop,
    market,
    now,
    siteUrl,
  });
  const { product: tagOf, articles, glossary, sources, facts, products, markets } = cacheTags;
  const tags = [tagOf(product.slug), articles, glossary, sources, facts, products, markets, cacheTags.shop];
  cache.set({ maxAge: 3600, tags });
  return markdownAnswer(text, absolute(paths.product(product.slug), siteUrl));
};
