import { asc, eq, inArray, sql } from 'drizzle-orm';
import { type Queryable, rowsIn, type Transaction, together } from '#db/client.server.ts';
import { stockLevels, stockMovements } from '#db/schema/inventory.ts';
import { isMeantToShow, type Scheduled } from '#lib/purchasable.ts';
import { ok, type Result, refuse } from '#lib/result.ts';

/** A SKU and how many units of it. */
export interface Units {
  sku: string;
  quantity: number;
}

/** As part of a statement: the units of a SKU that can still be bought. */
export const unitsLeft = sql<number>`${stockLevels.onHand} - ${stockLevels.reserved}`;

/** Units that can still be bought, by SKU: on the shelf and not held. A SKU without a level is absent. */
export async function readAvailability(db: Queryable, skus: readonly string[]): Promise<Map<string, number>> {
  if (skus.length === 0) return new Map();
  const rows = await db
    .select({ sku: stockLevels.sku, available: unitsLeft })
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

/**
 * What belongs on the shelf of a shop that has just opened. What is to come is there already, so that it can be sold
 * from its first moment on.
 */
export function openingUnits(
  products: readonly (Scheduled & { variants: readonly { sku: string; openingStock: number }[] })[],
): Units[] {
  return products
    .filter(isMeantToShow)
    .flatMap(({ variants }) => variants.map(({ sku, openingStock }) => ({ sku, quantity: openingStock })));
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
 * Holds every line for the order, or nothing: one statement where a single SKU is wanted, two for more. SKUs are taken in
 * one fixed order, so that two carts with the same rollers in another order cannot lock each other out. On a refusal the
 * caller must roll the transaction back.
 */
export async function reserveStock(
  tx: Transaction,
  orderId: string,
  units: readonly Units[],
  now: Date,
): Promise<Result<void, StockShort>> {
  const [, heldSkus] = await together([lockLevels(tx, units), holdUnits(tx, orderId, units, now)]);
  const missing = units.filter(({ sku }) => !heldSkus.has(sku)).sort(bySku);
  if (missing.length === 0) return ok(undefined);
  const available = await readAvailability(
    tx,
    missing.map(({ sku }) => sku),
  );
  return refuse({ short: missing.map(({ sku }) => ({ sku, available: available.get(sku) ?? 0 })) });
}

/**
 * Sells an order what it holds; where its hold was lost, what is on the shelf for anybody. All of it or nothing, and what
 * was sold to it before stays sold once. Two statements, whatever the number of lines.
 */
export async function sellToOrder(
  tx: Transaction,
  orderId: string,
  units: readonly Units[],
  now: Date,
): Promise<Result<void, StockShort>> {
  const levels = await lockMoved(tx, orderId, units);
  const due = units.flatMap((unit) => {
    const level = levels.get(unit.sku);
    return level?.sold ? [] : [{ ...unit, held: level?.held ?? 0, available: level?.available ?? 0 }];
  });
  const short = due.filter(({ quantity, held, available }) => available < quantity - held);
  if (short.length > 0) return refuse({ short: short.map(({ sku, available }) => ({ sku, available })) });
  const isLate = due.some(({ quantity, held }) => held < quantity);
  await applyMoves(
    tx,
    orderId,
    due.map(({ sku, quantity, held }) => ({ sku, kind: 'sale', onHand: -quantity, reserved: -held })),
    { reason: isLate ? 'paid after its hold was gone' : 'paid', actor: 'payment', now },
  );
  return ok(undefined);
}

/**
 * Takes an order's goods back before they have left: what it holds is released, what was sold to it goes back on the
 * shelf, except what has come back before. A second call does nothing.
 */
export async function takeBackFromOrder(
  tx: Transaction,
  orderId: string,
  units: readonly Units[],
  by: { reason: string; actor: string; now: Date },
): Promise<void> {
  const levels = await lockMoved(tx, orderId, units);
  const moves: OrderMove[] = [];
  for (const [sku, { held, sold, returned }] of levels) {
    if (held > 0) moves.push({ sku, kind: 'release', onHand: 0, reserved: -held });
    if (sold > returned) {
      moves.push({ sku, kind: 'return', onHand: sold - returned, reserved: 0, occasion: 'not sent' });
    }
  }
  await applyMoves(tx, orderId, moves, by);
}

/**
 * Puts returned units back on the shelf, once an `occasion`. Refused where more would come back than was sold.
 */
export async function returnToShelf(
  tx: Transaction,
  orderId: string,
  units: readonly Units[],
  by: { occasion: string; reason: string; actor: string; now: Date },
): Promise<Result<void, { sku: string; returnable: number }>> {
  const levels = await lockMoved(tx, orderId, units);
  for (const { sku, quantity } of units) {
    const level = levels.get(sku);
    const returnable = (level?.sold ?? 0) - (level?.returned ?? 0);
    if (quantity > returnable) return refuse({ sku, returnable });
  }
  const { occasion } = by;
  await applyMoves(
    tx,
    orderId,
    units.map(({ sku, quantity }) => ({ sku, kind: 'return', onHand: quantity, reserved: 0, occasion })),
    by,
  );
  return ok(undefined);
}

interface MovedLevel {
  /** Units on the shelf that nobody holds. */
  available: number;
  /** What this order holds, was sold and has given back. */
  held: number;
  sold: number;
  returned: number;
}

/** The levels of these SKUs, locked in one fixed order, with what the order has moved of each. */
async function lockMoved(
  tx: Transaction,
  orderId: string,
  units: readonly Units[],
): Promise<Map<string, MovedLevel>> {
  if (units.length === 0) return new Map();
  // By their names as they stand: the query builder leaves the table out of a column's name where there is one table only.
  const moved = (change: 'reserved_change' | 'on_hand_change', kind: 'return' | 'sale' | null) =>
    sql<string>`(select coalesce(sum(moves.${sql.raw(change)}), 0) from stock_movements moves
      where moves.order_id = ${orderId} and moves.sku = stock_levels.sku and ${kind ? sql`moves.kind = ${kind}` : sql`true`})`;
  const rows = await tx
    .select({
      sku: stockLevels.sku,
      available: sql<number>`${stockLevels.onHand} - ${stockLevels.reserved}`,
      held: moved('reserved_change', null),
      left: moved('on_hand_change', 'sale'),
      returned: moved('on_hand_change', 'return'),
    })
    .from(stockLevels)
    .where(
      inArray(
        stockLevels.sku,
        units.map(({ sku }) => sku),
      ),
    )
    .orderBy(asc(stockLevels.sku))
    .for('update');
  return new Map(
    rows.map(({ sku, available, held, left, returned }) => [
      sku,
      { available: Number(available), held: Number(held), sold: -Number(left), returned: Number(returned) },
    ]),
  );
}

/** A change of one SKU that belongs to an order. */
interface OrderMove {
  sku: string;
  kind: 'sale' | 'release' | 'return';
  onHand: number;
  reserved: number;
  /** Which of several changes of this kind; empty where there can be only one. */
  occasion?: string;
}

/**
 * Writes movements and changes the levels by them, each once: the movement's unique key decides, and only then does the
 * level change. One statement. The levels are locked by the caller.
 */
async function applyMoves(
  tx: Transaction,
  orderId: string,
  moves: readonly OrderMove[],
  by: { reason: string; actor: string; now: Date },
): Promise<void> {
  if (moves.length === 0) return;
  const at = by.now.toISOString();
  const rows = JSON.stringify(moves.map((move) => ({ occasion: '', ...move })));
  await tx.execute(sql`
    with noted as (
      insert into stock_movements
        (sku, kind, on_hand_change, reserved_change, order_id, occasion, reason, actor, at)
      select sku, kind, "onHand", reserved, ${orderId}, occasion, ${by.reason}, ${by.actor}, ${at}::timestamptz
      from json_to_recordset(${rows}::text::json)
        as move (sku text, kind text, "onHand" int, reserved int, occasion text)
      on conflict do nothing
      returning sku, on_hand_change, reserved_change
    )
    update stock_levels
    set on_hand = on_hand + on_hand_change, reserved = reserved + reserved_change, updated_at = ${at}
    from noted where stock_levels.sku = noted.sku`);
}

/**
 * Holds what there is enough of; the SKUs of it. A function of its own, so that nothing it throws leaves the lock unwaited
 * for.
 */
async function holdUnits(
  tx: Transaction,
  orderId: string,
  units: readonly Units[],
  now: Date,
): Promise<Set<string>> {
  const at = now.toISOString();
  const held = await tx.execute(sql`
    with held as (
      update stock_levels set reserved = reserved + wanted.quantity, updated_at = ${at}
      from ${rowsOf(units)} as wanted (sku text, quantity int)
      where stock_levels.sku = wanted.sku and on_hand - reserved >= wanted.quantity
      returning stock_levels.sku, wanted.quantity
    ), noted as (
      insert into stock_movements (sku, kind, on_hand_change, reserved_change, order_id, reason, actor, at)
      select sku, 'reservation', 0, quantity, ${orderId}, 'held while paying', 'shopper', ${at}
      from held
    )
    select sku from held`);
  return new Set(rowsIn<{ sku: string }>(held).map(({ sku }) => sku));
}

/** Takes the levels of several SKUs in one fixed order; one alone is taken by the statement that changes it. */
async function lockLevels(tx: Transaction, units: readonly Units[]): Promise<void> {
  if (units.length < 2) return;
  const skus = units.map(({ sku }) => sku);
  await tx
    .select({ sku: stockLevels.sku })
    .from(stockLevels)
    .where(inArray(stockLevels.sku, skus))
    .orderBy(stockLevels.sku)
    .for('update');
}

/** The units as rows of a statement, whatever their number: always the same text, which the database keeps planned. */
function rowsOf(units: readonly Units[]) {
  const rows = JSON.stringify(units.map(({ sku, quantity }) => ({ sku, quantity })));
  return sql`json_to_recordset(${rows}::text::json)`;
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

/**
 * Writes the levels anew from their ledger where they differ, with a movement of nothing that says so. A sum that no
 * shelf can have is left alone: then the ledger itself is wrong, and a person must look.
 */
export async function repairLevels(
  tx: Transaction,
  by: { actor: string; now: Date },
): Promise<{ sku: string; level: number[]; ledger: number[]; repaired: boolean }[]> {
  // Nobody moves anything between the look and the writing.
  await tx.execute(sql`lock table ${stockLevels} in exclusive mode`);
  const gaps = await findLedgerGaps(tx);
  const done = [];
  for (const gap of gaps) {
    const [onHand = 0, reserved = 0] = gap.ledger;
    const repaired = 0 <= reserved && reserved <= onHand;
    if (repaired) {
      await tx
        .update(stockLevels)
        .set({ onHand, reserved, updatedAt: by.now })
        .where(eq(stockLevels.sku, gap.sku));
      await tx.insert(stockMovements).values({
        sku: gap.sku,
        kind: 'adjustment',
        onHandChange: 0,
        reservedChange: 0,
        reason: `level written anew from the ledger: it said ${gap.level.join(' and ')}, the ledger ${gap.ledger.join(' and ')}`,
        actor: by.actor,
        at: by.now,
      });
    }
    done.push({ ...gap, repaired });
  }
  return done;
}

function bySku(a: Units, b: Units): number {
  return a.sku < b.sku ? -1 : a.sku > b.sku ? 1 : 0;
}
