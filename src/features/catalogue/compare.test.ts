import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ComparedFact,
  chooseCompared,
  compareChoices,
  foldFacts,
  mostCompared,
  readComparison,
  skusCompared,
} from '#features/catalogue/compare.ts';
import { exampleComparisons } from '#features/catalogue/compare-examples.ts';
import { type FactSurroundings, factColumns } from '#features/catalogue/compare-facts.ts';
import { aRoller, aThing, aVariant, ukMarket } from '#features/catalogue/product-fixture.ts';
import { paths } from '#lib/paths.ts';

const face = aRoller('Face', [
  aVariant('FACE-020', { needleLengthMm: 0.2 }),
  aVariant('FACE-025', { needleLengthMm: 0.25 }),
]);
const body = aRoller('Body', [aVariant('BODY-030', { needleLengthMm: 0.3 })], {
  areas: ['body'],
  warnings: ['For one person only.', 'Not for the face.'],
});
const shown = aRoller('Professional 1.0 mm', [
  aVariant('PRO-100', { needleLengthMm: 1, label: '1.0 mm' }),
  aVariant('PRO-100-S', { needleLengthMm: 1, label: 'Sand', colour: 'sand' }),
]);
const box = aThing('Case', 'storage-case', [aVariant('CASE-01')], { vatClass: 'zero' });
const gone = aThing('Gone', 'storage-case', [aVariant('GONE-01')], { status: 'withdrawn' });
const all = [face, body, shown, box, gone];

const variantOf = (sku: string) =>
  all
    .flatMap((each) => each.variants.map((one) => ({ product: each, variant: one })))
    .find((each) => each.variant.sku === sku);

const surroundings: FactSurroundings = {
  market: ukMarket,
  currency: 'GBP',
  available: new Map([
    ['FACE-020', 24],
    ['FACE-025', 0],
    ['BODY-030', 3],
    ['CASE-01', 40],
    ['PRO-100', 8],
    ['GONE-01', 5],
  ]),
  now: new Date('2026-11-22T12:00:00Z'),
  articlesFor: () => [{ slug: 'who', title: 'Who should not' }],
  source: (id) => (id === 'S1' ? { title: 'A paper', url: 'https://example.org/' } : undefined),
};

const compared = (...skus: string[]) => chooseCompared(skus, variantOf).shown;
const asked = (query: string) => readComparison(new URLSearchParams(query));

/** The words of a fact, of each product. */
function factWords(id: string, ...skus: string[]): string[] {
  return factColumns(compared(...skus), surroundings).map(
    (facts) =>
      facts
        .find((fact) => fact.id === id)
        ?.lines.map(({ text }) => text)
        .join(' | ') ?? 'not there',
  );
}

describe('the address', () => {
  test('names article numbers in an order, which stays', () => {
    expect(asked('skus=CASE-01,FACE-020')).toEqual({
      skus: ['CASE-01', 'FACE-020'],
      repeated: [],
      unread: 0,
      isScattered: false,
    });
  });

  test.each([
    ['nothing', '', []],
    ['nothing after the sign', 'skus=', []],
    ['commas only', 'skus=,,', []],
    ['small letters and spaces', 'skus=face-020, case-01', ['FACE-020', 'CASE-01']],
    ['a comma that is escaped', 'skus=FACE-020%2CCASE-01', ['FACE-020', 'CASE-01']],
  ])('%s', (_name, query, skus) => {
    expect(asked(query)).toEqual({ skus, repeated: [], unread: 0, isScattered: false });
  });

  test('as forms send it, it is scattered; the better spelling is not', () => {
    const request = asked('skus=A-1&skus=&skus=B-2,C-3');
    expect(request).toMatchObject({ skus: ['A-1', 'B-2', 'C-3'], isScattered: true });
    const better = new URL(paths.compare(request.skus), 'https://shop.example');
    expect(better.search).toBe('?skus=A-1,B-2,C-3');
    expect(readComparison(better.searchParams)).toEqual({ ...request, isScattered: false });
  });

  test('what is named twice is kept once and told', () => {
    expect(asked('skus=A-1,B-2,a-1,A-1')).toMatchObject({ skus: ['A-1', 'B-2'], repeated: ['A-1'] });
  });

  test('an endless address is read to a limit, and the rest is counted', () => {
    const { skus, unread } = asked(`skus=${Array.from({ length: 1000 }, (_, n) => `X-${n}`).join(',')}`);
    expect(skus.length + unread).toBe(1000);
    expect(skus.length).toBeLessThan(30);
  });

  test('whatever is asked for is shown, waits, is unknown, was named before or is counted', () => {
    const sku = fc.constantFrom<string>(
      'FACE-020',
      'FACE-025',
      'BODY-030',
      'CASE-01',
      'GONE-01',
      'PRO-100',
      'NO-1',
      'NO-2',
    );
    fc.assert(
      fc.property(fc.array(sku, { maxLength: 40 }), (skus) => {
        const request = asked(`skus=${skus.join(',')}`);
        const { shown, waiting, unknown } = chooseCompared(request.skus, variantOf);
        const told = [...skusCompared(shown), ...skusCompared(waiting), ...unknown];
        expect(told.toSorted()).toEqual([...new Set(skus.slice(0, skus.length - request.unread))].toSorted());
        expect(shown.length).toBe(Math.min(mostCompared, shown.length + waiting.length));
        const known = request.skus.filter((each) => !unknown.includes(each));
        expect([...skusCompared(shown), ...skusCompared(waiting)]).toEqual(known);
        for (const each of request.repeated) expect(skus.indexOf(each)).not.toBe(skus.lastIndexOf(each));
      }),
    );
  });
});

describe('what is chosen', () => {
  test('each has a name of its own; a title that holds the label is not said twice', () => {
    expect(compared('FACE-020', 'CASE-01', 'PRO-100', 'PRO-100-S').map(({ name }) => name)).toEqual([
      'Face, 0.2 mm',
      'Case',
      'Professional 1.0 mm',
      'Professional 1.0 mm, Sand',
    ]);
  });

  test('what is no longer sold can still be compared', () => {
    expect(skusCompared(compared('GONE-01', 'CASE-01'))).toEqual(['GONE-01', 'CASE-01']);
  });

  test('to choose from: other variants first, then the same kind, then the rest; never one that is there', () => {
    const { groups, leftOut } = compareChoices(compared('FACE-025'), [box, shown, body, face]);
    expect(groups.map(({ label, options }) => [label, options.map(({ value }) => value)])).toEqual([
      ['The same in another variant', ['FACE-020']],
      ['Rollers', ['PRO-100', 'PRO-100-S', 'BODY-030']],
      ['Storage cases', ['CASE-01']],
    ]);
    expect(leftOut).toBe(0);
  });

  test('a large catalogue is cut, the nearest kept, and the rest counted', () => {
    const many = Array.from({ length: 500 }, (_, n) =>
      aThing(`Case ${n}`, 'storage-case', [aVariant(`CASE-${n + 100}`)]),
    );
    const { groups, leftOut } = compareChoices(compared('FACE-025'), [...many, body, face]);
    expect(groups.map(({ label }) => label)).toEqual([
      'The same in another variant',
      'Rollers',
      'Storage cases',
    ]);
    expect(groups.flatMap(({ options }) => options)).toHaveLength(60);
    expect(leftOut).toBe(500 - 58);
  });
});

describe('the facts', () => {
  test('say what the gate says', () => {
    const skus = ['FACE-020', 'FACE-025', 'PRO-100', 'GONE-01', 'CASE-01'];
    expect(skus.flatMap((sku) => factWords('sale', sku))).toEqual([
      'For sale',
      'For sale',
      'For professionals: on show, not for sale to consumers.',
      'We no longer sell this.',
      'For sale',
    ]);
    expect(skus.flatMap((sku) => factWords('self-check', sku))).toEqual([
      'Needs the self-check',
      'Needs the self-check',
      'Not sold, with or without a self-check',
      'Not sold, with or without a self-check',
      'No needles, no self-check',
    ]);
    expect(skus.flatMap((sku) => factWords('price', sku))).toEqual([
      '£18.00, 20% VAT included',
      '£18.00, 20% VAT included',
      'Not for sale',
      'Not for sale',
      '£18.00, no VAT on it',
    ]);
    expect(skus.flatMap((sku) => factWords('stock', sku))).toEqual([
      'In stock',
      'Sold out',
      'Not for sale',
      'Not for sale',
      'In stock',
    ]);
    expect(factWords('stock', 'BODY-030')).toEqual(['Low stock']);
  });

  test('a number of uses is told with its source, and not without', () => {
    const uses = (count: number, source: string) => {
      const one = aThing('One', 'storage-case', [aVariant('ONE-1')], { usesPerRoller: { count, source } });
      const [facts = []] = factColumns(
        chooseCompared(['ONE-1'], () => ({ product: one, variant: aVariant('ONE-1') })).shown,
        surroundings,
      );
      return facts.find(({ id }) => id === 'uses')?.lines;
    };
    expect(uses(1, 'S1')).toEqual([{ text: 'Once: A paper', href: 'https://example.org/' }]);
    expect(uses(5, 'S1')).toEqual([{ text: '5 times: A paper', href: 'https://example.org/' }]);
    expect(uses(5, 'S9')).toEqual([{ text: 'No source gives a number' }]);
  });

  test('needles are a fact where one of them has needles', () => {
    expect(factWords('length', 'FACE-020', 'CASE-01')).toEqual(['0.2\u202fmm, nominal', 'No needles']);
    expect(factWords('length', 'CASE-01', 'GONE-01')).toEqual(['not there', 'not there']);
    expect(factWords('colour', 'PRO-100', 'PRO-100-S')).toEqual(['One colour only', 'Sand']);
  });
});

describe('what differs and what is the same', () => {
  const fold = (...skus: string[]) => foldFacts(factColumns(compared(...skus), surroundings));

  test('two lengths of one roller differ in the length and in the stock', () => {
    const { differing } = fold('FACE-020', 'FACE-025');
    expect(differing.map(({ id }) => id)).toEqual(['length', 'stock']);
  });

  test('of a list only what is not shared stands in the cells', () => {
    const { differing, shared } = fold('FACE-020', 'BODY-030');
    expect(differing.find(({ id }) => id === 'warnings')).toEqual({
      id: 'warnings',
      label: 'Warnings',
      cells: [[], [{ text: 'Not for the face.' }]],
      sharedLines: 1,
    });
    expect(shared.find(({ id }) => id === 'warnings')).toEqual({
      id: 'warnings',
      label: 'Warnings',
      lines: [{ text: 'For one person only.' }],
      isPart: true,
    });
  });

  test('one alone differs in nothing', () => {
    expect(fold('FACE-020').differing).toEqual([]);
  });

  test('columns that do not match are refused', () => {
    const fact = (id: string): ComparedFact => ({ id, label: id, lines: [], isList: false });
    expect(() => foldFacts([[fact('a')], [fact('b')]])).toThrow(/do not match/);
    expect(() => foldFacts([[fact('a')], []])).toThrow(/do not match/);
  });

  test('every line of every product appears once, in the order of the facts, and no cell holds what all share', () => {
    const line = fc.constantFrom('one', 'two', 'three', 'four').map((text) => ({ text }));
    const shape = fc.array(fc.boolean(), { maxLength: 6 });
    const columns = fc.tuple(shape, fc.integer({ min: 1, max: 4 })).chain(([lists, count]) =>
      fc
        .array(
          fc.tuple(
            ...lists.map((isList) =>
              fc.array(line, { minLength: isList ? 0 : 1, maxLength: isList ? 5 : 1 }),
            ),
          ),
          { minLength: count, maxLength: count },
        )
        .map((made) =>
          made.map((facts) =>
            facts.map(
              (lines, place): ComparedFact => ({
                id: `fact-${place}`,
                label: `Fact ${place}`,
                lines,
                isList: lists[place] ?? false,
              }),
            ),
          ),
        ),
    );
    fc.assert(
      fc.property(columns, (made) => {
        const { differing, shared } = foldFacts(made);
        made.forEach((facts, column) => {
          for (const { id, lines } of facts) {
            const here = [
              ...differing.filter((row) => row.id === id).flatMap(({ cells }) => cells[column] ?? []),
              ...shared.filter((row) => row.id === id).flatMap((row) => row.lines),
            ].map(({ text }) => text);
            expect(here.toSorted()).toEqual(lines.map(({ text }) => text).toSorted());
          }
        });
        for (const rows of [differing, shared]) {
          const ids = rows.map(({ id }) => id);
          expect(ids).toEqual([...new Set(ids)].toSorted());
        }
        for (const { id, cells, sharedLines } of differing) {
          expect(cells).toHaveLength(made.length);
          const isList = made[0]?.find((fact) => fact.id === id)?.isList;
          const everywhere = (cells[0] ?? []).filter(({ text }) =>
            cells.every((lines) => lines.some((each) => each.text === text)),
          );
          if (isList) expect(everywhere).toEqual([]);
          else expect(new Set(cells.map((lines) => JSON.stringify(lines))).size).toBeGreaterThan(1);
          expect(shared.find((row) => row.id === id)?.lines.length ?? 0).toBe(sharedLines);
        }
        for (const { id, isPart } of shared) expect(differing.some((row) => row.id === id)).toBe(isPart);
        // A fact is told somewhere, even where there is nothing to tell.
        const ids = new Set([...differing, ...shared].map(({ id }) => id));
        expect(ids.size).toBe(made[0]?.length);
      }),
      { numRuns: 500 },
    );
  });
});

describe('examples', () => {
  test('answer a question each, with what the list shows', () => {
    expect(exampleComparisons([face, body, shown, box], surroundings.market).map(({ skus }) => skus)).toEqual(
      [
        ['FACE-020', 'FACE-025'],
        ['FACE-020', 'PRO-100'],
        ['FACE-020', 'BODY-030'],
      ],
    );
  });

  test('are not there where nothing can be compared', () => {
    expect(exampleComparisons([], surroundings.market)).toEqual([]);
    expect(exampleComparisons([shown, box], surroundings.market)).toEqual([]);
  });
});
