import { selectorOf } from "../constructs/labels.ts";
import { mirror } from "../constructs/mirror.ts";
import { dnsEgress, peerSpec } from "../constructs/policy-spec.ts";
import { OWN_IMAGE } from "./own-image.ts";
import { type KubeObject, mediatorOf, OWN_USER, type Part, REFERENCE_PORT, type Stack } from "./spi/index.ts";

/** The name of the sink's objects, and of the policies that let parts call it. */
export const SINK_NAME = "callback-sink";
/** The port of the sink's Service and pod. */
export const SINK_PORT = REFERENCE_PORT;
/** The label of all that stands for the time of a run only. */
export const TEMPORARY_LABEL = "country-stack/temporary";

const TOKEN_FOLDER = "/etc/country-stack";
const SELECTOR = { [TEMPORARY_LABEL]: SINK_NAME };

/** What is different at every sink. */
export interface SinkChoice {
  readonly token: string;
  /** When it stands no longer; the pod ends itself then. */
  readonly expires: Date;
  /** Until then from now, in seconds. */
  readonly lifetimeS: number;
}

/** The namespace of a stack's sink. */
export function sinkNamespace(stack: Pick<Stack, "name">): string {
  return `${stack.name}-${SINK_NAME}`;
}

/** The sink as pods of the stack reach it, without a slash at its end. */
export function sinkAddress(stack: Pick<Stack, "name">): string {
  return `http://${SINK_NAME}.${sinkNamespace(stack)}.svc.cluster.local:${SINK_PORT}`;
}

/**
 * The parts of a stack in the cluster that may call its sink: the mediator, and those whose product makes calls of
 * its own (`emits`). None where neither runs there.
 */
export function sinkCallers(stack: Stack): Part[] {
  const mediator = mediatorOf(stack);
  return stack.parts.filter(
    (part) => part.external === undefined && (part === mediator || part.product.conformance.emits === true),
  );
}

/**
 * The objects of a call-back sink, in the order of making them: a namespace of its own from which nothing gets out
 * and into which only its callers' calls get, and in each caller's namespace the policy that lets these out.
 */
export function callbackSink(stack: Stack, callers: readonly Part[], choice: SinkChoice): KubeObject[] {
  const namespace = sinkNamespace(stack);
  const labels = sinkLabels(stack);
  const own = (name: string) => ({ name, namespace, labels });
  return [
    sinkNamespaceObject(namespace, labels, choice.expires),
    policy(own("default-deny"), { podSelector: {}, policyTypes: ["Ingress", "Egress"] }),
    policy(own("from-parts"), {
      podSelector: { matchLabels: SELECTOR },
      policyTypes: ["Ingress"],
      ingress: [
        { from: callers.map((part) => peerSpec(part.namespace, selectorOf(part))), ports: [tcpPort()] },
      ],
    }),
    ...callers.map((part) =>
      policy(
        { name: SINK_NAME, namespace: part.namespace, labels },
        {
          podSelector: { matchLabels: selectorOf(part) },
          policyTypes: ["Egress"],
          egress: [{ to: [peerSpec(namespace, SELECTOR)], ports: [tcpPort()] }, dnsEgress()],
        },
      ),
    ),
    {
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: own(SINK_NAME),
      automountServiceAccountToken: false,
    },
    { apiVersion: "v1", kind: "Secret", metadata: own(SINK_NAME), stringData: { token: choice.token } },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: own(SINK_NAME),
      // Without an address of its own: its name leads to the pod at once, whatever kube-proxy's pace.
      spec: {
        clusterIP: "None",
        publishNotReadyAddresses: true,
        selector: SELECTOR,
        ports: [{ name: "api", port: SINK_PORT, targetPort: SINK_PORT, protocol: "TCP" }],
      },
    },
    { apiVersion: "v1", kind: "Pod", metadata: own(SINK_NAME), spec: podSpec(stack, choice.lifetimeS) },
  ];
}

/**
 * The sink's namespace where another team makes it, for good: a run of checks then makes the sink in it and removes it
 * again, and leaves the namespace. Undefined where nobody may call a sink.
 */
export function givenSinkNamespace(stack: Stack): KubeObject | undefined {
  if (sinkCallers(stack).length === 0) return undefined;
  const { [TEMPORARY_LABEL]: _, ...labels } = sinkLabels(stack);
  return sinkNamespaceObject(sinkNamespace(stack), labels);
}

/** The labels of all of a stack's sink. */
export function sinkLabels(stack: Stack): Record<string, string> {
  return {
    "app.kubernetes.io/name": SINK_NAME,
    "app.kubernetes.io/part-of": stack.name,
    "app.kubernetes.io/managed-by": "country-stack",
    "country-stack/stack": stack.name,
    ...SELECTOR,
  };
}

function sinkNamespaceObject(name: string, labels: Record<string, string>, expires?: Date): KubeObject {
  const levels = ["enforce", "audit", "warn"].map((mode) => [
    `pod-security.kubernetes.io/${mode}`,
    "restricted",
  ]);
  return {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: {
      name,
      labels: { ...labels, ...Object.fromEntries(levels) },
      ...(expires === undefined ? {} : { annotations: { "country-stack/expires": expires.toISOString() } }),
    },
  };
}

function policy(metadata: KubeObject["metadata"], spec: unknown): KubeObject {
  return { apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy", metadata, spec };
}

function tcpPort(): unknown {
  return { port: SINK_PORT, protocol: "TCP" };
}

function podSpec(stack: Stack, lifetimeS: number): unknown {
  const { pullSecret } = stack.images;
  return {
    serviceAccountName: SINK_NAME,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    restartPolicy: "Never",
    activeDeadlineSeconds: lifetimeS,
    terminationGracePeriodSeconds: 2,
    ...(pullSecret === undefined ? {} : { imagePullSecrets: [{ name: pullSecret }] }),
    securityContext: {
      runAsNonRoot: true,
      runAsUser: OWN_USER,
      runAsGroup: OWN_USER,
      fsGroup: OWN_USER,
      seccompProfile: { type: "RuntimeDefault" },
    },
    containers: [container(mirror(stack)(OWN_IMAGE))],
    volumes: [
      { name: "token", secret: { secretName: SINK_NAME, defaultMode: 0o440 } },
      { name: "tmp", emptyDir: { sizeLimit: "16Mi" } },
    ],
  };
}

function container(image: string): unknown {
  const tokenFile = `${TOKEN_FOLDER}/token`;
  return {
    name: "server",
    image,
    imagePullPolicy: "IfNotPresent",
    args: ["reference", "sink", "--port", String(SINK_PORT), "--token-file", tokenFile],
    ports: [{ name: "api", containerPort: SINK_PORT, protocol: "TCP" }],
    resources: {
      requests: { cpu: "20m", memory: "64Mi", "ephemeral-storage": "16Mi" },
      limits: { cpu: "500m", memory: "256Mi", "ephemeral-storage": "64Mi" },
    },
    securityContext: {
      privileged: false,
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    },
    readinessProbe: { httpGet: { path: "/-/healthcheck", port: SINK_PORT }, periodSeconds: 1 },
    volumeMounts: [
      { name: "token", mountPath: TOKEN_FOLDER, readOnly: true },
      { name: "tmp", mountPath: "/tmp" },
    ],
  };
}
