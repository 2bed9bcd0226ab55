import type { RollerWords } from '#content-pipeline/body-context.ts';
import type { Area, Market, Material, Product, ProductKind, Variant } from '#content-pipeline/content.ts';
import { plateSubject } from '#features/catalogue/plate-subject.ts';
import { formatMoney } from '#lib/money.ts';
import { formatNeedleLength } from '#lib/needle-length.ts';
import { paths } from '#lib/paths.ts';
import { purchasable, type SaleRefusal } from '#lib/purchasable.ts';
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

/** The offer of a product over all its variants. */
export function offerOf(product: Product, market: Market, available: Availability): ProductOffer {
  const sales = product.variants.map((variant) => ({
    variant,
    sale: saleOf(product, variant, market, available),
  }));
  const refused = sales.flatMap(({ sale }) =>
    sale.ok || sale.error.code === 'sold-out' ? [] : sale.error.words,
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
  available: Availability,
): Result<{ needsSelfCheck: boolean }, SaleRefusal> {
  return purchasable(product, variant, market, available.get(variant.sku));
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

export const sortOrders = ['shelf', 'price-asc', 'price-desc', 'length-asc', 'length-desc'] as const;
export type SortOrder = (typeof sortOrders)[number];

/** What the address of the list asks for. Null: no limit. */
export interface CatalogueQuery {
  lengthMm: number | null;
  area: Area | null;
  kind: ProductKind | null;
  material: Material | null;
  sort: SortOrder;
  /** From 1. */
  page: number;
}

/** One thing to choose in the filter form. */
export interface FilterChoice {
  value: string;
  label: string;
}

const areas = ['face', 'body', 'scalp'] as const satisfies readonly Area[];
const kinds = ['roller', 'storage-case', 'cleaning-tray'] as const satisfies readonly ProductKind[];
const materials = ['steel', 'titanium', 'plastic'] as const satisfies readonly Material[];

const words: Record<Area | ProductKind | Material | SortOrder, string> = {
  face: 'Face',
  body: 'Body',
  scalp: 'Scalp',
  roller: 'Rollers',
  'storage-case': 'Storage cases',
  'cleaning-tray': 'Cleaning trays',
  steel: 'Steel',
  titanium: 'Titanium',
  plastic: 'Plastic',
  shelf: 'Our order',
  'price-asc': 'Price, lowest first',
  'price-desc': 'Price, highest first',
  'length-asc': 'Needles, shortest first',
  'length-desc': 'Needles, longest first',
};

/** Areas, kinds and materials in words: “Face”. */
export function catalogueWord(value: Area | ProductKind | Material): string {
  return words[value];
}

/** Reads the list's address. Unknown values are no limit, so that an old link still shows a list. */
export function readQuery(params: URLSearchParams): CatalogueQuery {
  const length = Number(params.get('length') || Number.NaN);
  const page = params.get('page') ?? '';
  return {
    lengthMm: Number.isFinite(length) && length > 0 ? length : null,
    area: oneOf(areas, params.get('area')),
    kind: oneOf(kinds, params.get('kind')),
    material: oneOf(materials, params.get('material')),
    sort: oneOf(sortOrders, params.get('sort')) ?? 'shelf',
    page: /^[1-9]\d{0,3}$/.test(page) ? Number(page) : 1,
  };
}

/** The address part of a query, without what is left at its default; empty or starting with “?”. */
export function writeQuery(query: CatalogueQuery): string {
  const params = new URLSearchParams();
  if (query.lengthMm !== null) params.set('length', String(query.lengthMm));
  if (query.area) params.set('area', query.area);
  if (query.kind) params.set('kind', query.kind);
  if (query.material) params.set('material', query.material);
  if (query.sort !== 'shelf') params.set('sort', query.sort);
  if (query.page > 1) params.set('page', String(query.page));
  const text = params.toString();
  return text ? `?${text}` : '';
}

/** Only what the catalogue holds can be chosen: lengths, areas, kinds and materials that lead to something. */
export function filterChoices(
  products: readonly Product[],
): Record<'length' | 'area' | 'kind' | 'material', FilterChoice[]> {
  const shown = onShelf(products);
  const choices = <T extends Area | ProductKind | Material>(
    all: readonly T[],
    has: (product: Product, value: T) => boolean,
  ) =>
    all
      .filter((value) => shown.some((product) => has(product, value)))
      .map((value) => ({ value, label: words[value] }));
  return {
    length: [...new Set(shown.flatMap(lengthsOf))]
      .sort((a, b) => a - b)
      .map((length) => ({ value: String(length), label: formatNeedleLength(length) })),
    area: choices(areas, (product, area) => product.areas.includes(area)),
    kind: choices(kinds, (product, kind) => product.kind === kind),
    material: choices(materials, (product, material) => product.needles?.material === material),
  };
}

/** The sort orders in words. */
export const sortChoices: readonly FilterChoice[] = sortOrders.map((value) => ({
  value,
  label: words[value],
}));

/** One page of the list. */
export interface CataloguePage {
  products: Product[];
  /** All that match, over all pages. */
  count: number;
  /** The page shown, from 1: the last one where the address asks for more. */
  page: number;
  pages: number;
}

/** Published products that match, sorted, one page of them (`perPage` from 1). Withdrawn ones keep their page but leave the list. */
export function findProducts(
  products: readonly Product[],
  query: CatalogueQuery,
  perPage = 12,
): CataloguePage {
  const matching = onShelf(products)
    .filter(
      (product) =>
        (query.lengthMm === null || lengthsOf(product).includes(query.lengthMm)) &&
        (query.area === null || product.areas.includes(query.area)) &&
        (query.kind === null || product.kind === query.kind) &&
        (query.material === null || product.needles?.material === query.material),
    )
    .sort((a, b) => compare(a, b, query.sort) || a.position - b.position || (a.slug < b.slug ? -1 : 1));
  const pages = Math.max(1, Math.ceil(matching.length / perPage));
  const page = Math.min(query.page, pages);
  return {
    products: matching.slice((page - 1) * perPage, page * perPage),
    count: matching.length,
    page,
    pages,
  };
}

function onShelf(products: readonly Product[]): Product[] {
  return products.filter((product) => product.status === 'published');
}

function compare(a: Product, b: Product, sort: SortOrder): number {
  const price = (product: Product) => Math.min(...product.variants.map((variant) => variant.priceMinor));
  switch (sort) {
    case 'shelf':
      return 0;
    case 'price-asc':
      return price(a) - price(b);
    case 'price-desc':
      return price(b) - price(a);
    case 'length-asc':
      return byLength(lengthsOf(a)[0], lengthsOf(b)[0], 1);
    case 'length-desc':
      return byLength(lengthsOf(a).at(-1), lengthsOf(b).at(-1), -1);
  }
}

/** Products without needles come last in both directions. */
function byLength(a: number | undefined, b: number | undefined, direction: 1 | -1): number {
  if (a === undefined || b === undefined) return (a === undefined ? 1 : 0) - (b === undefined ? 1 : 0);
  return (a - b) * direction;
}

function oneOf<T extends string>(all: readonly T[], value: string | null): T | null {
  return all.find((each) => each === value) ?? null;
}

/** What an article says about a roller that it names, “Face roller (£18.00, in stock)”, and what its card shows. */
export function rollerWords(
  product: Product,
  market: Market,
  currency: string,
  available: Availability,
): RollerWords {
  const offer = offerOf(product, market, available);
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
