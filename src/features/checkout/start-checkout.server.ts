import { together } from '#db/client.server.ts';
import { type Cart, type PricedCart, priceCart } from '#features/cart/cart.ts';
import { reserveStock } from '#features/inventory/inventory.server.ts';
import {
  isClearanceUsed,
  type Order,
  type OrderLine,
  type OrderToPlace,
  placeOrder,
} from '#features/orders/orders.server.ts';
import { latestAttempt, type PaymentAttempt, planAttempt } from '#features/payments/attempts.server.ts';
import {
  type ClearanceRefusal,
  readClearance,
  recordClearance,
} from '#features/self-check/clearance.server.ts';
import type { GateState } from '#features/self-check/clearance-standing.ts';
import { readGateState } from '#features/self-check/pauses.server.ts';
import type { Clearance } from '#lib/clearance.ts';
import { newId } from '#lib/ids.ts';
import { ok, type Result, refuse } from '#lib/result.ts';
import { type VatRates, vatRateOf } from '#lib/vat.ts';
import { readBasketStock } from './basket-stock.server.ts';
import type { CheckoutServices } from './checkout-services.ts';
import { outlivesPayment } from './outlives-payment.ts';
import { ensureSession } from './payment-session.server.ts';
import { settlePayment } from './settle-payment.server.ts';

/** Where the shopper goes next. */
export type CheckoutStep =
  | { go: 'pay'; url: string; orderId: string }
  /** Another tab has paid this very basket. */
  | { go: 'paid'; orderId: string }
  | { go: 'self-check'; reason: ClearanceRefusal | 'used' | 'no-rules' }
  /** The basket page says what changed; nothing was held, nothing was ordered. */
  | { go: 'cart'; reason: 'empty' | 'changed' | 'total-changed' | 'no-sale-here' }
  /** No answer from the payment page: what is held stays held, the same button tries again. */
  | { go: 'try-again' }
  /** The payment page said no; nothing is held any more. */
  | { go: 'refused' };

/**
 * From a basket to a payment page. Prices, stock, market and clearance are all read here and now; from the shopper
 * come only SKUs and counts, the clearance, and the total they saw. Nothing is written unless all of it is right; the
 * order, its hold and the parameters of the call are stored before the call is made.
 */
export async function startCheckout(
  services: CheckoutServices,
  shopper: { cart: Cart; clearanceToken: string | undefined; seenTotalMinor: number | null },
): Promise<CheckoutStep> {
  // A second tab with the same basket can place its order between our look and our insert; the table refuses the
  // second one, and the next round finds it. More than that is a bug.
  for (let round = 0; round < 3; round += 1) {
    const step = await tryCheckout(services, shopper);
    if (step !== 'basket-taken') return step;
  }
  return { go: 'try-again' };
}

async function tryCheckout(
  services: CheckoutServices,
  { cart, clearanceToken, seenTotalMinor }: Parameters<typeof startCheckout>[1],
): Promise<CheckoutStep | 'basket-taken'> {
  const { clock, content, db } = services;
  const served = content.market(content.shop.market);
  if (!served?.sells) return { go: 'cart', reason: 'no-sale-here' };
  // From the table itself: a pause holds from its commit on, in every process.
  const state = await readGateState(services, db);
  const market = { ...served, paused: state.paused };
  // The basket page, which comes next if something is paused, must know it too. What was lifted it learns in a second.
  if ([...state.paused].some((what) => !served.paused?.has(what))) content.pause(state.paused);

  const { available, open } = await readBasketStock(db, cart.basketId, Object.keys(cart.items));
  const priced = priceCart(cart, { content, market, now: clock.now() }, available);
  if (priced.lines.length === 0)
    return { go: 'cart', reason: priced.notices.length > 0 ? 'changed' : 'empty' };
  if (priced.notices.length > 0) return { go: 'cart', reason: 'changed' };
  if (seenTotalMinor !== null && seenTotalMinor !== priced.totalMinor)
    return { go: 'cart', reason: 'total-changed' };

  const gate = await passGate(
    services,
    state,
    { basketId: cart.basketId, market: market.id, longestNeedleMm: priced.longestNeedleMm },
    clearanceToken,
  );
  if (!gate.ok) return { go: 'self-check', reason: gate.error };

  const lines = toOrderLines(priced, market);
  if (open) {
    const step = await resumeOrEnd(services, open.order, sameOrder(open, priced, lines));
    if (step !== 'ended') return step;
  }
  const { clearance } = gate.value;
  if (clearance && !outlivesPayment(clearance, clock.now())) {
    return { go: 'self-check', reason: 'expired' };
  }

  const placed = await place(services, cart.basketId, market, priced, lines, gate.value);
  if (!placed.ok) return placed.error;
  return pay(services, placed.value);
}

type Gate = { longestNeedleMm: null; clearance: null } | { longestNeedleMm: number; clearance: Clearance };

/** The gate: a basket with needles passes with a clearance that covers its longest one, and in no other way. */
async function passGate(
  { sealer, clock }: CheckoutServices,
  { rules }: GateState,
  sale: { basketId: string; market: string; longestNeedleMm: number | null },
  token: string | undefined,
): Promise<Result<Gate, ClearanceRefusal | 'no-rules'>> {
  const { longestNeedleMm } = sale;
  if (longestNeedleMm === null) return ok({ longestNeedleMm, clearance: null });
  if (!rules.ok) return refuse('no-rules');
  const clearance = await readClearance(sealer, token, {
    ...sale,
    longestNeedleMm,
    ruleset: rules.value,
    now: clock.now(),
  });
  return clearance.ok ? ok({ longestNeedleMm, clearance: clearance.value }) : clearance;
}

/**
 * An order of this basket is waiting for its payment. The same basket goes on to the same payment page with the same
 * hold; a changed one first has that page closed, so that nobody can pay both.
 */
async function resumeOrEnd(
  services: CheckoutServices,
  order: Order,
  same: boolean,
): Promise<CheckoutStep | 'ended'> {
  const attempt = await latestAttempt(services.db, order.id);
  if (!attempt) throw new Error(`Order without a payment attempt ${order.id}`);
  let sessionId = attempt.sessionId;
  if (!sessionId) {
    const ensured = await ensureSession(services, attempt, same ? 'next-attempt' : 'give-up');
    if (!ensured.ok) return ensured.error.kind === 'refused' ? 'ended' : { go: 'try-again' };
    sessionId = ensured.value.id;
  }
  if (same) {
    const session = await services.payments.retrieveSession(sessionId);
    if (!session.ok) return { go: 'try-again' };
    if (session.value.status === 'open' && session.value.url)
      return { go: 'pay', url: session.value.url, orderId: order.id };
  } else {
    const ended = await services.payments.expireSession(sessionId);
    if (!ended.ok && ended.error.kind === 'unknown') return { go: 'try-again' };
  }
  // Ended by us, by time, or paid a moment ago: the session itself says which.
  const settled = await settlePayment(services, sessionId);
  if (!settled.ok) return { go: 'try-again' };
  if (settled.value.outcome === 'cancelled') return 'ended';
  return settled.value.outcome === 'open' ? { go: 'try-again' } : { go: 'paid', orderId: order.id };
}

/** One transaction: hold the whole basket, place the order, use the clearance, store the payment attempt. */
async function place(
  services: CheckoutServices,
  basketId: string,
  market: { id: string; countries: readonly string[] },
  priced: PricedCart,
  lines: readonly OrderLine[],
  gate: Gate,
): Promise<Result<PaymentAttempt, CheckoutStep | 'basket-taken'>> {
  const { db, content, clock, config } = services;
  const now = clock.now();
  const order: OrderToPlace = {
    id: newId(),
    basketId,
    market: market.id,
    currency: content.shop.currency,
    lines,
    itemsMinor: priced.itemsMinor,
    deliveryMinor: priced.deliveryMinor,
    totalMinor: priced.totalMinor,
    vatMinor: priced.vatMinor,
    deliveryLabel: priced.delivery.label,
    deliveryDays: priced.delivery.workingDays,
  };
  try {
    return await db.transaction(async (tx) => {
      const payable = { ...order, deliveryCountries: market.countries, methods: content.shop.paymentMethods };
      const [isKept, , attempt, held] = await together([
        gate.clearance ? recordClearance(tx, gate.clearance) : Promise.resolve(false),
        placeOrder(tx, order, gate, now),
        planAttempt(tx, payable, config.siteUrl, now),
        // The stock last: whoever wants the same SKU waits from here to the commit.
        reserveStock(tx, order.id, lines, now),
      ]);
      if (!held.ok) throw new StockShort();
      // Only one that was kept before can have been used for another order.
      if (isKept && gate.clearance && (await isClearanceUsed(tx, gate.clearance.id)))
        throw new ClearanceUsed();
      return ok(attempt);
    });
  } catch (error) {
    if (error instanceof StockShort) return refuse({ go: 'cart', reason: 'changed' });
    const constraint = brokenConstraint(error);
    const isTaken = constraint === 'orders_one_open_per_basket' || constraint === 'orders_clearance_once';
    if (!(error instanceof ClearanceUsed) && !isTaken) throw error;
    if (gate.clearance && (await isClearanceUsed(db, gate.clearance.id))) {
      return refuse({ go: 'self-check', reason: 'used' });
    }
    // Two clicks on one button break either constraint: a clearance belongs to one basket. The next round finds out which.
    return refuse('basket-taken');
  }
}

async function pay(services: CheckoutServices, attempt: PaymentAttempt): Promise<CheckoutStep> {
  const session = await ensureSession(services, attempt, 'next-attempt');
  if (!session.ok) return { go: session.error.kind === 'refused' ? 'refused' : 'try-again' };
  return session.value.url
    ? { go: 'pay', url: session.value.url, orderId: attempt.orderId }
    : { go: 'try-again' };
}

/** Rolls the transaction back; what ran short is told by the basket page, which reads the stock again. */
class StockShort extends Error {}

/** Rolls the transaction back; an order that was paid has used it. */
class ClearanceUsed extends Error {}

function toOrderLines(priced: PricedCart, market: VatRates): OrderLine[] {
  return priced.lines.map(({ product, variant, quantity }) => ({
    sku: variant.sku,
    productSlug: product.slug,
    title: product.title,
    label: variant.label,
    quantity,
    unitMinor: variant.priceMinor,
    vatRatePercent: vatRateOf(market, product.vatClass),
    needleLengthMm: variant.needleLengthMm,
  }));
}

function sameOrder(
  open: { order: Order; lines: OrderLine[] },
  priced: PricedCart,
  now: readonly OrderLine[],
): boolean {
  const text = (lines: readonly OrderLine[]) =>
    JSON.stringify(lines.map((line) => [line.sku, line.quantity, line.unitMinor]).sort());
  return (
    open.order.totalMinor === priced.totalMinor &&
    open.order.deliveryLabel === priced.delivery.label &&
    text(open.lines) === text(now)
  );
}

/** Name of the unique constraint that the database says was broken; both drivers wrap it the same way. */
function brokenConstraint(error: unknown): string | null {
  for (let each = error; each instanceof Error; each = each.cause) {
    if ('code' in each && each.code === '23505' && 'constraint' in each) return String(each.constraint);
  }
  return null;
}
