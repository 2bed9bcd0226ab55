import { createHmac } from 'node:crypto';
import { lt, sql } from 'drizzle-orm';
import type { Queryable } from '#db/client.server.ts';
import { rateCounts } from '#db/schema/rate-counts.ts';
import type { Clock } from '#lib/clock.ts';

/** How often one address may do something. */
export interface RateLimit {
  name: string;
  /** Times in one window. */
  most: number;
  seconds: number;
  /** Every so many times the count is shared between the processes: 1 is exact, more costs ordinary people no statement. */
  shareEvery: number;
}

/** Who has forgotten a link tries a few numbers; who guesses numbers tries many. Exact, over all processes. */
export const findLimit: RateLimit = { name: 'find-order', most: 20, seconds: 600, shareEvery: 1 };

/**
 * Every other form. Generous: an office or a mobile network behind one address sends many, and a whole order takes some
 * twenty of them. It is there to stop programs.
 */
export const formLimit: RateLimit = { name: 'form', most: 300, seconds: 60, shareEvery: 30 };

/** How long the address has to wait, in whole seconds; null: go on. */
export type RateLimiter = (limit: RateLimit, address: string) => Promise<number | null>;

// Some 10 MB at the most, whatever is sent from wherever.
const mostKept = 50_000;

/**
 * Counts in windows that begin with the first time. Each process counts for itself and, every `shareEvery` times, adds
 * what is new to the row that all share; an address may so get beyond the limit by less than that times the processes.
 */
export function createRateLimiter(db: Queryable, clock: Clock, secret: string): RateLimiter {
  /** What this process knows of each key: the shared count when it last looked, and what it has not added yet. */
  const known = new Map<string, { count: number; unshared: number; endsAt: number }>();

  return async (limit, address) => {
    const now = clock.now();
    const key = createHmac('sha256', secret).update(`rate ${limit.name} ${address}`).digest('base64url');
    let entry = known.get(key);
    if (!entry || entry.endsAt <= now.getTime()) {
      if (known.size >= mostKept) forgetOld(known, now);
      entry = { count: 0, unshared: 0, endsAt: now.getTime() + limit.seconds * 1000 };
      known.set(key, entry);
    }
    // One that is over the limit costs nothing more until its window ends.
    if (entry.count + entry.unshared < limit.most) {
      entry.unshared += 1;
      if (entry.unshared < limit.shareEvery) return null;
      const adds = entry.unshared;
      entry.unshared = 0;
      const shared = await add(db, key, adds, limit.seconds, now);
      entry.count = shared.count;
      entry.endsAt = shared.endsAt.getTime();
      if (entry.count <= limit.most) return null;
    }
    return Math.max(1, Math.ceil((entry.endsAt - now.getTime()) / 1000));
  };
}

/** Forgets the windows that are over. */
export async function forgetRateCounts(db: Queryable, now: Date): Promise<void> {
  await db.delete(rateCounts).where(lt(rateCounts.endsAt, now));
}

async function add(db: Queryable, key: string, adds: number, seconds: number, now: Date) {
  const isOver = sql`${rateCounts.endsAt} <= ${now.toISOString()}::timestamptz`;
  const fresh = { count: adds, endsAt: new Date(now.getTime() + seconds * 1000) };
  const [row] = await db
    .insert(rateCounts)
    .values({ key, ...fresh })
    .onConflictDoUpdate({
      target: rateCounts.key,
      set: {
        count: sql`case when ${isOver} then ${adds} else ${rateCounts.count} + ${adds} end`,
        endsAt: sql`case when ${isOver} then excluded.ends_at else ${rateCounts.endsAt} end`,
      },
    })
    .returning();
  return row ?? fresh;
}

function forgetOld(known: Map<string, { endsAt: number }>, now: Date): void {
  for (const [key, { endsAt }] of known) if (endsAt <= now.getTime()) known.delete(key);
  // All of them in use: the oldest start afresh.
  for (const key of known.keys()) {
    if (known.size < mostKept) break;
    known.delete(key);
  }
}
