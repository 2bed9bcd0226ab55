import { eq, sql } from 'drizzle-orm';
import { stockLevels, stockMovements } from '#db/schema/inventory.ts';
import { notifications } from '#db/schema/notifications.ts';
import { orders } from '#db/schema/orders.ts';
import { findLedgerGaps } from '#features/inventory/inventory.server.ts';
import type { TestShop } from './test-shop.ts';

type Reads = Pick<TestShop, 'db'>;

/** Shelf and holds of a SKU. */
export async function stockOf({ db }: Reads, sku: string): Promise<{ onHand: number; reserved: number }> {
  const [level] = await db
    .select({ onHand: stockLevels.onHand, reserved: stockLevels.reserved })
    .from(stockLevels)
    .where(eq(stockLevels.sku, sku));
  if (!level) throw new Error(`${sku} has no level`);
  return level;
}

/** How often each kind of movement was written for an order, e.g. `{ reservation: 1, sale: 1 }`. */
export async function movementsOf({ db }: Reads, orderId: string): Promise<Record<string, number>> {
  const rows = await db
    .select({ kind: stockMovements.kind, count: sql<string>`count(*)` })
    .from(stockMovements)
    .where(eq(stockMovements.orderId, orderId))
    .groupBy(stockMovements.kind);
  return Object.fromEntries(rows.map(({ kind, count }) => [kind, Number(count)]));
}

/** How many orders are in each state. */
export async function ordersByState({ db }: Reads): Promise<Record<string, number>> {
  const rows = await db
    .select({ state: orders.state, count: sql<string>`count(*)` })
    .from(orders)
    .groupBy(orders.state);
  return Object.fromEntries(rows.map(({ state, count }) => [state, Number(count)]));
}

/** The state of one order. */
export async function stateOf({ db }: Reads, orderId: string): Promise<string | undefined> {
  const [order] = await db.select({ state: orders.state }).from(orders).where(eq(orders.id, orderId));
  return order?.state;
}

/** How many mails are owed or sent. */
export async function mailRows({ db }: Reads): Promise<number> {
  return db.$count(notifications);
}

/** How many mails the queue was given, done or not. */
export async function queuedMailJobs({ db }: Reads): Promise<number> {
  const answer = await db.execute<{ count: string }>(
    sql`select count(*) as count from pgboss.job where name = 'mail'`,
  );
  return Number((answer as unknown as { rows: { count: string }[] }).rows[0]?.count);
}

/** Everything that the books must say at any moment; empty where they do. */
export async function bookkeepingErrors({ db }: Reads): Promise<string[]> {
  const gaps = await findLedgerGaps(db);
  const answer = await db.execute(sql`
    select orders.number, orders.state, lines.sku, lines.quantity,
           coalesce(sum(moves.reserved_change), 0) as held, -coalesce(sum(moves.on_hand_change), 0) as sold
    from order_lines lines
    join orders on orders.id = lines.order_id
    left join stock_movements moves on moves.order_id = lines.order_id and moves.sku = lines.sku
    group by orders.number, orders.state, lines.sku, lines.quantity`);
  const rows = (answer as unknown as { rows: Record<string, string | number>[] }).rows;
  const wrong = rows.filter(({ state, quantity, held, sold }) => {
    const wanted = {
      'awaiting-payment': [quantity, 0],
      paid: [0, quantity],
      cancelled: [0, 0],
      refunding: [0, 0],
      refunded: [0, 0],
    }[String(state)];
    return wanted && (Number(held) !== Number(wanted[0]) || Number(sold) !== Number(wanted[1]));
  });
  return [
    ...gaps.map(({ sku, level, ledger }) => `${sku}: level ${level}, ledger ${ledger}`),
    ...wrong.map(
      ({ number, state, sku, quantity, held, sold }) =>
        `${number} is ${state}: of ${quantity} ${sku} it holds ${held} and has sold ${sold}`,
    ),
  ];
}
