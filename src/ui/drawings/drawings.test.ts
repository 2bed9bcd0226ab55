import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { depthRuleWords, drawDepthRule, smallRule } from './depth-rule.ts';

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
