import { type KubeObject, OWN_USER } from "../../charts/spi/index.ts";
import { limitsOf } from "./limits.ts";
import { EXPIRES_ANNOTATION, sandboxLabels } from "./marks.ts";
import type { ApiAddress, ReaperConfig } from "./reaper-config.ts";

const CONFIG_FOLDER = "/etc/country-stack";
const PORT = 8080;
const SELECTOR = { "country-stack/role": "sandbox-reaper" };

/** What a reaper runs with. */
export interface ReaperPlace {
  readonly image: string;
  readonly pullSecret?: string | undefined;
}

/** The reaper's namespace, at the Pod Security level `restricted`. */
export function reaperNamespaceObject(config: ReaperConfig): KubeObject {
  const levels = ["enforce", "audit", "warn"].map((mode) => [
    `pod-security.kubernetes.io/${mode}`,
    "restricted",
  ]);
  return {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: {
      name: config.ownNamespace,
      labels: { ...sandboxLabels(config.sandbox), ...Object.fromEntries(levels) },
      annotations: { [EXPIRES_ANNOTATION]: config.expires },
    },
  };
}

/** What is in the reaper's namespace: policies, limits, its account, its configuration, and one pod kept alive. */
export function reaperObjects(config: ReaperConfig, place: ReaperPlace): KubeObject[] {
  const metadata = (name: string) => ({
    name,
    namespace: config.ownNamespace,
    labels: sandboxLabels(config.sandbox),
  });
  const hard = { "requests.cpu": "50m", "requests.memory": "256Mi", "limits.memory": "512Mi", pods: "3" };
  return [
    ...limitsOf(reaperNamespaceObject(config), hard),
    ...policies(metadata, config.apiServers),
    {
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: metadata("reaper"),
      automountServiceAccountToken: false,
    },
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: metadata("reaper"),
      data: { "config.json": `${JSON.stringify(config, null, 2)}\n` },
    },
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: metadata("reaper"),
      spec: deployment(config, place),
    },
  ];
}

function policies(
  metadata: (name: string) => KubeObject["metadata"],
  apiServers: readonly ApiAddress[],
): KubeObject[] {
  const policy = (name: string, spec: object) => ({
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: metadata(name),
    spec,
  });
  const egress = apiServers.map(({ address, port }) => ({
    to: [{ ipBlock: { cidr: `${address}/${address.includes(":") ? 128 : 32}` } }],
    ports: [{ port, protocol: "TCP" }],
  }));
  return [
    policy("default-deny", { podSelector: {}, policyTypes: ["Ingress", "Egress"] }),
    policy("to-api-server", { podSelector: { matchLabels: SELECTOR }, policyTypes: ["Egress"], egress }),
  ];
}

function deployment(config: ReaperConfig, place: ReaperPlace): object {
  const restricted = {
    runAsNonRoot: true,
    runAsUser: OWN_USER,
    runAsGroup: OWN_USER,
    privileged: false,
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ["ALL"] },
  };
  const container = {
    name: "reaper",
    image: place.image,
    imagePullPolicy: "IfNotPresent",
    args: ["reference", "reap", "--config", `${CONFIG_FOLDER}/config.json`, "--port", String(PORT)],
    // Ready is one that could read its record: only it will end the sandbox.
    readinessProbe: { httpGet: { path: "/readyz", port: PORT }, periodSeconds: 2 },
    env: [{ name: "NODE_OPTIONS", value: "--max-old-space-size=48" }],
    resources: {
      requests: { cpu: "5m", memory: "64Mi", "ephemeral-storage": "4Mi" },
      limits: { cpu: "500m", memory: "128Mi", "ephemeral-storage": "16Mi" },
    },
    securityContext: restricted,
    volumeMounts: [{ name: "configuration", mountPath: CONFIG_FOLDER, readOnly: true }],
  };
  const spec = {
    serviceAccountName: "reaper",
    // The one pod of ours that talks to the API: its token is what its rights are bound to.
    automountServiceAccountToken: true,
    terminationGracePeriodSeconds: 5,
    securityContext: { runAsNonRoot: true, fsGroup: OWN_USER, seccompProfile: { type: "RuntimeDefault" } },
    ...(place.pullSecret === undefined ? {} : { imagePullSecrets: [{ name: place.pullSecret }] }),
    containers: [container],
    volumes: [{ name: "configuration", configMap: { name: "reaper" } }],
  };
  return {
    replicas: 1,
    strategy: { type: "Recreate" },
    selector: { matchLabels: SELECTOR },
    template: { metadata: { labels: { ...sandboxLabels(config.sandbox), ...SELECTOR } }, spec },
  };
}
