/** One resource in the engine's state, as far as this tool reads and writes it. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly custom?: boolean;
  readonly id?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly provider?: string;
  readonly dependencies?: readonly string[];
  readonly propertyDependencies?: Readonly<Record<string, readonly string[]>>;
  readonly retainOnDelete?: boolean;
  readonly delete?: boolean;
  readonly pendingReplacement?: boolean;
  readonly [key: string]: unknown;
}

/** The engine's state of one stack, as `pulumi stack export` writes it. */
export interface DeploymentState {
  readonly version: number;
  readonly deployment: {
    readonly resources?: readonly StateResource[];
    readonly pending_operations?: readonly unknown[];
    readonly [key: string]: unknown;
  } | null;
}

const PROVIDER_TYPE = "pulumi:providers:kubernetes";

/** The resources of a state, those that wait for their removal after a replacement left out. */
export function resourcesOf(state: DeploymentState): readonly StateResource[] {
  return (state.deployment?.resources ?? []).filter((resource) => resource.delete !== true);
}

/** The Kubernetes objects of a state by their name in the program, which is the manifest's id. */
export function objectsOf(state: DeploymentState): Map<string, StateResource> {
  const objects = resourcesOf(state).filter((resource) => resource.type.startsWith("kubernetes:"));
  return new Map(objects.map((resource) => [nameOf(resource.urn), resource]));
}

/** The last part of a URN: the name that the program gave. */
export function nameOf(urn: string): string {
  return urn.split("::").at(-1) ?? urn;
}

/** The provider's entry, if the state has one. */
export function providerOf(state: DeploymentState): StateResource | undefined {
  return resourcesOf(state).find((resource) => resource.type === PROVIDER_TYPE);
}

/** Which cluster the state describes: the UID that the provider was given; undefined for an empty state. */
export function clusterOf(state: DeploymentState): string | undefined {
  const uid = providerOf(state)?.inputs?.["clusterIdentifier"];
  return typeof uid === "string" ? uid : undefined;
}

/** How many operations were under way when the last run ended, replacements that it never got to among them. */
export function countPending(state: DeploymentState): number {
  const { pending_operations: operations = [], resources = [] } = state.deployment ?? {};
  return operations.length + resources.filter(({ pendingReplacement }) => pendingReplacement === true).length;
}

/** What to change in a state before an update. */
export interface StateEdit {
  /** URNs of resources that are no longer in the cluster. */
  readonly forget: ReadonlySet<string>;
  /** Resources that are in the cluster and not in the state. */
  readonly insert: readonly StateResource[];
}

/**
 * The state with pending operations cleared, what is gone forgotten and what is there inserted. Of a replacement whose
 * first half kept its object (a volume) and whose second half failed, the engine would make another one each time.
 */
export function editState(state: DeploymentState, edit: StateEdit): DeploymentState {
  const kept = (state.deployment?.resources ?? []).filter(({ urn }) => !edit.forget.has(urn));
  const { pending_operations: _, ...deployment } = state.deployment ?? {};
  return {
    ...state,
    version: state.version || 3,
    deployment: {
      ...deployment,
      // The engine wants every resource after its provider and its dependencies.
      resources: [
        ...kept.map(({ pendingReplacement: _, ...resource }) => withoutReferences(resource, edit.forget)),
        ...edit.insert,
      ],
    },
  };
}

/** The state with other settings of the provider, such as today's credentials; an empty state stays as it is. */
export function withProvider(
  state: DeploymentState,
  settings: Readonly<Record<string, unknown>>,
): DeploymentState {
  const resources = (state.deployment?.resources ?? []).map((resource) =>
    resource.type === PROVIDER_TYPE ? { ...resource, inputs: settings, outputs: settings } : resource,
  );
  return { ...state, deployment: { ...state.deployment, resources } };
}

/** The namespaces that the state has, by name. */
export function namespacesIn(state: DeploymentState): string[] {
  return resourcesOf(state).flatMap(({ type, id }) => (type === NAMESPACE_TYPE ? (id ?? []) : []));
}

/** The state in which nothing is kept at a removal but these namespaces. */
export function withoutRetention(
  state: DeploymentState,
  kept: ReadonlySet<string> = new Set(),
): DeploymentState {
  const isKept = ({ type, id }: StateResource) => type === NAMESPACE_TYPE && kept.has(id ?? "");
  const resources = (state.deployment?.resources ?? []).map((resource) => {
    if (isKept(resource)) return resource;
    const { retainOnDelete: _, ...rest } = resource;
    return rest;
  });
  return { ...state, deployment: { ...state.deployment, resources: resources as StateResource[] } };
}

function withoutReferences(resource: StateResource, forgotten: ReadonlySet<string>): StateResource {
  if (resource.dependencies === undefined || forgotten.size === 0) return resource;
  const isKept = (urn: string) => !forgotten.has(urn);
  const byProperty = Object.entries(resource.propertyDependencies ?? {});
  return {
    ...resource,
    dependencies: resource.dependencies.filter(isKept),
    propertyDependencies: Object.fromEntries(byProperty.map(([key, urns]) => [key, urns.filter(isKept)])),
  };
}

const NAMESPACE_TYPE = "kubernetes:core/v1:Namespace";
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** A value that the engine encrypts when it takes the state in. */
export function secretValue(value: unknown): Record<string, string> {
  return { [SIGNATURE]: SECRET, plaintext: JSON.stringify(value) };
}

/** What stands in a readable state: the value behind the mark of a secret, or the value itself. */
export function readValue(value: unknown): unknown {
  const marked = value as { readonly [SIGNATURE]?: unknown; readonly plaintext?: unknown } | null | undefined;
  const isMarked = marked?.[SIGNATURE] === SECRET && typeof marked.plaintext === "string";
  return isMarked ? JSON.parse(marked.plaintext as string) : value;
}
