import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sendStaffMail } from '#features/admin/send-staff-mail.server.ts';
import { listChanges } from '#features/staff/audit-log.server.ts';
import { requireStaff, signedIn } from '#features/staff/require-staff.server.ts';
import { beginSecondFactor, confirmSecondFactor, readSetup } from '#features/staff/second-factor.server.ts';
import { changePassword, nextPage, signIn, signInWithCode, signOut } from '#features/staff/sign-in.server.ts';
import {
  changeRole,
  endSessions,
  listSessions,
  listStaff,
  removePerson,
} from '#features/staff/staff.server.ts';
import { createStaffAuth } from '#features/staff/staff-auth.server.ts';
import type { StaffContext } from '#features/staff/staff-context.server.ts';
import {
  inviteStaff,
  linkToken,
  openLink,
  passwordProblem,
  queueInvitation,
  queueReset,
  setPasswordByLink,
  withdrawInvitation,
} from '#features/staff/staff-links.server.ts';
import type { StaffRole } from '#lib/staff-role.ts';
import { oneTimeCode } from '../support/staff.ts';
import { databaseKinds, openTestShop, type TestShop } from '../support/test-shop.ts';

const password = 'four words for the tests';

describe.each(databaseKinds)('Staff on %s', (kind) => {
  let shop: TestShop;
  let services: StaffContext['locals']['services'];
  beforeAll(async () => {
    shop = await openTestShop(kind);
    const config = { siteUrl: 'http://shop.test', appSecret: 'a secret for the tests, long enough' };
    services = { ...shop, config, staffAuth: createStaffAuth({ config, db: shop.db, log: shop.log }) };
  });
  afterAll(() => shop.close());
  beforeEach(async () => {
    await shop.db.execute(
      sql`truncate staff, staff_sessions, staff_accounts, staff_verifications, staff_second_factors, staff_links, audit_log`,
    );
    shop.mails.length = 0;
  });

  /** A browser, as far as sign-in is concerned: it keeps cookies. */
  function newBrowser() {
    const cookies = new Map<string, string>();
    const at = (path: string, method = 'GET'): StaffContext => {
      const url = new URL(path, 'http://shop.test');
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      return {
        request: new Request(url, { method, headers: { cookie, 'user-agent': 'Firefox on Linux' } }),
        url,
        locals: { services, address: '203.0.113.9' },
        rewrite: async (to) => new Response(to, { status: 403 }),
      };
    };
    return {
      at,
      keep(lines: readonly string[]) {
        for (const line of lines) {
          const [pair = ''] = line.split(';');
          cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
        }
      },
    };
  }

  const invite = async (role: StaffRole, email = `${role}@shop.test`) => {
    const now = shop.clock.now();
    const made = await shop.db.transaction((tx) =>
      inviteStaff(tx, { email, name: `The ${role}`, role, madeBy: 'the test' }, now),
    );
    if (!made.ok) throw new Error(made.error);
    return made.value;
  };
  const join = async (role: StaffRole, email?: string) => {
    const link = await invite(role, email);
    expect((await setPasswordByLink(services, link.id, password)).ok).toBe(true);
    const person = (await listStaff(shop.db)).find((each) => each.email === link.email);
    if (!person) throw new Error('Nobody joined');
    return person;
  };
  const enter = async (email: string, words = password) => {
    const browser = newBrowser();
    const answer = await signIn(browser.at('/admin/sign-in', 'POST'), { email, password: words });
    if (answer.ok) browser.keep(answer.value.cookies);
    return { browser, answer };
  };

  test('an invitation is good once, sets the password, and lets in as the role it names', async () => {
    const link = await invite('packer', 'Pat@Shop.test');
    const token = await linkToken(shop.sealer, link, shop.clock.now());
    expect((await openLink(shop.db, shop.sealer, token, shop.clock.now()))?.email).toBe('pat@shop.test');
    // Two tabs press the button at once.
    const both = await Promise.all([1, 2].map(() => setPasswordByLink(services, link.id, password)));
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await openLink(shop.db, shop.sealer, token, shop.clock.now())).toBeNull();

    const { browser, answer } = await enter('PAT@shop.test');
    expect(answer).toMatchObject({ ok: true, value: { secondStep: false } });
    const cookie = answer.ok ? answer.value.cookies.join() : '';
    expect(cookie).toMatch(/HttpOnly/i);
    expect(cookie).toMatch(/SameSite=Lax/i);
    expect(await requireStaff(browser.at('/admin/stock'), 'packer')).toMatchObject({
      email: 'pat@shop.test',
      role: 'packer',
    });
    expect(await requireStaff(browser.at('/admin'))).toMatchObject({ role: 'packer' });
    const refused = await requireStaff(browser.at('/admin/articles'), 'editor', 'reviewer');
    expect(refused).toMatchObject({ status: 403 });
  });

  test('nobody else gets in: not a stranger, not by a wrong password, not by a link that is over', async () => {
    const stranger = newBrowser();
    const sent = await requireStaff(stranger.at('/admin/stock?page=2'), 'packer');
    expect(sent instanceof Response && sent.headers.get('location')).toBe(
      '/admin/sign-in?next=%2Fadmin%2Fstock%3Fpage%3D2',
    );
    expect(await requireStaff(stranger.at('/admin/stock', 'POST'), 'packer')).toMatchObject({ status: 403 });

    await join('packer');
    expect((await enter('packer@shop.test', 'something else entirely')).answer).toEqual({
      ok: false,
      error: 'no-match',
    });
    expect((await enter('nobody@shop.test')).answer).toEqual({ ok: false, error: 'no-match' });

    const late = await invite('editor');
    const taken = await invite('reviewer');
    await shop.db.transaction((tx) => withdrawInvitation(tx, taken.id, 'the test', shop.clock.now()));
    expect(await setPasswordByLink(services, taken.id, password)).toEqual({ ok: false, error: 'ended' });
    const again = await invite('editor');
    expect(await setPasswordByLink(services, late.id, password)).toEqual({ ok: false, error: 'ended' });
    await shop.clock.advance(8 * 24 * 3600);
    expect(await setPasswordByLink(services, again.id, password)).toEqual({ ok: false, error: 'ended' });
    await shop.clock.advance(-8 * 24 * 3600);
  });

  test('an owner needs the second step; the app or a recovery code opens it, each code once', async () => {
    const owner = await join('owner');
    const { browser } = await enter(owner.email);
    const led = await requireStaff(browser.at('/admin'));
    expect(led instanceof Response && led.headers.get('location')).toBe('/admin/account/second-factor');

    const here = '/admin/account/second-factor';
    expect((await beginSecondFactor(browser.at(here, 'POST'), 'not the password')).ok).toBe(false);
    expect((await beginSecondFactor(browser.at(here, 'POST'), password)).ok).toBe(true);
    const me = await signedIn(browser.at(here));
    if (!me) throw new Error('Nobody is signed in');
    const setup = await readSetup(services, me);
    if (!setup) throw new Error('There is no key');
    const told = new URL(setup.uri).searchParams;
    expect(told.get('secret')).toBe(setup.key.replaceAll(' ', ''));
    expect(setup.uri).toContain('issuer=Needlewise%20staff');
    expect(await confirmSecondFactor(browser.at(here, 'POST'), me.id, '000000')).toMatchObject({ ok: false });
    const on = await confirmSecondFactor(browser.at(here, 'POST'), me.id, oneTimeCode(setup.key));
    if (!on.ok) throw new Error(on.error);
    browser.keep(on.value.cookies);
    expect(await requireStaff(browser.at('/admin'))).toMatchObject({ hasSecondFactor: true });
    expect(await readSetup(services, me)).toBeNull();

    const next = await enter(owner.email);
    expect(next.answer).toMatchObject({ ok: true, value: { secondStep: true } });
    expect(await signedIn(next.browser.at('/admin'))).toBeNull();
    expect(await signInWithCode(next.browser.at('/admin', 'POST'), '000000')).toEqual({
      ok: false,
      error: 'wrong',
    });
    const opened = await signInWithCode(next.browser.at('/admin', 'POST'), oneTimeCode(setup.key));
    if (!opened.ok) throw new Error(opened.error);
    next.browser.keep(opened.value.cookies);
    expect(await signedIn(next.browser.at('/admin'))).toMatchObject({ email: owner.email });

    const [code = ''] = on.value.codes;
    const lost = await enter(owner.email);
    expect((await signInWithCode(lost.browser.at('/admin', 'POST'), code)).ok).toBe(true);
    const twice = await enter(owner.email);
    expect(await signInWithCode(twice.browser.at('/admin', 'POST'), code)).toEqual({
      ok: false,
      error: 'wrong',
    });
    expect(await signInWithCode(newBrowser().at('/admin', 'POST'), code)).toEqual({
      ok: false,
      error: 'over',
    });
  });

  test('a signed-in browser brings no session of its own: each sign-in makes a new one', async () => {
    await join('packer');
    const first = await enter('packer@shop.test');
    const answer = await signIn(first.browser.at('/admin/sign-in', 'POST'), {
      email: 'packer@shop.test',
      password,
    });
    const token = (cookies: readonly string[]) => cookies.join().match(/session_token=([^;]+)/)?.[1];
    expect(answer.ok && token(answer.value.cookies)).not.toBe(
      first.answer.ok && token(first.answer.value.cookies),
    );
  });

  test('a new password, by mail or by hand, signs out everywhere', async () => {
    const person = await join('editor');
    const { browser: desk } = await enter(person.email);
    const { browser: phone } = await enter(person.email);
    const changed = await changePassword(desk.at('/admin/account', 'POST'), {
      present: password,
      password: 'another four words here',
    });
    if (!changed.ok) throw new Error(changed.error);
    desk.keep(changed.value.cookies);
    expect(await signedIn(phone.at('/admin'))).toBeNull();
    expect(await signedIn(desk.at('/admin'))).toMatchObject({ email: person.email });
    expect(
      await changePassword(desk.at('/admin/account', 'POST'), {
        present: 'wrong',
        password: 'more words than before',
      }),
    ).toEqual({ ok: false, error: 'wrong' });

    // Nobody with that address: no mail. Somebody: one mail, however often it is asked for.
    await sendStaffMail({ ...services, ...shop }, { kind: 'password-reset', email: 'nobody@shop.test' });
    expect(shop.mails).toEqual([]);
    for (let times = 0; times < 2; times += 1)
      await sendStaffMail({ ...services, ...shop }, { kind: 'password-reset', email: person.email });
    expect(shop.mails).toHaveLength(1);
    const [mail] = shop.mails;
    expect(mail?.to).toBe(person.email);
    const token = /\/admin\/password\/(\S+?)["\s]/.exec(mail?.html ?? '')?.[1] ?? '';
    const link = await openLink(shop.db, shop.sealer, token, shop.clock.now());
    if (!link) throw new Error('The link of the mail opens nothing');
    expect((await setPasswordByLink(services, link.id, 'the newest four words')).ok).toBe(true);
    expect(await signedIn(desk.at('/admin'))).toBeNull();
    expect((await enter(person.email, 'another four words here')).answer.ok).toBe(false);
    expect((await enter(person.email, 'the newest four words')).answer.ok).toBe(true);
  });

  test('the queue carries an invitation once, and asks nothing of the page for a forgotten password', async () => {
    const queued: Record<string, unknown>[] = [];
    const jobs = {
      ...shop.jobs,
      enqueue: async (_tx: unknown, _queue: string, data: Record<string, unknown>) => void queued.push(data),
    };
    const link = await invite('reviewer');
    await shop.db.transaction(async (tx) => {
      await queueInvitation(tx, jobs, link);
      await queueReset(tx, jobs, 'Nobody@shop.test');
    });
    expect(queued).toEqual([
      { kind: 'invitation', linkId: link.id },
      { kind: 'password-reset', email: 'nobody@shop.test' },
    ]);
    for (const job of [...queued, ...queued]) await sendStaffMail({ ...services, ...shop }, job);
    expect(shop.mails.map(({ to, subject }) => [to, subject])).toEqual([
      ['reviewer@shop.test', 'Join the staff of Needlewise'],
    ]);
  });

  test('a role holds at once, and the last owner stays', async () => {
    const now = shop.clock.now();
    const [ada, bea] = [await join('owner', 'ada@shop.test'), await join('owner', 'bea@shop.test')];
    const packer = await join('packer');
    const { browser } = await enter(packer.email);
    await shop.db.transaction((tx) =>
      changeRole(tx, { id: packer.id, role: 'reviewer', actor: 'the test' }, now),
    );
    expect(await signedIn(browser.at('/admin'))).toMatchObject({ role: 'reviewer' });

    // Each removes the other at the same moment.
    const answers = await Promise.all(
      [ada, bea].map(({ id }) =>
        shop.db.transaction((tx) => removePerson(tx, { id, actor: 'the test' }, now)),
      ),
    );
    expect(answers.map((each) => (each.ok ? 'removed' : each.error)).sort()).toEqual([
      'last-owner',
      'removed',
    ]);
    const [last] = (await listStaff(shop.db)).filter(({ role }) => role === 'owner');
    if (!last) throw new Error('No owner is left');
    expect(
      await shop.db.transaction((tx) =>
        changeRole(tx, { id: last.id, role: 'packer', actor: 'the test' }, now),
      ),
    ).toEqual({ ok: false, error: 'last-owner' });

    await shop.db.transaction((tx) => removePerson(tx, { id: packer.id, actor: 'the test' }, now));
    expect(await signedIn(browser.at('/admin'))).toBeNull();
    expect((await enter(packer.email)).answer.ok).toBe(false);
    const log = await listChanges(shop.db, { subject: packer.email });
    expect(log.map(({ action }) => action)).toEqual([
      'staff.remove',
      'staff.role',
      'staff.join',
      'staff.invite',
    ]);
    expect(log[1]).toMatchObject({ before: { role: 'packer' }, after: { role: 'reviewer' } });
  });

  test('sessions are listed, and end by themselves, one by one or together', async () => {
    const person = await join('packer');
    const browsers = [];
    for (let times = 0; times < 3; times += 1) browsers.push((await enter(person.email)).browser);
    const [desk, phone, tablet] = browsers;
    if (!desk || !phone || !tablet) throw new Error('Somebody is missing');
    const sessions = await listSessions(shop.db, person.id, shop.clock.now());
    expect(sessions).toHaveLength(3);
    expect(sessions[0]).toMatchObject({ ipAddress: '203.0.113.9', userAgent: 'Firefox on Linux' });
    const mine = await signedIn(desk.at('/admin'));
    const theirs = await signedIn(phone.at('/admin'));
    await shop.db.transaction((tx) =>
      endSessions(tx, { person, actor: 'the test', only: theirs?.sessionId ?? '' }, shop.clock.now()),
    );
    expect(await signedIn(phone.at('/admin'))).toBeNull();
    expect(await signedIn(tablet.at('/admin'))).not.toBeNull();
    await shop.db.transaction((tx) =>
      endSessions(tx, { person, actor: 'the test', except: mine?.sessionId ?? '' }, shop.clock.now()),
    );
    expect(await signedIn(tablet.at('/admin'))).toBeNull();
    expect(await signedIn(desk.at('/admin'))).not.toBeNull();
    await signOut(desk.at('/admin/sign-out', 'POST'));
    expect(await signedIn(desk.at('/admin'))).toBeNull();
  });
});

test('after signing in one is led to pages for staff and nowhere else', () => {
  for (const next of ['/admin', '/admin/orders/NW-1?x=1', '/keystatic', '/admin?page=2'])
    expect(nextPage(next)).toBe(next);
  for (const next of [
    null,
    '',
    '//evil.example',
    '/admin//evil.example',
    '/adminevil',
    'https://evil.example',
  ])
    expect(nextPage(next)).toBe('/admin');
  expect(nextPage('/admin/\\evil.example')).toBe('/admin');
});

test('a password is long enough, and typed twice alike', () => {
  expect(passwordProblem('eleven char', 'eleven char')).toMatch(/12 characters or more/);
  expect(passwordProblem('x'.repeat(129), 'x'.repeat(129))).toMatch(/128 characters or fewer/);
  expect(passwordProblem('twelve chars', 'twelve char')).toMatch(/differ/);
  expect(passwordProblem('twelve chars', 'twelve chars')).toBeNull();
});
