import { laterSeconds } from './schedule.ts';

/** Ways to pay that tell only later whether the money came. */
export type DebitMethod = 'sepa_debit' | 'bacs_debit';

/** A way to pay on the hosted page. */
export type Method = 'card' | DebitMethod;

export interface TestAccount {
  method: DebitMethod;
  /** IBAN, or sort code and account number without spaces. */
  number: string;
  outcome: string;
  /** Seconds of the sandbox clock until it is known whether the money came. */
  seconds: number;
  fails?: boolean;
}

const later = laterSeconds;
const days = 5 * 24 * 60 * 60;

/** Why a failing test account fails. */
export const debitFailure = {
  code: 'insufficient_funds',
  declineCode: 'insufficient_funds',
  message: 'The customer’s account has insufficient funds to cover this payment.',
};

/**
 * Every account that the sandbox knows. Numbers and outcomes: Stripe's public lists of test accounts; times ours:
 * three minutes for those that settle at once there, five days for those that settle late.
 */
export const testAccounts: readonly TestAccount[] = [
  {
    method: 'sepa_debit',
    number: 'AT611904300234573201',
    outcome: 'Pays three minutes later',
    seconds: later,
  },
  {
    method: 'sepa_debit',
    number: 'AT861904300235473202',
    outcome: 'Fails three minutes later',
    seconds: later,
    fails: true,
  },
  { method: 'sepa_debit', number: 'AT321904300235473204', outcome: 'Pays five days later', seconds: days },
  {
    method: 'sepa_debit',
    number: 'AT051904300235473205',
    outcome: 'Fails five days later',
    seconds: days,
    fails: true,
  },
  { method: 'bacs_debit', number: '10880000012345', outcome: 'Pays three minutes later', seconds: later },
  {
    method: 'bacs_debit',
    number: '10880022222227',
    outcome: 'Fails three minutes later',
    seconds: later,
    fails: true,
  },
  { method: 'bacs_debit', number: '10880090012345', outcome: 'Pays five days later', seconds: days },
  {
    method: 'bacs_debit',
    number: '10880092222227',
    outcome: 'Fails five days later',
    seconds: days,
    fails: true,
  },
];

/** The one currency that each direct debit is made in. */
export const debitCurrencies: Readonly<Record<DebitMethod, string>> = {
  sepa_debit: 'eur',
  bacs_debit: 'gbp',
};

/** What buyers know the methods by. */
export const methodNames: Readonly<Record<Method, string>> = {
  card: 'Card',
  sepa_debit: 'SEPA Direct Debit',
  bacs_debit: 'Bacs Direct Debit',
};

/** The sum check of ISO 7064 (MOD 97-10) that catches mistyped IBANs; takes no spaces, upper case. */
export function passesIbanCheck(iban: string): boolean {
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(iban)) return false;
  const digits = [...`${iban.slice(4)}${iban.slice(0, 4)}`].map((sign) => Number.parseInt(sign, 36)).join('');
  return [...digits].reduce((rest, digit) => (rest * 10 + Number(digit)) % 97, 0) === 1;
}

/** An account number as people write it: in groups of four, or sort code and account apart. */
export function spacedAccount({ method, number }: Pick<TestAccount, 'method' | 'number'>): string {
  return method === 'sepa_debit'
    ? number.replace(/(....)(?=.)/g, '$1 ')
    : number.replace(/^(..)(..)(..)(.*)$/, '$1-$2-$3 $4');
}
