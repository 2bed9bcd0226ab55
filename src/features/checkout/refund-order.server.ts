import type { Queryable } from '#db/client.server.ts';
import type { RefundedLine } from '#db/schema/payments.ts';
import { returnToShelf } from '#features/inventory/inventory.server.ts';
import { isSold } from '#features/orders/order-life.ts';
import {
  addToTimeline,
  lockOrder,
  type Order,
  type OrderLine,
  readLines,
  readOrder,
} from '#features/orders/orders.server.ts';
import { disputesOf } from '#features/payments/disputes.server.ts';
import { planRefund, type Refund, refundsOf, takesMoney } from '#features/payments/refunds.server.ts';
import { formatMoney } from '#lib/money.ts';
import { ok, type Result, refuse } from '#lib/result.ts';
import type { CheckoutServices } from './checkout-services.ts';
import { unknownOrder } from './fulfil-order.server.ts';
import { type RefundState, sendRefund } from './send-refund.server.ts';

/** What is to be given back: an amount, or lines and delivery at what was paid for them. */
export interface RefundWish {
  orderId: string;
  /** In minor units. Null: the price of the lines, and of the delivery where it is meant. */
  amountMinor: number | null;
  /** What it is for; empty where it is an amount and nothing else. `restock`: how many of them go back on the shelf. */
  lines: RefundedLine[];
  /** Whether what was paid for delivery is part of it. */
  delivery: boolean;
  /** For the people of the shop. */
  reason: string;
  actor: string;
  /** Why, for the books. */
  cause?: 'staff' | 'withdrawal';
  /** From the form it was asked with, so that a second click on its button is the same refund. */
  id?: string;
}

/** Why nothing was given back, in words for whoever asked. Nothing was changed. */
export interface RefundRefusal {
  reason:
    | 'unknown-order'
    | 'not-paid'
    | 'under-review'
    | 'money-is-back'
    | 'cancel-instead'
    | 'disputed'
    | 'nothing'
    | 'too-much'
    | 'no-such-line'
    | 'delivery-is-back'
    | 'not-restockable'
    | 'no-words';
  words: string;
}

/** What was stored, and what the provider has said of it; requested: nothing yet, it is asked again. */
export interface RefundMade {
  id: string;
  amountMinor: number;
  state: RefundState;
}

/**
 * Gives money of a sold order back: any part of it, several times, never more than was paid. What comes back on the shelf
 * is chosen line by line, and goes there at once and once. The row is stored before the provider is called; without an
 * answer it is asked again with the same key until there is one.
 */
export async function refundOrder(
  services: CheckoutServices,
  wish: RefundWish,
): Promise<Result<RefundMade, RefundRefusal>> {
  const now = services.clock.now();
  const planned = await services.db
    .transaction(async (tx): Promise<Result<Refund, RefundRefusal>> => {
      const order = await lockOrder(tx, wish.orderId);
      if (!order) return refuse(unknownOrder);
      const earlier = await refundsOf(tx, order.id);
      const same = earlier.find(({ id }) => id === wish.id);
      if (same) return ok(same);
      const fit = await judgeWish(services, tx, order, earlier, wish);
      if (!fit.ok) return fit;
      const refund = await planRefund(
        tx,
        {
          ...(wish.id && { id: wish.id }),
          orderId: order.id,
          cause: wish.cause ?? 'staff',
          reason: wish.reason.trim(),
          actor: wish.actor,
          amountMinor: fit.value.amountMinor,
          deliveryMinor: fit.value.deliveryMinor,
          lines: wish.lines.length > 0 ? wish.lines : null,
          currency: order.currency,
          paymentIntentId: fit.value.paymentIntentId,
        },
        now,
      );
      if (!refund) throw new Error(`Another order has a refund with the id ${wish.id}`);
      const back = await returnToShelf(
        tx,
        order.id,
        wish.lines
          .filter(({ restock }) => restock > 0)
          .map(({ sku, restock }) => ({ sku, quantity: restock })),
        { occasion: refund.id, reason: 'came back with a refund', actor: wish.actor, now },
      );
      if (!back.ok) throw new RestockTooMuch(back.error.sku, back.error.returnable);
      await addToTimeline(tx, order, 'refund', { note: inWords(refund), actor: wish.actor, now });
      return ok(refund);
    })
    .catch((error: unknown) => {
      if (!(error instanceof RestockTooMuch)) throw error;
      const words = `Only ${error.returnable} of ${error.sku} can still come back.`;
      return refuse<RefundRefusal>({ reason: 'not-restockable', words });
    });
  if (!planned.ok) return planned;
  const { id, amountMinor, state } = planned.value;
  // A second click finds the row: only its first word is still to come.
  return ok({
    id,
    amountMinor,
    state: state === 'requested' ? await sendRefund(services, planned.value) : state,
  });
}

/** What such a refund would come to, or why there would be none; nothing is changed, and nothing is promised. */
export async function quoteRefund(
  services: CheckoutServices,
  wish: RefundWish,
): Promise<Result<{ amountMinor: number }, RefundRefusal>> {
  const { db } = services;
  const order = await readOrder(db, wish.orderId);
  if (!order) return refuse(unknownOrder);
  return judgeWish(services, db, order, await refundsOf(db, order.id), wish);
}

/** Rolls the transaction back. */
class RestockTooMuch extends Error {
  readonly sku: string;
  readonly returnable: number;
  constructor(sku: string, returnable: number) {
    super(`Only ${returnable} of ${sku} can come back`);
    this.sku = sku;
    this.returnable = returnable;
  }
}

/** Whether a dispute keeps us from giving money back ourselves. */
export function holdsMoney({ state, isRefundable }: { state: string; isRefundable: boolean }): boolean {
  return state === 'lost' || (state === 'open' && !isRefundable);
}

/** How much of an order's payment is left that no refund takes, in minor units. */
export function leftOf(
  order: Pick<Order, 'paidMinor' | 'paymentIntentId'>,
  refunds: readonly Pick<Refund, 'state' | 'amountMinor' | 'paymentIntentId'>[],
): number {
  return refunds
    .filter((refund) => takesMoney(refund) && refund.paymentIntentId === order.paymentIntentId)
    .reduce((left, { amountMinor }) => left - amountMinor, order.paidMinor);
}

interface FittingRefund {
  amountMinor: number;
  deliveryMinor: number;
  paymentIntentId: string;
}

/** What the wish comes to, if the order, its earlier refunds, its disputes and the goods allow it. */
async function judgeWish(
  services: CheckoutServices,
  db: Queryable,
  order: Order,
  earlier: readonly Refund[],
  wish: RefundWish,
): Promise<Result<FittingRefund, RefundRefusal>> {
  const lines = await readLines(db, order.id);
  const fit = fitRefund(order, lines, earlier, wish);
  if (!fit.ok) return fit;
  if ((await disputesOf(db, order.id)).some((dispute) => holdsMoney(dispute))) {
    return refuse({
      reason: 'disputed',
      words: 'The bank has this payment: it is disputed, and a refund would give the money back twice.',
    });
  }
  const unsellable = wish.lines.filter(
    ({ sku, restock }) => restock > 0 && !mayBeSoldAgain(services, order, lines, sku),
  );
  if (unsellable.length > 0) {
    return refuse({
      reason: 'not-restockable',
      words: `${unsellable.map(({ sku }) => sku).join(', ')} has left us and is sterile: nobody can know how it was kept, so it is never sold again.`,
    });
  }
  return fit;
}

/** What the wish comes to, if the order and its earlier refunds allow it. */
function fitRefund(
  order: Order,
  lines: readonly OrderLine[],
  earlier: readonly Refund[],
  wish: RefundWish,
): Result<FittingRefund, RefundRefusal> {
  if (order.state === 'needs-review') {
    return refuse({ reason: 'under-review', words: 'The order is under review: decide that first.' });
  }
  if (order.state === 'refunding' || order.state === 'refunded') {
    return refuse({ reason: 'money-is-back', words: 'All of its money goes back already.' });
  }
  if (!isSold(order.state) || !order.paymentIntentId) {
    return refuse({
      reason: 'not-paid',
      words: 'This order is not paid, so there is no money to give back.',
    });
  }
  if (!wish.reason.trim()) return refuse({ reason: 'no-words', words: 'Say why the money goes back.' });
  const before = earlier.filter(takesMoney);
  const refundedOf = (sku: string) =>
    before
      .flatMap(({ lines: each }) => each ?? [])
      .filter((line) => line.sku === sku)
      .reduce((sum, { quantity }) => sum + quantity, 0);
  let priceMinor = 0;
  for (const { sku, quantity, restock } of wish.lines) {
    const line = lines.find((each) => each.sku === sku);
    const left = (line?.quantity ?? 0) - refundedOf(sku);
    const isOnce = wish.lines.filter((each) => each.sku === sku).length === 1;
    const isWhole = Number.isInteger(quantity) && Number.isInteger(restock) && restock >= 0;
    if (!line || !isWhole || !isOnce || quantity < 1 || quantity > left || restock > quantity) {
      return refuse({
        reason: 'no-such-line',
        words: line ? `Of ${sku}, ${left} can still be refunded.` : `There is no ${sku} in this order.`,
      });
    }
    priceMinor += quantity * line.unitMinor;
  }
  const deliveryMinor = wish.delivery ? order.deliveryMinor : 0;
  if (wish.delivery && before.some((refund) => refund.deliveryMinor > 0)) {
    return refuse({ reason: 'delivery-is-back', words: 'The delivery has been refunded already.' });
  }
  const amountMinor = wish.amountMinor ?? priceMinor + deliveryMinor;
  if (!Number.isInteger(amountMinor) || amountMinor < 1 || amountMinor < deliveryMinor) {
    return refuse({ reason: 'nothing', words: 'Say how much is to go back.' });
  }
  const left = leftOf(order, earlier);
  if (amountMinor > left) {
    const money = formatMoney(left, order.currency);
    return refuse({ reason: 'too-much', words: `No more than ${money} of what was paid is left.` });
  }
  if (amountMinor === order.paidMinor && (order.state === 'paid' || order.state === 'packed')) {
    return refuse({
      reason: 'cancel-instead',
      words: 'That is all of the money, and nothing has left us: cancel the order instead.',
    });
  }
  return ok({ amountMinor, deliveryMinor, paymentIntentId: order.paymentIntentId });
}

/** What was packed sterile is never sold again once it has left us: see content/legal/returns.mdx. */
function mayBeSoldAgain(
  { content }: CheckoutServices,
  order: Order,
  lines: readonly OrderLine[],
  sku: string,
): boolean {
  if (order.state === 'paid' || order.state === 'packed') return true;
  const line = lines.find((each) => each.sku === sku);
  if (!line || line.needleLengthMm !== null) return false;
  // What the catalogue does not know any more may have been sterile.
  const product = content.product(line.productSlug);
  return product !== undefined && product !== null && product.kind !== 'gauze';
}

function inWords({ amountMinor, currency, lines, deliveryMinor, reason }: Refund): string {
  const what = [
    ...(lines ?? []).map(
      ({ sku, quantity, restock }) =>
        `${quantity} × ${sku}${restock ? ` (${restock} back on the shelf)` : ''}`,
    ),
    ...(deliveryMinor > 0 ? ['delivery'] : []),
  ].join(', ');
  return `${formatMoney(amountMinor, currency)} to be given back${what && ` for ${what}`}: ${reason}`;
}
