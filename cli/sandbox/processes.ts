import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readRecord } from "../../deploy/local/record.ts";
import { isAlive } from "../../deploy/process-alive.ts";
import { readExpiry, removeFolder, writeExpiry } from "./folder.ts";

/** How often a sandbox's processes look whether its time is over, in milliseconds. */
const LOOK_MS = 250;
/** How long its own processes may take to remove a sandbox before they are ended, in milliseconds. */
const PATIENCE_MS = 20_000;

/** Waits until a sandbox's time is over or its folder is gone (`true`), or the signal is aborted (`false`). */
export async function untilOver(folder: string, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    if ((readExpiry(folder) ?? 0) <= Date.now()) return true;
    await pause(LOOK_MS);
  }
  return false;
}

/** Writes down that this process watches a sandbox. */
export function writeWatcher(folder: string): void {
  writeFileSync(join(folder, "watcher"), String(process.pid), { mode: 0o600 });
}

/** Writes down that the process of a sandbox's parts ended before its time. */
export function writeStopped(folder: string): void {
  if (existsSync(folder)) writeFileSync(join(folder, "stopped"), "", { mode: 0o600 });
}

/** Whether the process of a sandbox's parts ended before its time. */
export function isStopped(folder: string): boolean {
  return existsSync(join(folder, "stopped"));
}

/** The processes of a local sandbox that live: the one that watches it and the one that runs its parts. */
export function livingProcesses(folder: string): number[] {
  const name = folder.split(/[/\\]/).at(-1) ?? "";
  const pids = [readWatcher(folder), readRecord(folder).pid].filter((pid) => pid !== undefined);
  return pids.filter((pid) => isAlive(pid) && runsSandbox(pid, name));
}

/**
 * Ends a local sandbox now and removes its folder. Its own processes do so once they are told that its time is over;
 * those that do not are killed.
 */
export async function endLocal(folder: string): Promise<void> {
  const living = livingProcesses(folder);
  writeExpiry(folder, new Date().toISOString());
  const deadline = Date.now() + PATIENCE_MS;
  while (living.some(isAlive) && Date.now() < deadline) await pause(50);
  for (const pid of living.filter(isAlive)) process.kill(pid, "SIGKILL");
  removeFolder(folder);
}

function readWatcher(folder: string): number | undefined {
  try {
    return Number(readFileSync(join(folder, "watcher"), "utf8")) || undefined;
  } catch {
    return undefined;
  }
}

/** Whether a process is one of a sandbox's: after a restart of the machine its id may be anyone's. */
function runsSandbox(pid: number, name: string): boolean {
  try {
    const command = execFileSync("ps", ["-o", "args=", "-p", String(pid)], { encoding: "utf8" });
    return new RegExp(`sandbox (watch|serve) .*[/\\\\]${name}\\s*$`).test(command);
  } catch {
    return false;
  }
}

/** Waits for so many milliseconds. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
