import { sql } from 'drizzle-orm';
import type { Queryable } from '#db/client.server.ts';
import type { LedgerEntry } from '../../src/sandbox/ledger.ts';
import { bookkeepingErrors } from './ledger.ts';

/** What the provider's side of the rule is read from: `GET /_sandbox/ledger`. */
export interface ProviderBooks {
  sessions: readonly LedgerEntry[];
}

interface OrderRow {
  id: string;
  number: string;
  state: string;
  total: number;
  currency: string;
  hasEmail: boolean;
  /** Sessions stored for it. */
  sessions: string[];
  unansweredAttempts: number;
  /** What the payment brought, as the shop has noted it. */
  paid: number;
  /** Refunds that are on their way or have arrived, by our rows; of every payment for it. */
  refunded: number;
  /** Of the one payment that counts; another goes back whole. */
  ownRefunded: number;
  unsettledRefunds: number;
  wasPaid: boolean;
  confirmations: number;
  /** Jobs that the queue was given to send the confirmation. */
  confirmationJobs: number;
}

/** States in which nobody has paid, as far as the shop knows. */
const unpaid = ['awaiting-payment', 'awaiting-confirmation', 'cancelled'];

/**
 * The ledger rule: everything in which the shop's books and the provider's disagree, or in which the shop's contradict
 * themselves, a sentence each. Empty: all is well.
 *
 * At any moment, whatever was lost or killed: no order is paid without money, no more money has gone
 * back than the shop has written down, `0 ≤ reserved ≤ on hand`, each level is the sum of its ledger and fits the states
 * of the orders, nothing with needles was ordered without a clearance, no mail is owed twice. `atRest`, once every notice
 * has been delivered, every page has expired and the reconciler has looked: each complete and paid session has exactly
 * one order that says so and the reverse, charges minus refunds are the same on both sides, each paid order has its
 * confirmation, and nothing waits for anything.
 */
export async function findBreaches(
  db: Queryable,
  provider: ProviderBooks,
  { atRest }: { atRest: boolean },
): Promise<string[]> {
  const orders = await readOrders(db);
  return [
    ...moneyBreaches(orders, provider),
    ...(atRest ? restBreaches(orders, provider) : []),
    ...mailBreaches(orders, atRest),
    ...(await stockBreaches(db)),
    ...(await gateBreaches(db)),
  ];
}

function moneyBreaches(orders: readonly OrderRow[], { sessions }: ProviderBooks): string[] {
  const found: string[] = [];
  const byOrder = Map.groupBy(sessions, orderOf);
  for (const order of orders) {
    const own = byOrder.get(order.id) ?? [];
    const charged = own.filter(isPaid);
    const back = sum(own, ({ refunded }) => refunded);
    const name = `${order.number} (${order.state})`;
    if (!unpaid.includes(order.state) && charged.length === 0)
      found.push(`${name} has no paid session at the provider`);
    if (back > order.refunded)
      found.push(`${name}: the provider gave back ${back}, the shop knows of ${order.refunded}`);
    const taken = sum(charged, (entry) => entry.charged);
    if (order.refunded > taken) found.push(`${name}: ${order.refunded} refunded of ${taken}`);
    for (const { session, total, currency } of charged) {
      const fits = total === order.total && currency.toUpperCase() === order.currency;
      if (!fits && order.state !== 'needs-review')
        found.push(`${name} is for ${order.total} ${order.currency}, ${session} for ${total} ${currency}`);
    }
  }
  return found;
}

function restBreaches(orders: readonly OrderRow[], { sessions }: ProviderBooks): string[] {
  const found: string[] = [];
  const byId = new Map(orders.map((order) => [order.id, order]));
  const byOrder = Map.groupBy(sessions, orderOf);
  for (const entry of sessions) {
    const order = byId.get(orderOf(entry));
    if (!order) {
      found.push(`${entry.session} belongs to no order of the shop`);
      continue;
    }
    const name = `${order.number} (${order.state})`;
    if (entry.status === 'open') found.push(`${name}: ${entry.session} can still be paid`);
    if (!order.sessions.includes(entry.session)) found.push(`${name} does not know of ${entry.session}`);
    if (isPaid(entry) && unpaid.includes(order.state) && entry.charged !== entry.refunded)
      found.push(`${name}, but ${entry.session} is complete and paid`);
  }
  for (const order of orders) {
    const name = `${order.number} (${order.state})`;
    const own = byOrder.get(order.id) ?? [];
    const kept = own.filter((entry) => isPaid(entry) && entry.charged > entry.refunded);
    if (kept.length > 1) found.push(`${name} was paid ${kept.length} times`);
    const left = sum(own, ({ charged, refunded, disputed }) => charged - refunded - disputed);
    if (order.state === 'refunded' && left > 0) found.push(`${name}: ${left} of the money is left`);
    const returned = sum(own, ({ refunded }) => refunded);
    if (returned !== order.refunded)
      found.push(`${name}: the provider gave back ${returned}, the shop's rows say ${order.refunded}`);
    if (order.state === 'awaiting-payment' || order.state === 'awaiting-confirmation')
      found.push(`${name} still waits`);
    if (order.unansweredAttempts > 0) found.push(`${name} has a payment attempt without an end`);
    if (order.unsettledRefunds > 0) found.push(`${name} has a refund without a last word`);
  }
  const theirs = sum(sessions, ({ charged, refunded }) => charged - refunded);
  const ours = sum(orders, ({ paid, ownRefunded }) => paid - ownRefunded);
  if (theirs !== ours) found.push(`the provider has taken and kept ${theirs}, the shop's books say ${ours}`);
  return found;
}

function mailBreaches(orders: readonly OrderRow[], atRest: boolean): string[] {
  return orders.flatMap((order) => {
    const name = `${order.number} (${order.state})`;
    const found: string[] = [];
    if (order.confirmations > 0 && !order.wasPaid)
      found.push(`${name} is confirmed by mail and was never paid`);
    if (atRest && order.wasPaid && order.hasEmail && order.confirmations !== 1)
      found.push(`${name} has ${order.confirmations} confirmations`);
    if (order.confirmationJobs > 1) found.push(`${name} is to be confirmed ${order.confirmationJobs} times`);
    return found;
  });
}

async function stockBreaches(db: Queryable): Promise<string[]> {
  const levels = await rowsOf<{ sku: string; on_hand: number; reserved: number }>(
    db,
    sql`select sku, on_hand, reserved from stock_levels where reserved < 0 or reserved > on_hand`,
  );
  return [
    ...levels.map(({ sku, on_hand, reserved }) => `${sku}: ${reserved} reserved of ${on_hand} on hand`),
    ...(await bookkeepingErrors({ db })),
  ];
}

async function gateBreaches(db: Queryable): Promise<string[]> {
  const rows = await rowsOf<{ number: string; sku: string }>(
    db,
    sql`select orders.number, lines.sku from order_lines lines
        join orders on orders.id = lines.order_id
        left join clearances on clearances.id = orders.clearance_id
        where lines.needle_length_mm is not null
          and (clearances.id is null or clearances.cap_mm < lines.needle_length_mm)`,
  );
  return rows.map(({ number, sku }) => `${number} holds ${sku} without a clearance for it`);
}

async function readOrders(db: Queryable): Promise<OrderRow[]> {
  const rows = await rowsOf<Record<string, unknown>>(
    db,
    sql`select orders.id, orders.number, orders.state, orders.total_minor, orders.currency,
          orders.email is not null as has_email,
          (select json_agg(session_id) from payment_attempts where order_id = orders.id and session_id is not null) as sessions,
          (select count(*) from payment_attempts where order_id = orders.id and state in ('creating', 'open', 'awaiting')) as unanswered,
          (select coalesce(sum(amount_minor), 0) from refunds
            where order_id = orders.id and state in ('requested', 'pending', 'succeeded')) as refunded,
          orders.paid_minor,
          (select coalesce(sum(amount_minor), 0) from refunds
            where order_id = orders.id and payment_intent_id = orders.payment_intent_id
              and state in ('requested', 'pending', 'succeeded')) as own_refunded,
          (select count(*) from refunds where order_id = orders.id and state in ('requested', 'pending')) as unsettled,
          exists (select 1 from order_events where order_id = orders.id and state = 'paid') as was_paid,
          (select count(*) from notifications where order_id = orders.id and kind = 'order-confirmation') as confirmations,
          (select count(*) from pgboss.job where name = 'mail'
            and data ->> 'orderId' = orders.id and data ->> 'kind' = 'order-confirmation') as jobs
        from orders`,
  );
  return rows.map((row) => ({
    id: String(row.id),
    number: String(row.number),
    state: String(row.state),
    total: Number(row.total_minor),
    currency: String(row.currency),
    hasEmail: row.has_email === true,
    sessions: Array.isArray(row.sessions) ? row.sessions.map(String) : [],
    unansweredAttempts: Number(row.unanswered),
    paid: Number(row.paid_minor),
    refunded: Number(row.refunded),
    ownRefunded: Number(row.own_refunded),
    unsettledRefunds: Number(row.unsettled),
    wasPaid: row.was_paid === true,
    confirmations: Number(row.confirmations),
    confirmationJobs: Number(row.jobs),
  }));
}

function orderOf({ metadata }: LedgerEntry): string {
  return metadata.order_id ?? '';
}

function isPaid({ status, paymentStatus, charged }: LedgerEntry): boolean {
  return status === 'complete' && paymentStatus === 'paid' && charged > 0;
}

function sum<T>(rows: readonly T[], amount: (row: T) => number): number {
  return rows.reduce((total, row) => total + amount(row), 0);
}

async function rowsOf<T>(db: Queryable, query: ReturnType<typeof sql>): Promise<T[]> {
  // Both drivers answer with `rows`, which the driver-neutral type leaves open.
  return ((await db.execute(query)) as unknown as { rows: T[] }).rows;
}
