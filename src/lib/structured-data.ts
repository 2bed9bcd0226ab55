import type {
  BreadcrumbList,
  Organization,
  SearchAction,
  Thing,
  WebSite,
  WithActionConstraints,
  WithContext,
} from 'schema-dts';
import { absolute, paths } from './paths.ts';

/** One statement about a page in the words of schema.org. */
export type PageData = WithContext<Exclude<Thing, string>>;

/** As much of the shop as its statements need. */
export interface StatedShop {
  name: string;
  tagline: string;
  contactEmail: string;
  postalAddress: string;
}

/** The text of a data block. `<` is escaped, so that no content can close the script element. */
export function dataBlock(data: PageData): string {
  return JSON.stringify(data).replaceAll('<', '\\u003c');
}

/** The shop as seller and publisher. */
export function publisher(shop: Pick<StatedShop, 'name'>, siteUrl: string) {
  return {
    '@type': 'Organization',
    '@id': absolute('/#organization', siteUrl),
    name: shop.name,
    url: absolute(paths.home, siteUrl),
    logo: absolute('/icon-512.png', siteUrl),
  } as const satisfies Organization;
}

/** What the first page says: who keeps the shop, and how to search it. */
export function siteData(shop: StatedShop, siteUrl: string): PageData[] {
  const keeper = publisher(shop, siteUrl);
  const organization: WithContext<Organization> = {
    '@context': 'https://schema.org',
    ...keeper,
    slogan: shop.tagline,
    email: shop.contactEmail,
    address: shop.postalAddress,
  };
  const search: WithActionConstraints<SearchAction> = {
    '@type': 'SearchAction',
    target: {
      '@type': 'EntryPoint',
      // Not through `paths`, which would escape the braces of the template.
      urlTemplate: `${absolute(paths.search(), siteUrl)}?q={search_term_string}`,
    },
    'query-input': 'required name=search_term_string',
  };
  const site: WithContext<WebSite> = {
    '@context': 'https://schema.org',
    '@type': 'WebSite',
    '@id': absolute('/#website', siteUrl),
    name: shop.name,
    url: absolute(paths.home, siteUrl),
    inLanguage: 'en-GB',
    publisher: { '@id': keeper['@id'] },
    potentialAction: search,
  };
  return [organization, site];
}

/** Where a page stands, from the top; the last item is the page itself and may have no address. */
export function breadcrumbData(
  items: readonly { text: string; href?: string }[],
  siteUrl: string,
): WithContext<BreadcrumbList> {
  return {
    '@context': 'https://schema.org',
    '@type': 'BreadcrumbList',
    itemListElement: items.map(({ text, href }, index) => ({
      '@type': 'ListItem',
      position: index + 1,
      name: text,
      ...(href !== undefined && { item: absolute(href, siteUrl) }),
    })),
  };
}
