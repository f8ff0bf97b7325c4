import type { KubeObject, Manifest } from "../../charts/spi/index.ts";
import type { Cluster } from "../cluster/client.ts";
import { ownLabels } from "../cluster/ownership.ts";
import type { Answer } from "../cluster/transport.ts";
import { EngineRefusal } from "../engine.ts";
import { type FoundObject, fieldManagerOf } from "./adoption.ts";
import { isInstalledAs, readReleases } from "./helm-live.ts";
import { isHelmRelease } from "./helm-release.ts";
import { isSameObject } from "./projection.ts";
import { appliedObject } from "./resource.ts";

/** How long an object of ours may take to go before a run gives up waiting for it, in milliseconds. */
const GOING_MS = 180_000;

/**
 * The objects of the manifests that the cluster has, by manifest id. Ours are listed by label, kind by kind; only for
 * what is not among them the cluster is asked object by object. Objects that are being removed are waited for.
 */
export async function readLive(
  cluster: Cluster,
  stack: string,
  manifests: readonly Manifest[],
): Promise<Map<string, KubeObject>> {
  const deadline = Date.now() + GOING_MS;
  for (;;) {
    const live = await readOnce(cluster, stack, manifests);
    const going = [...live].filter(([, object]) => "deletionTimestamp" in object.metadata);
    if (going.length === 0) return live;
    if (Date.now() > deadline) {
      const names = going.map(([id]) => id).join(", ");
      throw new EngineRefusal(
        `these objects are being removed and do not go: ${names}; see their finalizers`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** Asks the server what applying the manifest to the live object would change, without doing it. */
export async function compareWithLive(
  cluster: Cluster,
  manifest: Manifest,
  live: KubeObject,
): Promise<FoundObject> {
  if (isHelmRelease(manifest.object)) return { manifest, live, unchanged: isInstalledAs(manifest, live) };
  const { status, body } = await applyWithoutDoing(cluster, appliedObject(manifest.object), live);
  return { manifest, live, unchanged: status === 200 && isSameObject(live, body) };
}

/** The server's answer to applying the object over the live one, as the engine would, without doing it. */
export async function applyWithoutDoing(
  cluster: Cluster,
  object: KubeObject,
  live: KubeObject,
): Promise<Answer> {
  const path = await cluster.pathOf(object);
  const query = `dryRun=All&force=true&fieldManager=${encodeURIComponent(fieldManagerOf(live))}`;
  return cluster.send({
    method: "PATCH",
    path: `${path}?${query}`,
    body: object,
    contentType: "application/apply-patch+yaml",
  });
}

async function readOnce(
  cluster: Cluster,
  stack: string,
  all: readonly Manifest[],
): Promise<Map<string, KubeObject>> {
  // A HelmRelease is no object of the cluster, even where Flux is there and would know the kind.
  const manifests = all.filter(({ object }) => !isHelmRelease(object));
  const [listed, releases] = await Promise.all([
    listOwn(cluster, stack, manifests),
    readReleases(cluster, stack, all),
  ]);
  const found = new Map([...listed, ...releases]);
  const missing = manifests.filter(({ id }) => !found.has(id));
  const isNamespace = ({ object }: Manifest) => object.kind === "Namespace";
  await readInto(found, cluster, missing.filter(isNamespace));
  // What would be in a namespace that is not there need not be asked for.
  const absent = new Set(
    missing.filter((one) => isNamespace(one) && !found.has(one.id)).map(({ object }) => object.metadata.name),
  );
  const rest = missing.filter((one) => !isNamespace(one) && !absent.has(one.object.metadata.namespace ?? ""));
  await readInto(found, cluster, rest);
  return found;
}

async function listOwn(
  cluster: Cluster,
  stack: string,
  manifests: readonly Manifest[],
): Promise<Map<string, KubeObject>> {
  const key = (object: KubeObject) =>
    JSON.stringify([object.kind, object.metadata.namespace, object.metadata.name]);
  const kinds = new Map(manifests.map(({ object }) => [`${object.apiVersion} ${object.kind}`, object]));
  const lists = await Promise.all(
    [...kinds.values()].map(async ({ apiVersion, kind }) => {
      const served = (await cluster.kindsOf(apiVersion)).find((one) => one.kind === kind);
      return served === undefined ? [] : cluster.listLabelled(served, ownLabels(stack));
    }),
  );
  // Ids hold the group and no version, as do these keys.
  const group = (object: KubeObject) => object.apiVersion.split("/").slice(0, -1).join("/");
  const listed = new Map(lists.flat().map((object) => [`${group(object)} ${key(object)}`, object]));
  const found = manifests.map(
    ({ id, object }) => [id, listed.get(`${group(object)} ${key(object)}`)] as const,
  );
  return new Map(found.filter((entry): entry is readonly [string, KubeObject] => entry[1] !== undefined));
}

async function readInto(
  found: Map<string, KubeObject>,
  cluster: Cluster,
  manifests: readonly Manifest[],
): Promise<void> {
  await Promise.all(
    manifests.map(async ({ id, object }) => {
      const live = await cluster.readObject(object);
      if (live !== undefined) found.set(id, live);
    }),
  );
}
