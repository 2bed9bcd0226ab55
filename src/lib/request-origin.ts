/**
 * Whether a request may change something: it only reads, or it was sent by one of our own pages. Browsers of the last
 * years say so in Sec-Fetch-Site; older ones send Origin. Neither header: not a browser, so there is no session to
 * abuse. `Origin: null` is what a page with `no-referrer` sends; there SameSite=Lax keeps a stranger's form from
 * carrying our cookies (docs/decisions/009).
 */
export function mayWrite(request: Pick<Request, 'method' | 'headers'>, siteUrl: string): boolean {
  if (['GET', 'HEAD', 'OPTIONS'].includes(request.method)) return true;
  const site = request.headers.get('sec-fetch-site');
  if (site) return site === 'same-origin' || site === 'none';
  const origin = request.headers.get('origin');
  if (!origin || origin === 'null' || origin === siteUrl) return true;
  return URL.canParse(origin) && new URL(origin).host === request.headers.get('host');
}
