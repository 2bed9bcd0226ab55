/** One address of each kind of page that a visitor can read without a step before it. */
export const pageTypes = {
  home: '/',
  'list of articles': '/learn',
  article: '/learn/how-derma-rollers-work',
  glossary: '/glossary',
  safety: '/safety',
  legal: '/legal/returns',
  catalogue: '/rollers',
  product: '/rollers/face-roller?sku=FACE-025',
  'product on show': '/rollers/professional-roller-1-0',
  'start of a comparison': '/compare',
  finder: '/finder',
  basket: '/cart',
  'self-check start': '/self-check',
  'self-check question': '/self-check/consent',
  'order search': '/orders/find',
  'not found': '/nothing-here',
} as const;
