// Making one takes some 50 times as long as using it, and a list of products writes dozens of prices.
const formats = new Map<string, Intl.NumberFormat>();

/**
 * Writes an amount in minor units the British way, e.g. 2450 GBP → “£24.50”.
 * Every currency the shop may use has two decimals; others throw a RangeError rather than be off by 100.
 */
export function formatMoney(minor: number, currency: string): string {
  const known = formats.get(currency);
  if (known) return known.format(minor / 100);
  const format = new Intl.NumberFormat('en-GB', { style: 'currency', currency });
  if (format.resolvedOptions().maximumFractionDigits !== 2) {
    throw new RangeError(`${currency} does not have two decimals`);
  }
  formats.set(currency, format);
  return format.format(minor / 100);
}

/** Minor units of a price written “24.50”; null for any other form, so that “24.5” and “24,50” are named as errors. */
export function parseMoney(text: string): number | null {
  const match = /^(\d{1,7})\.(\d{2})$/.exec(text);
  return match ? Number(match[1]) * 100 + Number(match[2]) : null;
}

/** The VAT contained in a price that includes it, in minor units, rounded half up (HMRC VAT Notice 700, 17.5). */
export function vatIncluded(minor: number, ratePercent: number): number {
  return Math.floor((minor * ratePercent * 2 + (100 + ratePercent)) / (2 * (100 + ratePercent)));
}
