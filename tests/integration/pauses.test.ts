import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { readBundle } from '#content-pipeline/bundle-file.server.ts';
import { checkCounts } from '#db/schema/check-counts.ts';
import { salePauses } from '#db/schema/sale-pauses.ts';
import { countCheck, readCheckCounts } from '#features/self-check/counts.server.ts';
import {
  keepPauses,
  listPauses,
  pauseSale,
  readGateState,
  resumeSale,
} from '#features/self-check/pauses.server.ts';
import { databaseKinds, openTestShop, type TestShop } from '../support/test-shop.ts';

describe.each(databaseKinds)('pauses, on %s', (kind) => {
  let shop: TestShop;
  beforeAll(async () => {
    shop = await openTestShop(kind);
  });
  afterAll(() => shop.close());
  beforeEach(() => shop.clear());

  const by = { reason: 'a complaint', by: 'ada' };
  const pause = (what: string) =>
    shop.db.transaction((tx) => pauseSale(tx, { what, ...by }, shop.clock.now()));
  const resume = (what: string) =>
    shop.db.transaction((tx) => resumeSale(tx, { what, by: 'bob' }, shop.clock.now()));
  const inTable = async () => [...(await readGateState(shop, shop.db)).paused].sort();
  const inContent = () => [...(shop.content.market('uk')?.paused ?? [])].sort();

  test('are in force from their commit until they are lifted, and stay on record', async () => {
    expect(await inTable()).toEqual([]);
    await pause('FACE-025');
    await pause('surface');
    expect(await inTable()).toEqual(['FACE-025', 'surface']);
    expect(await resume('FACE-025')).toMatchObject({
      ok: true,
      value: { what: 'FACE-025', liftedBy: 'bob' },
    });
    expect(await inTable()).toEqual(['surface']);
    expect(await resume('FACE-025')).toEqual({ ok: false, error: { reason: 'not-paused' } });
    await pause('FACE-025');
    expect(await listPauses(shop.db)).toHaveLength(3);
  });

  test('pressed twice at once, one stands', async () => {
    const both = await Promise.allSettled([pause('FACE-025'), pause('FACE-025')]);
    const made = both.filter((each) => each.status === 'fulfilled' && each.value.ok);
    expect(made).toHaveLength(1);
    expect(await shop.db.$count(salePauses)).toBe(1);
  });

  test('those of the rules in force count as well, and no others', async () => {
    const bundle = await readBundle(inject('bundleFile'));
    const withPause = (version: string, effective: string) => ({
      ...bundle,
      hash: version,
      rulesets: bundle.rulesets.flatMap((file) => {
        const data = file.data as Record<string, unknown>;
        const later = { ...data, version, effective_from: effective, sale_paused: ['surface', 'BODY-020'] };
        return [file, { ...file, file: `content/self-check/${version}.yaml`, version, data: later }];
      }),
    });
    shop.content.replace(withPause('2026.2.0', '2026-11-02'));
    await pause('FACE-025');
    expect(await inTable()).toEqual(['BODY-020', 'FACE-025', 'surface']);
    // Of rules that are not in force yet, nothing.
    shop.content.replace(withPause('2026.3.0', '2126-11-02'));
    expect(await inTable()).toEqual(['FACE-025']);
  });

  test('reach the live content of a process that only looks, at the start, by and by, and as soon as it is told', async () => {
    await pause('FACE-025');
    // Two looks a minute apart: what comes in between was told.
    const keeper = await keepPauses(shop, 60_000);
    expect(inContent()).toEqual(['FACE-025']);
    await pause('surface');
    await keeper.refresh();
    expect(inContent()).toEqual(['FACE-025', 'surface']);
    expect(shop.complaints.at(-1)?.fields).toEqual({ paused: expect.arrayContaining(['surface']) });
    await keeper.stop();
    await resume('surface');
    await keeper.refresh();
    expect(inContent()).toEqual(['FACE-025', 'surface']);

    const quick = await keepPauses(shop, 20);
    await resume('FACE-025');
    await expect.poll(inContent, { timeout: 2_000 }).toEqual([]);
    await quick.stop();
  });

  test('a look that fails is logged, and leaves what was known', async () => {
    await pause('FACE-025');
    let isDown = false;
    const db = new Proxy(shop.db, {
      get: (target, name, receiver) => {
        if (isDown && name === 'select') throw new Error('The database is away');
        return Reflect.get(target, name, receiver);
      },
    });
    const keeper = await keepPauses({ ...shop, db }, 60_000);
    isDown = true;
    await keeper.refresh();
    expect(inContent()).toEqual(['FACE-025']);
    expect(shop.complaints.at(-1)?.message).toBe('the pauses of sales could not be read');
    await keeper.stop();
    // At the start there is nothing known to go by: better no shop than one that sells what is stopped.
    await expect(keepPauses({ ...shop, db }, 60_000)).rejects.toThrow('away');
  });
});

describe.each(databaseKinds)('T12 counts of checks, on %s', (kind) => {
  let shop: TestShop;
  beforeAll(async () => {
    shop = await openTestShop(kind);
  });
  afterAll(() => shop.close());
  beforeEach(() => shop.clear());

  const check = { rulesetVersion: '2026.1.0', today: '2026-11-23' };
  const times = (count: number, what: Parameters<typeof countCheck>[2], of = check) =>
    Promise.all(Array.from({ length: count }, () => countCheck(shop, of, what)));

  test('add up, many at once, and hold nothing but a version, a week and a word', async () => {
    await times(30, 'started');
    await times(20, { finished: 'clear' });
    await times(10, { finished: 'wait' });
    await countCheck(shop, { ...check, today: '2026-11-29' }, 'started');
    expect((await shop.db.select().from(checkCounts)).sort((a, b) => b.count - a.count)).toEqual([
      { rulesetVersion: '2026.1.0', week: '2026-W48', counted: 'started', count: 31 },
      { rulesetVersion: '2026.1.0', week: '2026-W48', counted: 'finished', count: 30 },
      { rulesetVersion: '2026.1.0', week: '2026-W48', counted: 'clear', count: 20 },
      { rulesetVersion: '2026.1.0', week: '2026-W48', counted: 'wait', count: 10 },
    ]);
  });

  test('are read by week and version, the latest first, without those below ten', async () => {
    await times(12, 'started', { ...check, today: '2026-11-16' });
    await times(9, 'started', { ...check, today: '2026-11-23' });
    await times(11, 'started', { rulesetVersion: '2026.2.0', today: '2026-11-23' });
    const none = { clear: null, wait: null, clinician: null, 'do-not-use': null, 'not-run': null };
    const read = await readCheckCounts(shop.db);
    expect(read).toHaveLength(3);
    expect(read).toEqual(
      expect.arrayContaining([
        { rulesetVersion: '2026.1.0', week: '2026-W48', started: null, finished: null, outcomes: none },
        { rulesetVersion: '2026.2.0', week: '2026-W48', started: 11, finished: null, outcomes: none },
        { rulesetVersion: '2026.1.0', week: '2026-W47', started: 12, finished: null, outcomes: none },
      ]),
    );
    expect(read.at(-1)?.week).toBe('2026-W47');
  });

  test('a count that fails stops nobody, and its words in the log do not say how a check ended', async () => {
    const db = new Proxy(shop.db, {
      get: () => {
        throw new Error('params: do-not-use');
      },
    });
    await countCheck({ ...shop, db }, check, { finished: 'do-not-use' });
    expect(shop.complaints).toEqual([{ message: 'a check was not counted', fields: { kind: 'Error' } }]);
  });
});
