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

/** The mail server will never take this mail: trying again would be refused again. */
export class MailRefused extends Error {}

export interface Mailer {
  /** Hands the mail over. Throws `MailRefused` where it is refused for good, anything else to be tried again. */
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
      try {
        await transport.sendMail(message(mail, from));
      } catch (error) {
        throw isForGood(error) ? new MailRefused(error.message, { cause: error }) : error;
      }
    },
  };
}

/**
 * Whether it can never get through: a 5xx about the addresses or the mail itself, or no address at all. A “no” to
 * our own sign-in (EAUTH), or no connection, is the operator's to mend, after which the mail goes through.
 */
function isForGood(error: unknown): error is Error {
  if (!(error instanceof Error) || !('code' in error)) return false;
  const status = 'responseCode' in error ? Number(error.responseCode) : null;
  if (status === null) return error.code === 'EENVELOPE';
  return status >= 500 && (error.code === 'EENVELOPE' || error.code === 'EMESSAGE');
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
