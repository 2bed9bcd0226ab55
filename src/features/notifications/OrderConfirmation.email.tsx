import {
  Body,
  Container,
  Head,
  Heading,
  Hr,
  Html,
  Img,
  Link,
  Preview,
  Section,
  Text,
} from '@react-email/components';

export interface OrderConfirmationProps {
  shopName: string;
  number: string;
  /** Signed link to the whole order. */
  orderUrl: string;
  lines: {
    name: string;
    quantity: number;
    total: string;
    needled: boolean;
    /** The plate of the product, inside the mail. */
    picture?: MailPicture;
  }[];
  delivery: { label: string; price: string };
  total: string;
  vat: string;
  address: string[];
  deliveryDays: string;
  contactEmail: string;
  /** Absolute links. */
  afterCareUrl: string;
  returnsUrl: string;
}

export interface MailPicture {
  /** Content id of the attachment. */
  cid: string;
  alt: string;
  widthPx: number;
  heightPx: number;
}

const ink = '#17212c';
const quiet = '#525c66';

/** The mail that follows a payment. It never says a word about the self-check's answers: it does not know them. */
export function OrderConfirmation(props: OrderConfirmationProps) {
  const needled = props.lines.some((line) => line.needled);
  return (
    <Html lang="en-GB">
      <Head />
      <Preview>{`Your order ${props.number} is paid. We will pack it now.`}</Preview>
      <Body style={{ backgroundColor: '#fbf9f3', color: ink, fontFamily: 'Georgia, serif', margin: 0 }}>
        <Container style={{ maxWidth: 560, padding: '32px 20px' }}>
          <Text style={{ fontSize: 18, margin: '0 0 24px' }}>{props.shopName}</Text>
          <Heading as="h1" style={{ fontSize: 26, fontWeight: 500, margin: '0 0 12px' }}>
            Thank you. Your order is paid.
          </Heading>
          <Text style={paragraph}>
            Order <strong>{props.number}</strong>. We pack it now; it should arrive {props.deliveryDays}{' '}
            working days after you paid. You can{' '}
            <Link href={props.orderUrl} style={{ color: '#0b5d52' }}>
              see your order
            </Link>{' '}
            at any time with this link; keep it to yourself, it needs no password.
          </Text>
          <Hr style={{ borderColor: '#d3ccbd' }} />
          <Section>
            <table role="presentation" width="100%" cellPadding={0} cellSpacing={0} style={{ fontSize: 16 }}>
              <tbody>
                {props.lines.map((line) => (
                  <Row
                    key={line.name}
                    label={`${line.quantity} × ${line.name}`}
                    value={line.total}
                    picture={line.picture}
                  />
                ))}
                <Row label={props.delivery.label} value={props.delivery.price} />
                <Row label="Total" value={props.total} strong />
                <Row label="of which VAT" value={props.vat} quiet />
              </tbody>
            </table>
          </Section>
          <Hr style={{ borderColor: '#d3ccbd' }} />
          <Text style={paragraph}>
            <strong>Delivered to</strong>
            <br />
            {props.address.map((line) => (
              <span key={line}>
                {line}
                <br />
              </span>
            ))}
          </Text>
          {needled ? (
            <Section style={{ borderLeft: '4px solid #7d4d00', padding: '2px 0 2px 16px', margin: '16px 0' }}>
              <Heading as="h2" style={{ fontSize: 19, fontWeight: 600, margin: '8px 0' }}>
                Check again before every use
              </Heading>
              <Text style={paragraph}>
                A check when you buy is not a check when you roll. Do not use the roller if you take a blood
                thinner, if the skin is infected, broken, sunburnt or sore, if filler was injected there in
                the last six months, or if you or a close relative have had raised or keloid scars. If
                anything is new or you are not sure, ask a pharmacist or doctor first.
              </Text>
              <Text style={paragraph}>
                Follow the leaflet in the box. Never share a roller. For the first 24 hours afterwards keep
                the skin clean and leave other products off it. Get medical help for spreading redness, pus,
                fever, blisters or lumps that last.{' '}
                <Link href={props.afterCareUrl} style={{ color: '#0b5d52' }}>
                  Read more about staying safe
                </Link>
                .
              </Text>
            </Section>
          ) : null}
          <Text style={{ ...paragraph, color: quiet }}>
            Questions, or something wrong? Answer this mail or write to {props.contactEmail}.{' '}
            <Link href={props.returnsUrl} style={{ color: '#0b5d52' }}>
              Returns and withdrawal
            </Link>
            .
          </Text>
        </Container>
      </Body>
    </Html>
  );
}

const paragraph = { fontSize: 16, lineHeight: '25px', margin: '0 0 12px' };

function Row(props: {
  label: string;
  value: string;
  strong?: boolean;
  quiet?: boolean;
  picture?: MailPicture | undefined;
}) {
  const { picture } = props;
  const style = {
    padding: '5px 0',
    fontWeight: props.strong ? 700 : 400,
    color: props.quiet ? quiet : ink,
    verticalAlign: picture ? 'middle' : 'top',
  };
  return (
    <tr>
      {picture ? (
        <td width={picture.widthPx + 16} style={{ ...style, padding: '5px 16px 5px 0' }}>
          <Img
            src={`cid:${picture.cid}`}
            alt={picture.alt}
            width={picture.widthPx}
            height={picture.heightPx}
          />
        </td>
      ) : null}
      <td style={style} colSpan={picture ? 1 : 2}>
        {props.label}
      </td>
      <td style={{ ...style, textAlign: 'right', whiteSpace: 'nowrap' }}>{props.value}</td>
    </tr>
  );
}
