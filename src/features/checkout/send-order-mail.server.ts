import { render, toPlainText } from '@react-email/render';
import { plateSubject } from '#features/catalogue/plate-subject.ts';
import type { InlinePicture } from '#features/notifications/mailer.server.ts';
import { type NotificationKind, sendOwedMail } from '#features/notifications/notifications.server.ts';
import { type MailPicture, OrderConfirmation } from '#features/notifications/OrderConfirmation.email.tsx';
import { OrderLink } from '#features/notifications/OrderLink.email.tsx';
import { OrderRefund } from '#features/notifications/OrderRefund.email.tsx';
import { readLines, readOrder } from '#features/orders/orders.server.ts';
import { formatMoney } from '#lib/money.ts';
import { paths } from '#lib/paths.ts';
import { platePicture } from '#ui/drawings/plate-picture.server.ts';
import type { CheckoutServices } from './checkout-services.ts';
import { orderToken } from './order-link.server.ts';

/** Works the mail queue: writes the mail from the order as it stands and sends it once. Throws to be tried again. */
export async function sendOrderMail(services: CheckoutServices, job: Record<string, unknown>): Promise<void> {
  const { db, mailer, clock } = services;
  const orderId = String(job.orderId);
  const kind = kinds.find((each) => each === job.kind);
  if (!kind) throw new Error(`Nobody writes mails of this kind: ${String(job.kind)}`);
  const fact = typeof job.fact === 'string' ? job.fact : '';
  await sendOwedMail(
    db,
    mailer,
    { orderId, kind, fact },
    () => writers[kind](services, orderId),
    clock.now(),
  );
}

const writers = {
  'order-confirmation': writeConfirmation,
  'order-link': writeLink,
  'order-refund': writeRefund,
} as const satisfies Record<NotificationKind, unknown>;
const kinds = Object.keys(writers) as NotificationKind[];

async function writeRefund(services: CheckoutServices, orderId: string) {
  const { content, config, sealer } = services;
  const order = await orderWithAddress(services, orderId);
  const html = await render(
    OrderRefund({
      shopName: content.shop.name,
      number: order.number,
      orderUrl: config.siteUrl + paths.order(await orderToken(sealer, order)),
      amount: formatMoney(order.paidMinor, order.currency),
      why: order.endReason === 'sold-out' ? 'sold-out' : 'sale-stopped',
      contactEmail: content.shop.contactEmail,
    }),
  );
  return {
    to: order.email,
    subject: `Your ${content.shop.name} order ${order.number} is not sent, and your money goes back`,
    html,
    text: toPlainText(html),
  };
}

async function writeLink(services: CheckoutServices, orderId: string) {
  const { content, config, sealer } = services;
  const order = await orderWithAddress(services, orderId);
  const html = await render(
    OrderLink({
      shopName: content.shop.name,
      number: order.number,
      orderUrl: config.siteUrl + paths.order(await orderToken(sealer, order)),
      contactEmail: content.shop.contactEmail,
    }),
  );
  return {
    to: order.email,
    subject: `The link to your ${content.shop.name} order ${order.number}`,
    html,
    text: toPlainText(html),
  };
}

async function orderWithAddress({ db }: CheckoutServices, orderId: string) {
  const order = await readOrder(db, orderId);
  if (!order?.email) throw new Error(`No order with an address to write to: ${orderId}`);
  return { ...order, email: order.email };
}

async function writeConfirmation(services: CheckoutServices, orderId: string) {
  const { db, content, config, sealer } = services;
  const order = await orderWithAddress(services, orderId);
  const lines = await readLines(db, orderId);
  const pictures = await picturesOf(services, lines);
  const money = (minor: number) => formatMoney(minor, order.currency);
  const address = order.deliveryAddress;
  const html = await render(
    OrderConfirmation({
      shopName: content.shop.name,
      number: order.number,
      orderUrl: config.siteUrl + paths.order(await orderToken(sealer, order)),
      lines: lines.map((line) => ({
        name: lineName(line),
        quantity: line.quantity,
        total: money(line.unitMinor * line.quantity),
        needled: line.needleLengthMm !== null,
        ...pictures.get(line.sku)?.shown,
      })),
      delivery: {
        label: order.deliveryLabel,
        price: order.deliveryMinor === 0 ? 'free' : money(order.deliveryMinor),
      },
      total: money(order.totalMinor),
      vat: money(order.vatMinor),
      address: address
        ? [
            address.name,
            address.line1,
            address.line2,
            address.city,
            address.postalCode,
            address.country,
          ].filter((line): line is string => line !== null && line !== '')
        : [],
      deliveryDays: content.shop.delivery.workingDays,
      contactEmail: content.shop.contactEmail,
      afterCareUrl: config.siteUrl + paths.safety,
      returnsUrl: config.siteUrl + paths.legal('returns'),
    }),
  );
  return {
    to: order.email,
    subject: `Your ${content.shop.name} order ${order.number} is paid`,
    html,
    text: toPlainText(html),
    attachments: [...pictures.values()].map(({ attached }) => attached),
  };
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

/** “Face roller, 0.25 mm”, without saying the label twice. */
export function lineName(line: { title: string; label: string }): string {
  return line.title.includes(line.label) ? line.title : `${line.title}, ${line.label}`;
}
