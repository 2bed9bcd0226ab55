import type { Article } from '#content-pipeline/content.ts';
import {
  heading,
  joined,
  link,
  list,
  markdownOf,
  quotation,
  words,
} from '#content-pipeline/markdown-document.ts';
import { extentWords, interestWords, type NumberedSource } from '#features/learn/learn.ts';
import { formatDate } from '#lib/dates.ts';
import { absolute, paths } from '#lib/paths.ts';

/**
 * An article as a Markdown document: what its page says, in the same order, for programs that read. `body`: its body
 * as Markdown, headings from the second level; `related`: what to read next.
 */
export function articleMarkdown(
  article: Article,
  parts: {
    body: string;
    sources: readonly NumberedSource[];
    related: readonly Article[];
    siteUrl: string;
  },
): string {
  const head = markdownOf([
    heading(1, article.title),
    quotation(article.summary),
    list([
      [
        words('Page: '),
        link(paths.article(article.slug), absolute(paths.article(article.slug), parts.siteUrl)),
      ],
      [words(`By ${article.author}, updated ${formatDate(article.updatedOn)}`)],
      [words(reviewWords(article))],
      [words(interestWords(article.interest))],
      [words('Education, not medical advice.')],
    ]),
  ]);
  const changes =
    article.changes.length === 0
      ? ''
      : markdownOf([
          heading(2, 'What changed'),
          list(article.changes.map(({ on, words: what }) => [words(`${formatDate(on)}: ${what}`)])),
        ]);
  const next =
    parts.related.length === 0
      ? ''
      : markdownOf([
          heading(2, 'Read next'),
          list(
            parts.related.map(({ slug, title }) => [
              link(title, absolute(paths.articleMarkdown(slug), parts.siteUrl)),
            ]),
          ),
        ]);
  return joined([head, parts.body, changes, sourcesMarkdown(parts.sources), next]);
}

/** The sources of a page by their numbers, each with how much of it was read; empty where there are none. */
export function sourcesMarkdown(sources: readonly NumberedSource[]): string {
  if (sources.length === 0) return '';
  const items = sources.map(({ source }) => [
    link(source.title, source.url),
    words(`${source.year ? `, ${source.year}` : ''}. What we read: ${extentWords(source.read)}.`),
  ]);
  return markdownOf([heading(2, 'Sources'), list(items, { ordered: true })]);
}

function reviewWords({ reviewer, reviewedOn, reviewDue }: Article): string {
  if (!reviewer || !reviewedOn) return 'Not yet reviewed by a clinician.';
  const due = reviewDue ? `; next review due ${formatDate(reviewDue)}` : '';
  return `Reviewed by ${reviewer} on ${formatDate(reviewedOn)}${due}.`;
}
