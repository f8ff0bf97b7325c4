import type { KubeObject, Manifest, Part, Stack } from "../../charts/spi/index.ts";
import type { UseEntry } from "../backup/archive.ts";
import { migrationJob } from "../cluster/migration-job.ts";
import type { UpgradeMark } from "../cluster/record.ts";
import { dataWorkload } from "../cluster/restore-pod.ts";
import { createObject, endRestorePods, putData, startRestorePods } from "../cluster/stack-data.ts";
import { waitUntilGone } from "../cluster/wait-until-gone.ts";
import { removeMigrations, stopWorkload } from "./migrate-parts.ts";
import { type PulumiEngineOptions, type Run, withRun } from "./run.ts";
import { mountedClaims } from "./volume-users.ts";

/** Parts that go back to the releases and the data that they had before an upgrade. */
export interface GoingBack {
  /** With the older releases, and its manifests. */
  readonly stack: Stack;
  readonly manifests: readonly Manifest[];
  /** The parts as they were to become; what of theirs runs is stopped. */
  readonly newer: { readonly stack: Stack; readonly manifests: readonly Manifest[] };
  readonly mark: UpgradeMark;
  /** The parts whose data the backup has. */
  readonly withData: ReadonlySet<string>;
  /** Reads the backup, entry by entry; it has proved whole. */
  readonly read: (use: UseEntry) => Promise<unknown>;
  /** Told when the data of a part begin to be put back. */
  readonly onPart: (part: string) => void;
}

const WORKLOADS = ["StatefulSet", "Deployment"];

/**
 * Stops the parts of an upgrade, takes their volumes away and puts what they had stored before on new ones; the `up` of
 * the older releases follows. The other parts of the stack are not touched. A run that died is done again as a whole;
 * one that had put all of it back is not.
 */
export async function putBack(
  options: PulumiEngineOptions,
  goingBack: GoingBack,
  interrupted: AbortSignal,
): Promise<void> {
  const { stack, mark } = goingBack;
  const work = async (run: Run) => {
    if (run.upgrade?.phase === "back") return;
    await run.markUpgrade({ ...mark, phase: "going-back" });
    await stopParts(run, goingBack);
    const parts = stack.parts.filter(({ name }) => goingBack.withData.has(name));
    // A claim goes only when no pod uses it, and a run that died has left the pod that put the data back.
    await endRestorePods(run.cluster, stack, parts, goingBack.manifests);
    await renewVolumes(run, goingBack, parts);
    try {
      await startRestorePods(run.cluster, stack, parts, goingBack.manifests);
      await goingBack.read(async (name, data) => {
        const part = parts.find((one) => `data/${one.name}` === name);
        if (part === undefined) return;
        goingBack.onPart(part.name);
        await putData(run.cluster, stack, part, goingBack.manifests, data, run.signal);
      });
    } finally {
      await endRestorePods(run.cluster, stack, parts, goingBack.manifests);
    }
    await run.markUpgrade({ ...mark, phase: "back" });
  };
  const told = mark.backup === undefined ? {} : { of: mark.backup.file };
  await withRun(options, stack, "go back", interrupted, work, told);
}

async function stopParts(
  { cluster, signal }: Run,
  { stack, manifests, newer, mark }: GoingBack,
): Promise<void> {
  const names = mark.parts.map(({ part }) => part);
  const jobs = newer.stack.parts
    .filter(({ name }) => names.includes(name))
    .flatMap((part) =>
      (part.release.migrations ?? []).map((step) => migrationJob(stack.name, part, step, newer.manifests)),
    );
  await removeMigrations(cluster, jobs);
  const all = [...newer.manifests, ...manifests].filter(
    ({ part, object }) => names.includes(part) && WORKLOADS.includes(object.kind),
  );
  const workloads = new Map(all.map(({ id, object }) => [id, object]));
  for (const workload of workloads.values()) await stopWorkload(cluster, workload, signal);
}

async function renewVolumes(
  { cluster }: Run,
  { manifests }: GoingBack,
  parts: readonly Part[],
): Promise<void> {
  for (const part of parts) {
    const { object: workload } = dataWorkload(part, manifests);
    const names = mountedClaims(workload);
    const claims = manifests
      .map(({ object }): KubeObject => object)
      .filter(
        ({ kind, metadata }) =>
          kind === "PersistentVolumeClaim" &&
          metadata.namespace === workload.metadata.namespace &&
          names.includes(metadata.name),
      );
    for (const claim of claims) await cluster.deleteObject(claim);
    await waitUntilGone(cluster, claims);
    for (const claim of claims) await createObject(cluster, claim);
  }
}
