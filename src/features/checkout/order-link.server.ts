import type { Sealer } from '#lib/sealing.server.ts';

// A receipt is looked at again when something breaks or is returned: the two years of a guarantee, and some.
const linkSeconds = 800 * 24 * 3600;
const ownerSeconds = 24 * 3600;

/** The signed part of an order's link: whoever has it sees the order. The same order gives the same token. */
export function orderToken(sealer: Sealer, order: { id: string; placedAt: Date }): Promise<string> {
  return sealer.sign('order-link', { order: order.id }, { now: order.placedAt, seconds: linkSeconds });
}

/** The order that a link opens, or null for a link that is forged, cut or too old. */
export async function orderOfToken(sealer: Sealer, token: string, now: Date): Promise<string | null> {
  const payload = await sealer.verify('order-link', token, now);
  return typeof payload?.order === 'string' ? payload.order : null;
}

/** The cookie that lets the page after a successful search show the order's stub, for ten minutes. */
export function foundToken(sealer: Sealer, orderId: string, now: Date): Promise<string> {
  return sealer.sign('order-found', { order: orderId }, { now, seconds: 600 });
}

/** The order that this browser has just found, or null. */
export async function orderOfFound(
  sealer: Sealer,
  token: string | undefined,
  now: Date,
): Promise<string | null> {
  const payload = token ? await sealer.verify('order-found', token, now) : null;
  return typeof payload?.order === 'string' ? payload.order : null;
}

/** The cookie that tells the return page which order this browser is paying for. */
export function ownerToken(sealer: Sealer, orderId: string, now: Date): Promise<string> {
  return sealer.sign('order-owner', { order: orderId }, { now, seconds: ownerSeconds });
}

/** The order that this browser was sent to pay, or null. */
export async function orderOfOwner(
  sealer: Sealer,
  token: string | undefined,
  now: Date,
): Promise<string | null> {
  const payload = token ? await sealer.verify('order-owner', token, now) : null;
  return typeof payload?.order === 'string' ? payload.order : null;
}
