import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CheckoutServices } from '#features/checkout/checkout-services.ts';
import type { Payments } from '#features/payments/payments.server.ts';
import { newId } from '#lib/ids.ts';
import { type Action, openShopModel, type Plant, type ShopModel, sequences } from './shop-model.ts';

// The proof that the sequences can fail: bugs that other shops had, put in on purpose. Each comes with the shortest
// sequence that shows it, as shrinking gave it; `FAULT_HUNT=300 npx vitest run --project faults planted-bugs` looks for
// them at random instead, as one who does not know them must.

interface Bug {
  name: string;
  plant: Plant;
  shownBy: Action[];
  says: RegExp;
}

const withPayments = (services: CheckoutServices, change: (payments: Payments) => Partial<Payments>) => ({
  ...services,
  payments: { ...services.payments, ...change(services.payments) },
});

const bugs: Bug[] = [
  {
    // payments.md 2.3, 8: stock is released only when the provider says that the session is dead.
    name: 'an order is given up by our own clock, ten minutes early',
    plant: (services) => {
      const ends = new Map<string, number>();
      return withPayments(services, (payments) => ({
        async createSession(params, key) {
          const made = await payments.createSession(params, key);
          if (made.ok) ends.set(made.value.id, params.expires_at - 600);
          return made;
        },
        async retrieveSession(id) {
          const found = await payments.retrieveSession(id);
          const isLate = services.clock.now().getTime() / 1000 > (ends.get(id) ?? Number.POSITIVE_INFINITY);
          return found.ok && found.value.status === 'open' && isLate
            ? { ok: true, value: { ...found.value, status: 'expired' } }
            : found;
        },
      }));
    },
    shownBy: [
      { do: 'checkout', buyer: 0 },
      { do: 'time passes', seconds: 1_790 },
      { do: 'reconcile' },
      { do: 'pay', buyer: 0, page: 0, card: 'pays' },
    ],
    says: /was paid after it was given up/,
  },
  {
    // vendure#3903: the call that got no answer is made again, and is another call.
    name: 'a repeated call has a new key',
    plant: (services) =>
      withPayments(services, (payments) => ({
        createSession: (params) => payments.createSession(params, newId()),
      })),
    shownBy: [
      { do: 'fail', call: 'create', how: 'drop-after', nth: 1, times: 1 },
      { do: 'checkout', buyer: 0 },
      { do: 'checkout', buyer: 0 },
    ],
    says: /does not know of cs_/,
  },
  {
    // A 5xx or a broken line says nothing about what was done.
    name: 'no answer is taken for a no',
    plant: (services) =>
      withPayments(services, (payments) => ({
        async createSession(params, key) {
          const made = await payments.createSession(params, key);
          return made.ok ? made : { ok: false, error: { ...made.error, kind: 'refused' } };
        },
      })),
    shownBy: [
      { do: 'fail', call: 'create', how: 'drop-after', nth: 1, times: 1 },
      { do: 'checkout', buyer: 0 },
    ],
    says: /does not know of cs_/,
  },
  {
    // medusa#16681: the refund that got no answer is asked for again under a new key.
    name: 'a refund is asked for again under a new key',
    plant: (services) =>
      withPayments(services, (payments) => ({
        createRefund: (request) => payments.createRefund({ ...request, amountMinor: 100 }, newId()),
        listRefunds: async () => ({ ok: true, value: [] }),
      })),
    shownBy: [
      { do: 'checkout', buyer: 0 },
      { do: 'pause', sku: 'FACE-025' },
      { do: 'fail', call: 'refund', how: 'drop-after', nth: 1, times: 1 },
      { do: 'pay', buyer: 0, page: 0, card: 'pays' },
      { do: 'webhooks', how: 'arrive', seed: 0 },
      { do: 'time passes', seconds: 61 },
      { do: 'reconcile' },
    ],
    says: /gave back 200/,
  },
  {
    // umbraco#895: the page of the basket before the change stays payable.
    name: 'the old page of a changed basket is left open',
    plant: (services) => {
      const left = new Set<string>();
      return withPayments(services, (payments) => ({
        async expireSession(id) {
          left.add(id);
          return payments.retrieveSession(id);
        },
        async retrieveSession(id) {
          const found = await payments.retrieveSession(id);
          return found.ok && left.has(id) && found.value.status === 'open'
            ? { ok: true, value: { ...found.value, status: 'expired' } }
            : found;
        },
      }));
    },
    shownBy: [
      { do: 'checkout', buyer: 0 },
      { do: 'basket', buyer: 0, sku: 'CASE-01', quantity: 1 },
      { do: 'checkout', buyer: 0 },
      { do: 'pay', buyer: 0, page: 1, card: 'pays' },
    ],
    says: /was paid after it was given up/,
  },
  {
    // woocommerce-gateway-stripe#542: two mails for one order.
    name: 'a mail is queued twice',
    plant: (services) => ({
      ...services,
      jobs: {
        ...services.jobs,
        async enqueue(...job) {
          await services.jobs.enqueue(...job);
          await services.jobs.enqueue(...job);
        },
      },
    }),
    shownBy: [
      { do: 'checkout', buyer: 0 },
      { do: 'pay', buyer: 0, page: 0, card: 'pays' },
    ],
    says: /to be confirmed 2 times/,
  },
];

const hunt = Number(process.env.FAULT_HUNT ?? 0);

let model: ShopModel;
beforeAll(async () => {
  model = await openShopModel('PGlite');
});
afterAll(() => model.close());

test.each(bugs)('$name: it is found, and without it nothing is', async ({ plant, shownBy, says, name }) => {
  if (hunt > 0) {
    const found = await fc.check(
      fc.asyncProperty(sequences, async (actions) => (await model.play(actions, plant)).length === 0),
      { numRuns: hunt, endOnFailure: true },
    );
    process.stdout.write(`${name}: ${found.failed} after ${found.numRuns}, seed ${found.seed}\n`);
    expect(found.failed).toBe(true);
  }
  expect(await model.play(shownBy, plant)).toContainEqual(expect.stringMatching(says));
  expect(await model.play(shownBy)).toEqual([]);
});
