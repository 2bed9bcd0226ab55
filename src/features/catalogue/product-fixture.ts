import type { Market, Product, ProductKind, Shop, Variant } from '#content-pipeline/content.ts';

/** The market that the tests of the catalogue sell in. */
export const ukMarket: Market = {
  id: 'uk',
  name: 'United Kingdom',
  sells: true,
  reason: null,
  sources: [],
  zone: 'Europe/London',
  vatRatePercent: 20,
  reducedVatRatePercent: 5,
  countries: ['GB'],
  tiers: { surface: 'self-check', homeMax: 'off', professional: 'show' },
};

/** A market in which nothing is sold. */
export const marketOff: Market = {
  ...ukMarket,
  id: 'us',
  name: 'United States',
  sells: false,
  reason: 'We hold no clearance.',
  sources: ['S25'],
};

/** What the tests of the catalogue know of the shop. */
export const aShop: Shop = {
  name: 'Needlewise',
  tagline: 'Read first',
  currency: 'GBP',
  market: 'uk',
  contactEmail: 'help@shop.test',
  postalAddress: '1 Example Street',
  quantityLimit: 5,
  lineLimit: 20,
  returnsDays: 14,
  paymentMethods: ['card'],
  delivery: {
    id: 'standard',
    label: 'Tracked delivery',
    priceMinor: 395,
    freeFromMinor: 4000,
    workingDays: '2 to 4',
  },
  otherDelivery: [],
  carriers: [],
  vatNumber: null,
};

/** Article number, needle length in mm (null: none) and price in pence. */
export type Sku = readonly [sku: string, needleLengthMm: number | null, priceMinor: number];

/** A variant as tests need it; what it does not say is one size, no needles, no colour, £18.00. */
export function aVariant(sku: string, more: Partial<Variant> = {}): Variant {
  const length = more.needleLengthMm ?? null;
  return {
    sku,
    label: length === null ? 'One size' : `${length} mm`,
    needleLengthMm: null,
    colour: null,
    priceMinor: 1800,
    openingStock: 9,
    ...more,
  };
}

/** A published roller for the face. Variants in short are labelled by their article number. */
export function aRoller(
  slug: string,
  variants: readonly (Sku | Variant)[],
  more: Partial<Product> = {},
): Product {
  return {
    slug,
    file: `content/products/${slug}.mdx`,
    title: slug,
    summary: 'A tool.',
    kind: 'roller',
    areas: ['face'],
    intendedUse: 'One use.',
    vatClass: 'standard',
    besideNeedledSkin: false,
    status: 'published',
    publishAt: null,
    unpublishAt: null,
    position: 1,
    needles: { count: 192, rows: 8, material: 'steel', headWidthMm: 20 },
    variants: variants.map((each) => {
      if ('sku' in each) return each;
      const [sku, needleLengthMm, priceMinor] = each;
      return aVariant(sku, { label: sku, needleLengthMm, priceMinor });
    }),
    warnings: ['For one person only.'],
    notFor: ['Anyone under 18.'],
    inTheBox: ['A leaflet'],
    care: 'Wash it.',
    sterility: 'Not sterile.',
    shelfLife: 'None.',
    usesPerRoller: null,
    sizeMm: null,
    origin: 'Nowhere',
    weightGrams: 48,
    updatedOn: null,
    readFirst: [],
    goesWith: [],
    body: { code: '', source: '', headings: [], readingMinutes: 1 },
    ...more,
  };
}

/** Something without needles. */
export function aThing(
  slug: string,
  kind: Exclude<ProductKind, 'roller'>,
  variants: readonly (Sku | Variant)[],
  more: Partial<Product> = {},
): Product {
  return aRoller(slug, variants, { kind, areas: [], needles: null, ...more });
}
