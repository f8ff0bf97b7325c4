import { formatLeft } from "../../deploy/sandbox/time-to-live.ts";
import { UsageError } from "../exit.ts";
import { say } from "../messages/talk-en.ts";
import type { Terminal } from "../terminal.ts";
import { type Found, findSandbox } from "./find.ts";
import { readExpiry, writeExpiry } from "./folder.ts";
import { type PlaceFlags, readTtl } from "./sandbox-flags.ts";

/** What `sandbox extend` was told on the command line. */
export interface SandboxExtendFlags extends PlaceFlags {
  readonly ttl: string;
  readonly json?: true;
}

/** Gives a sandbox that much time from now on. Never less than it has: for that there is `sandbox down`. */
export async function sandboxExtend(
  terminal: Terminal,
  given: string,
  flags: SandboxExtendFlags,
): Promise<void> {
  const ttl = readTtl(flags.ttl);
  const found = findSandbox(given, flags);
  const until = Date.now() + ttl;
  const before = await expiryOf(found);
  if (before === undefined || before <= Date.now()) {
    throw new UsageError(say.sandbox.unknown(found.name), say.sandbox.unknownHint);
  }
  if (before > until) {
    throw new UsageError(say.sandbox.livesLonger(found.name, formatLeft(before - Date.now())));
  }
  const expires = new Date(until).toISOString();
  if (found.target === "cluster") {
    const { setClusterExpiry } = await import("./set-cluster-expiry.ts");
    await setClusterExpiry({ ...found.choice, name: found.name }, expires);
  }
  writeExpiry(found.folder, expires);
  if (flags.json) terminal.out(JSON.stringify({ name: found.name, target: found.target, expires }));
  terminal.talk(say.sandbox.extended(found.name, expires, formatLeft(ttl)));
}

/** When a sandbox goes, in milliseconds since 1970; undefined where there is none. */
async function expiryOf({ name, folder, target, choice }: Found): Promise<number | undefined> {
  if (target === "local") return readExpiry(folder);
  const { openCluster } = await import("../../deploy/cluster/client.ts");
  const { readSandboxRecord } = await import("../../deploy/sandbox/cluster-record.ts");
  const cluster = await openCluster(choice);
  try {
    await cluster.uid();
    const record = await readSandboxRecord(cluster, name);
    return record === undefined ? undefined : Date.parse(record.expires);
  } finally {
    cluster.close();
  }
}
