import {
  GENERATE_ANNOTATION,
  type KubeObject,
  type Manifest,
  type Stack,
  sourcesOfValue,
} from "../../charts/spi/index.ts";
import { askedSecrets } from "../asked-secret.ts";
import { type Container, type Examined, inContainer, inObject, inPod, ofKind, type Pod } from "./examined.ts";
import { type Keys, listAt, textAt, textsIn, valueAt } from "./fields.ts";
import type { Deviation } from "./rule.ts";

/** An object that another one names. */
interface Reference {
  readonly kind: string;
  readonly name: string;
  /** Where it is not the namespace of the one that names it. */
  readonly namespace?: string | undefined;
  readonly at: Deviation;
}

/** Names of objects that are in no manifest, and that neither the profile nor Kubernetes promises to be there. */
export function danglingReferences(examined: Examined): Deviation[] {
  const references = [
    ...examined.pods.flatMap(ofPod),
    ...examined.containers.flatMap(ofContainer),
    ...examined.manifests.flatMap(ofObject),
  ];
  return references
    .filter((reference) => reference.name !== "" && !isThere(examined, reference))
    .map(({ kind, name, at }) => ({ ...at, params: { ...at.params, kind, name } }));
}

function isThere(examined: Examined, { kind, name, namespace, at }: Reference): boolean {
  const where = namespace ?? at.manifest?.object.metadata.namespace;
  const isCluster = kind.startsWith("Cluster") || kind.endsWith("Class");
  const found = ofKind(examined, kind).some(
    ({ object }) => object.metadata.name === name && (isCluster || object.metadata.namespace === where),
  );
  return found || promised(examined.stack, at.part, kind).includes(name);
}

/** What the profile says is there, in a part's options too, and what Kubernetes puts into each namespace or cluster. */
function promised(
  { images, providers, parts }: Stack,
  part: string,
  kind: string,
): readonly (string | undefined)[] {
  const own = parts.find(({ name }) => name === part);
  switch (kind) {
    case "Secret":
      return [
        images.pullSecret,
        ...Object.values(providers).map(({ secretRef }) => secretRef),
        // Where a provider names none, its Secret is called after the part and what it is for.
        ...Object.keys(providers).map((capability) => `${part}-${capability.split(":")[0]}`),
        ...parts.map(({ external }) => external?.credentials?.secretRef),
        ...textsIn(own?.options).map(({ text }) => text),
      ];
    case "ConfigMap":
      return ["kube-root-ca.crt"];
    case "StorageClass":
      return [own?.overrides.storageClass];
    case "ClusterRole":
      return ["admin", "cluster-admin", "edit", "view"];
    case "PriorityClass":
      return ["system-cluster-critical", "system-node-critical"];
    default:
      return [];
  }
}

const optional = (value: unknown): boolean => valueAt(value, "optional") === true;

function ofPod(pod: Pod): Reference[] {
  const named = (kind: string, keys: Keys): Reference => ({
    kind,
    name: textAt(pod.spec, ...keys),
    at: inPod(pod, keys),
  });
  return [
    named("ServiceAccount", ["serviceAccountName"]),
    named("PriorityClass", ["priorityClassName"]),
    named("RuntimeClass", ["runtimeClassName"]),
    ...listAt(pod.spec, "imagePullSecrets").map((_, index) =>
      named("Secret", ["imagePullSecrets", index, "name"]),
    ),
    ...listAt(pod.spec, "volumes").flatMap((volume, index) => ofVolume(volume, ["volumes", index], named)),
  ];
}

function ofVolume(volume: unknown, at: Keys, named: (kind: string, keys: Keys) => Reference): Reference[] {
  const required = (kind: string, field: string, key: string) =>
    optional(valueAt(volume, field)) ? [] : [named(kind, [...at, field, key])];
  const sources = listAt(volume, "projected", "sources").flatMap((source, index) => [
    ...(optional(valueAt(source, "secret"))
      ? []
      : [named("Secret", [...at, "projected", "sources", index, "secret", "name"])]),
    ...(optional(valueAt(source, "configMap"))
      ? []
      : [named("ConfigMap", [...at, "projected", "sources", index, "configMap", "name"])]),
  ]);
  return [
    ...required("Secret", "secret", "secretName"),
    ...required("ConfigMap", "configMap", "name"),
    ...required("PersistentVolumeClaim", "persistentVolumeClaim", "claimName"),
    ...sources,
  ];
}

function ofContainer(container: Container): Reference[] {
  const sources = (
    field: string,
    index: number,
    value: unknown,
    kinds: readonly (readonly [string, string])[],
  ) =>
    kinds.flatMap(([key, kind]) => {
      const source = field === "env" ? valueAt(value, "valueFrom", key) : valueAt(value, key);
      if (source === undefined || optional(source)) return [];
      const keys = field === "env" ? [field, index, "valueFrom", key, "name"] : [field, index, key, "name"];
      return [{ kind, name: textAt(source, "name"), at: inContainer(container, keys) }];
    });
  return [
    ...listAt(container.spec, "env").flatMap((value, index) => sources("env", index, value, KEY_SOURCES)),
    ...listAt(container.spec, "envFrom").flatMap((value, index) =>
      sources("envFrom", index, value, ALL_SOURCES),
    ),
  ];
}

const KEY_SOURCES = [
  ["secretKeyRef", "Secret"],
  ["configMapKeyRef", "ConfigMap"],
] as const;
const ALL_SOURCES = [
  ["secretRef", "Secret"],
  ["configMapRef", "ConfigMap"],
] as const;

/** What objects other than pods name. */
function ofObject(manifest: Manifest): Reference[] {
  const { object } = manifest;
  const named = (kind: string, keys: Keys): Reference => ({
    kind,
    name: textAt(object, ...keys),
    at: inObject(manifest, keys),
  });
  switch (object.kind) {
    case "StatefulSet":
      return [named("Service", ["spec", "serviceName"]), ...claimTemplates(object, named)];
    case "PersistentVolumeClaim":
      return [named("StorageClass", ["spec", "storageClassName"])];
    case "RoleBinding":
    case "ClusterRoleBinding":
      return [
        named(textAt(object, "roleRef", "kind"), ["roleRef", "name"]),
        ...listAt(object, "subjects").flatMap((subject, index) =>
          textAt(subject, "kind") === "ServiceAccount"
            ? [{ ...named("ServiceAccount", ["subjects", index, "name"]), ...namespaceOf(subject) }]
            : [],
        ),
      ];
    case "Secret":
      return ofAskedSecret(manifest);
    case "HorizontalPodAutoscaler":
      return [named(textAt(object, "spec", "scaleTargetRef", "kind"), ["spec", "scaleTargetRef", "name"])];
    case "Ingress":
      return listAt(object, "spec", "tls").map((_, index) =>
        named("Secret", ["spec", "tls", index, "secretName"]),
      );
    case "Gateway":
      return listAt(object, "spec", "listeners").flatMap((listener, index) =>
        listAt(listener, "tls", "certificateRefs").map((_, at) =>
          named("Secret", ["spec", "listeners", index, "tls", "certificateRefs", at, "name"]),
        ),
      );
    case "HelmRelease":
      return listAt(object, "spec", "valuesFrom").map((source, index) =>
        named(textAt(source, "kind"), ["spec", "valuesFrom", index, "name"]),
      );
    default:
      return [];
  }
}

/** The Secrets of whose values this one's are made: the authority of a certificate, what is copied. */
function ofAskedSecret(manifest: Manifest): Reference[] {
  const at = inObject(manifest, ["metadata", "annotations", GENERATE_ANNOTATION]);
  return askedSecrets([manifest])
    .flatMap(({ values }) => Object.values(values).flatMap(sourcesOfValue))
    .flatMap((source) =>
      typeof source === "string"
        ? []
        : [{ kind: "Secret", name: source.secret, namespace: source.namespace, at }],
    );
}

function namespaceOf(subject: unknown): { readonly namespace?: string } {
  const namespace = textAt(subject, "namespace");
  return namespace === "" ? {} : { namespace };
}

function claimTemplates(object: KubeObject, named: (kind: string, keys: Keys) => Reference): Reference[] {
  return listAt(object, "spec", "volumeClaimTemplates").map((_, index) =>
    named("StorageClass", ["spec", "volumeClaimTemplates", index, "spec", "storageClassName"]),
  );
}
