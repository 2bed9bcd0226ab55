/** Every public URL of the shop, spelled once. No trailing slash. */
export const paths = {
  home: '/',
  learn: '/learn',
  article: (slug: string) => `/learn/${slug}`,
  glossary: '/glossary',
  safety: '/safety',
  legal: (slug: string) => `/legal/${slug}`,
  rollers: '/rollers',
  product: (slug: string, sku?: string) => `/rollers/${slug}${sku ? `?sku=${encodeURIComponent(sku)}` : ''}`,
  /** Article numbers side by side; without any, the page that says how to compare. */
  compare: (skus: readonly string[] = []) =>
    `/compare${skus.length > 0 ? `?skus=${skus.map(encodeURIComponent).join(',')}` : ''}`,
  /** The same words as Markdown, for programs that read. */
  articleMarkdown: (slug: string) => `/learn/${slug}.md`,
  productMarkdown: (slug: string) => `/rollers/${slug}.md`,
  /** Atom, of the articles. */
  feed: '/feed.xml',
  sitemap: '/sitemap.xml',
  /** From 1; there only where the sitemap is an index. */
  sitemapPart: (part: number) => `/sitemap-${part}.xml`,
  /** What the shop holds, for language models (llmstxt.org). */
  llms: '/llms.txt',
  /** Picture for where a page's address is shared: a product's or an article's slug, or the name of another page. */
  socialPicture: (name: string) => `/social/${name}.png`,
  /** Without a query: the page that starts one. `within` shows one kind of result only. */
  search: (query = '', within = '') => {
    const params = new URLSearchParams({
      ...(query && { q: query }),
      ...(within && { in: within }),
    }).toString();
    return `/search${params && `?${params}`}`;
  },
  suggest: '/search/suggest',
  /** Which roller, if any: a form by plain GET. */
  finder: '/finder',
  cart: '/cart',
  cartItems: '/cart/items',
  /** Where the way of delivery is chosen. */
  cartDelivery: '/cart/delivery',
  /** A basket kept as a link: article numbers only. Without any, where its form is sent. */
  cartSaved: (skus: readonly string[] = []) =>
    `/cart/saved${skus.length > 0 ? `?skus=${skus.map(encodeURIComponent).join(',')}` : ''}`,
  cartItem: (sku: string) => `/cart/items/${encodeURIComponent(sku)}`,
  selfCheck: '/self-check',
  question: (id: string) => `/self-check/${id}`,
  answers: '/self-check/answers',
  outcome: '/self-check/outcome',
  clearAnswers: '/self-check/clear',
  /** Asks whether an answer that stopped the sale was really wrong. */
  changedAnswer: '/self-check/changed',
  aboutCheck: '/self-check/about',
  /** The questions on paper. */
  printCheck: '/self-check/print',
  /** How long the answers still live, and more time for them. */
  keepAnswers: '/self-check/keep',
  /** The end of a wait as a calendar file. */
  waitDate: '/self-check/wait-date',
  /** Pages for the clinician who reviews a version; the token is signed and good for a day. */
  review: (token: string, page: '' | 'sheet' | 'graph' | 'table' | 'changes' | 'walk' = '') =>
    `/self-check/review/${token}${page && `/${page}`}`,
  checkout: '/checkout',
  checkoutReturn: '/checkout/return',
  order: (token: string) => `/orders/${token}`,
  /** After-care of what was bought, to print. */
  orderCare: (token: string) => `/orders/${token}/care`,
  withdraw: (token: string) => `/orders/${token}/withdraw`,
  findOrder: '/orders/find',
  stripeWebhook: '/api/stripe/webhook',
  /** What a preview of unpublished content cannot show is told here; a form sent here ends it. */
  preview: '/preview',
  /** For staff from here on. */
  admin: '/admin',
  /** Every document of the working copy, with its problems. */
  adminContent: '/admin/content',
  adminDocument: (kind: string, slug: string) => `/admin/content/${kind}/${encodeURIComponent(slug)}`,
  /** Keystatic's forms; without a place, the first page of them. */
  editor: (place = '') => `/keystatic${place && `/${place}`}`,
  /** Leads on to `next` once somebody is signed in. */
  signIn: (next = '') =>
    `/admin/sign-in${next && next !== '/admin' ? `?next=${encodeURIComponent(next)}` : ''}`,
  /** The second step: a code of the authenticator app. */
  signInCode: '/admin/sign-in/code',
  adminPublish: '/admin/publish',
  adminReleases: '/admin/releases',
  adminRelease: (number: number) => `/admin/releases/${number}`,
  adminCompare: (a?: number, b?: number) =>
    `/admin/releases/compare${a !== undefined && b !== undefined ? `?a=${a}&b=${b}` : ''}`,
  signOut: '/admin/sign-out',
  forgotPassword: '/admin/forgot-password',
  /** One's own password and sessions. */
  account: '/admin/account',
  secondFactor: '/admin/account/second-factor',
  stock: '/admin/stock',
  stockOf: (sku: string, before?: number) =>
    `/admin/stock/${encodeURIComponent(sku)}${before === undefined ? '' : `?before=${before}`}`,
  pauses: '/admin/pauses',
  orderList: (query: { state?: string; q?: string; page?: number } = {}) => {
    const params = new URLSearchParams();
    if (query.state) params.set('state', query.state);
    if (query.q) params.set('q', query.q);
    if (query.page && query.page > 1) params.set('page', String(query.page));
    const text = params.toString();
    return `/admin/orders${text && `?${text}`}`;
  },
  orderSheet: (number: string) => `/admin/orders/${number}`,
  orderRefund: (number: string) => `/admin/orders/${number}/refund`,
  people: '/admin/staff',
  person: (id: string) => `/admin/staff/${id}`,
  audit: (query: { subject?: string; before?: number } = {}) => {
    const params = new URLSearchParams(
      Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
    ).toString();
    return `/admin/audit${params && `?${params}`}`;
  },
  /** Where somebody sets a password; the token is signed and good once. */
  staffPassword: (token: string) => `/admin/password/${token}`,
  /** What somebody sees who is not let in; it has no address of its own. */
  refused: '/admin/refused',
} as const;

/** The whole address of a path; `siteUrl` is the origin of the shop. */
export function absolute(path: string, siteUrl: string): string {
  return new URL(path, siteUrl).href;
}
