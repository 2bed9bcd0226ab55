import { describe, expect, test } from 'vitest';
import { createSealer } from '#lib/sealing.server.ts';
import {
  type ClearanceRefusal,
  clearanceSeconds,
  issueClearance,
  readClearance,
} from './clearance.server.ts';
import { evaluate } from './evaluate.ts';
import { type Ruleset, states } from './ruleset.ts';
import { firstRuleset, safeAnswers } from './ruleset-fixture.ts';

const sealer = createSealer('a-secret-for-tests-of-32-characters');
const ruleset = firstRuleset();
const outcome = evaluate(ruleset, safeAnswers(ruleset), '2026-11-22');
const now = new Date('2026-11-22T12:00:00Z');
const at = (seconds: number) => new Date(now.getTime() + seconds * 1000);

const issued = { outcome, ruleset, basketId: 'basket-1', market: 'uk', now };
const asked = { ruleset, basketId: 'basket-1', market: 'uk', longestNeedleMm: 0.3, now };
type Asked = typeof asked;

describe('a clearance', () => {
  test('opens the gate for what it was issued for', async () => {
    const read = await readClearance(sealer, await issueClearance(sealer, issued), asked);
    expect(read).toEqual({
      ok: true,
      value: {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        basketId: 'basket-1',
        market: 'uk',
        rulesetVersion: '2026.1.0',
        rulesetHash: ruleset.hash,
        capMm: 0.3,
        checkedOn: '2026-11-22',
        expiresAt: new Date('2026-11-23T12:00:00Z'),
      },
    });
  });

  test('has an id of its own each time', async () => {
    const ids = await Promise.all(
      [1, 2, 3].map(async () => {
        const read = await readClearance(sealer, await issueClearance(sealer, issued), asked);
        return read.ok ? read.value.id : null;
      }),
    );
    expect(new Set(ids).size).toBe(3);
  });

  test('lasts 24 hours to the second', async () => {
    const token = await issueClearance(sealer, issued);
    expect(clearanceSeconds(ruleset)).toBe(86_400);
    expect((await readClearance(sealer, token, { ...asked, now: at(86_399) })).ok).toBe(true);
    expect(await readClearance(sealer, token, { ...asked, now: at(86_400) })).toEqual({
      ok: false,
      error: 'expired',
    });
  });

  test.each([0.2, 0.25, 0.3])('covers %d mm', async (longestNeedleMm) => {
    const token = await issueClearance(sealer, issued);
    expect((await readClearance(sealer, token, { ...asked, longestNeedleMm })).ok).toBe(true);
  });

  const otherRules: Ruleset = { ...ruleset, hash: 'f'.repeat(64) };
  const otherVersion: Ruleset = { ...ruleset, version: '2026.1.1' };
  const shorterRules: Ruleset = { ...ruleset, limits: { ...ruleset.limits, maxLengthMm: 0.2 } };
  test.each<[ClearanceRefusal, string, Partial<Asked>]>([
    ['expired', 'a day later', { now: at(86_400) }],
    ['other-basket', 'another basket', { basketId: 'basket-2' }],
    ['other-basket', 'no basket', { basketId: '' }],
    ['other-market', 'another market', { market: 'us' }],
    ['other-rules', 'rules with other content', { ruleset: otherRules }],
    ['other-rules', 'rules of another version', { ruleset: otherVersion }],
    ['too-long', '0.31 mm', { longestNeedleMm: 0.31 }],
    ['too-long', '1.5 mm', { longestNeedleMm: 1.5 }],
    ['too-long', 'rules with a lower limit', { ruleset: shorterRules }],
    ['too-long', 'an unknown length', { longestNeedleMm: Number.NaN }],
    ['too-long', 'an infinite length', { longestNeedleMm: Number.POSITIVE_INFINITY }],
    ['too-long', 'no length', { longestNeedleMm: 0 }],
    ['too-long', 'a negative length', { longestNeedleMm: -1 }],
  ])('is refused as %s: %s', async (refusal, _what, change) => {
    const token = await issueClearance(sealer, issued);
    expect(await readClearance(sealer, token, { ...asked, ...change })).toEqual({
      ok: false,
      error: refusal,
    });
  });

  describe('of a version that the one in force accepts', () => {
    const patch: Ruleset = {
      ...ruleset,
      version: '2026.1.1',
      hash: 'e'.repeat(64),
      accepted: [{ version: ruleset.version, hash: ruleset.hash }],
    };

    test('opens the gate, and keeps the version it was given by', async () => {
      const read = await readClearance(sealer, await issueClearance(sealer, issued), {
        ...asked,
        ruleset: patch,
      });
      expect(read).toMatchObject({
        ok: true,
        value: { rulesetVersion: ruleset.version, rulesetHash: ruleset.hash },
      });
    });

    test.each<[ClearanceRefusal, string, Partial<Asked>]>([
      [
        'other-rules',
        'the version with other content',
        {
          ruleset: { ...patch, accepted: [{ version: ruleset.version, hash: 'd'.repeat(64) }] },
        },
      ],
      [
        'other-rules',
        'the content under another version',
        {
          ruleset: { ...patch, accepted: [{ version: '2026.1.2', hash: ruleset.hash }] },
        },
      ],
      [
        'other-rules',
        'a version that only says that it accepts it',
        { ruleset: { ...patch, acceptsClearancesFrom: [ruleset.version], accepted: [] } },
      ],
      [
        'too-long',
        'longer needles than the new one allows',
        { ruleset: { ...patch, limits: shorterRules.limits } },
      ],
      ['expired', 'a day later', { ruleset: patch, now: at(86_400) }],
      ['other-basket', 'another basket', { ruleset: patch, basketId: 'basket-2' }],
    ])('is still refused as %s: %s', async (refusal, _what, change) => {
      const token = await issueClearance(sealer, issued);
      expect(await readClearance(sealer, token, { ...asked, ...change })).toEqual({
        ok: false,
        error: refusal,
      });
    });

    test('the other way round it opens nothing', async () => {
      const token = await issueClearance(sealer, { ...issued, ruleset: patch });
      expect(await readClearance(sealer, token, asked)).toEqual({ ok: false, error: 'other-rules' });
    });
  });

  test('none is “missing”', async () => {
    expect(await readClearance(sealer, undefined, asked)).toEqual({ ok: false, error: 'missing' });
    expect(await readClearance(sealer, '', asked)).toEqual({ ok: false, error: 'missing' });
  });

  test('tampered with, made elsewhere, or signed for something else is “invalid”', async () => {
    const token = await issueClearance(sealer, issued);
    const [header = '', payload = '', signature = ''] = token.split('.');
    const open = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { data: { cap: number } };
    open.data.cap = 2;
    const raised = Buffer.from(JSON.stringify(open)).toString('base64url');
    const stranger = createSealer('another-secret-for-tests-of-32-chars');
    const life = { now, seconds: 60 };
    const forgeries = [
      `${header}.${raised}.${signature}`,
      `${header}.${payload}.`,
      'nonsense',
      await issueClearance(stranger, issued),
      await sealer.sign('order', open.data, life),
      await sealer.seal('clearance', open.data, life),
      await sealer.sign('clearance', {}, life),
      await sealer.sign('clearance', { ...open.data, answers: 1 }, life),
    ];
    for (const forgery of forgeries) {
      expect(await readClearance(sealer, forgery, asked)).toEqual({ ok: false, error: 'invalid' });
    }
  });

  test('is never issued for an outcome that is not clear', async () => {
    for (const state of states.filter((each) => each !== 'clear')) {
      await expect(issueClearance(sealer, { ...issued, outcome: { ...outcome, state } })).rejects.toThrow(
        RangeError,
      );
    }
  });

  test('holds no answer, no reason and no date of a treatment', async () => {
    const told = evaluate(
      ruleset,
      safeAnswers(ruleset, {
        allergies: { chosen: ['numbing-cream'] },
        filler: { chosen: ['yes'] },
        'filler-date': { on: '2019-07' },
      }),
      '2026-11-22',
    );
    const token = await issueClearance(sealer, { ...issued, outcome: told });
    const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
    expect(Object.keys((JSON.parse(payload) as { data: object }).data).sort()).toEqual([
      'basket',
      'cap',
      'checkedOn',
      'expires',
      'hash',
      'id',
      'market',
      'version',
    ]);
    expect(payload).not.toMatch(/numbing|2019|filler/);
  });
});
