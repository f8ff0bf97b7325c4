import { type LockResult, loadLock } from "../../profiles/load-lock.ts";
import { say } from "../messages/talk-en.ts";
import { openStack } from "../open-stack.ts";
import { readProfileFile } from "../read-file.ts";
import { reportLock } from "../synth-locked.ts";
import type { Terminal } from "../terminal.ts";
import { formatImages } from "../ui/images.ts";
import { describeImages } from "./describe-images.ts";

/** What `images PROFILE` was told on the command line. */
export interface ListFlags {
  readonly json?: true;
  readonly lock?: string;
}

/** `images PROFILE`: the images of a stack with all that is known of them; asks no registry. */
export async function listStackImages(terminal: Terminal, profile: string, flags: ListFlags): Promise<void> {
  const json = flags.json === true;
  const opened = await openStack(profile, terminal, { json });
  const lock = flags.lock === undefined ? opened.lock : loadLock(flags.lock, readProfileFile);
  reportLock(terminal, { ...opened, lock }, issuesOf(lock), { json });
  const read = lock.state === "read" ? lock.lock : undefined;
  const images = await describeImages(opened.stack, read);
  if (json) {
    const { registry } = opened.stack.images;
    const file = { file: lock.file, present: read !== undefined };
    terminal.out(
      JSON.stringify({ stack: opened.stack.name, ...(registry && { registry }), lock: file, images }),
    );
    return;
  }
  terminal.out(formatImages(opened.stack.name, images, lock.file, read !== undefined));
  const complete = images.every(({ digest }) => digest !== undefined);
  terminal.talk(
    say.next(complete ? `country-stack plan ${profile}` : `country-stack images lock ${profile}`),
  );
}

/** What is wrong with a lock file itself. */
export function issuesOf(lock: LockResult) {
  return lock.state === "wrong" ? lock.issues : [];
}
