import { expect, test } from 'vitest';
import { sentenceChanges } from './sentence-diff.ts';

test.each([
  ['nothing', 'One. Two.', 'One. Two.', [], [], true],
  ['other blanks and breaks', 'One. Two\nmore.\n\nThree.', 'One.  Two more.\n\n\nThree.', [], [], true],
  [
    'a sentence in a paragraph',
    'One. Two. Three.',
    'One. Two and a half. Three.',
    ['Two.'],
    ['Two and a half.'],
    false,
  ],
  ['a sentence that is there once less', 'Wash. Wash.', 'Wash.', ['Wash.'], [], false],
  ['a list item', '- One\n- Two', '- One\n- Three', ['- Two'], ['- Three'], false],
  [
    'a number with a point',
    'Use 0.25 mm. Rinse.',
    'Use 0.3 mm. Rinse.',
    ['Use 0.25 mm.'],
    ['Use 0.3 mm.'],
    false,
  ],
  ['an order', 'One. Two.', 'Two. One.', [], [], true],
  [
    'a component',
    '<Cite id="a" /> Yes.',
    '<Cite id="b" /> Yes.',
    ['<Cite id="a" /> Yes.'],
    ['<Cite id="b" /> Yes.'],
    false,
  ],
])('%s', (_what, before, after, gone, added, onlyMoved) => {
  expect(sentenceChanges(before, after)).toEqual({ gone, new: added, onlyMoved });
});
