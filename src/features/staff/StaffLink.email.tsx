import { Body } from '@react-email/body';
import { Container } from '@react-email/container';
import { Head } from '@react-email/head';
import { Heading } from '@react-email/heading';
import { Html } from '@react-email/html';
import { Link } from '@react-email/link';
import { Preview } from '@react-email/preview';
import { Text } from '@react-email/text';

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

const paragraph = { fontSize: 16, lineHeight: '25px', margin: '0 0 12px' };
const link = { color: '#0b5d52' };

/** The mail with the link by which somebody on the staff sets a password. */
export function StaffLink({ shopName, kind, name, role, madeBy, goodFor, url }: StaffLinkProps) {
  const isNew = kind === 'invitation';
  const title = isNew ? `Join the staff of ${shopName}` : 'Set a new password';
  return (
    <Html lang="en-GB">
      <Head />
      <Preview>{title}</Preview>
      <Body style={{ backgroundColor: '#fbf9f3', color: '#17212c', fontFamily: 'Georgia, serif', margin: 0 }}>
        <Container style={{ maxWidth: 560, padding: '32px 20px' }}>
          <Text style={{ fontSize: 18, margin: '0 0 24px' }}>{shopName}, staff</Text>
          <Heading as="h1" style={{ fontSize: 26, fontWeight: 500, margin: '0 0 12px' }}>
            {title}
          </Heading>
          <Text style={paragraph}>Dear {name},</Text>
          {isNew ? (
            <Text style={paragraph}>
              {madeBy} has invited you as {role.title.toLowerCase()}: you would look after {role.may}.
            </Text>
          ) : (
            <Text style={paragraph}>Somebody asked for a new password for your account.</Text>
          )}
          <Text style={paragraph}>
            <Link href={url} style={link}>
              {isNew ? 'Choose your password' : 'Choose a new password'}
            </Link>
            . The link works once, within {goodFor}. Do not pass it on.
          </Text>
          <Text style={paragraph}>
            {isNew
              ? 'If you did not expect this, you need not do anything.'
              : 'If that was not you, you need not do anything: your password stays as it is.'}
          </Text>
        </Container>
      </Body>
    </Html>
  );
}
