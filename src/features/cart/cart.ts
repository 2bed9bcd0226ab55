import type { Market, Product, Shop, Variant } from '#content-pipeline/content.ts';
import { type DeliveryOption, deliveryCharge, deliveryOption } from '#lib/delivery.ts';
import { newId } from '#lib/ids.ts';
import { purchasable } from '#lib/purchasable.ts';
import { ok, type Result, refuse } from '#lib/result.ts';
import { vatContained, vatRateOf } from '#lib/vat.ts';

/** What the cookie holds: SKUs and counts, never prices. */
export interface Cart {
  /** Random, 128 bits; a clearance and an order are bound to it. */
  basketId: string;
  items: Readonly<Record<string, number>>;
  /** Id of the way of delivery that the shopper chose; without one, the standard way. */
  delivery?: string;
}

/** What a cart is read against: the content and market of this moment. */
export interface Catalogue {
  content: {
    readonly shop: Pick<Shop, 'quantityLimit' | 'lineLimit' | 'delivery' | 'otherDelivery'>;
    variant(sku: string): { product: Product; variant: Variant } | undefined;
  };
  market: Market;
  /** Products are sold from and until their times. */
  now: Date;
}

export interface PricedLine {
  product: Product;
  variant: Variant;
  quantity: number;
  /** With VAT, minor units. */
  lineMinor: number;
  needsSelfCheck: boolean;
}

/** One thing that was taken out or lessened without the shopper asking, and why. */
export interface CartNotice {
  /** Null where it is about the delivery. */
  sku: string | null;
  change: 'removed' | 'lessened';
  /** Null where nothing by this SKU was ever sold here. */
  title: string | null;
  words: string;
}

export interface PricedCart {
  lines: PricedLine[];
  /** Empty: the cart is as the shopper left it. */
  notices: CartNotice[];
  itemsMinor: number;
  /** The way that was chosen, or the standard one. */
  delivery: DeliveryOption;
  deliveryMinor: number;
  totalMinor: number;
  /** VAT contained in the total. */
  vatMinor: number;
  /** Null where nothing in the cart has needles. */
  longestNeedleMm: number | null;
}

/** A request that changes nothing, with the status a page should answer and words for the shopper. */
export interface CartRefusal {
  status: 400 | 404 | 409 | 422;
  code:
    | 'bad-form'
    | 'bad-quantity'
    | 'unknown-item'
    | 'not-in-basket'
    | 'not-for-sale'
    | 'too-many'
    | 'too-few-left'
    | 'basket-full'
    | 'unknown-delivery';
  words: string;
}

/** `httpOnly`, `SameSite=Lax`, 30 days; `secure` where the shop is served over https. */
export const cartCookie = { name: 'cart', seconds: 30 * 24 * 60 * 60 } as const;

/** Options of the cart cookie, for a shop at `siteUrl`. */
export function cartCookieOptions(siteUrl: string) {
  return {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: siteUrl.startsWith('https:'),
    maxAge: cartCookie.seconds,
  } as const;
}

// A cookie is whatever a client sends: both bounds keep a made-up one from costing us work.
const mostSkusRead = 50;
const mostUnitsRead = 999;
const skuPattern = /^[A-Za-z0-9][A-Za-z0-9-]{0,39}$/;
const idPattern = /^[A-Za-z0-9_-]{22}$/;

/** Whether a text has the shape of an article number; whether there is such an article is another question. */
export function isSku(text: string): boolean {
  return skuPattern.test(text);
}

/** An empty cart under a new random id. */
export function newBasket(): Cart {
  return { basketId: newId(), items: {} };
}

/** The cart of a cookie. Never throws: whatever cannot be read is left out, and a cart without a sound id gets a new one. */
export function readCart(cookie: string | undefined): Cart {
  if (!cookie || cookie.length > 4096) return newBasket();
  let raw: unknown;
  try {
    raw = JSON.parse(cookie);
  } catch {
    return newBasket();
  }
  if (typeof raw !== 'object' || raw === null) return newBasket();
  const id = 'id' in raw ? raw.id : undefined;
  const delivery = 'delivery' in raw ? raw.delivery : undefined;
  const items = 'items' in raw && typeof raw.items === 'object' && raw.items !== null ? raw.items : {};
  const sound = Object.entries(items).filter(
    (entry): entry is [string, number] =>
      skuPattern.test(entry[0]) && Number.isSafeInteger(entry[1]) && entry[1] > 0,
  );
  return {
    basketId: typeof id === 'string' && idPattern.test(id) ? id : newId(),
    items: Object.fromEntries(
      sound.slice(0, mostSkusRead).map(([sku, quantity]) => [sku, Math.min(quantity, mostUnitsRead)]),
    ),
    ...(typeof delivery === 'string' && skuPattern.test(delivery) && { delivery }),
  };
}

/** The cookie value of a cart. */
export function writeCart(cart: Cart): string {
  return JSON.stringify({ id: cart.basketId, items: cart.items, delivery: cart.delivery });
}

/** Units of a SKU in the cart; 0 where it is not. */
function quantityOf(cart: Cart, sku: string): number {
  return Object.hasOwn(cart.items, sku) ? (cart.items[sku] ?? 0) : 0;
}

/** A form's quantity as a whole number from `least` to 999; anything else (−5, 1e9, “two”, a file, nothing) is refused with words. */
export function parseQuantity(field: unknown, least: 0 | 1): Result<number, CartRefusal> {
  const text = typeof field === 'string' ? field.trim() : '';
  const quantity = /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
  if (quantity >= least) return ok(quantity);
  return refuse({
    status: 422,
    code: 'bad-quantity',
    words:
      least === 0
        ? 'Enter a quantity as a whole number, such as 2. Enter 0 to take the item out.'
        : 'Enter a quantity as a whole number from 1, such as 2.',
  });
}

/** Adds units of a SKU. Refused, with nothing changed, where it is unknown, not for sale, too many, or the basket is full. */
export function addItem(
  cart: Cart,
  sku: string,
  quantity: number,
  catalogue: Catalogue,
  available: ReadonlyMap<string, number>,
): Result<Cart, CartRefusal> {
  return put(cart, sku, quantityOf(cart, sku) + quantity, catalogue, available);
}

/** Sets the units of a SKU that is in the cart; 0 takes it out, which is never refused. */
export function setQuantity(
  cart: Cart,
  sku: string,
  quantity: number,
  catalogue: Catalogue,
  available: ReadonlyMap<string, number>,
): Result<Cart, CartRefusal> {
  if (quantityOf(cart, sku) === 0) {
    return refuse({ status: 404, code: 'not-in-basket', words: 'That item is not in your basket any more.' });
  }
  if (quantity === 0) {
    const { [sku]: _taken, ...items } = cart.items;
    return ok({ ...cart, items });
  }
  return put(cart, sku, quantity, catalogue, available);
}

/** Chooses a way of delivery. Refused, with nothing changed, where it is not offered. */
export function chooseDelivery(
  cart: Cart,
  id: unknown,
  { content: { shop } }: Pick<Catalogue, 'content'>,
): Result<Cart, CartRefusal> {
  const option = typeof id === 'string' ? deliveryOption(shop, id) : null;
  if (option) return ok({ ...cart, delivery: option.id });
  return refuse({
    status: 422,
    code: 'unknown-delivery',
    words: 'Choose one of the ways of delivery that the basket shows. We do not offer the one that was sent.',
  });
}

/** The cart without what `priceCart` took out or lessened: what the next page starts from. */
export function settledCart(cart: Cart, priced: PricedCart): Cart {
  return {
    basketId: cart.basketId,
    items: Object.fromEntries(priced.lines.map(({ variant, quantity }) => [variant.sku, quantity])),
    ...(cart.delivery === priced.delivery.id && { delivery: cart.delivery }),
  };
}

/**
 * Prices a cart by the catalogue of this moment and takes out, or lessens, whatever cannot be bought; each such change
 * is a notice with words. `available`: units left by SKU; what this basket holds already must be counted in.
 * Delivery is the chosen way's, free for an empty cart and from that way's threshold on.
 */
export function priceCart(
  cart: Cart,
  catalogue: Catalogue,
  available: ReadonlyMap<string, number>,
): PricedCart {
  const { shop } = catalogue.content;
  const lines: PricedLine[] = [];
  const notices: CartNotice[] = [];
  for (const [sku, wanted] of Object.entries(cart.items)) {
    const found = catalogue.content.variant(sku);
    if (!found) {
      notices.push({
        sku,
        change: 'removed',
        title: null,
        words: `We do not know the item “${sku}”, so it was taken out.`,
      });
      continue;
    }
    const { product, variant } = found;
    const title = titleOf(product, variant);
    const sale = purchasable(product, variant, catalogue.market, available.get(sku), catalogue.now);
    if (!sale.ok) {
      notices.push({ sku, change: 'removed', title, words: `${sale.error.words} It was taken out.` });
      continue;
    }
    if (lines.length === shop.lineLimit) {
      notices.push({
        sku,
        change: 'removed',
        title,
        words: `A basket holds at most ${shop.lineLimit} different items. It was taken out.`,
      });
      continue;
    }
    const left = available.get(sku) ?? 0;
    const quantity = Math.min(wanted, shop.quantityLimit, left);
    if (quantity < wanted) {
      const why =
        left < Math.min(wanted, shop.quantityLimit)
          ? `Only ${left} left.`
          : `One order can hold at most ${shop.quantityLimit} of one item.`;
      notices.push({
        sku,
        change: 'lessened',
        title,
        words: `${why} The quantity was changed from ${wanted} to ${quantity}.`,
      });
    }
    lines.push({
      product,
      variant,
      quantity,
      lineMinor: variant.priceMinor * quantity,
      needsSelfCheck: sale.value.needsSelfCheck,
    });
  }
  const itemsMinor = lines.reduce((sum, line) => sum + line.lineMinor, 0);
  const delivery = deliveryOption(shop, cart.delivery ?? shop.delivery.id) ?? shop.delivery;
  if (cart.delivery !== undefined && delivery.id !== cart.delivery) {
    notices.push({
      sku: null,
      change: 'removed',
      title: null,
      words: `The way of delivery that you chose is not offered any more. It is now “${delivery.label}”.`,
    });
  }
  const deliveryMinor = deliveryCharge(delivery, itemsMinor);
  const totalMinor = itemsMinor + deliveryMinor;
  const lengths = lines.flatMap((line) => line.variant.needleLengthMm ?? []);
  return {
    lines,
    notices,
    itemsMinor,
    delivery,
    deliveryMinor,
    totalMinor,
    vatMinor: vatContained(
      lines.map(({ product, lineMinor }) => ({
        minor: lineMinor,
        ratePercent: vatRateOf(catalogue.market, product.vatClass),
      })),
      deliveryMinor,
    ),
    longestNeedleMm: lengths.length > 0 ? Math.max(...lengths) : null,
  };
}

/** “Face roller, 0.25 mm”; an accessory of one size keeps its title. */
export function titleOf(
  product: Pick<Product, 'title' | 'variants'>,
  variant: Pick<Variant, 'label'>,
): string {
  return product.variants.length === 1 ? product.title : `${product.title}, ${variant.label}`;
}

function put(
  cart: Cart,
  sku: string,
  quantity: number,
  { content, market, now }: Catalogue,
  available: ReadonlyMap<string, number>,
): Result<Cart, CartRefusal> {
  const { quantityLimit, lineLimit } = content.shop;
  const found = skuPattern.test(sku) ? content.variant(sku) : undefined;
  if (!found) {
    return refuse({
      status: 404,
      code: 'unknown-item',
      words: 'We do not know that item, so nothing was added.',
    });
  }
  const sale = purchasable(found.product, found.variant, market, available.get(sku), now);
  if (!sale.ok) return refuse({ status: 409, code: 'not-for-sale', words: sale.error.words });
  const held = quantityOf(cart, sku);
  const inBasket = held > 0 ? ` Your basket has ${held} of them now.` : '';
  if (quantity > quantityLimit) {
    return refuse({
      status: 422,
      code: 'too-many',
      words: `One order can hold at most ${quantityLimit} of one item.${inBasket}`,
    });
  }
  const left = available.get(sku) ?? 0;
  if (quantity > left) {
    return refuse({ status: 409, code: 'too-few-left', words: `Only ${left} left.${inBasket}` });
  }
  if (held === 0 && Object.keys(cart.items).length >= lineLimit) {
    return refuse({
      status: 422,
      code: 'basket-full',
      words: `A basket holds at most ${lineLimit} different items.`,
    });
  }
  return ok({ ...cart, items: { ...cart.items, [sku]: quantity } });
}
