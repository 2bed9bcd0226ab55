import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { rateCounts } from '#db/schema/rate-counts.ts';
import {
  createRateLimiter,
  findLimit,
  forgetRateCounts,
  formLimit,
  type RateLimit,
  type RateLimiter,
} from '#features/rate-limits/rate-limits.server.ts';
import { openTestShop, type TestShop } from '../support/test-shop.ts';

describe('rate limits', () => {
  let shop: TestShop;
  let processes: RateLimiter[];
  beforeAll(async () => {
    shop = await openTestShop('PostgreSQL');
  });
  afterAll(() => shop.close());
  beforeEach(async () => {
    await shop.clear();
    await shop.db.delete(rateCounts);
    processes = [1, 2].map(() => createRateLimiter(shop.db, shop.clock, 'the secret of this test'));
  });

  /** So many in turn, from one process after the other; how many were let through. */
  async function passed(limit: RateLimit, address: string, times: number): Promise<number> {
    let through = 0;
    for (let each = 0; each < times; each += 1) {
      if ((await processes[each % 2]?.(limit, address)) === null) through += 1;
    }
    return through;
  }

  test('two processes share a strict count to the last one, and another address has its own', async () => {
    expect(await passed(findLimit, '203.0.113.9', 50)).toBe(findLimit.most);
    expect(await passed(findLimit, '203.0.113.10', 1)).toBe(1);
  });

  test('all at once are no more than one after the other', async () => {
    const waits = await Promise.all(
      Array.from({ length: 60 }, (_, each) => processes[each % 2]?.(findLimit, '203.0.113.9')),
    );
    expect(waits.filter((wait) => wait === null)).toHaveLength(findLimit.most);
  });

  test('a generous count is shared in portions: no statement for an ordinary shopper, a little more in all', async () => {
    expect(await passed(formLimit, '203.0.113.9', 2 * (formLimit.shareEvery - 1))).toBe(
      2 * (formLimit.shareEvery - 1),
    );
    expect(await shop.db.$count(rateCounts)).toBe(0);
    const through = await passed(formLimit, '203.0.113.9', 1000);
    expect(through + 2 * (formLimit.shareEvery - 1)).toBeLessThanOrEqual(
      formLimit.most + 2 * formLimit.shareEvery,
    );
    expect(through).toBeGreaterThan(formLimit.most / 2);
  });

  test('the wait is told, ends, and the row is forgotten afterwards', async () => {
    await passed(findLimit, '203.0.113.9', findLimit.most);
    await shop.clock.advance(400);
    const wait = await processes[0]?.(findLimit, '203.0.113.9');
    expect(wait).toBeGreaterThan(190);
    expect(wait).toBeLessThanOrEqual(200);
    await forgetRateCounts(shop.db, shop.clock.now());
    expect(await shop.db.$count(rateCounts)).toBe(1);
    await shop.clock.advance(201);
    expect(await passed(findLimit, '203.0.113.9', 2)).toBe(2);
    await shop.clock.advance(601);
    await forgetRateCounts(shop.db, shop.clock.now());
    expect(await shop.db.$count(rateCounts)).toBe(0);
  });

  test('no address is in the table', async () => {
    await passed(findLimit, '203.0.113.9', 1);
    const [row] = await shop.db.select().from(rateCounts);
    expect(row?.key).toMatch(/^[\w-]{43}$/);
  });
});
