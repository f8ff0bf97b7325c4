import { existsSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { putFolder, takeFolder } from "../../reference/folder-backup.ts";
import { isRunning, readRecord, stackFolder } from "./record.ts";

/** The data of a stack on this machine: `ROOT/STACK/data/PART`, one folder a part. */
export interface LocalData {
  /** The process that runs the stack, if one does. */
  readonly runningAs: number | undefined;
  /** The parts that have data. */
  readonly parts: readonly string[];
  /** A part's data as a stream, also while the part runs. */
  take(part: string): AsyncIterable<Buffer>;
  /** Begins to put data back, aside of those that are there. */
  begin(): Incoming;
}

/** Data that are put back: until `commit` nothing that was there has changed. */
export interface Incoming {
  put(part: string, source: AsyncIterable<Uint8Array>): Promise<void>;
  /** Puts all of it in the place of what was there. */
  commit(): void;
  /** Removes what has come. */
  discard(): void;
}

/** What a stack of the local engine has stored. */
export function openLocalData(root: string, stack: string): LocalData {
  const folder = stackFolder(root, stack);
  const data = join(folder, "data");
  const record = readRecord(folder);
  return {
    runningAs: isRunning(record) ? record.pid : undefined,
    parts: existsSync(data)
      ? readdirSync(data).filter((part) => readdirSync(join(data, part)).length > 0)
      : [],
    take: (part) => takeFolder(join(data, part)),
    begin: () => beginAside(folder, data),
  };
}

function beginAside(folder: string, data: string): Incoming {
  const incoming = join(folder, "data.restoring");
  const replaced = join(folder, "data.replaced");
  // A run that died between the two renames of `commit` left the old data aside and none in place.
  if (!existsSync(data) && existsSync(replaced)) renameSync(replaced, data);
  for (const left of [incoming, replaced]) rmSync(left, { recursive: true, force: true });
  return {
    put: (part, source) => putFolder(join(incoming, part), source),
    commit: () => {
      if (existsSync(data)) renameSync(data, replaced);
      if (existsSync(incoming)) renameSync(incoming, data);
      rmSync(replaced, { recursive: true, force: true });
    },
    discard: () => rmSync(incoming, { recursive: true, force: true }),
  };
}
