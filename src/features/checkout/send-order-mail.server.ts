import { render } from '@react-email/render';
import { type NotificationKind, notificationKinds } from '#db/schema/notifications.ts';
import { plateSubject } from '#features/catalogue/plate-subject.ts';
import { mailText } from '#features/notifications/mail-text.ts';
import * as say from '#features/notifications/mail-words.ts';
import type { InlinePicture, Mail } from '#features/notifications/mailer.server.ts';
import { sendOwedMail } from '#features/notifications/notifications.server.ts';
import {
  type MailPicture,
  OrderConfirmation,
  type PaidLate,
} from '#features/notifications/OrderConfirmation.email.tsx';
import { OrderNews } from '#features/notifications/OrderNews.email.tsx';
import { orderLineName } from '#features/orders/line-name.ts';
import { orderWords } from '#features/orders/order-life.ts';
import {
  type Order,
  type OrderLine,
  readLines,
  readOrder,
  readTimeline,
  readWithdrawal,
} from '#features/orders/orders.server.ts';
import { trackingUrl } from '#features/orders/tracking.ts';
import { readRefund } from '#features/payments/refunds.server.ts';
import { countryName } from '#lib/country.ts';
import { formatDate, todayIn } from '#lib/dates.ts';
import { formatMoney } from '#lib/money.ts';
import { paths } from '#lib/paths.ts';
import { vatByRate } from '#lib/vat.ts';
import { platePicture } from '#ui/drawings/plate-picture.server.ts';
import { afterCareOf } from './after-care.ts';
import type { CheckoutServices } from './checkout-services.ts';
import { orderToken } from './order-link.server.ts';

type WrittenMail = Omit<Mail, 'key'>;
type Addressed = Order & { email: string };
type Writer = (services: CheckoutServices, order: Addressed, fact: string) => Promise<WrittenMail>;

/** Works the mail queue: writes the mail from the order as it stands and sends it once. Throws to be tried again. */
export async function sendOrderMail(services: CheckoutServices, job: Record<string, unknown>): Promise<void> {
  const { db, mailer, clock } = services;
  const orderId = String(job.orderId);
  const kind = notificationKinds.find((each) => each === job.kind);
  if (!kind) throw new Error(`Nobody writes mails of this kind: ${String(job.kind)}`);
  const fact = typeof job.fact === 'string' ? job.fact : '';
  const write = async () => writers[kind](services, await orderWithAddress(services, orderId), fact);
  await sendOwedMail(db, mailer, { orderId, kind, fact }, write, clock.now());
}

const writers: Record<NotificationKind, Writer> = {
  'order-confirmation': writeConfirmation,
  'payment-pending': (services, order) => news(services, order, say.pendingWords(named(services, order))),
  'payment-failed': (services, order) => news(services, order, say.failedWords(named(services, order))),
  'order-review': (services, order) =>
    news(services, order, say.reviewWords(named(services, order), orderWords(order).text)),
  'order-not-sent': (services, order) =>
    news(services, order, say.notSentWords(named(services, order), notSentReason(order))),
  'order-dispatched': writeDispatched,
  'order-refunded': writeRefunded,
  'withdrawal-received': writeWithdrawal,
  'order-link': (services, order) => news(services, order, say.linkWords(named(services, order))),
};

async function orderWithAddress({ db }: CheckoutServices, orderId: string): Promise<Addressed> {
  const order = await readOrder(db, orderId);
  if (!order?.email) throw new Error(`No order with an address to write to: ${orderId}`);
  return { ...order, email: order.email };
}

/** A mail about one thing that happened. */
async function news(
  { content, config, sealer }: CheckoutServices,
  order: Addressed,
  { subject, ...words }: say.OrderNewsWords,
): Promise<WrittenMail> {
  const html = await render(
    OrderNews({
      ...words,
      shopName: content.shop.name,
      orderUrl: config.siteUrl + paths.order(await orderToken(sealer, order)),
      contactEmail: content.shop.contactEmail,
    }),
  );
  return { to: order.email, subject, html, text: mailText(html) };
}

function named({ content }: CheckoutServices, order: Order): say.MailOrder {
  return {
    shopName: content.shop.name,
    number: order.number,
    // What came in, where that is known: it is what goes back.
    total: formatMoney(order.paidMinor || order.totalMinor, order.currency),
  };
}

function notSentReason({ endReason }: Order): say.NotSentReason {
  return endReason === 'sold-out' || endReason === 'withdrawn' || endReason === 'cancelled-by-shop'
    ? endReason
    : 'sale-stopped';
}

async function writeDispatched(services: CheckoutServices, order: Addressed): Promise<WrittenMail> {
  return news(
    services,
    order,
    say.dispatchedWords(named(services, order), {
      carrier: order.carrier,
      trackingNumber: order.trackingNumber,
      trackingUrl: trackingUrl(services.content.shop.carriers, order),
      address: addressLines(order),
      workingDays: order.deliveryDays,
    }),
  );
}

async function writeRefunded(
  services: CheckoutServices,
  order: Addressed,
  fact: string,
): Promise<WrittenMail> {
  const refund = await readRefund(services.db, fact);
  if (!refund) throw new Error(`No refund to write about: ${fact}`);
  const money = (minor: number) => formatMoney(minor, order.currency);
  const leftMinor = order.paidMinor - order.refundedMinor;
  return news(
    services,
    order,
    say.refundedWords(named(services, order), {
      amount: money(refund.amountMinor),
      paid: money(order.paidMinor),
      left: leftMinor > 0 ? money(leftMinor) : null,
      isSecondPayment: refund.cause === 'duplicate',
    }),
  );
}

async function writeWithdrawal(services: CheckoutServices, order: Addressed): Promise<WrittenMail> {
  const { db, content, config } = services;
  const withdrawal = await readWithdrawal(db, order.id);
  if (!withdrawal) throw new Error(`No withdrawal to write about: ${order.id}`);
  const names = new Map((await readLines(db, order.id)).map((line) => [line.sku, orderLineName(line)]));
  return news(
    services,
    order,
    say.withdrawalWords(named(services, order), {
      receivedOn: formatDate(todayIn(zoneOf(services, order), withdrawal.receivedAt)),
      lines: withdrawal.lines?.map(({ sku, quantity }) => `${quantity} × ${names.get(sku) ?? sku}`) ?? null,
      hasLeft: order.state === 'dispatched' || order.state === 'delivered',
      returnsDays: content.shop.returnsDays,
      returnsUrl: config.siteUrl + paths.legal('returns'),
    }),
  );
}

async function writeConfirmation(services: CheckoutServices, order: Addressed): Promise<WrittenMail> {
  const { db, content, config, sealer } = services;
  const lines = await readLines(db, order.id);
  const pictures = await picturesOf(services, lines);
  const money = (minor: number) => formatMoney(minor, order.currency);
  const token = await orderToken(sealer, order);
  const { shop } = content;
  const html = await render(
    OrderConfirmation({
      shopName: shop.name,
      number: order.number,
      orderUrl: config.siteUrl + paths.order(token),
      late: await paidLate(services, order),
      lines: lines.map((line) => ({
        name: orderLineName(line),
        quantity: line.quantity,
        total: money(line.unitMinor * line.quantity),
        ...pictures.get(line.sku)?.shown,
      })),
      delivery: {
        label: order.deliveryLabel,
        price: order.deliveryMinor === 0 ? 'free' : money(order.deliveryMinor),
      },
      total: money(order.totalMinor),
      vat: vatLines(order, lines).map(({ label, amount }) => ({ label, amount })),
      address: addressLines(order),
      deliveryDays: order.deliveryDays,
      seller: { address: sellerAddress(shop), vatNumber: shop.vatNumber },
      orderedOn: formatDate(todayIn(zoneOf(services, order), order.placedAt)),
      contactEmail: shop.contactEmail,
      afterCare: afterCareOf(content, lines),
      careUrl: config.siteUrl + paths.orderCare(token),
      returnsUrl: config.siteUrl + paths.legal('returns'),
    }),
  );
  return {
    to: order.email,
    subject: `Your ${shop.name} order ${order.number} is paid`,
    html,
    text: mailText(html),
    attachments: [...pictures.values()].map(({ attached }) => attached),
  };
}

/** How the payment came in; null where it was there at once. */
async function paidLate({ db }: CheckoutServices, { id }: Order): Promise<PaidLate | null> {
  const states = (await readTimeline(db, id))
    .filter(({ kind }) => kind === 'state')
    .map(({ state }) => state);
  const before = states[states.indexOf('paid') - 1];
  if (before === 'awaiting-confirmation') return 'from-the-bank';
  if (before === 'cancelled') return 'after-the-hold';
  return before === 'needs-review' ? 'looked-at' : null;
}

/**
 * The VAT contained in an order by rate, as its receipt shows it. An order from before the rates were kept has one line
 * without a rate.
 */
export function vatLines(
  order: Pick<Order, 'vatMinor' | 'deliveryMinor' | 'currency'>,
  lines: readonly OrderLine[],
): { label: string; amount: string; of: string | null }[] {
  const money = (minor: number) => formatMoney(minor, order.currency);
  const goods = lines.flatMap(({ unitMinor, quantity, vatRatePercent }) =>
    vatRatePercent === null ? [] : [{ minor: unitMinor * quantity, ratePercent: vatRatePercent }],
  );
  if (goods.length < lines.length)
    return [{ label: 'of which VAT', amount: money(order.vatMinor), of: null }];
  // Of what the VAT is a part needs saying only where it is not the total.
  return vatByRate(goods, order.deliveryMinor).map(({ ratePercent, grossMinor, vatMinor }, _, rates) => ({
    label: `of which VAT at ${ratePercent}%`,
    amount: money(vatMinor),
    of: rates.length > 1 ? money(grossMinor) : null,
  }));
}

/** The parcel's address, line by line; empty while the payment page has not told it. */
export function addressLines({ deliveryAddress: address }: Pick<Order, 'deliveryAddress'>): string[] {
  if (!address) return [];
  const { name, line1, line2, city, postalCode, country } = address;
  return [name, line1, line2, city, postalCode, countryName(country)].filter(
    (each): each is string => each !== null && each !== '',
  );
}

/** The trader in one line; an address that begins with the shop's name does not say it twice. */
export function sellerAddress({ name, postalAddress }: { name: string; postalAddress: string }): string {
  return postalAddress.startsWith(name) ? postalAddress : `${name}, ${postalAddress}`;
}

function zoneOf({ content }: CheckoutServices, { market }: Order): string {
  return content.market(market)?.zone ?? 'UTC';
}

/**
 * The plate of each line that is still in the catalogue, by SKU: as the mail shows it and as it is attached. A plate
 * that cannot be drawn is left out: the mail matters more.
 */
async function picturesOf(
  { content, log }: CheckoutServices,
  lines: readonly { productSlug: string; sku: string }[],
) {
  const pictures = new Map<string, { shown: { picture: MailPicture }; attached: InlinePicture }>();
  for (const { productSlug, sku } of lines) {
    const product = content.product(productSlug);
    const variant = product?.variants.find((each) => each.sku === sku);
    if (!product || !variant) continue;
    const cid = `plate-${sku}@needlewise`;
    const alt = `Drawing of the ${product.title.toLowerCase()}`;
    const picture = { cid, alt, widthPx: 120, heightPx: 96 };
    try {
      // Twice as many pixels as it is wide, for fine screens
      const bytes = await platePicture(plateSubject(product, variant), 'three-quarter', picture.widthPx * 2);
      pictures.set(sku, { shown: { picture }, attached: { cid, filename: `${sku}.png`, content: bytes } });
    } catch (error) {
      log.warn({ err: error, sku }, 'a mail goes without its picture');
    }
  }
  return pictures;
}
