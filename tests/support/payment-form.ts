/** Cards of the sandbox by what they do. */
export const cards = {
  pays: '4242424242424242',
  declines: '4000000000000002',
  lacksFunds: '4000000000009995',
  refundTakesAWhile: '4000000000007726',
  refundComesBack: '4000000000005126',
  disputed: '4000000000000259',
  askedAbout: '4000000000001976',
};

/** Accounts of the sandbox, for direct debits: the money comes, or does not, after three minutes or five days. */
export const accounts = {
  paysLater: { method: 'bacs_debit', sort_code: '108800', account_number: '00012345' },
  failsLater: { method: 'bacs_debit', sort_code: '108800', account_number: '22222227' },
  paysAfterDays: { method: 'bacs_debit', sort_code: '108800', account_number: '90012345' },
} as const;

/** The fields of the payment page, filled in. */
export function paymentForm(payBy: string | Record<string, string>): URLSearchParams {
  const fields = typeof payBy === 'string' ? { card_number: payBy, exp: '12/40', cvc: '123' } : payBy;
  return new URLSearchParams({
    email: 'ada@example.com',
    name: 'Ada Example',
    line1: '1 Test Street',
    city: 'London',
    postal_code: 'N1 1AA',
    country: 'GB',
    ...fields,
  });
}
