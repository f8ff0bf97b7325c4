import { basename } from "node:path";
import { OWN_IMAGE } from "../../charts/own-image.ts";
import type { Manifest, Stack } from "../../charts/spi/index.ts";
import { mirror } from "../../constructs/mirror.ts";
import { synthStack } from "../../constructs/synth.ts";
import { type Cluster, openCluster } from "../../deploy/cluster/client.ts";
import type { Deployment, Engine } from "../../deploy/engine.ts";
import { requireTools } from "../../deploy/pulumi/tools.ts";
import { claimName } from "../../deploy/sandbox/cluster-record.ts";
import { findApiServers, installReaper, untilReaperRuns } from "../../deploy/sandbox/install-reaper.ts";
import { findUnremovable, markManifests } from "../../deploy/sandbox/mark-manifests.ts";
import { type ApiAddress, type ReaperConfig, reaperNamespace } from "../../deploy/sandbox/reaper-config.ts";
import { removeLate, removeSandbox } from "../../deploy/sandbox/remove-sandbox.ts";
import { EXIT, Exit, UsageError } from "../exit.ts";
import { say } from "../messages/talk-en.ts";
import { openEngine } from "../open-engine.ts";
import type { OpenedStack } from "../open-stack.ts";
import { refuseViolations } from "../rules/refuse-violations.ts";
import type { Terminal } from "../terminal.ts";
import { createProgress } from "../ui/progress.ts";
import type { SandboxRecord } from "./folder.ts";
import { thisUser } from "./this-user.ts";

/** A sandbox that is to be brought up in a cluster. */
export interface ClusterStart {
  readonly opened: OpenedStack;
  readonly record: SandboxRecord;
  readonly folder: string;
  /** RFC 3339, UTC: when it goes if this process dies before it is up. */
  readonly expires: string;
  readonly signal: AbortSignal;
}

/**
 * Brings a sandbox up: first its name and its reaper, so that whatever this process leaves behind is removed in time,
 * then the stack. Where that fails, or is interrupted, everything is removed again.
 */
export async function startInCluster(terminal: Terminal, start: ClusterStart): Promise<Deployment> {
  const { opened, record, signal } = start;
  const { stack } = opened;
  const made = await synthStack(stack);
  await refuseViolations(terminal, opened, made, { json: false });
  const manifests = markManifests(stack, made, start.expires);
  refuseUnremovable(manifests);
  // Before anything is made: what the engine lacks is missing for every sandbox.
  requireTools(process.env);
  const { kubeconfig, context } = record;
  const flags = {
    target: "cluster",
    data: start.folder,
    ...(kubeconfig && { kubeconfig }),
    ...(context && { context }),
  };
  const engine = await openEngine(opened, flags);
  const cluster = await openCluster(record);
  try {
    await removeLate(cluster, thisUser(), Date.now()).catch(() => []);
    await claimName(cluster, { name: stack.name, profile: basename(record.profile), expires: start.expires });
    try {
      const config = reaperConfig(stack, start.expires, await findApiServers(cluster));
      const image = { image: mirror(stack)(OWN_IMAGE), pullSecret: stack.images.pullSecret };
      await installReaper(cluster, config, image);
      const deployment = await bringUp(terminal, engine, stack, manifests, signal);
      await untilReaperRuns(cluster, config);
      signal.throwIfAborted();
      return deployment;
    } catch (error) {
      await giveUp(terminal, cluster, stack.name);
      throw signal.aborted ? new Exit(EXIT.interrupted) : error;
    }
  } finally {
    cluster.close();
  }
}

function reaperConfig(stack: Stack, expires: string, apiServers: readonly ApiAddress[]): ReaperConfig {
  const own = stack.parts.filter((part) => part.external === undefined);
  return {
    sandbox: stack.name,
    expires,
    namespaces: own.map(({ namespace }) => namespace),
    ownNamespace: reaperNamespace(stack.name),
    apiServers,
  };
}

async function bringUp(
  terminal: Terminal,
  engine: Engine,
  stack: Stack,
  manifests: readonly Manifest[],
  signal: AbortSignal,
): Promise<Deployment> {
  const progress = createProgress(terminal, stack.parts);
  try {
    return await engine.up(stack, manifests, { onEvent: progress.event, signal });
  } finally {
    progress.done();
  }
}

/** Removes what is there of a sandbox that did not come up; what cannot be removed now, its reaper removes. */
async function giveUp(terminal: Terminal, cluster: Cluster, name: string): Promise<void> {
  terminal.talk(say.sandbox.givingUp(name));
  await removeSandbox(cluster, name, thisUser()).catch((error: Error) =>
    terminal.talk(say.sandbox.leftToReaper(error.message)),
  );
}

function refuseUnremovable(manifests: readonly Manifest[]): void {
  const names = findUnremovable(manifests).map(({ kind, metadata }) => `${kind} ${metadata.name}`);
  if (names.length > 0) throw new UsageError(say.sandbox.unremovable(names.join(", ")));
}
