import { formatNeedleLength, tierOf } from './needle-length.ts';
import type { Result } from './result.ts';
import { ok, refuse } from './result.ts';

/** Why something cannot be bought, in words for the shopper. */
export interface SaleRefusal {
  code:
    | 'not-published'
    | 'withdrawn'
    | 'no-sale-here'
    | 'on-show'
    | 'not-offered'
    | 'length-unknown'
    | 'sold-out';
  words: string;
}

/** As much of a product, a variant and a market as the decision needs. */
export interface SaleProduct {
  title: string;
  kind: string;
  status: 'draft' | 'published' | 'withdrawn';
}
export interface SaleVariant {
  needleLengthMm: number | null;
}
export interface SaleMarket {
  name: string;
  sells: boolean;
  reason: string | null;
  tiers: Record<'surface' | 'homeMax' | 'professional', 'self-check' | 'show' | 'off'>;
}

/**
 * May this variant be bought in this market, with `available` units left (undefined: stock unknown, so no)? The one
 * answer that list, product page, basket and checkout share. It says nothing about the self-check: a “yes” for
 * needles is a “yes, after a clear self-check”.
 */
export function purchasable(
  product: SaleProduct,
  variant: SaleVariant,
  market: SaleMarket,
  available: number | undefined,
): Result<{ needsSelfCheck: boolean }, SaleRefusal> {
  if (product.status === 'draft')
    return refuse({ code: 'not-published', words: 'This is not published yet.' });
  if (product.status === 'withdrawn') return refuse({ code: 'withdrawn', words: 'We no longer sell this.' });
  if (!market.sells) {
    return refuse({ code: 'no-sale-here', words: market.reason ?? `We do not sell in ${market.name}.` });
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
        words: `We do not sell needles of ${formatNeedleLength(length)} in ${market.name}.`,
      });
    }
  }
  if (available === undefined || available <= 0)
    return refuse({ code: 'sold-out', words: 'Sold out for now.' });
  return ok({ needsSelfCheck: length !== null });
}
