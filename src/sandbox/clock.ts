/** The sandbox's time: the wall clock moved forward by what tests asked for. Milliseconds since 1970. */
export interface SandboxClock {
  now(): number;
  /** Now in whole seconds, as the API writes times. */
  seconds(): number;
  /** Milliseconds by which this clock is ahead of the wall clock. */
  offset(): number;
  /** Moves forward only: what has happened cannot be taken back. */
  advance(milliseconds: number): void;
  /** Back to the wall clock, or to a saved offset. */
  set(offset: number): void;
}

/** A clock over `base`, started `offset` milliseconds ahead of it. */
export function createClock(base: { now(): Date }, offset = 0): SandboxClock {
  let ahead = offset;
  const now = () => base.now().getTime() + ahead;
  return {
    now,
    seconds: () => Math.floor(now() / 1000),
    offset: () => ahead,
    advance: (milliseconds) => {
      ahead += Math.max(0, milliseconds);
    },
    set: (value) => {
      ahead = value;
    },
  };
}
