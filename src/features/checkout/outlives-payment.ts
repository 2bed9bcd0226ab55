import { sessionSeconds } from '#features/payments/payment-session.ts';
import type { Clearance } from '#lib/clearance.ts';

/** A payment page must not outlive the clearance that it is opened with: the last half hour of one opens none. */
export function outlivesPayment({ expiresAt }: Pick<Clearance, 'expiresAt'>, now: Date): boolean {
  return expiresAt.getTime() >= now.getTime() + sessionSeconds * 1000;
}
