import { and, desc, eq, inArray, isNull, lte, or, sql } from 'drizzle-orm';
import type { Queryable, Transaction } from '#db/client.server.ts';
import { type OrderState, orders } from '#db/schema/orders.ts';
import { paymentAttempts, stripeEvents } from '#db/schema/payments.ts';
import {
  type PayableOrder,
  paramsAnew,
  type SessionParams,
  sessionParams,
  sessionSeconds,
} from './payment-session.ts';

/** A stored try to have an order paid. */
export interface PaymentAttempt {
  orderId: string;
  attempt: number;
  state: (typeof paymentAttempts.$inferSelect)['state'];
  idempotencyKey: string;
  params: SessionParams;
  expiresAt: Date;
  sessionId: string | null;
  sessionUrl: string | null;
  createdAt: Date;
  lookAgainAt: Date | null;
}

/** Stores the order's first attempt; the call to the provider is made from this row only. */
export async function planAttempt(
  tx: Transaction,
  order: PayableOrder,
  siteUrl: string,
  now: Date,
): Promise<PaymentAttempt> {
  const expiresAt = lastMoment(now);
  return storeAttempt(tx, order.id, 1, sessionParams(order, 1, expiresAt, siteUrl), expiresAt, now);
}

/**
 * Ends an attempt for which the provider has no session and will make none, and stores the order's next one, for the
 * same goods and money. The order is locked by the caller.
 */
export async function planNextAttempt(
  tx: Transaction,
  last: PaymentAttempt,
  now: Date,
): Promise<PaymentAttempt> {
  await closeAttempt(tx, last, 'refused');
  const attempt = last.attempt + 1;
  const expiresAt = lastMoment(now);
  return storeAttempt(tx, last.orderId, attempt, paramsAnew(last.params, attempt, expiresAt), expiresAt, now);
}

/** When a session that is asked for now ends by itself. */
function lastMoment(now: Date): Date {
  return new Date((Math.floor(now.getTime() / 1000) + sessionSeconds) * 1000);
}

async function storeAttempt(
  tx: Transaction,
  orderId: string,
  attempt: number,
  params: SessionParams,
  expiresAt: Date,
  now: Date,
): Promise<PaymentAttempt> {
  const row = {
    orderId,
    attempt,
    state: 'creating' as const,
    // One key an attempt: a key that named only the order would replay a dead session for 24 hours.
    idempotencyKey: `co_${orderId}_${attempt}`,
    params,
    expiresAt,
    createdAt: now,
  };
  await tx.insert(paymentAttempts).values({ ...row, params: { ...params } });
  return { ...row, sessionId: null, sessionUrl: null, lookAgainAt: null };
}

/** The order's latest attempt, or null. */
export async function latestAttempt(db: Queryable, orderId: string): Promise<PaymentAttempt | null> {
  const [row] = await db
    .select()
    .from(paymentAttempts)
    .where(eq(paymentAttempts.orderId, orderId))
    .orderBy(desc(paymentAttempts.attempt))
    .limit(1);
  return row ? toAttempt(row) : null;
}

/** An attempt as a word about its session finds it. */
export interface FoundAttempt extends PaymentAttempt {
  /** How its order stands, unlocked. */
  orderState: OrderState;
  /** Whether the notice took effect already. */
  isNoticeKnown: boolean;
}

/**
 * The attempt that a session of ours belongs to, or null for a session that we did not store. `noticeId`: the notice
 * that names the session. One statement.
 */
export async function attemptOfSession(
  db: Queryable,
  sessionId: string,
  noticeId = '',
): Promise<FoundAttempt | null> {
  const [row] = await db
    .select({
      attempt: paymentAttempts,
      orderState: orders.state,
      isNoticeKnown: sql<boolean>`exists (select from ${stripeEvents} where ${stripeEvents.id} = ${noticeId})`,
    })
    .from(paymentAttempts)
    .innerJoin(orders, eq(orders.id, paymentAttempts.orderId))
    .where(eq(paymentAttempts.sessionId, sessionId));
  if (!row) return null;
  const { attempt, ...found } = row;
  return { ...toAttempt(attempt), ...found };
}

/**
 * Attempts that may still change and are to be looked at now, oldest first. Money that comes days later is looked at now
 * and then, so that it takes nobody's turn.
 */
export async function unsettledAttempts(db: Queryable, now: Date, limit: number): Promise<PaymentAttempt[]> {
  const rows = await db
    .select()
    .from(paymentAttempts)
    .where(
      and(
        inArray(paymentAttempts.state, ['creating', 'open', 'awaiting']),
        or(isNull(paymentAttempts.lookAgainAt), lte(paymentAttempts.lookAgainAt, now)),
      ),
    )
    .orderBy(paymentAttempts.createdAt)
    .limit(limit);
  return rows.map(toAttempt);
}

/** Leaves an attempt alone until then. */
export async function lookAgainAt(
  db: Queryable,
  attempt: Pick<PaymentAttempt, 'orderId' | 'attempt'>,
  at: Date,
): Promise<void> {
  await db.update(paymentAttempts).set({ lookAgainAt: at }).where(sameAttempt(attempt));
}

/** Those of them that belong to these orders, whatever their number. */
export async function unsettledAttemptsOf(
  db: Queryable,
  orderIds: readonly string[],
): Promise<PaymentAttempt[]> {
  if (orderIds.length === 0) return [];
  const rows = await db
    .select()
    .from(paymentAttempts)
    .where(
      and(
        inArray(paymentAttempts.orderId, [...orderIds]),
        inArray(paymentAttempts.state, ['creating', 'open']),
      ),
    )
    .orderBy(paymentAttempts.createdAt);
  return rows.map(toAttempt);
}

/** Notes the session that the provider made for the attempt. */
export async function storeSession(
  db: Queryable,
  attempt: Pick<PaymentAttempt, 'orderId' | 'attempt'>,
  session: { id: string; url: string | null },
): Promise<void> {
  await db
    .update(paymentAttempts)
    .set({ state: 'open', sessionId: session.id, sessionUrl: session.url })
    .where(and(sameAttempt(attempt), eq(paymentAttempts.state, 'creating')));
}

/** Notes how the attempt has come out; awaiting: its page is done and the bank has not paid. */
export async function closeAttempt(
  tx: Transaction,
  attempt: Pick<PaymentAttempt, 'orderId' | 'attempt'>,
  state: 'awaiting' | 'complete' | 'expired' | 'refused' | 'failed',
): Promise<void> {
  await tx.update(paymentAttempts).set({ state }).where(sameAttempt(attempt));
}

/** Notes that an event took effect; false where it had before. In the transaction of the effect. */
export async function noteEvent(
  tx: Transaction,
  event: { id: string; type: string },
  now: Date,
): Promise<boolean> {
  const made = await tx
    .insert(stripeEvents)
    .values({ id: event.id, type: event.type, processedAt: now })
    .onConflictDoNothing()
    .returning({ id: stripeEvents.id });
  return made.length > 0;
}

/** Whether the event took effect already. */
export async function isEventKnown(db: Queryable, id: string): Promise<boolean> {
  const rows = await db.select({ id: stripeEvents.id }).from(stripeEvents).where(eq(stripeEvents.id, id));
  return rows.length > 0;
}

function sameAttempt({ orderId, attempt }: Pick<PaymentAttempt, 'orderId' | 'attempt'>) {
  return and(eq(paymentAttempts.orderId, orderId), eq(paymentAttempts.attempt, attempt));
}

function toAttempt(row: typeof paymentAttempts.$inferSelect): PaymentAttempt {
  // Written by `planAttempt` only, with exactly this shape.
  return { ...row, params: row.params as unknown as SessionParams };
}
