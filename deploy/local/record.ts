import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isAlive, startOf } from "../process-alive.ts";

/** What the local engine remembers of a stack between runs, in `local.json` of the stack's folder. */
export interface LocalRecord {
  /** The process that runs the parts; absent when none does. */
  readonly pid?: number;
  /** Tells the process from a later one of the same id; absent where the system does not tell. */
  readonly processStart?: string;
  /** ISO 8601, UTC. */
  readonly startedAt?: string;
  readonly ports: Readonly<Record<string, number>>;
}

/** Where a stack's manifests, data, record and reports are on this machine: one folder. */
export function stackFolder(root: string, stack: string): string {
  return join(root, stack);
}

/** The stack's record; an empty one where there is none or it cannot be read. */
export function readRecord(folder: string): LocalRecord {
  try {
    return JSON.parse(readFileSync(join(folder, "local.json"), "utf8")) as LocalRecord;
  } catch {
    return { ports: {} };
  }
}

/** Replaces the record in one step, so that a kill leaves the old or the new one. */
export function writeRecord(folder: string, record: LocalRecord): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const temporary = join(folder, `local.json.${process.pid}`);
  writeFileSync(temporary, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
  renameSync(temporary, join(folder, "local.json"));
}

/** Removes all that the stack left on this machine. */
export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

/** Whether the record's process is alive, and not another one that was given its id. */
export function isRunning(record: LocalRecord): boolean {
  if (record.pid === undefined || !isAlive(record.pid)) return false;
  return record.processStart === undefined || startOf(record.pid) === record.processStart;
}

/** What of this process goes into the record. */
export function ownProcess(): Pick<LocalRecord, "pid" | "processStart"> {
  const processStart = startOf(process.pid);
  return { pid: process.pid, ...(processStart === undefined ? {} : { processStart }) };
}
