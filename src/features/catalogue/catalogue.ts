import type { RollerWords } from '#content-pipeline/body-context.ts';
import type { Area, Market, Material, Product, ProductKind, Variant } from '#content-pipeline/content.ts';
import { plateSubject } from '#features/catalogue/plate-subject.ts';
import { formatMoney } from '#lib/money.ts';
import { paths } from '#lib/paths.ts';
import { placeWords, purchasable, type SaleRefusal } from '#lib/purchasable.ts';
import type { Result } from '#lib/result.ts';

/** Stock in words: no count above the threshold, no countdown, nothing that hurries anybody. */
export interface StockWords {
  state: 'in-stock' | 'low' | 'sold-out';
  text: string;
}

// From how few units on the page says so, because a basket of them may fail at the till.
const lowStock = 5;

/** The stock of a variant in words; `available` undefined (unknown) reads as sold out. */
export function stockWord(available: number | undefined): StockWords {
  if (available === undefined || available <= 0) return { state: 'sold-out', text: 'Sold out' };
  if (available <= lowStock) return { state: 'low', text: 'Low stock' };
  return { state: 'in-stock', text: 'In stock' };
}

/** Units left by SKU, as the stock feature reads them. */
export type Availability = ReadonlyMap<string, number>;

/** As much of it as a decision about one SKU needs. */
export type Stocked = Pick<Availability, 'get'>;

/** For decisions over many products: every SKU has a unit left but these, which were read as sold out. */
export function stockedBut(soldOut: ReadonlySet<string>): Stocked {
  return { get: (sku) => (soldOut.has(sku) ? 0 : 1) };
}

/** What a list or a page says about buying a product. */
export interface ProductOffer {
  /** False: on show, withdrawn, or no market. Sold out is still true: it may come back. */
  isForSale: boolean;
  needsSelfCheck: boolean;
  /** E.g. “Needs the self-check”. */
  saleWords: string;
  lowestPriceMinor: number;
  pricesDiffer: boolean;
  /** The best of its variants: a product is sold out when all of them are. */
  stock: StockWords;
}

/** The offer of a product over all its variants, at `now`. */
export function offerOf(product: Product, market: Market, available: Availability, now: Date): ProductOffer {
  const sales = product.variants.map((variant) => ({
    variant,
    sale: saleOf(product, variant, market, available, now),
  }));
  const refused = sales.flatMap(({ sale }) =>
    sale.ok || sale.error.code === 'sold-out' ? [] : refusalWords(sale.error, market),
  );
  const isForSale = refused.length < sales.length;
  const needsSelfCheck = product.variants.some((variant) => variant.needleLengthMm !== null);
  const prices = product.variants.map((variant) => variant.priceMinor);
  const units = isForSale
    ? Math.max(0, ...product.variants.map((variant) => available.get(variant.sku) ?? 0))
    : 0;
  return {
    isForSale,
    needsSelfCheck,
    saleWords: isForSale ? selfCheckWords(needsSelfCheck) : (refused[0] ?? ''),
    lowestPriceMinor: Math.min(...prices),
    pricesDiffer: new Set(prices).size > 1,
    stock: stockWord(units),
  };
}

/** May this variant be bought now? `purchasable` with the stock looked up. */
export function saleOf(
  product: Product,
  variant: Variant,
  market: Market,
  available: Stocked,
  now: Date,
): Result<{ needsSelfCheck: boolean }, SaleRefusal> {
  return purchasable(product, variant, market, available.get(variant.sku), now);
}

/** A refusal in a few words, for lists and tables: why a whole market is off is a paragraph, which a page gives once. */
export function refusalWords({ code, words }: SaleRefusal, market: Market): string {
  return code === 'no-sale-here' ? `Not sold in ${placeWords(market)}` : words;
}

/** The line about the self-check that stands beside every price. */
export function selfCheckWords(needsSelfCheck: boolean): string {
  return needsSelfCheck ? 'Needs the self-check' : 'No needles, no self-check';
}

/** The variant that `?sku=` asks for; the first one, and `unknownSku`, where the product has no such SKU. */
export function chooseVariant(
  product: Product,
  sku: string | null,
): { variant: Variant; unknownSku: string | null } {
  const [first] = product.variants;
  if (!first) throw new Error(`Product without variants: ${product.slug}`);
  if (sku === null || sku === '') return { variant: first, unknownSku: null };
  const found = product.variants.find((variant) => variant.sku === sku);
  return found ? { variant: found, unknownSku: null } : { variant: first, unknownSku: sku.slice(0, 40) };
}

/** Needle lengths of a product in mm, shortest first, without repeats. */
export function lengthsOf(product: Product): number[] {
  return [...new Set(product.variants.flatMap((variant) => variant.needleLengthMm ?? []))].sort(
    (a, b) => a - b,
  );
}

const words: Record<Area | ProductKind | Material, string> = {
  face: 'Face',
  body: 'Body',
  scalp: 'Scalp',
  roller: 'Rollers',
  'storage-case': 'Storage cases',
  'cleaning-tray': 'Cleaning trays',
  'travel-cap': 'Travel caps',
  'disposal-tub': 'Disposal tubs',
  gauze: 'Gauze',
  steel: 'Steel',
  titanium: 'Titanium',
  plastic: 'Plastic',
};

/** Areas, kinds and materials in words: “Face”. */
export function catalogueWord(value: Area | ProductKind | Material): string {
  return words[value];
}

/** What an article says about a roller that it names, “Face roller (£18.00, in stock)”, and what its card shows. */
export function rollerWords(
  product: Product,
  market: Market,
  currency: string,
  available: Availability,
  now: Date,
): RollerWords {
  const offer = offerOf(product, market, available, now);
  const amount = formatMoney(offer.lowestPriceMinor, currency);
  return {
    title: product.title,
    href: paths.product(product.slug),
    priceText: offer.isForSale ? `${offer.pricesDiffer ? 'from ' : ''}${amount}` : '',
    stockText: offer.isForSale ? offer.stock.text.toLowerCase() : '',
    price: offer.isForSale ? { amount, isFrom: offer.pricesDiffer } : null,
    summary: product.summary,
    lengthsMm: lengthsOf(product),
    plate: plateSubject(product),
    saleWords: offer.saleWords,
    stock: offer.isForSale ? offer.stock : null,
  };
}

/** The market that the shop serves; throws where `shop.yaml` names none of `markets.yaml`, which the content check refuses. */
export function servedMarket(content: {
  shop: { market: string };
  market(id: string): Market | undefined;
}): Market {
  const market = content.market(content.shop.market);
  if (!market) throw new Error(`shop.yaml names an unknown market: ${content.shop.market}`);
  return market;
}

/** Every SKU of these products: what to read the stock of. */
export function skusOf(products: readonly Product[]): string[] {
  return products.flatMap((product) => product.variants.map((variant) => variant.sku));
}
