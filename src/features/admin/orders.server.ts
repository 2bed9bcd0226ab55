import { and, count, desc, eq, gt, ilike, inArray, isNotNull, or, type SQL, sql } from 'drizzle-orm';
import type { Queryable } from '#db/client.server.ts';
import { notifications } from '#db/schema/notifications.ts';
import { type OrderState, orderStates, orders } from '#db/schema/orders.ts';
import {
  type Order,
  type OrderEvent,
  type OrderLine,
  readLines,
  readTimeline,
} from '#features/orders/orders.server.ts';
import { type Dispute, disputesOf } from '#features/payments/disputes.server.ts';
import { type Refund, refundsOf } from '#features/payments/refunds.server.ts';

/** What the list can be narrowed to: what there is to do, and each state. */
export const orderFilters = ['to-pack', 'to-send', 'to-look-at', 'money-back', ...orderStates] as const;
export type OrderFilter = (typeof orderFilters)[number];

/** The words of a filter. */
export const filterWords: Record<OrderFilter, string> = {
  'to-pack': 'To pack',
  'to-send': 'To send',
  'to-look-at': 'To look at',
  'money-back': 'Some money given back',
  'awaiting-payment': 'Not paid yet',
  'awaiting-confirmation': 'Waiting for the bank',
  paid: 'Paid',
  packed: 'Packed',
  dispatched: 'On its way',
  delivered: 'Delivered',
  cancelled: 'Cancelled',
  'needs-review': 'Needs a person',
  refunding: 'Money on its way back',
  refunded: 'Money given back',
};

/** A state in the words of the people who pack. */
export function stateName(state: OrderState): string {
  return filterWords[state];
}

const meant: Record<Exclude<OrderFilter, OrderState>, SQL | undefined> = {
  'to-pack': eq(orders.state, 'paid'),
  'to-send': eq(orders.state, 'packed'),
  'to-look-at': or(eq(orders.state, 'needs-review'), isNotNull(orders.attention)),
  'money-back': gt(orders.refundedMinor, 0),
};

function whereOf(filter: OrderFilter): SQL | undefined {
  return meant[filter as keyof typeof meant] ?? eq(orders.state, filter as OrderState);
}

/** How many orders a filter finds, and the time from which the oldest of them waits; null where it finds none. */
export async function countOrders(
  db: Queryable,
  filter: OrderFilter,
): Promise<{ filter: OrderFilter; orders: number; oldest: Date } | null> {
  const oldest = sql<string | null>`min(coalesce(${orders.paidAt}, ${orders.placedAt}))`;
  const [found] = await db.select({ orders: count(), oldest }).from(orders).where(whereOf(filter));
  return found?.oldest ? { filter, orders: Number(found.orders), oldest: new Date(found.oldest) } : null;
}

export const ordersPerPage = 30;

/** A page of the list, the latest order first, and how many there are in all. */
export async function listOrders(
  db: Queryable,
  { filter, search, page }: { filter: OrderFilter | null; search: string; page: number },
): Promise<{ orders: Order[]; total: number }> {
  // What is typed is looked for as it is: no sign of it means anything to the database.
  const pattern = `%${search.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
  const where = and(
    filter === null ? undefined : whereOf(filter),
    search === '' ? undefined : or(ilike(orders.number, pattern), ilike(orders.email, pattern)),
  );
  const [rows, [found]] = await Promise.all([
    db
      .select()
      .from(orders)
      .where(where)
      .orderBy(desc(orders.placedAt), desc(orders.id))
      .limit(ordersPerPage)
      .offset((page - 1) * ordersPerPage),
    db.select({ total: count() }).from(orders).where(where),
  ]);
  return { orders: rows, total: Number(found?.total ?? 0) };
}

/** Everything that the people of the shop may know of an order. Of the self-check there is the version, cap and day. */
export interface OrderSheet {
  order: Order;
  lines: OrderLine[];
  timeline: OrderEvent[];
  refunds: Refund[];
  disputes: Dispute[];
  mails: (typeof notifications.$inferSelect)[];
}

/** The sheet of the order with this number, or null. */
export async function readOrderSheet(db: Queryable, number: string): Promise<OrderSheet | null> {
  const [order] = await db.select().from(orders).where(eq(orders.number, number));
  if (!order) return null;
  const [lines, timeline, refunds, disputes, mails] = await Promise.all([
    readLines(db, order.id),
    readTimeline(db, order.id),
    refundsOf(db, order.id),
    disputesOf(db, order.id),
    db
      .select()
      .from(notifications)
      .where(eq(notifications.orderId, order.id))
      .orderBy(notifications.queuedAt),
  ]);
  return { order, lines, timeline, refunds, disputes, mails };
}

/** The numbers of these orders, by id. */
export async function orderNumbers(db: Queryable, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .select({ id: orders.id, number: orders.number })
    .from(orders)
    .where(inArray(orders.id, [...ids]));
  return new Map(rows.map(({ id, number }) => [id, number]));
}
