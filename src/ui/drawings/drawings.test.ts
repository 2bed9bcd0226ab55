import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { depthRuleWords, drawDepthRule, smallRule } from './depth-rule.ts';
import { drawAccessory, drawRoller, type RollerSpec, rollerWords } from './roller.ts';
import { drawSkinSection, skinSectionWords } from './skin-section.ts';

/** Every drawing: no number went wrong, no colour of its own, no style or script that the page would refuse. */
function expectSound(svg: string) {
  expect(svg).not.toMatch(/NaN|Infinity|undefined|null/);
  expect(svg).not.toMatch(/#[0-9a-f]{3,8}\b(?!-)(?=["';])|rgb\(|hsl\(/i);
  expect(svg).not.toMatch(/style=|<script|<style|on\w+=/);
  expect(svg.match(/<svg/g)).toHaveLength(1);
}

const lengthMm = fc.integer({ min: 1, max: 150 }).map((hundredths) => hundredths / 100);

describe('the depth rule', () => {
  const rule = (lengthsMm: number[], labelled = true) =>
    drawDepthRule({ lengthsMm, maxMm: 1.5, unitsPerMm: 100, labelled, name: null });

  test('a bar is as long as its needle, to scale', () => {
    fc.assert(
      fc.property(lengthMm, (length) => {
        const svg = rule([length]);
        expectSound(svg);
        const [, drawn] = /d-bar" d="M[\d. ]+h4v([\d.]+)l/.exec(svg) ?? [];
        expect(Number(drawn)).toBeCloseTo(length * 100, 0);
      }),
    );
  });

  test('small rules share one scale, so that 0.2, 0.3 and 1.5 mm differ at a glance', () => {
    const bar = (length: number) =>
      Number(
        /h4v([\d.]+)l/.exec(
          drawDepthRule({ ...smallRule, lengthsMm: [length], labelled: false, name: null }),
        )?.[1],
      );
    expect(bar(0.3) / bar(0.2)).toBeCloseTo(1.5, 1);
    expect(bar(1.5) / bar(0.2)).toBeCloseTo(7.5, 1);
    expect(bar(0.3) - bar(0.2)).toBeGreaterThanOrEqual(4);
  });

  test('refuses a length that would be cut off', () => {
    expect(() => rule([2])).toThrow(RangeError);
    expect(() => rule([0])).toThrow(RangeError);
  });

  test('says its numbers', () => {
    expect(depthRuleWords([0.2, 0.25, 1], 1.5)).toBe(
      'Depth rule to 1.5\u202fmm: 0.2\u202fmm, 0.25\u202fmm and 1.0\u202fmm',
    );
    expect(rule([0.25])).toContain('>0.25\u202fmm<');
  });
});

describe('the skin section', () => {
  test('every needle ends at its length on the rule, and its number stands there', () => {
    fc.assert(
      fc.property(fc.uniqueArray(lengthMm, { minLength: 1, maxLength: 6 }), (lengths) => {
        const svg = drawSkinSection(lengths, 'a', 'Skin');
        expectSound(svg);
        const tips = [...svg.matchAll(/d-bar" d="M[\d.]+ 40h8l-3\.2 [\d.]+L[\d.]+ ([\d.]+)l/g)].map((match) =>
          Number(match[1]),
        );
        expect(tips).toHaveLength(lengths.length);
        tips.forEach((tip, index) => {
          expect(tip).toBeCloseTo(40 + (lengths[index] ?? 0) * 190, 0);
        });
      }),
    );
  });

  test('its words name every length, each method, and that length is not depth', () => {
    const words = skinSectionWords([0.2, 1.5]).join(' ');
    for (const fact of [
      '0.2\u202fmm',
      '1.5\u202fmm',
      '0.02\u202fmm',
      '0.07\u202fmm',
      'Raman',
      'ultrasound',
      'tissue',
      'Length is not depth',
    ]) {
      expect(words).toContain(fact);
    }
  });

  test.each([[[]], [[0]], [[3.1]], [[0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]]])('refuses %j', (lengths) => {
    expect(() => drawSkinSection(lengths, 'a', 'Skin')).toThrow(RangeError);
  });
});

describe('the plate', () => {
  const spec: RollerSpec = {
    needleLengthMm: 0.25,
    needleCount: 192,
    rows: 8,
    headWidthMm: 20,
    handle: 'green',
  };
  const draw = (more: Partial<RollerSpec> = {}, view: 'plate' | 'card' | 'thumb' = 'plate') =>
    drawRoller({ ...spec, ...more }, { id: 'p', view, name: 'A “roller” & <more>' });

  test('draws the near half of the needles of each row', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 24 }),
        fc.integer({ min: 4, max: 60 }),
        lengthMm,
        (rows, perRow, needleLengthMm) => {
          const svg = draw({ rows, needleCount: rows * perRow, needleLengthMm });
          expectSound(svg);
          const path = /d-needles" d="([^"]+)"/.exec(svg)?.[1] ?? '';
          const drawn = path.split('M').length - 1;
          expect(drawn).toBeGreaterThanOrEqual(Math.floor((rows * perRow) / 2));
          expect(drawn).toBeLessThanOrEqual(Math.ceil((rows * perRow) / 2) + rows);
        },
      ),
    );
  });

  test('heads and needles keep one scale over the range', () => {
    const drumWidth = (headWidthMm: number) =>
      Number(/url\(#p-drum\)" x="[\d.]+" y="[\d.]+" width="([\d.]+)"/.exec(draw({ headWidthMm }))?.[1]);
    expect(drumWidth(45) / drumWidth(20)).toBeCloseTo(2.25, 2);
  });

  test('the numbers of the data stand on the plate and in the words', () => {
    const svg = draw();
    for (const fact of ['head 20\u202fmm', 'needle 0.25\u202fmm', '192 needles, 8 rows'])
      expect(svg).toContain(fact);
    expect(rollerWords(spec).join(' ')).toMatch(/20\u202fmm.*192 needles in 8 rows.*0\.25\u202fmm/);
    expect(draw({}, 'card')).not.toContain('192 needles');
    expect(draw({}, 'thumb')).not.toContain('d-lens');
  });

  test('a name is escaped; without one it is decoration', () => {
    expect(draw()).toContain('aria-label="A “roller” &amp; &lt;more&gt;"');
    expect(drawRoller(spec, { id: 'p', view: 'card', name: null })).toContain('aria-hidden="true"');
  });

  test('accessories', () => {
    for (const kind of ['storage-case', 'cleaning-tray'] as const) {
      for (const view of ['plate', 'card', 'thumb'] as const)
        expectSound(drawAccessory(kind, { id: 'a', view, name: null }));
    }
  });
});
