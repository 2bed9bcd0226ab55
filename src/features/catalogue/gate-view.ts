import type { Market, Variant } from '#content-pipeline/content.ts';
import type { saleOf } from '#features/catalogue/catalogue.ts';
import { formatNeedleLength } from '#lib/needle-length.ts';
import { longestSoldMm, placeWords } from '#lib/purchasable.ts';

/**
 * What the gate says of a variant. `self-check` and `no-check` can be bought (or could, were it not sold out);
 * `professional` is on show; `elsewhere`: not sold in the market that this shop serves; `ended`: no longer sold;
 * `closed`: not for sale for another reason.
 */
export type GateState = 'self-check' | 'no-check' | 'professional' | 'elsewhere' | 'ended' | 'closed';

export interface GateView {
  state: GateState;
  title: string;
  /** Sentences under the title, in order. */
  lines: string[];
}

/** The gate’s view of a variant in words, from the one answer about its sale. */
export function gateView(
  { needleLengthMm }: Variant,
  sale: ReturnType<typeof saleOf>,
  market: Market,
): GateView {
  if (sale.ok || sale.error.code === 'sold-out') {
    return needleLengthMm === null
      ? { state: 'no-check', title: 'No needles, no self-check', lines: [] }
      : {
          state: 'self-check',
          title: 'Needs the self-check',
          lines: [
            'It comes after the basket and before the payment. It may end with “wait”, “ask a clinician first” or “not this”; then we do not sell it to you.',
          ],
        };
  }
  const { code, words } = sale.error;
  const length = needleLengthMm === null ? 'this length' : formatNeedleLength(needleLengthMm);
  switch (code) {
    case 'on-show':
      return {
        state: 'professional',
        title: 'For professionals',
        lines: [
          'On show so that lengths can be compared, and not for sale to consumers. A clear self-check does not change that.',
          ...limitWords(market),
        ],
      };
    case 'not-offered':
      return {
        state: 'elsewhere',
        title: 'Not sold where you are',
        lines: [
          `We sell in ${placeWords(market)}, and we do not sell needles of ${length} there. A clear self-check does not change that.`,
          ...limitWords(market),
        ],
      };
    case 'no-sale-here':
      return { state: 'elsewhere', title: 'Not sold where you are', lines: [words] };
    case 'withdrawn':
    case 'no-longer':
      return {
        state: 'ended',
        title: 'No longer sold',
        lines: [
          'We no longer sell this. It keeps its page for those who have one, and for links that lead here.',
        ],
      };
    case 'paused':
      return { state: 'closed', title: 'Sale paused', lines: [words] };
    default:
      return { state: 'closed', title: 'Not for sale now', lines: [words] };
  }
}

/** One market, as the list of them tells it. */
export interface MarketLine {
  name: string;
  words: string;
  /** Source ids for the words. */
  sources: readonly string[];
  isServed: boolean;
}

/** Where rollers are sold and where not, each with its reason: the market that is served comes first. */
export function marketLines(markets: readonly Market[], served: Market): MarketLine[] {
  return [...markets]
    .sort((a, b) => Number(b.id === served.id) - Number(a.id === served.id))
    .map((market) => {
      const isServed = market.id === served.id;
      const limit = longestSoldMm(market);
      const sold = !market.sells
        ? (market.reason ?? 'We sell nothing there.')
        : limit === null
          ? 'We sell what has no needles, and no roller.'
          : `We sell rollers of up to ${formatNeedleLength(limit)}, after a clear self-check. That limit is our own: no regulator that we read names a safe length for the home.`;
      return {
        name: market.name,
        words: isServed || !market.sells ? sold : `${sold} This shop does not deliver there.`,
        sources: market.sources,
        isServed,
      };
    });
}

function limitWords(market: Market): string[] {
  const limit = longestSoldMm(market);
  return limit === null
    ? []
    : [`The longest needles that we sell are ${formatNeedleLength(limit)}. That limit is our own.`];
}
