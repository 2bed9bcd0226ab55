import { expect, test } from 'vitest';
import { adviceOn, outcomeWords, whySentHere } from './check-words.ts';
import { judge } from './evaluate.ts';
import { outcomeKinds } from './ruleset.ts';
import { firstRuleset } from './ruleset-fixture.ts';

const ruleset = firstRuleset();
const today = '2026-11-22';
const skin = (chosen: string) => ({ question: 'skin', chosen });
const filler = { question: 'filler-date', on: '2026-08-31' };

test('titles hold their date and length, and no blank is left in any outcome', () => {
  const outcomes = [
    judge(ruleset, [], today),
    judge(ruleset, [filler], today),
    judge(ruleset, [skin('broken')], today),
    judge(ruleset, [filler, skin('broken')], today),
    judge(ruleset, [skin('flare')], today),
    judge(ruleset, [skin('lesion')], today),
    judge(ruleset, [{ question: 'age', chosen: 'no' }], today),
  ];
  const words = outcomes.map((outcome) => outcomeWords(ruleset, outcome));
  expect(words.map(({ title }) => title)).toEqual([
    'You can buy rollers up to 0.3\u202fmm',
    'Wait until 1 March 2027',
    'Wait until your skin has fully healed',
    'Wait until 1 March 2027, and until your skin has fully healed',
    'Speak to a pharmacist, GP or dermatologist first',
    'Do not use a derma roller at home',
    'We cannot run the check',
  ]);
  expect(words).toHaveLength(outcomeKinds.length);
  const advice = outcomes.flatMap(({ reasons }) => reasons.map(adviceOn));
  expect(advice).toContain('Wait until 1 March 2027. Then do the check again.');
  expect(JSON.stringify([words, advice])).not.toMatch(/[{]\w+[}]/);
});

test('the checkout’s reasons have words, anything else has none', () => {
  expect(whySentHere('expired')).toMatch(/24 hours/);
  for (const code of [null, '', 'toString', '<script>']) expect(whySentHere(code)).toBeNull();
});
