import type { KubeObject, Manifest } from "../charts/spi/index.ts";

type Labels = Readonly<Record<string, string>>;

const PART_LABEL = "country-stack/part";

/** Pods as policies see them: their namespace, its labels, and their own. */
export interface Endpoint {
  readonly namespace: string;
  readonly namespaceLabels: Labels;
  readonly podLabels: Labels;
}

interface Selector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly { key: string; operator: string; values?: readonly string[] }[];
}
interface Peer {
  readonly namespaceSelector?: Selector;
  readonly podSelector?: Selector;
  readonly ipBlock?: unknown;
}
interface Rule {
  readonly from?: readonly Peer[];
  readonly to?: readonly Peer[];
  readonly ports?: readonly { port?: number; endPort?: number; protocol?: string }[];
}
interface PolicySpec {
  readonly podSelector: Selector;
  readonly policyTypes?: readonly ("Ingress" | "Egress")[];
  readonly ingress?: readonly Rule[];
  readonly egress?: readonly Rule[];
}

/** Answers questions about a set of manifests. */
export interface PolicyEvaluator {
  /** The pods of a part's workloads, or of those of one component as `PART/COMPONENT`; empty where there are none. */
  endpointsOf(part: string): readonly Endpoint[];
  /** Whether any pod of `from` may open a TCP connection to `port` of any of `to`; both named as above. */
  may(from: string, to: string, port: number): boolean;
}

/**
 * Evaluates NetworkPolicies as Kubernetes defines them: a pod that no policy selects is open; one that is selected
 * lets through what any of its policies allows; a connection needs the sender's egress and the receiver's ingress.
 * Named ports and address blocks allow no pod here, which errs on the side of refusing.
 */
export function evaluatePolicies(manifests: readonly Manifest[]): PolicyEvaluator {
  const namespaceLabels = new Map<string, Labels>();
  const policies = new Map<string, PolicySpec[]>();
  const endpoints = new Map<string, Endpoint[]>();
  for (const { object } of manifests) {
    if (object.kind === "Namespace") namespaceLabels.set(object.metadata.name, labelsOfNamespace(object));
    if (object.kind === "NetworkPolicy")
      push(policies, object.metadata.namespace ?? "", object["spec"] as PolicySpec);
  }
  for (const { part, object } of manifests) {
    const namespace = object.metadata.namespace ?? "";
    for (const podLabels of podLabelsOf(object)) {
      const endpoint = { namespace, namespaceLabels: namespaceLabels.get(namespace) ?? {}, podLabels };
      push(endpoints, part, endpoint);
      push(endpoints, `${part}/${podLabels["country-stack/component"]}`, endpoint);
    }
  }
  const endpointsOf = (part: string) => endpoints.get(part) ?? [];
  return {
    endpointsOf,
    may: (from, to, port) =>
      endpointsOf(from).some((sender) =>
        endpointsOf(to).some((receiver) => connects(policies, sender, receiver, port)),
      ),
  };
}

function connects(
  policies: Map<string, PolicySpec[]>,
  sender: Endpoint,
  receiver: Endpoint,
  port: number,
): boolean {
  return (
    allows(policies, sender, "Egress", receiver, port) && allows(policies, receiver, "Ingress", sender, port)
  );
}

function allows(
  policies: Map<string, PolicySpec[]>,
  subject: Endpoint,
  type: "Ingress" | "Egress",
  other: Endpoint,
  port: number,
): boolean {
  const governing = (policies.get(subject.namespace) ?? []).filter(
    (spec) => typesOf(spec).includes(type) && selects(spec.podSelector, subject.podLabels),
  );
  if (governing.length === 0) return true;
  const rules = governing.flatMap((spec) => (type === "Ingress" ? spec.ingress : spec.egress) ?? []);
  return rules.some((rule) => {
    const peers = type === "Ingress" ? rule.from : rule.to;
    return (
      portAllowed(rule, port) && (peers === undefined || peers.some((one) => isPeer(one, subject, other)))
    );
  });
}

function typesOf(spec: PolicySpec): readonly string[] {
  return spec.policyTypes ?? (spec.egress === undefined ? ["Ingress"] : ["Ingress", "Egress"]);
}

function isPeer(peer: Peer, subject: Endpoint, other: Endpoint): boolean {
  if (peer.ipBlock !== undefined) return false;
  const namespaceFits =
    peer.namespaceSelector === undefined
      ? other.namespace === subject.namespace
      : selects(peer.namespaceSelector, other.namespaceLabels);
  return namespaceFits && (peer.podSelector === undefined || selects(peer.podSelector, other.podLabels));
}

function portAllowed(rule: Rule, port: number): boolean {
  return (
    rule.ports === undefined ||
    rule.ports.some((one) => {
      if ((one.protocol ?? "TCP") !== "TCP") return false;
      if (one.port === undefined) return true;
      return port >= one.port && port <= (one.endPort ?? one.port);
    })
  );
}

function selects(selector: Selector, labels: Labels): boolean {
  const byLabel = Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value);
  return (
    byLabel && (selector.matchExpressions ?? []).every((expression) => expressionHolds(expression, labels))
  );
}

function expressionHolds(
  expression: { key: string; operator: string; values?: readonly string[] },
  labels: Labels,
): boolean {
  const value = labels[expression.key];
  switch (expression.operator) {
    case "In":
      return value !== undefined && (expression.values ?? []).includes(value);
    case "NotIn":
      return value === undefined || !(expression.values ?? []).includes(value);
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
    default:
      return false;
  }
}

/** Kubernetes itself adds the label with the namespace's name. */
function labelsOfNamespace(object: KubeObject): Labels {
  return { ...object.metadata.labels, "kubernetes.io/metadata.name": object.metadata.name };
}

/** The labels of the pods that an object makes: those of its template, or those that it tells an operator to give. */
function podLabelsOf(object: KubeObject): Labels[] {
  const spec = object["spec"] as { template?: { metadata?: { labels?: Labels } } } | undefined;
  if (object.kind === "Pod") return [object.metadata.labels ?? {}];
  return spec?.template?.metadata === undefined ? labelsIn(spec) : [spec.template.metadata.labels ?? {}];
}

/** Maps `labels` with the label of a part, wherever a custom resource has them. */
function labelsIn(value: unknown): Labels[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const isLabels = key === "labels" && typeof child === "object" && child !== null && PART_LABEL in child;
    return isLabels ? [child as Labels] : labelsIn(child);
  });
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
