import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type CatalogueQuery,
  everything,
  facetNames,
  filtersOf,
  inOrder,
  needleBands,
  readQuery,
  sortOrders,
  without,
  writeQuery,
} from './catalogue-query.ts';

const read = (search: string) => readQuery(new URLSearchParams(search));
const known = {
  length: ['0.2', '0.25', '1.5', '10'],
  area: ['face', 'body', 'scalp'],
  kind: ['roller', 'storage-case', 'cleaning-tray'],
  needles: needleBands.map(({ value }) => value),
  material: ['steel', 'titanium', 'plastic'],
  availability: ['in-stock'],
};
const price = fc.option(fc.integer({ min: 0, max: 999_999 }));
const queries: fc.Arbitrary<CatalogueQuery> = fc
  .record({
    length: fc.subarray(known.length),
    area: fc.subarray(known.area),
    kind: fc.subarray(known.kind),
    needles: fc.subarray(known.needles),
    material: fc.subarray(known.material),
    availability: fc.subarray(known.availability),
    ends: fc.tuple(price, price),
    sort: fc.constantFrom(...sortOrders),
    page: fc.integer({ min: 1, max: 99_999 }),
  })
  .map(({ ends: [a, b], sort, page, ...chosen }) => ({
    chosen,
    priceFrom: a === null || b === null ? a : Math.min(a, b),
    priceTo: a === null || b === null ? b : Math.max(a, b),
    sort,
    page,
  }));

describe('the address of the list', () => {
  test('a query survives its address, which has one spelling', () => {
    fc.assert(
      fc.property(queries, (query) => {
        const address = writeQuery(query);
        expect(read(address)).toEqual({ query, ignored: [] });
        const shuffled = [...new URLSearchParams(address)].reverse();
        expect(writeQuery(readQuery(new URLSearchParams(shuffled)).query)).toBe(address);
      }),
    );
  });

  test('whatever the address holds, it is read, and what is left out is few and short', () => {
    const name = fc.constantFrom(...facetNames, 'price-from', 'price-to', 'sort', 'page', 'other');
    fc.assert(
      fc.property(fc.array(fc.tuple(name, fc.string()), { maxLength: 60 }), (pairs) => {
        const { query, ignored } = readQuery(new URLSearchParams(pairs));
        expect(read(writeQuery(query))).toEqual({ query, ignored: [] });
        expect(ignored.length).toBeLessThanOrEqual(11);
        for (const each of ignored) if ('value' in each) expect(each.value.length).toBeLessThanOrEqual(40);
      }),
    );
  });

  test.each([
    ['', '', []],
    ['length=0.250&length=.25&length=0.25mm', '?length=0.25', [{ part: 'length', value: '.25' }]],
    ['length=0&length=-1&length=1e3', '', ['0', '-1', '1e3'].map((value) => ({ part: 'length', value }))],
    ['area=moon&area=moon&area=face', '?area=face', [{ part: 'area', value: 'moon' }]],
    ['area=face&area=face', '?area=face', []],
    ['length=&area=&price-from=&price-to=&sort=shelf&page=1', '', []],
    ['price-from=£10&price-to=20.00', '?price-from=10&price-to=20', []],
    ['price-from=9.50', '', [{ part: 'price', value: '9.50' }]],
    ['price-from=30&price-to=20', '', [{ part: 'price-range', from: 30, to: 20 }]],
    ['price-from=20&price-to=20', '?price-from=20&price-to=20', []],
    ['sort=random', '', [{ part: 'sort', value: 'random' }]],
    ['page=-1', '', []],
    ['page=3&utm_source=mail', '?page=3', []],
    ['availability=sold-out', '', [{ part: 'availability', value: 'sold-out' }]],
  ])('?%s', (search, address, ignored) => {
    const found = read(search);
    expect(writeQuery(found.query)).toBe(address);
    expect(found.ignored).toEqual(ignored);
  });
});

test('a filter, or one value of it, is dropped and the list begins again', () => {
  const { query } = read('length=0.2&length=0.25&area=face&price-from=5&sort=price-asc&page=3');
  expect(filtersOf(query)).toEqual(['length', 'area', 'price']);
  expect(writeQuery(without(query, ['length'], '0.2'))).toBe(
    '?length=0.25&area=face&price-from=5&sort=price-asc',
  );
  expect(writeQuery(without(query, ['length', 'price']))).toBe('?area=face&sort=price-asc');
  expect(filtersOf(everything)).toEqual([]);
  expect(writeQuery(without(query, filtersOf(query)))).toBe('?sort=price-asc');
});

test('lengths are put in order as numbers', () => {
  expect(inOrder('length', new Set(['10', '0.25', '1.5']))).toEqual(['0.25', '1.5', '10']);
  expect(inOrder('area', new Set(['scalp', 'face']))).toEqual(['face', 'scalp']);
});

test('the bands of needles leave no number out and count none twice', () => {
  for (const count of [1, 99, 100, 299, 300, 599, 600, 5000]) {
    expect(needleBands.filter(({ from, to }) => from <= count && count <= to)).toHaveLength(1);
  }
});
