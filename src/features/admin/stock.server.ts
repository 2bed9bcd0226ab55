import { and, asc, desc, eq, inArray, lt, sql, sum } from 'drizzle-orm';
import type { Queryable, Transaction } from '#db/client.server.ts';
import { stockLevels, stockMovements } from '#db/schema/inventory.ts';
import { orderLines, orders } from '#db/schema/orders.ts';
import { type StockSetRefusal, setStock } from '#features/inventory/inventory.server.ts';
import { recordChange } from '#features/staff/audit-log.server.ts';
import { type Result, refuse } from '#lib/result.ts';

/** How a SKU stands. */
export interface StockRow {
  sku: string;
  /** On the shelf and not sold. */
  onHand: number;
  /** Of those, held for people who are paying. */
  reserved: number;
  /** Sold and not sent yet: on the shelf too, and not to be counted. */
  waiting: number;
  updatedAt: Date;
}

/** Every SKU that the shop has a level for, or these, in alphabetical order. */
export async function listStock(db: Queryable, skus?: readonly string[]): Promise<StockRow[]> {
  const waiting = db
    .select({ sku: orderLines.sku, units: sum(orderLines.quantity).as('units') })
    .from(orderLines)
    .innerJoin(orders, eq(orders.id, orderLines.orderId))
    .where(inArray(orders.state, ['paid', 'packed']))
    .groupBy(orderLines.sku)
    .as('waiting');
  const rows = await db
    .select({
      sku: stockLevels.sku,
      onHand: stockLevels.onHand,
      reserved: stockLevels.reserved,
      waiting: sql<number>`coalesce(${waiting.units}, 0)`,
      updatedAt: stockLevels.updatedAt,
    })
    .from(stockLevels)
    .leftJoin(waiting, eq(waiting.sku, stockLevels.sku))
    .where(skus ? inArray(stockLevels.sku, [...skus]) : undefined)
    .orderBy(asc(stockLevels.sku));
  return rows.map((row) => ({ ...row, waiting: Number(row.waiting) }));
}

/** A line of the ledger, with the number of the order behind it. */
export type Movement = typeof stockMovements.$inferSelect & { orderNumber: string | null };

export const movementsPerPage = 30;

/** The movements of a SKU, the latest first; before this one, where it is given. One more than a page where there are more. */
export async function listMovements(db: Queryable, sku: string, before?: number): Promise<Movement[]> {
  const rows = await db
    .select({ movement: stockMovements, orderNumber: orders.number })
    .from(stockMovements)
    .leftJoin(orders, eq(orders.id, stockMovements.orderId))
    .where(and(eq(stockMovements.sku, sku), before === undefined ? undefined : lt(stockMovements.id, before)))
    .orderBy(desc(stockMovements.id))
    .limit(movementsPerPage + 1);
  return rows.map(({ movement, orderNumber }) => ({ ...movement, orderNumber }));
}

/** What somebody at the shelf says. */
export interface StockChange {
  sku: string;
  /** count: so many lie there, and `seen` was the level they looked at; adjust: so many more, or fewer. */
  change: { count: number; seen: number } | { adjust: number };
  reason: string;
  actor: string;
}

export type StockRefusal =
  | StockSetRefusal
  /** Somebody bought, or changed it, between the page and the button. */
  | { reason: 'changed'; seen: number; present: number }
  | { reason: 'below-nothing'; present: number };

/**
 * Changes the level of a SKU by hand, with its movement and a line in the log. A count is refused where the level is no
 * longer the one that was looked at: it was counted before that. An adjustment says a difference, which stays right.
 */
export async function changeStock(
  tx: Transaction,
  { sku, change, reason, actor }: StockChange,
  now: Date,
): Promise<Result<{ before: number; after: number; reserved: number }, StockRefusal>> {
  const [level] = await tx.select().from(stockLevels).where(eq(stockLevels.sku, sku)).for('update');
  if (!level) return refuse({ reason: 'unknown-sku' });
  const present = level.onHand;
  if ('count' in change && change.seen !== present) {
    return refuse({ reason: 'changed', seen: change.seen, present });
  }
  const after = 'count' in change ? change.count : present + change.adjust;
  if (after < 0) return refuse({ reason: 'below-nothing', present });
  const set = await setStock(tx, sku, after, { actor, reason, now });
  if (set.ok) {
    const action = 'count' in change ? 'stock.count' : 'stock.adjust';
    await recordChange(
      tx,
      { actor, action, subject: sku, before: { onHand: present }, after: { onHand: after }, reason },
      now,
    );
  }
  return set;
}
