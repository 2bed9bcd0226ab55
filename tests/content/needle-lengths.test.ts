import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inspectContent } from '#content-pipeline/check-content.ts';
import type { Market } from '#content-pipeline/content.ts';
import { formatProblem } from '#content-pipeline/problems.ts';
import { newBasket, priceCart } from '#features/cart/cart.ts';
import { searchBundle, someProduct } from '#features/search/search-fixture.ts';
import { coversLength, evaluate } from '#features/self-check/evaluate.ts';
import { firstRuleset, safeAnswers } from '#features/self-check/ruleset-fixture.ts';
import { readValidShop } from './fixtures.ts';

const product = 'products/face-roller.mdx';

/** What the content check says of a product whose second variant has this needle length and label. */
function say(written: string | null, label: string): string[] {
  const { files, publicFiles } = readValidShop();
  const text = files.get(product) ?? '';
  const changed = text
    .replace('    label: 0.25 mm\n', `    label: ${label}\n`)
    .replace('    needleLengthMm: 0.25\n', written === null ? '' : `    needleLengthMm: ${written}\n`);
  expect(changed).not.toBe(text);
  files.set(product, changed);
  return inspectContent({ files, publicFiles }).problems.map(formatProblem);
}

describe('T6 T11 law 6: the needle length of a product', () => {
  test.each([
    ['0.3', '0.3 mm'],
    ['0.30', '0.3 mm'],
    ['0.31', '0.31 mm'],
    ['0.5', '0.5 mm'],
    ['1.0', '1.0 mm'],
    ['1.5', '1.5 mm'],
    ['2.0', '2.0 mm'],
  ])('%s beside the label “%s” is a length, whoever may buy it', (written, label) => {
    expect(say(written, label)).toEqual([]);
  });

  test.each([
    ['0', '0 mm'],
    ['0.0', '0.0 mm'],
    ['-0.25', '0.25 mm'],
    ['"0,3"', '0.3 mm'],
    ['0,3', '0.3 mm'],
    ['0.3mm', '0.3 mm'],
    ['"0.3"', '0.3 mm'],
    ['null', '0.25 mm'],
    [null, '0.25 mm'],
    ['.nan', '0.25 mm'],
    ['.inf', '0.25 mm'],
    ['[0.3]', '0.3 mm'],
  ])('%s is refused at its place', (written, label) => {
    const said = say(written, label);
    expect(said).not.toEqual([]);
    for (const line of said) {
      expect(line).toMatch(
        /^content\/products\/face-roller\.mdx:\d+:\d+ {2}variants\[1\]\.(needleLengthMm|label) {2}/,
      );
    }
    expect(said.some((line) => line.includes('variants[1].needleLengthMm'))).toBe(true);
  });

  test.each([
    ['0.25', '0.3 mm'],
    ['0.3', '0.25 mm'],
    ['0.3', '0.31 mm'],
  ])(
    '%s under the label “%s” is refused: the page would say another length than the gate checks',
    (written, label) => {
      expect(say(written, label)).toEqual([expect.stringMatching(/variants\[1\]\.label {2}/)]);
    },
  );
});

describe('T6 a basket of several', () => {
  // A market that sells every tier, so that the gate alone decides.
  const market: Market = {
    id: 'uk',
    name: 'United Kingdom',
    sells: true,
    reason: null,
    sources: [],
    zone: 'Europe/London',
    vatRatePercent: 20,
    reducedVatRatePercent: 5,
    countries: ['GB'],
    tiers: { surface: 'self-check', homeMax: 'self-check', professional: 'self-check' },
  };
  const lengths = [0.2, 0.25, 0.3, 0.31, 0.5, 1, 1.5, null];
  const products = lengths.map((lengthMm) =>
    someProduct(`p${lengthMm ?? 'case'}`.replace('.', '-'), { lengthMm }),
  );
  const bySku = new Map(
    products.flatMap((each) => each.variants.map((variant) => [variant.sku, { product: each, variant }])),
  );
  const stock = new Map([...bySku.keys()].map((sku) => [sku, 9]));
  const catalogue = {
    content: { shop: searchBundle().shop, variant: (sku: string) => bySku.get(sku) },
    market,
    now: new Date('2026-11-22T12:00:00Z'),
  };
  const ruleset = firstRuleset();
  const clear = evaluate(ruleset, safeAnswers(ruleset), '2026-11-22');

  test('is judged by its longest needle, in whatever order it was filled', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...bySku.keys()], { minLength: 1, maxLength: 5 }), (skus) => {
        const cart = { ...newBasket(), items: Object.fromEntries(skus.map((sku) => [sku, 1])) };
        const { longestNeedleMm, lines } = priceCart(cart, catalogue, stock);
        expect(lines).toHaveLength(skus.length);
        const needles = skus.flatMap((sku) => bySku.get(sku)?.variant.needleLengthMm ?? []);
        // Without needles there is nothing to check; with them, all must be covered.
        expect(longestNeedleMm).toBe(needles.length > 0 ? Math.max(...needles) : null);
        if (longestNeedleMm !== null) {
          expect(coversLength(clear, longestNeedleMm)).toBe(
            needles.every((each) => coversLength(clear, each)),
          );
        }
      }),
    );
  });

  test.each([
    [[0.2, 0.25, 0.3], 0.3, true],
    [[0.2, 0.31], 0.31, false],
    [[1.5, 0.2], 1.5, false],
    [[null, 0.25], 0.25, true],
  ])('%j counts as %d mm: may be paid for: %s', (wanted, longest, covered) => {
    const items = Object.fromEntries(
      [...bySku]
        .filter(([, { variant }]) => wanted.includes(variant.needleLengthMm))
        .map(([sku]) => [sku, 1]),
    );
    const priced = priceCart({ ...newBasket(), items }, catalogue, stock);
    expect(priced.longestNeedleMm).toBe(longest);
    expect(coversLength(clear, priced.longestNeedleMm)).toBe(covered);
  });
});
