import { describe, expect, test } from 'vitest';
import type { Market, Shop } from '#content-pipeline/content.ts';
import { createSealer } from '#lib/sealing.server.ts';
import {
  type Check,
  type CheckServices,
  finishCheck,
  lastOutcome,
  nextStep,
  openCheck,
  takeAnswer,
  wipeCheck,
} from './check-session.server.ts';
import { readClearance } from './clearance.server.ts';
import type { Answers } from './journey.ts';
import { firstRuleset, rulesetFile, safeAnswers } from './ruleset-fixture.ts';

const start = new Date('2026-11-22T12:00:00Z');
const sealer = createSealer('a-secret-for-tests-of-32-characters');
const ruleset = firstRuleset();
const shop = { market: 'uk', contactEmail: 'help@shop.example' } as Shop;
const uk = { id: 'uk', sells: true, zone: 'Europe/London' } as Market;

/** A browser that keeps cookies, and a shop whose clock can be moved. */
function shopAndBrowser(changes: { allowDraft?: boolean; market?: Market; siteUrl?: string } = {}) {
  const jar = new Map<string, string>();
  const attributes = new Map<string, object>();
  let now = start;
  const services: CheckServices = {
    config: {
      siteUrl: changes.siteUrl ?? 'http://localhost:4321',
      allowDraftRules: changes.allowDraft ?? true,
    },
    clock: { now: () => now },
    sealer,
    content: { rulesets: [rulesetFile()], shop, market: () => changes.market ?? uk },
  };
  const cookies: Check['cookies'] = {
    get: ((name: string) => {
      const value = jar.get(name);
      return value === undefined ? undefined : { value };
    }) as Check['cookies']['get'],
    set: (name, value, options) => {
      jar.set(name, String(value));
      attributes.set(name, options ?? {});
    },
    delete: (name) => {
      jar.delete(name);
    },
  };
  return {
    jar,
    attributes,
    services,
    cookies,
    wait: (seconds: number) => {
      now = new Date(now.getTime() + seconds * 1000);
    },
    /** The check of the next request. */
    async check(): Promise<Check> {
      const opened = await openCheck(services, cookies);
      if (!opened.ok) throw new Error(opened.error);
      return opened.value;
    },
    /** Answers every question, one request each. */
    async answerAll(changes: Answers = {}) {
      let path = '';
      for (const [id, answer] of Object.entries(safeAnswers(ruleset, changes))) {
        path = await takeAnswer(await this.check(), id, answer);
      }
      return path;
    },
  };
}

const gate = { ruleset, basketId: 'basket-1', market: 'uk', longestNeedleMm: 0.3 };

describe('a check that comes out clear', () => {
  test('leaves a clearance for this basket, an outcome to read, and no answer', async () => {
    const browser = shopAndBrowser();
    expect(await browser.answerAll()).toBe('/self-check/answers');
    expect([...browser.jar.keys()]).toEqual(['answers']);
    expect((await finishCheck(await browser.check(), 'basket-1'))?.state).toBe('clear');

    expect([...browser.jar.keys()].sort()).toEqual(['clearance', 'outcome']);
    expect((await lastOutcome(await browser.check()))?.state).toBe('clear');
    expect((await readClearance(sealer, browser.jar.get('clearance'), { ...gate, now: start })).ok).toBe(
      true,
    );
    expect(nextStep(await browser.check())).toBe('/self-check/consent');
  });

  test('pressed twice, the second press changes nothing', async () => {
    const browser = shopAndBrowser();
    await browser.answerAll();
    await finishCheck(await browser.check(), 'basket-1');
    const after = new Map(browser.jar);
    expect(await finishCheck(await browser.check(), 'basket-1')).toBeNull();
    expect(browser.jar).toEqual(after);
  });
});

describe('no clearance', () => {
  test('while a question is open', async () => {
    const browser = shopAndBrowser();
    await takeAnswer(await browser.check(), 'consent', { chosen: ['yes'] });
    expect(await finishCheck(await browser.check(), 'basket-1')).toBeNull();
    expect([...browser.jar.keys()]).toEqual(['answers']);
    expect(nextStep(await browser.check())).toBe('/self-check/user');
  });

  test('for any outcome that is not clear, and an earlier one is taken back', async () => {
    const browser = shopAndBrowser();
    await browser.answerAll();
    await finishCheck(await browser.check(), 'basket-1');
    expect(browser.jar.has('clearance')).toBe(true);

    await browser.answerAll({ skin: { chosen: ['spots'] } });
    expect((await finishCheck(await browser.check(), 'basket-1'))?.state).toBe('wait');
    expect([...browser.jar.keys()]).toEqual(['outcome']);
  });
});

test.each([
  ['consent', 'no'],
  ['user', 'someone-else'],
  ['age', 'no'],
])('%s: %s leads straight to the outcome and is not kept', async (id, choice) => {
  const browser = shopAndBrowser();
  expect(await takeAnswer(await browser.check(), id, { chosen: [choice] })).toBe('/self-check/outcome');
  expect([...browser.jar.keys()]).toEqual(['outcome']);
  expect((await lastOutcome(await browser.check()))?.state).toBe('not-run');
});

test('answers vanish an hour after the last one, the outcome half an hour after it was given', async () => {
  const browser = shopAndBrowser();
  await takeAnswer(await browser.check(), 'consent', { chosen: ['yes'] });
  browser.wait(3599);
  await takeAnswer(await browser.check(), 'user', { chosen: ['me'] });
  browser.wait(3599);
  expect(nextStep(await browser.check())).toBe('/self-check/age');
  browser.wait(1);
  expect(nextStep(await browser.check())).toBe('/self-check/consent');

  await takeAnswer(await browser.check(), 'consent', { chosen: ['no'] });
  browser.wait(1799);
  expect(await lastOutcome(await browser.check())).not.toBeNull();
  browser.wait(1);
  expect(await lastOutcome(await browser.check())).toBeNull();
});

test('“delete” wipes answers, outcome and clearance', async () => {
  const browser = shopAndBrowser();
  await browser.answerAll();
  await finishCheck(await browser.check(), 'basket-1');
  await takeAnswer(await browser.check(), 'consent', { chosen: ['yes'] });
  expect(browser.jar.size).toBe(3);
  wipeCheck(browser.services, browser.cookies);
  expect(browser.jar.size).toBe(0);
});

test('two tabs add up, and the later answer to one question counts', async () => {
  const browser = shopAndBrowser();
  await browser.answerAll({ skin: { chosen: ['infection'] } });
  await takeAnswer(await browser.check(), 'blood', { chosen: ['anticoagulant'] });
  await takeAnswer(await browser.check(), 'skin', { chosen: ['flare'] });
  const outcome = await finishCheck(await browser.check(), 'basket-1');
  expect(outcome?.reasons.map(({ ruleId }) => ruleId)).toEqual(['anticoagulant', 'skin_flare']);
});

test('what is personal is http-only, same-site, and sent to the check only; secure where the shop is', async () => {
  for (const [siteUrl, secure] of [
    ['http://localhost:4321', false],
    ['https://shop.example', true],
  ] as const) {
    const browser = shopAndBrowser({ siteUrl });
    await browser.answerAll();
    await finishCheck(await browser.check(), 'basket-1');
    const guarded = { httpOnly: true, sameSite: 'lax', secure };
    expect(browser.attributes.get('answers')).toEqual({ ...guarded, path: '/self-check', maxAge: 3600 });
    expect(browser.attributes.get('outcome')).toEqual({ ...guarded, path: '/self-check', maxAge: 1800 });
    expect(browser.attributes.get('clearance')).toEqual({ ...guarded, path: '/', maxAge: 86_400 });
  }
});

describe('the check is closed', () => {
  test('where drafts are not allowed', async () => {
    const { services, cookies } = shopAndBrowser({ allowDraft: false });
    expect(await openCheck(services, cookies)).toEqual({ ok: false, error: 'none-in-force' });
  });

  test('where nothing is sold', async () => {
    const { services, cookies } = shopAndBrowser({ market: { ...uk, sells: false } });
    expect(await openCheck(services, cookies)).toEqual({ ok: false, error: 'no-sale-here' });
  });

  test('where the market is unknown', async () => {
    const { services, cookies } = shopAndBrowser();
    services.content = { ...services.content, market: () => undefined };
    expect(await openCheck(services, cookies)).toEqual({ ok: false, error: 'no-sale-here' });
  });
});

test('“today” is that of the market, not of the machine or of UTC', async () => {
  const browser = shopAndBrowser({ market: { ...uk, zone: 'Pacific/Kiritimati' } });
  expect((await browser.check()).today).toBe('2026-11-23');
});
