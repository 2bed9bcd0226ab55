import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { PostgresClient } from '#db/postgres-client.server.ts';
import { settleNotice, settlePayment } from '#features/checkout/settle-payment.server.ts';
import { readOrder } from '#features/orders/orders.server.ts';
import { eventAbout, noticeOf } from '../support/notices.ts';
import { newShopper, openTestShop, payAt, type TestShop } from '../support/test-shop.ts';

/** What an order may cost the database, its transactions' begin and commit included. */
const statementsAtMost = 25;

describe('The statements of an order', () => {
  let shop: TestShop;
  beforeAll(async () => {
    shop = await openTestShop('PostgreSQL');
  });
  afterAll(() => shop.close());
  beforeEach(() => shop.clear());

  test.each([
    ['one article', { 'FACE-025': 1 }],
    ['several', { 'FACE-025': 1, 'CASE-01': 2, 'DUO-030': 1 }],
  ])(
    `are ${statementsAtMost} at most from checkout to paid, with %s: call, webhook and return`,
    async (_what, items) => {
      const shopper = await newShopper(shop, items);
      await shop.holdWebhooks(true);
      const sent = vi.spyOn(pg.Client.prototype, 'query');

      const page = await shopper.checkoutToPage();
      await payAt(shop, page.url);
      const event = await eventAbout(shop, page.sessionId, 'checkout.session.completed');
      const settled = await settleNotice(shop, await noticeOf(shop, event));
      const returned = await settlePayment(shop, page.sessionId);
      // As the return page does, to show it.
      const order = await readOrder(shop.db, page.orderId);
      // Of the shop's own connections: the job queue looks at its tables whether anybody buys or not.
      const texts = sent.mock.calls
        .filter((_call, nth) => sent.mock.contexts[nth] instanceof PostgresClient)
        .map(([query]: unknown[]) => (typeof query === 'string' ? query : (query as { text: string }).text));

      const paid = { ok: true, value: { orderId: page.orderId, outcome: 'paid' } };
      expect([settled, returned]).toEqual([paid, paid]);
      expect(order?.state).toBe('paid');
      const inShort = texts.map((text, nth) => `${nth + 1}. ${text.replaceAll(/\s+/g, ' ').slice(0, 100)}`);
      expect(texts.length, inShort.join('\n')).toBeLessThanOrEqual(statementsAtMost);
      // A count of something else would be no count: both transactions are in it.
      expect(texts.filter((text) => text === 'commit')).toHaveLength(2);
    },
  );
});
