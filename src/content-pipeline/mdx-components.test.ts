import fc from 'fast-check';
import { expect, it } from 'vitest';
import { mdxComponentSet, parseLengths } from '#content-pipeline/mdx-components.ts';

it('lengths are one to six numbers of millimetres, ascending, above 0 and at most 3', () => {
  const hundredths = fc.uniqueArray(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(hundredths, (numbers) => {
      const lengths = numbers.sort((a, b) => a - b).map((number) => number / 100);
      expect(parseLengths(lengths.join(','))).toEqual(lengths);
      expect(parseLengths(lengths.join(' , '))).toEqual(lengths);
      if (lengths.length > 1) expect(parseLengths(lengths.toReversed().join(','))).toBeNull();
    }),
  );
  const wrong = [
    '',
    '0',
    '0.2,',
    '0.2;0.3',
    '0.2 mm',
    '-1',
    '1e0',
    '3.01',
    '0.2,0.2',
    '0.1,0.2,0.3,0.4,0.5,0.6,0.7',
  ];
  for (const text of wrong) expect(parseLengths(text), text).toBeNull();
});

it('every example in the set is a use of its component with each required attribute', () => {
  for (const { name, example, attributes, children } of mdxComponentSet) {
    expect(example).toMatch(new RegExp(`^<${name}[ >]`));
    expect(example.endsWith(children === 'none' ? '/>' : `</${name}>`), name).toBe(true);
    for (const attribute of attributes) {
      if (attribute.required) expect(example).toContain(` ${attribute.name}="`);
    }
  }
});
