import { inArray, sql } from 'drizzle-orm';
import { type Queryable, rowsIn } from '#db/client.server.ts';
import { stockLevels } from '#db/schema/inventory.ts';
import { unitsLeft } from '#features/inventory/inventory.server.ts';
import {
  type Order,
  type OrderLine,
  openOrderIdOf,
  readLines,
  readOrder,
} from '#features/orders/orders.server.ts';

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
  // One statement: the usual basket has no open order, and then there is no more to read.
  const answer = await db.execute(sql`
    select (
      select json_object_agg(${stockLevels.sku}, ${unitsLeft})
      from ${stockLevels} where ${inArray(stockLevels.sku, [...skus])}
    ) as units, ${openOrderIdOf(basketId)} as open`);
  const [row] = rowsIn<{ units: Record<string, number> | null; open: string | null }>(answer);
  const available = new Map(Object.entries(row?.units ?? {}));
  const order = row?.open ? await readOrder(db, row.open) : null;
  if (!order) return { available, open: null };
  const lines = await readLines(db, order.id);
  for (const { sku, quantity } of lines) available.set(sku, (available.get(sku) ?? 0) + quantity);
  return { available, open: { order, lines } };
}
