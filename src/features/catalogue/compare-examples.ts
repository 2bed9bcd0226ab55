import type { Market, Product } from '#content-pipeline/content.ts';
import { tierOf } from '#lib/needle-length.ts';

/** A comparison to begin with. */
export interface ExampleComparison {
  skus: string[];
  title: string;
  words: string;
}

/** Questions that many have, as comparisons of what the list shows; only those that it can answer. */
export function exampleComparisons(
  listed: readonly Product[],
  { tiers }: Pick<Market, 'tiers'>,
): ExampleComparison[] {
  const rollers = listed.filter(({ kind }) => kind === 'roller');
  const longest = ({ variants }: Product) =>
    Math.max(...variants.map(({ needleLengthMm }) => needleLengthMm ?? 0));
  const isTreated = (length: number, as: 'self-check' | 'show') => {
    const tier = length > 0 ? tierOf(length) : 'clinical';
    return tier !== 'clinical' && tiers[tier] === as;
  };
  const home = rollers.filter((product) => isTreated(longest(product), 'self-check'));
  const [shown] = rollers
    .filter((product) => isTreated(longest(product), 'show') && tierOf(longest(product)) === 'professional')
    .sort((a, b) => longest(b) - longest(a));
  const twoLengths = home.find(
    ({ variants }) => new Set(variants.map(({ needleLengthMm }) => needleLengthMm)).size > 1,
  );
  const perArea = (['face', 'body', 'scalp'] as const).flatMap(
    (area) => home.find(({ areas }) => areas.length === 1 && areas[0] === area) ?? [],
  );
  const examples: ExampleComparison[] = [];
  const add = (products: readonly Product[], title: string, words: string) => {
    const skus = products.flatMap((product) => product.variants[0]?.sku ?? []);
    if (skus.length > 1) examples.push({ skus, title, words });
  };
  if (twoLengths) {
    const [one, ...others] = twoLengths.variants;
    const other = others.find(({ needleLengthMm }) => needleLengthMm !== one?.needleLengthMm);
    if (one && other) {
      examples.push({
        skus: [one.sku, other.sku],
        title: `${twoLengths.title}: ${one.label} beside ${other.label}`,
        words: 'One roller, two needle lengths: how little else differs.',
      });
    }
  }
  const [first] = home;
  if (first && shown) {
    add(
      [first, shown],
      `${first.title} beside ${shown.title}`,
      'Why what a clinic does tells little about what a home roller does.',
    );
  }
  add(
    perArea,
    perArea.map(({ title }) => title).join(', '),
    'What changes with the part of the body it is made for.',
  );
  return examples;
}
