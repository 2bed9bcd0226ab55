import { expect, test } from 'vitest';
import { readability, syllablesOf } from './reading-age.ts';

// Counted by ear, from the words of the check.
const counted =
  `a:1 the:1 use:1 asked:1 marks:1 needed:2 bruises:2 little:2 table:2 people:2 you:1 area:3 infection:3
medicine:3 bleeding:2 whole:1 roller:2 cleaned:1 does:1 clopidogrel:4 breastfeeding:3 pregnant:2 eczema:3 skin:1
moisturiser:4 sores:1 scale:1 smooth:1 treated:2 crust:1 diabetes:4 science:2 anticoagulant:6 answers:2 because:2
healed:1 needle:2 needles:2 outcome:2 before:2 allergy:3 swollen:2 painful:2 doctor:2 pharmacist:3 sunburn:2 raised:1
tiny:2 family:3 seen:1 wait:1 date:1 dates:1 sorry:2`
    .split(/\s+/)
    .map((each) => each.split(':') as [string, string]);

test('syllables are counted right for nine words in ten, and evenly wrong for the rest', () => {
  const wrong = counted.filter(([word, count]) => syllablesOf(word) !== Number(count));
  expect(wrong.length, wrong.join(' ')).toBeLessThanOrEqual(counted.length / 10);
  const total = counted.reduce((sum, [, count]) => sum + Number(count), 0);
  const found = counted.reduce((sum, [word]) => sum + syllablesOf(word), 0);
  expect(Math.abs(found - total) / total).toBeLessThan(0.03);
});

test('the age is Flesch–Kincaid’s grade plus five', () => {
  // Two sentences, eight words, eight syllables: 0.39 × 4 + 11.8 × 1 − 15.59 + 5.
  const easy = readability(['The cat sat down. The dog ran off.']);
  expect(easy).toMatchObject({ sentences: 2, words: 8, syllables: 8 });
  expect(easy.age).toBeCloseTo(2.77, 5);
  const hard = readability([
    'Contraindications to percutaneous collagen induction include therapeutic anticoagulation and immunosuppression.',
  ]);
  expect(hard.age).toBeGreaterThan(20);
});

test('a known word weighs no more than a short one; nothing to read is an error', () => {
  const text = ['Ask about isotretinoin.'];
  expect(readability(text, new Set(['isotretinoin'])).syllables).toBe(readability(text).syllables - 3);
  expect(() => readability(['', '…'])).toThrow(RangeError);
});
