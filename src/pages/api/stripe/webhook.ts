import type { APIRoute } from 'astro';
import { settleNotice } from '#features/checkout/settle-payment.server.ts';

/**
 * Stripe's events. The signature is verified on the raw body before anything in it is read; 200 is answered only
 * after the effect is committed, anything else makes Stripe send it again.
 */
export const POST: APIRoute = async ({ request, locals: { services } }) => {
  const notice = await services.payments.readNotice(
    await request.text(),
    request.headers.get('stripe-signature'),
  );
  if (!notice) return new Response('The signature does not fit.', { status: 400 });
  const settled = await settleNotice(services, notice);
  if (!settled.ok) {
    services.log.warn(
      { event: notice.id, type: notice.type, failure: settled.error },
      'webhook not settled yet',
    );
    return new Response('Not now, send it again.', { status: 503 });
  }
  return new Response(null, { status: 200 });
};
