import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { KubeObject, Manifest, Part, Stack } from "../../charts/spi/index.ts";
import type { BackupManifest, UseEntry } from "../backup/archive.ts";
import { type Cluster, ClusterError } from "../cluster/client.ts";
import { isOwn, ownLabels } from "../cluster/ownership.ts";
import { createObject, endRestorePods, putData, startRestorePods } from "../cluster/stack-data.ts";
import { type SavedSecret, secretObject } from "../cluster/stack-secrets.ts";
import { sweepStack } from "../cluster/sweep.ts";
import { waitUntilGone } from "../cluster/wait-until-gone.ts";
import { EngineRefusal } from "../engine.ts";
import { type DeploymentState, editState, resourcesOf } from "./deployment-state.ts";
import { type PulumiEngineOptions, type Run, withRun } from "./run.ts";
import { namespacesOf } from "./stack-backup.ts";
import { untilDone } from "./update-stack.ts";

/** A backup that is to be put into a cluster. */
export interface ClusterRestore {
  readonly stack: Stack;
  readonly manifests: readonly Manifest[];
  /** Its name in its place. */
  readonly file: string;
  /** As its first reading told: whole and authentic. */
  readonly backup: BackupManifest;
  /** Reads it once more, entry by entry. */
  readonly read: (use: UseEntry) => Promise<unknown>;
  /** The parts whose data are put back. */
  readonly parts: ReadonlySet<string>;
  /** Told when the data of a part begin to be put back. */
  readonly onPart: (part: string) => void;
}

/** Kinds that have to be there before a pod can put data on a volume, in the order in which they are made. */
const BEFORE_DATA = [
  "Namespace",
  "ResourceQuota",
  "LimitRange",
  "ServiceAccount",
  "NetworkPolicy",
  "ConfigMap",
  "PersistentVolumeClaim",
];

/**
 * Puts the Secrets and the data of a backup into a cluster where the stack has none, before any part is there; an `up`
 * brings the parts after them. What a run of it that died has put there is removed first; where a run had put all of
 * it, nothing is done. Answers whether anything was.
 */
export async function restoreInCluster(
  options: PulumiEngineOptions,
  restore: ClusterRestore,
  interrupted: AbortSignal,
): Promise<boolean> {
  const { stack, backup, file } = restore;
  const work = async (run: Run) => {
    const { id } = backup.header;
    if (run.restore?.phase === "put" && run.restore.backup === id) return false;
    if (run.restore?.phase === "putting")
      await sweepStack(run.cluster, stack.name, true, namespacesOf(stack));
    await requireEmpty(run.cluster, stack);
    await run.markRestore({ backup: id, phase: "putting" });
    const parts = stack.parts.filter(({ name }) => restore.parts.has(name));
    try {
      await restore.read((name, data) => putEntry(run, restore, parts, name, data));
    } finally {
      await endRestorePods(run.cluster, stack, parts, restore.manifests);
    }
    await run.markRestore({ backup: id, phase: "put" });
    return true;
  };
  return withRun(options, stack, "restore", interrupted, work, { of: file });
}

/** Writes the passphrase of the engine's state where this machine has none; answers whether it did. */
export function keepOldPassphrase(dataFolder: string, stack: string, passphrase: string): boolean {
  const folder = join(dataFolder, stack);
  if (existsSync(join(folder, "passphrase"))) return false;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, "passphrase"), passphrase, { mode: 0o600 });
  return true;
}

async function putEntry(
  run: Run,
  { stack, manifests, backup, onPart }: ClusterRestore,
  parts: readonly Part[],
  name: string,
  data: AsyncIterable<Buffer>,
): Promise<void> {
  run.signal.throwIfAborted();
  if (name === "state") await putState(run, backup, (await readJson(data)) as DeploymentState);
  if (name === "secrets") {
    const secrets = (await readJson(data)) as SavedSecret[];
    await prepare(run.cluster, stack, manifests, secrets, backup.header.stack);
    await startRestorePods(run.cluster, stack, parts, manifests);
  }
  const part = parts.find((one) => `data/${one.name}` === name);
  if (part === undefined) return;
  onPart(part.name);
  await putData(run.cluster, stack, part, manifests, data, run.signal);
}

/**
 * The state comes back only where there is none and the backup is of this cluster: what it says of objects that are
 * gone, the next `up` forgets. In another cluster `up` begins a new one.
 */
async function putState(run: Run, backup: BackupManifest, state: DeploymentState): Promise<void> {
  if (backup.cluster !== run.inputs.uid || backup.header.stack !== run.stack.name) return;
  await untilDone(run, async () => {
    const current = await run.workspace.exportState();
    if (resourcesOf(current).length > 0) return;
    // Into the new state, which has this machine's passphrase: the old one names that of its own time.
    await run.workspace.importState(editState(current, { forget: new Set(), insert: resourcesOf(state) }));
  });
}

async function prepare(
  cluster: Cluster,
  stack: Stack,
  manifests: readonly Manifest[],
  secrets: readonly SavedSecret[],
  from: string,
): Promise<void> {
  const namespaces = new Set(namespacesOf(stack));
  const restored = secrets
    .map((secret) => secretObject(secret, from, stack.name))
    .filter(({ metadata }) => namespaces.has(metadata.namespace ?? ""));
  for (const kind of BEFORE_DATA) {
    const objects = manifests.map(({ object }) => object).filter((object) => object.kind === kind);
    for (const object of objects) await ensureObject(cluster, stack, object);
    if (kind !== "Namespace") continue;
    for (const secret of restored) await ensureObject(cluster, stack, secret);
  }
}

/** Makes an object unless it is there. One of another owner stays as it is where it is no namespace of ours. */
async function ensureObject(cluster: Cluster, stack: Stack, object: KubeObject): Promise<void> {
  const found = await cluster.readObject(object);
  const isGoing =
    (found?.metadata as { deletionTimestamp?: string } | undefined)?.deletionTimestamp !== undefined;
  if (found !== undefined && isGoing) await waitUntilGone(cluster, [object]);
  if (found !== undefined && !isGoing) {
    if (object.kind !== "Namespace" || isOwn(found, stack.name)) return;
    const { name } = object.metadata;
    throw new EngineRefusal(`the namespace ${name} is there and does not belong to stack ${stack.name}`);
  }
  try {
    await createObject(cluster, object);
  } catch (error) {
    // The cluster itself makes some objects in a new namespace.
    if (!(error instanceof ClusterError) || error.status !== 409) throw error;
  }
}

/** Refuses where the stack has claims or Secrets: a restore puts data where there are none. */
async function requireEmpty(cluster: Cluster, stack: Stack): Promise<void> {
  const kinds = ["PersistentVolumeClaim", "Secret"];
  const served = (await cluster.kindsOf("v1")).filter(({ kind }) => kinds.includes(kind));
  const places = namespacesOf(stack);
  const lists = await Promise.all(
    served.map((kind) => cluster.listLabelled(kind, ownLabels(stack.name), places)),
  );
  const [first] = lists.flat().filter((object) => !isGoingAway(object));
  if (first === undefined) return;
  const { name, namespace } = first.metadata;
  throw new EngineRefusal(
    `stack ${stack.name} has data in this cluster (${first.kind} ${namespace}/${name}, and maybe others); a restore puts data only where there are none. --replace-data deletes what stands first`,
  );
}

function isGoingAway({ metadata }: KubeObject): boolean {
  return (metadata as { deletionTimestamp?: string }).deletionTimestamp !== undefined;
}

async function readJson(data: AsyncIterable<Buffer>): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of data) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString("utf8"));
}
