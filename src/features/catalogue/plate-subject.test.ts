import { describe, expect, test } from 'vitest';
import type { Variant } from '#content-pipeline/content.ts';
import { galleryOf, plateSubject } from './plate-subject.ts';
import { aRoller, aThing, aVariant } from './product-fixture.ts';

const variant = (needleLengthMm: number | null, colour: Variant['colour'], label: string) =>
  aVariant(label, { label, needleLengthMm, colour });

const roller = (...variants: Variant[]) => aRoller('a-roller', variants, { title: 'A roller' });

const cap = aThing(
  'travel-cap',
  'travel-cap',
  [variant(null, 'graphite', 'Graphite'), variant(null, 'sand', 'Sand')],
  {
    title: 'Travel cap',
    sizeMm: { width: 42, depth: 28, height: 32 },
  },
);

describe('the plate of a product', () => {
  test('has the colour of the variant; of the first where none is chosen; green where it names none', () => {
    const coloured = roller(
      variant(0.2, 'sand', '0.2 mm, sand'),
      variant(0.2, 'graphite', '0.2 mm, graphite'),
    );
    expect(plateSubject(coloured, coloured.variants[1])).toMatchObject({ handle: 'graphite' });
    expect(plateSubject(coloured)).toMatchObject({ handle: 'sand' });
    expect(plateSubject(roller(variant(0.2, null, '0.2 mm')))).toMatchObject({ handle: 'green' });
  });

  test('professional lengths have bare steel, whatever colour is named', () => {
    for (const length of [0.75, 1, 1.5])
      expect(plateSubject(roller(variant(length, 'green', `${length} mm`)))).toMatchObject({
        handle: 'steel',
      });
    expect(plateSubject(roller(variant(0.5, null, '0.5 mm')))).toMatchObject({ handle: 'green' });
  });

  test('of an accessory holds its measures and colour', () => {
    expect(plateSubject(cap)).toEqual({ kind: 'travel-cap', colour: 'graphite', sizeMm: cap.sizeMm });
    expect(plateSubject(cap, cap.variants[1])).toMatchObject({ colour: 'sand' });
    expect(plateSubject({ ...cap, sizeMm: null, variants: [variant(null, null, 'One size')] })).toEqual({
      kind: 'travel-cap',
    });
  });
});

describe('the gallery', () => {
  test('names the variant where the title does not, and each view by what it shows', () => {
    const [whole, front] = galleryOf(cap, variant(null, 'sand', 'Sand')).figures;
    expect(whole?.title).toBe('Travel cap, sand.');
    expect(front?.title).toBe('From the front.');
    expect(front?.words.join(' ')).toContain('42\u202fmm wide');
    const pack = { ...cap, kind: 'gauze' as const, title: 'Sterile gauze' };
    const single = galleryOf(pack, variant(null, null, 'Pack of ten')).figures;
    expect(single.map(({ title }) => title)).toEqual(['Sterile gauze.', 'From above.']);
  });

  test('of a roller has three views, the closer ones to scale', () => {
    const { figures } = galleryOf(roller(variant(0.25, null, '0.25 mm')), variant(0.25, null, '0.25 mm'));
    expect(figures.map(({ number }) => number)).toEqual(['1a', '1b', '1c']);
    expect(figures[0]?.title).toBe('A roller, 0.25 mm.');
    expect(figures[1]?.title).toBe('From the front, to scale.');
  });
});
