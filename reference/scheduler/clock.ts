/** What says how late it is. Tests have one of their own, so that nobody has to wait for what is due next week. */
export interface Clock {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Calls whoever waits for a moment when the time was changed; a clock on the wall never does. */
  readonly watch?: (wake: () => void) => void;
}

/** The clock of the machine. */
export const WALL_CLOCK: Clock = { now: () => Date.now() };
