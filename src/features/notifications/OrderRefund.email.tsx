import { Body, Container, Head, Heading, Html, Link, Preview, Text } from '@react-email/components';

export interface OrderRefundProps {
  shopName: string;
  number: string;
  /** Signed link to the whole order. */
  orderUrl: string;
  /** The whole of what was paid. */
  amount: string;
  contactEmail: string;
  /** What came between the payment and the parcel. */
  why: 'sale-stopped' | 'sold-out';
}

const paragraph = { fontSize: 16, lineHeight: '25px', margin: '0 0 12px' };

/** The mail about an order that was paid and that the shop may no longer sell. It says nothing of anybody's health. */
export function OrderRefund(props: OrderRefundProps) {
  return (
    <Html lang="en-GB">
      <Head />
      <Preview>{`We are not sending order ${props.number}. ${props.amount} goes back to your card.`}</Preview>
      <Body style={{ backgroundColor: '#fbf9f3', color: '#17212c', fontFamily: 'Georgia, serif', margin: 0 }}>
        <Container style={{ maxWidth: 560, padding: '32px 20px' }}>
          <Text style={{ fontSize: 18, margin: '0 0 24px' }}>{props.shopName}</Text>
          <Heading as="h1" style={{ fontSize: 26, fontWeight: 500, margin: '0 0 12px' }}>
            We are not sending your order, and your money goes back
          </Heading>
          <Text style={paragraph}>
            We are sorry.{' '}
            {props.why === 'sale-stopped'
              ? `While you were on the payment page, we stopped selling something in your order ${props.number}. The payment went through all the same, so nothing is sent and nothing is kept:`
              : `Your payment for order ${props.number} reached us after we had stopped holding the order for you, and something in it had been sold since. So we cannot send it, and we keep nothing:`}{' '}
            we are giving back the whole <strong>{props.amount}</strong> in the way you paid it.
          </Text>
          <Text style={paragraph}>
            You need not do anything. It can take your bank up to 10 working days to show the money. This link
            needs no password, so keep it to yourself:{' '}
            <Link href={props.orderUrl} style={{ color: '#0b5d52' }}>
              see how far it has come
            </Link>
          </Text>
          <Text style={paragraph}>Questions? Answer this mail or write to {props.contactEmail}.</Text>
        </Container>
      </Body>
    </Html>
  );
}
