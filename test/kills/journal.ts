/** What a write leaves under its key: a text, nothing, or a text that only the server's answer tells. */
export type After = string | undefined | "any";

interface UnderWay {
  readonly before: string | undefined;
  readonly after: After;
}

/**
 * What a server has acknowledged, key by key, and what is under way. A key has one writer at a time, so after a crash
 * each key holds what was acknowledged last or what was under way, and nothing else.
 */
export class Journal {
  readonly #known = new Map<string, string>();
  readonly #underWay = new Map<string, UnderWay>();
  acknowledged = 0;
  /** Writes that no answer came to. */
  unanswered = 0;
  /** Those of them that were found to be there. */
  found = 0;

  /** What is stored under a key as far as was acknowledged. */
  value(key: string): string | undefined {
    return this.#known.get(key);
  }

  /** The keys under which something is stored as far as was acknowledged. */
  keys(): IterableIterator<string> {
    return this.#known.keys();
  }

  /** Notes what is there without any writer, such as a seed. */
  put(key: string, value: string): void {
    this.#known.set(key, value);
  }

  /** Notes that a write was sent. */
  begin(key: string, after: After): void {
    if (this.#underWay.has(key)) throw new Error(`two writes of ${key} at a time`);
    this.#underWay.set(key, { before: this.#known.get(key), after });
  }

  /** Notes that its answer came. */
  acknowledge(key: string, value: string | undefined): void {
    this.#underWay.delete(key);
    this.acknowledged += 1;
    this.#set(key, value);
  }

  /** Compares with what a server holds, says what should not be so, and goes on from what is there. */
  settle(actual: ReadonlyMap<string, string>): string[] {
    const complaints: string[] = [];
    for (const key of new Set([...this.#known.keys(), ...actual.keys(), ...this.#underWay.keys()])) {
      const complaint = this.#compare(key, actual.get(key));
      if (complaint !== undefined) complaints.push(complaint);
      this.#set(key, actual.get(key));
    }
    this.#underWay.clear();
    return complaints;
  }

  #compare(key: string, actual: string | undefined): string | undefined {
    const write = this.#underWay.get(key);
    if (write !== undefined) {
      this.unanswered += 1;
      const done = write.after === "any" ? actual !== undefined : actual === write.after;
      if (done) this.found += 1;
      if (done || actual === write.before) return undefined;
      return `${key}: is ${actual}, was ${write.before}, under way ${write.after}`;
    }
    const expected = this.#known.get(key);
    return actual === expected ? undefined : `${key}: is ${actual}, acknowledged ${expected}`;
  }

  #set(key: string, value: string | undefined): void {
    if (value === undefined) this.#known.delete(key);
    else this.#known.set(key, value);
  }
}
