import { Hr } from '@react-email/hr';
import { Link } from '@react-email/link';
import { Section } from '@react-email/section';
import { Text } from '@react-email/text';
import { line, link, MailFrame, paragraph } from './MailFrame.email.tsx';
import type { OrderNewsWords } from './mail-words.ts';

export interface OrderNewsProps extends Omit<OrderNewsWords, 'subject'> {
  shopName: string;
  /** Signed link to the whole order. */
  orderUrl: string;
  contactEmail: string;
}

/** A mail about one thing that happened to an order. It says nothing of anybody's health. */
export function OrderNews(props: OrderNewsProps) {
  return (
    <MailFrame {...props}>
      {props.paragraphs.map((words) => (
        <Text key={words} style={paragraph}>
          {words}
        </Text>
      ))}
      {props.facts.length > 0 ? (
        <Section
          style={{ borderTop: `1px solid ${line}`, borderBottom: `1px solid ${line}`, margin: '16px 0' }}
        >
          {props.facts.map(({ label, words, href }) => (
            <Text key={label} style={{ ...paragraph, margin: '10px 0' }}>
              <strong>{label}:</strong>{' '}
              {href ? (
                <Link href={href} style={link}>
                  {words}
                </Link>
              ) : (
                words
              )}
            </Text>
          ))}
        </Section>
      ) : null}
      <Text style={paragraph}>
        <Link href={props.orderUrl} style={link}>
          {props.linkWords}
        </Link>
        . This link needs no password, so keep it to yourself.
      </Text>
      <Hr style={{ borderColor: line }} />
      <Text style={paragraph}>Questions? Answer this mail or write to {props.contactEmail}.</Text>
    </MailFrame>
  );
}
