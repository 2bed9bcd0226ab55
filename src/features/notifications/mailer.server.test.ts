import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { createOutboxMailer } from './mailer.server.ts';

test('the outbox holds one whole file a fact, however often it is sent', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'needlewise-outbox-'));
  const mailer = createOutboxMailer(path.join(folder, 'outbox'), 'Shop <orders@shop.example>');
  const mail = {
    key: 'order-confirmation-1',
    to: 'reader@example.com',
    subject: 'Paid: £39.95',
    html: '<p>Paid</p>',
    text: 'Paid',
  };
  await mailer.send(mail);
  await mailer.send(mail);
  expect(readdirSync(path.join(folder, 'outbox'))).toEqual(['order-confirmation-1.eml']);
  const text = readFileSync(path.join(folder, 'outbox/order-confirmation-1.eml'), 'utf8');
  expect(text).toContain('To: reader@example.com');
  expect(text).toContain('Message-ID: <order-confirmation-1@needlewise>');
  rmSync(folder, { recursive: true });
});
