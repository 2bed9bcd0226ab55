import { render, toPlainText } from '@react-email/render';
import { sendOwedMail } from '#features/notifications/notifications.server.ts';
import { OrderConfirmation } from '#features/notifications/OrderConfirmation.email.tsx';
import { OrderLink } from '#features/notifications/OrderLink.email.tsx';
import { readLines, readOrder } from '#features/orders/orders.server.ts';
import { formatMoney } from '#lib/money.ts';
import { paths } from '#lib/paths.ts';
import type { CheckoutServices } from './checkout-services.ts';
import { orderToken } from './order-link.server.ts';

/** Works the mail queue: writes the mail from the order as it stands and sends it once. Throws to be tried again. */
export async function sendOrderMail(services: CheckoutServices, job: Record<string, unknown>): Promise<void> {
  const { db, mailer, clock } = services;
  const orderId = String(job.orderId);
  const kind = job.kind === 'order-link' ? 'order-link' : 'order-confirmation';
  const write = kind === 'order-link' ? writeLink : writeConfirmation;
  await sendOwedMail(db, mailer, { orderId, kind }, () => write(services, orderId), clock.now());
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
  };
}

/** “Face roller, 0.25 mm”, without saying the label twice. */
export function lineName(line: { title: string; label: string }): string {
  return line.title.includes(line.label) ? line.title : `${line.title}, ${line.label}`;
}
