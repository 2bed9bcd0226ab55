import type { Product, Variant, VariantColour } from '#content-pipeline/content.ts';
import type { Availability } from '#features/catalogue/catalogue.ts';
import { formatNeedleLength } from '#lib/needle-length.ts';

/** One way in which the variants of a product differ, and what there is to choose. */
export interface VariantAxis {
  title: 'Needle length' | 'Colour' | 'Which one';
  choices: VariantChoice[];
}

export interface VariantChoice {
  words: string;
  /** What the link leads to: this choice with the rest as it was, or the nearest that there is. */
  sku: string;
  isChosen: boolean;
  /** To be shown beside the words; null where the axis is no colour. */
  colour: VariantColour | null;
  /** That very variant cannot be had now, and is one that is sold otherwise. */
  isSoldOut: boolean;
}

/**
 * What can be chosen of a product, one axis for lengths and one for colours where it differs in both; empty where
 * there is one variant only. Where length and colour do not tell the variants apart, their labels do.
 */
export function variantAxes(
  product: Product,
  chosen: Variant,
  available: Availability,
  isOffered: (variant: Variant) => boolean,
): VariantAxis[] {
  const { variants } = product;
  if (variants.length < 2) return [];
  const choiceOf = (variant: Variant, words: string, isChosen: boolean): VariantChoice => ({
    words,
    sku: variant.sku,
    isChosen,
    colour: null,
    isSoldOut: isOffered(variant) && (available.get(variant.sku) ?? 0) <= 0,
  });
  const lengths = distinct(variants.map(({ needleLengthMm }) => needleLengthMm));
  const colours = distinct(variants.map(({ colour }) => colour));
  const isTold =
    new Set(variants.map(({ needleLengthMm, colour }) => `${needleLengthMm} ${colour}`)).size ===
    variants.length;
  if (!isTold || lengths.includes(null) !== lengths.every((length) => length === null) || hasHoles(colours)) {
    return [
      {
        title: 'Which one',
        choices: variants.map((each) => choiceOf(each, each.label, each.sku === chosen.sku)),
      },
    ];
  }
  // The chosen one itself comes first, so that its own choice leads to it.
  const byNearness = [chosen, ...variants.filter(({ sku }) => sku !== chosen.sku)];
  const axes: VariantAxis[] = [];
  if (lengths.length > 1) {
    axes.push({
      title: 'Needle length',
      choices: lengths
        .flatMap((length) => length ?? [])
        .sort((a, b) => a - b)
        .flatMap((length) => {
          const fitting = byNearness.filter(({ needleLengthMm }) => needleLengthMm === length);
          const found = fitting.find(({ colour }) => colour === chosen.colour) ?? fitting[0];
          return found ? [choiceOf(found, formatNeedleLength(length), length === chosen.needleLengthMm)] : [];
        }),
    });
  }
  if (colours.length > 1) {
    axes.push({
      title: 'Colour',
      choices: colours.flatMap((colour) => {
        const fitting = byNearness.filter((each) => each.colour === colour);
        const found =
          fitting.find(({ needleLengthMm }) => needleLengthMm === chosen.needleLengthMm) ?? fitting[0];
        return found && colour
          ? [{ ...choiceOf(found, colourWord(colour), colour === chosen.colour), colour }]
          : [];
      }),
    });
  }
  return axes;
}

/** A colour as it stands alone: “Sand”. */
export function colourWord(colour: VariantColour): string {
  return `${colour.charAt(0).toUpperCase()}${colour.slice(1)}`;
}

/** Some have a colour and some have none. */
function hasHoles(colours: readonly (VariantColour | null)[]): boolean {
  return colours.length > 1 && colours.includes(null);
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
