import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { createOutboxMailer, createSmtpMailer, MailRefused } from './mailer.server.ts';

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

describe('over SMTP', () => {
  /** A mail server that answers each command by its first word, “250” to what is not listed; `DATA.` is the mail's end. */
  async function mailServer(answers: Record<string, string>): Promise<{ url: string; close(): void }> {
    const sockets = new Set<Socket>();
    const server: Server = createServer((socket) => {
      sockets.add(socket);
      let isMail = false;
      socket.write('220 mail.test\r\n');
      socket.setEncoding('utf8').on('data', (text: string) => {
        if (isMail && !text.endsWith('\r\n.\r\n')) return;
        const word = isMail ? 'DATA.' : (text.split(/[\s:]/)[0]?.toUpperCase() ?? '');
        const answer = answers[word] ?? (word === 'DATA' ? '354 Go on' : '250 Fine');
        isMail = answer.startsWith('354');
        socket.write(`${answer}\r\n`);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    return {
      url: `smtp://127.0.0.1:${port}`,
      close() {
        for (const socket of sockets) socket.destroy();
        server.close();
      },
    };
  }
  const mail = { key: 'a', to: 'reader@example.com', subject: 'Paid', html: '<p>Paid</p>', text: 'Paid' };
  const sent = async (answers: Record<string, string>, to = mail.to) => {
    const server = await mailServer(answers);
    try {
      await createSmtpMailer(server.url, 'Shop <orders@shop.example>').send({ ...mail, to });
      return 'sent';
    } catch (error) {
      return error instanceof MailRefused ? 'refused for good' : 'to be tried again';
    } finally {
      server.close();
    }
  };

  test.each([
    ['sent', {}],
    ['refused for good', { RCPT: '550 5.1.1 No such user' }],
    ['refused for good', { 'DATA.': '554 5.7.1 Not wanted here' }],
    ['to be tried again', { RCPT: '450 4.2.1 Mailbox busy' }],
    ['to be tried again', { 'DATA.': '451 4.3.0 Try again later' }],
    // The server turns us away, not the mail: for the operator to mend.
    ['to be tried again', { EHLO: '554 5.7.1 Not you', HELO: '554 5.7.1 Not you' }],
  ])('%s: %o', async (outcome, answers) => {
    expect(await sent(answers)).toBe(outcome);
  });

  test('without an address it is refused for good; without a server it is to be tried again', async () => {
    expect(await sent({}, '')).toBe('refused for good');
    const gone = await mailServer({});
    gone.close();
    const mailer = createSmtpMailer(gone.url, 'Shop <orders@shop.example>');
    const error = await mailer.send(mail).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(MailRefused);
  });
});
