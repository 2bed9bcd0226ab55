import type { OrderState } from '#db/schema/orders.ts';
import { buyerTimeline } from '#features/orders/buyer-timeline.ts';
import { orderLineName } from '#features/orders/line-name.ts';
import { isSold, standingOf, whatKeepsBack } from '#features/orders/order-life.ts';
import {
  type Order,
  readLines,
  readOrder,
  readOrderFacts,
  readTimeline,
  readWithdrawal,
} from '#features/orders/orders.server.ts';
import { trackingUrl } from '#features/orders/tracking.ts';
import { lastDayToWithdraw } from '#features/orders/withdrawal.ts';
import { refundsOf } from '#features/payments/refunds.server.ts';
import type { AfterCare } from '#lib/after-care.ts';
import { formatDate, todayIn } from '#lib/dates.ts';
import { formatMoney } from '#lib/money.ts';
import { paths } from '#lib/paths.ts';
import { afterCareOf } from './after-care.ts';
import type { CheckoutServices } from './checkout-services.ts';
import { findHold } from './fulfil-order.server.ts';
import { orderOfToken } from './order-link.server.ts';
import { addressLines, sellerAddress, vatLines } from './send-order-mail.server.ts';

/** Whether a buyer may withdraw now, and why not. */
export type WithdrawalStanding =
  | { is: 'open'; words: string }
  | { is: 'received'; words: string }
  | { is: 'over'; words: string }
  /** There is nothing to withdraw from. */
  | { is: 'none' };

/** Everything that an order's page shows, in words. */
export interface OrderView {
  number: string;
  state: OrderState;
  title: string;
  text: string;
  facts: { title: string; text: string }[];
  /** What happens next; null where nothing does. */
  next: string | null;
  /** Whether the money came: what is shown is a receipt. */
  isPaid: boolean;
  details: { label: string; lines: { words: string; href?: string }[] }[];
  lines: { name: string; href: string | null; quantity: number; total: string }[];
  delivery: { label: string; price: string };
  total: string;
  vat: { label: string; amount: string; of: string | null }[];
  /** What went back so far; null where nothing did. */
  givenBack: string | null;
  timeline: { on: string; words: string }[];
  afterCare: AfterCare | null;
  needleLengths: number[];
  check: { on: string; version: string; capMm: number } | null;
  withdrawal: WithdrawalStanding;
  /** As it stands on receipts. */
  seller: { address: string; vatNumber: string | null; email: string };
}

/** The order that a signed link opens, or null for a link that is forged, cut or too old. */
export async function orderOfLink(
  { db, sealer, clock }: CheckoutServices,
  token: string | undefined,
): Promise<Order | null> {
  const orderId = await orderOfToken(sealer, token ?? '', clock.now());
  return orderId ? readOrder(db, orderId) : null;
}

const nextWords: Record<OrderState, string | null> = {
  'awaiting-payment':
    'The basket that you ordered from leads back to the payment page for as long as we hold the order.',
  'awaiting-confirmation':
    'When the money has come, we pack your order and write to you. If it does not come, we write too.',
  paid: 'We pack it, and write to you when it leaves.',
  packed: 'We send it, and write to you when it has left.',
  dispatched:
    'When it comes, look at each pouch: it should be closed, whole and in date. If it is not, write to us.',
  delivered: null,
  cancelled: 'What you wanted may still be sold. If you want it, you can order again.',
  'needs-review': null,
  refunding: 'We write to you only if something about it does not work.',
  refunded: null,
};

/** Reads and words an order for its buyer. */
export async function readOrderView(services: CheckoutServices, order: Order): Promise<OrderView> {
  const { db, content } = services;
  const { shop } = content;
  const lines = await readLines(db, order.id);
  const facts = await readOrderFacts(db, order.id);
  const standing = standingOf(order, facts);
  const money = (minor: number) => formatMoney(minor, order.currency);
  const zone = content.market(order.market)?.zone ?? 'UTC';
  const day = (at: Date) => formatDate(todayIn(zone, at));
  // Who gets no roller needs no advice on how to use it.
  const isGoing = isSold(order.state);
  const trackedAt = trackingUrl(shop.carriers, order);
  const isHeld =
    facts.withdrawal !== null && (await db.transaction((tx) => findHold(services, tx, order))) !== null;
  const keptBack = whatKeepsBack(standing, isHeld);
  // An address is told only where something is sent, or may be.
  const mayGo = isGoing || order.state === 'awaiting-confirmation';
  const address = mayGo && keptBack === null ? addressLines(order) : [];
  const detail = (label: string, ...words: (string | null)[]) => {
    const said = words.flatMap((each) => (each ? [{ words: each }] : []));
    return said.length > 0 ? [{ label, lines: said }] : [];
  };
  const refunds = (await refundsOf(db, order.id)).map(({ state, amountMinor, requestedAt, settledAt }) => ({
    state,
    amount: money(amountMinor),
    requestedAt,
    settledAt,
  }));
  return {
    number: order.number,
    state: order.state,
    // What keeps an order back matters more than that it is paid.
    title: keptBack?.title ?? (order.state === 'paid' ? 'Thank you. Your order is paid' : standing.title),
    text: keptBack?.text ?? standing.text,
    facts: standing.facts
      .filter(({ name }) => name !== keptBack?.name)
      .map(({ title, text }) => ({ title, text })),
    next: keptBack?.meaning ?? nextWords[order.state],
    isPaid: order.paidAt !== null,
    details: [
      ...detail('Order number', order.number),
      ...detail('State', standing.title),
      ...detail('Ordered', day(order.placedAt)),
      ...detail('Paid', order.paidAt && day(order.paidAt)),
      ...(order.dispatchedAt
        ? [
            {
              label: 'Left us',
              lines: [
                { words: day(order.dispatchedAt) + (order.carrier ? ` with ${order.carrier}` : '') },
                ...(order.trackingNumber
                  ? [{ words: `Follow ${order.trackingNumber}`, ...(trackedAt && { href: trackedAt }) }]
                  : []),
              ],
            },
          ]
        : []),
      ...detail('Delivered', order.deliveredAt && day(order.deliveredAt)),
      ...detail(
        'Arrives',
        isGoing && keptBack === null && order.state !== 'delivered' && order.deliveryDays
          ? `${order.deliveryDays} working days after payment`
          : null,
      ),
      ...detail(isGoing ? 'Receipt sent to' : 'We write to', order.email),
      ...detail('Goes to', ...address),
    ],
    lines: lines.map((line) => ({
      name: orderLineName(line),
      href: content.product(line.productSlug) ? paths.product(line.productSlug, line.sku) : null,
      quantity: line.quantity,
      total: money(line.unitMinor * line.quantity),
    })),
    delivery: {
      label: order.deliveryLabel,
      price: order.deliveryMinor === 0 ? 'free' : money(order.deliveryMinor),
    },
    total: money(order.totalMinor),
    vat: vatLines(order, lines),
    givenBack: order.refundedMinor > 0 ? money(order.refundedMinor) : null,
    timeline: buyerTimeline(await readTimeline(db, order.id), refunds).map(({ at, words }) => ({
      on: day(at),
      words,
    })),
    afterCare: isGoing ? afterCareOf(content, lines) : null,
    needleLengths: isGoing ? [...new Set(lines.flatMap((line) => line.needleLengthMm ?? []))] : [],
    check:
      isGoing && order.rulesetVersion && order.checkedOn && order.clearanceCapMm !== null
        ? { on: formatDate(order.checkedOn), version: order.rulesetVersion, capMm: order.clearanceCapMm }
        : null,
    withdrawal: await withdrawalStanding(services, order, facts),
    seller: {
      address: sellerAddress(shop),
      vatNumber: shop.vatNumber,
      email: shop.contactEmail,
    },
  };
}

/** Whether the buyer may withdraw now, as `requestWithdrawal` will decide it. */
async function withdrawalStanding(
  { db, content, clock }: CheckoutServices,
  order: Order,
  { paidMinor, refundedMinor }: { paidMinor: number; refundedMinor: number },
): Promise<WithdrawalStanding> {
  const zone = content.market(order.market)?.zone ?? 'UTC';
  const { returnsDays } = content.shop;
  const stored = await readWithdrawal(db, order.id);
  if (stored) {
    const on = formatDate(todayIn(zone, stored.receivedAt));
    const what = stored.lines ? 'a part of this order' : 'this order';
    return { is: 'received', words: `You withdrew from ${what} on ${on}. We look at it and write to you.` };
  }
  const isWhole = refundedMinor > 0 && refundedMinor === paidMinor;
  if ((!isSold(order.state) && order.state !== 'needs-review') || isWhole) return { is: 'none' };
  const last = lastDayToWithdraw(order, { returnsDays, zone });
  if (last === null) {
    return {
      is: 'open',
      words: `You may withdraw from this order, or from a part of it, until ${returnsDays} days after it has reached you. You need no reason.`,
    };
  }
  return todayIn(zone, clock.now()) > last
    ? { is: 'over', words: `The last day to withdraw from this order was ${formatDate(last)}.` }
    : {
        is: 'open',
        words: `You may withdraw from this order, or from a part of it, until ${formatDate(last)}. You need no reason.`,
      };
}
