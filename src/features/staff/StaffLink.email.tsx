import { Link } from '@react-email/link';
import { Text } from '@react-email/text';
import { MailFrame } from '#ui/MailFrame.email.tsx';
import { mailLink, mailParagraph } from '#ui/mail-look.ts';

export interface StaffLinkProps {
  shopName: string;
  kind: 'invitation' | 'password-reset';
  name: string;
  /** What the role is called and is for. */
  role: { title: string; may: string };
  /** Who invited, in words. */
  madeBy: string;
  /** How long the link is good, in words. */
  goodFor: string;
  /** Signed link, good once. */
  url: string;
}

/** The mail with the link by which somebody on the staff sets a password. */
export function StaffLink({ shopName, kind, name, role, madeBy, goodFor, url }: StaffLinkProps) {
  const isNew = kind === 'invitation';
  const title = isNew ? `Join the staff of ${shopName}` : 'Set a new password';
  return (
    <MailFrame shopName={`${shopName}, staff`} preview={title} title={title}>
      <Text style={mailParagraph}>Dear {name},</Text>
      {isNew ? (
        <Text style={mailParagraph}>
          {madeBy} has invited you as {role.title.toLowerCase()}: you would look after {role.may}.
        </Text>
      ) : (
        <Text style={mailParagraph}>Somebody asked for a new password for your account.</Text>
      )}
      <Text style={mailParagraph}>
        <Link href={url} style={mailLink}>
          {isNew ? 'Choose your password' : 'Choose a new password'}
        </Link>
        . The link works once, within {goodFor}. Do not pass it on.
      </Text>
      <Text style={mailParagraph}>
        {isNew
          ? 'If you did not expect this, you need not do anything.'
          : 'If that was not you, you need not do anything: your password stays as it is.'}
      </Text>
    </MailFrame>
  );
}
