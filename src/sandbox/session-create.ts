import { currencies, formatAmount, minimumCharge } from './amounts.ts';
import { ApiError, exclusiveParameters, invalidParameter, notEmulated } from './api-error.ts';
import { debitCurrencies, type Method } from './bank-accounts.ts';
import { newId } from './identifiers.ts';
import { type LineItem, newLineItem, newSession } from './objects.ts';
import { missingParameter, tooLong, type Value } from './parameters.ts';
import type { StoredSession } from './store.ts';

// What `readParameters('session.create', …)` leaves once `refuseWhatIsNotEmulated` has passed.
interface SessionCreate {
  mode?: 'payment';
  ui_mode?: 'hosted_page';
  success_url?: string;
  cancel_url?: string;
  client_reference_id?: string;
  metadata?: Record<string, string>;
  payment_intent_data?: {
    description?: string;
    metadata?: Record<string, string>;
    receipt_email?: string;
    statement_descriptor?: string;
    statement_descriptor_suffix?: string;
  };
  expires_at?: number;
  customer?: string;
  customer_email?: string;
  customer_creation?: string;
  line_items?: LineItemParameters[];
  shipping_address_collection?: { allowed_countries: string[] };
  shipping_options?: ShippingOptionParameters[];
  phone_number_collection?: { enabled: boolean };
  billing_address_collection?: string;
  allowed_payment_method_types?: string[];
  excluded_payment_method_types?: string[];
  locale?: string;
  submit_type?: string;
  adaptive_pricing?: { enabled?: boolean };
}

interface LineItemParameters {
  price?: string;
  price_data?: {
    currency: string;
    product?: string;
    product_data?: { name: string; images?: string[] };
    tax_behavior?: string;
    unit_amount?: number;
    unit_amount_decimal?: string;
  };
  quantity?: number;
  metadata?: Record<string, string>;
}

interface ShippingOptionParameters {
  shipping_rate?: string;
  shipping_rate_data?: {
    display_name: string;
    type?: string;
    fixed_amount?: { amount: number; currency: string };
  };
}

/** Parameters that the sandbox acts out; everything else that Stripe knows is refused loudly. */
const emulated = new Set([
  'adaptive_pricing',
  'allow_promotion_codes',
  'allowed_payment_method_types',
  'automatic_tax',
  'billing_address_collection',
  'cancel_url',
  'client_reference_id',
  'consent_collection',
  'customer',
  'customer_creation',
  'customer_email',
  'excluded_payment_method_types',
  'expand',
  'expires_at',
  'invoice_creation',
  'line_items',
  'locale',
  'metadata',
  'mode',
  'payment_intent_data',
  'phone_number_collection',
  'shipping_address_collection',
  'shipping_options',
  'submit_type',
  'success_url',
  'ui_mode',
]);

/** Values (by path with `[]` for any item) that only say "off" and are therefore fine. */
const fixedValues: Record<string, readonly Value[]> = {
  'adaptive_pricing.enabled': [false],
  allow_promotion_codes: [false],
  'automatic_tax.enabled': [false],
  'consent_collection.promotions': ['none'],
  'consent_collection.terms_of_service': ['none'],
  customer_creation: ['if_required'],
  'invoice_creation.enabled': [false],
  'line_items[].adjustable_quantity.enabled': [false],
  mode: ['payment'],
  'payment_intent_data.capture_method': ['automatic', 'automatic_async'],
  submit_type: ['auto', 'pay', 'book'],
  ui_mode: ['hosted_page'],
};

/** Nested keys that Stripe knows and the sandbox does not act out. */
const nestedNotEmulated = new Set([
  'automatic_tax.liability',
  'consent_collection.payment_method_reuse_agreement',
  'invoice_creation.invoice_data',
  'line_items[].tax_rates',
  'line_items[].price_data.recurring',
  'line_items[].price_data.unit_amount_decimal',
  'payment_intent_data.application_fee_amount',
  'payment_intent_data.on_behalf_of',
  'payment_intent_data.setup_future_usage',
  'payment_intent_data.shipping',
  'payment_intent_data.transfer_data',
  'payment_intent_data.transfer_group',
  'shipping_options[].shipping_rate_data.fixed_amount.currency_options',
]);

function refuseWhatIsNotEmulated(values: { [key: string]: Value }): void {
  for (const [key, value] of Object.entries(values)) {
    if (!emulated.has(key)) throw notEmulated(key, key);
    refuseNested(value, key, key);
  }
}

function refuseNested(value: Value, path: string, param: string): void {
  if (nestedNotEmulated.has(path)) throw notEmulated(param, param);
  const allowed = fixedValues[path];
  if (allowed && !allowed.includes(value)) throw notEmulated(`${param}=${String(value)}`, param);
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) refuseNested(item, `${path}[]`, `${param}[${index}]`);
  } else if (typeof value === 'object') {
    for (const [key, child] of Object.entries(value))
      refuseNested(child, `${path}.${key}`, `${param}[${key}]`);
  }
}

/**
 * Makes an open session of checked parameters, or throws ApiError 400 as Stripe would.
 * `now` in seconds; `payUrl` gives the page where a session is paid; `alwaysOffered` are ways to pay that tests want on
 * it whatever the shop allows.
 */
export function createSession(
  values: { [key: string]: Value },
  {
    now,
    payUrl,
    alwaysOffered,
  }: { now: number; payUrl: (id: string) => string; alwaysOffered: readonly string[] },
): StoredSession {
  refuseWhatIsNotEmulated(values);
  const wanted = values as unknown as SessionCreate;
  if (wanted.mode === undefined) throw missingParameter('mode');
  if (wanted.success_url === undefined) throw missingParameter('success_url');
  checkUrl('success_url', wanted.success_url);
  if (wanted.cancel_url !== undefined) checkUrl('cancel_url', wanted.cancel_url);
  checkLength('client_reference_id', wanted.client_reference_id, 200);
  checkLength('payment_intent_data[description]', wanted.payment_intent_data?.description, 1000);
  checkCustomer(wanted);
  checkDescriptor('statement_descriptor', wanted.payment_intent_data?.statement_descriptor);
  checkDescriptor('statement_descriptor_suffix', wanted.payment_intent_data?.statement_descriptor_suffix);

  const lines = readLines(wanted.line_items, now);
  const currency = lines[0]?.item.currency ?? '';
  const rates = readRates(wanted, currency);
  const subtotal = lines.reduce((sum, { item }) => sum + item.amount_total, 0);
  const delivery = rates[0]?.amount ?? 0;
  checkTotal(subtotal + delivery, currency);

  const id = newId('cs_test', 58);
  const intent = wanted.payment_intent_data;
  const session = newSession({
    id,
    created: now,
    expiresAt: readExpiresAt(wanted.expires_at, now),
    url: payUrl(id),
    currency,
    amountSubtotal: subtotal,
    amountShipping: delivery,
    successUrl: wanted.success_url,
    cancelUrl: wanted.cancel_url ?? null,
    clientReferenceId: wanted.client_reference_id ?? null,
    customerEmail: wanted.customer_email ?? null,
    customerCreation: wanted.customer_creation ?? null,
    locale: wanted.locale ?? null,
    metadata: wanted.metadata ?? {},
    allowedPaymentMethodTypes: wanted.allowed_payment_method_types ?? null,
    excludedPaymentMethodTypes: wanted.excluded_payment_method_types ?? null,
    methods: offeredMethods(wanted, currency, alwaysOffered),
    billingAddressCollection: wanted.billing_address_collection ?? null,
    allowedCountries: wanted.shipping_address_collection?.allowed_countries ?? null,
    phone: wanted.phone_number_collection?.enabled ?? false,
    shippingOptions: rates.map((rate) => ({ shipping_amount: rate.amount, shipping_rate: rate.id })),
    submitType: wanted.submit_type ?? null,
  });
  return {
    id,
    session,
    lineItems: lines.map(({ item }) => item),
    images: lines.map(({ image }) => image),
    rates,
    intent: {
      description: intent?.description ?? null,
      metadata: intent?.metadata ?? {},
      receiptEmail: intent?.receipt_email ?? null,
      statementDescriptor: intent?.statement_descriptor ?? null,
      statementDescriptorSuffix: intent?.statement_descriptor_suffix ?? null,
    },
  };
}

function readLines(
  lines: LineItemParameters[] | undefined,
  now: number,
): { item: LineItem; image: string | null }[] {
  if (!lines || lines.length === 0) throw missingParameter('line_items');
  if (lines.length > 100) {
    throw invalidParameter(
      'line_items',
      `Checkout Sessions take up to 100 line items, but you passed in ${lines.length}.`,
    );
  }
  return lines.map((line, index) => {
    const at = `line_items[${index}]`;
    const price = line.price_data;
    if (line.price !== undefined && price) {
      throw exclusiveParameters(at, 'price', 'price_data');
    }
    if (line.price !== undefined) throw noSuch('price', line.price, `${at}[price]`);
    if (!price) throw missingParameter(`${at}[price_data]`);
    const currency = readCurrency(price.currency, `${at}[price_data][currency]`);
    const expected = lines[0]?.price_data?.currency.toLowerCase();
    if (currency !== expected) {
      throw invalidParameter(
        `${at}[price_data][currency]`,
        `All line items of a Checkout Session share one currency: found ${currency} beside ${expected}.`,
      );
    }
    if (price.product !== undefined && price.product_data) {
      throw exclusiveParameters(`${at}[price_data]`, 'product', 'product_data');
    }
    if (price.product !== undefined) throw noSuch('product', price.product, `${at}[price_data][product]`);
    if (!price.product_data) throw missingParameter(`${at}[price_data][product_data]`);
    if (price.unit_amount === undefined) throw missingParameter(`${at}[price_data][unit_amount]`);
    if (price.unit_amount < 0) {
      throw invalidParameter(
        `${at}[price_data][unit_amount]`,
        'Invalid non-negative integer',
        'parameter_invalid_integer',
      );
    }
    if (line.quantity === undefined) throw missingParameter(`${at}[quantity]`);
    if (line.quantity < 1) {
      throw invalidParameter(
        `${at}[quantity]`,
        'This value must be greater than or equal to 1.',
        'parameter_invalid_integer',
      );
    }
    const images = price.product_data.images ?? [];
    if (images.length > 8) {
      throw invalidParameter(
        `${at}[price_data][product_data][images]`,
        'You may only specify up to 8 images.',
      );
    }
    for (const [number, image] of images.entries()) {
      checkUrl(`${at}[price_data][product_data][images][${number}]`, image);
    }
    const item = newLineItem({
      name: price.product_data.name,
      currency,
      unitAmount: price.unit_amount,
      quantity: line.quantity,
      taxBehavior: price.tax_behavior ?? null,
      metadata: line.metadata ?? {},
      created: now,
    });
    return { item, image: images[0] ?? null };
  });
}

function readRates(wanted: SessionCreate, currency: string): StoredSession['rates'] {
  const options = wanted.shipping_options ?? [];
  if (options.length > 5) {
    throw invalidParameter('shipping_options', 'You may only specify up to 5 shipping options.');
  }
  const countries = wanted.shipping_address_collection?.allowed_countries;
  if (countries?.length === 0) throw missingParameter('shipping_address_collection[allowed_countries]');
  return options.map((option, index) => {
    const at = `shipping_options[${index}]`;
    const rate = option.shipping_rate_data;
    if (option.shipping_rate !== undefined && rate) {
      throw exclusiveParameters(at, 'shipping_rate', 'shipping_rate_data');
    }
    if (option.shipping_rate !== undefined)
      throw noSuch('shipping rate', option.shipping_rate, `${at}[shipping_rate]`);
    if (!rate) throw missingParameter(`${at}[shipping_rate_data]`);
    checkLength(`${at}[shipping_rate_data][display_name]`, rate.display_name, 100);
    if (!rate.fixed_amount) throw missingParameter(`${at}[shipping_rate_data][fixed_amount]`);
    const amount = `${at}[shipping_rate_data][fixed_amount]`;
    if (rate.fixed_amount.amount < 0) {
      throw invalidParameter(
        `${amount}[amount]`,
        'Invalid non-negative integer',
        'parameter_invalid_integer',
      );
    }
    if (readCurrency(rate.fixed_amount.currency, `${amount}[currency]`) !== currency) {
      throw invalidParameter(
        `${amount}[currency]`,
        `The shipping rate is in ${rate.fixed_amount.currency} but the line items are in ${currency}.`,
      );
    }
    return { id: newId('shr'), displayName: rate.display_name, amount: rate.fixed_amount.amount };
  });
}

function readExpiresAt(wanted: number | undefined, now: number): number {
  const day = 24 * 60 * 60;
  if (wanted === undefined) return now + day;
  if (wanted < now + 30 * 60) {
    throw invalidParameter(
      'expires_at',
      'The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.',
    );
  }
  if (wanted > now + day) {
    throw invalidParameter(
      'expires_at',
      'The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.',
    );
  }
  return wanted;
}

function readCurrency(text: string, param: string): string {
  const currency = text.toLowerCase();
  if (!currencies.includes(currency)) {
    throw invalidParameter(
      param,
      `Invalid currency: ${currency}. The sandbox knows these currencies: ${currencies.join(', ')}`,
    );
  }
  return currency;
}

function checkTotal(total: number, currency: string): void {
  if (total === 0) throw notEmulated('a total of 0 (no payment required)');
  const minimum = minimumCharge(currency) ?? 0;
  if (total < minimum) {
    throw new ApiError(
      400,
      `The Checkout Session's total amount due must add up to at least ${formatAmount(minimum, currency)} ${currency}`,
      { code: 'amount_too_small' },
    );
  }
  if (total > 99_999_999) {
    throw new ApiError(
      400,
      `The Checkout Session's total amount due must be no more than ${formatAmount(99_999_999, currency)}`,
      { code: 'amount_too_large' },
    );
  }
}

function checkCustomer(wanted: SessionCreate): void {
  if (wanted.customer !== undefined && wanted.customer_email !== undefined) {
    throw exclusiveParameters('customer', 'customer', 'customer_email');
  }
  if (wanted.customer !== undefined) throw noSuch('customer', wanted.customer, 'customer');
  checkEmail('customer_email', wanted.customer_email);
  checkEmail('payment_intent_data[receipt_email]', wanted.payment_intent_data?.receipt_email);
}

/**
 * The ways to pay that the page offers. A shop that names none gets all that the currency allows, those that pay late
 * included: so does an account of the real provider by its settings.
 */
function offeredMethods(
  { allowed_payment_method_types: allowed, excluded_payment_method_types: excluded = [] }: SessionCreate,
  currency: string,
  alwaysOffered: readonly string[],
): Method[] {
  const emulated: Method[] = ['card', 'sepa_debit', 'bacs_debit'];
  if (allowed && !allowed.some((name) => emulated.some((method) => method === name))) {
    throw notEmulated(`payment by ${allowed.join(', ')} only`, 'allowed_payment_method_types');
  }
  const offered = emulated
    .filter((method) => method === 'card' || debitCurrencies[method] === currency)
    .filter(
      (method) =>
        alwaysOffered.includes(method) || ((allowed?.includes(method) ?? true) && !excluded.includes(method)),
    );
  if (offered.length === 0) {
    throw invalidParameter(
      allowed ? 'allowed_payment_method_types' : 'excluded_payment_method_types',
      `No payment method types are left for a Checkout Session in ${currency}.`,
    );
  }
  return offered;
}

function checkDescriptor(key: string, text: string | undefined): void {
  const param = `payment_intent_data[${key}]`;
  checkLength(param, text, 22);
  if (text !== undefined && (/[<>\\'"*]/.test(text) || !/[a-z]/i.test(text))) {
    throw invalidParameter(param, `Invalid ${key}: it needs a letter and none of < > \\ ' " *`);
  }
}

function checkLength(param: string, text: string | undefined, limit: number): void {
  if (text !== undefined && text.length > limit) throw tooLong(param, text, limit);
}

function checkEmail(param: string, text: string | undefined): void {
  if (text !== undefined && !isEmail(text)) {
    throw invalidParameter(param, `Invalid email address: ${text}`, 'email_invalid');
  }
}

/** Whether text looks like one mail address: something, an at sign, a domain with a dot or localhost. */
export function isEmail(text: string): boolean {
  return text.length <= 512 && /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(text);
}

function checkUrl(param: string, text: string): void {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw invalidParameter(param, 'Not a valid URL', 'url_invalid');
  }
}

// Objects of these kinds cannot exist here, so every id is as unknown as a wrong id is to Stripe.
function noSuch(kind: string, id: string, param: string): ApiError {
  return new ApiError(400, `No such ${kind}: '${id}'`, { code: 'resource_missing', param });
}
