import { expect, test } from 'vitest';
import type { Product } from '#content-pipeline/content.ts';
import { someProduct } from '#features/search/search-fixture.ts';
import { alternativesTo, movedAnswer } from './moved-pages.ts';

const moves = new Map([
  ['/rollers/old', '/rollers/new'],
  ['/learn/old', '/learn'],
  ['/legal/old', '/legal/new'],
]);
const page = { path: '/rollers/first', alternatives: ['new'], words: 'Its maker stopped.' };
const answer = (address: string) =>
  movedAnswer(new URL(address, 'https://shop.example'), {
    redirect: (path) => moves.get(path),
    gone: (path) => (path === page.path ? page : undefined),
  });

test.each([
  ['/rollers/old', '/rollers/new'],
  ['/rollers/old?sku=FACE-025&utm_source=x', '/rollers/new?sku=FACE-025&utm_source=x'],
  ['/rollers/old.md', '/rollers/new.md'],
  ['/learn/old', '/learn'],
  ['/learn/old.md', '/learn'],
  ['/legal/old', '/legal/new'],
])('%s has moved to %s', (address, location) => {
  expect(answer(address)).toEqual({ is: 'moved', location });
});

test('a page that is gone, and its twin', () => {
  expect(answer('/rollers/first?sku=A')).toEqual({ is: 'gone', page, asMarkdown: false });
  expect(answer('/rollers/first.md')).toEqual({ is: 'gone', page, asMarkdown: true });
});

test.each(['/rollers/new', '/rollers', '/rollers/old/more', '/legal/old.md', '/cart', '//rollers/old', '/'])(
  '%s is nothing of the kind',
  (address) => {
    expect(
      movedAnswer(
        { pathname: address, search: '' },
        { redirect: (path) => moves.get(path), gone: () => undefined },
      ),
    ).toBeNull();
  },
);

test('what to look at instead: what is listed now, in the order of the content', () => {
  const products = new Map<string, Product>(
    [
      someProduct('later', { publishAt: '2026-12-01T00:00' }),
      someProduct('ended', { unpublishAt: '2026-11-01T00:00' }),
      someProduct('old', { status: 'withdrawn' }),
      someProduct('one'),
      someProduct('two'),
    ].map((product) => [product.slug, product]),
  );
  const moment = { now: new Date('2026-11-22T12:00:00Z'), zone: 'Europe/London' };
  const alternatives = ['two', 'later', 'ended', 'old', 'none', 'one'];
  const shown = alternativesTo({ ...page, alternatives }, { product: (slug) => products.get(slug), moment });
  expect(shown.map(({ slug }) => slug)).toEqual(['two', 'one']);
});
