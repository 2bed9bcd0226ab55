import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { clearances } from '#db/schema/clearances.ts';
import { orderLines, orders } from '#db/schema/orders.ts';
import { placeOrder } from '#features/orders/orders.server.ts';
import { newId } from '#lib/ids.ts';
import { databaseKinds, openTestShop, type TestShop } from '../support/test-shop.ts';

type NewOrder = typeof orders.$inferInsert;

describe.each(databaseKinds)('the orders table itself, on %s', (kind) => {
  let shop: TestShop;
  let clearance: string;
  beforeAll(async () => {
    shop = await openTestShop(kind);
  });
  afterAll(() => shop.close());
  beforeEach(async () => {
    await shop.clear();
    clearance = newId();
    await shop.db.insert(clearances).values({
      id: clearance,
      basketId: 'basket',
      market: 'uk',
      rulesetVersion: '2026.1.0',
      rulesetHash: 'hash',
      capMm: 0.3,
      checkedOn: '2026-11-22',
      expiresAt: new Date(Date.now() + 3600_000),
    });
  });

  const order = (differences: Partial<NewOrder>): NewOrder => ({
    id: newId(),
    number: newId(),
    state: 'awaiting-payment',
    basketId: newId(),
    market: 'uk',
    currency: 'GBP',
    itemsMinor: 1800,
    deliveryMinor: 395,
    totalMinor: 2195,
    vatMinor: 366,
    deliveryLabel: 'Tracked',
    placedAt: new Date(),
    ...differences,
  });

  /** Name of the constraint that refuses the row; null where it is taken. */
  const refusal = (row: NewOrder) => constraintOf(() => shop.db.insert(orders).values(row));

  async function constraintOf(insert: () => Promise<unknown>): Promise<string | null> {
    try {
      await insert();
      return null;
    } catch (error) {
      for (let each = error; each instanceof Error; each = each.cause) {
        if ('constraint' in each && each.constraint) return String(each.constraint);
      }
      throw error;
    }
  }

  test('takes a needled order with a clearance that covers it, and an order without needles', async () => {
    expect(
      await refusal(order({ longestNeedleMm: 0.3, clearanceId: clearance, clearanceCapMm: 0.3 })),
    ).toBeNull();
    expect(await refusal(order({}))).toBeNull();
  });

  test.each<[string, () => Partial<NewOrder>, string]>([
    ['a needle without a clearance', () => ({ longestNeedleMm: 0.2 }), 'orders_needles_need_clearance'],
    [
      'a needle with a cap and no clearance',
      () => ({ longestNeedleMm: 0.2, clearanceCapMm: 0.3 }),
      'orders_needles_need_clearance',
    ],
    [
      'a needle with a clearance and no cap',
      () => ({ longestNeedleMm: 0.2, clearanceId: clearance }),
      'orders_needles_need_clearance',
    ],
    [
      'a needle longer than the cap',
      () => ({ longestNeedleMm: 0.31, clearanceId: clearance, clearanceCapMm: 0.3 }),
      'orders_needles_need_clearance',
    ],
    [
      'a cap that is not the clearance’s own',
      () => ({ longestNeedleMm: 1, clearanceId: clearance, clearanceCapMm: 1.5 }),
      'orders_clearance',
    ],
    [
      'a clearance that nobody issued',
      () => ({ longestNeedleMm: 0.2, clearanceId: 'made-up', clearanceCapMm: 0.3 }),
      'orders_clearance',
    ],
    ['a total that is not the sum', () => ({ totalMinor: 1 }), 'orders_total'],
  ])('refuses %s', async (_what, differences, constraint) => {
    expect(await refusal(order(differences()))).toBe(constraint);
  });

  test('refuses a clearance that another order uses, and takes it once that one is cancelled', async () => {
    const gate = { longestNeedleMm: 0.25, clearanceId: clearance, clearanceCapMm: 0.3 };
    expect(await refusal(order({ ...gate, id: 'first' }))).toBeNull();
    expect(await refusal(order(gate))).toBe('orders_clearance_once');
    await shop.db.update(orders).set({ state: 'cancelled' });
    expect(await refusal(order(gate))).toBeNull();
  });

  test.each([
    ['of an order without needles', {}, null],
    ['of an order without needles, though it says otherwise', {}, 0.25],
    ['that says nothing of the longest needle', { longestNeedleMm: 0.25 }, null],
    ['longer than the longest needle of its order', { longestNeedleMm: 0.2 }, 0.2],
  ])(
    'refuses a needled line %s',
    async (_what, { longestNeedleMm = null }: { longestNeedleMm?: number | null }, longest) => {
      const gate =
        longestNeedleMm === null ? {} : { longestNeedleMm, clearanceId: clearance, clearanceCapMm: 0.3 };
      const row = order(gate);
      await shop.db.insert(orders).values(row);
      const line = {
        orderId: row.id,
        sku: 'FACE-025',
        position: 0,
        productSlug: 'face-roller',
        title: 'Face roller',
        label: '0.25 mm',
        quantity: 1,
        unitMinor: 1800,
        vatRatePercent: 20,
        needleLengthMm: 0.25,
        orderLongestNeedleMm: longest,
      };
      expect(await constraintOf(() => shop.db.insert(orderLines).values(line))).toMatch(/^order_lines_/);
      expect(
        await constraintOf(() =>
          shop.db.insert(orderLines).values({ ...line, needleLengthMm: null, orderLongestNeedleMm: null }),
        ),
      ).toBeNull();
    },
  );

  test('placing an order whose lines have needles that the gate was not asked about is a bug, and throws', async () => {
    const { number: _, state: __, placedAt, ...totals } = order({});
    const line = {
      sku: 'FACE-025',
      productSlug: 'face-roller',
      title: 'Face roller',
      label: '0.25 mm',
      quantity: 1,
      unitMinor: 1800,
      vatRatePercent: 20,
      needleLengthMm: 0.25,
    };
    const place = shop.db.transaction((tx) =>
      placeOrder(
        tx,
        { ...totals, deliveryDays: '2 to 4', lines: [line] },
        { longestNeedleMm: null, clearance: null },
        placedAt,
      ),
    );
    await expect(place).rejects.toThrow(RangeError);
    expect(await shop.db.$count(orders)).toBe(0);
  });

  test('refuses a second open order of a basket', async () => {
    expect(await refusal(order({ basketId: 'one' }))).toBeNull();
    expect(await refusal(order({ basketId: 'one' }))).toBe('orders_one_open_per_basket');
    expect(await refusal(order({ basketId: 'one', state: 'paid' }))).toBeNull();
  });
});
