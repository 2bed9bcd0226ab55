import { randomUUID } from 'node:crypto';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import { z } from 'zod';
import { clearances } from '#db/schema/clearances.ts';
import type { Clearance } from '#lib/clearance.ts';
import { isIsoDate } from '#lib/dates.ts';
import { ok, type Result, refuse } from '#lib/result.ts';
import type { Sealer } from '#lib/sealing.server.ts';
import { honours } from './clearance-standing.ts';
import type { Outcome } from './evaluate.ts';
import type { Ruleset } from './ruleset.ts';

/** Name of the cookie that carries the signed clearance, and the purpose it is signed for. */
export const clearanceCookie = 'clearance';

export type ClearanceRefusal =
  | 'missing'
  | 'invalid'
  | 'expired'
  | 'other-basket'
  | 'other-market'
  | 'other-rules'
  | 'too-long';

const payloadShape = z.strictObject({
  id: z.uuid(),
  basket: z.string().min(1),
  market: z.string().min(1),
  version: z.string().min(1),
  hash: z.string().min(1),
  cap: z.number().positive(),
  checkedOn: z.string().refine(isIsoDate),
  expires: z.int(),
});

/**
 * A signed text that a clear outcome earns, good for the ruleset's hours (24 at most), one basket, one market and
 * this very ruleset. It holds no answer, no reason and no date of a treatment. Throws a RangeError for any outcome
 * that is not clear: that is a bug, not a refusal.
 */
export async function issueClearance(
  sealer: Sealer,
  {
    outcome,
    ruleset,
    basketId,
    market,
    now,
  }: { outcome: Outcome; ruleset: Ruleset; basketId: string; market: string; now: Date },
): Promise<string> {
  if (outcome.state !== 'clear') throw new RangeError('Only a clear outcome earns a clearance');
  const seconds = clearanceSeconds(ruleset);
  const payload: z.input<typeof payloadShape> = {
    id: randomUUID(),
    basket: basketId,
    market,
    version: ruleset.version,
    hash: ruleset.hash,
    cap: outcome.maxLengthMm,
    checkedOn: outcome.checkedOn,
    expires: Math.floor(now.getTime() / 1000) + seconds,
  };
  return sealer.sign(clearanceCookie, payload, { now, seconds });
}

/** How long a clearance of this ruleset is good for, in seconds. */
export function clearanceSeconds(ruleset: Ruleset): number {
  return Math.round(ruleset.limits.clearanceHours * 3600);
}

/**
 * The one gate before a sale, the same at every door: the clearance in `token` if it is genuine, in time, for this
 * basket, this market, the ruleset in force (or one that it accepts, to the letter) and needles of this length (mm);
 * else the first reason against it. `ruleset`: the one in force, as `currentRuleset` gives it.
 */
export async function readClearance(
  sealer: Sealer,
  token: string | undefined,
  {
    ruleset,
    basketId,
    market,
    longestNeedleMm,
    now,
  }: { ruleset: Ruleset; basketId: string; market: string; longestNeedleMm: number; now: Date },
): Promise<Result<Clearance, ClearanceRefusal>> {
  if (!token) return refuse('missing');
  const verified = await sealer.verifyDetailed(clearanceCookie, token, now);
  if (!verified.ok) return refuse(verified.error);
  const parsed = payloadShape.safeParse(verified.value);
  if (!parsed.success) return refuse('invalid');
  const { id, basket, version, hash, cap, checkedOn, expires, ...rest } = parsed.data;
  if (basket !== basketId) return refuse('other-basket');
  if (rest.market !== market) return refuse('other-market');
  if (!honours(ruleset, version, hash)) return refuse('other-rules');
  // Written so that an unknown length (NaN) is refused too; the ruleset's own limit counts once more.
  if (!(longestNeedleMm > 0 && longestNeedleMm <= Math.min(cap, ruleset.limits.maxLengthMm))) {
    return refuse('too-long');
  }
  const facts: Omit<Clearance, keyof Brand> = {
    id,
    basketId: basket,
    market,
    rulesetVersion: version,
    rulesetHash: hash,
    capMm: cap,
    checkedOn,
    expiresAt: new Date(expires * 1000),
  };
  return ok(facts as Clearance);
}

/** The part of `Clearance` that nobody but this module may add. */
type Brand = { [Key in keyof Clearance as Key extends symbol ? Key : never]: Clearance[Key] };

/**
 * Keeps a clearance in the table that orders point to, within the caller's transaction. Doing it twice is the same
 * as doing it once; true where it was kept before. Table: clearances.
 */
export async function recordClearance(
  tx: Pick<PgDatabase<PgQueryResultHKT>, 'insert'>,
  clearance: Clearance,
): Promise<boolean> {
  const made = await tx
    .insert(clearances)
    .values({
      id: clearance.id,
      basketId: clearance.basketId,
      market: clearance.market,
      rulesetVersion: clearance.rulesetVersion,
      rulesetHash: clearance.rulesetHash,
      capMm: clearance.capMm,
      checkedOn: clearance.checkedOn,
      expiresAt: clearance.expiresAt,
    })
    .onConflictDoNothing()
    .returning({ id: clearances.id });
  return made.length === 0;
}
