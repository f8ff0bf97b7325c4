import { hostname } from "node:os";
import type { Manifest, Stack } from "../../charts/spi/index.ts";
import { openCluster } from "../cluster/client.ts";
import { readRecord } from "../cluster/record.ts";
import { coverWith } from "../cover-values.ts";
import type { Change, Engine } from "../engine.ts";
import { saveMemory } from "../save-memory.ts";
import { fillSecrets } from "../secrets.ts";
import { bringUp, PARALLEL } from "./bring-up.ts";
import { collectChanges } from "./changes.ts";
import { openDeployment } from "./deployment.ts";
import { withProvider } from "./deployment-state.ts";
import { explainChanges } from "./explain-changes.ts";
import { resolveCharts } from "./helm-release.ts";
import { readLive } from "./live-objects.ts";
import { passphraseEnvironment } from "./passphrase.ts";
import { knownTypes, prepareState, providerEntrySettings } from "./prepare.ts";
import { makePrivateFolder } from "./private-folder.ts";
import { createProgram, createProviderProgram } from "./program.ts";
import { readDrift } from "./read-drift.ts";
import { type PulumiEngineOptions, type Run, refuseOtherPlace, withRun } from "./run.ts";
import { decideContents } from "./secret-contents.ts";
import { chooseStateUrl, stateLocation } from "./state-url.ts";
import { takeDown } from "./take-down.ts";
import { requireTools } from "./tools.ts";
import { untilDone } from "./update-stack.ts";
import { openWorkspace } from "./workspace.ts";

/**
 * The engine that brings a stack to a Kubernetes cluster with Pulumi. Every operation that changes something holds
 * the stack's lease in the cluster; the same `up` continues after the death of any earlier one (docs/adr/0006).
 */
export function createPulumiEngine(options: PulumiEngineOptions): Engine {
  saveMemory();
  return {
    kind: "pulumi",
    preview: (stack, manifests) => preview(options, stack, resolveCharts(manifests)),
    up: async (stack, manifests, up) => {
      const work = (run: Run) => bringUp(run, resolveCharts(manifests), up);
      const { succession, plan } = up;
      const rotated = up.rotate ?? succession?.secret;
      const told = {
        ...(rotated === undefined ? {} : { of: rotated }),
        ...(plan === undefined ? {} : { plan }),
      };
      await withRun(options, stack, rotated === undefined ? "up" : "secrets rotate", up.signal, work, told);
      return openDeployment(options, stack);
    },
    refresh: (stack, manifests) => refresh(options, stack, resolveCharts(manifests)),
    drift: (stack) => readDrift(options, stack),
    open: (stack) => openDeployment(options, stack),
    down: (stack, down) => {
      const signal = down.signal ?? new AbortController().signal;
      return withRun(options, stack, "down", signal, (run) => takeDown(run, down));
    },
  };
}

async function refresh(
  options: PulumiEngineOptions,
  stack: Stack,
  manifests: readonly Manifest[],
): Promise<readonly Change[]> {
  const never = new AbortController().signal;
  return withRun(options, stack, "refresh", never, async (run) => {
    const found = collectChanges(manifests);
    await untilDone(run, async (listen) => {
      const pulumi = await run.workspace.stackFor(createProviderProgram(run.inputs));
      await pulumi.refresh({
        parallel: PARALLEL,
        showSecrets: false,
        runProgram: true,
        onEvent: (event) => {
          found.event(event);
          listen(event);
        },
      });
    });
    return found.changes();
  });
}

/**
 * What `up` would do, worked out on a copy of the state: objects of a killed run count as there, and neither the
 * state, its lock nor the cluster is touched, so that a plan can be made while a run lives.
 */
async function preview(
  options: PulumiEngineOptions,
  stack: Stack,
  manifests: readonly Manifest[],
): Promise<readonly Change[]> {
  const tools = requireTools(process.env);
  const stateUrl = chooseStateUrl(options);
  const passphrase = passphraseEnvironment(process.env, options.dataFolder, stack.name);
  const cluster = await openCluster(options);
  const copy = makePrivateFolder();
  const settings = { tools, stack: stack.name, passphrase };
  const real = await openWorkspace({ ...settings, stateUrl, existing: true });
  const scratch = await openWorkspace({ ...settings, stateUrl: `file://${copy.path}` });
  try {
    const inputs = { kubeconfig: cluster.kubeconfig.exportConfig(), uid: await cluster.uid() };
    const record = await readRecord(cluster, stack.name);
    refuseOtherPlace(stack.name, record, stateLocation(stateUrl, hostname()));
    const read = await (real.isThere ? real : scratch).exportState();
    const live = await readLive(cluster, stack.name, manifests);
    const readState = () => real.exportReadable();
    const sources = { stack: stack.name, live, state: read, readState, preview: true };
    const contents = await decideContents(manifests, sources);
    const filled = fillSecrets(manifests, contents);
    const { state, changed } = await prepareState(stack.name, filled, read, live, cluster, inputs);
    // A preview reads the cluster with the credentials of the state, which may be those of last month.
    const current = withProvider(state, providerEntrySettings(inputs));
    if (real.isThere || changed) await scratch.importState(current);
    const found = collectChanges(manifests);
    const program = createProgram(stack, filled, inputs, knownTypes(state));
    const pulumi = await scratch.stackFor(program);
    await pulumi.preview({ parallel: PARALLEL, onEvent: found.event });
    return explainChanges(found.changes(), { state, manifests: filled, cover: coverWith(contents) });
  } finally {
    real.close();
    scratch.close();
    copy.remove();
    cluster.close();
  }
}
