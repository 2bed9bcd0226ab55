import type {
  ItemList,
  MerchantReturnPolicy,
  Offer,
  OfferShippingDetails,
  Product as SchemaProduct,
  WithContext,
} from 'schema-dts';
import type { Market, Product, Shop, Variant } from '#content-pipeline/content.ts';
import { type Availability, catalogueWord, lengthsOf, saleOf } from '#features/catalogue/catalogue.ts';
import { formatNeedleLength } from '#lib/needle-length.ts';
import { absolute, paths } from '#lib/paths.ts';
import { publisher } from '#lib/structured-data.ts';

/** What the statements about products are made from, besides themselves. */
export interface ProductSurroundings {
  /** Origin of the shop. */
  siteUrl: string;
  shop: Shop;
  market: Market;
  available: Availability;
  now: Date;
}

/**
 * schema.org Product of one variant; with siblings, the group of all of them too. “Offer” only where it can be bought
 * now or again later; nothing about health, no rating.
 */
export function productData(
  product: Product,
  variant: Variant,
  surroundings: ProductSurroundings,
): WithContext<SchemaProduct> {
  const { siteUrl } = surroundings;
  const siblings = product.variants.length > 1;
  const varying = [
    ...(lengthsOf(product).length > 1 ? ['https://schema.org/size'] : []),
    ...(new Set(product.variants.map(({ colour }) => colour)).size > 1 ? ['https://schema.org/color'] : []),
  ];
  return {
    '@context': 'https://schema.org',
    ...variantData(product, variant, surroundings, true),
    ...(siblings && {
      isVariantOf: {
        '@type': 'ProductGroup',
        '@id': `${absolute(paths.product(product.slug), siteUrl)}#product`,
        name: product.title,
        description: product.summary,
        url: absolute(paths.product(product.slug), siteUrl),
        productGroupID: product.slug,
        ...(varying.length > 0 && { variesBy: varying }),
        hasVariant: product.variants
          .filter(({ sku }) => sku !== variant.sku)
          .map((sibling) => variantData(product, sibling, surroundings, false)),
      },
    }),
  };
}

/** schema.org ItemList: the products on one page of the catalogue, places counted on that page. */
export function productListData(products: readonly Product[], siteUrl: string): WithContext<ItemList> {
  return {
    '@context': 'https://schema.org',
    '@type': 'ItemList',
    name: 'Rollers',
    itemListElement: products.map(({ slug, title }, index) => ({
      '@type': 'ListItem',
      position: index + 1,
      name: title,
      url: absolute(paths.product(slug), siteUrl),
    })),
  };
}

function variantData(
  product: Product,
  variant: Variant,
  { siteUrl, shop, market, available, now }: ProductSurroundings,
  isMain: boolean,
) {
  const siblings = product.variants.length > 1;
  const url = absolute(paths.product(product.slug, siblings ? variant.sku : undefined), siteUrl);
  const sale = saleOf(product, variant, market, available, now);
  const offer: Offer | null =
    sale.ok || sale.error.code === 'sold-out'
      ? {
          '@type': 'Offer',
          url,
          price: (variant.priceMinor / 100).toFixed(2),
          priceCurrency: shop.currency,
          availability: `https://schema.org/${sale.ok ? 'InStock' : 'OutOfStock'}`,
          itemCondition: 'https://schema.org/NewCondition',
          seller: publisher(shop, siteUrl),
          // The same for its siblings, and said once.
          ...(isMain && {
            shippingDetails: shippingData(variant, shop, market),
            hasMerchantReturnPolicy: returnData(shop, market, siteUrl),
          }),
        }
      : null;
  return {
    '@type': 'Product',
    '@id': `${url}#${variant.sku}`,
    name: siblings ? `${product.title}, ${variant.label}` : product.title,
    description: product.summary,
    sku: variant.sku,
    url,
    image: absolute(paths.socialPicture(product.slug), siteUrl),
    brand: { '@type': 'Brand', name: shop.name },
    ...(variant.colour && { color: variant.colour }),
    ...(variant.needleLengthMm !== null && { size: formatNeedleLength(variant.needleLengthMm) }),
    ...(product.needles && { material: catalogueWord(product.needles.material) }),
    ...(offer && { offers: offer }),
  } as const satisfies SchemaProduct;
}

function shippingData({ priceMinor }: Variant, { delivery, currency }: Shop, { countries }: Market) {
  const isFree = delivery.freeFromMinor !== null && priceMinor >= delivery.freeFromMinor;
  return {
    '@type': 'OfferShippingDetails',
    shippingRate: {
      '@type': 'MonetaryAmount',
      value: isFree ? '0.00' : (delivery.priceMinor / 100).toFixed(2),
      currency,
    },
    shippingDestination: { '@type': 'DefinedRegion', addressCountry: countries },
  } as const satisfies OfferShippingDetails;
}

function returnData({ returnsDays }: Shop, { countries }: Market, siteUrl: string) {
  return {
    '@type': 'MerchantReturnPolicy',
    applicableCountry: countries,
    returnPolicyCategory: 'https://schema.org/MerchantReturnFiniteReturnWindow',
    merchantReturnDays: returnsDays,
    returnFees: 'https://schema.org/ReturnFeesCustomerResponsibility',
    // Opened needles do not come back: the page says so.
    merchantReturnLink: absolute(paths.legal('returns'), siteUrl),
  } as const satisfies MerchantReturnPolicy;
}
