import { setTimeout as startTimer } from "node:timers";
import { setTimeout as pause } from "node:timers/promises";

const LONGEST_PAUSE = 15 * 60_000;
const STORE_PAUSE = 1000;
/** A timer of Node's counts 31 bits; long before, the courier may look again. */
const LONGEST_WAIT = 60 * 60_000;

/** Something that is owed until it has come to an end. */
export interface Owed {
  readonly id: number;
  /** Milliseconds since 1970. */
  readonly nextAt: number;
}

/** What a courier carries, and how. */
export interface Errand<T extends Owed> {
  /** Those that are due at `now`, the most urgent first. */
  findDue(now: number, limit: number): readonly T[];
  /** When the next one is due that is not yet; undefined where none is owed. */
  nextAt(now: number): number | undefined;
  /** One attempt, with its outcome written down. `unreachable`: it failed as every other would at the moment. */
  attempt(item: T): Promise<"done" | "unreachable">;
  /** How many at a time. */
  readonly width: number;
  readonly retryBaseMs: number;
}

/**
 * Carries what is owed. The queue is the store: after a crash whatever has not come to its end is tried again. Where
 * the other side cannot be reached, all wait, longer each time, instead of each finding out for itself.
 */
export class Courier<T extends Owed> {
  readonly #errand: Errand<T>;
  readonly #running = new Map<number, T>();
  readonly #tasks = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #failures = 0;
  #heldUntil = 0;
  #closed = false;

  constructor(errand: Errand<T>) {
    this.#errand = errand;
  }

  /** What is on its way at the moment. */
  get running(): Iterable<T> {
    return this.#running.values();
  }

  /** Looks for what is due, and begins to carry it. */
  wake(): void {
    if (this.#closed) return;
    clearTimeout(this.#timer);
    const now = Date.now();
    if (now < this.#heldUntil) {
      this.#lookAt(this.#heldUntil);
      return;
    }
    const free = this.#errand.width - this.#running.size;
    if (free <= 0) return;
    const due = this.#errand.findDue(now, free + this.#running.size);
    for (const item of due.filter(({ id }) => !this.#running.has(id)).slice(0, free)) this.#begin(item);
    const next = this.#errand.nextAt(now);
    if (next !== undefined) this.#lookAt(next);
  }

  /** Begins no further attempt, and waits for those that run: at most `graceMs`, then `breakOff` ends them. */
  async close(graceMs: number, breakOff: () => void): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    const ended = Promise.allSettled(this.#tasks);
    const patience = new AbortController();
    await Promise.race([
      ended,
      pause(graceMs, undefined, { signal: patience.signal }).catch(() => undefined),
    ]);
    patience.abort();
    breakOff();
    await ended;
  }

  /** Whether it was told to end: an attempt that this broke off says nothing of the other side. */
  get closed(): boolean {
    return this.#closed;
  }

  #lookAt(time: number): void {
    const wait = Math.min(Math.max(time - Date.now(), 0), LONGEST_WAIT);
    this.#timer = startTimer(() => this.wake(), wait);
  }

  #begin(item: T): void {
    this.#running.set(item.id, item);
    const task = this.#errand
      .attempt(item)
      .then((outcome) => this.#note(outcome))
      .catch(async (error: unknown) => {
        process.stderr.write(`${JSON.stringify({ level: "error", message: String(error) })}\n`);
        // The store does not take the outcome: to try at once again would only send it over and over.
        await pause(STORE_PAUSE);
      })
      .finally(() => {
        this.#running.delete(item.id);
        this.#tasks.delete(task);
        this.wake();
      });
    this.#tasks.add(task);
  }

  #note(outcome: "done" | "unreachable"): void {
    if (outcome === "done") {
      this.#failures = 0;
      this.#heldUntil = 0;
      return;
    }
    // Attempts that were under way together have failed together, and count once.
    if (Date.now() < this.#heldUntil) return;
    this.#heldUntil = Date.now() + pauseAfter(this.#failures, this.#errand.retryBaseMs);
    this.#failures += 1;
  }
}

/** Exponential with jitter: half of the pause is by chance, so that what failed together parts again. */
export function pauseAfter(attempts: number, baseMs: number, chance: number = Math.random()): number {
  const full = Math.min(LONGEST_PAUSE, baseMs * 2 ** Math.min(attempts, 30));
  return Math.round(full * (0.5 + chance / 2));
}
