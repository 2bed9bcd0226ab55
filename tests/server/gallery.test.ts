import { afterEach, expect, test } from 'vitest';
import { type ShopProcess, startShop } from '../support/shop-process.ts';

let shop: ShopProcess | undefined;
afterEach(() => shop?.remove());

const live = {
  STRIPE_SECRET_KEY: 'sk_live_none',
  STRIPE_WEBHOOK_SECRET: 'whsec_12345678',
  APP_SECRET: 'the secret of this test, 32 characters and more',
  ALLOW_DRAFT_RULES: '1',
};

test.each([
  { started: 'as npm start does', env: {}, status: 404 },
  { started: 'for production, asked for the gallery', env: { ...live, GALLERY: '1' }, status: 404 },
  { started: 'as the browser tests do', env: { GALLERY: '1' }, status: 200 },
])('a shop that was started $started answers $status to the gallery', async ({ env, status }) => {
  shop = await startShop({ env });
  for (const address of [
    '/gallery',
    '/gallery/Button',
    '/gallery/Button/primary',
    '/gallery/mail',
    '/gallery/mail?name=paid&html',
  ]) {
    const answer = await fetch(shop.url + address);
    expect(answer.status, address).toBe(status);
    if (status === 404) expect(await answer.text()).toContain('There is no page here');
    else expect(answer.headers.get('cache-control') ?? '').not.toContain('public');
  }
});
