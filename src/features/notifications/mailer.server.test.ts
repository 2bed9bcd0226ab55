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

test('a picture travels inside the mail, under the name that the HTML uses', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'needlewise-outbox-'));
  const content = Buffer.from('89504e470d0a1a0a', 'hex');
  await createOutboxMailer(folder, 'Shop <orders@shop.example>').send({
    key: 'with-picture',
    to: 'reader@example.com',
    subject: 'Paid',
    html: '<img src="cid:plate-A@needlewise" alt="Drawing">',
    text: 'Paid',
    attachments: [{ cid: 'plate-A@needlewise', filename: 'A.png', content }],
  });
  const text = readFileSync(path.join(folder, 'with-picture.eml'), 'utf8');
  expect(text).toContain('Content-ID: <plate-A@needlewise>');
  expect(text).toContain('Content-Type: image/png');
  expect(text).toContain('Content-Disposition: inline');
  expect(text).toContain(content.toString('base64'));
  rmSync(folder, { recursive: true });
});
