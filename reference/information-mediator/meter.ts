import { createHash } from "node:crypto";
import { Transform } from "node:stream";

/** Counts and digests a body as it passes by, without keeping it. */
export class Meter {
  readonly #hash = createHash("sha256");
  /** How much has passed. */
  bytes = 0;
  #digest: string | undefined;

  /** Takes note of a part; nothing counts any more once the digest was taken. */
  add(chunk: Uint8Array): void {
    if (this.#digest !== undefined) return;
    this.bytes += chunk.byteLength;
    this.#hash.update(chunk);
  }

  /** SHA-256 in hex of all that has passed. */
  get digest(): string {
    this.#digest ??= this.#hash.digest("hex");
    return this.#digest;
  }
}

/** A stream that passes everything on, by way of a meter. */
export function metered(meter: Meter): Transform {
  return new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      meter.add(chunk);
      done(null, chunk);
    },
  });
}
