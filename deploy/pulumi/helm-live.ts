import { gunzipSync } from "node:zlib";
import type { KubeObject, Manifest } from "../../charts/spi/index.ts";
import type { Cluster } from "../cluster/client.ts";
import { isOwn, ownLabels } from "../cluster/ownership.ts";
import { isHelmRelease, releaseInputs, releaseNameOf } from "./helm-release.ts";
import { isSameObject } from "./projection.ts";

/** Helm's record of one revision of a release, a Secret; its labels tell the rest. */
interface Revision {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels: { readonly status: string; readonly version: string };
  };
  readonly data: { readonly release: string };
}

/** What Helm's record holds, as far as this engine reads it. */
interface Release {
  readonly chart: { readonly metadata: { readonly name: string; readonly version: string } };
  readonly config?: Readonly<Record<string, unknown>>;
}

/**
 * The charts of the manifests that are installed, by manifest id, in the form of a HelmRelease with the chart's name,
 * version and values as installed. A release counts as the stack's where its namespace is; one whose installation was
 * cut off is not there.
 */
export async function readReleases(
  cluster: Cluster,
  stack: string,
  manifests: readonly Manifest[],
): Promise<Map<string, KubeObject>> {
  const found = new Map<string, KubeObject>();
  for (const { id, object } of manifests.filter((one) => isHelmRelease(one.object))) {
    const last = (await listRevisions(cluster, object)).findLast((revision) => !isCutOff(revision));
    if (last === undefined) continue;
    const { namespace } = last.metadata;
    const home = await cluster.readObject({
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: namespace },
    });
    const labels = home !== undefined && isOwn(home, stack) ? ownLabels(stack) : {};
    found.set(id, { ...object, metadata: { ...object.metadata, labels }, installed: contentOf(last) });
  }
  return found;
}

/** Whether a release is what its manifest asks for, so that Helm need not be called. */
export function isInstalledAs(manifest: Manifest, live: KubeObject): boolean {
  const { status, chart, config } = live["installed"] as ReturnType<typeof contentOf>;
  const { chart: asked, version, values } = releaseInputs(manifest.object);
  // Only its name and version tell a chart; a folder without a version could hold anything.
  const isChart = version === chart.version && (asked === chart.name || String(asked).includes("/"));
  return status === "deployed" && isChart && isSameObject(config ?? {}, values);
}

/**
 * Removes Helm's records of what a dead run was doing to these releases: Helm refuses to touch a release with one. What
 * it had made stays, and the next installation takes it over. The caller holds the stack's lease.
 */
export async function clearCutOff(cluster: Cluster, manifests: readonly Manifest[]): Promise<void> {
  for (const { object } of manifests.filter((one) => isHelmRelease(one.object))) {
    for (const { metadata } of (await listRevisions(cluster, object)).filter(isCutOff)) {
      await cluster.deleteObject({ apiVersion: "v1", kind: "Secret", metadata });
    }
  }
}

async function listRevisions(cluster: Cluster, object: KubeObject): Promise<Revision[]> {
  const { name, namespace } = releaseNameOf(object);
  const selector = encodeURIComponent(`owner=helm,name=${name}`);
  const path = `/api/v1/namespaces/${namespace}/secrets?labelSelector=${selector}`;
  const { items } = (await cluster.ask({ method: "GET", path })) as { items: Revision[] };
  return items.sort((a, b) => Number(a.metadata.labels.version) - Number(b.metadata.labels.version));
}

function isCutOff({ metadata }: Revision): boolean {
  return metadata.labels.status.startsWith("pending-") || metadata.labels.status === "uninstalling";
}

/** Helm packs its record, and Kubernetes encodes it once more. */
function contentOf({ data, metadata }: Revision) {
  const packed = Buffer.from(Buffer.from(data.release, "base64").toString("latin1"), "base64");
  const { chart, config } = JSON.parse(gunzipSync(packed).toString("utf8")) as Release;
  const { name, version } = chart.metadata;
  return { status: metadata.labels.status, chart: { name, version }, config };
}
