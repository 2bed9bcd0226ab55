import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sessionSeconds } from '#features/payments/payment-session.ts';
import { issueClearance } from '#features/self-check/clearance.server.ts';
import { evaluate } from '#features/self-check/evaluate.ts';
import { todayIn } from '#lib/dates.ts';
import { createSealer } from '#lib/sealing.server.ts';
import { safeAnswers } from '../support/answers.ts';
import { builtRuleset, type HttpShopper, newHttpShopper } from '../support/http-shopper.ts';
import {
  askedOfProvider,
  type ShopProcess,
  sandboxControl,
  setShopStock,
  startShop,
} from '../support/shop-process.ts';

const secret = 'the secret of this test, 32 characters and more';

let shop: ShopProcess;
beforeAll(async () => {
  shop = await startShop({ env: { APP_SECRET: secret } });
});
afterAll(() => shop.remove());

/** A clearance as the shop itself would have signed it, at another time or with another cap. */
async function signed(basketId: string, { hoursAgo = 0, capMm = 0 } = {}): Promise<string> {
  const ruleset = builtRuleset();
  const now = new Date(Date.now() - hoursAgo * 3600_000);
  const outcome = evaluate(ruleset, safeAnswers(ruleset), todayIn('Europe/London', now));
  return issueClearance(createSealer(secret), {
    outcome: capMm ? { ...outcome, maxLengthMm: capMm } : outcome,
    ruleset,
    basketId,
    market: 'uk',
    now,
  });
}

function basketOf(shopper: HttpShopper): { id: string; items: Record<string, number> } {
  return JSON.parse(decodeURIComponent(shopper.cookies.get('cart') ?? '{}'));
}

async function stockLeft(sku: string, slug: string): Promise<string> {
  const { text } = await newHttpShopper(shop).get(`/rollers/${slug}?sku=${sku}`);
  return text;
}

interface State {
  sessions: unknown[];
}

describe('POST /checkout without a matching clearance', () => {
  // One unit on the shelf: had anything been held, the shopper after this one could not buy it.
  beforeEach(() => setShopStock(shop, 'FACE-025', 1));

  test.each<[string, string, (shopper: HttpShopper) => Promise<void>]>([
    ['none', 'missing', async () => undefined],
    [
      'tampered',
      'invalid',
      async (shopper) => {
        await shopper.passSelfCheck();
        const token = shopper.cookies.get('clearance') ?? '';
        const [head, body = '', mac] = token.split('.');
        const payload = JSON.parse(Buffer.from(body, 'base64url').toString());
        payload.data.cap = 2;
        const forged = Buffer.from(JSON.stringify(payload)).toString('base64url');
        shopper.cookies.set('clearance', [head, forged, mac].join('.'));
      },
    ],
    [
      'signed with no key (alg: none)',
      'invalid',
      async (shopper) => {
        await shopper.passSelfCheck();
        const [, body] = (shopper.cookies.get('clearance') ?? '').split('.');
        const head = Buffer.from('{"alg":"none"}').toString('base64url');
        shopper.cookies.set('clearance', `${head}.${body}.`);
      },
    ],
    [
      'expired',
      'expired',
      async (shopper) => {
        const token = await signed(basketOf(shopper).id, {
          hoursAgo: builtRuleset().limits.clearanceHours + 1,
        });
        shopper.cookies.set('clearance', token);
      },
    ],
    [
      'of another basket',
      'other-basket',
      async (shopper) => {
        const other = newHttpShopper(shop);
        await other.add('FACE-025');
        await other.passSelfCheck();
        shopper.cookies.set('clearance', other.cookies.get('clearance') ?? '');
      },
    ],
    [
      'the sealed answers in its place',
      'invalid',
      async (shopper) => {
        await shopper.post('/self-check/consent', { answer: 'yes' });
        shopper.cookies.set('clearance', shopper.cookies.get('answers') ?? 'gone');
      },
    ],
    [
      'for shorter needles',
      'too-long',
      async (shopper) => {
        shopper.cookies.set('clearance', await signed(basketOf(shopper).id, { capMm: 0.2 }));
      },
    ],
  ])('%s: to the self-check, and nothing was held, ordered or started', async (_what, reason, prepare) => {
    await sandboxControl(shop, 'reset', {});
    const shopper = newHttpShopper(shop);
    await shopper.add('FACE-025');
    await prepare(shopper);
    const answer = await shopper.post('/checkout');
    expect([answer.status, answer.location]).toEqual([303, `/self-check?reason=${reason}`]);
    expect(shopper.cookies.has('order')).toBe(false);

    const state = await sandboxControl<State>(shop, 'state');
    expect(state.sessions).toEqual([]);
    expect(await askedOfProvider(shop)).toEqual([]);
    // Nothing is held: the last unit is there for somebody who passed the check.
    const next = newHttpShopper(shop);
    await next.add('FACE-025');
    await next.passSelfCheck();
    expect((await next.post('/checkout')).location).toMatch(/\/c\/pay\//);
    await sandboxControl(shop, 'clock/advance', { seconds: sessionSeconds + 60 });
    await sandboxControl(shop, 'settle', {});
  });

  test.each(['PRO-100', 'PRO-150'])(
    '%s is not sold at all, even with a clearance that would cover it',
    async (sku) => {
      await sandboxControl(shop, 'reset', {});
      const shopper = newHttpShopper(shop);
      const refused = await shopper.post('/cart/items', { sku, quantity: '1' });
      expect(refused.status).toBe(409);
      // A cookie made by hand goes round the basket’s own refusal.
      const id = 'A'.repeat(22);
      shopper.cookies.set('cart', encodeURIComponent(JSON.stringify({ id, items: { [sku]: 1 } })));
      shopper.cookies.set('clearance', await signed(id, { capMm: 2 }));
      const answer = await shopper.post('/checkout');
      expect([answer.status, answer.location]).toEqual([303, '/cart?notice=changed']);
      const state = await sandboxControl<State>(shop, 'state');
      expect([state.sessions, await askedOfProvider(shop)]).toEqual([[], []]);
    },
  );

  test('a clearance of a raised cap covers no more than the rules in force allow', async () => {
    const shopper = newHttpShopper(shop);
    await shopper.add('FACE-025');
    shopper.cookies.set('clearance', await signed(basketOf(shopper).id, { capMm: 2 }));
    // 0.25 mm lies below the ruleset’s own limit, so this one is sold, and recorded with its length.
    expect((await shopper.post('/checkout')).location).toMatch(/\/c\/pay\//);
    await sandboxControl(shop, 'clock/advance', { seconds: sessionSeconds + 60 });
    await sandboxControl(shop, 'settle', {});
  });

  test('a form from another site is refused before anything is read', async () => {
    const shopper = newHttpShopper(shop);
    await shopper.add('FACE-025');
    await shopper.passSelfCheck();
    const cookie = [...shopper.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    for (const headers of [{ 'Sec-Fetch-Site': 'cross-site' }, { Origin: 'https://elsewhere.example' }]) {
      const answer = await fetch(`${shop.url}/checkout`, {
        method: 'POST',
        redirect: 'manual',
        headers: { Cookie: cookie, 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
      });
      expect(answer.status).toBe(403);
    }
    expect(await stockLeft('FACE-025', 'face-roller')).not.toMatch(/sold out/i);
  });

  test('GET /checkout starts nothing', async () => {
    await sandboxControl(shop, 'reset', {});
    const shopper = newHttpShopper(shop);
    await shopper.add('FACE-025');
    await shopper.passSelfCheck();
    const answer = await shopper.get('/checkout');
    expect([answer.status, answer.location]).toEqual([303, '/cart']);
    expect(await askedOfProvider(shop)).toEqual([]);
  });
});
