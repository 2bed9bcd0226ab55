import { vatIncluded } from './money.ts';

/** The VAT rates of a market, in per cent. */
export interface VatRates {
  /** Standard rate. */
  vatRatePercent: number;
  reducedVatRatePercent: number;
}

/** The rate that goods of a VAT class bear in a market, in per cent. */
export function vatRateOf(market: VatRates, vatClass: 'standard' | 'reduced' | 'zero'): number {
  return { standard: market.vatRatePercent, reduced: market.reducedVatRatePercent, zero: 0 }[vatClass];
}

/** What bears one rate, delivery included, and the VAT contained in it. Minor units. */
export interface VatShare {
  ratePercent: number;
  grossMinor: number;
  vatMinor: number;
}

/**
 * The VAT contained in the prices of goods and in the delivery that carries them, by rate, lowest first. Delivery bears the
 * rates of what is delivered, shared out by value; where that does not come out even, the rest bears the highest rate,
 * so that never too little is declared. Each rate is rounded once, over all its goods.
 */
export function vatByRate(
  goods: readonly { minor: number; ratePercent: number }[],
  deliveryMinor: number,
): VatShare[] {
  const byRate = new Map<number, number>();
  for (const { minor, ratePercent } of goods) byRate.set(ratePercent, (byRate.get(ratePercent) ?? 0) + minor);
  const groups = [...byRate].map(([ratePercent, minor]) => ({ ratePercent, minor }));
  groups.sort((a, b) => a.ratePercent - b.ratePercent);
  const goodsMinor = groups.reduce((sum, { minor }) => sum + minor, 0);
  let deliveryLeft = deliveryMinor;
  return groups.map(({ ratePercent, minor }, place) => {
    const isLast = place === groups.length - 1;
    const share = isLast ? deliveryLeft : Math.floor((deliveryMinor * minor) / goodsMinor);
    deliveryLeft -= share;
    return { ratePercent, grossMinor: minor + share, vatMinor: vatIncluded(minor + share, ratePercent) };
  });
}

/** The whole of `vatByRate`, in minor units. */
export function vatContained(
  goods: readonly { minor: number; ratePercent: number }[],
  deliveryMinor: number,
): number {
  return vatByRate(goods, deliveryMinor).reduce((sum, { vatMinor }) => sum + vatMinor, 0);
}
