import { Heading } from '@react-email/heading';
import { Hr } from '@react-email/hr';
import { Img } from '@react-email/img';
import { Link } from '@react-email/link';
import { Section } from '@react-email/section';
import { Text } from '@react-email/text';
import type { AfterCare } from '#lib/after-care.ts';
import { MailFrame } from '#ui/MailFrame.email.tsx';
import { mailInk, mailLine, mailLink, mailParagraph, mailQuiet } from '#ui/mail-look.ts';

/** How a payment that was not there at once came in. */
export type PaidLate = 'from-the-bank' | 'after-the-hold' | 'looked-at';

export interface OrderConfirmationProps {
  shopName: string;
  number: string;
  /** Signed link to the whole order. */
  orderUrl: string;
  /** Null: at once. */
  late: PaidLate | null;
  lines: {
    name: string;
    quantity: number;
    total: string;
    /** The plate of the product, inside the mail. */
    picture?: MailPicture;
  }[];
  delivery: { label: string; price: string };
  total: string;
  /** The VAT contained, by rate. */
  vat: { label: string; amount: string }[];
  address: string[];
  /** Working days from the payment on; null where none were promised. */
  deliveryDays: string | null;
  seller: { address: string; vatNumber: string | null };
  orderedOn: string;
  contactEmail: string;
  /** Null where nothing has needles. */
  afterCare: AfterCare | null;
  /** Absolute links. */
  careUrl: string;
  returnsUrl: string;
}

export interface MailPicture {
  /** Content id of the attachment. */
  cid: string;
  alt: string;
  widthPx: number;
  heightPx: number;
}

const opening: Record<PaidLate, { title: string; words: string }> = {
  'from-the-bank': {
    title: 'Your bank has sent the money. Your order is paid',
    words: 'The payment that we were waiting for has arrived.',
  },
  'after-the-hold': {
    title: 'Your payment has arrived. Your order is paid',
    words: 'It reached us after we had stopped holding your order, and everything in it was still there.',
  },
  'looked-at': {
    title: 'We have looked at it. Your order is paid',
    words: 'Thank you for waiting: a person has looked at your payment, and all is well.',
  },
};

/** The mail that follows a payment. It never says a word about the self-check's answers: it does not know them. */
export function OrderConfirmation(props: OrderConfirmationProps) {
  const { late, afterCare } = props;
  return (
    <MailFrame
      shopName={props.shopName}
      preview={`Your order ${props.number} is paid. We will pack it now.`}
      title={late ? opening[late].title : 'Thank you. Your order is paid'}
    >
      {late ? <Text style={mailParagraph}>{opening[late].words}</Text> : null}
      <Text style={mailParagraph}>
        Order <strong>{props.number}</strong>. We pack it now
        {props.deliveryDays ? `; it should arrive ${props.deliveryDays} working days after you paid` : ''}.
        You can{' '}
        <Link href={props.orderUrl} style={mailLink}>
          see your order and its receipt
        </Link>{' '}
        at any time with this link; keep it to yourself, it needs no password.
      </Text>
      <Hr style={{ borderColor: mailLine }} />
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
            {props.vat.map(({ label, amount }) => (
              <Row key={label} label={label} value={amount} quiet />
            ))}
          </tbody>
        </table>
      </Section>
      <Hr style={{ borderColor: mailLine }} />
      {props.address.length > 0 ? (
        <Text style={mailParagraph}>
          <strong>Goes to</strong>
          <br />
          {props.address.map((part) => (
            <span key={part}>
              {part}
              <br />
            </span>
          ))}
        </Text>
      ) : null}
      {afterCare ? <Care {...afterCare} careUrl={props.careUrl} /> : null}
      <Text className="quiet" style={{ ...mailParagraph, color: mailQuiet }}>
        Questions, or something wrong? Answer this mail or write to {props.contactEmail}.{' '}
        <Link href={props.returnsUrl} style={mailLink}>
          Returns and withdrawal
        </Link>
        .
      </Text>
      <Text
        className="quiet"
        style={{ ...mailParagraph, color: mailQuiet, fontSize: 14, lineHeight: '21px' }}
      >
        Ordered on {props.orderedOn} from {props.seller.address}.
        {props.seller.vatNumber ? ` VAT number ${props.seller.vatNumber}.` : ''}
      </Text>
    </MailFrame>
  );
}

const heading = { fontSize: 19, fontWeight: 600, margin: '16px 0 8px' };

/** After-care of what was bought: what to act on comes first. */
function Care({ redFlags, hours, devices, careUrl }: AfterCare & { careUrl: string }) {
  return (
    <Section>
      {redFlags ? (
        <Section style={{ borderLeft: '4px solid #7d4d00', padding: '2px 0 2px 16px', margin: '16px 0' }}>
          <Heading as="h2" style={{ ...heading, margin: '8px 0' }}>
            {redFlags.title}
          </Heading>
          <ul style={{ margin: '0 0 12px', paddingLeft: 20, fontSize: 16, lineHeight: '25px' }}>
            {redFlags.points.map((point) => (
              <li key={point}>{point}</li>
            ))}
          </ul>
          {redFlags.text.map((words) => (
            <Text key={words} style={mailParagraph}>
              {words}
            </Text>
          ))}
        </Section>
      ) : null}
      <Heading as="h2" style={heading}>
        Check again before every use
      </Heading>
      <Text style={mailParagraph}>
        A check when you buy is not a check when you roll. Look at your skin each time. If anything is new or
        you are not sure, do not roll: ask a pharmacist or doctor first. Never share a roller.
      </Text>
      {hours ? (
        <>
          <Heading as="h2" style={heading}>
            Afterwards, hour by hour
          </Heading>
          {hours.rows.map(([when = '', ...cells]) => (
            <Text key={when} style={mailParagraph}>
              <strong>{when}</strong>
              {cells.map((cell, place) => (
                <span key={hours.head[place + 1]}>
                  <br />
                  {hours.head[place + 1]}: {cell}
                </span>
              ))}
            </Text>
          ))}
        </>
      ) : null}
      {devices.map(({ name, care }) =>
        care.length > 0 ? (
          <Section key={name}>
            <Heading as="h2" style={heading}>
              {name}
            </Heading>
            {care.map(({ label, words }) => (
              <Text key={label} style={mailParagraph}>
                <strong>{label}:</strong> {words}
              </Text>
            ))}
          </Section>
        ) : null,
      )}
      <Text style={mailParagraph}>
        The leaflet in the box comes before this mail wherever it is stricter.{' '}
        <Link href={careUrl} style={mailLink}>
          The same as a sheet to print, with its sources
        </Link>
        .
      </Text>
      <Hr style={{ borderColor: mailLine }} />
    </Section>
  );
}

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
    color: props.quiet ? mailQuiet : mailInk,
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
      <td className={props.quiet ? 'quiet' : undefined} style={style} colSpan={picture ? 1 : 2}>
        {props.label}
      </td>
      <td
        className={props.quiet ? 'quiet' : undefined}
        style={{ ...style, textAlign: 'right', whiteSpace: 'nowrap' }}
      >
        {props.value}
      </td>
    </tr>
  );
}
