import type { Product, Shop, Variant } from '#content-pipeline/content.ts';

/**
 * schema.org Product of one variant, as the text of a data block. “Offer” only where it can be bought now or again
 * later; nothing about health, no rating. `<` is escaped, so that no content can close the script element.
 */
export function productData(
  product: Product,
  variant: Variant,
  offer: { isForSale: boolean; inStock: boolean },
  { shop, url }: { shop: Shop; url: string },
): string {
  const data = {
    '@context': 'https://schema.org',
    '@type': 'Product',
    name: product.variants.length > 1 ? `${product.title}, ${variant.label}` : product.title,
    description: product.summary,
    sku: variant.sku,
    url,
    brand: { '@type': 'Brand', name: shop.name },
    ...(offer.isForSale && {
      offers: {
        '@type': 'Offer',
        url,
        price: (variant.priceMinor / 100).toFixed(2),
        priceCurrency: shop.currency,
        availability: `https://schema.org/${offer.inStock ? 'InStock' : 'OutOfStock'}`,
        seller: { '@type': 'Organization', name: shop.name },
      },
    }),
  };
  return JSON.stringify(data).replaceAll('<', '\\u003c');
}
