import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { notifications } from '#db/schema/notifications.ts';
import { sendOrderMail } from '#features/checkout/send-order-mail.server.ts';
import { type Mailer, MailRefused } from '#features/notifications/mailer.server.ts';
import {
  listMailTrouble,
  type MailFact,
  queueMail,
  queueMailAgain,
} from '#features/notifications/notifications.server.ts';
import { moveOrder } from '#features/orders/orders.server.ts';
import { newShopper, openTestShop, type TestShop } from '../support/test-shop.ts';

describe('mails that do not get through', () => {
  let shop: TestShop;
  let owed: MailFact;
  beforeAll(async () => {
    shop = await openTestShop('PostgreSQL');
  });
  afterAll(() => shop.close());
  beforeEach(async () => {
    await shop.clear();
    await shop.db.execute(sql`delete from pgboss.job where name = 'mail'`);
    const shopper = await newShopper(shop, { 'CASE-01': 1 });
    const { orderId } = await shopper.checkoutToPage();
    owed = { orderId, kind: 'order-confirmation' };
    await shop.db.transaction(async (tx) => {
      const by = { note: 'paid', actor: 'test', now: shop.clock.now() };
      await moveOrder(tx, orderId, 'paid', by, { email: 'ada@example.com', paidAt: shop.clock.now() });
      await queueMail(tx, shop.jobs, owed, shop.clock.now());
    });
  });

  const refusing = (error: Error): Mailer => ({
    destination: 'nowhere',
    async send() {
      throw error;
    },
  });
  const tryWith = (mailer: Mailer) => sendOrderMail({ ...shop, mailer }, { ...owed });
  const trouble = () => listMailTrouble(shop.db);
  const jobs = async () => {
    const { rows } = (await shop.db.execute(
      sql`select count(*)::int as count from pgboss.job where name = 'mail'`,
    )) as { rows: { count: number }[] };
    return rows[0]?.count;
  };

  test('refused for good, it is kept as bounced with the reason and not tried again', async () => {
    await tryWith(refusing(new MailRefused('550 5.1.1 No such user')));
    expect(await trouble()).toEqual([
      expect.objectContaining({
        ...owed,
        fact: '',
        state: 'bounced',
        failures: 1,
        lastError: '550 5.1.1 No such user',
      }),
    ]);
    // Even if the queue should bring it again.
    await tryWith(shop.mailer);
    expect(shop.mails).toEqual([]);
  });

  test('any other failure is noted and thrown, so that the queue tries again; then the trouble is over', async () => {
    await expect(tryWith(refusing(new Error('451 4.3.0 Try again later')))).rejects.toThrow('451');
    expect(await trouble()).toMatchObject([
      { state: 'queued', failures: 1, lastError: '451 4.3.0 Try again later' },
    ]);
    await tryWith(shop.mailer);
    expect(shop.mails).toHaveLength(1);
    expect(await trouble()).toEqual([]);
  });

  test('after the last try of the queue it is given up, and staff can have it sent again', async () => {
    for (let each = 0; each < 9; each += 1) {
      await expect(tryWith(refusing(new Error('no connection')))).rejects.toThrow();
    }
    expect(await trouble()).toMatchObject([{ state: 'given-up', failures: 9 }]);
    await tryWith(shop.mailer);
    expect(shop.mails).toEqual([]);

    const before = await jobs();
    const again = () => shop.db.transaction((tx) => queueMailAgain(tx, shop.jobs, owed, shop.clock.now()));
    expect(await again()).toBe(true);
    expect(await jobs()).toBe((before ?? 0) + 1);
    // Twice is once: it is on its way.
    expect(await again()).toBe(false);
    await tryWith(shop.mailer);
    expect(shop.mails).toHaveLength(1);
    expect(await again()).toBe(false);
  });

  test('two facts of one kind are two mails, the same fact twice is one', async () => {
    const { orderId } = owed;
    const queue = (fact: string) =>
      shop.db.transaction((tx) =>
        queueMail(tx, shop.jobs, { orderId, kind: 'payment-failed', fact }, shop.clock.now()),
      );
    for (const fact of ['first', 'second', 'first']) await queue(fact);
    expect(await shop.db.$count(notifications)).toBe(3);
    expect(await jobs()).toBe(3);
    for (const fact of ['first', 'second']) {
      await sendOrderMail(shop, { orderId, kind: 'payment-failed', fact });
    }
    expect(shop.mails.map(({ key }) => key)).toEqual([
      `payment-failed-${orderId}-first`,
      `payment-failed-${orderId}-second`,
    ]);
  });
});
