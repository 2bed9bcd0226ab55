import type { APIRoute } from 'astro';
import { cacheTags } from '#content-pipeline/cache-tags.ts';
import {
  type Block,
  heading,
  link,
  list,
  markdownOf,
  paragraph,
  quotation,
  words,
} from '#content-pipeline/markdown-document.ts';
import type { ContentReads } from '#content-pipeline/store.server.ts';
import { offerOf, servedMarket } from '#features/catalogue/catalogue.ts';
import { byPart, howWeCheckSlug, whoShouldNotSlug } from '#features/learn/learn.ts';
import { absolute, paths } from '#lib/paths.ts';
import { isListed } from '#lib/purchasable.ts';

/** What the shop holds, by the form of llmstxt.org: title, summary, cautions, then links with a line each. */
export const GET: APIRoute = ({ locals: { services }, cache }) => {
  const { articles, products, legal, markets, shop } = cacheTags;
  cache.set({ maxAge: 3600, tags: [articles, products, legal, markets, shop] });
  const text = directory(services.content.snapshot(), services.config.siteUrl, services.draftRules);
  return new Response(text, { headers: { 'Content-Type': 'text/plain; charset=utf-8' } });
};

function directory(content: ContentReads, siteUrl: string, draftRules: boolean): string {
  const { shop } = content;
  const market = servedMarket(content);
  const at = (path: string) => absolute(path, siteUrl);
  const entry = (title: string, path: string, note: string) => [link(title, at(path)), words(`: ${note}`)];
  const unreviewed = content.articles.filter(({ reviewer }) => reviewer === null).length;
  const cautions = [
    'Nothing here is medical advice. It is education, and it knows nothing about the person who asks.',
    unreviewed === 0
      ? 'A clinician has reviewed every article; each says who and when.'
      : `${unreviewed} of ${content.articles.length} articles have not been reviewed by a clinician. Each says so at its top; keep that with what you quote.`,
    ...(draftRules ? ['The safety questions before a sale are a draft that no clinician has reviewed.'] : []),
    'Results of clinics with needles of 1.5 mm and more say nothing about the short rollers sold here, which are not a treatment for anything.',
    'Sources disagree in places; the articles give both sides. Each number names its source, and how much of that source was read.',
  ];
  const shelf = content.products.filter((product) => isListed(product, content.moment));
  const blocks: Block[] = [
    heading(1, shop.name),
    quotation(
      'A shop that explains derma rollers before it sells any: how they work, what they cannot do, who should not use one. Every roller it sells comes after a self-check that may refuse.',
    ),
    paragraph(words('Please keep these cautions with anything you take from here:')),
    list(cautions.map((caution) => [words(caution)])),
    paragraph(
      words(
        'Articles and products are linked as Markdown; without “.md” the same address is the page for people. Anybody who thinks of using a roller should first read ',
      ),
      link('who should not use one', at(paths.articleMarkdown(whoShouldNotSlug))),
      words('; how facts are checked is told in '),
      link('how we check facts', at(paths.articleMarkdown(howWeCheckSlug))),
      words('.'),
    ),
    ...byPart(content.articles).flatMap(({ title, articles }) => [
      heading(2, `Articles: ${title.toLowerCase()}`),
      list(articles.map(({ slug, title, summary }) => entry(title, paths.articleMarkdown(slug), summary))),
    ]),
    heading(2, 'Products'),
    list(
      shelf.map((product) =>
        entry(
          product.title,
          paths.productMarkdown(product.slug),
          `${product.summary} ${sentence(offerOf(product, market, new Map(), content.moment.now).saleWords)}`,
        ),
      ),
    ),
    heading(2, 'Safety and words'),
    list([
      entry(
        'Safety',
        paths.safety,
        'what the shop promises, the state of its rules, how to report a reaction',
      ),
      entry('Self-check', paths.selfCheck, 'what is asked before a sale, and what is kept of it: no answers'),
      entry('Glossary', paths.glossary, `${content.glossary.length} words of needling, explained plainly`),
    ]),
    heading(2, 'Optional'),
    list([
      ...content.legal.map(({ slug, title, summary }) => entry(title, paths.legal(slug), summary)),
      entry('Feed', paths.feed, 'new and revised articles, as Atom'),
      entry('Sitemap', paths.sitemap, 'every public page, with the day of its last change where it is known'),
    ]),
  ];
  return markdownOf(blocks);
}

function sentence(words: string): string {
  return words.endsWith('.') ? words : `${words}.`;
}
