import { errorAt, type Issue } from "./issue.ts";

/** The most bytes that a profile or one that it extends may have. */
export const PROFILE_LIMIT = 1024 * 1024;

/** What a reader gives for a path. It never throws. */
export type ReadResult =
  | { readonly bytes: Uint8Array }
  | { readonly missing: true }
  | { readonly unreadable: true; readonly reason: string };

/** Gives the bytes at a path. */
export type Read = (path: string) => ReadResult;

/** Turns the bytes of a file into text, or says on which line they stop being UTF-8 text. */
export function decodeText(file: string, bytes: Uint8Array): string | Issue {
  if (bytes.length > PROFILE_LIMIT) {
    return errorAt("CS1002", { file, bytes: bytes.length, limit: PROFILE_LIMIT });
  }
  const offset = firstBadByte(bytes);
  if (offset === undefined) return new TextDecoder().decode(bytes);
  const before = bytes.subarray(0, offset);
  const line = before.reduce((count, byte) => (byte === 0x0a ? count + 1 : count), 1);
  return errorAt("CS1003", { file, offset }, { file, line, column: 1, endColumn: 2 });
}

/**
 * The offset of the first byte that text in UTF-8 does not have; zero bytes are in binary files only. Decoding puts
 * a substitute for what it cannot read, so encoding again differs from there on.
 */
function firstBadByte(bytes: Uint8Array): number | undefined {
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  const again = new TextEncoder().encode(text);
  const offset = bytes.findIndex((byte, index) => byte === 0 || byte !== again[index]);
  return offset === -1 ? undefined : offset;
}
