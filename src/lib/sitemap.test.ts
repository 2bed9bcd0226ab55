import fc from 'fast-check';
import { XMLParser } from 'fast-xml-parser';
import { expect, test } from 'vitest';
import { type SitemapEntry, sitemapPartXml, sitemapXml } from './sitemap.ts';

const parser = new XMLParser({ isArray: (name) => name === 'url' || name === 'sitemap' });
const partUrl = (part: number) => `https://shop.test/sitemap-${part}.xml`;
const entry = fc.record<SitemapEntry>({
  url: fc.webUrl({ withQueryParameters: true }),
  updatedOn: fc.option(
    fc
      .date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10)),
  ),
});
const written = ({ url, updatedOn }: SitemapEntry) => ({
  loc: url,
  ...(updatedOn && { lastmod: updatedOn }),
});

test('as one file, or as an index and its parts: every address once, in order, none in a part above the limit', () => {
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 12 }), fc.integer({ min: 1, max: 5 }), (entries, limit) => {
      const whole = parser.parse(sitemapXml(entries, partUrl, limit));
      if (entries.length <= limit) {
        expect(whole.urlset.url ?? []).toEqual(entries.map(written));
        expect(sitemapPartXml(entries, 1, limit)).toBeNull();
        return;
      }
      const parts: { loc: string; lastmod?: string }[] = whole.sitemapindex.sitemap;
      const read = parts.map(({ loc }, index) => {
        expect(loc).toBe(partUrl(index + 1));
        return parser.parse(sitemapPartXml(entries, index + 1, limit) ?? '').urlset.url;
      });
      expect(read.flat()).toEqual(entries.map(written));
      read.forEach((part: { lastmod?: string }[], index) => {
        expect(part.length).toBeLessThanOrEqual(limit);
        const days = part.flatMap(({ lastmod }) => lastmod ?? []).sort();
        expect(parts[index]?.lastmod).toBe(days.at(-1));
      });
      expect(sitemapPartXml(entries, parts.length + 1, limit)).toBeNull();
      expect(sitemapPartXml(entries, 0, limit)).toBeNull();
    }),
  );
});

test('what means something in XML is escaped', () => {
  const xml = sitemapXml([{ url: `https://shop.test/?a=1&b='"<>`, updatedOn: null }], partUrl);
  expect(xml).toContain('<loc>https://shop.test/?a=1&amp;b=&apos;&quot;&lt;&gt;</loc>');
});
