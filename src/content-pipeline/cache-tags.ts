/**
 * The names by which cached pages are dropped when content changes. A page carries a tag for everything it shows:
 * the documents it names, and the list tag (`articles`, `products`, …) where it shows a list, an order or a title of
 * documents found by a link read backwards. `shop` belongs on every page, since the layout shows the shop's name.
 */
export const cacheTags = {
  article: (slug: string) => `article:${slug}`,
  product: (slug: string) => `product:${slug}`,
  glossaryTerm: (slug: string) => `glossary:${slug}`,
  legalPage: (slug: string) => `legal:${slug}`,
  articles: 'articles',
  products: 'products',
  glossary: 'glossary',
  legal: 'legal',
  sources: 'sources',
  facts: 'facts',
  markets: 'markets',
  rulesets: 'rulesets',
  shop: 'shop',
  redirects: 'redirects',
} as const;
