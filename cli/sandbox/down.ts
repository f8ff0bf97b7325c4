import { existsSync } from "node:fs";
import { say } from "../messages/talk-en.ts";
import type { Terminal } from "../terminal.ts";
import { type Found, findSandbox } from "./find.ts";
import { removeFolder } from "./folder.ts";
import { endLocal } from "./processes.ts";
import type { PlaceFlags } from "./sandbox-flags.ts";
import { thisUser } from "./this-user.ts";

/**
 * Removes a sandbox with its data. One that is gone already is no error: this is the last step of a job, and its time
 * may have been over before.
 */
export async function sandboxDown(terminal: Terminal, given: string, flags: PlaceFlags): Promise<void> {
  const found = findSandbox(given, flags);
  const wasThere = found.target === "local" ? await removeHere(found) : await removeThere(found);
  terminal.talk(wasThere ? say.sandbox.removed(found.name) : say.sandbox.notThere(found.name));
}

async function removeHere({ folder }: Found): Promise<boolean> {
  if (!existsSync(folder)) return false;
  await endLocal(folder);
  return true;
}

async function removeThere({ name, folder, choice }: Found): Promise<boolean> {
  const { openCluster } = await import("../../deploy/cluster/client.ts");
  const { readSandboxRecord } = await import("../../deploy/sandbox/cluster-record.ts");
  const { removeSandbox } = await import("../../deploy/sandbox/remove-sandbox.ts");
  const cluster = await openCluster(choice);
  try {
    await cluster.uid();
    const record = await readSandboxRecord(cluster, name);
    // Never a stack that someone installed to stay.
    if (record !== undefined) await removeSandbox(cluster, name, thisUser());
    removeFolder(folder);
    return record !== undefined;
  } finally {
    cluster.close();
  }
}
