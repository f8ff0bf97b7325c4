import { TEMPORARY_LABEL } from "../../charts/callback-sink.ts";
import type { KubeObject, Manifest, Migration, Part } from "../../charts/spi/index.ts";
import { ownLabels } from "./ownership.ts";

/** How long a step may take, in seconds. */
const DEADLINE_S = 3600;
/** How often a step that failed is tried again; each try begins with the data as they were, or goes on. */
const TRIES = 2;
const WORKLOADS = ["StatefulSet", "Deployment"];

interface Mounting {
  readonly name: string;
  readonly configMap?: object;
  readonly secret?: object;
}

interface Container {
  readonly name: string;
  readonly [key: string]: unknown;
}

interface PodSpec {
  readonly containers: readonly Container[];
  readonly volumes?: readonly Mounting[];
  readonly [key: string]: unknown;
}

/** The workload whose data a step works on. A step that names none of the part's is a bug of the product. */
export function migratedWorkload(part: Part, step: Migration, manifests: readonly Manifest[]): KubeObject {
  const name = step.component === undefined ? part.name : `${part.name}-${step.component}`;
  const found = manifests.find(
    ({ part: owner, object }) =>
      owner === part.name && object.metadata.name === name && WORKLOADS.includes(object.kind),
  );
  if (found === undefined)
    throw new Error(`part ${part.name} has no workload ${name} to migrate the data of`);
  return found.object;
}

/** The name of a step's Job: part, step and release, so that another release's is another Job. */
export function migrationJobName(part: Part, { step }: Pick<Migration, "step">): string {
  return `${part.name}-${step}-${part.release.version.toLowerCase().replace(/[^a-z0-9]+/g, "-")}`;
}

/**
 * The Job of one step: a pod like those of the part's newer release, with its volumes, user and limits, that runs the
 * step's command and that no Service and no policy finds. What the newer release mounts beside its data may not be
 * there yet.
 */
export function migrationJob(
  stack: string,
  part: Part,
  step: Migration,
  manifests: readonly Manifest[],
): KubeObject {
  const workload = migratedWorkload(part, step, manifests);
  const { spec } = (workload["spec"] as { readonly template: { readonly spec: PodSpec } }).template;
  const main = spec.containers.find(({ name }) => name === step.container);
  if (main === undefined) throw new Error(`part ${part.name} has no container ${step.container}`);
  const { args: _, livenessProbe: __, readinessProbe: ___, startupProbe: ____, ports: _____, ...rest } = main;
  const { initContainers: ______, ...pod } = spec;
  const labels = { ...ownLabels(stack), [TEMPORARY_LABEL]: "migration" };
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: {
      name: migrationJobName(part, step),
      ...(workload.metadata.namespace === undefined ? {} : { namespace: workload.metadata.namespace }),
      labels,
    },
    spec: {
      backoffLimit: TRIES,
      activeDeadlineSeconds: DEADLINE_S,
      template: {
        metadata: { labels },
        spec: {
          ...pod,
          restartPolicy: "Never",
          // What it says last is the reason that a person reads where it fails.
          containers: [{ ...rest, command: step.command, terminationMessagePolicy: "FallbackToLogsOnError" }],
          volumes: (spec.volumes ?? []).map(optional),
        },
      },
    },
  };
}

function optional(volume: Mounting): Mounting {
  if (volume.configMap !== undefined)
    return { ...volume, configMap: { ...volume.configMap, optional: true } };
  return volume.secret === undefined ? volume : { ...volume, secret: { ...volume.secret, optional: true } };
}
