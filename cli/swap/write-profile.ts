import { randomBytes } from "node:crypto";
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";

const BYTE_ORDER_MARK = "\uFEFF";

/**
 * Replaces a file's text in one step, so that a kill leaves the old or the new one; its rights stay, and a symbolic
 * link goes on leading to it. Answers false, and changes nothing, where the file has not the text `before` any more.
 */
export function replaceText(file: string, before: string, after: string): boolean {
  const target = realpathSync(file);
  const temporary = join(dirname(target), `.country-stack-${randomBytes(6).toString("hex")}`);
  // Readers of text leave out the mark that some editors put in front.
  const mark = readFileSync(target, "utf8").startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : "";
  try {
    writeThrough(temporary, mark + after, statSync(target).mode);
    if (readFileSync(target, "utf8") !== mark + before) return false;
    renameSync(temporary, target);
    return true;
  } finally {
    rmSync(temporary, { force: true });
  }
}

function writeThrough(path: string, text: string, mode: number): void {
  const file = openSync(path, "wx", 0o600);
  try {
    // The mode of opening loses what the umask takes away.
    fchmodSync(file, mode);
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
