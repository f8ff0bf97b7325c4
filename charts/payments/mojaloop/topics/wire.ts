/** Writes the primitive types of Kafka's protocol (kafka.apache.org/protocol, "Protocol Primitive Types"), big-endian. */
export class WireWriter {
  readonly #chunks: Buffer[] = [];

  int8(value: number): this {
    return this.#add(1, (buffer) => buffer.writeInt8(value));
  }

  int16(value: number): this {
    return this.#add(2, (buffer) => buffer.writeInt16BE(value));
  }

  int32(value: number): this {
    return this.#add(4, (buffer) => buffer.writeInt32BE(value));
  }

  string(value: string): this {
    const bytes = Buffer.from(value, "utf8");
    this.int16(bytes.length);
    this.#chunks.push(bytes);
    return this;
  }

  /** An array: its length, and each item by `write`. */
  array<T>(items: readonly T[], write: (item: T) => void): this {
    this.int32(items.length);
    for (const item of items) write(item);
    return this;
  }

  /** All that was written, with its length in front. */
  frame(): Buffer {
    const body = Buffer.concat(this.#chunks);
    const length = Buffer.alloc(4);
    length.writeInt32BE(body.length);
    return Buffer.concat([length, body]);
  }

  #add(size: number, write: (buffer: Buffer) => void): this {
    const buffer = Buffer.alloc(size);
    write(buffer);
    this.#chunks.push(buffer);
    return this;
  }
}

/** Reads the same. Throws a RangeError where the message ends too early. */
export class WireReader {
  readonly #buffer: Buffer;
  #at = 0;

  constructor(buffer: Buffer) {
    this.#buffer = buffer;
  }

  int8(): number {
    return this.#buffer.readInt8(this.#forward(1));
  }

  int16(): number {
    return this.#buffer.readInt16BE(this.#forward(2));
  }

  int32(): number {
    return this.#buffer.readInt32BE(this.#forward(4));
  }

  /** A text; undefined where it is null. */
  string(): string | undefined {
    const length = this.int16();
    if (length < 0) return undefined;
    const from = this.#forward(length);
    if (this.#at > this.#buffer.length) throw new RangeError("the message ends within a text");
    return this.#buffer.toString("utf8", from, this.#at);
  }

  array<T>(read: () => T): T[] {
    const length = this.int32();
    if (length > this.#buffer.length) throw new RangeError("the message ends within a list");
    return Array.from({ length: Math.max(0, length) }, read);
  }

  #forward(bytes: number): number {
    const from = this.#at;
    this.#at += bytes;
    return from;
  }
}
