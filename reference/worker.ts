import { setTimeout as startTimer } from "node:timers";

/** What a worker looks for and does. */
export interface Work<T> {
  /** What is due, the longest waiting first. */
  readonly due: (now: number, limit: number) => readonly T[];
  /** When something will be due next; undefined where nothing waits. */
  readonly next: (now: number) => number | undefined;
  /** The same for the same piece of work. */
  readonly keyOf: (work: T) => string;
  /** Does it; afterwards it is not due any more, or later. Breaks off where it is told to stop. */
  readonly run: (work: T, stop: AbortSignal) => Promise<void>;
  /** How many at a time. */
  readonly width: number;
}

/** An error of the store or of ours: to try at once again would only spin. */
const PAUSE_AFTER_ERROR_MS = 1000;
const SHORTEST_WAIT_MS = 20;
/** Timers cannot wait for longer than 24 days. */
const LONGEST_WAIT_MS = 3600_000;

/**
 * Does what is due in the store, several pieces at a time. The queue is the store: after a crash it goes on with
 * whatever is due there.
 */
export class Worker<T> {
  readonly #work: Work<T>;
  readonly #tell: (line: string) => void;
  readonly #running = new Map<string, Promise<void>>();
  readonly #stop = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  /** Errors of the store or of ours are told, on stderr where nobody else wants them. */
  constructor(work: Work<T>, tell: (line: string) => void = tellOnStderr) {
    this.#work = work;
    this.#tell = tell;
  }

  /** Looks for work: at the start, and whenever there may be some. */
  wake(): void {
    if (this.#stop.signal.aborted) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { due, next, keyOf, width } = this.#work;
    const now = Date.now();
    // Those that run may be due still, for a moment.
    const found = due(now, width + this.#running.size).filter((work) => !this.#running.has(keyOf(work)));
    for (const work of found.slice(0, width - this.#running.size)) this.#start(work);
    if (this.#running.size >= width) return;
    const at = next(now);
    if (at === undefined) return;
    // What runs is due until it ends.
    const least = this.#running.size === 0 ? 1 : SHORTEST_WAIT_MS;
    this.#timer = startTimer(() => this.wake(), Math.min(Math.max(least, at - now), LONGEST_WAIT_MS));
  }

  /** Begins nothing more, breaks off what runs, and waits for its end. */
  async close(): Promise<void> {
    this.#stop.abort();
    clearTimeout(this.#timer);
    await Promise.allSettled(this.#running.values());
  }

  #start(work: T): void {
    const key = this.#work.keyOf(work);
    const task = this.#run(work).finally(() => {
      this.#running.delete(key);
      this.wake();
    });
    this.#running.set(key, task);
  }

  async #run(work: T): Promise<void> {
    try {
      await this.#work.run(work, this.#stop.signal);
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      this.#tell(`error: ${(error as Error).message}`);
      await new Promise((resolve) => startTimer(resolve, PAUSE_AFTER_ERROR_MS));
    }
  }
}

function tellOnStderr(message: string): void {
  process.stderr.write(`${JSON.stringify({ level: "error", message })}\n`);
}
