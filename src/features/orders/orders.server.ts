import { and, asc, eq, inArray, isNotNull, ne, notInArray, or, type SQL, sql } from 'drizzle-orm';
import { type Queryable, rowsIn, type Transaction } from '#db/client.server.ts';
import { clearances } from '#db/schema/clearances.ts';
import {
  type OrderEventKind,
  type OrderState,
  orderEvents,
  orderLines,
  orders,
  withdrawals,
} from '#db/schema/orders.ts';
import { disputes, refunds } from '#db/schema/payments.ts';
import type { Clearance } from '#lib/clearance.ts';
import { newOrderNumber } from '#lib/ids.ts';
import { type GuardFacts, type OrderFacts, statesBefore, whatForbids } from './order-life.ts';

/** A line as it was bought; frozen. */
export interface OrderLine {
  sku: string;
  productSlug: string;
  title: string;
  label: string;
  quantity: number;
  /** With VAT, minor units. */
  unitMinor: number;
  /** The rate contained in it; null for orders from before it was kept. */
  vatRatePercent: number | null;
  needleLengthMm: number | null;
}

/** An order without its lines. Money in minor units, VAT included. */
export type Order = Omit<typeof orders.$inferSelect, 'state'> & { state: OrderState };

export interface OrderToPlace {
  id: string;
  basketId: string;
  market: string;
  currency: string;
  lines: readonly OrderLine[];
  itemsMinor: number;
  deliveryMinor: number;
  totalMinor: number;
  vatMinor: number;
  deliveryLabel: string;
  deliveryDays: string;
}

/** What goes into an order that needs the self-check: the clearance comes with the longest needle or not at all. */
export type NeedleGate =
  | { longestNeedleMm: null; clearance: null }
  | { longestNeedleMm: number; clearance: Clearance };

/**
 * Places an order that waits for its payment. A needled order without a clearance cannot be expressed here, and the
 * table refuses it again. Throws a RangeError where the gate was passed for other needles than the lines have. One
 * statement: order, lines and its first event.
 */
export async function placeOrder(
  tx: Transaction,
  order: OrderToPlace,
  gate: NeedleGate,
  now: Date,
): Promise<Order> {
  const { lines, ...totals } = order;
  const needles = lines.flatMap(({ needleLengthMm }) => needleLengthMm ?? []);
  const longest = needles.length > 0 ? Math.max(...needles) : null;
  if (longest !== gate.longestNeedleMm) {
    throw new RangeError(
      `The gate was passed for ${gate.longestNeedleMm} mm, the longest needle is ${longest} mm`,
    );
  }
  const state = 'awaiting-payment' as const;
  const placed = tx.$with('placed').as(
    tx
      .insert(orders)
      .values({
        ...totals,
        number: newOrderNumber(),
        state,
        longestNeedleMm: gate.longestNeedleMm,
        clearanceId: gate.clearance?.id ?? null,
        clearanceCapMm: gate.clearance?.capMm ?? null,
        rulesetVersion: gate.clearance?.rulesetVersion ?? null,
        checkedOn: gate.clearance?.checkedOn ?? null,
        placedAt: now,
      })
      .returning(),
  );
  const lined = tx.$with('lined').as(
    tx
      .insert(orderLines)
      .values(
        lines.map((line, position) => ({
          ...line,
          orderId: order.id,
          position,
          orderLongestNeedleMm: line.needleLengthMm === null ? null : gate.longestNeedleMm,
        })),
      )
      .returning({ sku: orderLines.sku }),
  );
  const noted = tx
    .$with('noted')
    .as(
      tx
        .insert(orderEvents)
        .values({ orderId: order.id, state, note: 'placed', actor: 'shopper', at: now })
        .returning({ id: orderEvents.id }),
    );
  const [made] = await tx.with(placed, lined, noted).select().from(placed);
  if (!made) throw new Error('The order was not inserted');
  return made;
}

/** Who changed something, why, and when; the timeline keeps it. */
export interface ChangedBy {
  note: string;
  actor: string;
  now: Date;
}

/** What may be learned about an order on its way. */
export type OrderNews = Partial<
  Pick<
    Order,
    | 'email'
    | 'deliveryAddress'
    | 'paidAt'
    | 'paidMinor'
    | 'paymentIntentId'
    | 'endReason'
    | 'dispatchedAt'
    | 'carrier'
    | 'trackingNumber'
    | 'deliveredAt'
  >
>;

/**
 * Moves the order to `state` where the transition table allows it and asks for no guard; false where it does not (any
 * more).
 */
export async function moveOrder(
  tx: Transaction,
  orderId: string,
  state: OrderState,
  by: ChangedBy,
  news: OrderNews = {},
): Promise<boolean> {
  const allowed = and(eq(orders.id, orderId), inArray(orders.state, statesBefore(state)));
  return moveWhere(tx, allowed, state, by, news);
}

/** There is no move without its event: one statement. False where no order is meant. */
async function moveWhere(
  tx: Transaction,
  which: SQL | undefined,
  state: OrderState,
  by: ChangedBy,
  news: OrderNews,
): Promise<boolean> {
  const moved = tx
    .update(orders)
    .set({ ...news, state })
    .where(which)
    .returning({ id: orders.id });
  const noted = await tx.execute(sql`
    with moved as (${moved.getSQL()})
    insert into order_events (order_id, state, note, actor, at)
    select id, ${state}, ${by.note}, ${by.actor}, ${by.now.toISOString()}::timestamptz from moved
    returning order_id`);
  return rowsIn(noted).length > 0;
}

/**
 * Moves an order that the caller has locked, where the guards of the way allow it; what forbids it otherwise. `facts`
 * must have been read under the lock.
 */
export async function moveUnderGuards(
  tx: Transaction,
  order: Pick<Order, 'id' | 'state'>,
  state: OrderState,
  facts: GuardFacts,
  by: ChangedBy,
  news: OrderNews = {},
): Promise<ReturnType<typeof whatForbids>> {
  const forbidden = whatForbids(order.state, state, facts);
  if (forbidden) return forbidden;
  await moveWhere(tx, eq(orders.id, order.id), state, by, news);
  return null;
}

/** The facts beside an order's state. One statement. */
export async function readOrderFacts(db: Queryable, orderId: string): Promise<OrderFacts> {
  const [row] = await db
    .select({
      paidMinor: orders.paidMinor,
      refundedMinor: orders.refundedMinor,
      isRefundPending: sql<boolean>`exists (select from ${refunds} where ${refunds.orderId} = ${orderId}
        and ${refunds.cause} <> 'duplicate' and ${refunds.state} in ('requested', 'pending'))`,
      // One that is open now says more than one that was lost before.
      dispute: sql<OrderFacts['dispute']>`(select max(${disputes.state}) from ${disputes}
        where ${disputes.orderId} = ${orderId} and ${disputes.state} in ('open', 'lost'))`,
      isWithdrawn: sql<boolean>`exists (select from ${withdrawals} where ${withdrawals.orderId} = ${orderId})`,
      isPartWithdrawn: sql<boolean>`exists (select from ${withdrawals} where ${withdrawals.orderId} = ${orderId}
        and ${withdrawals.lines} is not null)`,
    })
    .from(orders)
    .where(eq(orders.id, orderId));
  if (!row) throw new Error(`There is no order ${orderId}`);
  const { isWithdrawn, isPartWithdrawn, ...facts } = row;
  return { ...facts, withdrawal: isPartWithdrawn ? 'part' : isWithdrawn ? 'whole' : null };
}

/** Sets how much of an order's payment has gone back, as its refunds say. Set and never added to. */
export async function setRefunded(tx: Transaction, orderId: string, refundedMinor: number): Promise<void> {
  await tx.update(orders).set({ refundedMinor }).where(eq(orders.id, orderId));
}

/** Asks for a person to look at an order, whatever its state; null: somebody has. */
export async function setAttention(
  tx: Transaction,
  orderId: string,
  attention: string | null,
): Promise<void> {
  await tx.update(orders).set({ attention }).where(eq(orders.id, orderId));
}

/** The order that this payment has paid, or null. */
export async function orderOfPayment(db: Queryable, paymentIntentId: string): Promise<Order | null> {
  const [order] = await db.select().from(orders).where(eq(orders.paymentIntentId, paymentIntentId));
  return order ?? null;
}

/** Whether another order is being sold with this order's clearance. */
export async function isClearanceTaken(
  db: Queryable,
  { id, clearanceId }: Pick<Order, 'id' | 'clearanceId'>,
): Promise<boolean> {
  if (!clearanceId) return false;
  const rows = await db
    .select({ id: orders.id })
    .from(orders)
    .where(
      and(
        eq(orders.clearanceId, clearanceId),
        ne(orders.id, id),
        // As the table's own index has it.
        notInArray(orders.state, ['cancelled', 'needs-review', 'refunding', 'refunded']),
      ),
    );
  return rows.length > 0;
}

/** Notes that a person lets an order pass that was held for this reason, in words. */
export async function setReleasedHold(tx: Transaction, orderId: string, hold: string): Promise<void> {
  await tx.update(orders).set({ releasedHold: hold }).where(eq(orders.id, orderId));
}

/** What a buyer has withdrawn from. */
export type Withdrawal = Omit<typeof withdrawals.$inferSelect, 'orderId'>;

/** The order's withdrawal, or null. */
export async function readWithdrawal(db: Queryable, orderId: string): Promise<Withdrawal | null> {
  const [row] = await db.select().from(withdrawals).where(eq(withdrawals.orderId, orderId));
  if (!row) return null;
  const { orderId: _, ...withdrawal } = row;
  return withdrawal;
}

/** Keeps a buyer's withdrawal. The order is locked by the caller, who has looked that there is none. */
export async function storeWithdrawal(
  tx: Transaction,
  orderId: string,
  withdrawal: Withdrawal,
): Promise<void> {
  await tx.insert(withdrawals).values({ orderId, ...withdrawal });
}

/** Adds a line to the order's timeline that is no change of its state. */
export async function addToTimeline(
  tx: Transaction,
  order: Pick<Order, 'id' | 'state'>,
  kind: Exclude<OrderEventKind, 'state'>,
  by: ChangedBy,
): Promise<void> {
  const { note, actor, now: at } = by;
  await tx.insert(orderEvents).values({ orderId: order.id, kind, state: order.state, note, actor, at });
}

/** A line of an order's timeline. */
export type OrderEvent = Omit<typeof orderEvents.$inferSelect, 'orderId'>;

/** What happened to the order, oldest first. For the people of the shop: the notes are theirs. */
export async function readTimeline(db: Queryable, orderId: string): Promise<OrderEvent[]> {
  const rows = await db
    .select()
    .from(orderEvents)
    .where(eq(orderEvents.orderId, orderId))
    .orderBy(asc(orderEvents.id));
  return rows.map(({ orderId: _, ...event }) => event);
}

/** The order, or null. */
export async function readOrder(db: Queryable, id: string): Promise<Order | null> {
  const [order] = await db.select().from(orders).where(eq(orders.id, id));
  return order ?? null;
}

/**
 * The order with this number that was placed with this address, or null: a wrong number and a wrong address look the
 * same. People type both: case, spaces and dashes of the number do not matter.
 */
export async function findOrder(db: Queryable, number: string, email: string): Promise<Order | null> {
  const [order] = await db
    .select()
    .from(orders)
    .where(
      and(eq(orders.number, spelled(number)), eq(sql`lower(${orders.email})`, email.trim().toLowerCase())),
    );
  return order ?? null;
}

/** The order with this number, or null; for the people of the shop. */
export async function orderOfNumber(db: Queryable, number: string): Promise<Order | null> {
  const [order] = await db
    .select()
    .from(orders)
    .where(eq(orders.number, spelled(number)));
  return order ?? null;
}

/** An order's number as it is stored, from however it was typed. */
function spelled(number: string): string {
  const letters = number
    .toUpperCase()
    .replaceAll(/[^0-9A-Z]/g, '')
    .replace(/^NW(?=.{8}$)/, '');
  return `NW-${letters.slice(0, 4)}-${letters.slice(4)}`;
}

/** The order, locked until the transaction ends, so that two settlements take turns. */
export async function lockOrder(tx: Transaction, id: string): Promise<Order | null> {
  const [order] = await tx.select().from(orders).where(eq(orders.id, id)).for('update');
  return order ?? null;
}

/**
 * As part of a statement: the id of the order that this basket is paying for just now, or that waits for its bank; or
 * null.
 */
export function openOrderIdOf(basketId: string): SQL<string | null> {
  return sql<string | null>`(select ${orders.id} from ${orders} where ${and(
    eq(orders.basketId, basketId),
    inArray(orders.state, ['awaiting-payment', 'awaiting-confirmation']),
  )})`;
}

/**
 * Whether an order that was paid, whatever became of it, has used the clearance. One that is still to be paid is found
 * by its basket.
 */
export async function isClearanceUsed(db: Queryable, clearanceId: string): Promise<boolean> {
  const rows = await db
    .select({ id: orders.id })
    .from(orders)
    .where(
      and(
        eq(orders.clearanceId, clearanceId),
        notInArray(orders.state, ['awaiting-payment', 'awaiting-confirmation', 'cancelled']),
      ),
    );
  return rows.length > 0;
}

/** An order that waits for its payment, as far as the gate looks at it. */
export interface OrderAtGate {
  orderId: string;
  /** Null where nothing in it has needles. */
  clearance: { rulesetVersion: string; rulesetHash: string; capMm: number } | null;
  lines: Pick<OrderLine, 'sku' | 'needleLengthMm'>[];
}

/**
 * The orders that wait for their payment and that a change of the rules or a pause may stop: those with needles, whole,
 * and of the others the lines with one of these SKUs.
 */
export async function ordersAtGate(db: Queryable, skus: readonly string[]): Promise<OrderAtGate[]> {
  const rows = await db
    .select({
      orderId: orders.id,
      clearance: {
        rulesetVersion: clearances.rulesetVersion,
        rulesetHash: clearances.rulesetHash,
        capMm: clearances.capMm,
      },
      line: { sku: orderLines.sku, needleLengthMm: orderLines.needleLengthMm },
    })
    .from(orders)
    .innerJoin(orderLines, eq(orderLines.orderId, orders.id))
    .leftJoin(clearances, eq(clearances.id, orders.clearanceId))
    .where(
      and(
        eq(orders.state, 'awaiting-payment'),
        or(isNotNull(orders.clearanceId), inArray(orderLines.sku, [...skus])),
      ),
    );
  const found = new Map<string, OrderAtGate>();
  for (const { orderId, clearance, line } of rows) {
    const order = found.get(orderId) ?? { orderId, clearance, lines: [] };
    order.lines.push(line);
    found.set(orderId, order);
  }
  return [...found.values()];
}

/** The order's lines as they were in the basket. */
export async function readLines(db: Queryable, orderId: string): Promise<OrderLine[]> {
  const rows = await db
    .select()
    .from(orderLines)
    .where(eq(orderLines.orderId, orderId))
    .orderBy(asc(orderLines.position));
  return rows.map(({ orderId: _, position: __, orderLongestNeedleMm: ___, ...line }) => line);
}
