import type { EngineEvent as PulumiEvent } from "@pulumi/pulumi/automation/events.js";
import type { KubeObject, Manifest } from "../../charts/spi/index.ts";
import { selectorText } from "../../constructs/labels.ts";
import type { Cluster } from "../cluster/client.ts";
import { readReason } from "../cluster/pod-reasons.ts";
import { coverValues } from "../cover-values.ts";
import type { UpOptions } from "../engine.ts";
import { fillSecrets, type SecretContents } from "../secrets.ts";
import type { DeploymentState } from "./deployment-state.ts";
import { clearCutOff } from "./helm-live.ts";
import { readLive } from "./live-objects.ts";
import { loseData } from "./lose-data.ts";
import { migrateParts } from "./migrate-parts.ts";
import { knownTypes, prepareState } from "./prepare.ts";
import { createProgram } from "./program.ts";
import type { Run } from "./run.ts";
import { coverError, decideContents } from "./secret-contents.ts";
import { followUpdate, type UpdateProgress } from "./update-progress.ts";
import { untilDone } from "./update-stack.ts";

/** How many objects the engine works on at a time. */
export const PARALLEL = 32;
const REASON_MS = 2000;

/**
 * Applies the manifests, telling part by part what happens and why it takes long. Secrets get their values here, in
 * memory; what is told of the run holds none of them.
 */
export async function bringUp(
  run: Run,
  manifests: readonly Manifest[],
  options: Pick<UpOptions, "onEvent" | "rotate" | "succession" | "losing" | "upgrade">,
): Promise<void> {
  // Decided once: another try must neither rotate again nor make other values than the one before it.
  let contents: SecretContents | undefined;
  const decide = async (state: DeploymentState, live: ReadonlyMap<string, KubeObject>) => {
    const { stack, workspace } = run;
    const readState = () => workspace.exportReadable();
    contents ??= await decideContents(manifests, {
      stack: stack.name,
      live,
      state,
      readState,
      rotate: options.rotate,
      succession: options.succession,
    });
    return contents;
  };
  // Once a run, too: what another try finds is new already.
  let losing = options.losing ?? [];
  const { upgrade } = options;
  if (upgrade !== undefined) await run.markUpgrade({ ...upgrade, phase: "begun" });
  try {
    await untilDone(run, async (listen) => {
      const read = await run.workspace.exportState();
      const found = await readLive(run.cluster, run.stack.name, manifests);
      const decided = await decide(read, found);
      await loseData(run.cluster, read, found, losing);
      const isMigrated =
        upgrade !== undefined && (await migrateParts(run, manifests, upgrade, options.onEvent));
      const isAsFound = losing.length === 0 && !isMigrated;
      const live = isAsFound ? found : await readLive(run.cluster, run.stack.name, manifests);
      losing = [];
      const onEvent: UpOptions["onEvent"] = ({ detail, ...event }) =>
        options.onEvent(detail === undefined ? event : { ...event, detail: coverValues(detail, decided) });
      await apply(run, fillSecrets(manifests, decided), { read, live, listen, onEvent });
    });
  } catch (error) {
    throw coverError(error, contents ?? new Map());
  }
}

interface Application {
  readonly read: DeploymentState;
  readonly live: ReadonlyMap<string, KubeObject>;
  readonly listen: (event: PulumiEvent) => void;
  readonly onEvent: UpOptions["onEvent"];
}

async function apply(
  run: Run,
  manifests: readonly Manifest[],
  { read, live, listen, onEvent }: Application,
): Promise<void> {
  const { workspace, cluster, inputs, stack, signal } = run;
  const { state, changed } = await prepareState(stack.name, manifests, read, live, cluster, inputs);
  signal.throwIfAborted();
  if (changed) await workspace.importState(state);
  await clearCutOff(cluster, manifests);
  const program = createProgram(stack, manifests, inputs, knownTypes(state));
  const pulumi = await workspace.stackFor(program);
  const progress = followUpdate(manifests, onEvent);
  const stop = tellReasons(cluster, manifests, progress);
  try {
    await pulumi.up({
      parallel: PARALLEL,
      signal,
      showSecrets: false,
      onEvent: (event) => {
        progress.event(event);
        listen(event);
      },
    });
  } finally {
    stop();
  }
}

/** Reads from the cluster every two seconds why parts are not ready; answers how to stop that. */
function tellReasons(cluster: Cluster, manifests: readonly Manifest[], progress: UpdateProgress): () => void {
  let reading = false;
  const read = async () => {
    if (reading) return;
    reading = true;
    try {
      for (const part of progress.unready()) {
        const own = manifests.filter((manifest) => manifest.part === part);
        const namespaces = new Set(own.map(({ object }) => object.metadata.namespace));
        const named = [...namespaces].filter((name) => name !== undefined);
        const reason = await readReason(cluster, named, selectorText({ name: part }));
        if (reason !== undefined) progress.waiting(part, reason);
      }
    } catch {
      // A reason that cannot be read now is read in two seconds.
    } finally {
      reading = false;
    }
  };
  const timer = setInterval(() => void read(), REASON_MS);
  return () => clearInterval(timer);
}
