import type { Market, Product, Variant } from '#content-pipeline/content.ts';
import type { Catalogue } from './cart.ts';

/** Sells in pounds, as the demo shop does. */
export const market: Market = {
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

/** A published product of tests; give what matters. */
export function product(slug: string, variants: Partial<Variant>[], more: Partial<Product> = {}): Product {
  return {
    slug,
    file: `content/products/${slug}.mdx`,
    title: slug,
    summary: '',
    kind: 'roller',
    areas: ['face'],
    status: 'published',
    publishAt: null,
    unpublishAt: null,
    intendedUse: '',
    vatClass: 'standard',
    besideNeedledSkin: false,
    position: 1,
    needles: null,
    variants: variants.map((variant) => ({
      sku: 'X',
      label: 'x',
      needleLengthMm: 0.2,
      colour: null,
      priceMinor: 1800,
      openingStock: 9,
      ...variant,
    })),
    warnings: [],
    notFor: [],
    inTheBox: [],
    care: '',
    sterility: '',
    shelfLife: '',
    usesPerRoller: null,
    sizeMm: null,
    origin: '',
    weightGrams: 1,
    updatedOn: null,
    readFirst: [],
    goesWith: [],
    body: { code: '', source: '', headings: [], readingMinutes: 1 },
    ...more,
  };
}

/** A shop with three lines a basket, five of each, and free delivery from £40. */
export function catalogueOf(products: readonly Product[]): Catalogue {
  return {
    market,
    content: {
      shop: {
        quantityLimit: 5,
        lineLimit: 3,
        delivery: { id: 'standard', label: 'Post', priceMinor: 395, freeFromMinor: 4000, workingDays: '2' },
        otherDelivery: [
          { id: 'express', label: 'Express', priceMinor: 695, freeFromMinor: null, workingDays: '1' },
        ],
      },
      variant: (sku) => {
        for (const each of products) {
          const variant = each.variants.find((one) => one.sku === sku);
          if (variant) return { product: each, variant };
        }
        return undefined;
      },
    },
    now: new Date('2026-11-22T12:00:00Z'),
  };
}
