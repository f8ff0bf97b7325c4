import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import type { Manifest, Stack } from "../../charts/spi/index.ts";
import { openCluster } from "../../deploy/cluster/client.ts";
import { removeRecord } from "../../deploy/cluster/sweep.ts";
import { kubeconfigPath, programPath, stateFolder } from "../../lab/places.ts";
import { newDataFolder } from "../cluster/pulumi-stack.ts";
import { deleteNamespace, openLabApi } from "../cluster/running-lab.ts";
import { ROOT } from "../run-cli.ts";
import { benchManifests, benchStack } from "./bench-manifests.ts";

/** What was measured for one number of objects: seconds, of the fastest round, since all else that runs only adds. */
export interface Measured {
  readonly objects: number;
  readonly deployments: number;
  /** Our engine's `up`, from nothing to ready. */
  readonly ours: number;
  /** The same again, with nothing to do. */
  readonly unchanged: number;
  /** A plain program of Pulumi's with the same provider. */
  readonly plain: number;
  /** `kubectl apply --server-side` and `rollout status`. */
  readonly kubectl: number;
  /** The most memory that our process held, of all rounds. */
  readonly peakMegabytes: number;
}

interface Run {
  readonly seconds: number;
  readonly peakMegabytes: number;
}

/** Measures every way of bringing up the same manifests, round by round, each from an empty cluster. */
export async function measureSize(objects: number, rounds: number): Promise<Measured> {
  const stack = benchStack();
  const manifests = benchManifests(stack, objects);
  const [ours, unchanged, plain, kubectl]: [Run[], Run[], Run[], Run[]] = [[], [], [], []];
  await clear(stack);
  for (let round = 1; round <= rounds; round++) {
    const ways = [
      async (folder: string) => void plain.push(await run("plain", folder, objects)),
      async (folder: string) => {
        ours.push(await run("ours", folder, objects));
        unchanged.push(await run("ours", folder, objects));
      },
      async (folder: string) => void kubectl.push(await applyByKubectl(folder, stack, manifests)),
    ];
    // What comes first finds another machine than what comes last.
    for (const way of round % 2 === 1 ? ways : ways.toReversed()) await inFolder(stack, way);
    process.stderr.write(`${objects} objects, round ${round} of ${rounds} is measured\n`);
  }
  return {
    objects: manifests.length,
    deployments: manifests.filter(({ object }) => object.kind === "Deployment").length,
    ours: fastest(ours),
    unchanged: fastest(unchanged),
    plain: fastest(plain),
    kubectl: fastest(kubectl),
    peakMegabytes: Math.max(...[...ours, ...unchanged].map(({ peakMegabytes }) => peakMegabytes)),
  };
}

/** Compiles what is measured, as the package is: to run TypeScript as it stands takes some forty megabytes more. */
export async function compileRuns(): Promise<void> {
  const compiler = join(ROOT, "node_modules/typescript/bin/tsc");
  await execa(process.execPath, [compiler, "-p", join(import.meta.dirname, "tsconfig.bench.json")]);
}

async function run(way: "ours" | "plain", folder: string, objects: number): Promise<Run> {
  const script = join(stateFolder(), "bench/test/performance/cluster-bench-run.js");
  const env = { COUNTRY_STACK_LAB_STATE: stateFolder() };
  const { stdout } = await execa(process.execPath, [script, way, folder, String(objects)], { env });
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Run;
}

async function applyByKubectl(folder: string, stack: Stack, manifests: readonly Manifest[]): Promise<Run> {
  const file = join(folder, "all.json");
  const items = manifests.map(({ object }) => object);
  writeFileSync(file, JSON.stringify({ apiVersion: "v1", kind: "List", items }));
  const kubectl = (...args: readonly string[]) =>
    execa(programPath("kubectl"), ["--kubeconfig", kubeconfigPath(), ...args]);
  const started = performance.now();
  await kubectl("apply", "--server-side", "--filename", file);
  for (const { namespace } of stack.parts) {
    await kubectl("rollout", "status", "deployment", "--namespace", namespace, "--timeout", "5m");
  }
  return { seconds: (performance.now() - started) / 1000, peakMegabytes: 0 };
}

/** Does work in a data folder of its own, and removes all that it made in the cluster. */
async function inFolder(stack: Stack, work: (folder: string) => Promise<void>): Promise<void> {
  const folder = newDataFolder();
  try {
    await work(folder);
  } finally {
    await clear(stack);
    rmSync(folder, { recursive: true });
  }
}

async function clear(stack: Stack): Promise<void> {
  const api = openLabApi();
  await Promise.all(stack.parts.map(({ namespace }) => deleteNamespace(api, namespace)));
  api.close();
  const cluster = await openCluster({ kubeconfig: kubeconfigPath() });
  await removeRecord(cluster, stack.name);
  cluster.close();
}

function fastest(runs: readonly Run[]): number {
  return Math.min(...runs.map(({ seconds }) => seconds));
}
