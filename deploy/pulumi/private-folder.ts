import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isAlive } from "../process-alive.ts";

const PREFIX = "country-stack-run-";

/** A folder that only this user can read, for all that a run writes by the way. */
export interface PrivateFolder {
  readonly path: string;
  remove(): void;
}

/**
 * Makes a private folder (mode 0700) that is removed with this process: the engine's plug-ins leave a kubeconfig with
 * all credentials in their temporary folder. Those of processes that were killed are removed first.
 */
export function makePrivateFolder(): PrivateFolder {
  removeDead();
  const path = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
  const erase = () => rmSync(path, { recursive: true, force: true, maxRetries: 5 });
  process.on("exit", erase);
  return {
    path,
    remove: () => {
      process.off("exit", erase);
      erase();
    },
  };
}

function removeDead(): void {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const pid = Number(name.slice(PREFIX.length).split("-")[0]);
    if (isAlive(pid)) continue;
    try {
      rmSync(join(tmpdir(), name), { recursive: true, force: true });
    } catch {
      // It belongs to another user.
    }
  }
}
