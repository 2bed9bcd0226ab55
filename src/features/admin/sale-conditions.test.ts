import { expect, test } from 'vitest';
import type { GateState } from '#features/self-check/clearance-standing.ts';
import { purchasable, type SaleMarket, type SaleProduct } from '#lib/purchasable.ts';
import { saleConditions } from './sale-conditions.ts';

const now = new Date('2026-11-30T12:00:00Z');
const market: SaleMarket = {
  name: 'United Kingdom',
  sells: true,
  reason: null,
  zone: 'Europe/London',
  tiers: { surface: 'self-check', homeMax: 'off', professional: 'show' },
};
const rules = (version: Record<string, unknown> | null): GateState['rules'] =>
  (version
    ? { ok: true, value: { version: '1', limits: { maxLengthMm: 0.3 }, salePaused: [], ...version } }
    : { ok: false, error: { reason: 'overdue' } }) as unknown as GateState['rules'];

const products: SaleProduct[] = (['draft', 'published', 'withdrawn'] as const).flatMap((status) =>
  [null, '2026-11-30T11:59', '2026-11-30T12:01'].flatMap((publishAt) =>
    [null, '2026-11-30T11:59', '2026-11-30T12:01'].flatMap((unpublishAt) =>
      ['roller', 'case'].map((kind) => ({ title: 'It', kind, status, publishAt, unpublishAt })),
    ),
  ),
);
const markets = [
  market,
  { ...market, sells: false, reason: 'Not here.' },
  { ...market, paused: new Set(['SKU']) },
  { ...market, paused: new Set(['surface']) },
];
const levels = [
  undefined,
  { onHand: 0, reserved: 0 },
  { onHand: 2, reserved: 2 },
  { onHand: 3, reserved: 2 },
];
const lengths = [null, 0.25, 0.3, 0.5, 1.5, 2];

test('all conditions hold exactly where the shop sells', () => {
  let asked = 0;
  let sold = 0;
  for (const product of products)
    for (const place of markets)
      for (const level of levels)
        for (const needleLengthMm of lengths)
          for (const inForce of [rules({}), rules({ limits: { maxLengthMm: 0.25 } }), rules(null)]) {
            const variant = { sku: 'SKU', needleLengthMm };
            const gate: GateState = { rules: inForce, paused: new Set() };
            const left = level && level.onHand - level.reserved;
            const cap = inForce.ok ? inForce.value.limits.maxLengthMm : -1;
            const isSold =
              purchasable(product, variant, place, left, now).ok &&
              (needleLengthMm === null || needleLengthMm <= cap);
            const conditions = saleConditions({ product, variant, market: place, gate, level, now });
            expect(
              conditions.every(({ holds }) => holds),
              JSON.stringify({ product, place, level, needleLengthMm, cap }),
            ).toBe(isSold);
            asked += 1;
            if (isSold) sold += 1;
          }
  expect(asked).toBe(products.length * markets.length * levels.length * lengths.length * 3);
  expect(sold).toBeGreaterThan(10);
});

test('it names what pauses a sale, and who can end it', () => {
  const variant = { sku: 'SKU', needleLengthMm: 0.25 };
  const product = { title: 'It', kind: 'roller', status: 'published', publishAt: null } as const;
  const words = (gate: GateState) =>
    saleConditions({ product, variant, market, gate, level: { onHand: 1, reserved: 0 }, now })
      .filter(({ holds }) => !holds)
      .map((condition) => condition.words);
  expect(words({ rules: rules({}), paused: new Set(['surface']) })).toEqual([
    expect.stringMatching(/^No, surface is paused\. .*resume it/),
  ]);
  expect(words({ rules: rules({ salePaused: ['SKU'] }), paused: new Set(['SKU']) })).toEqual([
    expect.stringMatching(/rules pause SKU/),
  ]);
});

test('a SKU without a public product has one answer', () => {
  const gate: GateState = { rules: rules({}), paused: new Set() };
  expect(saleConditions({ product: null, variant: null, market, gate, level: undefined, now })).toEqual([
    expect.objectContaining({ holds: false, words: expect.stringMatching(/draft/) }),
  ]);
});
