import type { Product, Variant } from '#content-pipeline/content.ts';
import { tierOf } from '#lib/needle-length.ts';
import type { PlateSubject } from '#ui/drawings/roller.ts';

/** What the plate of a product shows; with a variant, its needle length, else the longest. */
export function plateSubject(product: Product, variant?: Variant): PlateSubject {
  const lengths = product.variants.flatMap((each) => each.needleLengthMm ?? []);
  const length = variant?.needleLengthMm ?? Math.max(...lengths);
  if (product.kind !== 'roller') return { kind: product.kind };
  if (!product.needles || !Number.isFinite(length))
    throw new Error(`A roller without needles: ${product.slug}`);
  const tier = tierOf(length);
  return {
    kind: 'roller',
    needleLengthMm: length,
    needleCount: product.needles.count,
    rows: product.needles.rows,
    headWidthMm: product.needles.headWidthMm,
    handle: tier === 'surface' || tier === 'homeMax' ? 'green' : 'graphite',
  };
}
