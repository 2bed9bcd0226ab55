import type { Product, Variant } from '#content-pipeline/content.ts';
import type { BasketNotice } from '#features/cart/basket-notice.ts';
import { addItem, type Cart, type Catalogue, isSku, titleOf } from '#features/cart/cart.ts';

/** How many article numbers a link to a basket may hold. */
export const mostSaved = 30;

// Longer than any link that we make; a made-up one costs us no more work than that.
const longestRead = 4_000;

/** What a link to a basket asks for. */
export interface AskedItems {
  /** Article numbers of a sound shape, in order, without repeats. */
  skus: string[];
  /** What is no article number, cut to 40 letters, to name it. */
  unreadable: string[];
  /** It asks for more than is read. */
  isCut: boolean;
}

/** Reads `skus` of an address or a form: one text with commas, or several. Never throws. */
export function readAsked(values: readonly string[]): AskedItems {
  const text = values.join(',');
  const asked = new Set(
    text
      .slice(0, longestRead)
      .split(',')
      .map((each) => each.trim())
      .filter((each) => each !== ''),
  );
  const read = [...asked].slice(0, mostSaved);
  return {
    skus: read.filter(isSku),
    unreadable: read.filter((each) => !isSku(each)).map((each) => each.slice(0, 40)),
    isCut: asked.size > mostSaved || text.length > longestRead,
  };
}

/** What becomes of one article number of a saved basket. */
export type SavedItem =
  /** One of it can be put in now. */
  | { is: 'ready'; sku: string; product: Product; variant: Variant }
  /** It is in the basket, in whatever number; it stays so. */
  | { is: 'there'; sku: string; product: Product; variant: Variant }
  | { is: 'refused'; sku: string; product: Product; variant: Variant; words: string }
  | { is: 'unknown'; sku: string };

/**
 * What can be put back of a saved basket and why the rest cannot, by the rules of adding one of each; `cart` is the
 * basket with all of it put in. Nothing is changed or kept.
 */
export function savedItems(
  skus: readonly string[],
  before: Cart,
  catalogue: Catalogue,
  available: ReadonlyMap<string, number>,
): { items: SavedItem[]; cart: Cart } {
  let cart = before;
  const items = skus.map((sku): SavedItem => {
    const found = catalogue.content.variant(sku);
    if (!found) return { is: 'unknown', sku };
    if (Object.hasOwn(before.items, sku)) return { is: 'there', sku, ...found };
    const added = addItem(cart, sku, 1, catalogue, available);
    if (!added.ok) return { is: 'refused', sku, ...found, words: added.error.words };
    cart = added.value;
    return { is: 'ready', sku, ...found };
  });
  return { items, cart };
}

/** What happened to each item, as the cookie of the next page says it: `+A,=B,-C`. At most 30 items. */
export function writePutBack(items: readonly SavedItem[]): string {
  const sign = { ready: '+', there: '=', refused: '-', unknown: '-' } as const;
  return items.map(({ is, sku }) => sign[is] + sku).join(',');
}

/** Article numbers by what happened to them, from such a cookie; what is no such thing is left out. */
export function readPutBack(text: string): { put: string[]; there: string[]; left: string[] } {
  const entries = text.slice(0, longestRead).split(',').slice(0, mostSaved);
  const of = (sign: string) =>
    entries.filter((each) => each[0] === sign && isSku(each.slice(1))).map((each) => each.slice(1));
  return { put: of('+'), there: of('='), left: of('-') };
}

/** The notice of the basket page after a saved basket was put back; null where the cookie names nothing. */
export function putBackNotice(
  { put, there, left }: ReturnType<typeof readPutBack>,
  cart: Cart,
  catalogue: Catalogue,
  available: ReadonlyMap<string, number>,
): BasketNotice | null {
  if (put.length + there.length + left.length === 0) return null;
  const nameOf = (sku: string) => {
    const found = catalogue.content.variant(sku);
    return found ? titleOf(found.product, found.variant) : `“${sku}”`;
  };
  const lines = [
    ...(there.length > 0
      ? [
          {
            title: 'In your basket already',
            words: `${listOf(there.map(nameOf))}. The quantity was not changed.`,
          },
        ]
      : []),
    ...savedItems(left, cart, catalogue, available).items.map((item) => ({
      title: `Not put back: ${nameOf(item.sku)}`,
      words: whyNot(item),
    })),
  ];
  return put.length > 0
    ? {
        kind: 'done',
        title: 'Put back into your basket',
        words: `${listOf(put.map(nameOf))}: one of each. Nothing is held for you until you pay.`,
        lines,
      }
    : { kind: 'information', title: 'Your basket is as it was', words: 'Nothing had to be put in.', lines };
}

/** Why an item of a saved basket is not put in, for the shopper. */
export function whyNot(item: SavedItem): string {
  switch (item.is) {
    case 'refused':
      return item.words;
    case 'unknown':
      return 'We have no item with this number. It may have been mistyped, or we took it out of the shop.';
    case 'there':
      return 'It is in your basket already.';
    // It came back between two pages.
    case 'ready':
      return 'It can be bought again now. Open its page to add it.';
  }
}

/** “A”, “A and B”, “A; B; and C”: semicolons, because a name may hold a comma. */
function listOf(names: readonly string[]): string {
  if (names.length < 3) return names.join(' and ');
  return `${names.slice(0, -1).join('; ')}; and ${names.at(-1)}`;
}
