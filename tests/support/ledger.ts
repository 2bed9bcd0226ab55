import { eq, sql } from 'drizzle-orm';
import { stockLevels, stockMovements } from '#db/schema/inventory.ts';
import { notifications } from '#db/schema/notifications.ts';
import { type OrderState, orders } from '#db/schema/orders.ts';
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

/** The mails that are owed or sent, by their kinds in alphabetical order. */
export async function mailKinds({ db }: Reads): Promise<string[]> {
  const rows = await db.select({ kind: notifications.kind }).from(notifications);
  return rows.map(({ kind }) => kind).sort();
}

/** How many mails the queue was given, done or not. */
export async function queuedMailJobs({ db }: Reads): Promise<number> {
  const answer = await db.execute<{ count: string }>(
    sql`select count(*) as count from pgboss.job where name = 'mail'`,
  );
  return Number((answer as unknown as { rows: { count: string }[] }).rows[0]?.count);
}

/** What the order lines of a state hold and have sold, of `quantity`; more than one way where both are right. */
const wantedOf: Record<OrderState, (quantity: number) => (readonly [held: number, sold: number])[]> = {
  'awaiting-payment': (quantity) => [[quantity, 0]],
  'awaiting-confirmation': (quantity) => [[quantity, 0]],
  paid: (quantity) => [[0, quantity]],
  packed: (quantity) => [[0, quantity]],
  dispatched: (quantity) => [[0, quantity]],
  delivered: (quantity) => [[0, quantity]],
  cancelled: () => [[0, 0]],
  // Held while somebody looks at a payment that did not fit; sold or given back where that came later.
  'needs-review': (quantity) => [
    [quantity, 0],
    [0, quantity],
    [0, 0],
  ],
  // Stopped before the sale, or cancelled after it.
  refunding: (quantity) => [
    [0, 0],
    [0, quantity],
  ],
  refunded: (quantity) => [
    [0, 0],
    [0, quantity],
  ],
};

/** Everything that the books must say at any moment; empty where they do. */
export async function bookkeepingErrors({ db }: Reads): Promise<string[]> {
  const gaps = await findLedgerGaps(db);
  const lines = await rowsOf(
    db,
    sql`select orders.number, orders.state, lines.sku, lines.quantity,
           coalesce(sum(moves.reserved_change), 0) as held,
           -coalesce(sum(moves.on_hand_change) filter (where moves.kind = 'sale'), 0) as sold,
           coalesce(sum(moves.on_hand_change) filter (where moves.kind = 'return'), 0) as returned
    from order_lines lines
    join orders on orders.id = lines.order_id
    left join stock_movements moves on moves.order_id = lines.order_id and moves.sku = lines.sku
    group by orders.number, orders.state, lines.sku, lines.quantity`,
  );
  const wrong = lines.filter(({ state, quantity, held, sold, returned }) => {
    const fits = wantedOf[state as OrderState](Number(quantity)).some(
      ([wantedHeld, wantedSold]) => Number(held) === wantedHeld && Number(sold) === wantedSold,
    );
    return !fits || Number(returned) < 0 || Number(returned) > Number(sold);
  });
  const money = await rowsOf(
    db,
    sql`select orders.number, orders.state, orders.end_reason, orders.paid_minor, orders.refunded_minor,
           coalesce(sum(back.amount_minor) filter (where back.state in ('pending', 'succeeded')), 0) as given,
           coalesce(sum(back.amount_minor) filter (where back.state not in ('failed', 'refused')), 0) as planned
    from orders
    left join refunds back on back.order_id = orders.id and back.payment_intent_id = orders.payment_intent_id
    group by orders.id`,
  );
  const unpaid: unknown[] = ['awaiting-payment', 'awaiting-confirmation', 'cancelled'];
  const wrongMoney = money.filter(
    ({ state, end_reason: end, paid_minor: paid, refunded_minor: refunded, given, planned }) =>
      Number(given) !== Number(refunded) ||
      Number(planned) > Number(paid) ||
      Number(paid) > 0 === unpaid.includes(state) ||
      (state === 'refunded' && end !== 'payment-disputed' && Number(refunded) !== Number(paid)),
  );
  return [
    ...gaps.map(({ sku, level, ledger }) => `${sku}: level ${level}, ledger ${ledger}`),
    ...wrong.map(
      ({ number, state, sku, quantity, held, sold, returned }) =>
        `${number} is ${state}: of ${quantity} ${sku} it holds ${held} and has sold ${sold}, of which ${returned} came back`,
    ),
    ...wrongMoney.map(
      ({ number, state, paid_minor: paid, refunded_minor: refunded, given, planned }) =>
        `${number} is ${state}: paid ${paid}, given back ${refunded}; its refunds say ${given} of ${planned}`,
    ),
  ];
}

async function rowsOf(
  db: TestShop['db'],
  statement: ReturnType<typeof sql>,
): Promise<Record<string, string | number>[]> {
  const answer = await db.execute(statement);
  return (answer as unknown as { rows: Record<string, string | number>[] }).rows;
}
