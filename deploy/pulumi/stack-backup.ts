import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Manifest, Part, Stack } from "../../charts/spi/index.ts";
import type { Entry } from "../backup/archive.ts";
import { openCluster } from "../cluster/client.ts";
import { readRecord } from "../cluster/record.ts";
import { takeData } from "../cluster/stack-data.ts";
import { readSecrets } from "../cluster/stack-secrets.ts";
import { EngineRefusal } from "../engine.ts";
import { type PulumiEngineOptions, withRun } from "./run.ts";

/** What of a stack in a cluster goes into a backup; to be read while no other run changes the stack. */
export interface ClusterSource {
  /** The UID of `kube-system`. */
  readonly cluster: string;
  /** The record, the Secrets, the engine's state, and its passphrase where the tool made it. */
  readonly entries: readonly Entry[];
  take(part: Part): AsyncIterable<Buffer>;
  /** Aborted when the person interrupts or the lease is lost. */
  readonly signal: AbortSignal;
}

/** Does work on what a stack has stored in its cluster, holding its lease. Refuses a stack that is not there. */
export async function withClusterSource<T>(
  options: PulumiEngineOptions,
  stack: Stack,
  manifests: readonly Manifest[],
  interrupted: AbortSignal,
  work: (source: ClusterSource) => Promise<T>,
): Promise<T> {
  await requireThere(options, stack);
  return withRun(options, stack, "backup", interrupted, async (run) => {
    const { cluster, signal } = run;
    const entry = (name: string, read: () => Promise<unknown>): Entry => ({
      name,
      read: () => json(read),
    });
    const entries = [
      entry("record", () => readRecord(cluster, stack.name)),
      entry("secrets", () => readSecrets(cluster, namespacesOf(stack))),
      // Readable: what comes back may be encrypted with another passphrase. The backup itself is encrypted.
      entry("state", () => run.workspace.exportReadable()),
      ...passphraseEntry(options.dataFolder, stack.name),
    ];
    const take = (part: Part) => takeData(cluster, part, manifests, signal);
    return work({ cluster: run.inputs.uid, entries, take, signal });
  });
}

/** The namespaces of the parts that run in the cluster. */
export function namespacesOf(stack: Stack): string[] {
  const own = stack.parts.filter(({ external }) => external === undefined);
  return [...new Set(own.map(({ namespace }) => namespace))];
}

async function requireThere(options: PulumiEngineOptions, stack: Stack): Promise<void> {
  const cluster = await openCluster(options);
  try {
    await cluster.uid();
    if ((await readRecord(cluster, stack.name)) !== undefined) return;
    throw new EngineRefusal(
      `stack ${stack.name} is not in this cluster, so that there is nothing to back up`,
    );
  } finally {
    cluster.close();
  }
}

async function* json(read: () => Promise<unknown>): AsyncGenerator<Buffer> {
  yield Buffer.from(JSON.stringify(await read()));
}

function passphraseEntry(dataFolder: string, stack: string): Entry[] {
  const file = join(dataFolder, stack, "passphrase");
  if (!existsSync(file)) return [];
  async function* read(): AsyncGenerator<Buffer> {
    yield readFileSync(file);
  }
  return [{ name: "passphrase", read }];
}
