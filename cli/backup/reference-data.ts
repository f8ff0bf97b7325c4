import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { DataRefusal, putFolder, takeFolder } from "../../reference/folder-backup.ts";
import { UsageError } from "../exit.ts";
import { say } from "../messages/talk-en.ts";
import { untilSignal } from "../serve-reference.ts";

/** `reference backup`: the data of a server's folder as a stream on standard output. */
export async function takeReferenceData(folder: string): Promise<void> {
  if (process.stdout.isTTY === true) throw new UsageError(say.backup.binary, say.backup.binaryHint);
  await refused(pipeline(Readable.from(takeFolder(folder), { objectMode: false }), process.stdout));
}

/** `reference restore`: such a stream from standard input into a folder that has no data. */
export async function putReferenceData(folder: string): Promise<void> {
  if (process.stdin.isTTY === true) throw new UsageError(say.backup.binary, say.backup.binaryHint);
  await refused(putFolder(folder, process.stdin));
}

/** `reference hold`: does nothing until it is told to end, so that commands can run beside it. */
export async function holdContainer(): Promise<void> {
  const timer = setInterval(() => {}, 3_600_000);
  await untilSignal();
  clearInterval(timer);
}

async function refused(done: Promise<void>): Promise<void> {
  try {
    await done;
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT";
    if (error instanceof DataRefusal || isMissing) throw new UsageError((error as Error).message);
    throw error;
  }
}
