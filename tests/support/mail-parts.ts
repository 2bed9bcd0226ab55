/** One leaf of a mail, decoded. */
export interface MailPart {
  /** E.g. `text/html`. */
  type: string;
  /** What an inline picture is called by; empty for others. */
  contentId: string;
  content: Buffer;
}

/** The leaves of a mail as our mailer writes it, in order: texts, then pictures. */
export function mailParts(source: string): MailPart[] {
  const [head = '', ...rest] = source.split(/\r?\n\r?\n/);
  const body = rest.join('\n\n');
  const boundary = /boundary="([^"]+)"/i.exec(head)?.[1];
  if (boundary) {
    const inner = body.split(new RegExp(`(?:^|\\r?\\n)--${escapePattern(boundary)}(?:--)?\\r?(?:\\n|$)`));
    return inner.slice(1, -1).flatMap(mailParts);
  }
  return [
    {
      type: /^content-type:\s*([^;\s]+)/im.exec(head)?.[1]?.toLowerCase() ?? 'text/plain',
      contentId: /^content-id:\s*<([^>]+)>/im.exec(head)?.[1] ?? '',
      content: decoded(body, /^content-transfer-encoding:\s*(\S+)/im.exec(head)?.[1]?.toLowerCase()),
    },
  ];
}

function decoded(body: string, encoding: string | undefined): Buffer {
  if (encoding === 'base64') return Buffer.from(body, 'base64');
  if (encoding !== 'quoted-printable') return Buffer.from(body, 'utf8');
  const bytes = body
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1');
}

function escapePattern(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
