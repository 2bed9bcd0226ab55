import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectRoot } from '#lib/project-root.server.ts';
import {
  adviceOn,
  checkNotice,
  lengthCautions,
  listedRules,
  outcomeWords,
  reviewWords,
  startWith,
  whySentHere,
} from './check-words.ts';
import { judge } from './evaluate.ts';
import { readability } from './reading-age.ts';
import { outcomeKinds, type State } from './ruleset.ts';
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

test('a longer or a shorter cap than usual is told of, and only where it is clear', () => {
  const limits = (maxLengthMm: number) => ({ limits: { maxLengthMm, clearanceHours: 24 } });
  const titles = (ruleMm: number, capMm: number, state: State = 'clear') =>
    lengthCautions(limits(ruleMm), { state, maxLengthMm: capMm }).map(({ title }) => title);
  expect(titles(0.3, 0.3)).toEqual([]);
  expect(titles(0.5, 0.3)).toEqual(['Not longer than 0.3\u202fmm']);
  expect(titles(0.5, 0.5)).toEqual(['If you choose needles longer than 0.3\u202fmm']);
  expect(titles(0.5, 0.4)).toHaveLength(2);
  expect(titles(0.5, 0.4, 'wait')).toEqual([]);
});

test('what the first page says after a wipe, and nothing for an unknown code', () => {
  for (const notice of ['deleted', 'idle', 'gone'] as const) {
    const code = new URL(startWith(notice), 'http://shop.example').searchParams.get('notice');
    expect(checkNotice(code)?.text).toMatch(/.{20,}/);
  }
  for (const code of [null, '', 'toString', '<script>']) expect(checkNotice(code)).toBeNull();
});

test('who has reviewed a version: nobody, or a name with its dates', () => {
  const { review } = ruleset;
  expect(reviewWords({ review, status: 'draft' })).toMatch(/^It is a draft\. No clinician has signed it/);
  expect(reviewWords({ review, status: 'in-review' })).toMatch(/^It is being reviewed\. No clinician/);
  const signed = {
    ...review,
    reviewedBy: 'Dr Ada Example',
    reviewedOn: '2026-11-01',
    reviewDue: '2027-10-31',
  };
  expect(reviewWords({ review: signed, status: 'published' })).toMatch(
    /^Dr Ada Example reviewed it on 1 November 2026\. The next review is due by 31 October 2027\./,
  );
});

test('no question is called as one of the check’s own pages, which would hide it', () => {
  const pages = readdirSync(path.join(projectRoot, 'src/pages/self-check'), { withFileTypes: true })
    .map(({ name }) => name.replace(/\..*$/, ''))
    .filter((name) => !/^[_[]/.test(name));
  expect(pages).toContain('answers');
  expect(ruleset.questions.map(({ id }) => id).filter((id) => pages.includes(id))).toEqual([]);
});

describe('T14: the words of the check', () => {
  // Names that a reader who is asked about them has on a packet or in a letter, and ones that the page explains.
  const known = new Set(
    `warfarin apixaban rivaroxaban edoxaban dabigatran heparin clopidogrel aspirin haemophilia willebrand anticoagulants
    impetigo eczema psoriasis rosacea isotretinoin roaccutane accutane methotrexate azathioprine ciclosporin prednisolone
    chemotherapy radiotherapy scleroderma lupus dermatomyositis ehlers danlos diabetes dermatologist pharmacist lidocaine
    hyaluronic moisturiser`.split(/\s+/),
  );
  const ages = (texts: (string | null)[]) =>
    readability(
      texts.filter((text) => text !== null),
      known,
    ).age;
  /** The bound of docs: nobody needs to be older than this to read a page of the check. */
  const oldest = 11;

  test.each(ruleset.questions.map((question) => [question.id, question] as const))(
    'the question “%s” can be read at eleven',
    (_id, { text, why, counts, choices, missing }) => {
      const answers = choices.flatMap((choice) => [choice.text, choice.hint]);
      expect(ages([text, why, ...counts, ...answers, missing])).toBeLessThanOrEqual(oldest);
    },
  );

  test.each(outcomeKinds.map((kind) => [kind]))('the outcome “%s” can be read at eleven', (kind) => {
    const { title, lead, instead } = ruleset.outcomes[kind];
    expect(ages([title, lead, ...instead])).toBeLessThanOrEqual(oldest);
  });

  test('each reason can be read at twelve, and all of them together at nine', () => {
    for (const { id, say, do: advice, care } of ruleset.rules) {
      expect(ages([say, advice, ...(care ? [care.title, ...care.items] : [])]), id).toBeLessThanOrEqual(12);
    }
    expect(ages(ruleset.rules.flatMap(({ say, do: advice }) => [say, advice]))).toBeLessThanOrEqual(9);
  });

  test('no sentence of the questions and reasons is longer than 26 words', () => {
    const texts = [
      ...ruleset.questions.flatMap(({ text, why, counts }) => [text, why, ...counts]),
      ...ruleset.rules.flatMap(({ say, do: advice }) => [say, advice ?? '']),
    ];
    const long = texts
      .flatMap((text) => text.split(/(?<=[.!?])\s+/))
      .filter((sentence) => sentence.split(/\s+/).length > 26);
    expect(long).toEqual([]);
  });

  test('signs in the skin are told by feel or shape before colour, and for brown, black and white skin', () => {
    const colour = /\b(?:red(?:ness)?|pink|purple|gr[ea]y(?:ish)?|dark(?:er)?|brown(?! and black))\b/i;
    const feel =
      /\b(?:feels?|hot|sore|itch\w*|tender|firm|raised|swollen|swelling|pain|heat|bump\w*|scaly|shape)\b/i;
    const texts = [
      ...ruleset.questions.flatMap(({ counts }) => counts),
      ...ruleset.rules.flatMap(({ say, do: advice, care }) => [say, advice ?? '', ...(care?.items ?? [])]),
      ...Object.values(ruleset.outcomes).flatMap(({ lead, instead }) => [lead, ...instead]),
    ];
    const coloured = texts.filter((text) => colour.test(text));
    expect(coloured.length).toBeGreaterThan(2);
    for (const text of coloured) {
      expect(text).toMatch(/brown and black skin/i);
      // Dark marks are a colour and nothing else; every other sign is felt first.
      if (/^Dark marks/.test(text)) continue;
      expect(text.search(feel), text).toBeGreaterThanOrEqual(0);
      expect(text.search(feel), text).toBeLessThan(text.search(colour));
    }
  });

  test('whoever takes a medicine is told not to stop it, in the question and in the outcome', () => {
    for (const id of ['blood', 'medicines']) {
      expect(ruleset.questions.find((question) => question.id === id)?.why).toMatch(
        /do not stop a medicine/i,
      );
    }
    for (const kind of ['clinician', 'do-not-use', 'wait-healed', 'wait-both'] as const) {
      expect(ruleset.outcomes[kind].instead.join(' ')).toMatch(/do not stop or change a medicine/i);
    }
    for (const id of ['anticoagulant', 'antiplatelet', 'isotretinoin', 'immunosuppressant']) {
      const advice = ruleset.rules.find((rule) => rule.id === id)?.do ?? '';
      expect(advice, id).toMatch(/do not stop|keep taking/i);
    }
  });

  test('every line of the public list says its source, or that it is our own rule', () => {
    const listed = listedRules(ruleset).flatMap(({ rules }) => rules);
    expect(listed).toHaveLength(ruleset.rules.length);
    for (const { answer, basis } of listed) {
      expect(basis.isPolicy, answer).toBe(basis.cites.length === 0);
      for (const id of basis.cites) expect(ruleset.sources[id], id).toBeDefined();
    }
    expect(JSON.stringify(listed)).not.toMatch(/[{]\w+[}]/);
  });
});

test('the checkout’s reasons have words, anything else has none', () => {
  expect(whySentHere('expired')).toMatch(/too old/);
  for (const code of [null, '', 'toString', '<script>']) expect(whySentHere(code)).toBeNull();
});
