import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { skinSiteNames, skinSites } from '#ui/drawings/figure-facts.ts';
import { depthWords, lengthRange, nominalLengthsMm } from './depth-words.ts';

const place = fc.constantFrom(...skinSiteNames);
const length = fc
  .integer({ min: lengthRange.from * 20, max: lengthRange.to * 20 })
  .map((steps) => Math.round((steps / 20) * 100) / 100);
const allWords = (mm: number, site: (typeof skinSiteNames)[number]) => {
  const { head, cautions, layers, measured } = depthWords(mm, site);
  return [head, ...cautions, ...[...layers, ...measured].map(({ words }) => words)].join('\n');
};

test('the slider reaches every length by custom, in its own steps', () => {
  for (const mm of nominalLengthsMm) {
    expect(mm).toBeGreaterThanOrEqual(lengthRange.from);
    expect(mm).toBeLessThanOrEqual(lengthRange.to);
    const steps = (mm - lengthRange.from) / lengthRange.step;
    expect(Math.abs(steps - Math.round(steps))).toBeLessThan(1e-6);
  }
});

test('whatever is chosen: length is not depth, what was measured has its source, and nothing is promised', () => {
  fc.assert(
    fc.property(length, place, (mm, site) => {
      const words = allWords(mm, site);
      expect(words).toContain('Length is not depth');
      expect(words).toContain('In hairless rats');
      expect(words).toContain('within 72\u00a0hours');
      expect(words).toContain('we found no measurement');
      expect(words).not.toMatch(/reach|penetrat|safe|collagen|\bonly\b/i);
      const { layers, measured } = depthWords(mm, site);
      expect(layers).toHaveLength(skinSites[site].deadLayer.length + skinSites[site].columns.length);
      for (const { words: each, sources } of [...layers, ...measured])
        if (/\d/.test(each) || layers.some((layer) => layer.words === each))
          expect(sources.length, each).toBeGreaterThan(0);
    }),
  );
});

test('above 0.3 mm it says that we do not sell it, at the eyelid that it is no place to roll; else neither', () => {
  fc.assert(
    fc.property(length, place, (mm, site) => {
      const { cautions } = depthWords(mm, site);
      expect(cautions.includes('We do not sell needles of this length.')).toBe(mm > 0.3);
      expect(cautions.includes('The eyelid is not a place to roll.')).toBe(site === 'eyelid');
    }),
  );
});

describe('the layer in which the length ends', () => {
  const layers = (mm: number, site: (typeof skinSiteNames)[number]) =>
    depthWords(mm, site).layers.map(({ words }) => words);

  test('on the face, by each way of measuring', () => {
    expect(layers(0.1, 'face')).toEqual([
      'Dead outer layer of the cheek, by Raman spectroscopy: the length passes it.',
      'On tissue sections: the length ends at the lower edge of the epidermis or in the dermis.',
      'By ultrasound: the length ends in the epidermis.',
    ]);
    expect(layers(0.2, 'face').slice(1)).toEqual([
      'On tissue sections: the length ends in the dermis.',
      'By ultrasound: the length ends at the lower edge of the epidermis or in the dermis.',
    ]);
    expect(layers(1, 'face').slice(1)).toEqual([
      'On tissue sections: the length ends in the dermis.',
      'By ultrasound: the length ends in the dermis or in the fat below it.',
    ]);
    expect(layers(3, 'face').slice(1)).toEqual([
      'On tissue sections: the length ends in the fat below the dermis.',
      'By ultrasound: the length ends in the fat below the dermis.',
    ]);
  });

  test('the palm’s dead layer is thicker than short needles are long', () => {
    expect(layers(0.15, 'body')[2]).toBe(
      'Dead outer layer of the palm, by Raman spectroscopy: the length ends in it.',
    );
    expect(layers(0.2, 'body')[2]).toBe(
      'Dead outer layer of the palm, by Raman spectroscopy: the length passes it.',
    );
  });

  test('never moves up as the length grows', () => {
    const order = [
      'in the epidermis',
      'at the lower edge of the epidermis or in the dermis',
      'in the dermis',
      'in the dermis or in the fat below it',
      'in the fat below the dermis',
    ];
    for (const site of skinSiteNames) {
      let before: number[] = [];
      for (let step = 2; step <= 60; step += 1) {
        const ranks = layers(step / 20, site)
          .filter((words) => !words.startsWith('Dead'))
          .map((words) => order.indexOf(words.replace(/^.*the length ends (.*)\.$/, '$1')));
        expect(ranks).not.toContain(-1);
        for (const [index, rank] of ranks.entries()) expect(rank).toBeGreaterThanOrEqual(before[index] ?? 0);
        before = ranks;
      }
    }
  });
});
