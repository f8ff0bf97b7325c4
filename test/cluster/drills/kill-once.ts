import type { ChildProcess } from "node:child_process";
import type { KubeApi } from "../../../lab/kube-api.ts";
import type { Random } from "../../kills/random.ts";
import { descendantsOf, ended, engineBelow, killAll, startChild } from "../pulumi-processes.ts";
import { bringUp } from "../pulumi-stack.ts";
import { type FinalSet, hashOf, listDifferent, readFinalSet } from "./final-set.ts";
import type { KillClass, Scene } from "./kill-classes.ts";
import { readKnown } from "./state-file.ts";
import { listLost, readValuables, untilFiles, type Valuables } from "./valuables.ts";

/** Which process is killed. */
export type Victim = "tool" | "engine" | "provider" | "all";
/** All that can be killed. */
export const victims: readonly Victim[] = ["all", "tool", "engine", "provider"];

/** What one kill led to. */
export interface Outcome {
  readonly victim: Victim;
  /** Whether the kill met the time that it was meant for. */
  readonly isHit: boolean;
  /** Objects in the cluster at that time that the state did not know. */
  readonly orphans: number;
  /** The hash of all objects after the same run was made once more. */
  readonly hash: string;
  /** Seconds of that run. */
  readonly seconds: number;
  /** Whatever is otherwise than it must be. */
  readonly deviations: readonly string[];
}

/** Kills one run, makes the same run again, and compares with what was and with the set that an unhurt run leaves. */
export async function killOnce(
  scene: Scene,
  kind: KillClass,
  victim: Victim,
  random: Random,
  expected: FinalSet,
): Promise<Outcome> {
  const { api, stack, folder, choice } = scene;
  await kind.prepare(scene);
  const before = await readValuables(api, stack.name);
  const order = { folder, name: stack.name, parts: stack.parts.length, what: kind.what, manifests: choice };
  const child = startChild(order);
  const isMet = await meet(child, () => kind.moment(scene, random));
  const struck = isMet ? strike(child, victim) : undefined;
  const orphans = struck !== undefined ? await countOrphans(scene) : 0;
  const code = await ended(child);
  const atDeath = await readValuables(api, stack.name);
  const started = performance.now();
  const failure = await repeat(scene, kind).catch((error: Error) => error);
  const seconds = (performance.now() - started) / 1000;
  const after = kind.what === "up" ? await untilFiles(api, stack.name, stack.parts.length) : atDeath;
  const set = await readFinalSet(api, stack.name);
  const survives = struck === "engine" || struck === "provider";
  return {
    victim: struck ?? victim,
    isHit: struck !== undefined && (kind.wantsOrphans !== true || orphans > 0),
    orphans,
    hash: hashOf(set),
    seconds,
    deviations: [
      ...(failure instanceof Error ? [`the same run failed: ${failure.message}`] : []),
      ...(survives && code !== 0 ? [`the run did not outlive its ${struck} (exit ${code})`] : []),
      ...listDifferent(expected, set).map((name) => `${name} is otherwise`),
      ...lost(before, after, kind).map((name) => `${name} was lost or changed since before the run`),
      ...lost(atDeath, after, kind).map((name) => `${name} was lost or changed since the kill`),
    ],
  };
}

/** Waits for the moment; answers false where the run ends before it comes, or nobody sees it come. */
async function meet(child: ChildProcess, moment: () => Promise<void>): Promise<boolean> {
  const met = moment().then(
    () => true,
    () => false,
  );
  return (await Promise.race([met, ended(child).then(() => false)])) && child.exitCode === null;
}

/** Kills; answers what: the tool, where the engine or the provider does not run at that moment. */
function strike(child: ChildProcess, victim: Victim): Victim {
  const pid = child.pid ?? 0;
  if (victim === "all") {
    killAll([pid, ...descendantsOf(pid).map((one) => one.pid)]);
    return victim;
  }
  const found = victim === "tool" ? undefined : engineBelow(pid)[victim];
  killAll([found ?? pid]);
  return found === undefined ? "tool" : victim;
}

async function repeat(scene: Scene, kind: KillClass): Promise<void> {
  const { engine, stack, manifests } = scene;
  if (kind.what === "up") await bringUp(engine, stack, manifests);
  else await engine.down(stack, { deleteData: kind.what === "down-with-data" });
}

async function countOrphans({ api, stack, folder, manifests }: Scene): Promise<number> {
  const known = readKnown(folder, stack.name);
  const made = await readNames(api, stack.name);
  return manifests.filter(
    ({ id, object }) =>
      !known.has(id) && made.has(`${object.kind} ${object.metadata.namespace}/${object.metadata.name}`),
  ).length;
}

async function readNames(api: KubeApi, stack: string): Promise<Set<string>> {
  const kinds = { ConfigMap: "/api/v1/configmaps", Service: "/api/v1/services", Secret: "/api/v1/secrets" };
  const label = `?labelSelector=country-stack%2Fstack%3D${stack}`;
  const lists = await Promise.all(
    Object.entries(kinds).map(async ([kind, path]) => {
      const { items } = (await api.request("GET", `${path}${label}`)).body;
      return items.map(
        ({ metadata }: { metadata: { name: string; namespace: string } }) =>
          `${kind} ${metadata.namespace}/${metadata.name}`,
      );
    }),
  );
  return new Set(lists.flat());
}

/** After `down` no pod serves files, which the next `up` shows to be there. */
function lost(before: Valuables, after: Valuables, kind: KillClass): string[] {
  return listLost(before, after).filter((name) => kind.what === "up" || !name.startsWith("file "));
}
