import type { Area, Market, Product, Variant } from '#content-pipeline/content.ts';
import { catalogueWord, type Stocked, saleOf } from '#features/catalogue/catalogue.ts';
import { everything, writeQuery } from '#features/catalogue/catalogue-query.ts';
import { formatMoney } from '#lib/money.ts';
import { formatNeedleLength } from '#lib/needle-length.ts';
import { paths } from '#lib/paths.ts';
import { isListed } from '#lib/purchasable.ts';

/** How many variants and products are named at most. */
export const mostAlternatives = 3;

/** Another product, and the variant of it that comes nearest. */
export interface Alternative {
  product: Product;
  variant: Variant;
}

/** What somebody can do who cannot buy what they look at. */
export interface Instead {
  /** Why nothing is named, or how what is named was chosen. */
  words: string;
  /** Of the same product, in stock. */
  siblings: Variant[];
  /** Nearest first. */
  others: Alternative[];
  /** What we sell of its kind; null where the shop sells nothing. */
  list: { words: string; href: string } | null;
  /** Slugs of articles to read instead. */
  reading: string[];
}

/**
 * What to do instead of buying this variant; null where it can be bought. Others are of the same kind and, for rollers,
 * for a place of its own; they are in stock, and never have longer needles: what we do not sell leads to the shortest
 * that we do. A professional instrument leads to none: a roller for the home is no smaller one of these.
 */
export function insteadOf(
  product: Product,
  variant: Variant,
  products: readonly Product[],
  around: { market: Market; available: Stocked; now: Date },
): Instead | null {
  const { market, available, now } = around;
  const sale = saleOf(product, variant, market, available, now);
  if (sale.ok) return null;
  const { code } = sale.error;
  const list = { words: listWords(product), href: listAddress(product) };
  const nothing = { siblings: [], others: [] };
  if (!market.sells) {
    return {
      ...nothing,
      words: 'Everything that there is to read is open to you, wherever you are.',
      list: null,
      reading: ['how-derma-rollers-work', 'who-should-not-use-one'],
    };
  }
  if (code === 'on-show') {
    return {
      ...nothing,
      words:
        'A roller for the home is no smaller one of these. If you came for scars or lines, a GP or a dermatologist can say what there is, with needles and without.',
      list,
      reading: ['acne-scars-clinic-and-home', 'choosing-a-roller'],
    };
  }
  const isSoldOut = code === 'sold-out';
  const siblings = product.variants
    .filter((each) => each.sku !== variant.sku && saleOf(product, each, market, available, now).ok)
    .sort((a, b) => unlike(a, variant) - unlike(b, variant))
    .slice(0, mostAlternatives);
  // Of what we do not sell for its length, no length is a wish to come near to.
  const wishMm = code === 'not-offered' ? null : variant.needleLengthMm;
  const others = nearest(product, wishMm, products, around).slice(0, mostAlternatives - siblings.length);
  const isRoller = product.kind === 'roller';
  const named = siblings.length + others.length > 0;
  const waiting = isSoldOut ? 'There is no waiting list yet. ' : '';
  return {
    words: !named
      ? `${waiting}We have nothing like it to sell at the moment.`
      : isRoller && others.length > 0
        ? `${waiting}In stock, ${wishMm === null ? 'shortest needles first' : 'with needles of that length or shorter'}:`
        : `${waiting}In stock:`,
    siblings,
    others,
    list,
    reading: isRoller ? ['choosing-a-roller'] : ['cleaning-sharing-replacing'],
  };
}

/** The facts of another product that tell it from its neighbours: “0.2 mm, steel, head 9 mm wide, £20.00”. */
export function alternativeWords({ product, variant }: Alternative, currency: string): string {
  const { needles } = product;
  return [
    variant.needleLengthMm === null ? variant.label : formatNeedleLength(variant.needleLengthMm),
    ...(needles
      ? [catalogueWord(needles.material).toLowerCase(), `head ${needles.headWidthMm}\u202fmm wide`]
      : []),
    formatMoney(variant.priceMinor, currency),
  ].join(', ');
}

function nearest(
  product: Product,
  wishMm: number | null,
  products: readonly Product[],
  { market, available, now }: { market: Market; available: Stocked; now: Date },
): Alternative[] {
  const moment = { now, zone: market.zone };
  const far = ({ needleLengthMm }: Variant) => Math.abs((needleLengthMm ?? 0) - (wishMm ?? 0));
  const width = ({ needles }: Product) =>
    Math.abs((needles?.headWidthMm ?? 0) - (product.needles?.headWidthMm ?? 0));
  return products
    .filter(
      (other) =>
        other.slug !== product.slug &&
        other.kind === product.kind &&
        isListed(other, moment) &&
        (product.areas.length === 0 || other.areas.some((area) => product.areas.includes(area))),
    )
    .flatMap((other) => {
      const [variant] = other.variants
        .filter(
          (each) =>
            (wishMm === null || (each.needleLengthMm ?? 0) <= wishMm) &&
            saleOf(other, each, market, available, now).ok,
        )
        .sort((a, b) => far(a) - far(b) || a.priceMinor - b.priceMinor);
      return variant ? [{ product: other, variant }] : [];
    })
    .sort(
      (a, b) =>
        far(a.variant) - far(b.variant) ||
        missed(product.areas, a.product) - missed(product.areas, b.product) ||
        width(a.product) - width(b.product) ||
        a.variant.priceMinor - b.variant.priceMinor ||
        a.product.position - b.product.position,
    );
}

/** How far a sibling is from what was looked at: another length weighs more than another colour. */
function unlike(sibling: Variant, { needleLengthMm, colour }: Variant): number {
  return (sibling.needleLengthMm === needleLengthMm ? 0 : 2) + (sibling.colour === colour ? 0 : 1);
}

/** For how many of these places the other is not made, and for how many more it is. */
function missed(areas: readonly Area[], { areas: others }: Product): number {
  return (
    areas.filter((area) => !others.includes(area)).length +
    others.filter((area) => !areas.includes(area)).length
  );
}

function listAddress({ kind, areas }: Product): string {
  const chosen = { ...everything.chosen, kind: [kind], availability: ['in-stock'], area: areas };
  return `${paths.rollers}${writeQuery({ ...everything, chosen })}`;
}

function listWords({ kind, areas }: Product): string {
  const places = areas.map((area) => `the ${catalogueWord(area).toLowerCase()}`);
  return `All ${catalogueWord(kind).toLowerCase()}${places.length > 0 ? ` for ${places.join(' and ')}` : ''} that we have in stock`;
}
