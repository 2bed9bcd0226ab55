import type {
  DefinedTermSet,
  FAQPage,
  Organization,
  Person,
  Article as SchemaArticle,
  WithContext,
} from 'schema-dts';
import { termAnchor } from '#content-pipeline/body-context.ts';
import type { Article, GlossaryTerm, Source } from '#content-pipeline/content.ts';
import { howWeCheckSlug, parts } from '#features/learn/learn.ts';
import { absolute, paths } from '#lib/paths.ts';
import { type PageData, publisher } from '#lib/structured-data.ts';

/** What the statements about an article are made from, besides itself. */
export interface ArticleSurroundings {
  /** Origin of the shop. */
  siteUrl: string;
  shop: { name: string };
  /** In the order in which the page numbers them. */
  sources: readonly Source[];
  /** The short questions of its body, answers in plain words. */
  questions: readonly { ask: string; answer: string }[];
}

/**
 * schema.org Article, and FAQPage where it answers two short questions or more. Nothing about health: no medical page
 * type, no rating; a reviewer only where one is named.
 */
export function articleData(
  article: Article,
  { siteUrl, shop, sources, questions }: ArticleSurroundings,
): PageData[] {
  const url = absolute(paths.article(article.slug), siteUrl);
  const reviewer: Person | null = article.reviewer ? { '@type': 'Person', name: article.reviewer } : null;
  const part = parts.find(({ id }) => id === article.part);
  const data: WithContext<SchemaArticle> = {
    '@context': 'https://schema.org',
    '@type': 'Article',
    '@id': `${url}#article`,
    headline: article.title,
    description: article.summary,
    url,
    image: absolute(paths.socialPicture(article.slug), siteUrl),
    inLanguage: 'en-GB',
    isAccessibleForFree: true,
    ...(part && { articleSection: part.title }),
    author: author(article.author, shop, siteUrl),
    publisher: publisher(shop, siteUrl),
    publishingPrinciples: absolute(paths.article(howWeCheckSlug), siteUrl),
    dateModified: article.updatedOn,
    // schema.org knows reviewers of pages, not of articles.
    mainEntityOfPage: {
      '@type': 'WebPage',
      '@id': url,
      ...(reviewer && { reviewedBy: reviewer }),
      ...(reviewer && article.reviewedOn && { lastReviewed: article.reviewedOn }),
    },
    // By address alone: titles and years stand in the list of the page, and thirty of them weigh a kilobyte again.
    citation: sources.map((source) => source.url),
  };
  return questions.length < 2 ? [data] : [data, questionData(questions, url)];
}

function questionData(questions: ArticleSurroundings['questions'], url: string): WithContext<FAQPage> {
  return {
    '@context': 'https://schema.org',
    '@type': 'FAQPage',
    '@id': `${url}#questions`,
    mainEntity: questions.map(({ ask, answer }) => ({
      '@type': 'Question',
      name: ask,
      acceptedAnswer: { '@type': 'Answer', text: answer },
    })),
  };
}

/** schema.org DefinedTermSet: the glossary, each word with its definition and its place on the page. */
export function glossaryData(
  terms: readonly GlossaryTerm[],
  shop: { name: string },
  siteUrl: string,
): WithContext<DefinedTermSet> {
  const url = absolute(paths.glossary, siteUrl);
  return {
    '@context': 'https://schema.org',
    '@type': 'DefinedTermSet',
    '@id': `${url}#words`,
    name: `Glossary of ${shop.name}`,
    url,
    inLanguage: 'en-GB',
    // Without the aliases: they are what people search for, and not all of them mean the same.
    hasDefinedTerm: terms.map(({ slug, term, definition }) => ({
      '@type': 'DefinedTerm',
      name: term,
      description: definition,
      url: `${url}#${termAnchor(slug)}`,
    })),
  };
}

/** Someone who writes as part of the shop is no person by name. */
function author(name: string, shop: { name: string }, siteUrl: string): Organization | Person {
  return name.includes(shop.name)
    ? { '@type': 'Organization', name, url: absolute(paths.article(howWeCheckSlug), siteUrl) }
    : { '@type': 'Person', name };
}
