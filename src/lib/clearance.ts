declare const issuedBySelfCheck: unique symbol;

/**
 * Proof that the self-check came out clear: for one basket, one market, one ruleset and needles up to a cap.
 * It holds no answer and no reason. Only `features/self-check` may make one (`tests/architecture.test.ts` sees to
 * it), so a function that takes a `Clearance` cannot be called without the check.
 */
export interface Clearance {
  readonly [issuedBySelfCheck]: true;
  /** Random, unique; an order may use it once. */
  readonly id: string;
  readonly basketId: string;
  readonly market: string;
  readonly rulesetVersion: string;
  readonly rulesetHash: string;
  /** The longest needle it covers, in mm. */
  readonly capMm: number;
  /** Civil date in the market's zone. */
  readonly checkedOn: string;
  readonly expiresAt: Date;
}
