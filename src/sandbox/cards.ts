/** What the bank says about a card in the sandbox. */
export interface Decline {
  code: 'card_declined' | 'expired_card' | 'incorrect_cvc' | 'processing_error';
  declineCode: string;
  /** Stripe's words, as the API gives them. */
  message: string;
  /** The provider's own risk check said no; the bank was never asked. */
  blocked?: boolean;
}

/** What becomes of a payment with this card; everything that comes later comes by the sandbox clock. */
export interface CardStory {
  brand: 'visa' | 'mastercard' | 'amex';
  funding?: 'credit' | 'debit';
  country?: string;
  /** The bank asks the buyer to prove who they are before it answers. */
  authenticate?: boolean;
  decline?: Decline;
  /** The buyer disputes the payment some time later. An inquiry takes no money back. */
  dispute?: { reason: string; inquiry: boolean };
  /** How a refund goes: `slow` waits before it succeeds, `returned` succeeds and then comes back. */
  refund?: 'slow' | 'returned';
}

export interface TestCard extends CardStory {
  number: string;
  /** What the list on the payment page says about it. */
  outcome: string;
}

const declined = (declineCode: string, message = 'Your card was declined.'): Decline => ({
  code: 'card_declined',
  declineCode,
  message,
});
const noMoney = declined('insufficient_funds', 'Your card has insufficient funds.');

/** Every card that the sandbox knows. Numbers and outcomes: Stripe's public list of test cards. */
export const testCards: readonly TestCard[] = [
  { number: '4242424242424242', brand: 'visa', outcome: 'Pays' },
  { number: '5555555555554444', brand: 'mastercard', outcome: 'Pays' },
  { number: '378282246310005', brand: 'amex', outcome: 'Pays (four-digit security code)' },
  {
    number: '4000058260000005',
    brand: 'visa',
    outcome: 'Pays (UK debit card)',
    funding: 'debit',
    country: 'GB',
  },
  {
    number: '4000002760003184',
    brand: 'visa',
    outcome: 'The bank asks first, then pays',
    authenticate: true,
  },
  {
    number: '4000002500003155',
    brand: 'visa',
    outcome: 'The bank asks first, then pays',
    authenticate: true,
  },
  {
    number: '4000008260003178',
    brand: 'visa',
    outcome: 'The bank asks first, then not enough money',
    authenticate: true,
    decline: noMoney,
  },
  {
    number: '4000008400001629',
    brand: 'visa',
    outcome: 'The bank asks first, then declines',
    authenticate: true,
    decline: declined('generic_decline'),
  },
  { number: '4000000000000002', brand: 'visa', outcome: 'Declined', decline: declined('generic_decline') },
  { number: '4000000000009995', brand: 'visa', outcome: 'Declined: not enough money', decline: noMoney },
  {
    number: '4000000000009987',
    brand: 'visa',
    outcome: 'Declined: reported lost',
    decline: declined('lost_card'),
  },
  {
    number: '4000000000000069',
    brand: 'visa',
    outcome: 'Declined: expired',
    decline: { code: 'expired_card', declineCode: 'expired_card', message: 'Your card has expired.' },
  },
  {
    number: '4000000000000127',
    brand: 'visa',
    outcome: 'Declined: wrong security code',
    decline: {
      code: 'incorrect_cvc',
      declineCode: 'incorrect_cvc',
      message: "Your card's security code is incorrect.",
    },
  },
  {
    number: '4000000000000119',
    brand: 'visa',
    outcome: 'Declined: processing error',
    decline: {
      code: 'processing_error',
      declineCode: 'processing_error',
      message: 'An error occurred while processing your card. Try again in a little bit.',
    },
  },
  {
    number: '4000000000000341',
    brand: 'visa',
    outcome: 'Declined when charged',
    decline: declined('generic_decline'),
  },
  {
    number: '4100000000000019',
    brand: 'visa',
    outcome: 'Blocked as too risky',
    decline: { ...declined('fraudulent'), blocked: true },
  },
  {
    number: '4000000000000259',
    brand: 'visa',
    outcome: 'Pays; disputed as fraud later',
    dispute: { reason: 'fraudulent', inquiry: false },
  },
  {
    number: '4000000000002685',
    brand: 'visa',
    outcome: 'Pays; disputed as never received later',
    dispute: { reason: 'product_not_received', inquiry: false },
  },
  {
    number: '4000000000001976',
    brand: 'visa',
    outcome: 'Pays; the bank asks about it later',
    dispute: { reason: 'fraudulent', inquiry: true },
  },
  { number: '4000000000007726', brand: 'visa', outcome: 'Pays; a refund takes a while', refund: 'slow' },
  { number: '4000000000005126', brand: 'visa', outcome: 'Pays; a refund comes back', refund: 'returned' },
];

/** The sum check of ISO/IEC 7812 that catches mistyped card numbers. */
export function passesLuhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return digits.length > 0 && sum % 10 === 0;
}

/** Reads `12/30`, `12 / 2030` or `1230`; null for anything that is no month and year. */
export function readExpiry(text: string): { month: number; year: number } | null {
  const match = /^(0?[1-9]|1[0-2])\s*[/ -]?\s*(20\d\d|\d\d)$/.exec(text.trim());
  if (!match?.[1] || !match[2]) return null;
  return { month: Number(match[1]), year: Number(match[2].length === 2 ? `20${match[2]}` : match[2]) };
}

/** Whether a card is past the last moment of its month, by UTC. */
export function hasExpired(expiry: { month: number; year: number }, now: number): boolean {
  return now >= Date.UTC(expiry.year, expiry.month, 1);
}
