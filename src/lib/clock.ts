/** The one source of “now”, injected so that tests can stand at any moment. */
export interface Clock {
  now(): Date;
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => new Date() };
