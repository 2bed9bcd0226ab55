/** Cards of the sandbox by what they do. */
export const cards = {
  pays: '4242424242424242',
  declines: '4000000000000002',
  lacksFunds: '4000000000009995',
};

/** The fields of the payment page, filled in. */
export function paymentForm(card: string): URLSearchParams {
  return new URLSearchParams({
    email: 'ada@example.com',
    name: 'Ada Example',
    line1: '1 Test Street',
    city: 'London',
    postal_code: 'N1 1AA',
    country: 'GB',
    card_number: card,
    exp: '12/40',
    cvc: '123',
  });
}
