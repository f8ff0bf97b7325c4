import { readFileSync } from "node:fs";

/** Whether a process of that id lives on this machine, also one of another user. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/**
 * When a process started, in clock ticks since the machine did: with its id it names one process for ever, while the
 * id alone is given to another one later. Undefined where the system does not tell, and for a process that is gone.
 */
export function startOf(pid: number): string | undefined {
  try {
    // The name in the second field may hold blanks and brackets; the start is the 20th field after it.
    return readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ")[19];
  } catch {
    return undefined;
  }
}
