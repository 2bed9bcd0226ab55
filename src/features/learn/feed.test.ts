import { XMLParser } from 'fast-xml-parser';
import { expect, test } from 'vitest';
import type { Article, Shop } from '#content-pipeline/content.ts';
import { articleFeed } from './feed.ts';

const shop = { name: 'Shop & Co' } as Shop;
const article = (
  slug: string,
  position: number,
  updatedOn: string,
  more: Partial<Article> = {},
): Article => ({
  slug,
  file: '',
  title: slug,
  summary: 'Words.',
  status: 'published',
  publishAt: null,
  unpublishAt: null,
  author: 'The editors',
  reviewer: null,
  reviewedOn: null,
  reviewDue: null,
  updatedOn,
  part: 'should-i',
  interest: 'sells',
  position,
  changes: [],
  sources: [],
  products: [],
  related: [],
  body: { code: '', source: '', headings: [], readingMinutes: 1 },
  ...more,
});
const read = (articles: Article[]) =>
  new XMLParser({ isArray: (name) => name === 'entry' }).parse(
    articleFeed(articles, shop, 'https://shop.test'),
  ).feed;

test('last changed first; on one day, in the order of reading', () => {
  const feed = read([
    article('old', 1, '2026-01-02'),
    article('second', 3, '2026-05-06'),
    article('first', 2, '2026-05-06'),
  ]);
  expect(feed.entry.map(({ title }: { title: string }) => title)).toEqual(['first', 'second', 'old']);
  expect(feed.updated).toBe('2026-05-06T00:00:00.000Z');
});

test('what changed is told by the entry of that very day', () => {
  const changes = [
    { on: '2026-05-06', words: 'A figure was corrected.' },
    { on: '2026-01-02', words: 'Older.' },
  ];
  const [revised, since] = read([
    article('a', 1, '2026-05-06', { changes }),
    article('b', 2, '2026-05-05', { changes: changes.slice(1) }),
  ]).entry;
  expect(revised.summary).toBe('Words. What changed: A figure was corrected.');
  expect(since.summary).toBe('Words.');
});

test('words stay words, whatever they hold', () => {
  const title = '1 < 2 & ]]> <script>';
  const [entry] = read([article('a', 1, '2026-05-06', { title, summary: title })]).entry;
  // The text is HTML by its type, so it is escaped once more inside.
  expect(entry.title).toBe('1 &lt; 2 &amp; ]]&gt; &lt;script&gt;');
  expect(entry.summary).toBe(entry.title);
});

test('a shop without articles has a feed all the same', () => {
  expect(read([])).toMatchObject({ title: 'Shop & Co: articles', updated: '1970-01-01T00:00:00.000Z' });
});
