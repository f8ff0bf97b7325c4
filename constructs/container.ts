import type { ExistingSecret, MountedSecret } from "./mounted-secret.ts";
import { formatCpu, parseBytes, parseCpu } from "./quantity.ts";

/** The value of an environment variable: a text, or a key of a Secret. */
export type EnvironmentValue = string | { readonly secret: ExistingSecret; readonly key: string };

/** How a container is asked whether it has started, lives and is ready; times in seconds. */
export interface Probe {
  readonly http?: { readonly path: string; readonly port: number; readonly scheme?: "HTTP" | "HTTPS" };
  readonly tcp?: number;
  readonly exec?: readonly string[];
  readonly period?: number;
  readonly failures?: number;
  readonly timeout?: number;
}

/** Where a volume of the pod appears in a container. */
export interface Mount {
  readonly volume: string;
  readonly path: string;
  readonly subPath?: string;
  readonly readOnly?: boolean;
}

/** What a container asks for; limits are twice the memory and four times the CPU (half a core at least) by default. */
export interface Resources {
  readonly cpu: string;
  readonly memory: string;
  readonly cpuLimit?: string;
  readonly memoryLimit?: string;
  /** The most that it may write into its root, logs and empty directories without a size; `1Gi` by default. */
  readonly ephemeralStorage?: string;
}

/** One container; what is not said is safe: no root, no writing into its root, no capabilities. */
export interface ContainerProps {
  readonly name: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, EnvironmentValue>>;
  /** By name; named as the product's ports where these are meant. */
  readonly ports?: Readonly<Record<string, number>>;
  readonly resources: Resources;
  readonly mounts?: readonly Mount[];
  readonly secrets?: readonly MountedSecret[];
  /** A command that runs in the container as soon as it has started; where it fails, the container is started anew. */
  readonly afterStart?: readonly string[];
  readonly startup?: Probe;
  readonly liveness?: Probe;
  readonly readiness?: Probe;
  /** Each of these is a deviation that the product states among its needs, with the rule's id. */
  readonly deviations?: {
    /** `run-as-non-root`: the process starts as root. */
    readonly root?: true;
    /** `read-only-root-file-system`: it writes beside its volumes. */
    readonly writableRoot?: true;
    /** `no-privilege-escalation`: it changes its user. */
    readonly privilegeEscalation?: true;
    /** `drop-all-capabilities`: what it keeps of them. */
    readonly capabilities?: readonly string[];
  };
}

/** A container as Kubernetes takes it. */
export function containerSpec(props: ContainerProps): Record<string, unknown> {
  const { deviations = {}, env = {}, ports = {} } = props;
  const mounts = [
    ...(props.mounts ?? []),
    ...(props.secrets ?? []).map(({ secret, folder }) => ({
      volume: `secret-${secret.name}`,
      path: folder,
      readOnly: true,
    })),
  ];
  return {
    name: props.name,
    image: props.image,
    imagePullPolicy: "IfNotPresent",
    ...(props.command === undefined ? {} : { command: [...props.command] }),
    ...(props.args === undefined ? {} : { args: [...props.args] }),
    ...(Object.keys(env).length === 0 ? {} : { env: Object.entries(env).map(environmentSpec) }),
    ...(Object.keys(ports).length === 0
      ? {}
      : { ports: Object.entries(ports).map(([name, containerPort]) => ({ name, containerPort })) }),
    resources: resourcesSpec(props.resources),
    securityContext: {
      allowPrivilegeEscalation: deviations.privilegeEscalation === true,
      privileged: false,
      readOnlyRootFilesystem: deviations.writableRoot !== true,
      runAsNonRoot: deviations.root !== true,
      ...(deviations.root === true ? { runAsUser: 0 } : {}),
      capabilities: {
        drop: ["ALL"],
        ...(deviations.capabilities === undefined ? {} : { add: [...deviations.capabilities] }),
      },
    },
    ...lifeSpec(props),
    ...(mounts.length === 0 ? {} : { volumeMounts: mounts.map(mountSpec) }),
  };
}

/** What happens once it has started, and how it is asked how it is. */
function lifeSpec(props: ContainerProps): Record<string, unknown> {
  return {
    ...(props.afterStart === undefined
      ? {}
      : { lifecycle: { postStart: { exec: { command: [...props.afterStart] } } } }),
    ...(props.startup === undefined ? {} : { startupProbe: probeSpec(props.startup) }),
    ...(props.liveness === undefined ? {} : { livenessProbe: probeSpec(props.liveness) }),
    ...(props.readiness === undefined ? {} : { readinessProbe: probeSpec(props.readiness) }),
  };
}

function environmentSpec([name, value]: [string, EnvironmentValue]): unknown {
  if (typeof value === "string") return { name, value };
  return { name, valueFrom: { secretKeyRef: { name: value.secret.name, key: value.key } } };
}

function mountSpec({ volume, path, subPath, readOnly }: Mount): unknown {
  return {
    name: volume,
    mountPath: path,
    ...(subPath === undefined ? {} : { subPath }),
    ...(readOnly === true ? { readOnly } : {}),
  };
}

function resourcesSpec(resources: Resources): unknown {
  const cpu = parseCpu(resources.cpu);
  const memory = `${Math.ceil(parseBytes(resources.memory) / 2 ** 20)}Mi`;
  const memoryLimit = resources.memoryLimit ?? `${Math.ceil((parseBytes(resources.memory) * 2) / 2 ** 20)}Mi`;
  return {
    requests: { cpu: formatCpu(cpu), memory, "ephemeral-storage": "64Mi" },
    limits: {
      cpu: resources.cpuLimit ?? formatCpu(Math.max(500, cpu * 4)),
      memory: memoryLimit,
      "ephemeral-storage": resources.ephemeralStorage ?? "1Gi",
    },
  };
}

function probeSpec({ http, tcp, exec, period, failures, timeout }: Probe): unknown {
  return {
    ...(http === undefined ? {} : { httpGet: http }),
    ...(tcp === undefined ? {} : { tcpSocket: { port: tcp } }),
    ...(exec === undefined ? {} : { exec: { command: [...exec] } }),
    periodSeconds: period ?? 10,
    ...(failures === undefined ? {} : { failureThreshold: failures }),
    ...(timeout === undefined ? {} : { timeoutSeconds: timeout }),
  };
}
