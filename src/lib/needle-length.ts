/**
 * Needle tiers by nominal length. A policy of the shop, not a medical limit: no regulator we read names a
 * safe home length. Lengths only ever tighten what may be sold.
 */
export type NeedleTier = 'surface' | 'homeMax' | 'professional' | 'clinical';

/** The tier of a nominal needle length in mm; throws a RangeError for anything that is not a length. */
export function tierOf(lengthMm: number): NeedleTier {
  if (!Number.isFinite(lengthMm) || lengthMm <= 0)
    throw new RangeError(`Not a needle length in mm: ${lengthMm}`);
  if (lengthMm <= 0.3) return 'surface';
  if (lengthMm <= 0.5) return 'homeMax';
  if (lengthMm <= 1.5) return 'professional';
  return 'clinical';
}

/** “0.25 mm”, with a narrow no-break space before the unit, and at least one decimal. */
export function formatNeedleLength(lengthMm: number): string {
  const digits = Number.isInteger(lengthMm) ? lengthMm.toFixed(1) : String(lengthMm);
  return `${digits}\u202fmm`;
}
