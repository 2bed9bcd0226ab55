import { expect, test } from 'vitest';
import type { Article, Source } from '#content-pipeline/content.ts';
import {
  bodyContext,
  byPart,
  createCitations,
  extentWords,
  interestWords,
  neighbours,
  parts,
  readingWords,
} from './learn.ts';

const source = (id: string): Source => ({
  id,
  title: id,
  year: null,
  url: 'https://example.org',
  read: 'abstract',
  confidence: 'M',
});
const find = (id: string) => (id.startsWith('S') ? source(id) : undefined);

test('declared sources keep their order and numbers; others follow as they are cited', () => {
  const citations = createCitations(['S5', 'S1', 'lost', 'S5'], find);
  expect(citations.cite('S1')?.number).toBe(2);
  expect(citations.cite('S9')?.number).toBe(3);
  expect(citations.cite('S9')?.number).toBe(3);
  expect(citations.cite('nowhere')).toBeNull();
  expect(citations.list().map(({ number, source: { id } }) => [number, id])).toEqual([
    [1, 'S5'],
    [2, 'S1'],
    [3, 'S9'],
  ]);
});

test('a body asks its page', () => {
  const context = bodyContext({
    citations: createCitations([], find),
    term: () => undefined,
    fact: () => undefined,
    roller: (slug) =>
      slug === 'face'
        ? {
            title: 'Face',
            href: '/rollers/face',
            priceText: '£1.00',
            stockText: '',
            price: { amount: '£1.00', isFrom: false },
            summary: '',
            lengthsMm: [],
            plate: { kind: 'storage-case' },
            saleWords: '',
            stock: null,
          }
        : null,
  });
  expect(context.roller('face')).toMatchObject({ slug: 'face', title: 'Face' });
  expect(context.roller('draft')).toBeNull();
  expect(context.term('x')).toBeNull();
  expect(context.fact('x')).toBeNull();
  expect(context.cite('S2')?.number).toBe(1);
  expect(context.fact('nothing')).toBeNull();
});

test('every part of the reading, in order; one without articles is left out', () => {
  const articles = parts.flatMap(({ id }, place) => [
    { slug: `${id}-1`, part: id, position: place * 2 + 1 } as Article,
    { slug: `${id}-2`, part: id, position: place * 2 + 2 } as Article,
  ]);
  expect(byPart(articles).flatMap((part) => part.articles)).toEqual(articles);
  expect(byPart(articles.slice(2)).map(({ title }) => title)).toEqual(
    parts.slice(1).map(({ title }) => title),
  );
  expect(byPart([])).toEqual([]);
});

test('previous and next in the reading order', () => {
  const articles = ['a', 'b', 'c'].map((slug) => ({ slug }) as Article);
  expect(neighbours(articles, 'b')).toMatchObject({ previous: { slug: 'a' }, next: { slug: 'c' } });
  expect(neighbours(articles, 'a').previous).toBeNull();
  expect(neighbours(articles, 'c').next).toBeNull();
  expect(neighbours(articles, 'z')).toEqual({ previous: null, next: null });
});

test('words', () => {
  expect(readingWords(1)).toBe('1 minute to read');
  expect(readingWords(7)).toBe('7 minutes to read');
  expect(interestWords('sells')).toContain('we sell rollers');
  expect(interestWords('none')).not.toContain('we sell rollers');
  expect(extentWords('passage')).toBe('only a passage of it was read');
});
