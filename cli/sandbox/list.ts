import { basename } from "node:path";
import { EngineRefusal } from "../../deploy/engine.ts";
import type { SandboxState } from "../../deploy/sandbox/sandbox-state.ts";
import { formatLeft } from "../../deploy/sandbox/time-to-live.ts";
import { say } from "../messages/talk-en.ts";
import type { Terminal } from "../terminal.ts";
import { formatTable } from "../ui/table.ts";
import { cleanStale } from "./clean-stale.ts";
import { hasKubeconfig } from "./find.ts";
import { listFolders, readExpiry } from "./folder.ts";
import { stateHere } from "./local-state.ts";
import { type PlaceFlags, readTarget } from "./sandbox-flags.ts";
import { thisUser } from "./this-user.ts";

/** What `sandbox list` was told on the command line. */
export interface SandboxListFlags extends PlaceFlags {
  readonly json?: true;
}

/** A sandbox as `sandbox list` shows it. */
interface Listed {
  readonly name: string;
  readonly profile: string;
  readonly target: "local" | "cluster";
  /** RFC 3339, UTC. */
  readonly expires: string;
  readonly state: SandboxState;
}

/**
 * Lists the sandboxes of this machine and those of the cluster, whoever made them; of one target where one is named.
 * A cluster that nobody named may be out of reach: that is said, and no error.
 */
export async function sandboxList(terminal: Terminal, flags: SandboxListFlags): Promise<void> {
  const target = readTarget(flags);
  await cleanStale(flags.data);
  const here = target === "cluster" ? [] : await listHere(flags.data);
  const there = target === "local" ? [] : await tryThere(terminal, flags, target === "cluster");
  const all = [...here, ...there];
  if (flags.json) {
    terminal.out(JSON.stringify(all));
    return;
  }
  if (all.length === 0) {
    terminal.talk(say.sandbox.none);
    return;
  }
  const columns = say.sandbox.columns.map((title) => ({ title }));
  const rows = all.map(({ name, profile, target: where, expires, state }) => {
    return [name, profile, where, formatLeft(Date.parse(expires) - Date.now()), state];
  });
  terminal.out(formatTable(columns, rows));
}

async function listHere(data: string): Promise<Listed[]> {
  const folders = listFolders(data).filter(({ record }) => record.target === "local");
  const listed = folders.map(async ({ folder, record }): Promise<Listed[]> => {
    const expires = readExpiry(folder);
    if (expires === undefined) return [];
    const { name, profile, target } = record;
    const state = await stateHere(folder, expires);
    return [{ name, profile: basename(profile), target, expires: new Date(expires).toISOString(), state }];
  });
  return (await Promise.all(listed)).flat();
}

async function tryThere(terminal: Terminal, flags: PlaceFlags, isNamed: boolean): Promise<Listed[]> {
  if (!isNamed && !hasKubeconfig(flags)) return [];
  try {
    return await listThere(flags);
  } catch (error) {
    if (isNamed || !(error instanceof EngineRefusal)) throw error;
    terminal.talk(say.sandbox.clusterUnseen(error.message));
    return [];
  }
}

async function listThere(flags: PlaceFlags): Promise<Listed[]> {
  const { openCluster } = await import("../../deploy/cluster/client.ts");
  const { listRecords } = await import("../../deploy/sandbox/cluster-record.ts");
  const { readStates } = await import("../../deploy/sandbox/sandbox-state.ts");
  const { removeLate } = await import("../../deploy/sandbox/remove-sandbox.ts");
  const cluster = await openCluster(flags);
  try {
    await cluster.uid();
    await removeLate(cluster, thisUser(), Date.now()).catch(() => []);
    const [records, states] = await Promise.all([listRecords(cluster), readStates(cluster)]);
    return records.map((record) => ({
      ...record,
      target: "cluster",
      state: states.get(record.name) ?? "stopped",
    }));
  } finally {
    cluster.close();
  }
}
