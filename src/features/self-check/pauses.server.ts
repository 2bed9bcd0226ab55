import { and, desc, eq, isNull, sql } from 'drizzle-orm';
import type { ContentStore } from '#content-pipeline/store.server.ts';
import type { Database, Queryable, Transaction } from '#db/client.server.ts';
import { clearances } from '#db/schema/clearances.ts';
import { salePauses } from '#db/schema/sale-pauses.ts';
import type { Clock } from '#lib/clock.ts';
import { earliestZone, todayIn } from '#lib/dates.ts';
import { newId } from '#lib/ids.ts';
import type { Log } from '#lib/log.ts';
import { ok, type Result, refuse } from '#lib/result.ts';
import type { GateState } from './clearance-standing.ts';
import { currentRuleset } from './ruleset.ts';

/** An emergency stop of a sale, as it is kept. */
export type SalePause = typeof salePauses.$inferSelect;

/** The needle tiers that a pause may name; anything else is a SKU. */
export const pausableTiers = ['surface', 'homeMax', 'professional'] as const;

/** Stops the sale of a SKU or a needle tier, at once and for everybody. Refused where it is stopped already. */
export async function pauseSale(
  tx: Transaction,
  pause: { what: string; reason: string; by: string },
  now: Date,
): Promise<Result<SalePause, { reason: 'paused-already'; pause: SalePause }>> {
  const [made] = await tx
    .insert(salePauses)
    .values({ id: newId(), ...pause, since: now })
    .onConflictDoNothing()
    .returning();
  if (made) return ok(made);
  const [there] = await tx.select().from(salePauses).where(inForce(pause.what));
  if (!there) throw new Error(`The pause of ${pause.what} was lifted at this very moment`);
  return refuse({ reason: 'paused-already', pause: there });
}

/** Lets the sale go on. Refused where it is not stopped. */
export async function resumeSale(
  tx: Transaction,
  { what, by }: { what: string; by: string },
  now: Date,
): Promise<Result<SalePause, { reason: 'not-paused' }>> {
  const [lifted] = await tx
    .update(salePauses)
    .set({ liftedAt: now, liftedBy: by })
    .where(inForce(what))
    .returning();
  return lifted ? ok(lifted) : refuse({ reason: 'not-paused' });
}

/** Every pause there ever was, the latest first. */
export function listPauses(db: Queryable): Promise<SalePause[]> {
  return db.select().from(salePauses).orderBy(desc(salePauses.since), desc(salePauses.id)).limit(200);
}

/** What the gate needs of the services. */
export interface GateServices {
  config: { allowDraftRules: boolean };
  clock: Clock;
  content: Pick<ContentStore, 'rulesets' | 'shop' | 'market'>;
}

/**
 * What the gate goes by now, read from the table itself, whatever memory holds; and the content of the rules that a
 * clearance in use was given by (null: no such clearance). One statement.
 */
export async function readGateState(
  { config, clock, content }: GateServices,
  db: Queryable,
  clearanceId: string | null = null,
): Promise<GateState & { rulesetHash: string | null }> {
  const [row] = await db
    .select({
      // A SKU holds no space.
      paused: sql<string | null>`string_agg(${salePauses.what}, ' ')`,
      rulesetHash: sql<
        string | null
      >`(select ${clearances.rulesetHash} from ${clearances} where ${clearances.id} = ${clearanceId})`,
    })
    .from(salePauses)
    .where(isNull(salePauses.liftedAt));
  const zone = content.market(content.shop.market)?.zone ?? earliestZone;
  const rules = currentRuleset(content.rulesets, todayIn(zone, clock.now()), {
    allowDraft: config.allowDraftRules,
  });
  return {
    rules,
    paused: new Set([...(row?.paused?.split(' ') ?? []), ...(rules.ok ? rules.value.salePaused : [])]),
    rulesetHash: row?.rulesetHash ?? null,
  };
}

/** Keeps the live content in step with the pauses. */
export interface PauseKeeper {
  /** Looks at once; what it finds is in the content afterwards. */
  refresh(): Promise<void>;
  /** Ends it; no statement is under way afterwards. */
  stop(): Promise<void>;
}

/**
 * Reads the pauses into the live content, now and every `everyMs` milliseconds, so that lists, pages and baskets of every
 * process say within two seconds what the checkout does at once. Throws if the first look fails; a later one that fails
 * is logged and leaves what was known.
 */
export async function keepPauses(
  services: GateServices & { content: ContentStore; db: Database; log: Log },
  everyMs = 1_000,
): Promise<PauseKeeper> {
  const { content, db, log } = services;
  const look = async () => {
    const { paused } = await readGateState(services, db);
    return content.pause(paused).length > 0 ? paused : null;
  };
  await look();
  let isEnded = false;
  let timer: NodeJS.Timeout | undefined;
  let looking = Promise.resolve();
  const refresh = () => {
    // One after the other: an answer that was overtaken must not be the last word.
    looking = looking.then(async () => {
      if (isEnded) return;
      try {
        const changed = await look();
        // Whoever did it, and in whichever process: every one of them says what it goes by from now on.
        if (changed) log.warn({ paused: [...changed] }, 'the pauses of sales have changed');
      } catch (error) {
        log.error({ err: error }, 'the pauses of sales could not be read');
      }
    });
    return looking;
  };
  const next = () => {
    timer = setTimeout(() => refresh().then(() => isEnded || next()), everyMs).unref();
  };
  next();
  // Rules that were just published may pause something too.
  const unsubscribe = content.subscribe((tags) => {
    if (tags.includes('rulesets')) void refresh();
  });
  return {
    refresh,
    async stop() {
      isEnded = true;
      clearTimeout(timer);
      unsubscribe();
      await looking;
    },
  };
}

function inForce(what: string) {
  return and(eq(salePauses.what, what), isNull(salePauses.liftedAt));
}
