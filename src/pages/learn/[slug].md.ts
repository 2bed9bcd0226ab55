import type { APIRoute } from 'astro';
import { cacheTags } from '#content-pipeline/cache-tags.ts';
import { toMarkdown } from '#content-pipeline/plain-words.ts';
import { servedMarket } from '#features/catalogue/catalogue.ts';
import { wordsWithoutStock } from '#features/catalogue/markdown.ts';
import { bodyContext, createCitations } from '#features/learn/learn.ts';
import { articleMarkdown } from '#features/learn/markdown.ts';
import { absolute, paths } from '#lib/paths.ts';
import { markdownAnswer, noMarkdown } from '../_markdown-answer.ts';

/** An article as Markdown. */
export const GET: APIRoute = ({ params, locals: { services }, cache }) => {
  const { siteUrl } = services.config;
  const content = services.content.snapshot();
  const article = content.article(params.slug ?? '');
  if (!article) return noMarkdown();

  const citations = createCitations(article.sources, content.source);
  const context = bodyContext({
    citations,
    term: content.term,
    fact: content.fact,
    roller: (slug) => {
      const product = content.product(slug);
      if (!product) return null;
      return wordsWithoutStock(product, servedMarket(content), content.shop.currency, content.moment.now);
    },
  });
  const text = articleMarkdown(article, {
    body: toMarkdown(article.body, context, { absolute: (path) => absolute(path, siteUrl) }),
    sources: citations.list(),
    related: article.related.flatMap((slug) => content.article(slug) ?? []),
    siteUrl,
  });
  const { article: tagOf, articles, glossary, sources, facts, products, markets, shop } = cacheTags;
  const tags = [tagOf(article.slug), articles, glossary, sources, facts, products, markets, shop];
  cache.set({ maxAge: 3600, tags });
  return markdownAnswer(text, absolute(paths.article(article.slug), siteUrl));
};
