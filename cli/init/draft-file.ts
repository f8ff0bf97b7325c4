import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Answers } from "./answers.ts";

/** A draft that was kept: its answers and the day of the last one, YYYY-MM-DD; or why it cannot be used. */
export type KeptDraft = { readonly answers: Answers; readonly day: string } | { readonly reason: string };

/** Where the answers are kept until the profile is written: beside it, hidden. */
export function draftPath(file: string): string {
  return join(dirname(file), `.${basename(file)}.draft.json`);
}

/** Keeps answers, for nobody else to read. Throws where the folder cannot be written to. */
export function keepDraft(path: string, answers: Answers): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, `${JSON.stringify(answers, null, 2)}\n`, { mode: 0o600 });
  renameSync(temporary, path);
}

/** The draft that is there, if there is one. */
export function readDraft(path: string): KeptDraft | undefined {
  try {
    const answers: unknown = JSON.parse(readFileSync(path, "utf8"));
    if (typeof answers !== "object" || answers === null || Array.isArray(answers)) {
      return { reason: "it holds no answers" };
    }
    return { answers: answers as Answers, day: statSync(path).mtime.toISOString().slice(0, 10) };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === "ENOENT" ? undefined : { reason: message };
  }
}

/** Removes the draft; one that is not there is fine. */
export function removeDraft(path: string): void {
  rmSync(path, { force: true });
}
