import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createTransport } from 'nodemailer';

/** A mail ready to go. `key` names the fact it tells, so that sending it again is recognisable. */
export interface Mail {
  key: string;
  to: string;
  subject: string;
  html: string;
  text: string;
  /** Pictures inside the mail, which its HTML names as `cid:…`. */
  attachments?: readonly InlinePicture[];
}

/** A PNG that travels in the mail, so that reading it asks nobody for anything. */
export interface InlinePicture {
  cid: string;
  filename: string;
  content: Buffer;
}

export interface Mailer {
  /** Hands the mail over, or throws: the queue tries again. */
  send(mail: Mail): Promise<void>;
  /** Where mails go, in words for the operator. */
  readonly destination: string;
}

function message({ key, attachments = [], ...mail }: Mail, from: string) {
  return {
    from,
    ...mail,
    messageId: `<${key}@needlewise>`,
    attachments: attachments.map((picture) => ({
      ...picture,
      contentType: 'image/png',
      contentDisposition: 'inline' as const,
    })),
  };
}

/** A mailer over SMTP. */
export function createSmtpMailer(smtpUrl: string, from: string): Mailer {
  const transport = createTransport(smtpUrl);
  return {
    destination: `SMTP at ${new URL(smtpUrl).host}`,
    async send(mail) {
      await transport.sendMail(message(mail, from));
    },
  };
}

/** A mailer that writes each mail as an `.eml` file; the same key gives the same file, so a repeat is no second mail. */
export function createOutboxMailer(folder: string, from: string): Mailer {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  return {
    destination: folder,
    async send(mail) {
      const { message: written } = await transport.sendMail(message(mail, from));
      if (!Buffer.isBuffer(written)) throw new TypeError('The mail was not written to a buffer');
      mkdirSync(folder, { recursive: true });
      const file = path.join(folder, `${mail.key}.eml`);
      // Under its own name only once it is whole: whoever reads the outbox never sees half a mail.
      writeFileSync(`${file}.part`, written);
      renameSync(`${file}.part`, file);
    },
  };
}
