import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, onTestFinished, test } from 'vitest';
import { createSandbox } from '#sandbox/app.ts';
import { deriveParameters } from '#sandbox/derive-parameters.ts';

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
    return json;
  };
  const pay = async (url: string, card: string, status: number) => {
    const body = new URLSearchParams({
      email: 'a@b.co',
      phone: '+44 20 7946 0000',
      name: 'Ada',
      line1: '1 Road',
      city: 'York',
      postal_code: 'YO1',
      country: 'GB',
      card_number: card,
      exp: '12/34',
      cvc: '123',
    });
    expect((await sandbox.fetch(url, { method: 'POST', body, redirect: 'manual' })).status).toBe(status);
  };
  const create = (extra = '') =>
    call(
      'POST',
      'checkout/sessions',
      `mode=payment&success_url=http://shop.test&line_items[0][price_data][currency]=gbp&line_items[0][price_data][unit_amount]=2400&line_items[0][price_data][product_data][name]=Roller&line_items[0][quantity]=1${extra}`,
    );
  return { call, pay, create };
}

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

test('sessions, lines, intents, charges, refunds and events are what the typings promise', async () => {
  const { call, pay, create } = await openShop();
  for (const extra of ['', everything]) {
    const session = await create(`${extra}&expand[]=line_items`);
    expect(departures(session, typeNamed('Session'), 'open session')).toEqual([]);

    await pay(session.url, '4000000000000002', 402);
    const expand = 'expand[]=line_items&expand[]=payment_intent.latest_charge';
    const declined = await call('GET', `checkout/sessions/${session.id}?${expand}`);
    expect(declined.payment_intent.latest_charge.status).toBe('failed');
    expect(departures(declined, typeNamed('Session'), 'declined session')).toEqual([]);

    await pay(session.url, '4242424242424242', 303);
    const paid = await call('GET', `checkout/sessions/${session.id}?${expand}`);
    expect(departures(paid, typeNamed('Session'), 'paid session')).toEqual([]);

    const refund = await call(
      'POST',
      'refunds',
      `payment_intent=${paid.payment_intent.id}&amount=100&reason=duplicate`,
    );
    expect(departures(refund, typeNamed('Refund'), 'refund')).toEqual([]);
    const charge = await call('GET', `charges/${refund.charge}?expand[]=refunds`);
    expect(departures(charge, typeNamed('Charge'), 'refunded charge')).toEqual([]);

    const abandoned = await create(extra);
    await pay(abandoned.url, '4000000000000119', 402);
    const expired = await call('POST', `checkout/sessions/${abandoned.id}/expire`, 'expand[]=payment_intent');
    expect(departures(expired, typeNamed('Session'), 'expired session')).toEqual([]);
  }

  const { data: items } = await call('GET', `checkout/sessions/${(await create(everything)).id}/line_items`);
  expect(departures(items[0], typeNamed('LineItem'), 'line item')).toEqual([]);

  const { data: events } = await call('GET', 'events?limit=100');
  const kinds = {
    'checkout.session': 'Session',
    payment_intent: 'PaymentIntent',
    charge: 'Charge',
    refund: 'Refund',
  } as const;
  expect(new Set(events.map(({ type }: { type: string }) => type))).toEqual(
    new Set([
      'checkout.session.completed',
      'checkout.session.expired',
      'payment_intent.created',
      'payment_intent.payment_failed',
      'payment_intent.succeeded',
      'payment_intent.canceled',
      'charge.failed',
      'charge.succeeded',
      'charge.refunded',
      'refund.created',
    ]),
  );
  for (const event of events) {
    // The envelope; its `data` is typed per event type, so the object inside is held to its own type.
    const { data, ...envelope } = event;
    expect(departures({ ...envelope, data: { object: {} } }, typeNamed('EventBase'), event.type)).toEqual([]);
    const kind = kinds[data.object.object as keyof typeof kinds];
    expect(departures(data.object, typeNamed(kind), `${event.type} object`)).toEqual([]);
  }
});

test('the committed parameter tables are those of the installed SDK', () => {
  const committed = readFileSync(
    new URL('../../src/sandbox/generated/parameters.json', import.meta.url),
    'utf8',
  );
  expect(deriveParameters(), 'run: node src/sandbox/derive-parameters.ts').toBe(committed);
});
