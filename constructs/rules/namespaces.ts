import { type Manifest, partsIn } from "../../charts/spi/index.ts";
import { type Examined, inObject, ofKind, partFor } from "./examined.ts";
import { fieldsAt } from "./fields.ts";
import { groupOf, isCustom, isHelmRelease } from "./opaque.ts";
import { levelRank, podSecurityLevel } from "./pod-security-level.ts";
import type { Deviation, Rule } from "./rule.ts";
import { govstack, practice } from "./standards.ts";

/** Rules on where objects stand, and of which kinds they are. */
export const namespaceRules: readonly Rule[] = [
  {
    id: "own-namespace",
    title: "Every object stands in the namespace of its part, whose name the profile gives",
    level: "error",
    counterparts: govstack("own-namespace"),
    check: (examined) => [...elsewhere(examined), ...homeless(examined)],
  },
  {
    id: "namespace-pod-security",
    title: "Every namespace enforces the strictest level of Pod Security that its parts' stated needs allow",
    level: "error",
    counterparts: practice("namespace-pod-security"),
    check: (examined) =>
      ofKind(examined, "Namespace").flatMap((namespace) => looseLevels(namespace, examined)),
  },
  {
    id: "basic-kinds",
    title: "Objects are of the kinds that every cluster has, and need no controller of their own",
    level: "error",
    counterparts: govstack("basic-kinds"),
    check: ({ manifests }) =>
      manifests
        .filter(({ object }) => isCustom(object))
        .map((manifest) =>
          inObject(manifest, ["kind"], { kind: `${groupOf(manifest.object)} ${manifest.object.kind}` }),
        ),
  },
  {
    id: "no-cluster-objects",
    title: "No object rules the whole cluster: definitions of kinds, cluster roles, webhooks, classes",
    level: "error",
    counterparts: govstack("no-cluster-control"),
    check: ({ manifests }) =>
      manifests
        .filter(
          ({ object }) => CLUSTER_KINDS.includes(object.kind) || object.metadata.namespace === "kube-system",
        )
        .map((manifest) => inObject(manifest, ["kind"], { kind: manifest.object.kind })),
  },
  {
    id: "quota-for-opaque-parts",
    title: "A part whose contents were not examined has a ResourceQuota around it",
    level: "error",
    counterparts: practice("quota"),
    check: (examined) =>
      examined.manifests
        .filter(({ object }) => isHelmRelease(object))
        .filter(({ object }) => !hasQuota(examined, object.metadata.namespace))
        .map((manifest) => inObject(manifest, ["metadata", "namespace"])),
  },
];

const CLUSTER_KINDS: readonly string[] = [
  "APIService",
  "CSIDriver",
  "ClusterRole",
  "ClusterRoleBinding",
  "CustomResourceDefinition",
  "FlowSchema",
  "GatewayClass",
  "IngressClass",
  "MutatingAdmissionPolicy",
  "MutatingWebhookConfiguration",
  "Node",
  "PersistentVolume",
  "PriorityClass",
  "PriorityLevelConfiguration",
  "RuntimeClass",
  "StorageClass",
  "ValidatingAdmissionPolicy",
  "ValidatingAdmissionPolicyBinding",
  "ValidatingWebhookConfiguration",
  "VolumeSnapshotClass",
];

function elsewhere(examined: Examined): Deviation[] {
  return examined.manifests
    .filter(({ object }) => !CLUSTER_KINDS.includes(object.kind))
    .flatMap((manifest) => {
      const { kind, metadata } = manifest.object;
      const namespace = kind === "Namespace" ? metadata.name : (metadata.namespace ?? "default");
      if (namespace === partFor(examined, manifest).namespace) return [];
      const key = kind === "Namespace" ? "name" : "namespace";
      return [inObject(manifest, ["metadata", key], { namespace })];
    });
}

/** Objects whose namespace none of them makes; all labels that protect it would be missing. */
function homeless(examined: Examined): Deviation[] {
  const made = ofKind(examined, "Namespace").map(({ object }) => object.metadata.name);
  const first = new Map<string, Manifest>();
  for (const manifest of examined.manifests) {
    const { namespace } = manifest.object.metadata;
    if (namespace !== undefined && !made.includes(namespace) && !first.has(namespace))
      first.set(namespace, manifest);
  }
  return [...first].map(([namespace, manifest]) =>
    inObject(manifest, ["metadata", "namespace"], { namespace, made: "no" }),
  );
}

function looseLevels(namespace: Manifest, { stack }: Examined): Deviation[] {
  const labels = fieldsAt(namespace.object, "metadata", "labels");
  const needed = podSecurityLevel(
    partsIn(stack, namespace.object.metadata.name).flatMap(({ product }) => product.needs),
  );
  return ["enforce", "audit", "warn"].flatMap((mode) => {
    const label = `pod-security.kubernetes.io/${mode}`;
    const level = String(labels[label] ?? "none");
    if (levelRank(level) <= levelRank(needed)) return [];
    return [inObject(namespace, ["metadata", "labels", label], { mode, level, needed })];
  });
}

function hasQuota(examined: Examined, namespace: string | undefined): boolean {
  return ofKind(examined, "ResourceQuota").some(({ object }) => object.metadata.namespace === namespace);
}
