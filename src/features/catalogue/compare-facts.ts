import type { Market, Product, ProductKind, Source } from '#content-pipeline/content.ts';
import {
  type Availability,
  catalogueWord,
  refusalWords,
  saleOf,
  selfCheckWords,
  stockWord,
} from '#features/catalogue/catalogue.ts';
import type { Compared, ComparedFact, ComparedLine } from '#features/catalogue/compare.ts';
import { vatWords } from '#features/catalogue/price-words.ts';
import { colourWord } from '#features/catalogue/variant-choice.ts';
import { formatMoney } from '#lib/money.ts';
import { formatNeedleLength } from '#lib/needle-length.ts';
import { paths } from '#lib/paths.ts';

/** What the facts are told from, besides the product. */
export interface FactSurroundings {
  market: Market;
  currency: string;
  available: Availability;
  now: Date;
  articlesFor(product: Product): readonly { slug: string; title: string }[];
  source(id: string): Pick<Source, 'title' | 'url'> | undefined;
}

const kindWords: Record<ProductKind, string> = {
  roller: 'Roller',
  'storage-case': 'Storage case',
  'cleaning-tray': 'Cleaning tray',
  'travel-cap': 'Travel cap',
  'disposal-tub': 'Disposal tub',
  gauze: 'Gauze',
};
const noNeedles = 'No needles';
const mm = (value: number) => `${value}\u202fmm`;
const sentence = (words: string) => `${words.charAt(0).toUpperCase()}${words.slice(1).toLowerCase()}`;

// What only some kinds have: left out where none of the products has it.
const onlyWhereHeld: Readonly<Record<string, (compared: Compared) => boolean>> = {
  length: ({ variant }) => variant.needleLengthMm !== null,
  count: ({ product }) => product.needles !== null,
  rows: ({ product }) => product.needles !== null,
  material: ({ product }) => product.needles !== null,
  head: ({ product }) => product.needles !== null,
  colour: ({ variant }) => variant.colour !== null,
  size: ({ product }) => product.sizeMm !== null,
};

/** The facts of products that stand side by side: the same ones in the same order for each. */
export function factColumns(compared: readonly Compared[], surroundings: FactSurroundings): ComparedFact[][] {
  return compared.map((each) =>
    factsOf(each, surroundings).filter(({ id }) => {
      const isHeld = onlyWhereHeld[id];
      return !isHeld || compared.some(isHeld);
    }),
  );
}

function factsOf({ product, variant }: Compared, surroundings: FactSurroundings): ComparedFact[] {
  const { market, currency, available, now } = surroundings;
  const { needles, sizeMm, usesPerRoller } = product;
  const sale = saleOf(product, variant, market, available, now);
  const isOffered = sale.ok || sale.error.code === 'sold-out';
  const stock = stockWord(available.get(variant.sku));
  const length = variant.needleLengthMm;
  return [
    words('kind', 'Kind', kindWords[product.kind]),
    fact('length', 'Needle length', [
      length === null
        ? { text: noNeedles }
        : { text: `${formatNeedleLength(length)}, nominal`, lengthMm: length },
    ]),
    words('count', 'Needles', needles ? String(needles.count) : noNeedles),
    words('rows', 'Rows of needles', needles ? String(needles.rows) : noNeedles),
    words('material', 'Needles made of', needles ? catalogueWord(needles.material) : noNeedles),
    words('head', 'Width of the head', needles ? mm(needles.headWidthMm) : noNeedles),
    words(
      'areas',
      'Made for',
      product.areas.length > 0
        ? sentence(product.areas.map(catalogueWord).join(', '))
        : 'No area of the body',
    ),
    words('use', 'Intended use', product.intendedUse),
    list('warnings', 'Warnings', product.warnings),
    list('not-for', 'What it is not for', product.notFor),
    // Sold out is said by the stock.
    words('sale', 'Sale', isOffered ? 'For sale' : refusalWords(sale.error, market)),
    words(
      'self-check',
      'Self-check',
      isOffered ? selfCheckWords(length !== null) : 'Not sold, with or without a self-check',
    ),
    words(
      'price',
      'Price',
      isOffered
        ? `${formatMoney(variant.priceMinor, currency)}, ${vatWords(product.vatClass, market)}`
        : 'Not for sale',
    ),
    fact('stock', 'Stock', [isOffered ? { text: stock.text, stock: stock.state } : { text: 'Not for sale' }]),
    list('box', 'In the box', product.inTheBox),
    words('sterility', 'Sterility', product.sterility),
    words('shelf-life', 'Lot and shelf life', product.shelfLife),
    fact('uses', 'How often it may be used', [usesLine(usesPerRoller, surroundings)]),
    words('care', 'Cleaning and care', product.care),
    words('colour', 'Colour', variant.colour ? colourWord(variant.colour) : 'One colour only'),
    words(
      'size',
      'Width, depth, height',
      sizeMm ? mm3(sizeMm.width, sizeMm.depth, sizeMm.height) : 'We hold no figure',
    ),
    words('weight', 'Weight with packing', `${product.weightGrams}\u202fg`),
    words('origin', 'Origin', product.origin),
    {
      id: 'read-first',
      label: 'Read first',
      isList: true,
      lines: surroundings
        .articlesFor(product)
        .map(({ slug, title }) => ({ text: title, href: paths.article(slug) })),
    },
  ];
}

function usesLine(uses: Product['usesPerRoller'], { source }: FactSurroundings): ComparedLine {
  const said = uses && source(uses.source);
  if (!uses || !said) return { text: 'No source gives a number' };
  return { text: `${uses.count === 1 ? 'Once' : `${uses.count} times`}: ${said.title}`, href: said.url };
}

function mm3(...measures: number[]): string {
  return `${measures.join(' × ')}\u202fmm`;
}

function fact(id: string, label: string, lines: readonly ComparedLine[]): ComparedFact {
  return { id, label, lines, isList: false };
}

function words(id: string, label: string, text: string): ComparedFact {
  return fact(id, label, [{ text }]);
}

function list(id: string, label: string, texts: readonly string[]): ComparedFact {
  return { id, label, lines: texts.map((text) => ({ text })), isList: true };
}
