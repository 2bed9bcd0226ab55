import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test, vi } from 'vitest';
import { readCompiled } from '#content-pipeline/bundle-file.server.ts';
import type { CompiledContent } from '#content-pipeline/compile.server.ts';
import type { ContentBundle } from '#content-pipeline/content.ts';
import type { ContentProblem } from '#content-pipeline/problems.ts';
import { type ContentStore, createContentStore } from '#content-pipeline/store.server.ts';
import { type Listen, type OpenDatabase, openPostgres } from '#db/client.server.ts';
import { releaseChanges } from '#db/schema/content-releases.ts';
import { staff } from '#db/schema/staff.ts';
import { approveRules, withdrawApproval } from '#features/admin/approve-rules.server.ts';
import {
  type PublishServices,
  publishWorkingCopy,
  restoreRelease,
  reviewWorkingCopy,
} from '#features/admin/publish-content.server.ts';
import { readAvailability } from '#features/inventory/inventory.server.ts';
import { keepLiveRelease, type LiveKeeper } from '#features/releases/keep-live.server.ts';
import { loadRelease, openLive, ReleaseRefused } from '#features/releases/live-content.server.ts';
import {
  compareWithBase,
  listActivations,
  packChanges,
  packContent,
  publishRelease,
  readLive,
  readReleaseSources,
} from '#features/releases/releases.server.ts';
import type { ContentCompiler } from '#features/releases/working-copy.server.ts';
import { listChanges } from '#features/staff/audit-log.server.ts';
import { ok, type Result, refuse } from '#lib/result.ts';
import type { StaffMember, StaffRole } from '#lib/staff-role.ts';
import { openEmptyPglite } from '../support/empty-database.ts';
import { createDatabase } from '../support/postgres.ts';
import { databaseKinds } from '../support/test-shop.ts';

const problem: ContentProblem = {
  file: 'content/shop.yaml',
  line: 1,
  column: 1,
  field: 'name',
  problem: 'is missing',
  example: 'Needlewise',
};

const never: Listen = async () => async () => undefined;
const far = 3_600_000;

describe.each(databaseKinds)('releases, on %s', (kind) => {
  let real: CompiledContent;
  let database: OpenDatabase;
  let drop = async () => {};
  beforeAll(async () => {
    real = await readCompiled(inject('bundleFile'));
    const postgres = kind === 'PostgreSQL' ? await createDatabase(inject('postgresUrl')) : null;
    database = postgres ? await openPostgres(postgres.url) : await openEmptyPglite();
    drop = async () => postgres?.drop();
  });
  afterAll(async () => {
    await database.close();
    await drop();
  });
  const processes: AppProcess[] = [];
  beforeEach(async () => {
    for (const each of processes.splice(0)) await each.keeper.stop();
    await database.db.execute(
      sql`truncate live_release, release_activations, release_changes, content_releases, rule_approvals, staff, audit_log, stock_movements, stock_levels restart identity cascade`,
    );
  });

  /** The content with another name of the shop, as if compiled from files that say so. */
  const named = (
    name: string,
    change: (bundle: ContentBundle) => ContentBundle = (same) => same,
  ): CompiledContent => ({
    bundle: change({ ...real.bundle, hash: `hash of ${name}`, shop: { ...real.bundle.shop, name } }),
    sources: new Map([['shop.yaml', `name: ${name}`]]),
  });

  interface AppProcess extends PublishServices {
    content: ContentStore;
    keeper: LiveKeeper;
    /** Edits the files of this process. */
    edit(content: Result<CompiledContent, ContentProblem[]>): void;
    complaints: string[];
  }

  /** One app process: its own content in memory, its own working copy, the same database. */
  async function startProcess(
    repository: CompiledContent,
    {
      listen = database.listen,
      everyMs = far,
      compiler = refusing,
    }: { listen?: Listen; everyMs?: number; compiler?: ContentCompiler } = {},
  ): Promise<AppProcess> {
    const { db } = database;
    const live = await openLive(db, repository, new Date(), async () => undefined);
    const complaints: string[] = [];
    const log = {
      info: () => undefined,
      warn: () => undefined,
      error: (_: object, words: string) => complaints.push(words),
    };
    const content = createContentStore(await loadRelease({ db, compiler, log }, live.release.id));
    const load = (id: string) =>
      loadRelease({ db, compiler, log }, id, { release: keeper.serving.release, bundle: content.bundle });
    const keeper: LiveKeeper = await keepLiveRelease({ db, content, log, listen, load }, live, everyMs);
    let files: Result<CompiledContent, ContentProblem[]> = ok(repository);
    const made: AppProcess = {
      config: { allowDraftRules: true },
      db,
      clock: { now: () => new Date() },
      log,
      content,
      keeper,
      complaints,
      edit(edited) {
        files = edited;
      },
      releases: {
        get serving() {
          return keeper.serving;
        },
        refresh: () => keeper.refresh(),
        load,
        workingCopy: {
          hash: async () => (files.ok ? files.value.bundle.hash : 'broken'),
          problems: async () => ({ hash: 'x', problems: files.ok ? [] : files.error }),
          compiled: async () => (files.ok ? files : refuse({ hash: 'broken', problems: files.error })),
        },
      },
    };
    processes.push(made);
    return made;
  }
  const refusing: ContentCompiler = {
    check: async () => [problem],
    compile: async () => refuse([problem]),
  };

  const request = {
    by: 'ada',
    staffId: null,
    note: 'A better name',
    base: null,
    hash: null,
  };
  const until = async (isTrue: () => boolean, ms = 2_000) => {
    const begun = performance.now();
    while (!isTrue()) {
      if (performance.now() - begun > ms) throw new Error(`Not within ${ms} ms`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };

  test('processes that start together on an empty database make one first release; a later start changes nothing', async () => {
    const first = await Promise.all([startProcess(named('Old')), startProcess(named('Old'))]);
    expect(first.map(({ content }) => content.shop.name)).toEqual(['Old', 'Old']);
    const later = await startProcess(named('Deployed'));
    expect(later.content.shop.name).toBe('Old');
    const history = await listActivations(database.db, { limit: 10 });
    expect(history).toMatchObject([
      { why: 'first-start', by: 'system', replaced: null, release: { number: 1 } },
    ]);
  });

  test('what is published is live in this process at once and in the others within two seconds, told or not', async () => {
    const [here, told, asking] = [
      await startProcess(named('Old')),
      await startProcess(named('Old')),
      await startProcess(named('Old'), { listen: never, everyMs: 1_000 }),
    ];
    const heard: (readonly string[])[] = [];
    told.content.subscribe((tags) => heard.push(tags));
    here.edit(ok(named('New')));
    expect(await publishWorkingCopy(here, request)).toMatchObject({
      ok: true,
      value: { why: 'publish', by: 'ada', note: 'A better name', release: { author: 'ada' } },
    });
    expect(here.content.shop.name).toBe('New');
    await until(() => told.content.shop.name === 'New' && asking.content.shop.name === 'New');
    expect(heard).toEqual([['shop']]);
    expect(told.keeper.serving.release.hash).toBe('hash of New');
    const live = await readLive(database.db);
    expect(await readReleaseSources(database.db, live?.release.id ?? '')).toEqual(named('New').sources);
  });

  test('of two who publish at once one is told what the other did', async () => {
    const [ada, bob] = [await startProcess(named('Old')), await startProcess(named('Old'))];
    ada.edit(ok(named('By Ada')));
    bob.edit(ok(named('By Bob')));
    const looked = await Promise.all([reviewWorkingCopy(ada), reviewWorkingCopy(bob)]);
    const results = await Promise.all(
      [ada, bob].map((who, index) =>
        publishWorkingCopy(who, {
          ...request,
          by: index === 0 ? 'ada' : 'bob',
          base: looked[index]?.ok ? looked[index].value.base.number : null,
        }),
      ),
    );
    const [won, lost] = results[0]?.ok ? results : results.toReversed();
    expect(won).toMatchObject({ ok: true });
    expect(lost).toMatchObject({
      ok: false,
      error: {
        reason: 'changed-meanwhile',
        live: { release: { hash: won?.ok ? won.value.release.hash : '' } },
      },
    });
    expect(await listActivations(database.db, { limit: 10 })).toHaveLength(2);
    // And whoever looked before that is told so too.
    expect(await publishWorkingCopy(bob, { ...request, base: 1 })).toMatchObject({ ok: false });
  });

  test('nothing is published of files that have problems, that changed since they were seen, or that are live already', async () => {
    const here = await startProcess(named('Old'));
    expect(await publishWorkingCopy(here, request)).toMatchObject({ error: { reason: 'nothing-changed' } });
    here.edit(refuse([problem, problem]));
    expect(await publishWorkingCopy(here, request)).toEqual({
      ok: false,
      error: { reason: 'problems', problems: [problem, problem] },
    });
    here.edit(ok(named('Newer than seen')));
    expect(await publishWorkingCopy(here, { ...request, hash: 'hash of Seen' })).toMatchObject({
      error: { reason: 'working-copy-changed' },
    });
    expect(here.content.shop.name).toBe('Old');
    expect(await listActivations(database.db, { limit: 10 })).toHaveLength(1);
  });

  test('an earlier release is live again as it was, and back again', async () => {
    const [here, there] = [await startProcess(named('Old')), await startProcess(named('Old'))];
    here.edit(ok(named('New')));
    await publishWorkingCopy(here, request);
    const undo = { number: 1, by: 'bob', staffId: null, note: 'Too early', base: null };
    expect(await restoreRelease(here, undo)).toMatchObject({
      ok: true,
      value: { why: 'restore', by: 'bob', replaced: 2, release: { number: 1 } },
    });
    expect(here.content.shop.name).toBe('Old');
    await until(() => there.content.shop.name === 'Old');
    expect(await restoreRelease(here, undo)).toMatchObject({ error: { reason: 'is-live' } });
    expect(await restoreRelease(here, { ...undo, number: 99 })).toMatchObject({
      error: { reason: 'unknown-release' },
    });
    expect(await restoreRelease(here, { ...undo, number: 2, base: 1 })).toMatchObject({
      error: { reason: 'changed-meanwhile' },
    });
    await restoreRelease(here, { ...undo, number: 2 });
    await until(() => there.content.shop.name === 'New');
    const history = await listActivations(database.db, { limit: 3 });
    expect(history.map(({ why, release }) => [why, release.number])).toEqual([
      ['restore', 2],
      ['restore', 1],
      ['publish', 2],
    ]);
  });

  describe('a process that serves what a release was made on, or made from it', () => {
    const here = () => startProcess(named('Old'));
    /** One that looks only when it is told to. */
    const there = () => startProcess(named('Old'), { listen: never });
    const undo = { number: 1, by: 'bob', staffId: null, note: '', base: null };
    const spoil = () =>
      database.db.execute(sql`update content_releases set bundle = '\\x00'::bytea || bundle`);
    const mend = () =>
      database.db.execute(sql`update content_releases set bundle = substring(bundle from 2)`);
    const asStored = ({ bundle }: CompiledContent): ContentBundle => JSON.parse(JSON.stringify(bundle));
    const edited = (bundle: ContentBundle): ContentBundle => ({
      ...bundle,
      products: bundle.products.map((product) =>
        product.slug === 'storage-case' ? { ...product, title: 'Case' } : product,
      ),
      articles: bundle.articles.slice(1),
      glossary: bundle.glossary.toReversed(),
    });

    test('reads only what changed, there and back', async () => {
      const [ada, bob] = [await here(), await there()];
      const before = bob.content.products;
      ada.edit(ok(named('New', edited)));
      await publishWorkingCopy(ada, request);
      // Whoever reads all of a release now, fails.
      await spoil();
      await bob.keeper.refresh();
      expect(bob.content.bundle).toEqual(asStored(named('New', edited)));
      expect(bob.content.products.filter((product) => !before.includes(product))).toMatchObject([
        { title: 'Case' },
      ]);
      expect(await restoreRelease(ada, undo)).toMatchObject({ ok: true });
      await bob.keeper.refresh();
      for (const { content, complaints } of [ada, bob]) {
        expect(content.bundle).toEqual(asStored(named('Old')));
        expect(complaints).toEqual([]);
      }
    });

    test('is the only one: from another release all of it is read, until that is restored', async () => {
      const [ada, late, later] = [await here(), await there(), await there()];
      const publish = async (content: CompiledContent) => {
        ada.edit(ok(content));
        expect(await publishWorkingCopy(ada, request)).toMatchObject({ ok: true });
      };
      await publish(named('New'));
      await publish(named('Newer'));
      await spoil();
      await expect(late.keeper.refresh()).rejects.toThrow();
      await mend();
      await later.keeper.refresh();
      expect(later.content.bundle).toEqual(asStored(named('Newer')));
      // What was live long ago is compared with what is live by whoever restores it.
      await restoreRelease(ada, undo);
      await spoil();
      await later.keeper.refresh();
      expect(later.content.bundle).toEqual(asStored(named('Old')));
      await restoreRelease(ada, { ...undo, number: 3 });
      await later.keeper.refresh();
      expect(later.content.bundle).toEqual(asStored(named('Newer')));
    });

    test('reads all of it where changes do not fit, and says so, or where another version made them', async () => {
      const [ada, bob, cy] = [await here(), await there(), await there()];
      ada.edit(ok(named('New')));
      await publishWorkingCopy(ada, request);
      await database.db.execute(
        sql`update release_changes set changes = other.changes from release_changes other where release_changes.from_id = other.to_id`,
      );
      await bob.keeper.refresh();
      expect(bob.complaints).toEqual(['changes of the content do not fit; all of it is loaded']);
      await database.db.execute(sql`update release_changes set format = 0`);
      await cy.keeper.refresh();
      expect(cy.complaints).toEqual([]);
      for (const { content } of [bob, cy]) expect(content.bundle).toEqual(asStored(named('New')));
    });
  });

  test('changes that were made against another release than the one that is live are left out', async () => {
    await startProcess(named('Old'));
    const live = await readLive(database.db);
    const changes = compareWithBase('another', named('Another').bundle, named('New').bundle);
    const made = await database.db.transaction(async (tx) =>
      publishRelease(tx, await packContent(named('New')), {
        expected: live?.release.id ?? null,
        changes: await packChanges(changes),
        why: 'publish',
        by: 'ada',
        note: '',
        at: new Date(),
      }),
    );
    expect(made).toMatchObject({ ok: true });
    expect(await database.db.select().from(releaseChanges)).toEqual([]);
  });

  test('a new article number is on the shelf in the moment in which it can be bought', async () => {
    const here = await startProcess(named('Old'));
    here.edit(
      ok(
        named('New', (bundle) => ({
          ...bundle,
          products: bundle.products.map((product) =>
            product.slug === 'storage-case'
              ? {
                  ...product,
                  variants: product.variants.map((each) => ({ ...each, sku: 'CASE-NEW', openingStock: 7 })),
                }
              : product,
          ),
        })),
      ),
    );
    await publishWorkingCopy(here, request);
    expect(await readAvailability(database.db, ['CASE-NEW'])).toEqual(new Map([['CASE-NEW', 7]]));
  });

  describe('what a market begins to sell', () => {
    const sells = (homeMax: 'off' | 'self-check') => (bundle: ContentBundle) => ({
      ...bundle,
      markets: bundle.markets.map((market) => ({ ...market, tiers: { ...market.tiers, homeMax } })),
    });
    const looser = () => named('Looser', sells('self-check'));

    async function person(name: string, role: StaffRole): Promise<StaffMember> {
      const id = name.toLowerCase();
      const email = `${id}@shop.example`;
      const now = new Date();
      await database.db
        .insert(staff)
        .values({ id, name, email, role, emailVerified: true, createdAt: now, updatedAt: now });
      return { id, name, email, role, sessionId: 'x', hasSecondFactor: false };
    }
    /** Somebody reads what would become looser by publishing what this process has in its files, and approves it. */
    async function approve(here: AppProcess, who: StaffMember, seen?: string) {
      const review = await reviewWorkingCopy(here);
      const rules = review.ok ? review.value.change.rules : null;
      return approveRules(here, { staff: who, seen: seen ?? rules?.hash ?? '', rules });
    }

    test('waits until a reviewer and a second person have approved it, neither of whom publishes it', async () => {
      const [ada, cy, di] = [
        await person('Ada', 'editor'),
        await person('Cy', 'reviewer'),
        await person('Di', 'owner'),
      ];
      const here = await startProcess(named('Old', sells('off')));
      here.edit(ok(looser()));
      const publish = (staffId: string | null) => publishWorkingCopy(here, { ...request, staffId });
      const isRefused = async (staffId: string | null, ...missing: RegExp[]) =>
        expect(await publish(staffId)).toMatchObject({
          error: {
            reason: 'needs-approvals',
            rules: { lane: 'looser' },
            missing: missing.map((words) => expect.stringMatching(words)),
          },
        });
      await isRefused('ada', /^A reviewer/, /^A second person/);
      expect(await approve(here, { ...ada, role: 'packer' })).toMatchObject({ error: 'wrong-role' });
      expect(await approve(here, cy)).toMatchObject({ ok: true });
      await isRefused('ada', /^A second person/);
      expect(await approve(here, cy)).toMatchObject({ error: 'approved-already' });
      await isRefused('ada', /^A second person/);
      expect(await approve(here, ada)).toMatchObject({ ok: true });
      // Whoever publishes is neither of the two.
      await isRefused('ada', /^A second person/, /^Your own approval/);
      await isRefused('cy', /^A reviewer/, /^Your own approval/);
      expect(here.content.shop.name).toBe('Old');
      expect(await approve(here, di)).toMatchObject({ ok: true });
      expect(await publish('ada')).toMatchObject({
        ok: true,
        value: { release: { reviewer: 'Cy <cy@shop.example>', approver: 'Di <di@shop.example>' } },
      });
      const log = await listChanges(database.db);
      expect(log.map(({ actor, action }) => [actor, action])).toEqual([
        ['Di <di@shop.example>', 'rules.approve'],
        ['Ada <ada@shop.example>', 'rules.approve'],
        ['Cy <cy@shop.example>', 'rules.approve'],
      ]);
      expect(JSON.stringify(log[0]?.after)).toContain('are sold from now on');
    });

    test('is taken back by whoever approved it, until it is live, and can be approved again', async () => {
      const [cy, di] = [await person('Cy', 'reviewer'), await person('Di', 'owner')];
      const here = await startProcess(named('Old', sells('off')));
      here.edit(ok(looser()));
      const review = await reviewWorkingCopy(here);
      const hash = (review.ok && review.value.change.rules?.hash) || '';
      const takeBack = (who: StaffMember) => withdrawApproval(here, { staff: who, hash });
      for (const who of [cy, di]) expect(await approve(here, who)).toMatchObject({ ok: true });
      expect(await takeBack({ ...di, id: 'somebody-else' })).toMatchObject({ error: 'not-approved' });
      expect(await takeBack(di)).toMatchObject({ ok: true });
      expect(await takeBack(di)).toMatchObject({ error: 'not-approved' });
      expect(await publishWorkingCopy(here, request)).toMatchObject({
        error: { reason: 'needs-approvals', missing: [expect.stringMatching(/^A second person/)] },
      });
      expect(await approve(here, di)).toMatchObject({ ok: true });
      // In the very last moment: after they were read, before they are spent.
      const transaction = here.db.transaction.bind(here.db);
      const tooLate = vi.spyOn(here.db, 'transaction').mockImplementationOnce(async (work) => {
        expect(await takeBack(di)).toMatchObject({ ok: true });
        return transaction(work);
      });
      expect(await publishWorkingCopy(here, request)).toMatchObject({ error: { reason: 'needs-approvals' } });
      tooLate.mockRestore();
      expect(here.content.shop.name).toBe('Old');
      expect(await approve(here, di)).toMatchObject({ ok: true });
      expect(await publishWorkingCopy(here, request)).toMatchObject({ ok: true });
      expect(await takeBack(cy)).toMatchObject({ error: 'not-approved' });
      expect((await listChanges(database.db)).map(({ action }) => action)).toEqual([
        'rules.approve',
        'rules.withdraw',
        'rules.approve',
        'rules.withdraw',
        'rules.approve',
        'rules.approve',
      ]);
    });

    test('is approved as it was read: not once the rules are others, nor by who has left, nor a second time', async () => {
      const [cy, di] = [await person('Cy', 'reviewer'), await person('Di', 'owner')];
      const here = await startProcess(named('Old', sells('off')));
      here.edit(ok(looser()));
      const review = await reviewWorkingCopy(here);
      const seen = review.ok ? review.value.change.rules?.hash : '';
      for (const who of [cy, di]) expect(await approve(here, who)).toMatchObject({ ok: true });
      // More becomes looser than they have read.
      const further = (bundle: ContentBundle) => {
        const more = sells('self-check')(bundle);
        return {
          ...more,
          markets: more.markets.map((market) => ({
            ...market,
            tiers: { ...market.tiers, professional: 'self-check' as const },
          })),
        };
      };
      here.edit(ok(named('Further', further)));
      expect(await publishWorkingCopy(here, request)).toMatchObject({ error: { reason: 'needs-approvals' } });
      expect(await approve(here, cy, seen)).toMatchObject({ error: 'changed-meanwhile' });
      // Another name of the shop changes no rules.
      here.edit(ok(named('Looser and renamed', sells('self-check'))));
      await database.db.update(staff).set({ role: 'editor' }).where(eq(staff.id, 'cy'));
      expect(await publishWorkingCopy(here, request)).toMatchObject({
        error: { missing: [expect.stringMatching(/^A reviewer/)] },
      });
      await database.db.update(staff).set({ role: 'reviewer' }).where(eq(staff.id, 'cy'));
      expect(await publishWorkingCopy(here, request)).toMatchObject({ ok: true });
      // Stricter again, which nobody need approve; to make it looser once more takes approvals of that.
      const back = { number: 1, by: 'ada', staffId: null, note: '', base: null };
      expect(await restoreRelease(here, back)).toMatchObject({ ok: true });
      const again = { ...back, number: 2 };
      expect(await restoreRelease(here, again)).toMatchObject({ error: { reason: 'needs-approvals' } });
      for (const who of [di, cy]) expect(await approve(here, who)).toMatchObject({ ok: true });
      expect(await restoreRelease(here, again)).toMatchObject({ ok: true });
      here.edit(ok(named('Words alone', sells('self-check'))));
      expect(await approve(here, cy, 'nothing')).toMatchObject({ error: 'changed-meanwhile' });
    });
  });

  test('a release of another version of the shop is made anew from its files, or the process goes on with what it has', async () => {
    const compiled: string[] = [];
    const compiler: ContentCompiler = {
      check: async () => [],
      async compile(sources) {
        compiled.push(...sources.values());
        return ok(named('Made anew'));
      },
    };
    const [able, unable, here] = [
      await startProcess(named('Old'), { compiler }),
      await startProcess(named('Old')),
      await startProcess(named('Old')),
    ];
    here.edit(ok(named('New')));
    await publishWorkingCopy(here, request);
    await until(() => able.content.shop.name === 'New' && unable.content.shop.name === 'New');
    // The first release as another version would have stored it, made live by that one: this version would refuse to.
    await database.db.execute(sql`update content_releases set format = 0 where number = 1`);
    const [first] = await listActivations(database.db, { limit: 1, before: 2 });
    const loading = { db: database.db, compiler: refusing, log: here.log };
    await expect(loadRelease(loading, first?.release.id ?? '')).rejects.toThrow(ReleaseRefused);
    await database.db.execute(
      sql`insert into release_activations (release_id, why, by, note, at) values (${first?.release.id ?? ''}, 'restore', 'eve', '', now())`,
    );
    await database.db.execute(
      sql`update live_release set release_id = ${first?.release.id ?? ''}, activation = (select max(number) from release_activations)`,
    );
    await database.db.execute(sql`select pg_notify('content_release', '')`);
    await until(() => able.content.shop.name === 'Made anew' && unable.complaints.length > 0);
    expect(compiled).toEqual(['name: Old']);
    expect(unable.content.shop.name).toBe('New');
  });
});
