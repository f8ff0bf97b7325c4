import type { KubeObject } from "../../charts/spi/index.ts";
import { type Cluster, ClusterError } from "../cluster/client.ts";
import { ensureRecordNamespace, RECORD_NAMESPACE } from "../cluster/lease.ts";
import { EngineRefusal } from "../engine.ts";
import { EXPIRES_ANNOTATION, PROFILE_ANNOTATION, SANDBOX_LABEL, sandboxLabels } from "./marks.ts";

const RECORDS = `/api/v1/namespaces/${RECORD_NAMESPACE}/configmaps`;

/** What a cluster remembers of a sandbox. */
export interface ClusterSandbox {
  readonly name: string;
  /** The name of the profile's file. */
  readonly profile: string;
  /** RFC 3339, UTC; empty where the record was spoilt by hand. */
  readonly expires: string;
}

/**
 * Takes a name in the cluster by making the record, in one step, so that of two who want it one gets it. Refuses a
 * name that a stack or a sandbox has.
 */
export async function claimName(cluster: Cluster, sandbox: ClusterSandbox): Promise<void> {
  await ensureRecordNamespace(cluster);
  const body = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      name: sandbox.name,
      labels: sandboxLabels(sandbox.name),
      annotations: { [EXPIRES_ANNOTATION]: sandbox.expires, [PROFILE_ANNOTATION]: sandbox.profile },
    },
  };
  const { status, body: answer } = await cluster.send({ method: "POST", path: RECORDS, body });
  if (status === 201) return;
  if (status !== 409) throw new ClusterError(status, answer?.message ?? `HTTP ${status}`);
  throw new EngineRefusal(`the cluster already has a stack or sandbox of the name ${sandbox.name}`);
}

/** The sandboxes of a cluster, by their records, in the order of their names. */
export async function listRecords(cluster: Cluster): Promise<ClusterSandbox[]> {
  const path = `${RECORDS}?labelSelector=${encodeURIComponent(SANDBOX_LABEL)}`;
  const { items } = await cluster.ask({ method: "GET", path });
  return (items as KubeObject[]).map(toSandbox).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** One sandbox's record; undefined where the cluster has none of that name. */
export async function readSandboxRecord(cluster: Cluster, name: string): Promise<ClusterSandbox | undefined> {
  const { status, body } = await cluster.send({ method: "GET", path: `${RECORDS}/${name}` });
  if (status === 404) return undefined;
  if (status !== 200) throw new ClusterError(status, body?.message ?? `HTTP ${status}`);
  return body.metadata.labels?.[SANDBOX_LABEL] === name ? toSandbox(body) : undefined;
}

/** Writes the end of a sandbox's time into its record, which counts, and into its namespaces, for people. */
export async function writeClusterExpiry(cluster: Cluster, name: string, expires: string): Promise<void> {
  const query = `labelSelector=${encodeURIComponent(`${SANDBOX_LABEL}=${name}`)}`;
  const { items } = await cluster.ask({ method: "GET", path: `/api/v1/namespaces?${query}` });
  const paths = (items as KubeObject[]).map(({ metadata }) => `/api/v1/namespaces/${metadata.name}`);
  for (const path of [`${RECORDS}/${name}`, ...paths]) {
    const body = { metadata: { annotations: { [EXPIRES_ANNOTATION]: expires } } };
    await cluster.ask({ method: "PATCH", path, body, contentType: "application/merge-patch+json" });
  }
}

function toSandbox({ metadata }: KubeObject): ClusterSandbox {
  const { annotations = {} } = metadata;
  return {
    name: metadata.name,
    profile: annotations[PROFILE_ANNOTATION] ?? "",
    expires: annotations[EXPIRES_ANNOTATION] ?? "",
  };
}
