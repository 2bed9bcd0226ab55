import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { instantIn } from './dates.ts';
import {
  hasPage,
  isListed,
  isMeantToShow,
  longestSoldMm,
  nextChange,
  pauseOn,
  purchasable,
  type SaleMarket,
  type SaleProduct,
  type Scheduled,
} from './purchasable.ts';

const roller: SaleProduct = {
  title: 'Face roller',
  kind: 'roller',
  status: 'published',
  publishAt: null,
  unpublishAt: null,
};
const uk: SaleMarket = {
  name: 'United Kingdom',
  sells: true,
  reason: null,
  zone: 'Europe/London',
  tiers: { surface: 'self-check', homeMax: 'off', professional: 'show' },
};
const noon = new Date('2026-11-22T12:00:00Z');
const codeOf = (
  product: SaleProduct,
  needleLengthMm: number | null,
  market: SaleMarket,
  available: number | undefined,
  now = noon,
) => {
  const sale = purchasable(product, { sku: 'A', needleLengthMm }, market, available, now);
  return sale.ok ? 'yes' : sale.error.code;
};

test.each([
  [0.2, 'yes'],
  [0.3, 'yes'],
  [0.31, 'not-offered'],
  [0.5, 'not-offered'],
  [0.51, 'on-show'],
  [1.5, 'on-show'],
  [1.51, 'not-offered'],
  [2, 'not-offered'],
])('a needle of %s mm: %s', (needleLengthMm, code) => {
  expect(codeOf(roller, needleLengthMm, uk, 3)).toBe(code);
});

test('needles need the self-check and accessories do not', () => {
  expect(purchasable(roller, { sku: 'A', needleLengthMm: 0.2 }, uk, 1, noon)).toEqual({
    ok: true,
    value: { needsSelfCheck: true },
  });
  expect(
    purchasable({ ...roller, kind: 'storage-case' }, { sku: 'A', needleLengthMm: null }, uk, 1, noon),
  ).toEqual({
    ok: true,
    value: { needsSelfCheck: false },
  });
});

test('fails closed: unknown stock, unknown length, no market, drafts and withdrawn products', () => {
  expect(codeOf(roller, 0.2, uk, undefined)).toBe('sold-out');
  expect(codeOf(roller, 0.2, uk, 0)).toBe('sold-out');
  expect(codeOf(roller, 0.2, uk, -1)).toBe('sold-out');
  expect(codeOf(roller, null, uk, 5)).toBe('length-unknown');
  expect(codeOf(roller, 0.2, { ...uk, sells: false, reason: 'No licence.' }, 5)).toBe('no-sale-here');
  expect(codeOf({ ...roller, status: 'draft' }, 0.2, uk, 5)).toBe('not-published');
  expect(codeOf({ ...roller, status: 'withdrawn' }, 0.2, uk, 5)).toBe('withdrawn');
});

test.each<[string[], string | null, number | null]>([
  [['A'], 'A', 0.2],
  [['A'], 'A', null],
  [['surface'], 'surface', 0.3],
  [['homeMax'], null, 0.3],
  [['B', 'professional', 'AA', 'a'], null, 0.2],
  [['surface', 'homeMax', 'professional', 'clinical'], null, null],
  [[], null, 0.2],
])('with %j paused, %s stops the SKU A with needles of %s mm', (paused, by, needleLengthMm) => {
  const market = { ...uk, paused: new Set(paused) };
  const kind = needleLengthMm === null ? 'storage-case' : 'roller';
  expect(pauseOn({ sku: 'A', needleLengthMm }, market.paused)).toBe(by);
  expect(codeOf({ ...roller, kind }, needleLengthMm, market, 3)).toBe(by === null ? 'yes' : 'paused');
  // What is on show or not offered says so, paused or not.
  expect(codeOf({ ...roller, kind }, 1, market, 3)).toBe('on-show');
});

test('no market setting sells a needle above 1.5 mm', () => {
  const everything: SaleMarket = {
    ...uk,
    tiers: { surface: 'self-check', homeMax: 'self-check', professional: 'self-check' },
  };
  expect(codeOf(roller, 1.5, everything, 1)).toBe('yes');
  expect(codeOf(roller, 1.6, everything, 1)).toBe('not-offered');
});

describe('times', () => {
  const season = { ...roller, publishAt: '2026-11-22T09:00', unpublishAt: '2026-12-01T00:00' };

  test.each([
    ['2026-11-22T08:59:59.999Z', 'not-yet', { listed: false, page: false }],
    ['2026-11-22T09:00:00.000Z', 'yes', { listed: true, page: true }],
    ['2026-11-30T23:59:59.999Z', 'yes', { listed: true, page: true }],
    ['2026-12-01T00:00:00.000Z', 'no-longer', { listed: false, page: true }],
  ])('at %s a product of the season: %s', (at, code, { listed, page }) => {
    const now = new Date(at);
    expect(codeOf(season, 0.2, uk, 5, now)).toBe(code);
    expect(isListed(season, { now, zone: uk.zone })).toBe(listed);
    expect(hasPage(season, { now, zone: uk.zone })).toBe(page);
  });

  test('count in the zone of the market', () => {
    const now = new Date('2026-11-22T10:00:00Z');
    expect(codeOf(season, 0.2, uk, 5, now)).toBe('yes');
    expect(codeOf(season, 0.2, { ...uk, zone: 'America/New_York' }, 5, now)).toBe('not-yet');
    expect(codeOf(season, 0.2, { ...uk, zone: 'Australia/Sydney' }, 5, now)).toBe('yes');
  });

  test('count once where clocks go back, and after the gap where they go forward', () => {
    // 25 October 2026, 01:30 in London, is there twice; 29 March 2026, 01:30, not at all.
    expect(instantIn('Europe/London', '2026-10-25T01:30').toISOString()).toBe('2026-10-25T00:30:00.000Z');
    expect(instantIn('Europe/London', '2026-03-29T01:30').toISOString()).toBe('2026-03-29T01:30:00.000Z');
    const back = { ...roller, publishAt: '2026-10-25T01:30' };
    for (const now of ['2026-10-25T00:30:00Z', '2026-10-25T01:10:00Z', '2026-10-25T02:00:00Z'])
      expect(isListed(back, { now: new Date(now), zone: uk.zone }), now).toBe(true);
  });

  test('are no way around a draft or a withdrawal', () => {
    const now = new Date('2026-11-25T00:00:00Z');
    const moment = { now, zone: uk.zone };
    expect(codeOf({ ...season, status: 'draft' }, 0.2, uk, 5, now)).toBe('not-published');
    expect(hasPage({ ...season, status: 'draft' }, moment)).toBe(false);
    expect(codeOf({ ...season, status: 'withdrawn' }, 0.2, uk, 5, now)).toBe('withdrawn');
    expect(hasPage({ ...season, status: 'withdrawn' }, moment)).toBe(true);
    expect(isListed({ ...season, status: 'withdrawn' }, moment)).toBe(false);
    expect(hasPage({ ...season, status: 'withdrawn', publishAt: '2027-01-01T00:00' }, moment)).toBe(false);
  });

  test('a product to come is told in the words of a draft, and one that was in those of a withdrawn one', () => {
    const words = (product: SaleProduct, at: string) => {
      const sale = purchasable(product, { sku: 'A', needleLengthMm: 0.2 }, uk, 5, new Date(at));
      return sale.ok ? '' : sale.error.words;
    };
    const at = '2026-11-25T00:00:00Z';
    expect(words(season, '2026-11-01T00:00:00Z')).toBe(words({ ...roller, status: 'draft' }, at));
    expect(words(season, '2027-01-01T00:00:00Z')).toBe(words({ ...roller, status: 'withdrawn' }, at));
  });
});

describe('the next change', () => {
  const hour = fc.integer({ min: 0, max: 24 * 300 });
  const civil = (hours: number | null) =>
    hours === null ? null : new Date(Date.UTC(2026, 0, 1, hours)).toISOString().slice(0, 16);
  const scheduled = fc
    .record({
      status: fc.constantFrom('draft' as const, 'published' as const, 'withdrawn' as const),
      publishAt: fc.option(hour),
      unpublishAt: fc.option(hour),
    })
    .map(
      ({ status, publishAt, unpublishAt }): Scheduled => ({
        status,
        publishAt: civil(publishAt),
        unpublishAt: civil(unpublishAt),
      }),
    );
  const zones = fc.constantFrom('Europe/London', 'America/New_York', 'Australia/Sydney', 'Asia/Kathmandu');

  test('until it nothing is listed that was not, and nothing goes', () => {
    fc.assert(
      fc.property(
        fc.array(scheduled, { maxLength: 6 }),
        hour,
        zones,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (products, at, zone, part) => {
          const now = new Date(Date.UTC(2026, 0, 1, at, 17, 4, 321));
          const next = nextChange(products, { now, zone });
          expect(next).toBeGreaterThan(now.getTime());
          const end = Math.min(next - 1, now.getTime() + 400 * 24 * 3_600_000);
          const later = new Date(Math.round(now.getTime() + (end - now.getTime()) * part));
          for (const product of products) {
            expect(isListed(product, { now: later, zone })).toBe(isListed(product, { now, zone }));
            expect(hasPage(product, { now: later, zone })).toBe(hasPage(product, { now, zone }));
          }
        },
      ),
    );
  });

  test('is that of the product whose time comes first; drafts have none', () => {
    const at = (publishAt: string | null, unpublishAt: string | null): Scheduled => ({
      ...roller,
      publishAt,
      unpublishAt,
    });
    const moment = { now: noon, zone: uk.zone };
    expect(nextChange([], moment)).toBe(Number.POSITIVE_INFINITY);
    expect(nextChange([roller, at('2026-11-22T11:59', null)], moment)).toBe(Number.POSITIVE_INFINITY);
    const some = [at('2026-11-23T00:00', null), at(null, '2026-11-22T12:02'), at('2026-11-22T12:30', null)];
    expect(nextChange(some, moment)).toBe(Date.parse('2026-11-22T12:02:00Z'));
    expect(nextChange([{ ...at('2026-11-22T12:01', null), status: 'draft' }], moment)).toBe(
      Number.POSITIVE_INFINITY,
    );
    // At that moment itself, it is the one after it.
    const then = { now: new Date('2026-11-22T12:02:00Z'), zone: uk.zone };
    expect(nextChange(some, then)).toBe(Date.parse('2026-11-22T12:30:00Z'));
  });

  test('only a draft is not meant to show', () => {
    expect([roller, { ...roller, status: 'withdrawn' as const }].every(isMeantToShow)).toBe(true);
    expect(isMeantToShow({ ...roller, publishAt: '2099-01-01T00:00' })).toBe(true);
    expect(isMeantToShow({ ...roller, status: 'draft' })).toBe(false);
  });
});

test.each([
  [{ surface: 'self-check', homeMax: 'off', professional: 'show' }, 0.3],
  [{ surface: 'self-check', homeMax: 'self-check', professional: 'off' }, 0.5],
  [{ surface: 'self-check', homeMax: 'self-check', professional: 'self-check' }, 1.5],
  [{ surface: 'show', homeMax: 'off', professional: 'show' }, null],
] as const)('the longest needles sold where %o: %s', (tiers, longest) => {
  expect(longestSoldMm({ sells: true, tiers })).toBe(longest);
  expect(longestSoldMm({ sells: false, tiers })).toBe(null);
});
