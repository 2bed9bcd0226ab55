import { expect, test } from 'vitest';
import { needleBands, readQuery, writeQuery } from './catalogue-query.ts';
import { chipsOf, countWords, ignoredWords, listTitle, valueWords, wayOutWords } from './list-words.ts';

const read = (search: string) => readQuery(new URLSearchParams(search));

test('every filter that is set has a chip that leads to the list without it', () => {
  const { query } = read(
    'length=0.2&length=0.25&needles=100-299&material=steel&availability=in-stock&price-to=20&page=2',
  );
  expect(chipsOf(query, 'GBP').map(({ words, without }) => [words, writeQuery(without)])).toEqual([
    ['0.2\u202fmm', '?length=0.25&needles=100-299&material=steel&availability=in-stock&price-to=20'],
    ['0.25\u202fmm', '?length=0.2&needles=100-299&material=steel&availability=in-stock&price-to=20'],
    ['100 to 299 needles', '?length=0.2&length=0.25&material=steel&availability=in-stock&price-to=20'],
    ['Steel needles', '?length=0.2&length=0.25&needles=100-299&availability=in-stock&price-to=20'],
    ['In stock', '?length=0.2&length=0.25&needles=100-299&material=steel&price-to=20'],
    ['Up to £20', '?length=0.2&length=0.25&needles=100-299&material=steel&availability=in-stock'],
  ]);
});

test.each([
  ['price-from=5', 'From £5'],
  ['price-from=5&price-to=5', '£5'],
  ['price-from=5&price-to=9', '£5 to £9'],
])('a price: ?%s', (search, words) => {
  expect(chipsOf(read(search).query, 'GBP').map((chip) => chip.words)).toEqual([words]);
});

test('every band of needles has words', () => {
  for (const { value } of needleBands) expect(valueWords('needles', value)).not.toBe(value);
});

test('which filter to drop', () => {
  const { query } = read('length=0.2&length=0.25&area=scalp&price-to=5');
  expect(wayOutWords({ filters: ['length'], count: 1 }, query, 'GBP')).toBe(
    'Without “0.2\u202fmm or 0.25\u202fmm”: 1 product',
  );
  expect(wayOutWords({ filters: ['length', 'area', 'price'], count: 1200 }, query, 'GBP')).toBe(
    'Without “0.2\u202fmm or 0.25\u202fmm”, “Scalp” and “Up to £5”: 1,200 products',
  );
});

test('a word for each thing left out', () => {
  const { ignored } = read('area=moon&sort=random&price-from=x&price-to=1.5&length=y');
  expect(ignoredWords(ignored, 'GBP')).toEqual([
    '“y” is none of the choices under “Needle length”.',
    '“moon” is none of the choices under “Made for”.',
    '“x” is no price in whole £, such as 20.',
    '“1.5” is no price in whole £, such as 20.',
    '“random” is no order that we have.',
  ]);
  expect(ignoredWords(read('price-from=9&price-to=8').ignored, 'GBP')).toEqual([
    'No price is both from £9 and up to £8.',
  ]);
});

test('the title says what was asked for', () => {
  expect(listTitle(read('').query, 1, 'GBP')).toBe('Rollers');
  expect(listTitle(read('area=face&material=steel').query, 2, 'GBP')).toBe(
    'Rollers: Face, Steel needles, page 2',
  );
  expect(listTitle(read('area=face&area=body&area=scalp&kind=roller').query, 1, 'GBP')).toBe(
    'Rollers: Face, Body, Scalp, and more',
  );
  expect([0, 1, 2, 10_000].map(countWords)).toEqual([
    '0 products',
    '1 product',
    '2 products',
    '10,000 products',
  ]);
});
