import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Shop } from '#content-pipeline/content.ts';
import type { LiveMarket } from '#content-pipeline/store.server.ts';
import { createSealer } from '#lib/sealing.server.ts';
import {
  type Check,
  type CheckServices,
  confirmChange,
  endPreview,
  finishCheck,
  keepFirstAnswer,
  lastOutcome,
  nextStep,
  openCheck,
  renewCheck,
  takeAnswer,
  wipeCheck,
} from './check-session.server.ts';
import { readClearance } from './clearance.server.ts';
import { evaluate } from './evaluate.ts';
import { type Answers, firstUnanswered, withAnswer } from './journey.ts';
import { sealPreview } from './review-preview.server.ts';
import { firstRuleset, rulesetFile, safeAnswers } from './ruleset-fixture.ts';

const start = new Date('2026-11-22T12:00:00Z');
const sealer = createSealer('a-secret-for-tests-of-32-characters');
const ruleset = firstRuleset();
const shop = { market: 'uk', contactEmail: 'help@shop.example' } as Shop;
const uk = { id: 'uk', sells: true, zone: 'Europe/London' } as LiveMarket;

/** A browser that keeps cookies, and a shop whose clock can be moved. */
function shopAndBrowser(changes: { allowDraft?: boolean; market?: LiveMarket; siteUrl?: string } = {}) {
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
    expect((await lastOutcome(await browser.check()))?.outcome.state).toBe('clear');
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
  expect((await lastOutcome(await browser.check()))?.outcome.state).toBe('not-run');
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

describe('taking back an answer that stops a sale', () => {
  const stopped = { blood: { chosen: ['anticoagulant'] } };
  const toNone = (check: Check) => takeAnswer(check, 'blood', { chosen: ['none'] });

  test('waits, and changes nothing until the first answer is said to be wrong', async () => {
    const browser = shopAndBrowser();
    await browser.answerAll(stopped);
    expect(await toNone(await browser.check())).toBe('/self-check/changed');
    const waiting = await browser.check();
    expect(waiting.answers.blood).toEqual(stopped.blood);
    expect(waiting.pending).toEqual({ question: 'blood', answer: { chosen: ['none'] } });

    expect(await confirmChange(waiting)).toBe('/self-check/answers');
    const changed = await browser.check();
    expect([changed.answers.blood, changed.pending]).toEqual([{ chosen: ['none'] }, null]);
    expect((await finishCheck(changed, 'basket-1'))?.state).toBe('clear');
  });

  test('is forgotten when the first answer is kept, and when the outcome is asked for meanwhile', async () => {
    const browser = shopAndBrowser();
    await browser.answerAll(stopped);
    await toNone(await browser.check());
    expect(await keepFirstAnswer(await browser.check())).toBe('/self-check/answers');
    expect(await browser.check()).toMatchObject({ answers: stopped, pending: null });
    // The second press of either button finds nothing that waits.
    expect(await confirmChange(await browser.check())).toBe('/self-check/answers');
    expect((await browser.check()).answers.blood).toEqual(stopped.blood);

    await toNone(await browser.check());
    expect((await finishCheck(await browser.check(), 'basket-1'))?.state).toBe('do-not-use');
  });

  test('another answer puts it aside; a stricter one needs no question', async () => {
    const browser = shopAndBrowser();
    await browser.answerAll({ blood: { chosen: ['unsure'] } });
    await toNone(await browser.check());
    expect(await takeAnswer(await browser.check(), 'blood', stopped.blood)).toBe('/self-check/answers');
    expect(await browser.check()).toMatchObject({ answers: stopped, pending: null });
  });

  test('half way through, it leads on to the next question', async () => {
    const browser = shopAndBrowser();
    for (const [id, chosen] of Object.entries({ consent: 'yes', user: 'me', age: 'yes', blood: 'unsure' })) {
      await takeAnswer(await browser.check(), id, { chosen: [chosen] });
    }
    await toNone(await browser.check());
    expect(await confirmChange(await browser.check())).toBe('/self-check/skin');
  });
});

test('T5: whatever is answered, changed, sent twice or sent from a second tab, the outcome is that of the answers that hold', async () => {
  const { questions } = ruleset;
  const health = questions.filter(({ about, kind }) => about === 'health' && kind !== 'date');
  const move = fc.record({
    question: fc.constantFrom(...health),
    choice: fc.nat(),
    keeps: fc.boolean(),
    twice: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(move, { minLength: 1, maxLength: 8 }), async (moves) => {
      const browser = shopAndBrowser();
      await browser.answerAll();
      let holds = safeAnswers(ruleset);
      for (const { question, choice, keeps, twice } of moves) {
        const answer = { chosen: [question.choices[choice % question.choices.length]?.id ?? ''] };
        let next = await takeAnswer(await browser.check(), question.id, answer);
        if (twice) next = await takeAnswer(await browser.check(), question.id, answer);
        if (next === '/self-check/changed') {
          await (keeps ? keepFirstAnswer : confirmChange)(await browser.check());
          if (keeps) continue;
        }
        holds = withAnswer(ruleset, holds, question.id, answer);
      }
      expect((await browser.check()).answers).toEqual(holds);
      const date = { on: '2026-10' };
      // “Yes” to filler opens a question; without its answer there is no outcome.
      if (firstUnanswered(ruleset, holds)) {
        expect(await finishCheck(await browser.check(), 'basket-1')).toBeNull();
        await takeAnswer(await browser.check(), 'filler-date', date);
        holds = withAnswer(ruleset, holds, 'filler-date', date);
      }
      const [first, second] = [await browser.check(), await browser.check()];
      const outcome = await finishCheck(first, 'basket-1');
      expect(outcome).toEqual(evaluate(ruleset, holds, first.today));
      // Two tabs that both had the answers: the same outcome.
      expect(await finishCheck(second, 'basket-1')).toEqual(outcome);
    }),
    { numRuns: 40 },
  );
});

test('more time: answers and outcome live their whole life again, and what is gone stays gone', async () => {
  const browser = shopAndBrowser();
  expect(await renewCheck(await browser.check())).toEqual({ answers: 0, outcome: 0 });
  expect(browser.jar.size).toBe(0);
  await browser.answerAll({ skin: { chosen: ['spots'] } });
  browser.wait(3599);
  expect((await browser.check()).secondsLeft).toBe(1);
  expect(await renewCheck(await browser.check())).toEqual({ answers: 3600, outcome: 0 });
  browser.wait(3599);
  expect((await browser.check()).answers.skin).toEqual({ chosen: ['spots'] });

  await finishCheck(await browser.check(), 'basket-1');
  browser.wait(1799);
  expect((await lastOutcome(await browser.check()))?.secondsLeft).toBe(1);
  expect(await renewCheck(await browser.check())).toEqual({ answers: 0, outcome: 1800 });
  browser.wait(1799);
  expect((await lastOutcome(await browser.check()))?.outcome.state).toBe('wait');
  browser.wait(1);
  expect(await renewCheck(await browser.check())).toEqual({ answers: 0, outcome: 0 });
});

test('what has had its time is wiped alone: the clearance stays', async () => {
  const browser = shopAndBrowser();
  await browser.answerAll();
  await finishCheck(await browser.check(), 'basket-1');
  await takeAnswer(await browser.check(), 'consent', { chosen: ['yes'] });
  wipeCheck(browser.services, browser.cookies, { only: 'answers' });
  expect([...browser.jar.keys()].sort()).toEqual(['clearance', 'outcome']);
  wipeCheck(browser.services, browser.cookies, { only: 'outcome' });
  expect([...browser.jar.keys()]).toEqual(['clearance']);
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

describe('a preview', () => {
  const preview = { version: ruleset.version, date: '2030-02-28', market: 'uk' };

  test('runs the version of that day, never earns a clearance, and leaves the real check alone', async () => {
    const browser = shopAndBrowser();
    await browser.answerAll();
    await finishCheck(await browser.check(), 'basket-1');
    await takeAnswer(await browser.check(), 'consent', { chosen: ['yes'] });
    const real = new Map(browser.jar);
    expect([...real.keys()].sort()).toEqual(['answers', 'clearance', 'outcome']);

    browser.jar.set('preview', await sealPreview(sealer, preview, start));
    const opened = await browser.check();
    expect(opened).toMatchObject({ preview, today: '2030-02-28', answers: {}, secondsLeft: 0 });
    await browser.answerAll();
    expect((await finishCheck(await browser.check(), 'basket-2'))?.state).toBe('clear');
    expect((await lastOutcome(await browser.check()))?.outcome.checkedOn).toBe('2030-02-28');
    await renewCheck(await browser.check());
    for (const [name, value] of real) expect(browser.jar.get(name), name).toBe(value);

    wipeCheck(browser.services, browser.cookies, { preview });
    expect([...browser.jar.keys()].sort()).toEqual(['answers', 'clearance', 'outcome', 'preview']);
    endPreview(browser.services, browser.cookies);
    expect(browser.jar).toEqual(real);
    expect(nextStep(await browser.check())).toBe('/self-check/user');
  });

  test('shows a draft even where the shop refuses drafts; what it cannot show is closed, not the real check', async () => {
    const browser = shopAndBrowser({ allowDraft: false });
    browser.jar.set('preview', await sealPreview(sealer, preview, start));
    expect((await browser.check()).ruleset.version).toBe(ruleset.version);
    browser.jar.set('preview', await sealPreview(sealer, { ...preview, version: '2031.1.0' }, start));
    expect(await openCheck(browser.services, browser.cookies)).toEqual({ ok: false, error: 'none-in-force' });
  });

  test('walks through a version as the shop would use it, with the merchant’s own stricter rules', async () => {
    const browser = shopAndBrowser();
    const data = {
      schema: 1,
      overlay: 'high-street',
      from_version: ruleset.version,
      author: 'A merchant',
      reason: 'Our insurer asks for it.',
      since: '2026-11-01',
      reviewed_by: null,
      limits: { max_length_mm: 0.2, clearance_hours: 12 },
    };
    const file = 'content/self-check/overlays/high-street.yaml';
    const rulesets = [rulesetFile(), { file, version: 'high-street', overlay: true as const, data }];
    browser.jar.set('preview', await sealPreview(sealer, preview, start));
    const services = { ...browser.services, content: { ...browser.services.content, rulesets } };
    const opened = await openCheck(services, browser.cookies);
    expect(opened.ok && opened.value.preview).toEqual(preview);
    expect(opened.ok && opened.value.ruleset.limits).toEqual({ maxLengthMm: 0.2, clearanceHours: 12 });
  });

  test('answers of a preview under the names of a real check are nothing', async () => {
    const browser = shopAndBrowser();
    browser.jar.set('preview', await sealPreview(sealer, preview, start));
    await browser.answerAll();
    await finishCheck(await browser.check(), 'basket-1');
    await takeAnswer(await browser.check(), 'consent', { chosen: ['yes'] });
    const token = (name: string) => browser.jar.get(name) ?? '';
    browser.jar.set('answers', token('preview-answers'));
    browser.jar.set('outcome', token('preview-outcome'));
    browser.jar.delete('preview');
    const check = await browser.check();
    expect(check.answers).toEqual({});
    expect(await lastOutcome(check)).toBeNull();
  });
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
