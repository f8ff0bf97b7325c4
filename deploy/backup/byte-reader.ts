/** Reads a stream in pieces of a wanted size; holds no more than one piece and one chunk of the source. */
export class ByteReader {
  readonly #source: AsyncIterator<Uint8Array>;
  #chunks: Uint8Array[] = [];
  #size = 0;
  #ended = false;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** Up to `size` bytes: fewer only at the end of the source, none after it. */
  async read(size: number): Promise<Buffer> {
    while (this.#size < size && !this.#ended) {
      const { value, done } = await this.#source.next();
      if (done === true) this.#ended = true;
      else {
        this.#chunks.push(value);
        this.#size += value.byteLength;
      }
    }
    const [first] = this.#chunks;
    const all =
      this.#chunks.length === 1 && first !== undefined
        ? Buffer.from(first.buffer, first.byteOffset, first.byteLength)
        : Buffer.concat(this.#chunks);
    const piece = all.subarray(0, size);
    const rest = all.subarray(size);
    this.#chunks = rest.byteLength === 0 ? [] : [rest];
    this.#size = rest.byteLength;
    return piece;
  }

  /** The bytes up to a newline, without it; undefined where none comes within `limit` bytes. */
  async readLine(limit: number): Promise<string | undefined> {
    const bytes: Buffer[] = [];
    let size = 0;
    while (size < limit) {
      const byte = await this.read(1);
      if (byte.byteLength === 0) return undefined;
      if (byte[0] === 10) return Buffer.concat(bytes).toString("utf8");
      bytes.push(byte);
      size++;
    }
    return undefined;
  }

  /** Lets the source go, where it is not read to its end. */
  async close(): Promise<void> {
    await this.#source.return?.();
  }
}
