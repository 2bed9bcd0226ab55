/** What a mail about one thing says; the frame adds the link to the order and where to write. */
export interface OrderNewsWords {
  subject: string;
  /** What a list of mails shows beside the subject. */
  preview: string;
  title: string;
  paragraphs: string[];
  facts: { label: string; words: string; href?: string }[];
  linkWords: string;
}

/** The order that a mail is about; money in words. */
export interface MailOrder {
  shopName: string;
  number: string;
  total: string;
}

const seeOrder = 'See your order';
const bankDays = 'It can take your bank up to 10 working days to show the money.';

/** The payment is confirmed, and the bank has not sent it yet. */
export function pendingWords({ shopName, number, total }: MailOrder): OrderNewsWords {
  return {
    subject: `We are waiting for your bank: ${shopName} order ${number}`,
    preview: 'You need not do anything. Please do not pay again.',
    title: 'We are waiting for your bank',
    paragraphs: [
      `You have confirmed the payment of ${total} for order ${number}. Your bank has not sent the money yet. That can take some working days.`,
      'You need not do anything, and please do not pay again. We are holding everything in the order for you. We write to you when the money has come, and also if it does not.',
    ],
    facts: [],
    linkWords: seeOrder,
  };
}

/** The bank has said that it does not send the money. */
export function failedWords({ shopName, number, total }: MailOrder): OrderNewsWords {
  return {
    subject: `Your bank did not send the money: ${shopName} order ${number}`,
    preview: 'Nothing was taken, and the order is cancelled.',
    title: 'Your bank did not send the money',
    paragraphs: [
      `Your bank told us that the payment of ${total} for order ${number} did not go through. Nothing was taken. The order is cancelled, and we are no longer holding anything for you.`,
      'If you still want it, you can order again with another way to pay. Your bank can tell you why it said no; we are not told.',
    ],
    facts: [],
    linkWords: seeOrder,
  };
}

/** The money is here, or should have gone back, and a person must look. `text`: how the order stands, in the shop's words. */
export function reviewWords({ shopName, number }: MailOrder, text: string): OrderNewsWords {
  return {
    subject: `A person is looking at your ${shopName} order ${number}`,
    preview: 'Your money is safe. Please do not pay again.',
    title: 'A person is looking at your order',
    paragraphs: [`This is about order ${number}. ${text}`],
    facts: [],
    linkWords: seeOrder,
  };
}

/** Why a paid order is not sent. */
export type NotSentReason = 'sale-stopped' | 'sold-out' | 'withdrawn' | 'cancelled-by-shop';

/** Paid, not sent, and all of the money goes back. */
export function notSentWords({ shopName, number, total }: MailOrder, reason: NotSentReason): OrderNewsWords {
  const said = {
    'sale-stopped': `We are sorry. While you were on the payment page, we stopped selling something in your order ${number}. The payment went through all the same, so nothing is sent and nothing is kept: we are giving back the whole ${total} in the way you paid it.`,
    'sold-out': `We are sorry. Your payment for order ${number} reached us after we had stopped holding it, and something in it has been sold since. We cannot send it, and we keep nothing: we are giving back the whole ${total} in the way you paid it.`,
    withdrawn: `You withdrew from order ${number} before it left us, so there is nothing to send back. We are giving back the whole ${total}, delivery included, in the way you paid it.`,
    'cancelled-by-shop': `We are sorry. We have cancelled order ${number} and are not sending it. We keep nothing: we are giving back the whole ${total} in the way you paid it.`,
  }[reason];
  const title = {
    'sale-stopped': 'We are not sending your order, and your money goes back',
    'sold-out': 'We are not sending your order, and your money goes back',
    withdrawn: 'You have withdrawn, and your money goes back',
    'cancelled-by-shop': 'We have cancelled your order, and your money goes back',
  }[reason];
  return {
    subject: `Your ${shopName} order ${number} is not sent, and your money goes back`,
    preview: `${total} goes back to you. You need not do anything.`,
    title,
    paragraphs: [said, `You need not do anything. ${bankDays}`],
    facts: [],
    linkWords: 'See how far it has come',
  };
}

/** The parcel has left. */
export function dispatchedWords(
  { shopName, number }: MailOrder,
  parcel: {
    carrier: string | null;
    trackingNumber: string | null;
    trackingUrl: string | null;
    address: readonly string[];
    workingDays: string | null;
  },
): OrderNewsWords {
  const { carrier, trackingNumber, trackingUrl, address, workingDays } = parcel;
  return {
    subject: `Your ${shopName} order ${number} is on its way`,
    preview: carrier ? `It left us with ${carrier}.` : 'It has left us.',
    title: 'Your order is on its way',
    paragraphs: [
      `Order ${number} has left us${carrier ? ` with ${carrier}` : ''}.${workingDays ? ` It should arrive ${workingDays} working days after you paid.` : ''}`,
      'When it comes, look at each pouch before you put the box away. It should be closed, whole and in date. If it is not, tell us, and we replace it or return your money.',
    ],
    facts: [
      ...(trackingNumber
        ? [{ label: 'Tracking number', words: trackingNumber, ...(trackingUrl && { href: trackingUrl }) }]
        : []),
      ...(address.length > 0 ? [{ label: 'Goes to', words: address.join(', ') }] : []),
    ],
    linkWords: seeOrder,
  };
}

/** Money has gone back. `left`: what of the payment has not; null where nothing is left. */
export function refundedWords(
  { shopName, number }: MailOrder,
  refund: { amount: string; paid: string; left: string | null; isSecondPayment: boolean },
): OrderNewsWords {
  const { amount, paid, left, isSecondPayment } = refund;
  const base = { facts: [], linkWords: seeOrder };
  if (isSecondPayment) {
    return {
      ...base,
      subject: `You had paid twice: ${amount} is back, ${shopName} order ${number}`,
      preview: 'The second payment was given back. Your order is as it was.',
      title: 'You had paid twice, and one payment is back',
      paragraphs: [
        `Two payments reached us for order ${number}. We have given back the second one, ${amount}, in the way you paid it. Your order is as it was.`,
        bankDays,
      ],
    };
  }
  return {
    ...base,
    subject: `${amount} is given back: ${shopName} order ${number}`,
    preview: left ? `${amount} of the ${paid} you paid.` : 'All of what you paid.',
    title: `We have given back ${amount}`,
    paragraphs: [
      left
        ? `For order ${number} we have given back ${amount} in the way you paid it. Of the ${paid} that you paid, ${left} stays paid.`
        : `For order ${number} we have given back ${amount} in the way you paid it. All of the ${paid} that you paid has now gone back.`,
      bankDays,
    ],
  };
}

/** A withdrawal has come in: the receipt that the buyer has a right to. */
export function withdrawalWords(
  { shopName, number }: MailOrder,
  withdrawal: {
    receivedOn: string;
    /** Null: the whole order. */
    lines: readonly string[] | null;
    hasLeft: boolean;
    returnsDays: number;
    returnsUrl: string;
  },
): OrderNewsWords {
  const { receivedOn, lines, hasLeft, returnsDays, returnsUrl } = withdrawal;
  return {
    subject: `We have your withdrawal: ${shopName} order ${number}`,
    preview: `Received on ${receivedOn}.`,
    title: 'We have received your withdrawal',
    paragraphs: [
      `You have withdrawn from ${lines ? 'a part of ' : ''}order ${number}. We received it on ${receivedOn}; that day counts. You need not give a reason.`,
      hasLeft
        ? `Send the goods back within ${returnsDays} days of telling us, and keep the proof of posting. Never post a used roller: needles come through paper. We give the money back within ${returnsDays} days of getting the goods, or of your showing that you sent them.`
        : 'It has not left us, so there is nothing to send back. A person looks at it and gives back your money. We write to you when that is done.',
    ],
    facts: [
      { label: 'You withdrew from', words: lines ? lines.join('; ') : 'the whole order' },
      { label: 'What can come back, and how', words: 'Returns and refunds', href: returnsUrl },
    ],
    linkWords: seeOrder,
  };
}

/** The link to an order, for somebody who has lost it. */
export function linkWords({ shopName, number }: MailOrder): OrderNewsWords {
  return {
    subject: `The link to your ${shopName} order ${number}`,
    preview: `The link to your order ${number}`,
    title: 'The link to your order',
    paragraphs: [
      `Somebody who knows your e-mail address and the number ${number} asked for this link. If that was not you, you need not do anything: it came to nobody else.`,
    ],
    facts: [],
    linkWords: seeOrder,
  };
}
