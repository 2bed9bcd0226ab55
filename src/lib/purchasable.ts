import { instantIn } from './dates.ts';
import { formatNeedleLength, tierOf } from './needle-length.ts';
import type { Result } from './result.ts';
import { ok, refuse } from './result.ts';

/** Why something cannot be bought, in words for the shopper. */
export interface SaleRefusal {
  code:
    | 'not-published'
    | 'not-yet'
    | 'withdrawn'
    | 'no-longer'
    | 'no-sale-here'
    | 'on-show'
    | 'not-offered'
    | 'length-unknown'
    | 'paused'
    | 'sold-out';
  words: string;
}

/** As much of a product, an article or a page as says when it is public. Civil times (`2026-11-22T09:00`) count in the zone of the market. */
export interface Scheduled {
  status: 'draft' | 'published' | 'withdrawn';
  publishAt: string | null;
  /** Left out: never. */
  unpublishAt?: string | null;
}

/** As much of a product, a variant and a market as the decision needs. */
export interface SaleProduct extends Scheduled {
  title: string;
  kind: string;
}
export interface SaleVariant {
  sku: string;
  needleLengthMm: number | null;
}
export interface SaleMarket {
  name: string;
  sells: boolean;
  reason: string | null;
  /** IANA. */
  zone: string;
  tiers: Record<'surface' | 'homeMax' | 'professional', 'self-check' | 'show' | 'off'>;
  /** SKUs and needle tiers whose sale is paused just now. The live content has it; left out: nothing is paused. */
  paused?: ReadonlySet<string>;
}

/** A moment, and the zone that civil times are read in. */
export interface Moment {
  now: Date;
  /** IANA zone of the market that the shop serves. */
  zone: string;
}

/**
 * May this variant be bought in this market at `now`, with `available` units left (undefined: stock unknown, so no)?
 * The one answer that list, product page, search, basket and checkout share. It says nothing about the self-check: a
 * “yes” for needles is a “yes, after a clear self-check”.
 */
export function purchasable(
  product: SaleProduct,
  variant: SaleVariant,
  market: SaleMarket,
  available: number | undefined,
  now: Date,
): Result<{ needsSelfCheck: boolean }, SaleRefusal> {
  const standing = standingOf(product, { now, zone: market.zone });
  if (standing !== 'on-sale') return refuse({ code: standing, words: standingWords[standing] });
  if (!market.sells) {
    return refuse({
      code: 'no-sale-here',
      words: market.reason ?? `We do not sell in ${placeWords(market)}.`,
    });
  }
  const length = variant.needleLengthMm;
  if (length === null && product.kind === 'roller') {
    return refuse({
      code: 'length-unknown',
      words: 'We do not know how long its needles are, so we do not sell it.',
    });
  }
  if (length !== null) {
    const tier = tierOf(length);
    const sale = tier === 'clinical' ? 'off' : market.tiers[tier];
    if (sale === 'show') {
      return refuse({ code: 'on-show', words: 'For professionals: on show, not for sale to consumers.' });
    }
    if (sale === 'off') {
      return refuse({
        code: 'not-offered',
        words: `We do not sell needles of ${formatNeedleLength(length)} in ${placeWords(market)}.`,
      });
    }
  }
  if (market.paused && pauseOn(variant, market.paused) !== null) {
    return refuse({ code: 'paused', words: 'We have paused the sale of this for now.' });
  }
  if (available === undefined || available <= 0)
    return refuse({ code: 'sold-out', words: 'Sold out for now.' });
  return ok({ needsSelfCheck: length !== null });
}

/** What of `paused` stops the sale of this variant: its own SKU or the tier of its needles; null where nothing does. */
export function pauseOn({ sku, needleLengthMm }: SaleVariant, paused: ReadonlySet<string>): string | null {
  if (paused.has(sku)) return sku;
  const tier = needleLengthMm === null ? null : tierOf(needleLengthMm);
  return tier !== null && paused.has(tier) ? tier : null;
}

/** A market inside a sentence: “the United Kingdom”, “Canada”. */
export function placeWords({ name }: Pick<SaleMarket, 'name'>): string {
  return /^(United|European)\b/.test(name) ? `the ${name}` : name;
}

/** The longest needles, in mm, that a market sells after a clear self-check; null where it sells none. */
export function longestSoldMm({ sells, tiers }: Pick<SaleMarket, 'sells' | 'tiers'>): number | null {
  if (!sells) return null;
  if (tiers.professional === 'self-check') return 1.5;
  if (tiers.homeMax === 'self-check') return 0.5;
  return tiers.surface === 'self-check' ? 0.3 : null;
}

/**
 * Whether lists, search, sitemap, feeds and llms.txt show a product, an article or a page: it is published, and it is the
 * time for it. An article or a page is to be opened at no other time either; a product may be, see `hasPage`.
 */
export function isListed(document: Scheduled, moment: Moment): boolean {
  return standingOf(document, moment) === 'on-sale';
}

/** Whether the product has a page: a listed one has, and one that was withdrawn keeps it; a draft and one to come have none. */
export function hasPage(product: Scheduled, moment: Moment): boolean {
  const standing = standingOf(product, moment);
  return standing !== 'not-published' && standing !== 'not-yet';
}

/** Whether the product will have a page at some time, so that what belongs to it may be made ready. */
export function isMeantToShow({ status }: Scheduled): boolean {
  return status !== 'draft';
}

/**
 * When `isListed` or `hasPage` changes next for any of these, in milliseconds of the epoch; Infinity: never. No
 * page that shows one of them may be kept for longer (`keepUntil`).
 */
export function nextChange(products: Iterable<Scheduled>, { now, zone }: Moment): number {
  let next = Number.POSITIVE_INFINITY;
  for (const product of products) {
    if (product.status === 'draft') continue;
    const { from, until } = timesOf(product, zone);
    for (const time of [from, until]) if (time > now.getTime() && time < next) next = time;
  }
  return next;
}

type Standing = 'on-sale' | 'not-published' | 'not-yet' | 'withdrawn' | 'no-longer';

// What is to come is told like a draft: when it comes is nobody's business yet.
const standingWords: Record<Exclude<Standing, 'on-sale'>, string> = {
  'not-published': 'This is not published yet.',
  'not-yet': 'This is not published yet.',
  withdrawn: 'We no longer sell this.',
  'no-longer': 'We no longer sell this.',
};

function standingOf(product: Scheduled, { now, zone }: Moment): Standing {
  if (product.status === 'draft') return 'not-published';
  const { from, until } = timesOf(product, zone);
  if (now.getTime() < from) return 'not-yet';
  if (product.status === 'withdrawn') return 'withdrawn';
  return now.getTime() < until ? 'on-sale' : 'no-longer';
}

interface Times {
  zone: string;
  /** Milliseconds of the epoch. */
  from: number;
  until: number;
}

const always = { from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY };

// Reading a zone costs some microseconds, and a list asks for thousands of products with each request.
const knownTimes = new WeakMap<Scheduled, Times>();

function timesOf(product: Scheduled, zone: string): Pick<Times, 'from' | 'until'> {
  const { publishAt, unpublishAt = null } = product;
  if (publishAt === null && unpublishAt === null) return always;
  const known = knownTimes.get(product);
  if (known?.zone === zone) return known;
  const times: Times = {
    zone,
    from: publishAt === null ? always.from : instantIn(zone, publishAt).getTime(),
    until: unpublishAt === null ? always.until : instantIn(zone, unpublishAt).getTime(),
  };
  knownTimes.set(product, times);
  return times;
}
