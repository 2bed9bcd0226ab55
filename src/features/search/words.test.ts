import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { distance, kinLetters, nameTerms, termPlaces, wordsOf } from '#features/search/words.ts';

const terms = (text: string) => termPlaces(text).map(({ term }) => term);

describe('the words of a text', () => {
  test.each([
    ['Scars, scar’s and SCARS', ['scar', 'scar', 'and', 'scar']],
    ['bodies boxes passes cases diabetes', ['body', 'box', 'pass', 'case', 'diabete']],
    ['skin is thus this glass', ['skin', 'is', 'thus', 'this', 'glass']],
    ['Café naïve', ['cafe', 'naive']],
    ['anaesthetic, sterilised colour', ['anesthetic', 'sterilised', 'color']],
    ['anesthetic, sterilized color', ['anesthetic', 'sterilised', 'color']],
    ['four hours', ['four', 'hour']],
    ['кожа 皮膚', ['кожа', '皮膚']],
    ['', []],
    ['… — !? 💉', []],
  ])('%j are %j', (text, expected) => {
    expect(nameTerms(text)).toEqual(expected);
  });

  test.each(['0.25 mm', '0,25mm', '.25 mm', ',25 MM', '0.250\u202fmm', '0.25\u00a0mm'])(
    '%j is one measure',
    (text) => {
      expect(terms(text)).toEqual(['0.25', '0.25mm']);
      expect(wordsOf(text)[0]).toMatchObject({ start: 0, end: text.length });
    },
  );

  test.each([
    ['0.2, 0.25 and 0.3 mm', ['0.2', '0.25', '0.3']],
    ['0.5 to 1.5 mm', ['0.5', '1.5']],
    ['0.2 mm or 0.25 mm', ['0.2', '0.25']],
    ['1.0–1.5 mm', ['1', '1.5']],
    ['3 people had 0.5 mm', ['0.5']],
    ['in 2021. 0.5 mm', ['0.5']],
    ['about 30 mm', ['30']],
  ])('in %j the measures are %j', (text, expected) => {
    const measures = wordsOf(text).filter(({ isMillimetres }) => isMillimetres);
    expect(measures.map(({ term }) => term)).toEqual(expected);
  });

  test.each([
    ['1,080 needles', '1080'],
    ['0,250', '0.25'],
    ['FACE-025', '025'],
    ['1.0', '1'],
  ])('%j holds the number %s', (text, expected) => {
    expect(terms(text)).toContain(expected);
  });

  test('hyphened words are also one word', () => {
    expect(terms('tram-track')).toEqual(['tram', 'track', 'tramtrack']);
    expect(terms('tram - track')).toEqual(['tram', 'track']);
  });

  test('any text has its words inside it, in order and apart', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        let done = 0;
        for (const { term, start, end } of wordsOf(text)) {
          expect(term).not.toBe('');
          expect(start).toBeGreaterThanOrEqual(done);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(text.length);
          done = end;
        }
      }),
    );
  });
});

describe('how far words are apart', () => {
  test.each([
    ['kelod', 'keloid', 1],
    ['sacr', 'scar', 1],
    ['hipertrofic', 'hypertrophic', 3],
    ['scar', 'scar', 0],
  ])('%s and %s: %i', (one, other, expected) => {
    expect(distance(one, other, 4)).toBe(expected);
  });

  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 7 });
  test('it is the same both ways, 0 only for the same word, and never above the limit by more than 1', () => {
    fc.assert(
      fc.property(word, word, fc.integer({ min: 0, max: 4 }), (one, other, limit) => {
        const found = distance(one, other, limit);
        expect(found).toBe(distance(other, one, limit));
        expect(found === 0).toBe(one === other);
        expect(found).toBe(Math.min(distance(one, other, 99), limit + 1));
      }),
    );
  });
});

test.each([
  ['pregnant', 'pregn'],
  ['pregnancy', 'pregn'],
  ['infected', 'infect'],
  ['infection', 'infect'],
  ['scarring', 'scar'],
  ['bleeding', 'bleed'],
  ['thinner', null],
  ['rolling', null],
  ['skin', null],
  ['0.25', null],
])('the kin of %s begin with %s', (term, expected) => {
  expect(kinLetters(term)).toBe(expected);
});
