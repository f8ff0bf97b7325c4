/** Lets those who want the same thing at it one after the other. */
export class Turns<K> {
  readonly #last = new Map<K, Promise<unknown>>();

  /** Runs `action` when all who came earlier for this key are through. */
  take<T>(key: K, action: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key) ?? Promise.resolve();
    const own = before.then(action, action);
    const settled = own
      .catch(() => undefined)
      .finally(() => {
        if (this.#last.get(key) === settled) this.#last.delete(key);
      });
    this.#last.set(key, settled);
    return own;
  }
}
