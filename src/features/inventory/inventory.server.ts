import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Queryable, Transaction } from '#db/client.server.ts';
import { stockLevels, stockMovements } from '#db/schema/inventory.ts';
import { ok, type Result, refuse } from '#lib/result.ts';

/** A SKU and how many units of it. */
export interface Units {
  sku: string;
  quantity: number;
}

/** Units that can still be bought, by SKU: on the shelf and not held. A SKU without a level is absent. */
export async function readAvailability(db: Queryable, skus: readonly string[]): Promise<Map<string, number>> {
  if (skus.length === 0) return new Map();
  const rows = await db
    .select({ sku: stockLevels.sku, available: sql<number>`${stockLevels.onHand} - ${stockLevels.reserved}` })
    .from(stockLevels)
    .where(inArray(stockLevels.sku, [...skus]));
  return new Map(rows.map((row) => [row.sku, Number(row.available)]));
}

/**
 * The SKUs of which no unit can be bought, whatever the number of those that can. Read anew for each list: only these
 * are in an index of their own, and they come as one string, so that it costs the same with ten of them and a thousand.
 */
export async function readSoldOut(db: Queryable): Promise<Set<string>> {
  // A SKU holds no space.
  const [row] = await db
    .select({ skus: sql<string | null>`string_agg(${stockLevels.sku}, ' ')` })
    .from(stockLevels)
    .where(eq(stockLevels.onHand, stockLevels.reserved));
  return new Set(row?.skus?.split(' '));
}

// Three parameters a row, of which one statement holds 65,535.
const rowsAtOnce = 2_000;

/**
 * Gives each SKU that the shop has never seen its opening stock; those that it knows are left alone. One statement
 * where all are known, as with most starts; shops that open at once on one database give it once.
 */
export async function openStock(tx: Transaction, units: readonly Units[], now: Date): Promise<void> {
  const known = new Set((await tx.select({ sku: stockLevels.sku }).from(stockLevels)).map(({ sku }) => sku));
  // In one order, so that two shops that open at once wait for each other and not in a circle.
  const unseen = units.filter(({ sku }) => !known.has(sku)).sort(bySku);
  for (let first = 0; first < unseen.length; first += rowsAtOnce) {
    const made = await tx
      .insert(stockLevels)
      .values(
        unseen
          .slice(first, first + rowsAtOnce)
          .map(({ sku, quantity }) => ({ sku, onHand: quantity, updatedAt: now })),
      )
      .onConflictDoNothing()
      .returning({ sku: stockLevels.sku, onHand: stockLevels.onHand });
    if (made.length === 0) continue;
    await tx.insert(stockMovements).values(
      made.map(({ sku, onHand }) => ({
        sku,
        kind: 'opening' as const,
        onHandChange: onHand,
        reservedChange: 0,
        reason: 'opening stock from the catalogue',
        actor: 'system',
        at: now,
      })),
    );
  }
}

/** The SKUs that ran short, with what is left of each. Nothing was held. */
export interface StockShort {
  short: { sku: string; available: number }[];
}

/**
 * Holds every line for the order, or nothing. SKUs are taken in one fixed order, so that two carts with the same
 * rollers in another order cannot lock each other out. On a refusal the caller must roll the transaction back.
 */
export async function reserveStock(
  tx: Transaction,
  orderId: string,
  units: readonly Units[],
  now: Date,
): Promise<Result<void, StockShort>> {
  const short: StockShort['short'] = [];
  for (const { sku, quantity } of [...units].sort(bySku)) {
    const held = await tx
      .update(stockLevels)
      .set({ reserved: sql`${stockLevels.reserved} + ${quantity}`, updatedAt: now })
      .where(
        and(eq(stockLevels.sku, sku), sql`${stockLevels.onHand} - ${stockLevels.reserved} >= ${quantity}`),
      )
      .returning({ sku: stockLevels.sku });
    if (held.length === 0) {
      short.push({ sku, available: (await readAvailability(tx, [sku])).get(sku) ?? 0 });
      continue;
    }
    await tx.insert(stockMovements).values({
      sku,
      kind: 'reservation',
      onHandChange: 0,
      reservedChange: quantity,
      orderId,
      reason: 'held while paying',
      actor: 'shopper',
      at: now,
    });
  }
  return short.length > 0 ? refuse({ short }) : ok(undefined);
}

/** Turns the order's hold into a sale. A second call does nothing. */
export async function sellReserved(
  tx: Transaction,
  orderId: string,
  units: readonly Units[],
  now: Date,
): Promise<void> {
  for (const { sku, quantity } of [...units].sort(bySku)) {
    await moveHeld(tx, {
      sku,
      kind: 'sale',
      onHandChange: -quantity,
      reservedChange: -quantity,
      orderId,
      reason: 'paid',
      actor: 'payment',
      at: now,
    });
  }
}

/** Gives the order's hold back. A second call does nothing. */
export async function releaseReserved(
  tx: Transaction,
  orderId: string,
  units: readonly Units[],
  reason: string,
  now: Date,
): Promise<void> {
  for (const { sku, quantity } of [...units].sort(bySku)) {
    await moveHeld(tx, {
      sku,
      kind: 'release',
      onHandChange: 0,
      reservedChange: -quantity,
      orderId,
      reason,
      actor: 'system',
      at: now,
    });
  }
}

/** Applies a movement once: its unique key decides, and only then does the level change. */
async function moveHeld(tx: Transaction, movement: typeof stockMovements.$inferInsert): Promise<void> {
  const made = await tx
    .insert(stockMovements)
    .values(movement)
    .onConflictDoNothing()
    .returning({ id: stockMovements.id });
  if (made.length === 0) return;
  await tx
    .update(stockLevels)
    .set({
      onHand: sql`${stockLevels.onHand} + ${movement.onHandChange}`,
      reserved: sql`${stockLevels.reserved} + ${movement.reservedChange}`,
      updatedAt: movement.at,
    })
    .where(eq(stockLevels.sku, movement.sku));
}

export type StockSetRefusal = { reason: 'unknown-sku' } | { reason: 'below-reserved'; reserved: number };

/**
 * Sets how many units of a SKU are on the shelf, with a movement for the difference. Refused for a SKU without a
 * level, and below what is held for people who are paying.
 */
export async function setStock(
  tx: Transaction,
  sku: string,
  onHand: number,
  by: { actor: string; reason: string; now: Date },
): Promise<Result<{ before: number; after: number; reserved: number }, StockSetRefusal>> {
  const [level] = await tx.select().from(stockLevels).where(eq(stockLevels.sku, sku)).for('update');
  if (!level) return refuse({ reason: 'unknown-sku' });
  if (onHand < level.reserved) return refuse({ reason: 'below-reserved', reserved: level.reserved });
  if (onHand !== level.onHand) {
    await tx.insert(stockMovements).values({
      sku,
      kind: 'adjustment',
      onHandChange: onHand - level.onHand,
      reservedChange: 0,
      reason: by.reason,
      actor: by.actor,
      at: by.now,
    });
    await tx.update(stockLevels).set({ onHand, updatedAt: by.now }).where(eq(stockLevels.sku, sku));
  }
  return ok({ before: level.onHand, after: onHand, reserved: level.reserved });
}

/** SKUs whose level is not the sum of its movements: empty unless something is broken. */
export async function findLedgerGaps(
  db: Queryable,
): Promise<{ sku: string; level: number[]; ledger: number[] }[]> {
  const rows = await db
    .select({
      sku: stockLevels.sku,
      onHand: stockLevels.onHand,
      reserved: stockLevels.reserved,
      ledgerOnHand: sql<number>`coalesce(sum(${stockMovements.onHandChange}), 0)`,
      ledgerReserved: sql<number>`coalesce(sum(${stockMovements.reservedChange}), 0)`,
    })
    .from(stockLevels)
    .leftJoin(stockMovements, eq(stockMovements.sku, stockLevels.sku))
    .groupBy(stockLevels.sku);
  return rows
    .map((row) => ({
      sku: row.sku,
      level: [row.onHand, row.reserved],
      ledger: [Number(row.ledgerOnHand), Number(row.ledgerReserved)],
    }))
    .filter(({ level, ledger }) => level[0] !== ledger[0] || level[1] !== ledger[1]);
}

function bySku(a: Units, b: Units): number {
  return a.sku < b.sku ? -1 : a.sku > b.sku ? 1 : 0;
}
