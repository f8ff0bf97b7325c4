interface Timer {
  readonly at: number;
}

/**
 * The engine's timers for the length of a step: nothing goes off by them. What is left at its end says when the instance
 * has to be looked at again; a timer that is due goes off when the engine brings back its state.
 */
export class StepTimers {
  readonly #waiting = new Set<Timer>();

  get executing(): readonly Timer[] {
    return [...this.#waiting];
  }

  /** When the first goes off, in milliseconds since 1970. */
  get next(): number | undefined {
    const times = [...this.#waiting].map(({ at }) => at);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  register(): this {
    return this;
  }

  setTimeout(_: unknown, delay: number): Timer {
    const timer = { at: Date.now() + delay };
    this.#waiting.add(timer);
    return timer;
  }

  clearTimeout(timer: Timer): void {
    this.#waiting.delete(timer);
  }
}
