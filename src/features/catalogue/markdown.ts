import type { RollerWords } from '#content-pipeline/body-context.ts';
import type { Article, Market, Product, Shop } from '#content-pipeline/content.ts';
import {
  type Block,
  heading,
  joined,
  link,
  list,
  markdownOf,
  paragraph,
  quotation,
  table,
  words,
} from '#content-pipeline/markdown-document.ts';
import { catalogueWord, offerOf, rollerWords } from '#features/catalogue/catalogue.ts';
import { formatMoney } from '#lib/money.ts';
import { formatNeedleLength } from '#lib/needle-length.ts';
import { absolute, paths } from '#lib/paths.ts';

/**
 * A product as a Markdown document, for programs that read. Prices with VAT; no stock, which would be out of date.
 * Warnings come before the copy. `body`, `sources`: as Markdown; `readFirst`: the articles its page names.
 */
export function productMarkdown(
  product: Product,
  parts: {
    body: string;
    sources: string;
    readFirst: readonly Article[];
    shop: Shop;
    market: Market;
    now: Date;
    siteUrl: string;
  },
): string {
  const { shop, market, siteUrl } = parts;
  const offer = offerOf(product, market, new Map(), parts.now);
  const { needles, sizeMm } = product;
  const mm = (value: number) => `${value}\u202fmm`;
  const url = absolute(paths.product(product.slug), siteUrl);
  const lines = (items: readonly string[]) => list(items.map((item) => [words(item)]));
  const section = (title: string, items: readonly string[]): Block[] =>
    items.length === 0 ? [] : [heading(2, title), lines(items)];
  const head = markdownOf([
    heading(1, product.title),
    quotation(product.summary),
    list([
      [words('Page: '), link(paths.product(product.slug), url)],
      [words(offer.saleWords)],
      [words('Education comes first; nothing here is medical advice.')],
    ]),
    heading(2, 'Read first'),
    list(
      parts.readFirst.map(({ slug, title }) => [link(title, absolute(paths.articleMarkdown(slug), siteUrl))]),
    ),
    ...section('Warnings', product.warnings),
    ...section('What it is not for', product.notFor),
    heading(2, 'Variants'),
    table([
      ['Article number', 'Variant', 'Needle length', offer.isForSale ? 'Price with VAT' : 'Price'],
      ...product.variants.map(({ sku, label, needleLengthMm, priceMinor }) => [
        sku,
        label,
        needleLengthMm === null ? 'no needles' : `${formatNeedleLength(needleLengthMm)}, nominal`,
        offer.isForSale ? formatMoney(priceMinor, shop.currency) : 'not for sale',
      ]),
    ]),
  ]);
  const facts = markdownOf([
    heading(2, 'Measures and facts'),
    lines([
      `Meant for: ${product.intendedUse}`,
      ...(needles
        ? [
            `Needles: ${needles.count} in ${needles.rows} rows, ${catalogueWord(needles.material).toLowerCase()}`,
            `Width of the head: ${mm(needles.headWidthMm)}`,
          ]
        : []),
      ...(product.areas.length > 0
        ? [`For: ${product.areas.map((area) => catalogueWord(area).toLowerCase()).join(', ')}`]
        : []),
      `In the box: ${product.inTheBox.join('; ')}`,
      ...(sizeMm
        ? [`Size: ${mm(sizeMm.width)} wide, ${mm(sizeMm.depth)} deep, ${mm(sizeMm.height)} high`]
        : []),
      `Weight: ${product.weightGrams}\u202fg`,
      `Origin: ${product.origin}`,
    ]),
    heading(2, 'Cleaning and care'),
    paragraph(words(product.care)),
    heading(2, 'Sterility'),
    paragraph(words(product.sterility)),
    heading(2, 'Shelf life and lots'),
    paragraph(words(product.shelfLife)),
  ]);
  return joined([head, parts.body, facts, parts.sources]);
}

/** What a document that is kept for long says of a roller it names: the price, and no stock. */
export function wordsWithoutStock(
  product: Product,
  market: Market,
  currency: string,
  now: Date,
): RollerWords {
  return { ...rollerWords(product, market, currency, new Map(), now), stockText: '', stock: null };
}
