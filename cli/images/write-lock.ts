import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { UsageError } from "../exit.ts";
import { say } from "../messages/talk-en.ts";

/** Puts a lock file in the place of the one before in one step. Throws a UsageError where it cannot be written. */
export function writeLock(file: string, text: string): void {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    const handle = openSync(temporary, "w", 0o644);
    try {
      writeSync(handle, text);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new UsageError(say.images.unwritable(file, (error as Error).message));
  }
}
