import { render, toPlainText } from '@react-email/render';
import { describe, expect, test } from 'vitest';
import { type MailFixture, mailFixtures } from './mail-fixtures.ts';
import { OrderNews } from './OrderNews.email.tsx';

type News = Extract<MailFixture, { mail: 'news' }>;
const news = mailFixtures.filter((fixture): fixture is News => fixture.mail === 'news');
const named = (name: string): News => {
  const found = news.find((fixture) => fixture.name === name);
  if (!found) throw new Error(`No mail ${name}`);
  return found;
};

async function textOf({ props }: News): Promise<string> {
  const html = await render(OrderNews(props));
  expect(html).not.toMatch(/<img|<link|@import|url\(/);
  return toPlainText(html);
}

describe.each(news)('the mail “$name”', (mail) => {
  test('names the order, leads to it and says where to write, in plain text too', async () => {
    const text = await textOf(mail);
    for (const fact of ['NW-7K2M-QX9D', 'https://shop.example/orders/signed', 'help@shop.example'])
      expect(text).toContain(fact);
    expect(mail.subject).toContain('NW-7K2M-QX9D');
  });

  test('T12 it says nothing of health, and does not say that there was a check', async () => {
    // Not a word by which somebody who reads along could tell what was asked or answered. A used roller is a parcel's
    // matter: the withdrawal says it to everybody who withdraws.
    const text = (await textOf(mail)).replace('Never post a used roller: needles come through paper.', '');
    expect(text).not.toMatch(
      /self-check|answer(?! this mail)|question(?!s\?)|health|skin|medicine|medical|doctor|pharmacist|safety|needle(?!wise)|roller|clear/i,
    );
  });
});

test('the words go by how far the money got', async () => {
  expect(await textOf(named('payment-pending'))).toMatch(
    /has not sent the money yet.*please do not pay again/is,
  );
  expect(await textOf(named('payment-failed'))).toMatch(/Nothing was taken/);
  expect(await textOf(named('sale-stopped'))).toMatch(/the whole £21\.95 in the way you paid it/);
  expect(await textOf(named('sold-out'))).toMatch(/we keep nothing: we are giving back the whole £21\.95/);
  expect(await textOf(named('refunded-in-part'))).toMatch(/Of the £21\.95 that you paid, £16\.95 stays paid/);
  expect(await textOf(named('refunded-whole'))).toMatch(/All of the £21\.95 that you paid has now gone back/);
  expect(await textOf(named('second-payment'))).toMatch(/Your order is as it was/);
  expect(await textOf(named('dispatched'))).toMatch(/AB123 https:\/\/carrier\.example\/AB123/);
});

test('a withdrawal says what to send back only where something has left', async () => {
  expect(await textOf(named('withdrawal-received'))).toMatch(/nothing to send back/);
  const text = await textOf(named('withdrawal-of-what-has-left'));
  expect(text).toMatch(/Send the goods back within 14 days/);
  expect(text).toContain('1 × Storage case');
});
