import type { Transaction } from '#db/client.server.ts';
import type { OrderState } from '#db/schema/orders.ts';
import { queueMail } from '#features/notifications/notifications.server.ts';
import {
  addToTimeline,
  lockOrder,
  moveUnderGuards,
  type Order,
  type OrderNews,
  readLines,
  readOrderFacts,
  setReleasedHold,
} from '#features/orders/orders.server.ts';
import { stopInWords } from '#features/self-check/clearance-standing.ts';
import { ok, type Result, refuse } from '#lib/result.ts';
import type { CheckoutServices } from './checkout-services.ts';
import { stopOfOrder } from './sale-stop.server.ts';

/** Who of the shop does something to an order, and what they say about it; the timeline keeps both. */
export interface StaffAct {
  orderId: string;
  /** Who it is, for the timeline: a name or an address of the staff. */
  actor: string;
  note?: string;
}

/** Why something cannot be done to an order, in words for whoever asked. Nothing was changed. */
export interface OrderRefusal {
  reason: 'unknown-order' | 'no-such-way' | 'guarded' | 'not-held' | 'no-words' | 'no-tracking';
  words: string;
}

/** How the order stands afterwards; `already`: it stood so before, and nothing was changed. */
export interface OrderDone {
  state: OrderState;
  already: boolean;
}

/** Notes that a paid order lies packed. Again: nothing more. */
export function packOrder(
  services: CheckoutServices,
  act: StaffAct,
): Promise<Result<OrderDone, OrderRefusal>> {
  return move(services, act, 'packed', ['packed', 'dispatched', 'delivered'], 'packed');
}

/** Notes that a packed order has left, with what it can be followed by. Again: nothing more. */
export async function dispatchOrder(
  services: CheckoutServices,
  act: StaffAct & { carrier: string; trackingNumber: string | null },
): Promise<Result<OrderDone, OrderRefusal>> {
  const carrier = act.carrier.trim();
  const trackingNumber = act.trackingNumber?.trim() || null;
  if (!carrier) return refuse({ reason: 'no-tracking', words: 'Say who carries the parcel.' });
  return move(
    services,
    act,
    'dispatched',
    ['dispatched', 'delivered'],
    `sent with ${carrier}${trackingNumber ? `, ${trackingNumber}` : ''}`,
    { carrier, trackingNumber, dispatchedAt: services.clock.now() },
  );
}

/** Notes that a parcel has reached the buyer: from the day after, the time to withdraw runs. Again: nothing more. */
export function deliverOrder(
  services: CheckoutServices,
  act: StaffAct & { deliveredAt?: Date },
): Promise<Result<OrderDone, OrderRefusal>> {
  return move(services, act, 'delivered', ['delivered'], 'delivered', {
    deliveredAt: act.deliveredAt ?? services.clock.now(),
  });
}

/** Writes a line into an order's timeline. */
export async function noteOnOrder(
  { db, clock }: CheckoutServices,
  { orderId, actor, note = '' }: StaffAct,
): Promise<Result<void, OrderRefusal>> {
  if (!note.trim()) return refuse({ reason: 'no-words', words: 'The note is empty.' });
  return db.transaction(async (tx) => {
    const order = await lockOrder(tx, orderId);
    if (!order) return refuse(unknownOrder);
    await addToTimeline(tx, order, 'note', { note: note.trim(), actor, now: clock.now() });
    return ok(undefined);
  });
}

/**
 * Lets an order pass that is held for the reason `hold`, as the person has read it; any other reason, also one that
 * arose meanwhile, holds it still.
 */
export async function releaseHold(
  services: CheckoutServices,
  { orderId, actor, note = '', hold }: StaffAct & { hold: string },
): Promise<Result<void, OrderRefusal>> {
  if (!note.trim()) return refuse({ reason: 'no-words', words: 'Say why it may be sent all the same.' });
  return services.db.transaction(async (tx) => {
    const order = await lockOrder(tx, orderId);
    if (!order) return refuse(unknownOrder);
    const standing = await findHold(services, tx, order);
    if (standing !== hold) {
      return refuse({
        reason: 'not-held',
        words: standing ? `It is held for another reason now: ${standing}.` : 'Nothing holds this order now.',
      });
    }
    await setReleasedHold(tx, orderId, hold);
    const words = `may be sent although ${hold}: ${note.trim()}`;
    await addToTimeline(tx, order, 'hold', { note: words, actor, now: services.clock.now() });
    return ok(undefined);
  });
}

/**
 * Why a person must look at a sold order before it leaves, in words; null where nothing holds it. What was paid and may
 * not be sold any more by now, or what the buyer has withdrawn from, is not sent without one.
 */
export async function findHold(
  services: CheckoutServices,
  tx: Transaction,
  order: Order,
): Promise<string | null> {
  const stop = await stopOfOrder(services, tx, order, await readLines(tx, order.id));
  const { withdrawal } = await readOrderFacts(tx, order.id);
  const reasons = [
    ...(stop ? [stopInWords(stop)] : []),
    ...(withdrawal ? [`the buyer has withdrawn from ${withdrawal === 'whole' ? 'it' : 'a part of it'}`] : []),
  ];
  const hold = reasons.join(' and ');
  return hold === '' || hold === order.releasedHold ? null : hold;
}

export const unknownOrder = {
  reason: 'unknown-order',
  words: 'There is no such order.',
} as const satisfies OrderRefusal;

/** One step on the parcel's way, under its guards. `past`: the states in which it has been taken already. */
async function move(
  services: CheckoutServices,
  { orderId, actor, note = '' }: StaffAct,
  to: OrderState,
  past: readonly OrderState[],
  what: string,
  news: OrderNews = {},
): Promise<Result<OrderDone, OrderRefusal>> {
  const { db, clock } = services;
  return db.transaction(async (tx) => {
    const order = await lockOrder(tx, orderId);
    if (!order) return refuse(unknownOrder);
    if (past.includes(order.state)) return ok({ state: order.state, already: true });
    const hold = await findHold(services, tx, order);
    const facts = { ...(await readOrderFacts(tx, orderId)), hold };
    const words = note.trim() ? `${what}: ${note.trim()}` : what;
    const forbidden = await moveUnderGuards(
      tx,
      order,
      to,
      facts,
      { note: words, actor, now: clock.now() },
      news,
    );
    if (forbidden === null) {
      if (to === 'dispatched' && order.email) {
        await queueMail(tx, services.jobs, { orderId, kind: 'order-dispatched' }, clock.now());
      }
      return ok({ state: to, already: false });
    }
    if (forbidden === 'no-such-way') {
      return refuse({
        reason: forbidden,
        words: `The order is “${order.state.replaceAll('-', ' ')}”; it cannot be ${to}.`,
      });
    }
    return refuse({
      reason: 'guarded',
      words: hold ? `${forbidden} It is held because ${hold}.` : forbidden,
    });
  });
}
