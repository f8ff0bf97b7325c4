import { listBroken, listFolders, readExpiry, removeFolder } from "./folder.ts";
import { endLocal } from "./processes.ts";

/** How long after its time a sandbox's own processes get before others clean up after it, in milliseconds. */
const LATE_MS = 30_000;

/**
 * Removes what sandboxes left on this machine whose time is over and whose processes were killed, and the engine's
 * state of those that a cluster's reaper removed. `sandbox up` and `sandbox list` do so first.
 */
export async function cleanStale(data: string): Promise<void> {
  for (const { folder, record } of listFolders(data)) {
    const expires = readExpiry(folder);
    if (expires === undefined || Date.now() < expires + LATE_MS) continue;
    if (record.target === "local") await endLocal(folder);
    else removeFolder(folder);
  }
  for (const folder of listBroken(data)) removeFolder(folder);
}
