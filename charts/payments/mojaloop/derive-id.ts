import { createHash } from "node:crypto";

/** Anything; it keeps ids of this product apart from all others that are made of the same words. */
const NAMESPACE = "country-stack mojaloop";

/**
 * A UUID (RFC 9562, version 5) that is always the same for the same words. What is sent twice under it is done once:
 * the ledger knows quotes, transfers and deposits by their ids.
 */
export function deriveId(...words: readonly string[]): string {
  const digest = createHash("sha1")
    .update(JSON.stringify([NAMESPACE, ...words]))
    .digest();
  digest[6] = ((digest[6] ?? 0) & 0x0f) | 0x50;
  digest[8] = ((digest[8] ?? 0) & 0x3f) | 0x80;
  const hex = digest.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    "-",
  );
}
