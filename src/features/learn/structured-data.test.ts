import { expect, test } from 'vitest';
import type { Article, GlossaryTerm, Source } from '#content-pipeline/content.ts';
import { dataBlock } from '#lib/structured-data.ts';
import { articleData, glossaryData } from './structured-data.ts';

const article: Article = {
  slug: 'a',
  file: '',
  title: 'Title </script>',
  summary: 'Words.',
  status: 'published',
  publishAt: null,
  unpublishAt: null,
  author: 'The Shop editors',
  reviewer: null,
  reviewedOn: null,
  reviewDue: null,
  updatedOn: '2026-05-06',
  part: 'should-i',
  interest: 'sells',
  position: 1,
  changes: [],
  sources: [],
  products: [],
  related: [],
  body: { code: '', source: '', headings: [], readingMinutes: 1 },
};
const source: Source = {
  id: 'S1',
  title: 'T',
  year: 2020,
  url: 'https://s.test',
  read: 'whole',
  confidence: 'H',
};
const around = { siteUrl: 'https://shop.test', shop: { name: 'Shop' }, sources: [source], questions: [] };
const question = { ask: 'Does it hurt?', answer: 'It may.' };

test('a reviewer is stated only where one is named', () => {
  const [plain] = articleData(article, around);
  expect(plain).toMatchObject({
    mainEntityOfPage: { '@type': 'WebPage', '@id': 'https://shop.test/learn/a' },
  });
  expect(dataBlock(plain as NonNullable<typeof plain>)).not.toContain('review');
  const [reviewed] = articleData({ ...article, reviewer: 'Dr A', reviewedOn: '2026-06-07' }, around);
  expect(reviewed).toMatchObject({
    mainEntityOfPage: { reviewedBy: { '@type': 'Person', name: 'Dr A' }, lastReviewed: '2026-06-07' },
  });
});

test('questions from two on', () => {
  expect(articleData(article, { ...around, questions: [question] })).toHaveLength(1);
  const [, faq] = articleData(article, { ...around, questions: [question, question] });
  expect(faq).toMatchObject({
    '@type': 'FAQPage',
    mainEntity: [{ name: 'Does it hurt?', acceptedAnswer: { text: 'It may.' } }, {}],
  });
});

test('an author that carries the shop’s name is no person', () => {
  const [editors] = articleData(article, around);
  expect(editors).toMatchObject({ author: { '@type': 'Organization' } });
  const [person] = articleData({ ...article, author: 'Ada Example' }, around);
  expect(person).toMatchObject({ author: { '@type': 'Person', name: 'Ada Example' } });
});

test('sources by address, in their order; no way out of the script element', () => {
  const other = { ...source, url: 'https://s.test/</script>' };
  const [data] = articleData(article, { ...around, sources: [source, other] });
  expect(data).toMatchObject({ citation: ['https://s.test', other.url] });
  expect(dataBlock(data as NonNullable<typeof data>)).not.toContain('<');
});

test('the glossary: each word with its place on the page', () => {
  const term = {
    slug: 'keloid',
    term: 'Keloid',
    definition: 'A scar.',
    aliases: [],
  } as unknown as GlossaryTerm;
  expect(glossaryData([term], { name: 'Shop' }, 'https://shop.test')).toMatchObject({
    name: 'Glossary of Shop',
    hasDefinedTerm: [{ name: 'Keloid', description: 'A scar.', url: 'https://shop.test/glossary#keloid' }],
  });
});
