import { type KubeObject, type Manifest, manifestId, partOf, type Stack } from "../../charts/spi/index.ts";
import { footprintOf } from "../../constructs/footprint.ts";
import { formatBytes, formatCpu, parseBytes, parseCpu } from "../../constructs/quantity.ts";

const MEBIBYTE = 2 ** 20;
/** The most pods of a part: its own, those that replace them, jobs, and what a test starts beside them. */
const PODS = 20;
const CLAIMS = 10;

/**
 * The quota of a part's namespace, and what a container gets that asks for nothing: twice what the part asks for, so
 * that pods can be replaced while they run, and the limits that our workloads set, four times of it.
 */
export function limitObjects(stack: Stack, partName: string, namespace: KubeObject): Manifest[] {
  const part = partOf(stack, partName);
  const planned = footprintOf(stack, part);
  const { replicas = 1 } = part.overrides;
  const cpu = parseCpu(planned.cpu) * replicas;
  const memory = parseBytes(planned.memory) * replicas;
  const storage = parseBytes(planned.storage) * replicas;
  const hard = {
    "requests.cpu": formatCpu(2 * cpu + 250),
    "requests.memory": formatBytes(2 * memory + 256 * MEBIBYTE),
    "limits.cpu": formatCpu(2 * Math.max(500 * replicas, 4 * cpu) + 1000),
    "limits.memory": formatBytes(4 * memory + 512 * MEBIBYTE),
    "requests.storage": formatBytes(2 * storage),
    persistentvolumeclaims: String(CLAIMS),
    pods: String(PODS),
  };
  return limitsOf(namespace, hard).map((object) => ({ part: partName, id: manifestId(object), object }));
}

/** A quota and default limits for a namespace, with its labels. */
export function limitsOf(namespace: KubeObject, hard: Readonly<Record<string, string>>): KubeObject[] {
  const labels = ownLabelsOf(namespace);
  const metadata = { name: "sandbox", namespace: namespace.metadata.name, labels };
  const container = {
    type: "Container",
    default: { cpu: "500m", memory: "256Mi" },
    defaultRequest: { cpu: "10m", memory: "32Mi" },
  };
  return [
    { apiVersion: "v1", kind: "ResourceQuota", metadata, spec: { hard } },
    { apiVersion: "v1", kind: "LimitRange", metadata, spec: { limits: [container] } },
  ];
}

/** The labels that say whose the namespace is; its Pod Security level is its own affair. */
function ownLabelsOf(namespace: KubeObject): Record<string, string> {
  const labels = Object.entries(namespace.metadata.labels ?? {});
  return Object.fromEntries(labels.filter(([key]) => !key.startsWith("pod-security.kubernetes.io/")));
}
