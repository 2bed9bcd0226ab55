import { Body, Container, Head, Heading, Html, Link, Preview, Text } from '@react-email/components';

export interface OrderLinkProps {
  shopName: string;
  number: string;
  /** Signed link to the whole order. */
  orderUrl: string;
  contactEmail: string;
}

const paragraph = { fontSize: 16, lineHeight: '25px', margin: '0 0 12px' };

/** The mail for somebody who has lost the link to their order. */
export function OrderLink(props: OrderLinkProps) {
  return (
    <Html lang="en-GB">
      <Head />
      <Preview>{`The link to your order ${props.number}`}</Preview>
      <Body style={{ backgroundColor: '#fbf9f3', color: '#17212c', fontFamily: 'Georgia, serif', margin: 0 }}>
        <Container style={{ maxWidth: 560, padding: '32px 20px' }}>
          <Text style={{ fontSize: 18, margin: '0 0 24px' }}>{props.shopName}</Text>
          <Heading as="h1" style={{ fontSize: 26, fontWeight: 500, margin: '0 0 12px' }}>
            The link to your order
          </Heading>
          <Text style={paragraph}>
            Somebody who knows your e-mail address and the number {props.number} asked for this link:{' '}
            <Link href={props.orderUrl} style={{ color: '#0b5d52' }}>
              see your order
            </Link>
            . Keep it to yourself, it needs no password.
          </Text>
          <Text style={paragraph}>
            If that was not you, you need not do anything: the link came to nobody else. Questions:{' '}
            {props.contactEmail}.
          </Text>
        </Container>
      </Body>
    </Html>
  );
}
