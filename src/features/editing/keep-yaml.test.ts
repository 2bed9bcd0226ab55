import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { contentModel } from '#content-pipeline/document-types.ts';
import { freshYaml, isSame, keepYaml } from './keep-yaml.ts';

const product = `# A roller.
title: Face roller
summary: >-
  A plain steel roller, and
  a second line.
status: published # for now
areas: [face]
needles: {count: 192, rows: 8, material: steel, headWidthMm: 20}
variants:
  - {sku: FACE-020, label: 0.2 mm, price: "18.00", openingStock: 24}
  # The longer one.
  - sku: FACE-025
    label: 0.25 mm
    price: "18.00"
    openingStock: 32
warnings:
  - "Never share: not once."
  - 'Wait.'
notFor: []
goesWith: [
  storage-case,
  # For the needles.
  disposal-tub,
]
unknown: stays
`;
const { fields } = contentModel.product;
type Data = Record<string, unknown> & {
  needles: Record<string, unknown>;
  variants: Record<string, unknown>[];
  warnings: string[];
  goesWith: string[];
};

/** The lines that an edit takes away and adds. */
function difference(edit: (data: Data) => void): string[] {
  const data: Data = parse(product);
  edit(data);
  const now = keepYaml(fields, product, data);
  expect(isSame({ ...parse(now), unknown: null }, { ...data, unknown: null })).toBe(true);
  const [old, lines] = [product.split('\n'), now.split('\n')];
  return [
    ...old.filter((line) => !lines.includes(line)).map((line) => `- ${line}`),
    ...lines.filter((line) => !old.includes(line)).map((line) => `+ ${line}`),
  ];
}

describe('an edit changes its own lines', () => {
  test.each<[string, (data: Data) => void, string[]]>([
    ['nothing', () => {}, []],
    [
      'null for what is not there',
      (data) => Object.assign(data, { sizeMm: null, readFirst: [], publishAt: undefined }),
      [],
    ],
    [
      'a price in braces keeps its quotes',
      ({ variants: [first] }) => Object.assign(first ?? {}, { price: '19.50' }),
      [
        '-   - {sku: FACE-020, label: 0.2 mm, price: "18.00", openingStock: 24}',
        '+   - {sku: FACE-020, label: 0.2 mm, price: "19.50", openingStock: 24}',
      ],
    ],
    [
      'a number in a block',
      ({ variants: [, second] }) => Object.assign(second ?? {}, { openingStock: 33 }),
      ['-     openingStock: 32', '+     openingStock: 33'],
    ],
    [
      'a word before a comment',
      (data) => Object.assign(data, { status: 'draft' }),
      ['- status: published # for now', '+ status: draft # for now'],
    ],
    [
      'words that need quotes get them',
      (data) => Object.assign(data, { title: 'Roller: plain' }),
      ['- title: Face roller', '+ title: "Roller: plain"'],
    ],
    [
      'a new field stands where the model has it',
      (data) => Object.assign(data, { kind: 'roller' }),
      ['+ kind: roller'],
    ],
    [
      'a field within braces',
      ({ variants: [first] }) => Object.assign(first ?? {}, { colour: 'green' }),
      [
        '-   - {sku: FACE-020, label: 0.2 mm, price: "18.00", openingStock: 24}',
        '+   - {sku: FACE-020, label: 0.2 mm, colour: green, price: "18.00", openingStock: 24}',
      ],
    ],
    [
      'a group that is taken out',
      (data) => Object.assign(data, { needles: null }),
      ['- needles: {count: 192, rows: 8, material: steel, headWidthMm: 20}', '+ needles: null'],
    ],
    ['an entry added', ({ warnings }) => warnings.splice(1, 0, 'Clean it.'), ['+   - "Clean it."']],
    ['an entry taken out', ({ warnings }) => warnings.splice(0, 1), ['-   - "Never share: not once."']],
    [
      'the first entry of a list',
      (data) => Object.assign(data, { notFor: ['Lips'] }),
      ['- notFor: []', '+ notFor:', '+   - Lips'],
    ],
    ['an entry on a line of its own', ({ goesWith }) => goesWith.splice(1, 1), ['-   disposal-tub,']],
    ['another at the end', ({ goesWith }) => goesWith.push('travel-cap'), ['+   travel-cap,']],
    [
      'a list in brackets',
      (data) => Object.assign(data, { areas: ['body', 'face'] }),
      ['- areas: [face]', '+ areas: [body, face]'],
    ],
    [
      'a folded text stays folded',
      (data) => Object.assign(data, { summary: 'Short.' }),
      ['-   A plain steel roller, and', '-   a second line.', '+   Short.'],
    ],
    [
      'a variant goes, the comment of the next stays',
      ({ variants }) => variants.splice(0, 1),
      ['-   - {sku: FACE-020, label: 0.2 mm, price: "18.00", openingStock: 24}'],
    ],
  ])('%s', (_what, edit, lines) => {
    expect(difference(edit)).toEqual(lines);
  });

  test('a file that cannot be read is written anew', () => {
    expect(keepYaml(fields, 'title: [', { title: 'New' })).toContain('title: New\n');
  });
});

test('whatever is edited, the file says it, and what the model does not know stays', () => {
  const words = fc.oneof(
    fc.constantFrom(
      'on',
      '12:30',
      '- x',
      'a: b',
      '#',
      '"',
      "'",
      'null',
      '1.0',
      '[x]',
      '{x}',
      '&a',
      '2026-01-01',
      'Ä “x”',
    ),
    fc.string({ minLength: 1, unit: 'grapheme' }),
  );
  const variant = fc.record({
    sku: words,
    label: words,
    colour: fc.option(words),
    price: fc.constantFrom('1.00', '22.50'),
    openingStock: fc.nat(),
  });
  const edited = fc.record(
    {
      title: words,
      summary: words,
      status: fc.constantFrom('draft', 'published'),
      areas: fc.array(words, { maxLength: 3 }),
      needles: fc.option(
        fc.record({ count: fc.nat(), rows: fc.nat(), material: words, headWidthMm: fc.nat() }),
      ),
      variants: fc.array(fc.oneof(variant, fc.constantFrom(...(parse(product) as Data).variants)), {
        maxLength: 3,
      }),
      warnings: fc.array(fc.oneof(words, fc.constantFrom('Never share: not once.', 'Wait.')), {
        maxLength: 4,
      }),
      notFor: fc.array(words, { maxLength: 2 }),
      goesWith: fc.array(fc.oneof(words, fc.constant('disposal-tub')), { maxLength: 3 }),
      care: fc.option(words),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(edited, (changes) => {
      const data = { ...parse(product), ...changes };
      const now = keepYaml(fields, product, data);
      const read = parse(now);
      expect(isSame({ ...read, unknown: null }, { ...data, unknown: null })).toBe(true);
      expect(read.unknown).toBe('stays');
      expect(keepYaml(fields, now, data)).toBe(now);
    }),
    { numRuns: 100 },
  );
});

test('a new document has its fields in the order of the model, and none that is empty', () => {
  const text = freshYaml(fields, {
    status: 'draft',
    title: 'New',
    position: 3,
    variants: [{ price: '2.00' }],
    areas: [],
  });
  expect(text.startsWith('title: New\nsummary: null\nkind: null\nstatus: draft\nposition: 3\n')).toBe(true);
  expect(text).toContain('  - price: "2.00"\n');
  expect(text).not.toContain('areas');
});
