import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import { formatAmount } from './amounts.ts';
import { type Method, methodNames, spacedAccount, testAccounts } from './bank-accounts.ts';
import { testCards } from './cards.ts';
import { countryField, type FieldOptions, type Html, inputField } from './form-fields.ts';
import { hostedPageStyle } from './hosted-page-style.ts';
import type { CheckoutSession } from './objects.ts';
import {
  asksForAddress,
  chosenMethod,
  type FieldName,
  type FormErrors,
  type FormValues,
  fieldsInOrder,
} from './payment-form.ts';
import type { StoredSession } from './store.ts';

/** Where the buyer goes after paying: the shop's `success_url` with the session's id put in. */
export function successUrl(session: CheckoutSession): string {
  return session.success_url.replaceAll('{CHECKOUT_SESSION_ID}', session.id);
}

const styleHash = createHash('sha256').update(hostedPageStyle).digest('base64');

/**
 * The response headers of the page: nothing may load but its own style and the shop's pictures,
 * and the form may lead only back here and on to the shop.
 */
export function pageHeaders(stored?: StoredSession): Record<string, string> {
  const pictures = (stored?.images ?? []).flatMap((image) => (image ? [new URL(image).origin] : []));
  const shop = stored ? [new URL(stored.session.success_url).origin] : [];
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${styleHash}'`,
    ['img-src data:', ...new Set(pictures)].join(' '),
    // Browsers apply form-action to the redirect that follows a form, too.
    ["form-action 'self'", ...shop].join(' '),
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    'Content-Security-Policy': policy.join('; '),
    'Cache-Control': 'no-store',
    'Referrer-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    'X-Robots-Tag': 'noindex',
  };
}

function document(title: string, content: Html): Html {
  return html`<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${raw(hostedPageStyle)}</style>
</head>
<body>
<header class="test"><p><strong>Test payment page.</strong> Nothing is charged and no money moves. Never type in a real card or account.</p></header>
<main class="page">${content}</main>
</body>
</html>`;
}

/** A page for a session that cannot be paid (any more), with a link back to the shop where one is known. */
export function closedPage(title: string, words: string, link?: { href: string; text: string }): Html {
  return document(
    `${title} (test payment page)`,
    html`<h1>${title}</h1>
<p>${words}</p>
${link ? html`<p><a href="${link.href}">${link.text}</a></p>` : ''}`,
  );
}

/** The payment page of an open session. `declined` is the bank's reason after a refused card. */
export function paymentPage(
  stored: StoredSession,
  session: CheckoutSession,
  options: { values?: FormValues; errors?: FormErrors; declined?: string; merchant: string },
): Html {
  const { values = {}, errors = {}, declined } = options;
  const total = formatAmount(session.amount_total, session.currency);
  const failed = declined !== undefined || Object.keys(errors).length > 0;
  const verb = session.submit_type === 'book' ? 'Book for' : 'Pay';
  const method = chosenMethod(session, values.method);
  const title = `${verb} ${total} to ${options.merchant} (test payment page)`;
  return document(
    failed ? `Error: ${title}` : title,
    html`<h1>${verb} ${total}</h1>
<p class="payee">to ${options.merchant}</p>
${errorSummary(errors, declined)}
<div class="columns">
<div class="order">
${orderPanel(stored, session)}
${stored.rates.length > 1 ? deliveryChoice(stored, session, method) : ''}
</div>
<div class="form">
${session.payment_method_types.length > 1 ? methodChoice(session, method) : ''}
${paymentForm(session, method, { values, errors, button: `${verb} ${total}` })}
</div>
<div class="cards">${method === 'card' ? cardsPanel() : accountsPanel(method)}</div>
</div>`,
  );
}

function errorSummary(errors: FormErrors, declined: string | undefined): Html | '' {
  const wrong = fieldsInOrder.filter((field) => errors[field] !== undefined);
  if (declined === undefined && wrong.length === 0) return '';
  return html`<div class="alert" role="alert" aria-labelledby="problem">
<h2 id="problem">${declined === undefined ? 'There is a problem' : 'The card was declined'}</h2>
${
  declined === undefined
    ? html`<ul>${wrong.map((field) => html`<li><a href="#${field}">${errors[field]}</a></li>`)}</ul>`
    : html`<p>${declined} No money has moved and the order is still open. <a href="#card_number">Try another card</a>.</p>`
}
</div>`;
}

function orderPanel(stored: StoredSession, session: CheckoutSession): Html {
  const delivery = stored.rates.find(({ id }) => id === session.shipping_cost?.shipping_rate);
  return html`<section class="panel" aria-labelledby="order">
<h2 id="order">Your order</h2>
<ul class="lines">${stored.lineItems.map((item, index) => {
    const image = stored.images[index];
    return html`<li>
${image ? html`<img src="${image}" alt="" width="52" height="52">` : ''}
<div class="what">${item.description}<small>${item.quantity} × ${formatAmount(item.price.unit_amount, item.currency)}</small></div>
<span class="amount">${formatAmount(item.amount_total, item.currency)}</span>
</li>`;
  })}</ul>
<dl class="sums">
<dt>Items</dt><dd>${formatAmount(session.amount_subtotal, session.currency)}</dd>
${
  delivery
    ? html`<dt>${delivery.displayName}</dt><dd>${delivery.amount === 0 ? 'Free' : formatAmount(delivery.amount, session.currency)}</dd>`
    : ''
}
<dt class="total">Total</dt><dd class="total">${formatAmount(session.amount_total, session.currency)}</dd>
</dl>
</section>`;
}

// A form of its own above the payment form: the total stays true without script, and Enter in a card field still pays.
function deliveryChoice(stored: StoredSession, session: CheckoutSession, method: Method): Html {
  return html`<form method="get" action="/c/pay/${session.id}" class="panel">
<input type="hidden" name="method" value="${method}">
<fieldset><legend>Delivery</legend>
${stored.rates.map(
  (rate) => html`<div class="choice">
<input type="radio" name="shipping_rate" id="${rate.id}" value="${rate.id}"${raw(rate.id === session.shipping_cost?.shipping_rate ? ' checked' : '')}>
<label for="${rate.id}"><span>${rate.displayName}</span> <span>${rate.amount === 0 ? 'Free' : formatAmount(rate.amount, session.currency)}</span></label>
</div>`,
)}
</fieldset>
<button class="quiet">Update total</button>
</form>`;
}

// Links, not radio buttons: each way to pay has fields of its own, and without script a page shows one set at a time.
function methodChoice(session: CheckoutSession, chosen: Method): Html {
  const rate = session.shipping_cost?.shipping_rate;
  return html`<nav class="methods" aria-label="Ways to pay"><ul>${(
    session.payment_method_types as Method[]
  ).map(
    (method) =>
      html`<li><a href="/c/pay/${session.id}?method=${method}${rate ? `&shipping_rate=${rate}` : ''}"${raw(method === chosen ? ' aria-current="true"' : '')}>${methodNames[method]}</a></li>`,
  )}</ul></nav>`;
}

function paymentForm(
  session: CheckoutSession,
  method: Method,
  { values, errors, button }: { values: FormValues; errors: FormErrors; button: string },
): Html {
  const shipping = session.shipping_address_collection !== null;
  const group = shipping ? 'shipping' : 'billing';
  const field = (name: FieldName, options: FieldOptions) => inputField(name, values, errors, options);
  return html`<form method="post" action="/c/pay/${session.id}" novalidate class="panel">
<input type="hidden" name="method" value="${method}">
${
  session.shipping_cost &&
  html`<input type="hidden" name="shipping_rate" value="${session.shipping_cost.shipping_rate}">`
}
<fieldset><legend>Contact</legend>
${field('email', {
  label: 'Email',
  type: 'email',
  autocomplete: 'email',
  ...(session.customer_email !== null && { readOnly: true, hint: 'Given by the shop' }),
})}
${
  session.phone_number_collection.enabled
    ? field('phone', { label: 'Phone', type: 'tel', autocomplete: 'tel', inputMode: 'tel' })
    : ''
}
</fieldset>
<fieldset><legend>${shipping ? 'Delivery address' : asksForAddress(session) ? 'Billing address' : 'Your name'}</legend>
${field('name', { label: 'Full name', autocomplete: `${group} name` })}
${
  asksForAddress(session)
    ? html`${field('line1', { label: 'Street and house number', autocomplete: `${group} address-line1` })}
${field('line2', { label: 'Flat, building (optional)', autocomplete: `${group} address-line2` })}
<div class="pair">
${field('city', { label: 'Town or city', autocomplete: `${group} address-level2` })}
${field('postal_code', { label: 'Postcode', autocomplete: `${group} postal-code` })}
</div>
${countryField(session, values, errors, group)}`
    : ''
}
</fieldset>
${meansFields(method, field)}
<button class="pay">${button}</button>
${
  session.cancel_url &&
  html`<p class="cancel"><a href="${session.cancel_url}">Cancel and go back to the shop</a></p>`
}
</form>`;
}

type Field = (name: FieldName, options: FieldOptions) => Html;

function meansFields(method: Method, field: Field): Html {
  if (method === 'sepa_debit') {
    return html`<fieldset><legend>Bank account</legend>
${field('iban', { label: 'IBAN', autocomplete: 'off', hint: 'A test account, such as AT61 1904 3002 3457 3201' })}
</fieldset>
${debitNote()}`;
  }
  if (method === 'bacs_debit') {
    return html`<fieldset><legend>Bank account</legend>
<div class="pair">
${field('sort_code', { label: 'Sort code', hint: '10-88-00', autocomplete: 'off', inputMode: 'numeric' })}
${field('account_number', { label: 'Account number', hint: 'For example 00012345', autocomplete: 'off', inputMode: 'numeric' })}
</div>
</fieldset>
${debitNote()}`;
  }
  return html`<fieldset><legend>Card</legend>
${field('card_number', {
  label: 'Card number',
  autocomplete: 'cc-number',
  inputMode: 'numeric',
  hint: 'A test card, such as 4242 4242 4242 4242',
})}
<div class="pair">
${field('exp', { label: 'Expiry date', hint: 'For example 12/34', autocomplete: 'cc-exp', inputMode: 'numeric' })}
${field('cvc', { label: 'Security code', hint: 'Any three digits', autocomplete: 'cc-csc', inputMode: 'numeric' })}
</div>
</fieldset>`;
}

// Real direct debits need the buyer's mandate; here there is nothing to agree to.
function debitNote(): Html {
  return html`<p class="note">The bank says some time later whether the money came. Until then the order is not paid.</p>`;
}

/** The bank's own question to the buyer, between the payment page and the answer. `name` is the payee's. */
export function challengePage(session: CheckoutSession, last4: string, name: string): Html {
  const total = formatAmount(session.amount_total, session.currency);
  return document(
    'Is it you who pays? (test payment page)',
    html`<h1>Is it you who pays?</h1>
<p class="payee">Here your own bank would ask you, with its app or a code.</p>
<form method="post" action="/c/pay/${session.id}/authenticate" class="panel challenge">
<dl class="sums">
<dt>To</dt><dd>${name}</dd>
<dt>Card</dt><dd>ending in ${last4}</dd>
<dt class="total">Total</dt><dd class="total">${total}</dd>
</dl>
<div class="answers">
<button class="pay" name="answer" value="yes">Yes, pay ${total}</button>
<button class="pay quiet" name="answer" value="no">No, it is not me</button>
</div>
</form>
<p><a href="/c/pay/${session.id}">Go back and pay another way</a></p>`,
  );
}

function accountsPanel(method: Method): Html {
  return html`<section class="panel" aria-labelledby="test-accounts">
<h2 id="test-accounts">Test accounts</h2>
<table>
<thead><tr><th scope="col">Number</th><th scope="col">What happens</th></tr></thead>
<tbody>${testAccounts
    .filter((account) => account.method === method)
    .map(
      (account) => html`<tr><th scope="row">${spacedAccount(account)}</th><td>${account.outcome}</td></tr>`,
    )}</tbody>
</table>
</section>`;
}

function cardsPanel(): Html {
  return html`<section class="panel" aria-labelledby="test-cards">
<h2 id="test-cards">Test cards</h2>
<table>
<thead><tr><th scope="col">Number</th><th scope="col">What happens</th></tr></thead>
<tbody>${testCards.map(
    (card) =>
      html`<tr><th scope="row">${card.brand === 'amex' ? card.number.replace(/^(....)(......)(.....)$/, '$1 $2 $3') : card.number.replace(/(....)(?=.)/g, '$1 ')}</th><td>${card.outcome}</td></tr>`,
  )}</tbody>
</table>
</section>`;
}
