const minimumCharges: Record<string, number> = {
  aed: 200,
  aud: 50,
  brl: 50,
  cad: 50,
  chf: 50,
  czk: 1500,
  dkk: 250,
  eur: 50,
  gbp: 30,
  hkd: 400,
  huf: 17500,
  inr: 50,
  jpy: 50,
  mxn: 1000,
  myr: 200,
  nok: 300,
  nzd: 50,
  pln: 200,
  ron: 200,
  sek: 300,
  sgd: 50,
  thb: 1000,
  usd: 50,
};

/** The smallest total in minor units that Stripe charges in `currency`; undefined where the sandbox does not know the currency. */
export function minimumCharge(currency: string): number | undefined {
  return Object.hasOwn(minimumCharges, currency) ? minimumCharges[currency] : undefined;
}

/** The currencies that the sandbox takes, lower case. */
export const currencies: readonly string[] = Object.keys(minimumCharges);

/** Minor units as people write them, e.g. 2400 gbp → "£24.00". */
export function formatAmount(minor: number, currency: string): string {
  const format = new Intl.NumberFormat('en-GB', { style: 'currency', currency });
  return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}
