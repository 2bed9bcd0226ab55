import type { Queryable } from '#db/client.server.ts';
import { readAvailability } from '#features/inventory/inventory.server.ts';
import { type Order, type OrderLine, openOrderOfBasket, readLines } from '#features/orders/orders.server.ts';

export interface BasketStock {
  /** Units left for this basket, by SKU: what its own unpaid order holds is not taken away from it. */
  available: Map<string, number>;
  /** The order that the basket is paying for just now, with its lines. */
  open: { order: Order; lines: OrderLine[] } | null;
}

/** What a basket can still have of each SKU; the basket page and the checkout both go by it. */
export async function readBasketStock(
  db: Queryable,
  basketId: string,
  skus: readonly string[],
): Promise<BasketStock> {
  const available = await readAvailability(db, skus);
  const order = await openOrderOfBasket(db, basketId);
  if (!order) return { available, open: null };
  const lines = await readLines(db, order.id);
  for (const { sku, quantity } of lines) available.set(sku, (available.get(sku) ?? 0) + quantity);
  return { available, open: { order, lines } };
}
