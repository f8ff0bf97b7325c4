import { type Cluster, ClusterError } from "../cluster/client.ts";
import { ownLabels } from "../cluster/ownership.ts";
import { type DeploymentState, providerOf, resourcesOf, type StateResource } from "./deployment-state.ts";
import { RELEASE_TYPE } from "./helm-release.ts";
import { PROJECT } from "./workspace-names.ts";

/** A release as Helm's records in a namespace name it. */
interface StrayRelease {
  readonly namespace: string;
  readonly name: string;
}

/**
 * State entries for the charts in a stack's namespaces that the state does not know, as a run leaves that was killed
 * while it installed one: what a chart made carries no label of ours, so that only Helm can remove it.
 */
export async function strayReleases(
  cluster: Cluster,
  stack: string,
  state: DeploymentState,
): Promise<StateResource[]> {
  const provider = providerOf(state);
  if (provider === undefined) return [];
  const known = resourcesOf(state);
  const knownIds = new Set(known.filter(({ type }) => type === RELEASE_TYPE).map(({ id }) => id));
  const found = await findReleases(cluster, await findNamespaces(cluster, stack, known));
  return found
    .filter(({ namespace, name }) => !knownIds.has(`${namespace}/${name}`))
    .map((release) => ({
      urn: `urn:pulumi:${stack}::${PROJECT}::${RELEASE_TYPE}::stray/${release.namespace}/${release.name}`,
      custom: true,
      id: `${release.namespace}/${release.name}`,
      type: RELEASE_TYPE,
      inputs: { ...release },
      outputs: { ...release },
      provider: `${provider.urn}::${provider.id}`,
      // Its namespace goes after it.
      dependencies: known
        .filter(({ type, id }) => type === "kubernetes:core/v1:Namespace" && id === release.namespace)
        .map(({ urn }) => urn),
    }));
}

/** The stack's namespaces; where this user may not look for any, those that the state knows. */
async function findNamespaces(
  cluster: Cluster,
  stack: string,
  known: readonly StateResource[],
): Promise<readonly string[]> {
  try {
    const found = await list(cluster, "/api/v1/namespaces", ownLabels(stack));
    return found.map(({ metadata }) => metadata.name);
  } catch (error) {
    if (!(error instanceof ClusterError) || error.status !== 403) throw error;
    return known.flatMap(({ type, id }) => (type === "kubernetes:core/v1:Namespace" ? (id ?? []) : []));
  }
}

async function findReleases(cluster: Cluster, namespaces: readonly string[]): Promise<StrayRelease[]> {
  const secrets = await Promise.all(
    namespaces.map((name) => list(cluster, `/api/v1/namespaces/${name}/secrets`, { owner: "helm" })),
  );
  const all = secrets.flat().map(({ metadata }): [string, StrayRelease] => {
    const { namespace = "", labels = {} } = metadata;
    return [`${namespace}/${labels["name"]}`, { namespace, name: labels["name"] ?? "" }];
  });
  return [...new Map(all).values()];
}

interface Listed {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
}

async function list(
  cluster: Cluster,
  path: string,
  labels: Readonly<Record<string, string>>,
): Promise<readonly Listed[]> {
  const selector = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  const query = `labelSelector=${encodeURIComponent(selector.join(","))}`;
  return (await cluster.ask({ method: "GET", path: `${path}?${query}` })).items;
}
