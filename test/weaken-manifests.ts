import type { Manifest } from "../charts/spi/index.ts";

// biome-ignore lint/suspicious/noExplicitAny: objects that are made worse
type Json = any;

/** One way to make manifests less safe than they are. */
export interface Weakening {
  /** What it does to which object. */
  readonly name: string;
  readonly manifests: readonly Manifest[];
}

type Change = readonly [name: string, change: (value: Json) => void];

const without = (...keys: string[]): Change =>
  (([last, ...path]) =>
    [
      `without ${keys.join(".")}`,
      (value: Json) => {
        const holder = path.reduceRight((found, key) => found?.[key], value);
        if (last !== undefined) delete holder?.[last];
      },
    ] as const)(keys.toReversed());

const as = (given: Json, ...keys: string[]): Change => [
  `with ${keys.join(".")} ${JSON.stringify(given)}`,
  (value: Json) => {
    const last = keys.at(-1) ?? "";
    let holder = value;
    for (const key of keys.slice(0, -1)) holder = holder[key] ??= {};
    holder[last] = given;
  },
];

const PEM = "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n";

const BOTH = ["Ingress", "Egress"];
const INTERNET = [{ to: [{ ipBlock: { cidr: "0.0.0.0/0" } }] }];

/** What may happen to any container of a pod. */
const TO_CONTAINERS: readonly Change[] = [
  without("securityContext"),
  without("securityContext", "readOnlyRootFilesystem"),
  without("securityContext", "allowPrivilegeEscalation"),
  without("securityContext", "capabilities"),
  without("securityContext", "capabilities", "drop"),
  without("resources"),
  without("resources", "requests"),
  without("resources", "requests", "cpu"),
  without("resources", "requests", "memory"),
  without("resources", "limits"),
  without("resources", "limits", "cpu"),
  without("resources", "limits", "memory"),
  without("resources", "limits", "ephemeral-storage"),
  as(true, "securityContext", "privileged"),
  as(true, "securityContext", "allowPrivilegeEscalation"),
  as(false, "securityContext", "readOnlyRootFilesystem"),
  as(false, "securityContext", "runAsNonRoot"),
  as(0, "securityContext", "runAsUser"),
  as(["SYS_ADMIN"], "securityContext", "capabilities", "add"),
  as(["CHOWN"], "securityContext", "capabilities", "add"),
  as({ type: "Unconfined" }, "securityContext", "seccompProfile"),
  as({ type: "Unconfined" }, "securityContext", "appArmorProfile"),
  as("Unmasked", "securityContext", "procMount"),
  as([{ containerPort: 8080, hostPort: 8080 }], "ports"),
  as("docker.io/library/busybox", "image"),
  as("docker.io/library/busybox:latest", "image"),
  as("docker.io/library/busybox:1.37.0", "image"),
  as([{ name: "ADMIN_PASSWORD", value: "admin" }], "env"),
  as([{ name: "X", valueFrom: { secretKeyRef: { name: "nowhere", key: "x" } } }], "env"),
  as(["sh", "-c", "export PGPASSWORD=admin; psql"], "args"),
];

/** What may happen to the containers of what serves. */
const TO_SERVERS: readonly Change[] = [without("livenessProbe"), without("readinessProbe")];

/** What may happen to any pod. */
const TO_PODS: readonly Change[] = [
  without("securityContext", "seccompProfile"),
  without("automountServiceAccountToken"),
  as(true, "automountServiceAccountToken"),
  as(false, "securityContext", "runAsNonRoot"),
  as(0, "securityContext", "runAsUser"),
  as([{ name: "kernel.msgmax", value: "1" }], "securityContext", "sysctls"),
  as({ type: "spc_t" }, "securityContext", "seLinuxOptions"),
  as(true, "hostNetwork"),
  as(true, "hostPID"),
  as(true, "hostIPC"),
  as("nobody", "serviceAccountName"),
  ["with a folder of the node", (spec) => spec.volumes.push({ name: "etc", hostPath: { path: "/etc" } })],
  ["with a file server", (spec) => spec.volumes.push({ name: "n", nfs: { server: "x", path: "/" } })],
  ["with an endless folder", (spec) => spec.volumes.push({ name: "e", emptyDir: {} })],
  ["with another container", (spec) => spec.containers.push({ name: "x", image: "x" })],
];

/** What may happen to objects of a kind. */
const TO_KINDS: Readonly<Record<string, readonly Change[]>> = {
  Namespace: ["enforce", "audit", "warn"].flatMap((mode) => {
    const label = `pod-security.kubernetes.io/${mode}`;
    return [without("metadata", "labels", label), as("privileged", "metadata", "labels", label)];
  }),
  NetworkPolicy: [
    ["that lets everything in", (policy) => Object.assign(policy.spec, { policyTypes: BOTH, ingress: [{}] })],
    ["that lets everything out", (policy) => Object.assign(policy.spec, { policyTypes: BOTH, egress: [{}] })],
    [
      "that opens the Internet",
      (policy) => Object.assign(policy.spec, { policyTypes: BOTH, egress: INTERNET }),
    ],
    ["for every port", (policy) => forRules(policy, (rule) => delete rule.ports)],
    [
      "for everybody",
      (policy) => forRules(policy, (rule) => delete rule[rule.from === undefined ? "to" : "from"]),
    ],
    ["for every namespace", (policy) => forRules(policy, openNamespaces)],
  ],
  ServiceAccount: [without("automountServiceAccountToken"), as(true, "automountServiceAccountToken")],
  Secret: [as({ token: "YWRtaW4=" }, "data"), as({ token: "admin" }, "stringData")],
  ConfigMap: [as({ "key.pem": PEM }, "data"), as({ "x.conf": "password: hunter2" }, "data")],
  PersistentVolumeClaim: [as("somebody-elses", "spec", "storageClassName")],
  Service: [
    as("LoadBalancer", "spec", "type"),
    as("NodePort", "spec", "type"),
    as(["192.0.2.1"], "spec", "externalIPs"),
    as({ app: "x" }, "spec", "selector"),
    ["to a port that is not there", (service) => (service.spec.ports[0].targetPort = 1)],
  ],
};

/** Kinds without an object of which others stand open, or lead nowhere. */
const REMOVED: readonly string[] = [
  "Namespace",
  "NetworkPolicy",
  "ServiceAccount",
  "Secret",
  "ConfigMap",
  "PersistentVolumeClaim",
];

function forRules(policy: Json, change: (rule: Json) => void): void {
  for (const rule of [...(policy.spec.ingress ?? []), ...(policy.spec.egress ?? [])]) change(rule);
}

function openNamespaces(rule: Json): void {
  for (const peer of [...(rule.from ?? []), ...(rule.to ?? [])]) {
    peer.namespaceSelector = {};
    delete peer.podSelector;
  }
}

/** Every weakening of every object that changes something, one at a time. */
export function weaken(manifests: readonly Manifest[]): Weakening[] {
  return manifests.flatMap((manifest, index) => {
    const replaced = (name: string, change: (object: Json) => void): Weakening[] => {
      const object = structuredClone(manifest.object);
      change(object);
      if (JSON.stringify(object) === JSON.stringify(manifest.object)) return [];
      return [{ name: `${manifest.id} ${name}`, manifests: manifests.with(index, { ...manifest, object }) }];
    };
    const removed = REMOVED.includes(manifest.object.kind)
      ? [{ name: `no ${manifest.id}`, manifests: manifests.toSpliced(index, 1) }]
      : [];
    return [
      ...removed,
      ...[
        ...(TO_KINDS[manifest.object.kind] ?? []),
        without("metadata", "labels"),
        as("other", "metadata", "namespace"),
      ]
        .filter(([name]) => manifest.object.kind !== "Namespace" || !name.includes("namespace"))
        .flatMap(([name, change]) => replaced(name, change)),
      ...ofPod(manifest, replaced),
    ];
  });
}

function ofPod(
  { object }: Manifest,
  replaced: (name: string, change: (object: Json) => void) => Weakening[],
): Weakening[] {
  const spec = (value: Json): Json => value.spec?.template?.spec;
  if (spec(object) === undefined) return [];
  const lists = ["containers", "initContainers"].filter((list) => spec(object)[list] !== undefined);
  return [
    ...TO_PODS.flatMap(([name, change]) => replaced(`pod ${name}`, (value) => change(spec(value)))),
    ...lists.flatMap((list) =>
      spec(object)[list].flatMap((_: Json, index: number) =>
        [...TO_CONTAINERS, ...(list === "containers" && object.kind !== "Job" ? TO_SERVERS : [])].flatMap(
          ([name, change]) =>
            replaced(`${list} ${index} ${name}`, (value) => change(spec(value)[list][index])),
        ),
      ),
    ),
  ];
}
