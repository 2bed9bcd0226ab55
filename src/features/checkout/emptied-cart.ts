import type { AstroCookies } from 'astro';
import { readCart } from '#features/cart/cart.ts';

/** Empties the basket once it is paid; one that the shopper has started since then is left alone. */
export function emptiedCart(cookies: AstroCookies, basketId: string): void {
  if (readCart(cookies.get('cart')?.value).basketId !== basketId) return;
  cookies.delete('cart', { path: '/' });
  cookies.delete('clearance', { path: '/' });
}
