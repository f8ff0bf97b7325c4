import type { Received, SinkAnswer } from "./callback-sink.ts";

const DEFAULT_ANSWER: SinkAnswer = { status: 204 };
const UNEXPECTED: SinkAnswer = { status: 404 };
const FULL: SinkAnswer = { status: 507 };

/** How much a log keeps; a call beyond that is answered 507 and not kept. */
export interface CallLimits {
  readonly calls: number;
  readonly bytes: number;
}

const LIMITS: CallLimits = { calls: 5000, bytes: 64 * 1024 * 1024 };

/** What is held for one check. */
interface Box {
  readonly calls: Received[];
  answers: readonly SinkAnswer[];
  /** Those who wait for the next call. */
  readonly waiting: Set<() => void>;
}

/** The calls that a sink received, by mark, and how it answers them. */
export class CallLog {
  readonly #boxes = new Map<string, Box>();
  readonly #expectsAny: boolean;
  readonly #limits: CallLimits;
  #calls = 0;
  #bytes = 0;

  /** `expectsAny` keeps calls to marks that nobody announced, too; the others are answered 404. */
  constructor(expectsAny: boolean, limits: CallLimits = LIMITS) {
    this.#expectsAny = expectsAny;
    this.#limits = limits;
  }

  /** Announces that calls to this mark may come. */
  expect(mark: string): void {
    this.#boxFor(mark);
  }

  /** Keeps a call, and tells how it is to be answered. */
  keep(mark: string, call: Received): SinkAnswer {
    if (!this.#expectsAny && !this.#boxes.has(mark)) return UNEXPECTED;
    const bytes = Buffer.byteLength(JSON.stringify(call));
    if (this.#calls + 1 > this.#limits.calls || this.#bytes + bytes > this.#limits.bytes) return FULL;
    this.#calls += 1;
    this.#bytes += bytes;
    const box = this.#boxFor(mark);
    box.calls.push(call);
    for (const wake of box.waiting) wake();
    const [answer = DEFAULT_ANSWER, ...later] = box.answers;
    if (later.length > 0) box.answers = later;
    return answer;
  }

  /** The calls to a mark but for the first `after`; where there are none yet, waits that long for one. */
  async calls(mark: string, after: number, waitMs: number): Promise<readonly Received[]> {
    const box = this.#boxFor(mark);
    if (box.calls.length <= after && waitMs > 0) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, waitMs);
      box.waiting.add(resolve);
      await promise;
      box.waiting.delete(resolve);
      clearTimeout(timer);
    }
    return box.calls.slice(after);
  }

  /** Sets how calls to a mark are answered. */
  answerWith(mark: string, answers: readonly SinkAnswer[]): Promise<void> {
    this.#boxFor(mark).answers = [...answers];
    return Promise.resolve();
  }

  /** Lets nobody wait any longer. */
  close(): void {
    for (const box of this.#boxes.values()) for (const wake of box.waiting) wake();
  }

  #boxFor(mark: string): Box {
    const known = this.#boxes.get(mark);
    if (known !== undefined) return known;
    const box: Box = { calls: [], answers: [], waiting: new Set() };
    this.#boxes.set(mark, box);
    return box;
  }
}
