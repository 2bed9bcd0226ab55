import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatProblem } from '#content-pipeline/problems.ts';
import { citationsLinter, exemptionOf } from '#features/editorial/citations.ts';
import { figuresLinter, says } from '#features/editorial/figures.ts';
import { layoutLinter } from '#features/editorial/layout.ts';
import { findings, fixtureFacts, fixturesIn } from './lint.ts';

const expected = fixturesIn('rules', '.txt');

function found(text: string): string[] {
  return findings({ 'learn/fixture.mdx': text, 'facts.yaml': fixtureFacts }).map((problem) =>
    formatProblem(problem).replace('content/learn/fixture.mdx:', ''),
  );
}

/** Findings about a body that stands in an article without products. */
function inBody(body: string): string[] {
  return found(`---\ntitle: Fixture\nsummary: A page.\n---\n\n${body}\n`);
}

describe('fixtures', () => {
  it.each([...fixturesIn('rules')])('%s', (name, text) => {
    expect(found(text).join('\n')).toBe(expected.get(name)?.trimEnd());
  });

  it('come in pairs: each rule has what breaks it and what keeps it', () => {
    const broken = [...expected].filter(([, lines]) => lines.trim() !== '').map(([name]) => name);
    expect(broken.sort()).toEqual([
      'citation-missing',
      'figure-bare',
      'figure-without-caveat',
      'figure-without-source',
      'layout-card-in-risks',
      'layout-folded-away',
      'layout-link-first',
      'layout-products-alone',
      'layout-roller-first',
    ]);
    const kept = [...expected.keys()].filter((name) => !broken.includes(name));
    expect(kept.sort()).toEqual([
      'citation-there',
      'figure-bare-allowed',
      'figure-with-caveat',
      'figure-with-source',
      'layout-in-order',
      'layout-nothing-sold',
    ]);
  });

  it('concern articles alone', () => {
    for (const [, text] of fixturesIn('rules')) {
      for (const place of ['products', 'glossary', 'legal']) {
        const files = { [`${place}/fixture.mdx`]: text, 'facts.yaml': fixtureFacts };
        expect(findings(files, [citationsLinter, figuresLinter, layoutLinter])).toEqual([]);
      }
    }
  });
});

describe('statements of effect', () => {
  it.each([
    ['Does needling cause scars?', 'question'],
    ['How often rolling does harm, nobody has measured.', 'not-known'],
    ['We found no trial in which rolling improved scars.', 'not-known'],
    ['Whether rolling improves scars is not settled.', 'not-known'],
    ['The evidence for rolling at home is thin.', 'not-known'],
    ['Do not roll skin that bleeds.', 'instruction'],
    ['If rolling hurts, stop.', 'instruction'],
    ['Keep needled skin, which darkens in the sun, covered.', 'instruction'],
    ['We ask you to wait, because needling breaks the skin.', 'policy'],
    ['Needling breaks the skin, so we ask you to wait.', 'policy'],
    ['That page explains what needling causes.', 'pointer'],
    ['Needling causes dark marks.', null],
    ['In clinics, needling softened scars in some people.', null],
    ['Rolling may spread an infection.', null],
    ['Needling does not cause scars.', null],
  ])('%s → %s', (sentence, exemption) => {
    expect(exemptionOf(sentence)).toBe(exemption);
    expect(inBody(sentence).length).toBe(exemption === null ? 1 : 0);
  });

  it('a citation counts from its sentence onwards, and not backwards', () => {
    const plain = fc.constantFrom('The drum is small.', 'Most of them are of steel.', 'Look at it.');
    const sentences = fc.array(plain, { maxLength: 4 });
    fc.assert(
      fc.property(sentences, sentences, (before, after) => {
        const body = (parts: string[]) =>
          inBody(parts.join(' ')).filter((line) => line.includes('  citation  '));
        const effect = 'Needling bruises the skin.';
        expect(body([...before, effect, ...after])).toHaveLength(1);
        expect(body([...before, `${effect}<Cite id="S14" />`, ...after])).toEqual([]);
        expect(body([...before, effect, ...after, 'So it is.<Cite id="S14" />'])).toEqual([]);
        expect(body(['So it is.<Cite id="S14" />', ...before, effect, ...after])).toHaveLength(1);
      }),
    );
  });

  it('half a sentence that owns up to not knowing does not excuse the other half', () => {
    expect(inBody('Needling softens scars; for home rollers we found no trial.')).toHaveLength(1);
  });
});

describe('figures', () => {
  const figures = (body: string) => inBody(body).filter((line) => line.includes('  figure  '));

  it('every number that is no name, date or year is found, whatever it measures', () => {
    const unit = fc.constantFrom('mm', 'people', 'weeks', 'per cent', 'hours', 'sessions', 'points');
    const number = fc.oneof(
      fc
        .integer({ min: 4, max: 1799 })
        .filter((n) => ![111, 112, 999, 911].includes(n))
        .map(String),
      fc.integer({ min: 0, max: 99 }).map((n) => `3.${n}7`),
    );
    fc.assert(
      fc.property(number, unit, (n, of) => {
        expect(figures(`It was ${n} ${of} then.`)).toEqual([
          expect.stringContaining(`6:8  figure  “${n} ${of}”`),
        ]);
      }),
    );
  });

  it.each([
    'one week',
    'two hours',
    'twelve weeks',
    'twenty-five people',
    'two or three days',
    'a hundred needles',
    'three more sessions',
    'thirty-day',
    'four times',
    'five per cent',
  ])('%s is found', (words) =>
    expect(figures(`It was ${words} then.`)).toEqual([expect.stringContaining('  figure  ')]),
  );

  it.each([
    'In 2024 it changed.',
    'On 1 March 2013 and in December 2021.',
    'Call 111 or 112.',
    'One person, one roller, one week-end.',
    'Needles of 0.2, 0.25 and 0.3 mm; a 1.5 mm needle.',
    'Two rollers, three drums, four reasons.',
    'See Article 7 and Annex 16.',
    'It is called PDGF2, TGF-β3 or S22a.',
    'Once more, the first week and the second day.',
  ])('%s stands', (words) => expect(figures(words)).toEqual([]));

  it('the length of a needle is a name, the same number for anything else is not', () => {
    expect(figures('A needle of 0.2 mm.')).toEqual([]);
    expect(figures('A layer of 0.2 mm.')).toHaveLength(1);
    expect(figures('The needle met a layer 0.2 mm thick.')).toHaveLength(1);
    expect(figures('A needle of 0.7 mm.')).toHaveLength(1);
    expect(figures('0.2 people with needles.')).toHaveLength(1);
  });

  it('a year with a unit is a number of things', () => {
    expect(figures('There were 2000 people.')).toHaveLength(1);
    expect(figures('There were 1999 needles.')).toHaveLength(1);
  });

  it('a figure that facts.yaml does not hold is the check’s to name, and no number besides', () => {
    expect(inBody('It took <Fact id="unknown" /> then.')).toEqual([]);
  });

  it.each([
    ['in rats', 'rat', true],
    ['a rat’s skin', 'rat', true],
    ["the rats' skin", 'rat', true],
    ['at this rate, rather', 'rat', false],
    ['by clinical copies', 'clinic', true],
    ['by two copies', 'copy', true],
    ['they disagreed', 'disagree', true],
    ['pens', 'pen', true],
    ['penned, open', 'pen', false],
    ['DEVICES', 'device', true],
    ['a reported case', 'report', true],
    ['under general anaesthesia', 'anaesthetic', false],
  ])('“%s” says “%s”: %s', (text, word, answer) =>
    expect(says(text.replaceAll('’', "'"), word)).toBe(answer),
  );
});

describe('layout', () => {
  const who = '<WhoShouldNot>\n\n- you are ill;\n\n</WhoShouldNot>';
  const risks = '<Risks>\n\nMarks.\n\n</Risks>';
  const offers = [
    '<Roller slug="a" />',
    '[a](/rollers)',
    '[a](/rollers/a?sku=1)',
    '[a](/cart)',
    '[a](/checkout)',
  ];
  const others = [
    'Words.',
    '[a](/learn/rollers)',
    '[a](/legal/terms#rollers)',
    '[a](https://example.org/rollers)',
    '## Rollers',
  ];

  it('an article passes exactly when both boxes end before the first offer, in any order of its parts', () => {
    const parts = fc.shuffledSubarray([who, risks, ...offers, ...others]);
    fc.assert(
      fc.property(parts, (chosen) => {
        const offer = chosen.findIndex((part) => offers.includes(part));
        const shown = chosen.slice(0, offer === -1 ? undefined : offer);
        const missing = offer === -1 ? 0 : [who, risks].filter((box) => !shown.includes(box)).length;
        const lines = inBody(chosen.join('\n\n')).filter((line) => line.includes('stands before <'));
        expect(lines).toHaveLength(missing);
        const line = 6 + chosen.slice(0, offer).join('\n\n').split('\n').length - 1 + (offer > 0 ? 2 : 0);
        for (const problem of lines) expect(problem.startsWith(`${line}:1`)).toBe(true);
      }),
    );
  });
});
