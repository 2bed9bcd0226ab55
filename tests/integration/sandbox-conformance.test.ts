import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, onTestFinished, test } from 'vitest';
import { createSandbox } from '#sandbox/app.ts';
import { deriveParameters } from '#sandbox/derive-parameters.ts';
import { references } from '#sandbox/expand.ts';

// The sandbox's answers against the typings of the SDK that reads them: every required key is
// there, no key is invented, each value is of its type and each enum value is one that the SDK names.

const typings = (path: string) =>
  fileURLToPath(new URL(`../../node_modules/stripe/esm/resources/${path}.d.ts`, import.meta.url));
const sources = {
  Session: 'Checkout/Sessions',
  LineItem: 'LineItems',
  PaymentIntent: 'PaymentIntents',
  Charge: 'Charges',
  Refund: 'Refunds',
  Dispute: 'Disputes',
  BalanceTransaction: 'BalanceTransactions',
  WebhookEndpoint: 'WebhookEndpoints',
  DeletedWebhookEndpoint: 'WebhookEndpoints',
  EventBase: 'Events',
} as const;
const program = ts.createProgram(Object.values(sources).map(typings), {
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  strict: true,
  exactOptionalPropertyTypes: true,
  noEmit: true,
  types: [],
});
const checker = program.getTypeChecker();

function typeNamed(name: keyof typeof sources): ts.Type {
  const source = program.getSourceFile(typings(sources[name]));
  const file = source && checker.getSymbolAtLocation(source);
  const symbol = file && checker.getExportsOfModule(file).find((exported) => exported.name === name);
  if (!symbol) throw new Error(`The SDK has no ${name}`);
  return checker.getDeclaredTypeOfSymbol(symbol);
}

/** Where `value` departs from `type`, one line each. */
function departures(value: unknown, type: ts.Type, path: string): string[] {
  const members = type.isUnion() ? type.types : [type];
  if (value === null)
    return members.some(({ flags }) => flags & ts.TypeFlags.Null) ? [] : [`${path} may not be null`];
  if (typeof value === 'string') {
    const literals = members.filter((member) => member.isStringLiteral()).map((member) => member.value);
    if (literals.includes(value)) return [];
    if (
      members.some((member) => member.flags & ts.TypeFlags.String || member.aliasSymbol?.name === 'Decimal')
    )
      return [];
    return [
      `${path} may not be ${JSON.stringify(value)}: ${literals.join(' | ') || checker.typeToString(type)}`,
    ];
  }
  if (typeof value === 'number') {
    return members.some(({ flags }) => flags & ts.TypeFlags.NumberLike)
      ? []
      : [`${path} may not be a number`];
  }
  if (typeof value === 'boolean') {
    return members.some(({ flags }) => flags & ts.TypeFlags.BooleanLike)
      ? []
      : [`${path} may not be a boolean`];
  }
  const objects = members.filter((member) => member.flags & ts.TypeFlags.Object);
  if (objects.length === 0) return [`${path} may not be an object`];
  const tries = objects.map((member) => objectDepartures(value as object, member, path));
  return tries.sort((a, b) => a.length - b.length)[0] ?? [];
}

function objectDepartures(value: object, type: ts.Type, path: string): string[] {
  if (Array.isArray(value)) {
    const [item] = checker.isArrayType(type) ? checker.getTypeArguments(type as ts.TypeReference) : [];
    return item
      ? value.flatMap((entry, n) => departures(entry, item, `${path}[${n}]`))
      : [`${path} may not be a list`];
  }
  const index = checker.getIndexTypeOfType(type, ts.IndexKind.String);
  const properties = checker.getPropertiesOfType(type);
  const missing = properties
    .filter(({ name, flags }) => !(flags & ts.SymbolFlags.Optional) && !Object.hasOwn(value, name))
    .map(({ name }) => `${path}.${name} is missing`);
  return missing.concat(
    Object.entries(value).flatMap(([key, child]) => {
      const property = properties.find(({ name }) => name === key);
      if (property) return departures(child, checker.getTypeOfSymbol(property), `${path}.${key}`);
      return index ? departures(child, index, `${path}.${key}`) : [`${path}.${key} is not in the typings`];
    }),
  );
}

type Json = Record<string, unknown> & { id: string; url: string; data: Json[] };

/** The typing of each kind of object that the sandbox answers. */
const kinds: Record<string, keyof typeof sources> = {
  'checkout.session': 'Session',
  item: 'LineItem',
  payment_intent: 'PaymentIntent',
  charge: 'Charge',
  refund: 'Refund',
  dispute: 'Dispute',
  webhook_endpoint: 'WebhookEndpoint',
};

/** What is wrong with an answer or with the object of an event, whatever it is. */
function wrongWith(value: Json): string[] {
  if (value.object === 'list') return value.data.flatMap(wrongWith);
  if (value.object === 'event') {
    const { data, ...envelope } = value;
    const { object } = data as unknown as { object: Json };
    // `data` is typed per type of event, so the object inside is held to its own typing.
    return departures(
      { ...envelope, data: { object: {} } },
      typeNamed('EventBase'),
      String(value.type),
    ).concat(wrongWith(object).map((line) => `${String(value.type)}: ${line}`));
  }
  if (value.deleted === true) return departures(value, typeNamed('DeletedWebhookEndpoint'), 'deleted');
  const kind = kinds[String(value.object)];
  return kind ? departures(value, typeNamed(kind), kind) : [`nothing is known about ${String(value.object)}`];
}

/** A sandbox whose every answer is held to the typings as it comes. */
async function openShop() {
  const sandbox = createSandbox();
  onTestFinished(() => sandbox.close());
  const call = async (method: string, path: string, body?: string) => {
    const answer = await sandbox.fetch(`http://127.0.0.1/v1/${path}`, {
      method,
      headers: { Authorization: 'Bearer sk_test_x', 'Content-Type': 'application/x-www-form-urlencoded' },
      ...(body !== undefined && { body }),
    });
    const json = await answer.json();
    expect(answer.status, json.error?.message).toBe(200);
    expect(wrongWith(json), `${method} ${path}`).toEqual([]);
    return json;
  };
  const post = async (url: string, fields: Record<string, string>, status: number) => {
    const answer = await sandbox.fetch(url, {
      method: 'POST',
      body: new URLSearchParams(fields),
      redirect: 'manual',
    });
    expect(answer.status).toBe(status);
  };
  const pay = (url: string, card: string, status: number) =>
    post(url, { ...buyer, card_number: card, exp: '12/34', cvc: '123' }, status);
  const create = (extra = '', currency = 'gbp') =>
    call(
      'POST',
      'checkout/sessions',
      `mode=payment&success_url=http://shop.test&line_items[0][price_data][currency]=${currency}&line_items[0][price_data][unit_amount]=2400&line_items[0][price_data][product_data][name]=Roller&line_items[0][quantity]=1${extra}`,
    );
  const later = (seconds = 180) => sandbox.advance(seconds);
  const read = (id: string, expand = 'expand[]=line_items&expand[]=payment_intent.latest_charge') =>
    call('GET', `checkout/sessions/${id}?${expand}`);
  return { call, post, pay, create, later, read };
}

const buyer = {
  email: 'a@b.co',
  phone: '+44 20 7946 0000',
  name: 'Ada',
  line1: '1 Road',
  city: 'York',
  postal_code: 'YO1',
  country: 'GB',
};

const everything =
  '&customer_email=a@b.co&cancel_url=http://shop.test/cart&locale=en-GB&submit_type=pay&billing_address_collection=required&phone_number_collection[enabled]=true&shipping_address_collection[allowed_countries][0]=GB&shipping_options[0][shipping_rate_data][display_name]=Post&shipping_options[0][shipping_rate_data][type]=fixed_amount&shipping_options[0][shipping_rate_data][fixed_amount][amount]=395&shipping_options[0][shipping_rate_data][fixed_amount][currency]=gbp&allowed_payment_method_types[0]=card&excluded_payment_method_types[0]=klarna&payment_intent_data[receipt_email]=a@b.co&payment_intent_data[description]=x&metadata[a]=b&line_items[0][metadata][sku]=A&line_items[0][price_data][tax_behavior]=inclusive';

test('the checker itself sees missing, invented and mistyped keys', async () => {
  const { create } = await openShop();
  const session = await create();
  const type = typeNamed('Session');
  const { cancel_url: _, ...without } = session;
  expect(departures(without, type, 's')).toEqual(['s.cancel_url is missing']);
  expect(departures({ ...session, invented: 1 }, type, 's')).toEqual(['s.invented is not in the typings']);
  expect(departures({ ...session, amount_total: '1' }, type, 's')).toHaveLength(1);
  expect(departures({ ...session, status: 'paid' }, type, 's')).toHaveLength(1);
  expect(departures({ ...session, created: null }, type, 's')).toHaveLength(1);
});

test('the typings ask for as many keys as were counted when the sandbox was made', () => {
  const required = (name: keyof typeof sources) =>
    checker
      .getPropertiesOfType(typeNamed(name))
      .filter((property) => !(property.flags & ts.SymbolFlags.Optional)).length;
  expect({
    session: required('Session'),
    intent: required('PaymentIntent'),
    charge: required('Charge'),
    refund: required('Refund'),
    dispute: required('Dispute'),
    item: required('LineItem'),
    event: required('EventBase'),
  }).toEqual({ session: 59, intent: 42, charge: 42, refund: 17, dispute: 17, item: 12, event: 9 });
});

test('what the sandbox expands is what the typings let one expand', () => {
  for (const [kind, expandable] of Object.entries(references)) {
    const typing = kinds[kind];
    if (!typing) throw new Error(`No typing for ${kind}`);
    const properties = checker.getPropertiesOfType(typeNamed(typing));
    for (const key of Object.keys(expandable)) {
      const property = properties.find(({ name }) => name === key);
      const type = property && checker.getTypeOfSymbol(property);
      const members = type?.isUnion() ? type.types : [type];
      // An id that may be an object, or a list that is there only when asked for.
      const isReference = members.some((member) => member && member.flags & ts.TypeFlags.String);
      const isOptionalList = property && (property.flags & ts.SymbolFlags.Optional) !== 0;
      expect([kind, key, isReference || isOptionalList]).toEqual([kind, key, true]);
    }
  }
});

test('every answer and every event of every flow is what the typings promise', async () => {
  const { call, post, pay, create, later, read } = await openShop();

  for (const extra of ['', everything]) {
    const session = await create(`${extra}&expand[]=line_items`);
    await pay(session.url, '4000000000000002', 402);
    expect((await read(session.id)).payment_intent.latest_charge.status).toBe('failed');
    await pay(session.url, '4242424242424242', 303);
    const paid = await read(session.id);
    const refund = await call(
      'POST',
      'refunds',
      `payment_intent=${paid.payment_intent.id}&amount=100&reason=duplicate`,
    );
    await call('GET', `charges/${refund.charge}?expand[]=refunds`);
    const abandoned = await create(extra);
    await pay(abandoned.url, '4000000000000119', 402);
    await call('POST', `checkout/sessions/${abandoned.id}/expire`, 'expand[]=payment_intent');
    await call('POST', `checkout/sessions/${session.id}`, 'metadata[a]=b');
    await call('GET', `checkout/sessions/${session.id}/line_items`);
  }

  // The bank asks: yes, no, given up, and a card that is declined afterwards.
  for (const [card, answer, status] of [
    ['4000002760003184', 'yes', 303],
    ['4000002760003184', 'no', 402],
    ['4000008400001629', 'yes', 402],
    ['4000008260003178', '', 0],
  ] as const) {
    const session = await create();
    await pay(session.url, card, 303);
    expect((await read(session.id)).payment_intent.status).toBe('requires_action');
    if (answer) await post(`${session.url}/authenticate`, { answer }, status);
    else await call('POST', `checkout/sessions/${session.id}/expire`, '');
    await read(session.id);
  }

  // A blocked card; money that comes late, or not at all, or comes back.
  await pay((await create()).url, '4100000000000019', 402);
  const debits = [
    ['eur', 'sepa_debit', { iban: 'AT611904300234573201' }],
    ['eur', 'sepa_debit', { iban: 'AT861904300235473202' }],
    ['gbp', 'bacs_debit', { sort_code: '108800', account_number: '00012345' }],
    ['gbp', 'bacs_debit', { sort_code: '108800', account_number: '22222227' }],
  ] as const;
  for (const [currency, method, account] of debits) {
    const session = await create('', currency);
    await post(session.url, { ...buyer, method, ...account }, 303);
    expect((await read(session.id)).payment_status).toBe('unpaid');
    await later();
    const settled = await read(session.id);
    if (settled.payment_status !== 'paid') continue;
    const back = await call('POST', 'refunds', `payment_intent=${settled.payment_intent.id}`);
    expect(back.status).toBe('pending');
    await later();
    expect((await call('GET', `refunds/${back.id}`)).status).toBe('succeeded');
  }

  // Refunds that take a while and that come back.
  for (const [card, status] of [
    ['4000000000007726', 'succeeded'],
    ['4000000000005126', 'failed'],
  ] as const) {
    const session = await create();
    await pay(session.url, card, 303);
    const { payment_intent } = await read(session.id, '');
    const refund = await call('POST', 'refunds', `payment_intent=${payment_intent}&expand[]=charge`);
    await call('POST', `refunds/${refund.id}`, 'metadata[a]=b');
    await later();
    expect((await call('GET', `refunds/${refund.id}`)).status).toBe(status);
  }

  // Disputes: won, lost, given in, not answered, an inquiry that goes away and one that gets worse.
  for (const [card, evidence] of [
    ['4000000000000259', 'winning_evidence'],
    ['4000000000002685', 'losing_evidence'],
    ['4000000000000259', 'close'],
    ['4000000000000259', ''],
    ['4000000000001976', 'any'],
    ['4000000000001976', 'escalate_inquiry_evidence'],
  ] as const) {
    const session = await create();
    await pay(session.url, card, 303);
    const { payment_intent } = await read(session.id, '');
    await later();
    const [dispute] = (await call('GET', `disputes?payment_intent=${payment_intent}`)).data;
    await call('GET', `disputes/${dispute.id}?expand[]=charge&expand[]=payment_intent`);
    if (evidence === 'close') await call('POST', `disputes/${dispute.id}/close`, '');
    else if (evidence) {
      await call('POST', `disputes/${dispute.id}`, `evidence[uncategorized_text]=${evidence}`);
    }
    await later(8 * 86_400);
    await call('GET', `disputes/${dispute.id}`);
  }

  const endpoint = await call(
    'POST',
    'webhook_endpoints',
    'url=http://shop.test/hook&enabled_events[]=charge.succeeded&description=x&metadata[a]=b',
  );
  await call('POST', `webhook_endpoints/${endpoint.id}`, 'disabled=true');
  await call('GET', 'webhook_endpoints');
  await call('DELETE', `webhook_endpoints/${endpoint.id}`);
  for (const list of ['checkout/sessions', 'payment_intents', 'charges', 'refunds', 'disputes']) {
    await call('GET', `${list}?limit=100`);
  }

  const types = new Set<string>();
  for (let after = ''; ; ) {
    const page: { data: (Json & { type: string })[]; has_more: boolean } = await call(
      'GET',
      `events?limit=100${after}`,
    );
    for (const { type } of page.data) types.add(type);
    if (!page.has_more) break;
    after = `&starting_after=${page.data.at(-1)?.id}`;
  }
  expect([...types].sort()).toEqual([
    'charge.dispute.closed',
    'charge.dispute.created',
    'charge.dispute.funds_reinstated',
    'charge.dispute.funds_withdrawn',
    'charge.dispute.updated',
    'charge.failed',
    'charge.pending',
    'charge.refund.updated',
    'charge.refunded',
    'charge.succeeded',
    'charge.updated',
    'checkout.session.async_payment_failed',
    'checkout.session.async_payment_succeeded',
    'checkout.session.completed',
    'checkout.session.expired',
    'payment_intent.canceled',
    'payment_intent.created',
    'payment_intent.payment_failed',
    'payment_intent.processing',
    'payment_intent.requires_action',
    'payment_intent.succeeded',
    'refund.created',
    'refund.failed',
    'refund.updated',
  ]);
});

test('the committed parameter tables are those of the installed SDK', () => {
  const committed = readFileSync(
    new URL('../../src/sandbox/generated/parameters.json', import.meta.url),
    'utf8',
  );
  expect(deriveParameters(), 'run: node src/sandbox/derive-parameters.ts').toBe(committed);
});
