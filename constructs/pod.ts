import { type Part, SECRET_GENERATION_ANNOTATION, type Stack } from "../charts/spi/index.ts";
import { type ContainerProps, containerSpec } from "./container.ts";
import type { Files } from "./files.ts";
import { generationsOf } from "./generated-secret.ts";
import { componentSelector, labelsOf } from "./labels.ts";
import type { ExistingSecret } from "./mounted-secret.ts";

/** A volume of a pod; Secrets that containers mount need no entry. */
export type Volume =
  | { readonly name: string; readonly files: Files }
  | { readonly name: string; readonly claim: string }
  | { readonly name: string; readonly emptyDir: { readonly size: string; readonly memory?: true } };

/** The part that pods belong to. */
export interface PodOwner {
  readonly stack: Stack;
  readonly part: Part;
}

/** What pods of all kinds of workload are made of. */
export interface PodProps {
  /** Tells these pods from others of the part; `main` for those that are the part itself. */
  readonly component: string;
  readonly containers: readonly ContainerProps[];
  /** They run before the containers, one after the other. */
  readonly init?: readonly ContainerProps[];
  readonly volumes?: readonly Volume[];
  /** The user and group of all containers, and the group of their volumes. */
  readonly user: number;
  readonly group?: number;
  /** Whether owners and modes on the pod's volumes stay as they are; else its group gets to write there. */
  readonly keepsModes?: true;
  /** Seconds that a process has to end after SIGTERM; 30 by default. */
  readonly gracePeriod?: number;
  /** A ServiceAccount that may call the API server; without it pods have no token. */
  readonly serviceAccount?: string;
}

/** A pod template: a changed file and a rotated Secret are changed pods. */
export function podTemplate(
  { stack, part }: PodOwner,
  props: PodProps,
  /** What the kind of workload adds to the pod's `spec`. */
  more: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const containers = [...(props.init ?? []), ...props.containers];
  const root = containers.some(({ deviations }) => deviations?.root === true);
  const annotations = podAnnotations(props, containers);
  return {
    metadata: {
      labels: { ...labelsOf(stack, part), ...componentSelector(part, props.component) },
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    },
    spec: {
      automountServiceAccountToken: props.serviceAccount !== undefined,
      serviceAccountName: props.serviceAccount ?? part.name,
      enableServiceLinks: false,
      terminationGracePeriodSeconds: props.gracePeriod ?? 30,
      securityContext: {
        runAsNonRoot: !root,
        ...(root ? {} : { runAsUser: props.user, runAsGroup: props.group ?? props.user }),
        ...(props.keepsModes === true
          ? {}
          : { fsGroup: props.group ?? props.user, fsGroupChangePolicy: "OnRootMismatch" }),
        seccompProfile: { type: "RuntimeDefault" },
      },
      ...(stack.images.pullSecret === undefined
        ? {}
        : { imagePullSecrets: [{ name: stack.images.pullSecret }] }),
      ...(props.init === undefined ? {} : { initContainers: props.init.map(containerSpec) }),
      containers: props.containers.map(containerSpec),
      ...volumesOf(props, containers),
      ...more,
    },
  };
}

function podAnnotations(
  { volumes = [] }: PodProps,
  containers: readonly ContainerProps[],
): Record<string, string> {
  const checksums = volumes.flatMap((volume) => ("files" in volume ? [volume.files.checksum] : []));
  const generations = generationsOf(secretsOf(containers).filter(({ madeBy }) => madeBy !== "operator"));
  return {
    ...(checksums.length === 0 ? {} : { "country-stack/configuration": checksums.join(",") }),
    ...(generations === "" ? {} : { [SECRET_GENERATION_ANNOTATION]: generations }),
  };
}

/** The Secrets that containers read, in files or variables, each once. */
function secretsOf(containers: readonly ContainerProps[]): ExistingSecret[] {
  const all = containers.flatMap(({ secrets = [], env = {} }) => [
    ...secrets.map(({ secret }) => secret),
    ...Object.values(env).flatMap((value) => (typeof value === "string" ? [] : [value.secret])),
  ]);
  return [...new Map(all.map((secret) => [secret.name, secret])).values()];
}

function volumesOf(props: PodProps, containers: readonly ContainerProps[]): Record<string, unknown> {
  const mounted = containers.flatMap(({ secrets = [] }) => secrets.map(({ secret }) => secret.name));
  const volumes = [
    ...(props.volumes ?? []).map(volumeSpec),
    ...[...new Set(mounted)].map((name) => ({
      name: `secret-${name}`,
      secret: { secretName: name, defaultMode: 0o440 },
    })),
  ];
  return volumes.length === 0 ? {} : { volumes };
}

function volumeSpec(volume: Volume): unknown {
  if ("files" in volume) return { name: volume.name, configMap: { name: volume.files.name } };
  if ("claim" in volume) return { name: volume.name, persistentVolumeClaim: { claimName: volume.claim } };
  const { size, memory } = volume.emptyDir;
  return {
    name: volume.name,
    emptyDir: { sizeLimit: size, ...(memory === true ? { medium: "Memory" } : {}) },
  };
}
