import type { AstroCookies } from 'astro';
import { type NoticeCode, noticeCookie } from '#features/cart/basket-notice.ts';
import {
  type Cart,
  type CartRefusal,
  type Catalogue,
  cartCookie,
  cartCookieOptions,
  readCart,
  writeCart,
} from '#features/cart/cart.ts';
import { servedMarket } from '#features/catalogue/catalogue.ts';
import { readBasketStock } from '#features/checkout/basket-stock.server.ts';
import type { Result } from '#lib/result.ts';
import type { Services } from '../../services.server.ts';

export interface Basket {
  cart: Cart;
  catalogue: Catalogue;
  /** Units left for this shopper, by SKU: what their own unpaid order holds is theirs. */
  available: Map<string, number>;
}

/** The basket of a request, with content and stock of this moment for what is in it and for `alsoSku`. */
export async function openBasket(
  services: Services,
  cookies: AstroCookies,
  alsoSku?: string,
): Promise<Basket> {
  const content = services.content.snapshot();
  const cart = readCart(cookies.get(cartCookie.name)?.value);
  const skus = new Set(Object.keys(cart.items));
  if (alsoSku) skus.add(alsoSku);
  const { available } = await readBasketStock(services.db, cart.basketId, [...skus]);
  const { now } = content.moment;
  return { cart, catalogue: { content, market: servedMarket(content), now }, available };
}

/** Keeps the cart in the browser for 30 days. */
export function keepCart(services: Services, cookies: AstroCookies, cart: Cart): void {
  cookies.set(cartCookie.name, writeCart(cart), cartCookieOptions(services.config.siteUrl));
}

/** What the next basket page says once. */
export function announce(services: Services, cookies: AstroCookies, code: NoticeCode): void {
  cookies.set(noticeCookie.name, code, {
    ...cartCookieOptions(services.config.siteUrl),
    maxAge: noticeCookie.seconds,
  });
}

/** The refusal of a body that is no plain form. */
export const unreadableForm: Result<never, CartRefusal> = {
  ok: false,
  error: {
    status: 400,
    code: 'bad-form',
    words: 'The form did not arrive in a shape that we can read. Go back and send it again.',
  },
};
