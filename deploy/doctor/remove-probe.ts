import { TEMPORARY_LABEL } from "../../charts/callback-sink.ts";
import type { KubeObject } from "../../charts/spi/index.ts";
import type { Cluster } from "../cluster/client.ts";
import { waitUntilGone } from "../cluster/wait-until-gone.ts";
import { EXPIRES_ANNOTATION, PROBE } from "./probe-objects.ts";

const SELECTOR = `labelSelector=${encodeURIComponent(`${TEMPORARY_LABEL}=${PROBE}`)}`;

/** Removes what a probe made, with its namespace where it made one, and waits until it is gone. */
export async function removeProbe(cluster: Cluster, made: readonly KubeObject[]): Promise<void> {
  const namespace = made.find(({ kind }) => kind === "Namespace");
  const doomed = namespace === undefined ? [...made].reverse() : [namespace];
  for (const object of doomed) await cluster.deleteObject(object);
  await waitUntilGone(cluster, doomed);
}

/** Removes what a killed probe left in a namespace that stays. */
export async function removeLeftovers(cluster: Cluster, namespace: string): Promise<void> {
  const kinds = ["/api/v1:pods:Pod", "/api/v1:persistentvolumeclaims:PersistentVolumeClaim"];
  kinds.push("/apis/networking.k8s.io/v1:networkpolicies:NetworkPolicy");
  const left = await Promise.all(
    kinds.map(async (each) => {
      const [root = "", plural = "", kind = ""] = each.split(":");
      const path = `${root}/namespaces/${namespace}/${plural}?${SELECTOR}`;
      const { status, body } = await cluster.send({ method: "GET", path });
      const items = status === 200 ? (body.items as KubeObject[]) : [];
      return items.map((item) => ({ ...item, apiVersion: root.replace(/^\/apis?\//, ""), kind }));
    }),
  );
  await removeProbe(cluster, left.flat());
}

/** Removes namespaces of probes that were killed, once their time is over; where this user may not look, they stay. */
export async function removeStale(cluster: Cluster): Promise<void> {
  const { status, body } = await cluster.send({ method: "GET", path: `/api/v1/namespaces?${SELECTOR}` });
  const items = status === 200 ? (body.items as KubeObject[]) : [];
  const stale = items
    .filter(({ metadata }) => Date.parse(metadata.annotations?.[EXPIRES_ANNOTATION] ?? "") < Date.now())
    .map((item) => ({ ...item, apiVersion: "v1", kind: "Namespace" }));
  for (const namespace of stale) await cluster.deleteObject(namespace);
}
