import { Hr } from '@react-email/hr';
import { Link } from '@react-email/link';
import { Section } from '@react-email/section';
import { Text } from '@react-email/text';
import { MailFrame } from '#ui/MailFrame.email.tsx';
import { mailLine, mailLink, mailParagraph } from '#ui/mail-look.ts';
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
        <Text key={words} style={mailParagraph}>
          {words}
        </Text>
      ))}
      {props.facts.length > 0 ? (
        <Section
          className="ruled"
          style={{
            borderTop: `1px solid ${mailLine}`,
            borderBottom: `1px solid ${mailLine}`,
            margin: '16px 0',
          }}
        >
          {props.facts.map(({ label, words, href }) => (
            <Text key={label} style={{ ...mailParagraph, margin: '10px 0' }}>
              <strong>{label}:</strong>{' '}
              {href ? (
                <Link href={href} style={mailLink}>
                  {words}
                </Link>
              ) : (
                words
              )}
            </Text>
          ))}
        </Section>
      ) : null}
      <Text style={mailParagraph}>
        <Link href={props.orderUrl} style={mailLink}>
          {props.linkWords}
        </Link>
        . This link needs no password, so keep it to yourself.
      </Text>
      <Hr style={{ borderColor: mailLine }} />
      <Text style={mailParagraph}>Questions? Answer this mail or write to {props.contactEmail}.</Text>
    </MailFrame>
  );
}
