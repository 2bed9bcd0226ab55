import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { ContentBundle } from '#content-pipeline/content.ts';
import { createOutboxMailer } from '#features/notifications/mailer.server.ts';
import type { Answer as CheckAnswer } from '#features/self-check/journey.ts';
import { currentRuleset, type Question, type Ruleset } from '#features/self-check/ruleset.ts';
import { addDays, firstDayAfterMonths, formatDate, todayIn } from '#lib/dates.ts';
import { projectRoot } from '#lib/project-root.server.ts';
import { createSealer } from '#lib/sealing.server.ts';
import { startChangedShop } from '../support/changed-shop.ts';
import { type Answer, type HttpShopper, newHttpShopper } from '../support/http-shopper.ts';
import { mailParts } from '../support/mail-parts.ts';
import {
  outbox,
  runNode,
  type ShopProcess,
  sandboxControl,
  shopEnvironment,
} from '../support/shop-process.ts';

const secret = 'the secret of this test, 32 characters and more';
const sealer = createSealer(secret);
const today = todayIn('Europe/London', new Date());

// --- The canary -----------------------------------------------------------------------------------------------------

/** What no place may ever hold. Every marker has it, in lower case or as the first letter is. */
const song = `kanari${randomBytes(3).toString('hex')}`;
const marker = () => `${song}-${randomBytes(3).toString('hex')}`;

/** The day of a treatment, one that the content names nowhere, and the first day that follows from it. */
const [treatedOn = '', allowedFrom = ''] = (() => {
  const content = readFileSync(path.join(projectRoot, 'dist/content.json'), 'utf8');
  for (let ago = 60; ago < 120; ago += 1) {
    const days = [addDays(today, -ago), firstDayAfterMonths(addDays(today, -ago), 6)];
    if (days.every((day) => !content.includes(day))) return days;
  }
  return [];
})();
const treatmentDates = [treatedOn, allowedFrom].flatMap((date) => {
  const [year = '', month = '', day = ''] = date.split('-');
  return [date, formatDate(date), `${day}/${month}/${year}`, `${year}${month}${day}`];
});

/** Ids that the laws of a ruleset hold fast: their words sing, and these two of them are words of their own as well. */
const heldFast = [
  'anticoagulant',
  'infection',
  'me',
  'relative',
  'unsure',
  'unknown',
  'rather-not-say',
] as const;
const singing = [song, ...treatmentDates].map((text) => new RegExp(text.replaceAll(/[/.]/g, '\\$&'), 'i'));
const patterns = [...singing, /\banticoagulant\b/i, /\bunsure\b/i, /rather-not-say/i];

interface RulesetData {
  questions: { id: string; answers: { id: string; text: { en: string } }[] }[];
  rules: { id: string; when: { question: string; is?: string }; say: { en: string } }[];
  floor: string[];
}

/** The content with a ruleset in which every answer, every reason and every rule sings. */
function withCanary(bundle: ContentBundle): ContentBundle {
  return {
    ...bundle,
    rulesets: bundle.rulesets.map((file) => {
      const data = structuredClone(file.data) as RulesetData;
      const renamed = new Map<string, string>();
      for (const question of data.questions) {
        for (const answer of question.answers) {
          const id = heldFast.some((each) => each === answer.id) ? answer.id : marker();
          renamed.set(`${question.id} ${answer.id}`, id);
          answer.id = id;
          answer.text.en = `${answer.text.en} ${marker()}`;
        }
      }
      for (const rule of data.rules) {
        const { question, is } = rule.when;
        if (is !== undefined) rule.when.is = renamed.get(`${question} ${is}`) ?? is;
        if (!data.floor.includes(rule.id)) rule.id = marker().replaceAll('-', '_');
        rule.say.en = `${rule.say.en} ${marker()}`;
      }
      return { ...file, data };
    }),
  };
}

// --- The search -----------------------------------------------------------------------------------------------------

const places = [
  'logs',
  'database',
  'data folder',
  'cookies',
  'addresses',
  'headers',
  'provider',
  'mails',
  'other pages',
] as const;
type Place = (typeof places)[number];
type Evidence = Record<Place, string[]>;

/** A text as it is, and as it reads once what is wrapped in it is opened: percent signs, base64, escapes. */
function unwrapped(text: string): string[] {
  const layers = [text];
  try {
    layers.push(decodeURIComponent(text.replaceAll('+', ' ')));
  } catch {
    // Not percent-encoded.
  }
  layers.push(
    text.replaceAll(/\\u([0-9a-f]{4})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
  );
  for (const [piece] of text.matchAll(/[A-Za-z0-9+/_-]{16,}={0,2}/g)) {
    layers.push(Buffer.from(piece, 'base64url').toString('latin1'));
    if (/^([0-9a-f]{2})+$/i.test(piece)) layers.push(Buffer.from(piece, 'hex').toString('latin1'));
  }
  return layers;
}

/** The first passages of a place that sing. */
function findSong(texts: readonly string[], wanted = patterns): string[] {
  return texts
    .flatMap(unwrapped)
    .flatMap((text) => {
      const found = wanted.map((pattern) => pattern.exec(text)).find(Boolean);
      return found ? [text.slice(Math.max(0, found.index - 60), found.index + 80)] : [];
    })
    .slice(0, 3);
}

// --- The walk -------------------------------------------------------------------------------------------------------

/** Cookies that may hold answers or reasons while the check is under way: sealed, and sent to its pages only. */
const sealedCookies = ['answers', 'outcome'];
/** Every purpose that the shop seals or signs for: each is tried on each cookie. */
const purposes = ['answers', 'outcome', 'clearance', 'order-owner', 'order-link', 'order-found', 'preview'];

interface Walk {
  evidence: Evidence;
  sealed: { name: string; value: string; line: string }[];
  checkPages: { address: string; answer: Answer }[];
}

const newWalk = (): Walk => ({
  evidence: Object.fromEntries(places.map((place) => [place, [] as string[]])) as unknown as Evidence,
  sealed: [],
  checkPages: [],
});

/** A shopper whose every step is written down. */
function watched(shop: ShopProcess, walk: Walk): HttpShopper {
  const shopper = newHttpShopper(shop);
  const note = async (address: string, answer: Answer) => {
    const { evidence } = walk;
    const isCheck = new URL(address, shop.url).pathname.startsWith('/self-check');
    evidence.addresses.push(address, answer.location ?? '');
    // Every address that a page could lead a browser to, with or without a click.
    for (const [, link = ''] of answer.text.matchAll(
      /\s(?:href|src|srcset|action|formaction|data-[\w-]*|poster|cite)="([^"]*)"/g,
    )) {
      evidence.addresses.push(link);
    }
    evidence.addresses.push(/<title>([\s\S]*?)<\/title>/.exec(answer.text)?.[1] ?? '');
    for (const [name, value] of answer.headers)
      if (name !== 'set-cookie') evidence.headers.push(`${name}: ${value}`);
    for (const line of answer.headers.getSetCookie()) {
      const name = line.slice(0, line.indexOf('='));
      const value = line.slice(name.length + 1).split(';')[0] ?? '';
      if (sealedCookies.includes(name)) walk.sealed.push({ name, value, line });
      else evidence.cookies.push(line, ...(await opened(value)));
    }
    if (isCheck) walk.checkPages.push({ address, answer });
    else evidence['other pages'].push(answer.text);
    return answer;
  };
  const watchedShopper: HttpShopper = {
    ...shopper,
    get: async (address) => note(address, await shopper.get(address)),
    post: async (address, fields) => note(address, await shopper.post(address, fields)),
    pay: async (address, card) => note(address, await shopper.pay(address, card)),
  };
  return watchedShopper;
}

/** A cookie that is being deleted holds a word and nothing else. */
const isSealed = (value: string) => value.split('.').length === 5;

/** What is in a cookie, for somebody who has the shop's secret. */
async function opened(value: string): Promise<string[]> {
  const payloads = await Promise.all(
    purposes.flatMap((purpose) => [
      sealer.unseal(purpose, value, new Date()),
      sealer.verify(purpose, value, new Date()),
    ]),
  );
  return payloads.flatMap((payload) => (payload ? [JSON.stringify(payload)] : []));
}

function fieldsOf(answer: CheckAnswer): Record<string, string | string[]> {
  if ('chosen' in answer) return { answer: [...answer.chosen] };
  const [year = '', month = '', day = ''] = answer.on.split('-');
  return { day, month, year };
}

/** Answers questions until the check has no more; where it led. */
async function answerAll(
  shopper: HttpShopper,
  ruleset: Ruleset,
  choose: (question: Question) => CheckAnswer,
): Promise<string> {
  let at = `/self-check/${ruleset.questions[0]?.id}`;
  for (let step = 0; step < 30; step += 1) {
    const question = ruleset.questions.find(({ id }) => at === `/self-check/${id}`);
    if (!question) return at;
    await shopper.get(at);
    const answer = await shopper.post(at, fieldsOf(choose(question)));
    if (answer.status !== 303 || !answer.location) throw new Error(`${at}: ${answer.status}`);
    at = answer.location;
  }
  throw new Error(`The check has no end: ${at}`);
}

const safe = (question: Question): CheckAnswer =>
  question.kind === 'date'
    ? { on: treatedOn }
    : { chosen: question.choices.filter((choice) => choice.safe).map(({ id }) => id) };

/** The whole check by everybody there can be, and by one of them an order. The markers of the answers that were sent. */
async function walkAll(shop: ShopProcess, ruleset: Ruleset, walk: Walk): Promise<Set<string>> {
  const sent = new Set<string>();
  const choosing = (pick: (question: Question) => CheckAnswer) => (question: Question) => {
    const answer = pick(question);
    for (const id of 'chosen' in answer ? answer.chosen : [answer.on]) sent.add(`${question.id} ${id}`);
    return answer;
  };

  // Each choice of each question once: the n-th of all that have one.
  const most = Math.max(...ruleset.questions.map(({ choices }) => choices.length));
  for (let round = 0; round < most; round += 1) {
    const shopper = watched(shop, walk);
    await shopper.post('/cart/items', { sku: 'FACE-025', quantity: '1' });
    const choose = choosing((question) => {
      const choice = question.about === 'health' ? question.choices[round] : undefined;
      return choice && question.kind !== 'date' ? { chosen: [choice.id] } : safe(question);
    });
    expect(await answerAll(shopper, ruleset, choose)).toBe('/self-check/answers');
    await shopper.get('/self-check/answers');
    if (round === 0) {
      // Back to a question, with nothing chosen, with what is no choice, and with another answer.
      const health = ruleset.questions.find(({ about }) => about === 'health');
      const at = `/self-check/${health?.id}`;
      await shopper.get(at);
      await shopper.post(at, {});
      await shopper.post(at, { answer: marker() });
      const taken = await shopper.post(at, fieldsOf(safe(health as Question)));
      await shopper.get(taken.location ?? '');
      await shopper.post('/self-check/changed', { first: 'wrong' });
    }
    await shopper.post('/self-check/outcome');
    await shopper.get('/self-check/outcome');
    for (const address of ['/self-check/keep', '/self-check/about', '/self-check/print', '/self-check']) {
      await shopper.get(address);
    }
    await shopper.post('/self-check/wait-date');
    await shopper.get('/cart');
    await shopper.get('/rollers/face-roller');
    // Whoever was not cleared gets as far as this.
    const refused = await shopper.post('/checkout');
    await shopper.get(refused.location ?? '');
    await shopper.post('/self-check/clear');
  }

  // Each answer that ends the check at once.
  for (const question of ruleset.questions.filter(({ about }) => about === 'person')) {
    for (const ending of question.choices.filter((choice) => !choice.safe)) {
      const shopper = watched(shop, walk);
      const choose = choosing((each) => (each === question ? { chosen: [ending.id] } : safe(each)));
      expect(await answerAll(shopper, ruleset, choose)).toBe('/self-check/outcome');
      await shopper.get('/self-check/outcome');
    }
  }

  // Somebody whom nothing stops, and the whole way from there.
  const buyer = watched(shop, walk);
  await buyer.post('/cart/items', { sku: 'FACE-025', quantity: '1' });
  expect(await answerAll(buyer, ruleset, choosing(safe))).toBe('/self-check/answers');
  await buyer.post('/self-check/outcome');
  await buyer.get('/self-check/outcome');
  await buyer.get('/cart');
  const page = await buyer.post('/checkout');
  const paid = await buyer.pay(page.location ?? '');
  const back = await buyer.get(paid.location ?? '');
  const order = await buyer.get(back.location ?? '');
  expect(order.text).toContain('Your order is paid');
  await sandboxControl(shop, 'settle', {});
  const number = /NW-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(order.text)?.[0] ?? '';
  await buyer.post('/orders/find', { number, email: 'ada@example.com' });
  await buyer.get('/orders/find');
  await vi.waitFor(() => expect(outbox(shop)).toHaveLength(2), { timeout: 30_000 });
  return sent;
}

/** What a running shop has left outside the browser. */
async function collectRunning(shop: ShopProcess, { evidence }: Walk): Promise<void> {
  evidence.provider.push(
    JSON.stringify(await sandboxControl(shop, 'state')),
    JSON.stringify(await sandboxControl(shop, 'deliveries')),
  );
  evidence.mails.push(
    ...outbox(shop).flatMap((mail) => [
      mail,
      ...mailParts(mail).map(({ content }) => content.toString('utf8')),
    ]),
  );
}

/** What a shop has left on its disk: every row of every table, and every file to the byte. */
async function collectStopped(shop: ShopProcess, { evidence }: Walk): Promise<void> {
  evidence.logs.push(shop.said());
  const database = await PGlite.create({ dataDir: path.join(shop.dataDir, 'database') });
  try {
    const { rows: tables } = await database.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema')`,
    );
    for (const { name } of tables) {
      const { rows } = await database.query<{ row: string }>(
        `select row_to_json(t)::text as row from ${name} t`,
      );
      evidence.database.push(...rows.map(({ row }) => `${name} ${row}`));
    }
  } finally {
    await database.close();
  }
  const files = readdirSync(shop.dataDir, { recursive: true, withFileTypes: true }).filter((file) =>
    file.isFile(),
  );
  for (const { parentPath, name } of files) {
    const text = readFileSync(path.join(parentPath, name), 'latin1');
    for (const pattern of patterns) {
      const found = pattern.exec(text);
      if (found) evidence['data folder'].push(`${name}: ${text.slice(found.index - 40, found.index + 80)}`);
    }
    evidence['data folder'].push(name);
  }
}

// --- The tests ------------------------------------------------------------------------------------------------------

describe('T12 a canary in every answer', () => {
  let shop: ShopProcess;
  let ruleset: Ruleset;
  let sent: Set<string>;
  const walk = newWalk();
  const planted = newWalk();

  beforeAll(async () => {
    const options = { env: { APP_SECRET: secret, LOG_LEVEL: 'trace' } };
    shop = await startChangedShop((bundle) => {
      const changed = withCanary(bundle);
      const rules = currentRuleset(changed.rulesets, today, { allowDraft: true });
      if (!rules.ok) throw new Error(`The canary broke the rules: ${JSON.stringify(rules.error)}`);
      ruleset = rules.value;
      return changed;
    }, options);
    sent = await walkAll(shop, ruleset, walk);
    await collectRunning(shop, walk);
    await shop.stop();
    await collectStopped(shop, walk);

    // The same shop once more, and a canary put into each place by the way that things get there.
    const again = await startChangedShop(withCanary, { ...options, dataDir: shop.dataDir });
    const shopper = watched(again, planted);
    await shopper.get(`/search?q=${marker()}`);
    const life = { now: new Date(), seconds: 600 };
    for (const token of [
      await sealer.sign('order-owner', { order: marker() }, life),
      await sealer.seal('order-found', { order: marker() }, life),
      encodeURIComponent(JSON.stringify({ id: marker() })),
    ]) {
      planted.evidence.cookies.push(...(await opened(token)), token);
    }
    const env = await shopEnvironment({ dataDir: again.dataDir, env: { APP_SECRET: secret } });
    // The shop's own record of who stopped a sale and why: its reason is kept, and told in the log.
    await runNode(['src/cli/sale-pause.ts', 'pause', 'FACE-020', `because of ${marker()}`], env);
    await fetch(`${again.sandboxUrl}/v1/checkout/sessions`, {
      method: 'POST',
      headers: { Authorization: 'Bearer sk_test_sandbox' },
      body: new URLSearchParams({
        mode: 'payment',
        success_url: again.url,
        'line_items[0][quantity]': '1',
        'line_items[0][price_data][currency]': 'gbp',
        'line_items[0][price_data][unit_amount]': '1800',
        'line_items[0][price_data][product_data][name]': 'Face roller',
        'metadata[note]': marker(),
      }),
    });
    await createOutboxMailer(path.join(again.dataDir, 'outbox'), 'Shop <orders@shop.example>').send({
      key: 'planted',
      to: 'ada@example.com',
      subject: 'Planted',
      // Long and not plain ASCII, so that it travels encoded.
      html: `<p>${'…'.repeat(60)}${marker()}</p>`,
      text: '…',
    });
    await collectRunning(again, planted);
    await again.stop();
    await collectStopped(again, planted);
    await again.remove();
  }, 600_000);
  afterAll(() => shop.remove());

  test('every answer that there is was given, and a date', () => {
    const all = ruleset.questions.flatMap(({ id, kind, choices }) =>
      kind === 'date' ? [`${id} ${treatedOn}`] : choices.map((choice) => `${id} ${choice.id}`),
    );
    expect([...sent].sort()).toEqual(expect.arrayContaining(all.sort()));
    expect(all.filter((each) => each.includes(song)).length).toBeGreaterThan(30);
  });

  test.each(places)('%s: something was there to be searched, and nothing sings', (place) => {
    expect(walk.evidence[place].join('').length).toBeGreaterThan(20);
    // A product page may speak of anticoagulants to everybody.
    expect(findSong(walk.evidence[place], place === 'other pages' ? singing : patterns)).toEqual([]);
  });

  test.each(places.filter((place) => place !== 'headers' && place !== 'other pages'))(
    '%s: a canary that is put there is found',
    (place) => {
      expect(findSong(planted.evidence[place])).not.toEqual([]);
    },
  );

  test('headers and pages: a canary in them is found as well', () => {
    for (const text of [
      `location: /self-check?answer=${marker()}`,
      `<input type="hidden" value="${marker().toUpperCase()}">`,
      Buffer.from(`{"a":"${marker()}"}`).toString('base64'),
      `etag: ${Buffer.from(marker()).toString('hex')}`,
      encodeURIComponent(`“${marker()}”`),
      formatDate(treatedOn),
    ]) {
      expect(findSong([text]), text).not.toEqual([]);
    }
    expect(findSong(['the shop', treatedOn.slice(0, 7), 'kanari'])).toEqual([]);
  });

  test('the database keeps of all these checks what it may: that one was passed, and how many there were', () => {
    const rows = (table: string) =>
      walk.evidence.database.filter((row) => row.startsWith(`public.${table} `));
    const read = (table: string): Record<string, unknown>[] =>
      rows(table).map((row) => JSON.parse(row.slice(row.indexOf('{'))));
    const orders = read('orders');
    expect(orders.filter(({ state }) => state === 'paid')).toHaveLength(1);
    expect(
      read('clearances')
        .map(({ id }) => id)
        .sort(),
    ).toEqual(orders.map((row) => row.clearance_id).sort());
    for (const row of read('clearances')) {
      expect(Object.keys(row).sort()).toEqual([
        'basket_id',
        'cap_mm',
        'checked_on',
        'expires_at',
        'id',
        'market',
        'ruleset_hash',
        'ruleset_version',
      ]);
    }
    const counted = read('check_counts');
    expect(counted.length).toBeGreaterThan(2);
    for (const row of counted) {
      expect(Object.keys(row).sort()).toEqual(['count', 'counted', 'ruleset_version', 'week']);
      expect(row.week).toMatch(/^\d{4}-W\d\d$/);
    }
  });

  test('the cookie of the answers does hold them, and nobody without the secret can tell', async () => {
    const answers = walk.sealed.filter(({ name, value }) => name === 'answers' && isSealed(value));
    expect(answers.length).toBeGreaterThan(20);
    const stranger = createSealer('another secret, of 32 characters and more');
    for (const { name, value, line } of walk.sealed.filter((each) => isSealed(each.value))) {
      expect(findSong([line])).toEqual([]);
      expect(await stranger.unseal(name, value, new Date())).toBeNull();
      expect(line).toMatch(/;\s*HttpOnly/i);
      expect(line).toMatch(/;\s*SameSite=(Lax|Strict)/i);
      expect(line).toMatch(/;\s*Path=\/self-check(;|$)/i);
      expect(Number(/max-age=(\d+)/i.exec(line)?.[1])).toBeLessThanOrEqual(3600);
    }
    // So that the silence above means something: opened with the secret, they sing.
    const inside = await Promise.all(answers.map(({ value }) => sealer.unseal('answers', value, new Date())));
    expect(inside.filter((payload) => findSong([JSON.stringify(payload)]).length > 0).length).toBeGreaterThan(
      20,
    );
  });

  test('no page of the check asks anybody else for anything, and none may be kept or found', () => {
    expect(walk.checkPages.length).toBeGreaterThan(100);
    for (const { address, answer } of walk.checkPages) {
      expect(answer.headers.get('cache-control'), address).toBe('no-store');
      expect(answer.headers.get('referrer-policy'), address).toBe('no-referrer');
      expect(answer.headers.get('content-security-policy'), address).toMatch(
        /default-src 'none'.*connect-src 'self'/,
      );
      const asked = [
        ...answer.text.matchAll(/<(?:script|img|iframe|link|source|video|audio|form)\b[^>]*>/g),
      ].flatMap(([tag]) =>
        [...tag.matchAll(/\s(?:src|href|action)="([^"]*)"/g)].map(([, link]) => link ?? ''),
      );
      for (const link of asked) {
        expect(link.startsWith('/') || link.startsWith('data:') || link.startsWith(shop.url), link).toBe(
          true,
        );
      }
    }
  });
});
