import type { RateLimit, RateLimiter } from '#features/rate-limits/rate-limits.server.ts';

// Every attempt counts, before the password is looked at: two that come at once are two.
const perAccount: RateLimit = { name: 'sign-in-account', most: 10, seconds: 900, shareEvery: 1 };
/** Several people work behind one address. */
const perAddress: RateLimit = { name: 'sign-in-address', most: 40, seconds: 900, shareEvery: 1 };
const resets: RateLimit = { name: 'password-reset', most: 10, seconds: 900, shareEvery: 1 };

/** Counts an attempt to sign in; the seconds to wait where there were too many, by account or by address, else null. */
export async function countSignIn(
  countRate: RateLimiter,
  { email, address }: { email: string; address: string },
): Promise<number | null> {
  return (await countRate(perAddress, address)) ?? countRate(perAccount, email.trim().toLowerCase());
}

/** Counts a request for a new password. */
export function countReset(countRate: RateLimiter, address: string): Promise<number | null> {
  return countRate(resets, address);
}

/** What somebody is told who has to wait. The same for every address that was typed, on the staff or not. */
export function waitWords(seconds: number): string {
  const minutes = Math.ceil(seconds / 60);
  return `Too many attempts. Your password was not looked at. Wait ${minutes === 1 ? 'a minute' : `${minutes} minutes`} and try again; whoever is signed in stays signed in`;
}
