import type { Html } from './form-fields.ts';
import { challengePage, closedPage, pageHeaders, paymentPage, successUrl } from './hosted-page.ts';
import { type FormValues, readPaymentForm, secretFields } from './payment-form.ts';
import { type AttemptEnd, answerChallenge, chooseRate, paySession } from './payments.ts';
import type { StoredSession } from './store.ts';
import type { World } from './world.ts';

/** A request for a page under `/c/pay`, whatever carried it. */
export interface PageRequest {
  method: 'GET' | 'POST';
  /** Below `/c/pay/`: a session's id, and `/authenticate` for the bank's question. */
  place: string;
  query: string;
  /** The form, URL-encoded. */
  body: string;
}

export interface PageAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** The pages under `/c/pay` where a buyer pays: fields, the bank's question, and what is over. No script needed. */
export function createHostedPages(
  world: World,
  { merchant, publicUrl }: { merchant: string | undefined; publicUrl: string },
): (request: PageRequest) => Promise<PageAnswer> {
  const { store, clock } = world;
  const payee = (stored: StoredSession) => merchant ?? new URL(stored.session.success_url).host;
  const challengeUrl = (id: string) => `${publicUrl}/c/pay/${id}/authenticate`;

  /** Sends the answer that `open` gives for a session that can be paid, else says why it cannot. */
  const forSession = async (
    id: string,
    open: (stored: StoredSession) => PageAnswer | Promise<PageAnswer>,
  ): Promise<PageAnswer> => {
    const stored = store.sessions.get(id);
    const over = overPage(stored);
    const answer = await (over || !stored ? page(over?.page ?? '', over?.status ?? 404) : open(stored));
    return { ...answer, headers: { ...answer.headers, ...pageHeaders(stored) } };
  };

  const showForm = (id: string, query: URLSearchParams) =>
    forSession(id, (stored) => {
      const session = chooseRate(stored, query.get('shipping_rate'));
      const method = query.get('method');
      const values: FormValues = {
        ...(session.customer_email !== null && { email: session.customer_email }),
        ...(method !== null && { method }),
      };
      return page(paymentPage(stored, session, { values, merchant: payee(stored) }));
    });

  const pay = (id: string, form: URLSearchParams) => {
    const stored = store.sessions.get(id);
    // A second click on "Pay" arrives where the first one led.
    if (stored?.session.status === 'complete') return redirect(successUrl(stored.session));
    return forSession(id, (stored) => {
      const values = Object.fromEntries(form) as FormValues;
      const rate = values.shipping_rate ?? null;
      const session = chooseRate(stored, rate);
      const read = readPaymentForm(session, values, clock.now());
      if ('errors' in read) {
        const shown = { values: shownValues(stored, values), errors: read.errors, merchant: payee(stored) };
        return page(paymentPage(stored, session, shown), 422);
      }
      const end = paySession(world, stored, { ...read, rate }, challengeUrl(stored.id));
      return afterAttempt(stored, end, values);
    });
  };

  const showChallenge = (id: string) =>
    forSession(id, (stored) => {
      const { challenged } = stored;
      // Nothing is asked any more: the payment was given up for another, or never begun.
      if (challenged?.means.type !== 'card') return redirect(`/c/pay/${stored.id}`);
      return page(challengePage(stored.session, challenged.means.last4, payee(stored)));
    });

  const answerBank = (id: string, form: URLSearchParams) => {
    const stored = store.sessions.get(id);
    if (stored?.session.status === 'complete') return redirect(successUrl(stored.session));
    return forSession(id, (stored) => {
      const { challenged } = stored;
      const end = answerChallenge(world, stored, form.get('answer') === 'yes');
      if (!end || !challenged) return redirect(`/c/pay/${stored.id}`);
      const { email, name, phone, address } = challenged.buyer;
      return afterAttempt(stored, end, {
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
  };

  const afterAttempt = (before: StoredSession, end: AttemptEnd, values: FormValues) => {
    if (end.end === 'confirmed') return redirect(successUrl(before.session));
    if (end.end === 'challenged') return redirect(`/c/pay/${before.id}/authenticate`);
    const stored = store.sessions.get(before.id) ?? before;
    return page(
      paymentPage(stored, stored.session, {
        values: shownValues(stored, values),
        declined: end.message,
        merchant: payee(stored),
      }),
      402,
    );
  };

  return async ({ method, place, query, body }) => {
    const [id = '', step, ...rest] = place.split('/');
    if (rest.length > 0 || (step !== undefined && step !== 'authenticate'))
      return page(overPage(undefined)?.page ?? '', 404);
    if (method === 'GET') return step ? showChallenge(id) : showForm(id, new URLSearchParams(query));
    const form = new URLSearchParams(body);
    return step ? answerBank(id, form) : pay(id, form);
  };
}

async function page(html: Html | string, status = 200): Promise<PageAnswer> {
  return { status, headers: { 'Content-Type': 'text/html; charset=UTF-8' }, body: String(await html) };
}

function redirect(location: string): PageAnswer {
  return { status: 303, headers: { Location: location }, body: '' };
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
