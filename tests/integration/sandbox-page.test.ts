import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createSandbox } from '#sandbox/app.ts';
import { hasExpired, passesLuhn, readExpiry, testCards } from '#sandbox/cards.ts';

// The payment page as a browser without script sees it.

const start = Date.UTC(2026, 10, 22, 12);
const buyer = {
  email: 'ada@example.com',
  name: 'Ada Lovelace',
  line1: '12 St James’s Square',
  city: 'London',
  postal_code: 'SW1Y 4JH',
  country: 'GB',
  card_number: '4242 4242 4242 4242',
  exp: '12/34',
  cvc: '123',
};

async function open(extra: Record<string, string> = {}) {
  const sandbox = createSandbox({ clock: { now: () => new Date(start) }, merchant: 'Needlewise' });
  onTestFinished(() => sandbox.close());
  const api = async (method: string, path: string, body?: Record<string, string>) => {
    const answer = await sandbox.fetch(`http://127.0.0.1/v1/${path}`, {
      method,
      headers: { Authorization: 'Bearer sk_test_x' },
      ...(body && { body: new URLSearchParams(body) }),
    });
    return answer.json();
  };
  const session = await api('POST', 'checkout/sessions', {
    mode: 'payment',
    success_url: 'http://shop.test/checkout/return?session_id={CHECKOUT_SESSION_ID}',
    cancel_url: 'http://shop.test/cart?a=1&b=2',
    'line_items[0][price_data][currency]': 'gbp',
    'line_items[0][price_data][unit_amount]': '2400',
    'line_items[0][price_data][product_data][name]': 'Roller <b>0.25</b> & "case"',
    'line_items[0][quantity]': '2',
    'shipping_address_collection[allowed_countries][0]': 'GB',
    ...extra,
  });
  expect(session.object).toBe('checkout.session');
  const get = async (url: string = session.url) => {
    const answer = await sandbox.fetch(url);
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  };
  const post = async (change: Record<string, string> = {}, url: string = session.url) => {
    const answer = await sandbox.fetch(url, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ ...buyer, ...change }),
    });
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  };
  const read = () => api('GET', `checkout/sessions/${session.id}?expand[]=payment_intent`);
  return { sandbox, api, session, get, post, read };
}

const titleOf = (text: string) => /<title>([^<]*)<\/title>/.exec(text)?.[1];
const typedIn = (text: string, name: string) =>
  new RegExp(`<input id="${name}"[^>]* value="([^"]*)"`).exec(text)?.[1];

describe('the open page', () => {
  test('shows what is bought, says that it is a test, lists the cards and leads back', async () => {
    const { get } = await open({
      'shipping_options[0][shipping_rate_data][display_name]': 'Tracked',
      'shipping_options[0][shipping_rate_data][type]': 'fixed_amount',
      'shipping_options[0][shipping_rate_data][fixed_amount][amount]': '395',
      'shipping_options[0][shipping_rate_data][fixed_amount][currency]': 'gbp',
    });
    const { status, text } = await get();
    expect(status).toBe(200);
    expect(titleOf(text)).toBe('Pay £51.95 to Needlewise (test payment page)');
    expect(text).toContain('no money moves');
    expect(text).toContain('Roller &lt;b&gt;0.25&lt;/b&gt; &amp; &quot;case&quot;');
    expect(text).toContain('2 × £24.00');
    expect(text).toMatch(/Tracked<\/dt><dd>£3\.95/);
    expect(text).toMatch(/Total<\/dt><dd class="total">£51\.95/);
    expect(text).toContain('href="http://shop.test/cart?a=1&amp;b=2"');
    for (const { number } of testCards) expect(text.replaceAll(' ', '')).toContain(number);
    for (const field of Object.keys(buyer)) {
      expect(text).toMatch(new RegExp(`<label for="${field}">`));
      expect(text).toMatch(new RegExp(`name="${field}"`));
    }
  });

  test('runs no script and loads nothing but its own style; its form may lead to the shop', async () => {
    const { get } = await open({
      'line_items[0][price_data][product_data][images][0]': 'http://pictures.test/a.svg',
    });
    const { headers, text } = await get();
    expect(text).not.toMatch(/<script|\son\w+=|javascript:|style="/);
    const style = /<style>([\s\S]*?)<\/style>/.exec(text)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(headers.get('Content-Security-Policy')?.split('; ')).toEqual([
      "default-src 'none'",
      `style-src 'sha256-${hash}'`,
      'img-src data: http://pictures.test',
      "form-action 'self' http://shop.test",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ]);
    expect(headers.get('Cache-Control')).toBe('no-store');
  });

  test('asks for no address when nothing is delivered, for a phone only when the shop wants one', async () => {
    const { get, post, read } = await open({ 'phone_number_collection[enabled]': 'true' });
    expect((await get()).text).toContain('name="phone"');
    expect((await post()).text).toContain('Enter a phone number');
    expect((await post({ phone: '+44 20 7946 0000' })).status).toBe(303);
    expect((await read()).customer_details.phone).toBe('+44 20 7946 0000');
  });

  test('an email given by the shop cannot be changed', async () => {
    const { get, post, read } = await open({ customer_email: 'given@example.com' });
    expect((await get()).text).toMatch(/<input id="email"[^>]* value="given@example.com"[^>]* readonly/);
    expect((await post({ email: 'other@example.com' })).status).toBe(303);
    expect((await read()).customer_details.email).toBe('given@example.com');
  });

  test('with several ways of delivery the total follows the chosen one, without script', async () => {
    const rate = (n: number, name: string, amount: string) => ({
      [`shipping_options[${n}][shipping_rate_data][display_name]`]: name,
      [`shipping_options[${n}][shipping_rate_data][type]`]: 'fixed_amount',
      [`shipping_options[${n}][shipping_rate_data][fixed_amount][amount]`]: amount,
      [`shipping_options[${n}][shipping_rate_data][fixed_amount][currency]`]: 'gbp',
    });
    const { session, get, post, read } = await open({ ...rate(0, 'Slow', '0'), ...rate(1, 'Fast', '695') });
    const fast = session.shipping_options[1].shipping_rate;
    expect((await get()).text).toContain('Pay £48.00');
    const chosen = await get(`${session.url}?shipping_rate=${fast}`);
    expect(chosen.text).toContain('Pay £54.95');
    expect(chosen.text).toContain(`<input type="hidden" name="shipping_rate" value="${fast}">`);
    await post({ shipping_rate: fast });
    expect(await read()).toMatchObject({
      amount_total: 5495,
      shipping_cost: { amount_total: 695, shipping_rate: fast },
      total_details: { amount_shipping: 695 },
      payment_intent: { amount: 5495, amount_received: 5495 },
    });
  });
});

describe('a wrong form', () => {
  const cases: [string, Record<string, string>, string, string][] = [
    ['no email', { email: '' }, 'email', 'Enter your email address'],
    ['half an email', { email: 'ada@' }, 'email', 'Enter an email address like name@example.com'],
    ['no name', { name: ' ' }, 'name', 'Enter your full name'],
    ['no street', { line1: '' }, 'line1', 'Enter the street and house number'],
    ['no town', { city: '' }, 'city', 'Enter the town or city'],
    ['no postcode', { postal_code: '' }, 'postal_code', 'Enter the postcode'],
    ['no country', { country: '' }, 'country', 'Choose a country'],
    [
      'a country that is not delivered to',
      { country: 'FR' },
      'country',
      'The shop does not deliver to France',
    ],
    ['no card', { card_number: '' }, 'card_number', 'Enter a card number'],
    [
      'a mistyped card',
      { card_number: '4242 4242 4242 4241' },
      'card_number',
      'Check the card number: this is not a valid one',
    ],
    [
      'letters for a card',
      { card_number: 'visa' },
      'card_number',
      'Check the card number: this is not a valid one',
    ],
    [
      'a card that could be real',
      { card_number: '4012888888881881' },
      'card_number',
      'Only the test cards on this page work here. Never type in a real card',
    ],
    ['no expiry', { exp: '' }, 'exp', 'Enter the expiry date'],
    ['a month that is none', { exp: '13/34' }, 'exp', 'Enter the expiry date as month and year, like 12/34'],
    ['last month', { exp: '10/26' }, 'exp', 'This date is in the past'],
    ['no code', { cvc: '' }, 'cvc', 'Enter the security code'],
    ['a short code', { cvc: '12' }, 'cvc', 'The security code has 3 digits'],
    [
      'three digits for an American Express',
      { card_number: '378282246310005' },
      'cvc',
      'The security code has 4 digits',
    ],
  ];
  test.each(cases)('with %s names the field and keeps the rest', async (_name, change, field, message) => {
    const { post, read } = await open();
    const { status, text } = await post(change);
    expect(status).toBe(422);
    expect(titleOf(text)).toBe('Error: Pay £48.00 to Needlewise (test payment page)');
    expect(text).toMatch(new RegExp(`role="alert"[\\s\\S]*<a href="#${field}">`));
    expect(text).toContain(`<span class="reason" id="${field}-error">${message}</span>`);
    expect(text).toMatch(
      new RegExp(
        `id="${field}" name="${field}"[^>]*aria-invalid="true"[^>]*aria-describedby="[^"]*${field}-error"`,
      ),
    );
    if (field !== 'name') expect(typedIn(text, 'name')).toBe('Ada Lovelace');
    expect(typedIn(text, 'card_number')).toBe('');
    expect(typedIn(text, 'cvc')).toBe('');
    expect(await read()).toMatchObject({ status: 'open', payment_intent: null });
  });

  test('lists every wrong field at once, in the order of the page', async () => {
    const { post } = await open();
    const empty = Object.fromEntries(Object.keys(buyer).map((field) => [field, '']));
    const { text } = await post(empty);
    const links = [...text.matchAll(/<li><a href="#(\w+)">/g)].map(([, field]) => field);
    expect(links).toEqual(Object.keys(buyer));
  });

  test('gives back what was typed as text, never as markup', async () => {
    const { post } = await open();
    const { text } = await post({ name: '"><script>alert(1)</script>', email: '' });
    expect(text).not.toContain('<script');
    expect(typedIn(text, 'name')).toBe('&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;');
  });

  test('this month’s card still works', async () => {
    const { post } = await open();
    expect((await post({ exp: '11/26' })).status).toBe(303);
  });
});

describe('paying', () => {
  test.each(testCards.filter(({ decline, authenticate }) => !decline && !authenticate))(
    '$brand $number pays',
    async ({ number, brand }) => {
      const { post, read, session } = await open();
      const answer = await post({ card_number: number, cvc: brand === 'amex' ? '1234' : '123' });
      expect([answer.status, answer.headers.get('Location')]).toEqual([
        303,
        `http://shop.test/checkout/return?session_id=${session.id}`,
      ]);
      expect((await read()).payment_status).toBe('paid');
    },
  );

  test.each([
    ['4000000000000002', 'card_declined', 'generic_decline'],
    ['4000000000009995', 'card_declined', 'insufficient_funds'],
    ['4000000000009987', 'card_declined', 'lost_card'],
    ['4000000000000069', 'expired_card', undefined],
    ['4000000000000127', 'incorrect_cvc', undefined],
    ['4000000000000119', 'processing_error', undefined],
  ])('%s is declined with %s, says so and keeps the form', async (number, code, declineCode) => {
    const { post, read } = await open();
    const { status, text } = await post({ card_number: number });
    expect(status).toBe(402);
    expect(titleOf(text)).toMatch(/^Error: Pay £48\.00/);
    const { payment_intent: intent, status: state } = await read();
    expect(state).toBe('open');
    expect([intent.last_payment_error.code, intent.last_payment_error.decline_code]).toEqual([
      code,
      declineCode,
    ]);
    expect(text).toMatch(/role="alert"[\s\S]*The card was declined[\s\S]*No money has moved/);
    expect([typedIn(text, 'name'), typedIn(text, 'card_number'), typedIn(text, 'cvc')]).toEqual([
      'Ada Lovelace',
      '',
      '',
    ]);
    expect(text).not.toContain(`value="${number}"`);
    expect((await post()).status).toBe(303);
  });

  test('a second click lands where the first did and charges once', async () => {
    const { api, post } = await open();
    const answers = await Promise.all([post(), post(), post()]);
    expect(new Set(answers.map(({ status, headers }) => `${status} ${headers.get('Location')}`)).size).toBe(
      1,
    );
    expect((await api('GET', 'charges')).data).toHaveLength(1);
  });

  test('no card number or security code is kept anywhere', async () => {
    const { sandbox, post } = await open();
    await post({ card_number: '4000000000000002', cvc: '987' });
    await post({ card_number: '5555555555554444', cvc: '986' });
    const state = await (await sandbox.fetch('http://127.0.0.1/_sandbox/state')).text();
    expect(state).toContain('"last4":"4444"');
    expect(state).not.toMatch(/5555555555554444|4000000000000002|"98[67]"/);
  });
});

describe('a page that is over', () => {
  test('a paid one leads back to the shop', async () => {
    const { get, post, session } = await open();
    await post();
    const { status, text } = await get();
    expect([status, titleOf(text)]).toEqual([200, 'This payment is complete (test payment page)']);
    expect(text).toContain(`href="http://shop.test/checkout/return?session_id=${session.id}"`);
    expect(text).not.toContain('<form');
  });

  test('an expired one says that nothing was charged and takes no card', async () => {
    const { sandbox, api, get, post } = await open();
    await sandbox.advance(86_400);
    for (const { status, text } of [await get(), await post()]) {
      expect([status, titleOf(text)]).toEqual([410, 'This payment page has expired (test payment page)']);
      expect(text).toContain('href="http://shop.test/cart?a=1&amp;b=2"');
    }
    expect((await api('GET', 'charges')).data).toEqual([]);
  });

  test('an unknown one is a 404 page', async () => {
    const { get, post } = await open();
    const url = 'http://127.0.0.1:4322/c/pay/cs_test_none';
    for (const { status, text } of [await get(url), await post({}, url)]) {
      expect([status, titleOf(text)]).toEqual([404, 'Payment page not found (test payment page)']);
    }
  });
});

describe('cards', () => {
  test('every listed card passes the sum check; any single wrong digit fails it', () => {
    for (const { number } of testCards) expect(passesLuhn(number)).toBe(true);
    fc.assert(
      fc.property(
        fc.constantFrom(...testCards.map(({ number }) => number)),
        fc.nat(),
        fc.integer({ min: 1, max: 9 }),
        (number, place, step) => {
          const at = place % number.length;
          const digit = (Number(number[at]) + step) % 10;
          expect(passesLuhn(`${number.slice(0, at)}${digit}${number.slice(at + 1)}`)).toBe(false);
        },
      ),
    );
  });

  test.each([
    ['12/34', 12, 2034],
    ['1/34', 1, 2034],
    ['01 / 2034', 1, 2034],
    ['0134', 1, 2034],
    ['12-34', 12, 2034],
  ])('%s is a month', (text, month, year) => {
    expect(readExpiry(text)).toEqual({ month, year });
  });

  test.each(['', '13/30', '0/30', '12', '12/345', 'May 2030', '12/1999'])('%j is no month', (text) => {
    expect(readExpiry(text)).toBeNull();
  });

  test('a card expires with the last moment of its month', () => {
    expect(hasExpired({ month: 12, year: 2026 }, Date.UTC(2026, 11, 31, 23, 59, 59, 999))).toBe(false);
    expect(hasExpired({ month: 12, year: 2026 }, Date.UTC(2027, 0, 1))).toBe(true);
  });
});
