import { describe, expect, test } from 'vitest';
import { findSaleStop, type GateState, honours, type SaleStop, stopInWords } from './clearance-standing.ts';
import type { Ruleset, RulesetRefusal } from './ruleset.ts';
import { firstRuleset } from './ruleset-fixture.ts';

const ruleset = firstRuleset();
const open: GateState = { rules: { ok: true, value: ruleset }, paused: new Set() };
const clearance = { rulesetVersion: ruleset.version, rulesetHash: ruleset.hash, capMm: 0.3 };
const roller = { sku: 'FACE-025', needleLengthMm: 0.25 };
const gauze = { sku: 'GAUZE-01', needleLengthMm: null };
const under = (changes: Partial<Ruleset>): GateState => ({
  ...open,
  rules: { ok: true, value: { ...ruleset, ...changes } },
});
const closed = (reason: RulesetRefusal['reason']): GateState => ({
  ...open,
  rules: { ok: false, error: { reason, problems: [] } },
});
const newer = { version: '2026.2.0', hash: 'e'.repeat(64) };

describe('T10 whether a sale may go on', () => {
  test.each<[string, GateState, SaleStop | null]>([
    ['nothing changed', open, null],
    ['other things are paused', { ...open, paused: new Set(['homeMax', 'FACE-020', 'face-025']) }, null],
    ['its SKU is paused', { ...open, paused: new Set(['FACE-025']) }, { code: 'paused', what: 'FACE-025' }],
    ['its tier is paused', { ...open, paused: new Set(['surface']) }, { code: 'paused', what: 'surface' }],
    [
      'what goes with it is paused',
      { ...open, paused: new Set(['GAUZE-01']) },
      { code: 'paused', what: 'GAUZE-01' },
    ],
    ['newer rules that do not accept it', under(newer), { code: 'other-rules' }],
    ['newer rules that accept it', under({ ...newer, accepted: [ruleset] }), null],
    [
      'newer rules that accept its version with other content',
      under({ ...newer, accepted: [{ version: ruleset.version, hash: newer.hash }] }),
      { code: 'other-rules' },
    ],
    ['rules of its version with other content', under({ hash: newer.hash }), { code: 'other-rules' }],
    [
      'rules for shorter needles',
      under({ limits: { ...ruleset.limits, maxLengthMm: 0.2 } }),
      { code: 'too-long' },
    ],
    ...(['withdrawn', 'review-overdue', 'unreadable', 'none-in-force'] as const).map(
      (reason): [string, GateState, SaleStop] => [reason, closed(reason), { code: 'no-rules', reason }],
    ),
  ])('%s', (_what, state, stop) => {
    expect(findSaleStop(state, clearance, [gauze, roller])).toEqual(stop);
    // An order without needles hangs on pauses of its own SKUs only.
    const alone = findSaleStop(state, null, [gauze]);
    expect(alone).toEqual(stop?.code === 'paused' && stop.what === 'GAUZE-01' ? stop : null);
    if (stop) expect(stopInWords(stop)).not.toMatch(/answer|skin|medicine|doctor|health|condition/i);
  });

  test('needles without a clearance never do, nor longer ones than it covers', () => {
    expect(findSaleStop(open, null, [roller])).toEqual({ code: 'other-rules' });
    expect(findSaleStop(open, { ...clearance, capMm: 0.2 }, [roller])).toEqual({ code: 'too-long' });
    const unknown = { sku: 'FACE-0', needleLengthMm: Number.NaN };
    expect(() => findSaleStop(open, clearance, [unknown])).toThrow(RangeError);
  });
});

test('only the version and the content together are honoured', () => {
  expect(honours(ruleset, ruleset.version, ruleset.hash)).toBe(true);
  expect(honours(ruleset, ruleset.version, newer.hash)).toBe(false);
  expect(honours(ruleset, newer.version, ruleset.hash)).toBe(false);
});
