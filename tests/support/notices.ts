import type { PaymentNotice } from '#features/payments/payments.server.ts';
import { signatureHeader } from '../../src/sandbox/webhooks.ts';
import { type TestShop, webhookSecret } from './test-shop.ts';

interface SandboxEvent {
  id: string;
  type: string;
  data: { object: { id: string } };
}

/** An event that the sandbox has made about this session. */
export async function eventAbout(shop: TestShop, sessionId: string, type: string): Promise<SandboxEvent> {
  const { events } = await shop.control<{ events: SandboxEvent[] }>('state');
  const event = events.find((each) => each.type === type && each.data.object.id === sessionId);
  if (!event) throw new Error(`The sandbox has made no ${type} about ${sessionId}`);
  return event;
}

/** An event as the shop's endpoint reads it. */
export async function noticeOf(shop: TestShop, event: object): Promise<PaymentNotice> {
  const body = JSON.stringify(event);
  const signature = signatureHeader(body, webhookSecret, Math.floor(Date.now() / 1000));
  const notice = await shop.payments.readNotice(body, signature);
  if (!notice) throw new Error('The signature of a test is not taken');
  return notice;
}

/** Delivers an event as the provider would, `secondsAgo` old by its signature; the shop's status. */
export function deliverSigned(
  shop: TestShop,
  event: object,
  { secret = webhookSecret, secondsAgo = 0 } = {},
): Promise<number> {
  const body = JSON.stringify(event);
  return shop.deliver(body, signatureHeader(body, secret, Math.floor(Date.now() / 1000) - secondsAgo));
}

/** A well-formed event about a checkout session that need not exist. */
export function completedEvent(
  id: string,
  session: { id: string; metadata: Record<string, string> },
): object {
  return {
    id,
    object: 'event',
    api_version: '2026-10-28.endive',
    created: Math.floor(Date.now() / 1000),
    livemode: false,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
    type: 'checkout.session.completed',
    data: {
      object: { object: 'checkout.session', status: 'complete', payment_status: 'paid', ...session },
    },
  };
}
