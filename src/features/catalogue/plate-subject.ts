import type { Product, Variant } from '#content-pipeline/content.ts';
import { tierOf } from '#lib/needle-length.ts';
import { accessoryTitle } from '#ui/drawings/accessory.ts';
import { type PlateSubject, plateWords, viewsOf } from '#ui/drawings/roller.ts';

/**
 * What the plate of a product shows; with a variant, its needle length and colour, else the longest and the first.
 * Professional instruments have handles of bare steel whatever their colour: they never look like those for the home.
 */
export function plateSubject(product: Product, variant?: Variant): PlateSubject {
  const lengths = product.variants.flatMap((each) => each.needleLengthMm ?? []);
  const length = variant?.needleLengthMm ?? Math.max(...lengths);
  const colour = (variant ?? product.variants[0])?.colour ?? null;
  if (product.kind !== 'roller')
    return {
      kind: product.kind,
      ...(colour && { colour }),
      ...(product.sizeMm && { sizeMm: product.sizeMm }),
    };
  if (!product.needles || !Number.isFinite(length))
    throw new Error(`A roller without needles: ${product.slug}`);
  const tier = tierOf(length);
  const isForHome = tier === 'surface' || tier === 'homeMax';
  return {
    kind: 'roller',
    needleLengthMm: length,
    needleCount: product.needles.count,
    rows: product.needles.rows,
    headWidthMm: product.needles.headWidthMm,
    material: product.needles.material,
    handle: isForHome ? (colour ?? 'green') : 'steel',
  };
}

/** One plate of a product page. */
export interface GalleryFigure {
  view: 'three-quarter' | 'front' | 'head';
  /** “1a”, “1b” … */
  number: string;
  title: string;
  /** The view in two or three words, for a link to it. */
  short: string;
  /** What a screen reader says of the picture; the words follow in the caption. */
  name: string;
  words: string[];
}

/** The plates that a product page shows of a variant, in order. */
export function galleryOf(
  product: Product,
  variant: Variant,
): { subject: PlateSubject; figures: GalleryFigure[] } {
  const subject = plateSubject(product, variant);
  const name =
    (variant.needleLengthMm === null && variant.colour === null) || product.title.includes(variant.label)
      ? product.title
      : `${product.title}, ${variant.label.charAt(0).toLowerCase()}${variant.label.slice(1)}`;
  const shorts = { 'three-quarter': 'The whole', front: 'From the front', head: 'Close up' };
  const titles = { 'three-quarter': 'The whole of it', front: 'From the front', head: 'The head, close up' };
  const titleOf = (view: GalleryFigure['view']) =>
    subject.kind === 'roller' || view === 'head' ? titles[view] : accessoryTitle(subject.kind, view);
  const figures = viewsOf(subject).map((view, place) => ({
    view,
    number: `1${'abc'[place]}`,
    title: place === 0 ? `${name}.` : `${titleOf(view)}${subject.kind === 'roller' ? ', to scale' : ''}.`,
    short: subject.kind === 'roller' || place === 0 ? shorts[view] : titleOf(view),
    name: `Drawing: ${name.toLowerCase()}, ${titleOf(view).toLowerCase()}`,
    words: plateWords(subject, view),
  }));
  return { subject, figures };
}
