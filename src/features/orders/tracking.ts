/** Where a parcel can be followed; null where its carrier is not one that we know an address of. */
export function trackingUrl(
  carriers: readonly { name: string; trackingUrl: string }[],
  { carrier, trackingNumber }: { carrier: string | null; trackingNumber: string | null },
): string | null {
  const name = carrier?.trim().toLowerCase();
  const known = carriers.find((each) => each.name.toLowerCase() === name);
  if (!known || !trackingNumber) return null;
  return known.trackingUrl.replace('{number}', () => encodeURIComponent(trackingNumber));
}
