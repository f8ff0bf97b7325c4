import { ApiObject } from "cdk8s";
import type { Construct } from "constructs";
import { componentName } from "./address.ts";
import { componentSelector } from "./labels.ts";
import { type PodOwner, type PodProps, podTemplate } from "./pod.ts";

/** The component whose objects have the part's own name. */
export const MAIN = "main";

/** Servers of one kind and the Service in front of them. */
export interface WorkloadProps extends PodProps {
  /** `StatefulSet` for what keeps data on a claim: never two at a time write to it. */
  readonly kind: "Deployment" | "StatefulSet";
  readonly replicas?: number;
  /** Ports of the Service by name; none where nothing calls these pods. */
  readonly ports?: Readonly<Record<string, number>>;
  /** Whether the Service names each pod, not one address for all: what forms a cluster of its own needs. */
  readonly headless?: boolean;
}

/**
 * Adds a Deployment or StatefulSet with its Service, both named as the part, or for a component `PART-COMPONENT`.
 * Non-root, read-only root, nothing privileged, seccomp, limits, no token; two or more replicas are spread over
 * nodes and kept from being drained together. The part's ServiceAccount is added with the first workload.
 */
export function addWorkload(scope: Construct, owner: PodOwner, props: WorkloadProps): void {
  const { part } = owner;
  const name = componentName(part, props.component === MAIN ? undefined : props.component);
  const matchLabels = componentSelector(part, props.component);
  const replicas = props.replicas ?? 1;
  addServiceAccount(scope, owner);
  if (props.ports !== undefined) {
    new ApiObject(scope, `service-${props.component}`, {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name },
      spec: {
        ...(props.headless === true ? { clusterIP: "None", publishNotReadyAddresses: true } : {}),
        ports: Object.entries(props.ports).map(([port, number]) => ({
          name: port,
          port: number,
          targetPort: number,
        })),
        selector: matchLabels,
      },
    });
  }
  const template = podTemplate(owner, props, replicas > 1 ? spread(matchLabels) : {});
  new ApiObject(scope, `workload-${props.component}`, {
    apiVersion: "apps/v1",
    kind: props.kind,
    metadata: { name },
    spec: {
      replicas,
      selector: { matchLabels },
      ...(props.kind === "StatefulSet" ? { serviceName: name } : {}),
      template,
    },
  });
  if (replicas > 1) addDisruptionBudget(scope, props.component, name, matchLabels);
}

/** Adds the part's one ServiceAccount, which has no rights and no token; once, however often it is asked for. */
export function addServiceAccount(scope: Construct, { part }: PodOwner): void {
  if (scope.node.tryFindChild("service-account") !== undefined) return;
  new ApiObject(scope, "service-account", {
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: { name: part.name },
    automountServiceAccountToken: false,
  });
}

/** Zones first: a cluster without zones has one to the scheduler, and nothing is asked of it. */
const SPREAD_OVER = ["topology.kubernetes.io/zone", "kubernetes.io/hostname"];

function spread(matchLabels: Readonly<Record<string, string>>): Record<string, unknown> {
  const topologySpreadConstraints = SPREAD_OVER.map((topologyKey) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: { matchLabels },
  }));
  return { topologySpreadConstraints };
}

function addDisruptionBudget(
  scope: Construct,
  component: string,
  name: string,
  matchLabels: Readonly<Record<string, string>>,
): void {
  new ApiObject(scope, `budget-${component}`, {
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget",
    metadata: { name },
    spec: { maxUnavailable: 1, selector: { matchLabels } },
  });
}
