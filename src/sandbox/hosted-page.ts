import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import { formatAmount } from './amounts.ts';
import { cardsNotEmulated, hasExpired, passesLuhn, readExpiry, testCards } from './cards.ts';
import { hostedPageStyle } from './hosted-page-style.ts';
import type { CheckoutSession } from './objects.ts';
import type { Buyer, PresentedCard } from './payments.ts';
import { isEmail } from './session-create.ts';
import type { StoredSession } from './store.ts';

type Html = ReturnType<typeof html>;

/** Fields of the payment form, in the order of the page. */
export type FieldName =
  | 'email'
  | 'phone'
  | 'name'
  | 'line1'
  | 'line2'
  | 'city'
  | 'postal_code'
  | 'country'
  | 'card_number'
  | 'exp'
  | 'cvc';

export type FormValues = Partial<Record<FieldName | 'shipping_rate', string>>;
export type FormErrors = Partial<Record<FieldName, string>>;

// Countries that have no postal codes at all, or do without them in everyday addresses.
const withoutPostalCode = new Set(['AE', 'AG', 'BS', 'BZ', 'GH', 'HK', 'IE', 'JM', 'KE', 'QA', 'UG', 'ZW']);

const countryNames = new Intl.DisplayNames('en-GB', { type: 'region' });

/** Whether the page asks for an address: to send something there, or because the shop wants it for the card. */
export function asksForAddress(session: CheckoutSession): boolean {
  return session.shipping_address_collection !== null || session.billing_address_collection === 'required';
}

/**
 * Reads the posted form: either buyer and card, or one reason per wrong field.
 * `now` in milliseconds decides whether a card has expired.
 */
export function readPaymentForm(
  session: CheckoutSession,
  values: FormValues,
  now: number,
): { buyer: Buyer; card: PresentedCard } | { errors: FormErrors } {
  const errors: FormErrors = {};
  const text = (field: FieldName) => (values[field] ?? '').trim();
  const need = (field: FieldName, message: string) => {
    if (text(field) === '') errors[field] = message;
    else if (text(field).length > 500) errors[field] = 'Use at most 500 characters';
  };

  // An address that the shop has given cannot be changed here, whatever is posted.
  const email = session.customer_email ?? text('email');
  if (email === '') errors.email = 'Enter your email address';
  else if (!isEmail(email)) errors.email = 'Enter an email address like name@example.com';
  if (session.phone_number_collection.enabled) {
    if (!/^\+?[\d\s().-]{6,25}$/.test(text('phone')))
      errors.phone = 'Enter a phone number like +44 20 7946 0000';
  }
  need('name', 'Enter your full name');
  if (asksForAddress(session)) {
    need('line1', 'Enter the street and house number');
    need('city', 'Enter the town or city');
    const allowed = session.shipping_address_collection?.allowed_countries;
    const country = text('country');
    if (!/^[A-Z]{2}$/.test(country)) errors.country = 'Choose a country';
    else if (allowed && !allowed.includes(country)) {
      errors.country = `The shop does not deliver to ${countryNames.of(country) ?? country}`;
    }
    if (!withoutPostalCode.has(country)) need('postal_code', 'Enter the postcode');
  }

  const number = text('card_number').replace(/[\s-]/g, '');
  const known = testCards.find((card) => card.number === number);
  if (number === '') errors.card_number = 'Enter a card number';
  else if (!/^\d{12,19}$/.test(number) || !passesLuhn(number)) {
    errors.card_number = 'Check the card number: this is not a valid one';
  } else if (cardsNotEmulated.has(number)) {
    errors.card_number = 'The sandbox does not act out this test card yet: use one from the list';
  } else if (!known)
    errors.card_number = 'Only the test cards on this page work here. Never type in a real card';
  const expiry = readExpiry(text('exp'));
  if (text('exp') === '') errors.exp = 'Enter the expiry date';
  else if (!expiry) errors.exp = 'Enter the expiry date as month and year, like 12/34';
  else if (hasExpired(expiry, now)) errors.exp = 'This date is in the past';
  const digits = known?.brand === 'amex' ? 4 : 3;
  if (text('cvc') === '') errors.cvc = 'Enter the security code';
  else if (!(digits === 4 ? /^\d{4}$/ : /^\d{3}$/).test(text('cvc'))) {
    errors.cvc = `The security code has ${digits} digits`;
  }

  if (Object.keys(errors).length > 0 || !expiry) return { errors };
  const address = (field: FieldName) => (asksForAddress(session) && text(field) !== '' ? text(field) : null);
  return {
    buyer: {
      email,
      name: text('name'),
      phone: session.phone_number_collection.enabled ? text('phone') : null,
      address: {
        city: address('city'),
        country: address('country'),
        line1: address('line1'),
        line2: address('line2'),
        postal_code: address('postal_code'),
        state: null,
      },
    },
    card: { number, expMonth: expiry.month, expYear: expiry.year, known },
  };
}

/** Where the buyer goes after paying: the shop's `success_url` with the session's id put in. */
export function successUrl(session: CheckoutSession): string {
  return session.success_url.replaceAll('{CHECKOUT_SESSION_ID}', session.id);
}

/**
 * The response headers of the page: nothing may load but its own style and the shop's pictures,
 * and the form may lead only back here and on to the shop.
 */
export function pageHeaders(stored?: StoredSession): Record<string, string> {
  const pictures = (stored?.images ?? []).flatMap((image) => (image ? [new URL(image).origin] : []));
  const shop = stored ? [new URL(stored.session.success_url).origin] : [];
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${createHash('sha256').update(hostedPageStyle).digest('base64')}'`,
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
<header class="test"><p><strong>Test payment page.</strong> Nothing is charged and no money moves. Never type in a real card.</p></header>
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
  const title = `${verb} ${total} to ${options.merchant} (test payment page)`;
  return document(
    failed ? `Error: ${title}` : title,
    html`<h1>${verb} ${total}</h1>
<p class="payee">to ${options.merchant}</p>
${errorSummary(errors, declined)}
<div class="columns">
<div class="order">
${orderPanel(stored, session)}
${stored.rates.length > 1 ? deliveryChoice(stored, session) : ''}
</div>
<div class="form">${paymentForm(session, values, errors, `${verb} ${total}`)}</div>
<div class="cards">${cardsPanel()}</div>
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
function deliveryChoice(stored: StoredSession, session: CheckoutSession): Html {
  return html`<form method="get" class="panel">
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

interface FieldOptions {
  label: string;
  autocomplete: string;
  hint?: string;
  type?: string;
  inputMode?: string;
  readOnly?: boolean;
}

const fieldsInOrder: readonly FieldName[] = [
  'email',
  'phone',
  'name',
  'line1',
  'line2',
  'city',
  'postal_code',
  'country',
  'card_number',
  'exp',
  'cvc',
];

function paymentForm(session: CheckoutSession, values: FormValues, errors: FormErrors, button: string): Html {
  const shipping = session.shipping_address_collection !== null;
  const group = shipping ? 'shipping' : 'billing';
  const field = (name: FieldName, options: FieldOptions) => inputField(name, values, errors, options);
  return html`<form method="post" action="/c/pay/${session.id}" novalidate class="panel">
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
<fieldset><legend>Card</legend>
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
</fieldset>
<button class="pay">${button}</button>
${
  session.cancel_url &&
  html`<p class="cancel"><a href="${session.cancel_url}">Cancel and go back to the shop</a></p>`
}
</form>`;
}

function inputField(name: FieldName, values: FormValues, errors: FormErrors, options: FieldOptions): Html {
  const attributes = [
    options.inputMode && `inputmode="${options.inputMode}"`,
    options.readOnly && 'readonly',
    name !== 'line2' && 'aria-required="true"',
  ].filter(Boolean);
  return wrapField(
    name,
    options,
    errors,
    (described) =>
      html`<input id="${name}" name="${name}" type="${options.type ?? 'text'}" value="${values[name] ?? ''}" autocomplete="${options.autocomplete}" spellcheck="false" ${raw(attributes.join(' '))} ${raw(described)}>`,
  );
}

function countryField(session: CheckoutSession, values: FormValues, errors: FormErrors, group: string): Html {
  const codes = session.shipping_address_collection?.allowed_countries ?? [
    'GB',
    'IE',
    'US',
    'CA',
    'AU',
    'DE',
    'FR',
  ];
  const options = codes
    .map((code) => ({ code, name: countryNames.of(code) ?? code }))
    .sort((a, b) => a.name.localeCompare(b.name, 'en'));
  const chosen = values.country ?? (codes.length === 1 ? codes[0] : '');
  return wrapField(
    'country',
    { label: 'Country' },
    errors,
    (described) => html`<select id="country" name="country" autocomplete="${group} country" ${raw(described)}>
${codes.length > 1 ? html`<option value="">Choose a country</option>` : ''}
${options.map(({ code, name }) => html`<option value="${code}"${raw(code === chosen ? ' selected' : '')}>${name}</option>`)}
</select>`,
  );
}

function wrapField(
  name: FieldName,
  options: { label: string; hint?: string },
  errors: FormErrors,
  control: (described: string) => Html,
): Html {
  const error = errors[name];
  const ids = [options.hint && `${name}-hint`, error && `${name}-error`].filter(Boolean).join(' ');
  const described = [error && 'aria-invalid="true"', ids && `aria-describedby="${ids}"`]
    .filter(Boolean)
    .join(' ');
  return html`<div class="field${error ? ' wrong' : ''}">
<label for="${name}">${options.label}</label>
${options.hint ? html`<span class="hint" id="${name}-hint">${options.hint}</span>` : ''}
${error ? html`<span class="reason" id="${name}-error">${error}</span>` : ''}
${control(described)}
</div>`;
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
