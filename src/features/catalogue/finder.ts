import type { Market, Product, ProductKind, Variant } from '#content-pipeline/content.ts';
import { type Stocked, saleOf } from '#features/catalogue/catalogue.ts';
import {
  type FinderAnswers,
  type FinderPlace,
  isWithoutRoller,
  wantsRoller,
} from '#features/catalogue/finder-questions.ts';
import { isListed, type SaleRefusal } from '#lib/purchasable.ts';

/** How many products a shortlist may hold. */
export const shortlistLimit = 3;

/** Why we would choose no roller at all, whatever else was answered. */
export type NoneReason =
  | 'acne-scars'
  | 'raised-scars'
  | 'lines'
  | 'dark-marks'
  | 'hair'
  | 'creams'
  | 'eyes'
  | 'lips';

/** A product, and the variant of it that fits best. */
export interface FinderPick {
  product: Product;
  variant: Variant;
}

/** `longer`: its shortest needles are longer than those on the shortlist. `enough`: it fits no less. */
export interface HeldBack extends FinderPick {
  why: 'longer' | 'enough';
}

/** Why a product is out of the question, in the order in which the answer tells it. */
export const rulings = [
  'purpose',
  'elsewhere',
  'paused',
  'professional',
  'length',
  'length-unknown',
  'place',
  'case',
  'kind',
  'sold-out',
  'price',
] as const;
export type Ruling = (typeof rulings)[number];

export interface RuledOut {
  product: Product;
  /** What the shop says of any such product, where it is not for sale at all. */
  refusal: string | null;
  /** The lowest price among its variants that are in stock, minor units; null where none is. */
  lowestMinor: number | null;
}

/**
 * The answer to a set of answers. Every product that is public now is in exactly one place: on the shortlist, held
 * back, or ruled out.
 */
export interface FinderResult {
  /** Not empty: we would choose none, and shortlist and `alsoFits` are empty. The goal comes before the place. */
  none: readonly NoneReason[];
  /** Best first, at most `shortlistLimit`; rollers before what they are kept in. */
  shortlist: readonly FinderPick[];
  alsoFits: readonly HeldBack[];
  /** Only groups with a product in them, in the order of `rulings`. */
  ruledOut: readonly { ruling: Ruling; products: readonly RuledOut[] }[];
  /** Where a price limit alone leaves nothing: the lowest limit that leaves something, minor units. */
  enoughMinor: number | null;
}

/** What the answer depends on besides the answers. */
export interface FinderSurroundings {
  market: Market;
  available: Stocked;
  now: Date;
}

/**
 * Which of our products fit these answers, and why the others do not. Shortest needles first; what has longer ones
 * than the shortest that fit is held back, because we found nothing that speaks for longer. Between equals the
 * cheaper one comes first.
 */
export function findRollers(
  answers: FinderAnswers,
  products: readonly Product[],
  around: FinderSurroundings,
): FinderResult {
  const none = reasonsForNone(answers);
  const fits: FinderPick[] = [];
  const out = new Map<Ruling, RuledOut[]>();
  const ruleOut = (ruling: Ruling, ruled: RuledOut) => out.set(ruling, [...(out.get(ruling) ?? []), ruled]);

  const moment = { now: around.now, zone: around.market.zone };
  for (const product of products) {
    if (!isListed(product, moment)) continue;
    const judged = judge(product, answers, around, none.length > 0);
    if ('variant' in judged) fits.push(judged);
    else ruleOut(judged.ruling, judged.ruled);
  }

  const { shortlist, alsoFits, unsuited } = wantsRoller(answers.goal)
    ? chooseRollers(fits)
    : chooseForKeeping(fits, answers);
  for (const pick of unsuited) {
    ruleOut('case', { product: pick.product, refusal: null, lowestMinor: pick.variant.priceMinor });
  }
  const ruledOut = rulings.flatMap((ruling) => {
    const ruled = out.get(ruling);
    return ruled ? [{ ruling, products: ruled.sort((a, b) => inShelfOrder(a.product, b.product)) }] : [];
  });
  const prices = (out.get('price') ?? []).flatMap(({ product, lowestMinor }) =>
    product.kind === 'roller' || !wantsRoller(answers.goal) ? (lowestMinor ?? []) : [],
  );
  return {
    none,
    shortlist,
    alsoFits,
    ruledOut,
    enoughMinor: shortlist.length === 0 && prices.length > 0 ? Math.min(...prices) : null,
  };
}

function reasonsForNone({ goal, place }: FinderAnswers): NoneReason[] {
  if (goal === 'keeping') return [];
  const places = place && isWithoutRoller(place) ? [place] : [];
  return goal === 'smoother' || goal === 'curious' ? places : [goal, ...places];
}

/** The best variant of a product, or why the product is out of the question. */
function judge(
  product: Product,
  answers: FinderAnswers,
  { market, available, now }: FinderSurroundings,
  isForNothing: boolean,
): FinderPick | { ruling: Ruling; ruled: RuledOut } {
  const sales = product.variants.map((variant) => ({
    variant,
    sale: saleOf(product, variant, market, available, now),
  }));
  const offered = sales.filter(({ sale }) => sale.ok || sale.error.code === 'sold-out');
  const inStock = offered.flatMap(({ variant, sale }) => (sale.ok ? [variant] : []));
  const lowestMinor = inStock.length > 0 ? Math.min(...inStock.map(({ priceMinor }) => priceMinor)) : null;
  const out = (ruling: Ruling, refusal: string | null = null) => ({
    ruling,
    ruled: { product, refusal, lowestMinor },
  });

  const refused = sales.flatMap(({ sale }) => (sale.ok ? [] : [sale.error]))[0];
  if (offered.length === 0)
    return out(refused ? rulingOf(refused) : 'length-unknown', refused?.words ?? null);
  if (isForNothing) return out('purpose');
  if (!isWantedKind(product, answers)) return out('kind');
  if (product.kind === 'roller' && answers.place !== null) {
    const { place } = answers;
    if (!isMadeFor(product, place)) return out('place');
  }
  if (inStock.length === 0) return out('sold-out');
  const { priceToMinor } = answers;
  const [variant] = inStock
    .filter(({ priceMinor }) => priceToMinor === null || priceMinor <= priceToMinor)
    .sort((a, b) => lengthOf(a) - lengthOf(b) || a.priceMinor - b.priceMinor);
  return variant ? { product, variant } : out('price');
}

/**
 * Whether a roller is made for a place. The data know the neck as a part of the body, but few rollers for the body are
 * made for it: for the neck we hold to those whose intended use names it.
 */
export function isMadeFor({ areas, intendedUse }: Product, place: FinderPlace): boolean {
  if (place === 'neck') return areas.includes('body') && /\bneck\b/i.test(intendedUse);
  return areas.some((area) => area === place);
}

function rulingOf({ code }: SaleRefusal): Ruling {
  switch (code) {
    case 'on-show':
      return 'professional';
    case 'not-offered':
      return 'length';
    case 'length-unknown':
      return 'length-unknown';
    case 'paused':
      return 'paused';
    default:
      return 'elsewhere';
  }
}

// In the order in which they are offered: a roller is cleaned before it is put away.
const keepingKinds: readonly ProductKind[] = ['cleaning-tray', 'storage-case', 'travel-cap', 'disposal-tub'];

function isWantedKind({ kind, variants }: Product, { goal, needsCase }: FinderAnswers): boolean {
  if (kind === 'roller') return wantsRoller(goal);
  const wanted = wantsRoller(goal) ? needsCase && kind === 'storage-case' : keepingKinds.includes(kind);
  // Whatever it is called, a thing with needles is not sold as something to keep a roller in.
  return wanted && variants.every(({ needleLengthMm }) => needleLengthMm === null);
}

interface Choice {
  shortlist: FinderPick[];
  alsoFits: HeldBack[];
  /** Cases that are not made for the roller that comes first. */
  unsuited: FinderPick[];
}

function chooseRollers(fits: readonly FinderPick[]): Choice {
  const rollers = fits
    .filter(({ product }) => product.kind === 'roller')
    .sort(
      (a, b) =>
        lengthOf(a.variant) - lengthOf(b.variant) ||
        a.variant.priceMinor - b.variant.priceMinor ||
        inShelfOrder(a.product, b.product),
    );
  const [first] = rollers;
  const others = fits.filter(({ product }) => product.kind !== 'roller').sort(byPrice);
  const suited = others.filter(({ product }) => first?.product.goesWith.includes(product.slug));
  const unsuited = others.filter((pick) => !suited.includes(pick));
  const kept = suited.slice(0, 1);

  const shortest = first ? lengthOf(first.variant) : 0;
  const candidates = rollers.filter(({ variant }) => lengthOf(variant) === shortest);
  const shortlist = candidates.slice(0, shortlistLimit - kept.length);
  return {
    shortlist: [...shortlist, ...kept],
    alsoFits: [
      ...candidates.slice(shortlist.length).map((pick) => ({ ...pick, why: 'enough' as const })),
      ...rollers.slice(candidates.length).map((pick) => ({ ...pick, why: 'longer' as const })),
      ...suited.slice(1).map((pick) => ({ ...pick, why: 'enough' as const })),
    ],
    unsuited,
  };
}

function chooseForKeeping(fits: readonly FinderPick[], { needsCase }: FinderAnswers): Choice {
  const rank = ({ kind }: Product) =>
    needsCase && kind === 'storage-case' ? -1 : keepingKinds.indexOf(kind);
  const ordered = fits.toSorted((a, b) => rank(a.product) - rank(b.product) || byPrice(a, b));
  // One of each kind before a second of any.
  const firsts = ordered.filter(
    ({ product }, index) => ordered.findIndex((other) => other.product.kind === product.kind) === index,
  );
  const shortlist = [...firsts, ...ordered.filter((pick) => !firsts.includes(pick))].slice(0, shortlistLimit);
  return {
    shortlist,
    alsoFits: ordered
      .filter((pick) => !shortlist.includes(pick))
      .map((pick) => ({ ...pick, why: 'enough' as const })),
    unsuited: [],
  };
}

function lengthOf({ needleLengthMm }: Variant): number {
  return needleLengthMm ?? 0;
}

function byPrice(a: FinderPick, b: FinderPick): number {
  return a.variant.priceMinor - b.variant.priceMinor || inShelfOrder(a.product, b.product);
}

function inShelfOrder(a: Product, b: Product): number {
  return a.position - b.position || (a.slug < b.slug ? -1 : 1);
}
