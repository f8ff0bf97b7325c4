import { readMillicores, readQuantity } from "./live-quantity.ts";

type Labels = Readonly<Record<string, string>>;

/** A taint of a node, as the API serves it. */
export interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
}

/** A node as the API serves it, as far as pods are placed by it. */
export interface NodeObject {
  readonly metadata: { readonly name: string; readonly labels?: Labels };
  readonly spec?: { readonly taints?: readonly Taint[]; readonly unschedulable?: boolean };
  readonly status?: {
    readonly allocatable?: Labels;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

interface Toleration {
  readonly key?: string;
  readonly operator?: string;
  readonly value?: string;
  readonly effect?: string;
}

interface Expression {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

/** A selector of labels, as the API has it. */
export interface LabelSelector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly Expression[];
}

interface NodeTerm {
  readonly matchExpressions?: readonly Expression[];
  readonly matchFields?: readonly Expression[];
}

interface AffinityTerm {
  readonly topologyKey: string;
  readonly labelSelector?: LabelSelector;
  readonly namespaces?: readonly string[];
}

interface ContainerRequests {
  readonly restartPolicy?: string;
  readonly resources?: { readonly requests?: Labels; readonly limits?: Labels };
}

/** A pod's `spec`, as far as it is placed by it. */
export interface PlacedPodSpec {
  readonly nodeName?: string;
  readonly containers?: readonly ContainerRequests[];
  readonly initContainers?: readonly ContainerRequests[];
  readonly overhead?: Labels;
  readonly nodeSelector?: Labels;
  readonly tolerations?: readonly Toleration[];
  readonly affinity?: {
    readonly nodeAffinity?: {
      readonly requiredDuringSchedulingIgnoredDuringExecution?: {
        readonly nodeSelectorTerms?: readonly NodeTerm[];
      };
    };
    readonly podAffinity?: {
      readonly requiredDuringSchedulingIgnoredDuringExecution?: readonly AffinityTerm[];
    };
    readonly podAntiAffinity?: {
      readonly requiredDuringSchedulingIgnoredDuringExecution?: readonly AffinityTerm[];
    };
  };
  readonly topologySpreadConstraints?: readonly {
    readonly maxSkew: number;
    readonly topologyKey: string;
    readonly whenUnsatisfiable: string;
    readonly labelSelector?: LabelSelector;
  }[];
}

/** What a pod asks of a node, or a node has: millicores and bytes. */
export interface Amount {
  readonly cpu: number;
  readonly memory: number;
}

/**
 * What a pod asks for as the scheduler counts it: its containers together, or its largest step of initialization with
 * the side-cars that run by then; a limit stands for a request that is not said.
 */
export function requestsOf(spec: PlacedPodSpec): Amount {
  let sidecars: Amount = { cpu: 0, memory: 0 };
  let start: Amount = { cpu: 0, memory: 0 };
  for (const container of spec.initContainers ?? []) {
    const asked = add(sidecars, askedBy(container));
    start = { cpu: Math.max(start.cpu, asked.cpu), memory: Math.max(start.memory, asked.memory) };
    if (container.restartPolicy === "Always") sidecars = asked;
  }
  const running = (spec.containers ?? []).map(askedBy).reduce(add, sidecars);
  const most = { cpu: Math.max(start.cpu, running.cpu), memory: Math.max(start.memory, running.memory) };
  return add(most, amountOf(spec.overhead ?? {}));
}

/** The sum of two amounts. */
export function add(one: Amount, other: Amount): Amount {
  return { cpu: one.cpu + other.cpu, memory: one.memory + other.memory };
}

/** CPU and memory of a list of resources. */
export function amountOf(resources: Labels): Amount {
  return { cpu: readMillicores(resources["cpu"]), memory: readQuantity(resources["memory"]) };
}

function askedBy({ resources }: ContainerRequests): Amount {
  return amountOf({ ...resources?.limits, ...resources?.requests });
}

/** The first taint of a node that keeps the pod away; a preference keeps nobody away. */
export function untoleratedTaint(node: NodeObject, spec: PlacedPodSpec): Taint | undefined {
  const keeping = (node.spec?.taints ?? []).filter(({ effect }) => effect !== "PreferNoSchedule");
  return keeping.find((taint) => !(spec.tolerations ?? []).some((one) => tolerates(one, taint)));
}

function tolerates({ key, operator = "Equal", value = "", effect }: Toleration, taint: Taint): boolean {
  if (effect !== undefined && effect !== "" && effect !== taint.effect) return false;
  if (key === undefined || key === "") return operator === "Exists";
  return key === taint.key && (operator === "Exists" || value === (taint.value ?? ""));
}

/** Whether a node has the labels that the pod wants: its `nodeSelector` and its required node affinity. */
export function wantsNode(node: NodeObject, spec: PlacedPodSpec): boolean {
  const labels = node.metadata.labels ?? {};
  const terms =
    spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  const fields = { "metadata.name": node.metadata.name };
  return (
    Object.entries(spec.nodeSelector ?? {}).every(([key, value]) => labels[key] === value) &&
    (terms === undefined ||
      terms.some(
        (term) =>
          (term.matchExpressions ?? []).every((one) => holds(one, labels)) &&
          (term.matchFields ?? []).every((one) => holds(one, fields)),
      ))
  );
}

/** Whether labels fit a selector; an empty one fits all, an absent one nothing, as the API has it. */
export function selects(selector: LabelSelector | undefined, labels: Labels): boolean {
  if (selector === undefined) return false;
  return (
    Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value) &&
    (selector.matchExpressions ?? []).every((one) => holds(one, labels))
  );
}

function holds({ key, operator, values = [] }: Expression, labels: Labels): boolean {
  const value = labels[key];
  switch (operator) {
    case "In":
      return value !== undefined && values.includes(value);
    case "NotIn":
      return value === undefined || !values.includes(value);
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
    case "Gt":
      return value !== undefined && Number(value) > Number(values[0]);
    case "Lt":
      return value !== undefined && Number(value) < Number(values[0]);
    default:
      return false;
  }
}
