import { type Context, Hono } from 'hono';
import { challengePage, closedPage, pageHeaders, paymentPage, successUrl } from './hosted-page.ts';
import { type FormValues, readPaymentForm, secretFields } from './payment-form.ts';
import { type AttemptEnd, answerChallenge, chooseRate, paySession } from './payments.ts';
import type { StoredSession } from './store.ts';
import type { World } from './world.ts';

/** The pages under `/c/pay` where a buyer pays: fields, the bank's question, and what is over. No script needed. */
export function createHostedPages(
  world: World,
  { merchant, publicUrl }: { merchant: string | undefined; publicUrl: string },
) {
  const { store, clock } = world;
  const pages = new Hono();
  const payee = (stored: StoredSession) => merchant ?? new URL(stored.session.success_url).host;
  const challengeUrl = (id: string) => `${publicUrl}/c/pay/${id}/authenticate`;

  /** Sends the answer that `open` gives for a session that can be paid, else says why it cannot. */
  const forSession = async (
    c: Context,
    open: (stored: StoredSession) => Response | Promise<Response>,
  ): Promise<Response> => {
    const stored = store.sessions.get(c.req.param('id') ?? '');
    const over = overPage(stored);
    const answer = await (over || !stored ? c.html(over?.page ?? '', over?.status ?? 404) : open(stored));
    for (const [name, value] of Object.entries(pageHeaders(stored))) answer.headers.set(name, value);
    return answer;
  };

  pages.get('/:id', (c) =>
    forSession(c, (stored) => {
      const session = chooseRate(stored, c.req.query('shipping_rate') ?? null);
      const method = c.req.query('method');
      const values: FormValues = {
        ...(session.customer_email !== null && { email: session.customer_email }),
        ...(method !== undefined && { method }),
      };
      return c.html(paymentPage(stored, session, { values, merchant: payee(stored) }));
    }),
  );

  pages.post('/:id', async (c) => {
    const form = new URLSearchParams(await c.req.text());
    const stored = store.sessions.get(c.req.param('id'));
    // A second click on "Pay" arrives where the first one led.
    if (stored?.session.status === 'complete') return c.redirect(successUrl(stored.session), 303);
    return forSession(c, (stored) => {
      const values = Object.fromEntries(form) as FormValues;
      const rate = values.shipping_rate ?? null;
      const session = chooseRate(stored, rate);
      const read = readPaymentForm(session, values, clock.now());
      if ('errors' in read) {
        const shown = { values: shownValues(stored, values), errors: read.errors, merchant: payee(stored) };
        return c.html(paymentPage(stored, session, shown), 422);
      }
      const end = paySession(world, stored, { ...read, rate }, challengeUrl(stored.id));
      return afterAttempt(c, stored, end, values);
    });
  });

  pages.get('/:id/authenticate', (c) =>
    forSession(c, (stored) => {
      const { challenged } = stored;
      // Nothing is asked any more: the payment was given up for another, or never begun.
      if (challenged?.means.type !== 'card') return c.redirect(`/c/pay/${stored.id}`, 303);
      return c.html(challengePage(stored.session, challenged.means.last4, payee(stored)));
    }),
  );

  pages.post('/:id/authenticate', async (c) => {
    const answer = new URLSearchParams(await c.req.text()).get('answer');
    const stored = store.sessions.get(c.req.param('id'));
    if (stored?.session.status === 'complete') return c.redirect(successUrl(stored.session), 303);
    return forSession(c, (stored) => {
      const { challenged } = stored;
      const end = answerChallenge(world, stored, answer === 'yes');
      if (!end || !challenged) return c.redirect(`/c/pay/${stored.id}`, 303);
      const { email, name, phone, address } = challenged.buyer;
      return afterAttempt(c, stored, end, {
        email,
        name,
        phone: phone ?? '',
        line1: address.line1 ?? '',
        line2: address.line2 ?? '',
        city: address.city ?? '',
        postal_code: address.postal_code ?? '',
        country: address.country ?? '',
      });
    });
  });

  const afterAttempt = (c: Context, before: StoredSession, end: AttemptEnd, values: FormValues) => {
    if (end.end === 'confirmed') return c.redirect(successUrl(before.session), 303);
    if (end.end === 'challenged') return c.redirect(`/c/pay/${before.id}/authenticate`, 303);
    const stored = store.sessions.get(before.id) ?? before;
    return c.html(
      paymentPage(stored, stored.session, {
        values: shownValues(stored, values),
        declined: end.message,
        merchant: payee(stored),
      }),
      402,
    );
  };

  return pages;
}

/** What was typed, without what nobody may see again, and with the shop's address where it gave one. */
function shownValues({ session }: StoredSession, values: FormValues): FormValues {
  const shown = { ...values };
  for (const field of secretFields) delete shown[field];
  return { ...shown, ...(session.customer_email !== null && { email: session.customer_email }) };
}

function overPage(stored: StoredSession | undefined) {
  if (!stored) {
    return {
      status: 404 as const,
      page: closedPage(
        'Payment page not found',
        'There is no payment at this address. Go back to the shop and start again.',
      ),
    };
  }
  const { session } = stored;
  const back = { text: 'Go back to the shop' };
  if (session.status === 'complete') {
    const paid = session.payment_status === 'paid';
    return {
      status: 200 as const,
      page: closedPage(
        paid ? 'This payment is complete' : 'This payment is on its way',
        paid
          ? 'You have paid; there is nothing left to do here.'
          : 'Your bank has been asked for the money. Whether it came will be known some time later.',
        { ...back, href: successUrl(session) },
      ),
    };
  }
  if (session.status === 'expired') {
    return {
      status: 410 as const,
      page: closedPage(
        'This payment page has expired',
        'Nothing was charged. Go back to the shop to order again.',
        session.cancel_url === null ? undefined : { ...back, href: session.cancel_url },
      ),
    };
  }
  return null;
}
