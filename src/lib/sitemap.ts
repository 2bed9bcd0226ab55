import type { IsoDate } from './dates.ts';

/** The protocol allows 50,000 addresses a file; smaller files are fetched again sooner. */
export const sitemapLimit = 10_000;

/** A page that search engines may list. */
export interface SitemapEntry {
  /** Absolute. */
  url: string;
  /** Null where nobody knows when the page last changed. */
  updatedOn: IsoDate | null;
}

const namespace = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"';

/**
 * The sitemap (sitemaps.org, protocol 0.9): one file of all addresses, or, above `limit` of them, an index of parts.
 * `partUrl`: where a part, from 1, is served.
 */
export function sitemapXml(
  entries: readonly SitemapEntry[],
  partUrl: (part: number) => string,
  limit = sitemapLimit,
): string {
  if (entries.length <= limit) return addresses(entries);
  const parts = Array.from({ length: Math.ceil(entries.length / limit) }, (_, index) => ({
    url: partUrl(index + 1),
    updatedOn: newest(partOf(entries, index + 1, limit)),
  }));
  return xml(
    'sitemapindex',
    parts.map((part) => element('sitemap', part)),
  );
}

/** A part of a sitemap that is an index, from 1; null where there is no such part. */
export function sitemapPartXml(
  entries: readonly SitemapEntry[],
  part: number,
  limit = sitemapLimit,
): string | null {
  const held = entries.length > limit ? partOf(entries, part, limit) : [];
  return held.length > 0 ? addresses(held) : null;
}

function addresses(entries: readonly SitemapEntry[]): string {
  return xml(
    'urlset',
    entries.map((entry) => element('url', entry)),
  );
}

function partOf(entries: readonly SitemapEntry[], part: number, limit: number): readonly SitemapEntry[] {
  return entries.slice((part - 1) * limit, part * limit);
}

/** The last day on which anything in the part is known to have changed. */
function newest(entries: readonly SitemapEntry[]): IsoDate | null {
  return entries.reduce<IsoDate | null>(
    (latest, { updatedOn }) =>
      updatedOn !== null && (latest === null || updatedOn > latest) ? updatedOn : latest,
    null,
  );
}

function xml(root: string, children: readonly string[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root} ${namespace}>\n${children.join('')}</${root}>\n`;
}

function element(name: string, { url, updatedOn }: SitemapEntry): string {
  const lastmod = updatedOn === null ? '' : `<lastmod>${updatedOn}</lastmod>`;
  return `<${name}><loc>${escapeAddress(url)}</loc>${lastmod}</${name}>\n`;
}

function escapeAddress(url: string): string {
  return url
    .replaceAll('&', '&amp;')
    .replaceAll("'", '&apos;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
