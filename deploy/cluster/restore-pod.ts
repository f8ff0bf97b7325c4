import { TEMPORARY_LABEL } from "../../charts/callback-sink.ts";
import {
  backupOf,
  type KubeObject,
  type Manifest,
  type Part,
  type PartBackup,
} from "../../charts/spi/index.ts";
import { ownLabels } from "./ownership.ts";

/** Where a part's commands run. */
export interface DataWorkload {
  readonly backup: PartBackup;
  readonly namespace: string;
  /** The labels of its pods, as the API takes them in a query. */
  readonly selector: string;
  /** The workload's manifest, with a pod template. */
  readonly object: KubeObject;
}

interface PodSpec {
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly volumes?: readonly Volume[];
  readonly terminationGracePeriodSeconds?: number;
  readonly [key: string]: unknown;
}

interface Container {
  readonly name: string;
  readonly env?: readonly { readonly valueFrom?: { readonly secretKeyRef?: object } }[];
  readonly [key: string]: unknown;
}

interface Volume {
  readonly secret?: object;
  readonly [key: string]: unknown;
}

interface WorkloadSpec {
  readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
  readonly template: { readonly spec: PodSpec };
}

const WORKLOADS = ["StatefulSet", "Deployment"];

/** The workload that has a part's data. A declaration that names none of the part's is a bug of the product. */
export function dataWorkload(part: Part, manifests: readonly Manifest[]): DataWorkload {
  const backup = backupOf(part.product);
  if (backup === undefined) throw new Error(`product ${part.product.id} does not say how its data are taken`);
  const name = backup.component === undefined ? part.name : `${part.name}-${backup.component}`;
  const found = manifests.find(
    ({ part: owner, object }) =>
      owner === part.name && object.metadata.name === name && WORKLOADS.includes(object.kind),
  );
  if (found === undefined) throw new Error(`part ${part.name} has no workload ${name} to take data from`);
  const { matchLabels } = specOf(found.object).selector;
  const labels = Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`);
  const namespace = found.object.metadata.namespace ?? part.namespace;
  return { backup, namespace, selector: labels.join(","), object: found.object };
}

/** The name of the pod through which a part's data are put back. */
export function restorePodName(part: Part): string {
  return `${part.name}-restore`;
}

/**
 * A pod like those of the part, with its volumes, that nobody can reach: it has none of the labels by which Services
 * and policies find the part's pods. It runs the part's server, or where that is to be stopped, nothing.
 */
export function restorePod(
  stack: string,
  part: Part,
  { backup, namespace, object }: DataWorkload,
): KubeObject {
  const { initContainers = [], ...spec } = specOf(object).template.spec;
  const isStopped = backup.when === "stopped";
  const main = spec.containers.find(({ name }) => name === backup.container);
  if (main === undefined) throw new Error(`part ${part.name} has no container ${backup.container}`);
  const { livenessProbe: _, ...unwatched } = main;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: restorePodName(part),
      namespace,
      labels: { ...ownLabels(stack), [TEMPORARY_LABEL]: "restore" },
    },
    spec: {
      ...spec,
      restartPolicy: "Never",
      ...(isStopped || initContainers.length === 0
        ? {}
        : { initContainers: initContainers.map(withoutSecretsThatLack) }),
      containers: [withoutSecretsThatLack(isStopped ? held(unwatched, backup) : unwatched)],
      volumes: (spec.volumes ?? []).map(optionalSecret),
    },
  };
}

function held(container: Container, { hold = [] }: PartBackup): Container {
  const { args: _, readinessProbe: __, startupProbe: ___, ports: ____, ...rest } = container;
  return { ...rest, command: hold };
}

/** A Secret that came into the profile after the backup is made by the `up` that follows; here nothing reads it. */
function optionalSecret(volume: Volume): Volume {
  return volume.secret === undefined ? volume : { ...volume, secret: { ...volume.secret, optional: true } };
}

function withoutSecretsThatLack(container: Container): Container {
  if (container.env === undefined) return container;
  const env = container.env.map((one) => {
    const { secretKeyRef } = one.valueFrom ?? {};
    return secretKeyRef === undefined
      ? one
      : { ...one, valueFrom: { secretKeyRef: { ...secretKeyRef, optional: true } } };
  });
  return { ...container, env };
}

function specOf(object: KubeObject): WorkloadSpec {
  return object["spec"] as WorkloadSpec;
}
