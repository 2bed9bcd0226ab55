/** A way in which an order is delivered. */
export interface DeliveryOption {
  id: string;
  /** Name of the service. */
  label: string;
  /** With VAT, minor units. */
  priceMinor: number;
  /** Goods total from which it is free; null: never. */
  freeFromMinor: number | null;
  /** How long it takes from the payment on: “2 to 4”, or “2”. */
  workingDays: string;
}

/** The ways that a shop offers. */
export interface DeliveryOffer {
  /** The standard one: what pages name, and what is taken unless the shopper chooses another. */
  delivery: DeliveryOption;
  otherDelivery: readonly DeliveryOption[];
}

/** Every way that is offered, the standard one first. */
export function deliveryOptions({ delivery, otherDelivery }: DeliveryOffer): DeliveryOption[] {
  return [delivery, ...otherDelivery];
}

/** The way by this id; null where it is not offered. */
export function deliveryOption(offer: DeliveryOffer, id: string): DeliveryOption | null {
  return deliveryOptions(offer).find((option) => option.id === id) ?? null;
}

/** What it costs for goods of this sum; nothing is delivered for nothing. */
export function deliveryCharge({ priceMinor, freeFromMinor }: DeliveryOption, itemsMinor: number): number {
  if (itemsMinor === 0) return 0;
  return freeFromMinor !== null && itemsMinor >= freeFromMinor ? 0 : priceMinor;
}

/** “2 to 4” as numbers; throws a RangeError for any other form than that and “2”. */
export function workingDayRange(workingDays: string): { least: number; most: number } {
  const match = /^(\d{1,2})(?: to (\d{1,2}))?$/.exec(workingDays);
  if (!match) throw new RangeError(`Not a number of working days: ${workingDays}`);
  const least = Number(match[1]);
  return { least, most: match[2] === undefined ? least : Number(match[2]) };
}
