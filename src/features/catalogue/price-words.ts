import type { Market, Product, Shop, VatClass } from '#content-pipeline/content.ts';
import { formatMoney } from '#lib/money.ts';
import { vatRateOf } from '#lib/vat.ts';

/** What VAT is in a price, as it stands behind the price: “20% VAT included”. */
export function vatWords(vatClass: VatClass, market: Market): string {
  const percent = vatRateOf(market, vatClass);
  return percent === 0 ? 'no VAT on it' : `${percent}% VAT included`;
}

/** What the delivery of one unit of this price costs, inside a sentence: “delivery £3.95, free from £40.00”. */
export function deliveryWords(priceMinor: number, { delivery, currency }: Shop): string {
  const { priceMinor: costMinor, freeFromMinor } = delivery;
  if (costMinor === 0 || (freeFromMinor !== null && priceMinor >= freeFromMinor)) return 'delivery free';
  const cost = `delivery ${formatMoney(costMinor, currency)}`;
  return freeFromMinor === null ? cost : `${cost}, free from ${formatMoney(freeFromMinor, currency)}`;
}

/** A fact of the block about delivery and returns. */
export interface DeliveryFact {
  label: string;
  words: string;
}

/** What a shopper should know of delivery and returns before buying this product: time, price, days, opened pouches. */
export function deliveryFacts(product: Product, shop: Shop): DeliveryFact[] {
  const { delivery, currency, returnsDays } = shop;
  const free =
    delivery.freeFromMinor === null
      ? []
      : [
          {
            label: 'Free from',
            words: `${formatMoney(delivery.freeFromMinor, currency)} of goods in one order`,
          },
        ];
  return [
    { label: 'Time', words: `${delivery.workingDays} working days after it is paid. ${delivery.label}.` },
    { label: 'Price', words: `${formatMoney(delivery.priceMinor, currency)}, with VAT` },
    ...free,
    {
      label: 'Changing your mind',
      words: `Within ${returnsDays} days of the day on which it reaches you, without a reason. You pay for sending it back.`,
    },
    product.needles
      ? {
          label: 'Opened needles',
          words:
            'Once its sealed pouch is open, a roller cannot come back because you changed your mind: nobody can make it safe for another person. A faulty or wrong one can, open or not.',
        }
      : { label: 'Once used', words: 'It can come back unused. A faulty or wrong one can, used or not.' },
  ];
}
