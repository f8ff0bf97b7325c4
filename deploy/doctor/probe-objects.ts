import { TEMPORARY_LABEL } from "../../charts/callback-sink.ts";
import { type KubeObject, OWN_USER } from "../../charts/spi/index.ts";
import { dnsEgress, portsSpec } from "../../constructs/policy-spec.ts";
import { LISTEN, LOOK, WRITE } from "./probe-script.ts";

/** The mark of all that a probe makes. */
export const PROBE = "doctor";
/** When a probe's namespace is over, for whoever finds it. */
export const EXPIRES_ANNOTATION = "country-stack/expires";
/** A pod of a probe ends itself after this time, in seconds. */
export const PROBE_LIFETIME_S = 300;

/** The ports of the listening pod: which policies let through. */
export const PORTS = {
  /** Both sides' policies let it through: the control. */
  allowed: 8080,
  /** The listener's policy does not let anybody in. */
  noWayIn: 8081,
  /** The caller's policy does not let it out. */
  noWayOut: 8082,
} as const;

/** A name that every cluster's DNS knows. */
export const KNOWN_NAME = "kubernetes.default.svc.cluster.local";

/** What the pods of a probe run with. */
export interface ProbeChoice {
  readonly namespace: string;
  readonly image: string;
  readonly pullSecret?: string | undefined;
}

/** The namespace of a probe, closed to all that is not restricted. */
export function probeNamespace(name: string, expires: Date): KubeObject {
  const levels = ["enforce", "audit", "warn"].map((mode) => [
    `pod-security.kubernetes.io/${mode}`,
    "restricted",
  ]);
  const annotations = { [EXPIRES_ANNOTATION]: expires.toISOString() };
  const labels = { ...LABELS, ...Object.fromEntries(levels) };
  return { apiVersion: "v1", kind: "Namespace", metadata: { name, labels, annotations } };
}

/** Policies that let one port through and stop another one on each side, for the pods of the probe alone. */
export function probePolicies({ namespace }: ProbeChoice): KubeObject[] {
  const policy = (role: string, spec: object): KubeObject => ({
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name: nameOf(role), namespace, labels: LABELS },
    spec: { podSelector: { matchLabels: selectorOf(role) }, ...spec },
  });
  const peer = (role: string) => ({ podSelector: { matchLabels: selectorOf(role) } });
  return [
    policy("listener", {
      policyTypes: ["Ingress"],
      ingress: [{ from: [peer("caller")], ports: portsSpec([PORTS.allowed, PORTS.noWayOut]) }],
    }),
    policy("caller", {
      policyTypes: ["Egress"],
      egress: [{ to: [peer("listener")], ports: portsSpec([PORTS.allowed, PORTS.noWayIn]) }, dnsEgress()],
    }),
  ];
}

/** The pod that listens. */
export function listenerPod(choice: ProbeChoice): KubeObject {
  return pod(choice, "listener", [LISTEN, ...Object.values(PORTS).map(String)]);
}

/** The pod that calls the listener at its address, and asks the DNS. */
export function callerPod(choice: ProbeChoice, address: string): KubeObject {
  return pod(choice, "caller", [LOOK, address, KNOWN_NAME, ...Object.values(PORTS).map(String)]);
}

/** A claim of a storage class (empty for the cluster's own choice), and the pod that writes into its volume. */
export function writerObjects(choice: ProbeChoice, index: number, storageClass: string): KubeObject[] {
  const role = writerRole(index);
  const claim: KubeObject = {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name: nameOf(role), namespace: choice.namespace, labels: LABELS },
    spec: {
      accessModes: ["ReadWriteOnce"],
      resources: { requests: { storage: "1Gi" } },
      ...(storageClass === "" ? {} : { storageClassName: storageClass }),
    },
  };
  const volume = { name: "data", persistentVolumeClaim: { claimName: nameOf(role) } };
  return [claim, pod(choice, role, [WRITE, "/data"], volume)];
}

/** A pod that no namespace at the level `restricted` may take. */
export function forbiddenPod(namespace: string): KubeObject {
  const container = { name: "probe", image: "probe", securityContext: { privileged: true } };
  const metadata = { name: nameOf("forbidden"), namespace, labels: LABELS };
  return { apiVersion: "v1", kind: "Pod", metadata, spec: { hostNetwork: true, containers: [container] } };
}

/** The name of a probe's object of a role. */
export function nameOf(role: string): string {
  return `country-stack-${PROBE}-${role}`;
}

/** The role of the pod that writes into a volume of the storage class of that index. */
export function writerRole(index: number): string {
  return `writer-${index}`;
}

const LABELS = {
  "app.kubernetes.io/name": PROBE,
  "app.kubernetes.io/managed-by": "country-stack",
  [TEMPORARY_LABEL]: PROBE,
};

function selectorOf(role: string): Record<string, string> {
  return { [TEMPORARY_LABEL]: PROBE, "country-stack/component": role };
}

function pod(
  { namespace, image, pullSecret }: ProbeChoice,
  role: string,
  [script = "", ...args]: readonly string[],
  volume?: { readonly name: string },
): KubeObject {
  const mounts = volume === undefined ? {} : { volumeMounts: [{ name: volume.name, mountPath: "/data" }] };
  const amounts = { cpu: "20m", memory: "64Mi", "ephemeral-storage": "16Mi" };
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: nameOf(role), namespace, labels: { ...LABELS, ...selectorOf(role) } },
    spec: {
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      restartPolicy: "Never",
      activeDeadlineSeconds: PROBE_LIFETIME_S,
      terminationGracePeriodSeconds: 1,
      ...(pullSecret === undefined ? {} : { imagePullSecrets: [{ name: pullSecret }] }),
      securityContext: {
        runAsNonRoot: true,
        runAsUser: OWN_USER,
        runAsGroup: OWN_USER,
        fsGroup: OWN_USER,
        seccompProfile: { type: "RuntimeDefault" },
      },
      containers: [
        {
          name: "probe",
          image,
          imagePullPolicy: "IfNotPresent",
          command: ["node", "-e", script, ...args],
          resources: { requests: amounts, limits: { ...amounts, cpu: "500m" } },
          securityContext: {
            privileged: false,
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ["ALL"] },
          },
          ...mounts,
        },
      ],
      ...(volume === undefined ? {} : { volumes: [volume] }),
    },
  };
}
