import type { AstroCookies } from 'astro';
import type { BasketCheck } from '#features/cart/basket-check.ts';
import { type NoticeCode, noticeCookie, putBackCookie } from '#features/cart/basket-notice.ts';
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
import { outlivesPayment } from '#features/checkout/outlives-payment.ts';
import { clearanceCookie, readClearance } from '#features/self-check/clearance.server.ts';
import { askedQuestions } from '#features/self-check/journey.ts';
import { currentRuleset } from '#features/self-check/ruleset.ts';
import { todayIn } from '#lib/dates.ts';
import type { Result } from '#lib/result.ts';
import type { Services } from '../../services.server.ts';

export interface Basket {
  cart: Cart;
  catalogue: Catalogue;
  /** Units left for this shopper, by SKU: what their own unpaid order holds is theirs. */
  available: Map<string, number>;
}

/** The basket of a request, with content and stock of this moment for what is in it and for `alsoSkus`. */
export async function openBasket(
  services: Services,
  cookies: AstroCookies,
  alsoSkus: readonly string[] = [],
): Promise<Basket> {
  const content = services.content.snapshot();
  const cart = readCart(cookies.get(cartCookie.name)?.value);
  const skus = new Set([...Object.keys(cart.items), ...alsoSkus]);
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

/** What the next basket page says once about a saved basket that was put back: `told` by `writePutBack`. */
export function announcePutBack(services: Services, cookies: AstroCookies, told: string): void {
  cookies.set(putBackCookie, told, {
    ...cartCookieOptions(services.config.siteUrl),
    maxAge: noticeCookie.seconds,
  });
}

/** Where a basket stands with the self-check now; `longestNeedleMm` null: nothing in it has needles. */
export async function checkOf(
  services: Services,
  cookies: AstroCookies,
  { cart, catalogue: { market } }: Basket,
  longestNeedleMm: number | null,
): Promise<BasketCheck> {
  const now = services.clock.now();
  const rules = currentRuleset(services.content.rulesets, todayIn(market.zone, now), {
    allowDraft: services.config.allowDraftRules,
  });
  const asked = rules.ok ? askedQuestions(rules.value, {}) : [];
  const told = {
    questions: asked,
    further: rules.ok ? rules.value.questions.filter((each) => !asked.includes(each)) : [],
  };
  if (longestNeedleMm === null) return { state: 'not-needed', ...told };
  if (!rules.ok) return { state: 'closed', ...told };
  const clearance = await readClearance(services.sealer, cookies.get(clearanceCookie)?.value, {
    ruleset: rules.value,
    basketId: cart.basketId,
    market: market.id,
    longestNeedleMm,
    now,
  });
  const lasts = clearance.ok && outlivesPayment(clearance.value, now);
  return { state: lasts ? 'clear' : 'needed', ...told };
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
