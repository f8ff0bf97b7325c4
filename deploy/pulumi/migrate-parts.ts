import type { KubeObject, Manifest, Part } from "../../charts/spi/index.ts";
import { type Cluster, ClusterError } from "../cluster/client.ts";
import { migratedWorkload, migrationJob } from "../cluster/migration-job.ts";
import { listPods, readReason } from "../cluster/pod-reasons.ts";
import { createObject } from "../cluster/stack-data.ts";
import { waitUntilGone } from "../cluster/wait-until-gone.ts";
import { EngineRefusal, type Upgrade, type UpOptions } from "../engine.ts";
import type { Run } from "./run.ts";

const GONE_MS = 180_000;
const PAUSE_MS = 300;

interface JobObject {
  readonly metadata: { readonly deletionTimestamp?: string };
  readonly status?: {
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly message?: string;
    }[];
  };
}

/**
 * Brings the data of parts that go to another release into its form: each part with steps is stopped, because a volume
 * and its files have one writer, and then the steps' Jobs run one after the other. The update that follows starts the
 * newer release. The same again after a death: what is stopped stays stopped, a Job that runs is waited for, and one
 * that was done is done again. Answers whether there was anything to do.
 */
export async function migrateParts(
  run: Run,
  manifests: readonly Manifest[],
  upgrade: Upgrade,
  onEvent: UpOptions["onEvent"],
): Promise<boolean> {
  const parts = run.stack.parts.filter(({ name }) => upgrade.parts.some(({ part }) => part === name));
  const migrating = parts.filter(({ release }) => (release.migrations ?? []).length > 0);
  for (const part of migrating) {
    for (const workload of workloadsOf(part, manifests)) {
      onEvent({ part: part.name, state: "stopped", detail: "its data are brought into the newer form" });
      await stopWorkload(run.cluster, workload, run.signal);
    }
    for (const step of part.release.migrations ?? []) {
      const job = migrationJob(run.stack.name, part, step, manifests);
      onEvent({ part: part.name, state: "waiting", detail: `job ${job.metadata.name} runs` });
      await runJob(run.cluster, part, job, run.signal);
    }
  }
  return migrating.length > 0;
}

/** Stops a workload's pods and waits until none is there; the next update gives it as many as its manifest says. */
export async function stopWorkload(
  cluster: Cluster,
  workload: KubeObject,
  signal: AbortSignal,
): Promise<void> {
  const path = await cluster.pathOf(workload);
  if (path === undefined || (await cluster.readObject(workload)) === undefined) return;
  await cluster.ask({
    method: "PATCH",
    path,
    body: { spec: { replicas: 0 } },
    contentType: "application/merge-patch+json",
  });
  const { namespace = "" } = workload.metadata;
  const { selector } = workload["spec"] as {
    readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
  };
  const labels = Object.entries(selector.matchLabels).map(([key, value]) => `${key}=${value}`);
  const deadline = Date.now() + GONE_MS;
  for (;;) {
    signal.throwIfAborted();
    const pods = await listPods(cluster, namespace, labels.join(","));
    // Pods of Jobs that ended have the labels of some parts too, and write nothing any more.
    const left = pods.filter(({ status }) => status?.phase !== "Succeeded" && status?.phase !== "Failed");
    if (left.length === 0) return;
    if (Date.now() > deadline)
      throw new ClusterError(
        503,
        `pod ${left[0]?.metadata.name} does not end, so that its data cannot be touched`,
      );
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

function workloadsOf(part: Part, manifests: readonly Manifest[]): KubeObject[] {
  const all = (part.release.migrations ?? []).map((step) => migratedWorkload(part, step, manifests));
  return [...new Set(all)];
}

async function runJob(cluster: Cluster, part: Part, job: KubeObject, signal: AbortSignal): Promise<void> {
  const found = (await cluster.readObject(job)) as JobObject | undefined;
  const isRunning =
    found !== undefined && found.metadata.deletionTimestamp === undefined && endOf(found) === undefined;
  if (!isRunning) {
    if (found !== undefined) await removeMigrations(cluster, [job]);
    await createObject(cluster, job);
  }
  for (;;) {
    signal.throwIfAborted();
    const now = (await cluster.readObject(job)) as JobObject | undefined;
    if (now === undefined) throw new ClusterError(404, `job ${job.metadata.name} was removed while it ran`);
    const end = endOf(now);
    if (end === "Complete") break;
    if (end === "Failed") throw await refusalOf(cluster, part, job);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  await removeMigrations(cluster, [job]);
}

/** Removes Jobs and waits until neither they nor their pods are there: only then may others use their volumes. */
export async function removeMigrations(cluster: Cluster, jobs: readonly KubeObject[]): Promise<void> {
  for (const job of jobs) await cluster.deleteObject(job);
  await waitUntilGone(cluster, jobs);
  const pods = jobs.map(async ({ metadata: { name, namespace = "" } }) => {
    const own = await listPods(cluster, namespace, `job-name=${name}`);
    return own.map(({ metadata }) => ({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: metadata.name, namespace },
    }));
  });
  await waitUntilGone(cluster, (await Promise.all(pods)).flat());
}

function endOf({ status }: JobObject): "Complete" | "Failed" | undefined {
  const types = (status?.conditions ?? []).filter((one) => one.status === "True").map(({ type }) => type);
  if (types.includes("Complete")) return "Complete";
  return types.includes("Failed") ? "Failed" : undefined;
}

async function refusalOf(cluster: Cluster, part: Part, job: KubeObject): Promise<EngineRefusal> {
  const { name, namespace = "" } = job.metadata;
  const said = await lastWords(cluster, namespace, name);
  const reason = said ?? (await readReason(cluster, [namespace], `job-name=${name}`)) ?? "nothing says why";
  return new EngineRefusal(
    `job ${name} failed, so that part ${part.name} stays stopped and does not go to ${part.release.version}: ${reason}`,
    [part.name],
  );
}

/** The end of what the last pod of a Job said, in one line. */
async function lastWords(cluster: Cluster, namespace: string, job: string): Promise<string | undefined> {
  const pods = await listPods(cluster, namespace, `job-name=${job}`);
  const texts = pods.flatMap(({ status }) =>
    (status?.containerStatuses ?? []).flatMap(({ state }) => state?.terminated?.message ?? []),
  );
  const lines = texts.at(-1)?.trim().split("\n") ?? [];
  return lines.at(-1);
}
