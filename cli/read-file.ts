import { closeSync, openSync, readSync, statSync } from "node:fs";
import type { ReadResult } from "../profiles/decode.ts";

/** No profile or seed that anyone writes is larger; 2 MiB are read at most, and the loader says that it was too much. */
const READ_LIMIT = 2 * 2 ** 20;

/** Reads a file for the loader: its bytes, or that it is missing, or why it cannot be read. */
export function readProfileFile(path: string): ReadResult {
  try {
    const status = statSync(path);
    if (status.isDirectory()) return { unreadable: true, reason: "it is a folder" };
    const file = openSync(path, "r");
    try {
      const buffer = Buffer.alloc(READ_LIMIT);
      let size = 0;
      for (;;) {
        const count = readSync(file, buffer, size, READ_LIMIT - size, null);
        size += count;
        if (count === 0 || size === READ_LIMIT) return { bytes: buffer.subarray(0, size) };
      }
    } finally {
      closeSync(file);
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === "ENOENT" ? { missing: true } : { unreadable: true, reason: message };
  }
}
