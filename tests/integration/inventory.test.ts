import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OpenDatabase, Transaction } from '#db/client.server.ts';
import { stockMovements } from '#db/schema/inventory.ts';
import {
  findLedgerGaps,
  openStock,
  readAvailability,
  readSoldOut,
  reserveStock,
  setStock,
} from '#features/inventory/inventory.server.ts';
import { openEmptyPglite } from '../support/empty-database.ts';

let database: OpenDatabase;
beforeAll(async () => {
  database = await openEmptyPglite();
});
afterAll(() => database.close());

const now = new Date('2026-11-23T12:00:00Z');

/** How many statements `work` sends. */
async function statementsOf(work: (tx: Transaction) => Promise<void>): Promise<number> {
  let sent = 0;
  await database.db.transaction(async (tx) => {
    const counting = new Proxy(tx, {
      get(target, name) {
        if (name === 'insert' || name === 'select' || name === 'update' || name === 'execute') sent += 1;
        return Reflect.get(target, name);
      },
    });
    await work(counting);
  });
  return sent;
}

test('nothing sold out is an empty set', async () => {
  expect(await readSoldOut(database.db)).toEqual(new Set());
});

test('thousands of new SKUs open with few statements, known ones with one that changes nothing', async () => {
  const units = Array.from({ length: 5_000 }, (_, place) => ({ sku: `NEW-${place}`, quantity: place % 7 }));
  expect(await statementsOf((tx) => openStock(tx, units.slice(0, 10), now))).toBe(3);
  await database.db.transaction((tx) => setStock(tx, 'NEW-3', 90, { actor: 'test', reason: 'test', now }));
  // Ten are known: the others come in three parts, levels and movements.
  expect(await statementsOf((tx) => openStock(tx, units, now))).toBe(7);
  expect(await statementsOf((tx) => openStock(tx, units, now))).toBe(1);
  expect(await statementsOf((tx) => openStock(tx, [], now))).toBe(1);
  const available = await readAvailability(database.db, ['NEW-3', 'NEW-0', 'NEW-4999', 'NEVER']);
  expect(Object.fromEntries(available)).toEqual({ 'NEW-3': 90, 'NEW-0': 0, 'NEW-4999': 1 });
  expect(await findLedgerGaps(database.db)).toEqual([]);
  const openings = (await database.db.select().from(stockMovements)).filter(({ kind }) => kind === 'opening');
  expect(openings).toHaveLength(5_000);
});

test('a SKU that another shop opened meanwhile is left alone', async () => {
  await database.db.transaction(async (tx) => {
    const blind = new Proxy(tx, {
      get: (target, name) =>
        name === 'select' ? () => ({ from: () => Promise.resolve([]) }) : Reflect.get(target, name),
    });
    await openStock(
      blind,
      [
        { sku: 'NEW-3', quantity: 1 },
        { sku: 'OTHER', quantity: 2 },
      ],
      now,
    );
  });
  expect(Object.fromEntries(await readAvailability(database.db, ['NEW-3', 'OTHER']))).toEqual({
    'NEW-3': 90,
    OTHER: 2,
  });
  expect(await findLedgerGaps(database.db)).toEqual([]);
});

test('sold out: none on the shelf, or all of them held', async () => {
  const { db } = database;
  const before = await readSoldOut(db);
  expect(before.has('NEW-0')).toBe(true);
  expect(before.has('OTHER')).toBe(false);
  expect(before.size).toBe(Math.ceil(5_000 / 7));
  await db.transaction(async (tx) => {
    await reserveStock(tx, 'order', [{ sku: 'OTHER', quantity: 2 }], now);
    await setStock(tx, 'NEW-0', 1, { actor: 'test', reason: 'test', now });
  });
  const after = await readSoldOut(db);
  expect(after.has('OTHER')).toBe(true);
  expect(after.has('NEW-0')).toBe(false);
});
