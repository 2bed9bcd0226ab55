import { type DebitMethod, type Method, passesIbanCheck, testAccounts } from './bank-accounts.ts';
import { hasExpired, passesLuhn, readExpiry, testCards } from './cards.ts';
import type { CheckoutSession } from './objects.ts';
import type { Buyer, Means } from './payments.ts';
import { isEmail } from './session-create.ts';

/** Fields of the payment form, in the order of the page. */
export const fieldsInOrder = [
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
  'iban',
  'sort_code',
  'account_number',
] as const;
export type FieldName = (typeof fieldsInOrder)[number];

export type FormValues = Partial<Record<FieldName | 'shipping_rate' | 'method', string>>;
export type FormErrors = Partial<Record<FieldName, string>>;

/** What is never given back to the page, not even to the one who typed it. */
export const secretFields: readonly FieldName[] = [
  'card_number',
  'cvc',
  'iban',
  'sort_code',
  'account_number',
];

// Countries that have no postal codes at all, or do without them in everyday addresses.
const withoutPostalCode = new Set(['AE', 'AG', 'BS', 'BZ', 'GH', 'HK', 'IE', 'JM', 'KE', 'QA', 'UG', 'ZW']);

/** Names of countries as the page writes them. */
export const countryNames = new Intl.DisplayNames('en-GB', { type: 'region' });

/** Whether the page asks for an address: to send something there, or because the shop wants it for the card. */
export function asksForAddress(session: CheckoutSession): boolean {
  return session.shipping_address_collection !== null || session.billing_address_collection === 'required';
}

/** The way to pay that was asked for, or the first that the session offers. */
export function chosenMethod(session: CheckoutSession, wanted: string | undefined): Method {
  const offered = session.payment_method_types as Method[];
  return offered.find((method) => method === wanted) ?? offered[0] ?? 'card';
}

/**
 * Reads the posted form: either buyer and means of payment, or one reason per wrong field.
 * `now` in milliseconds decides whether a card has expired.
 */
export function readPaymentForm(
  session: CheckoutSession,
  values: FormValues,
  now: number,
): { buyer: Buyer; means: Means } | { errors: FormErrors } {
  const errors: FormErrors = {};
  const buyer = readBuyer(session, values, errors);
  const method = chosenMethod(session, values.method);
  const means = method === 'card' ? readCard(values, now, errors) : readAccount(method, values, errors);
  return Object.keys(errors).length > 0 || !means ? { errors } : { buyer, means };
}

const textOf = (values: FormValues, field: FieldName) => (values[field] ?? '').trim();

function readBuyer(session: CheckoutSession, values: FormValues, errors: FormErrors): Buyer {
  const text = (field: FieldName) => textOf(values, field);
  const need = (field: FieldName, message: string) => {
    if (text(field) === '') errors[field] = message;
    else if (text(field).length > 500) errors[field] = 'Use at most 500 characters';
  };

  // An address that the shop has given cannot be changed here, whatever is posted.
  const email = session.customer_email ?? text('email');
  if (email === '') errors.email = 'Enter your email address';
  else if (!isEmail(email)) errors.email = 'Enter an email address like name@example.com';
  const { enabled: asksForPhone } = session.phone_number_collection;
  if (asksForPhone && !/^\+?[\d\s().-]{6,25}$/.test(text('phone'))) {
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
  const address = (field: FieldName) => (asksForAddress(session) && text(field) !== '' ? text(field) : null);
  return {
    email,
    name: text('name'),
    phone: asksForPhone ? text('phone') : null,
    address: {
      city: address('city'),
      country: address('country'),
      line1: address('line1'),
      line2: address('line2'),
      postal_code: address('postal_code'),
      state: null,
    },
  };
}

function readCard(values: FormValues, now: number, errors: FormErrors): Means | null {
  const text = (field: FieldName) => textOf(values, field);
  const number = text('card_number').replace(/[\s-]/g, '');
  const known = testCards.find((card) => card.number === number);
  if (number === '') errors.card_number = 'Enter a card number';
  else if (!/^\d{12,19}$/.test(number) || !passesLuhn(number)) {
    errors.card_number = 'Check the card number: this is not a valid one';
  } else if (!known) {
    errors.card_number = 'Only the test cards on this page work here. Never type in a real card';
  }
  const expiry = readExpiry(text('exp'));
  if (text('exp') === '') errors.exp = 'Enter the expiry date';
  else if (!expiry) errors.exp = 'Enter the expiry date as month and year, like 12/34';
  else if (hasExpired(expiry, now)) errors.exp = 'This date is in the past';
  const digits = known?.brand === 'amex' ? 4 : 3;
  if (text('cvc') === '') errors.cvc = 'Enter the security code';
  else if (!(digits === 4 ? /^\d{4}$/ : /^\d{3}$/).test(text('cvc'))) {
    errors.cvc = `The security code has ${digits} digits`;
  }
  if (!known || !expiry) return null;
  const { number: _number, outcome: _outcome, ...story } = known;
  return { type: 'card', last4: number.slice(-4), expMonth: expiry.month, expYear: expiry.year, story };
}

function readAccount(method: DebitMethod, values: FormValues, errors: FormErrors): Means | null {
  const number = method === 'sepa_debit' ? readIban(values, errors) : readSortCodeAndAccount(values, errors);
  if (number === null) return null;
  const account = testAccounts.find((known) => known.method === method && known.number === number);
  if (!account) {
    errors[method === 'sepa_debit' ? 'iban' : 'account_number'] =
      'Only the test accounts on this page work here. Never type in a real one';
    return null;
  }
  const last4 = number.slice(-4);
  return {
    type: 'debit',
    account: { seconds: account.seconds, fails: account.fails ?? false },
    details:
      method === 'sepa_debit'
        ? { type: method, country: number.slice(0, 2), bankCode: number.slice(4, 9), last4 }
        : { type: method, sortCode: number.slice(0, 6).replace(/(..)(?=.)/g, '$1-'), last4 },
  };
}

function readIban(values: FormValues, errors: FormErrors): string | null {
  const iban = textOf(values, 'iban').replace(/\s/g, '').toUpperCase();
  if (iban === '') errors.iban = 'Enter an IBAN';
  else if (!passesIbanCheck(iban)) errors.iban = 'Check the IBAN: this is not a valid one';
  return errors.iban === undefined ? iban : null;
}

function readSortCodeAndAccount(values: FormValues, errors: FormErrors): string | null {
  const sortCode = textOf(values, 'sort_code').replace(/[\s-]/g, '');
  const account = textOf(values, 'account_number').replace(/\s/g, '');
  if (!/^\d{6}$/.test(sortCode)) errors.sort_code = 'Enter the six digits of the sort code, like 10-88-00';
  if (!/^\d{8}$/.test(account)) errors.account_number = 'Enter the eight digits of the account number';
  return errors.sort_code === undefined && errors.account_number === undefined ? sortCode + account : null;
}
