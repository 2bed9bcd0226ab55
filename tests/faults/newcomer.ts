import path from 'node:path';
import { writeCart } from '#features/cart/cart.ts';
import { clearanceCookie } from '#features/self-check/clearance.server.ts';
import { projectRoot } from '#lib/project-root.server.ts';
import { type HttpShopper, newHttpShopper } from '../support/http-shopper.ts';
import { newMortalBuyer } from './mortal.ts';

/** Somebody who comes to the built shop with these units in the basket and a clearance made with the shop's own key. */
export async function newcomer(
  shop: { url: string },
  appSecret: string,
  items: Record<string, number>,
): Promise<HttpShopper & { basketId: string }> {
  const shopper = newHttpShopper(shop);
  const facts = { bundleFile: path.join(projectRoot, 'dist/content.json'), appSecret };
  const { cart, clearanceToken } = await newMortalBuyer(facts, items);
  shopper.cookies.set('cart', encodeURIComponent(writeCart(cart)));
  shopper.cookies.set(clearanceCookie, clearanceToken);
  return { ...shopper, basketId: cart.basketId };
}
