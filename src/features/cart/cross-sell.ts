import type { Product, ProductKind, Variant } from '#content-pipeline/content.ts';
import type { Cart, Catalogue } from '#features/cart/cart.ts';
import { purchasable } from '#lib/purchasable.ts';

/** Something offered below the totals. */
export interface Offer {
  product: Product;
  variant: Variant;
  /** Titles of what is in the basket that it goes with. */
  goesWith: string[];
}

/** How many things are offered at most: a shelf, not a shop. */
export const mostOffered = 3;

// Keeps, cleans or throws away a roller, and never comes near skin. A kind that is not in this list, and not marked as
// safe, is not offered, whatever a product names: a new kind has to be thought about first.
const careKinds: ReadonlySet<ProductKind> = new Set([
  'storage-case',
  'cleaning-tray',
  'travel-cap',
  'disposal-tub',
]);

/** May this be offered beside a roller? Nothing with needles, and nothing for skin that is not marked as safe for it. */
export function isSafeCompany(product: Product): boolean {
  return (
    product.needles === null &&
    product.kind !== 'roller' &&
    product.variants.every(({ needleLengthMm }) => needleLengthMm === null) &&
    (product.besideNeedledSkin || careKinds.has(product.kind))
  );
}

/**
 * What goes with the basket by the products' own `goesWith`: safe company that is not in the basket, what goes with
 * most of it first. Whether it can be bought is `offersFor`'s business, which needs the stock of these.
 */
export function companionsOf(
  cart: Pick<Cart, 'items'>,
  content: {
    variant(sku: string): { product: Product } | undefined;
    product(slug: string): Product | undefined;
  },
): Omit<Offer, 'variant'>[] {
  const inBasket = [
    ...new Map(
      Object.keys(cart.items).flatMap((sku) => {
        const product = content.variant(sku)?.product;
        return product ? [[product.slug, product] as const] : [];
      }),
    ).values(),
  ];
  const found = new Map<string, Omit<Offer, 'variant'>>();
  for (const held of inBasket) {
    for (const slug of new Set(held.goesWith)) {
      const product = content.product(slug);
      if (!product || !isSafeCompany(product) || inBasket.some((each) => each.slug === slug)) continue;
      const known = found.get(slug);
      if (known) known.goesWith.push(held.title);
      else found.set(slug, { product, goesWith: [held.title] });
    }
  }
  // Sorting keeps the order of equals: that in which the products name them.
  return [...found.values()].sort((a, b) => b.goesWith.length - a.goesWith.length);
}

/** At most three of these that can be bought now, each in its first variant that can. */
export function offersFor(
  companions: readonly Omit<Offer, 'variant'>[],
  { market, now }: Pick<Catalogue, 'market' | 'now'>,
  available: ReadonlyMap<string, number>,
): Offer[] {
  return companions
    .flatMap((companion) => {
      const { product } = companion;
      const variant = product.variants.find(
        (each) => purchasable(product, each, market, available.get(each.sku), now).ok,
      );
      return variant ? [{ ...companion, variant }] : [];
    })
    .slice(0, mostOffered);
}
