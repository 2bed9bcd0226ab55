import type { Area, Material, ProductKind } from '#content-pipeline/content.ts';
import { catalogueWord } from '#features/catalogue/catalogue.ts';
import type { WayOut } from '#features/catalogue/catalogue-index.ts';
import {
  type CatalogueQuery,
  type FacetName,
  type FilterName,
  facetNames,
  filtersOf,
  type IgnoredPart,
  type SortOrder,
  sortOrders,
  without,
} from '#features/catalogue/catalogue-query.ts';
import { formatMoney } from '#lib/money.ts';
import { formatNeedleLength } from '#lib/needle-length.ts';

/** What stands above the values of a filter. */
export const filterTitles: Readonly<Record<FilterName, string>> = {
  length: 'Needle length',
  area: 'Made for',
  kind: 'Kind',
  needles: 'Number of needles',
  material: 'Needles of',
  availability: 'Availability',
  price: 'Price',
};

const bandWords: Readonly<Record<string, string>> = {
  'under-100': 'Under 100',
  '100-299': '100 to 299',
  '300-599': '300 to 599',
  '600-up': '600 or more',
};

/** A value under the title of its facet: “0.25 mm”, “100 to 299”. */
export function valueWords(name: FacetName, value: string): string {
  if (name === 'length') return formatNeedleLength(Number(value));
  if (name === 'needles') return bandWords[value] ?? value;
  if (name === 'availability') return 'In stock';
  return catalogueWord(value as Area | ProductKind | Material);
}

/** A value that stands alone: “100 to 299 needles”. */
function valueAlone(name: FacetName, value: string): string {
  const words = valueWords(name, value);
  if (name === 'needles') return `${words} needles`;
  if (name === 'material') return `${words} needles`;
  return words;
}

const sortWords: Readonly<Record<SortOrder, string>> = {
  shelf: 'Our order',
  'price-asc': 'Price, lowest first',
  'price-desc': 'Price, highest first',
  'length-asc': 'Needles, shortest first',
  'length-desc': 'Needles, longest first',
};

/** The orders, as a select takes them. */
export const sortChoices = sortOrders.map((value) => ({ value, label: sortWords[value] }));

/** “£10” from whole units, “£9.50” from minor ones with pence. */
export function shortMoney(minor: number, currency: string): string {
  return formatMoney(minor, currency).replace(/\.00$/, '');
}

/** The sign of a currency, “£”. */
export function currencySign(currency: string): string {
  return formatMoney(0, currency).replaceAll(/[\d.,\s]/g, '');
}

function priceWords({ priceFrom, priceTo }: CatalogueQuery, currency: string): string {
  const from = priceFrom === null ? null : shortMoney(priceFrom * 100, currency);
  const to = priceTo === null ? null : shortMoney(priceTo * 100, currency);
  if (from === null) return `Up to ${to}`;
  return to === null ? `From ${from}` : from === to ? from : `${from} to ${to}`;
}

/** A filter that is set, and the list without it. */
export interface Chip {
  words: string;
  without: CatalogueQuery;
}

/** Every value that a query asks for, each with the list without it, in the order of the form. */
export function chipsOf(query: CatalogueQuery, currency: string): Chip[] {
  const chips: Chip[] = facetNames.flatMap((name) =>
    query.chosen[name].map((value) => ({
      words: valueAlone(name, value),
      without: without(query, [name], value),
    })),
  );
  return filtersOf(query).includes('price')
    ? [...chips, { words: priceWords(query, currency), without: without(query, ['price']) }]
    : chips;
}

/** “0.2 mm or 0.25 mm”: all that a query asks of one filter. */
function filterWords(query: CatalogueQuery, name: FilterName, currency: string): string {
  if (name === 'price') return priceWords(query, currency);
  return query.chosen[name].map((value) => valueAlone(name, value)).join(' or ');
}

/** “Without “0.25 mm”: 4 products”. */
export function wayOutWords({ filters, count }: WayOut, query: CatalogueQuery, currency: string): string {
  const names = filters.map((name) => `“${filterWords(query, name, currency)}”`);
  const last = names.at(-1) ?? '';
  const list = names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${last}` : last;
  return `Without ${list}: ${countWords(count)}`;
}

/** “1 product”, “12 products”. */
export function countWords(count: number): string {
  return count === 1 ? '1 product' : `${count.toLocaleString('en-GB')} products`;
}

/** What the list says of the parts of an address that it left out, a sentence each. */
export function ignoredWords(ignored: readonly IgnoredPart[], currency: string): string[] {
  return ignored.map((each) => {
    if (each.part === 'price-range') {
      const [from, to] = [shortMoney(each.from * 100, currency), shortMoney(each.to * 100, currency)];
      return `No price is both from ${from} and up to ${to}.`;
    }
    if (each.part === 'sort') return `“${each.value}” is no order that we have.`;
    if (each.part === 'price')
      return `“${each.value}” is no price in whole ${currencySign(currency)}, such as 20.`;
    return `“${each.value}” is none of the choices under “${filterTitles[each.part]}”.`;
  });
}

/** The page’s title: what was asked for, as far as there is room, and the page. */
export function listTitle(query: CatalogueQuery, page: number, currency: string): string {
  const words = chipsOf(query, currency).map((chip) => chip.words);
  const shown = words.length > 3 ? [...words.slice(0, 3), 'and more'] : words;
  return `Rollers${shown.length > 0 ? `: ${shown.join(', ')}` : ''}${page > 1 ? `, page ${page}` : ''}`;
}
