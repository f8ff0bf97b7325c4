import type { Manifest } from "../../charts/spi/index.ts";
import type { Cluster } from "../cluster/client.ts";
import { readReason } from "../cluster/pod-reasons.ts";
import type { EngineEvent } from "../engine.ts";
import { knownTypes, prepareState } from "./prepare.ts";
import { createProgram } from "./program.ts";
import type { Run } from "./run.ts";
import { followUpdate, type UpdateProgress } from "./update-progress.ts";
import { untilDone } from "./update-stack.ts";

/** How many objects the engine works on at a time. */
export const PARALLEL = 32;
const REASON_MS = 2000;

/** Applies the manifests, telling part by part what happens and why it takes long. */
export async function bringUp(
  run: Run,
  manifests: readonly Manifest[],
  onEvent: (event: EngineEvent) => void,
): Promise<void> {
  const { workspace, cluster, inputs, stack, signal } = run;
  await untilDone(run, async (listen) => {
    const read = await workspace.exportState();
    const { state, changed } = await prepareState(stack.name, manifests, read, cluster, inputs);
    signal.throwIfAborted();
    if (changed) await workspace.importState(state);
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
  });
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
        const reason = await readReason(cluster, named);
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
