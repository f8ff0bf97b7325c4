import { KubeConfig } from "@kubernetes/client-node";
import { describe, expect, it } from "vitest";
import { Cluster } from "./client.ts";
import { ownLabels } from "./ownership.ts";
import { sweepStack } from "./sweep.ts";
import type { Answer, Ask } from "./transport.ts";

const VERBS = ["list", "delete"];
const KINDS = [
  { kind: "Namespace", name: "namespaces", namespaced: false, verbs: VERBS },
  { kind: "PersistentVolumeClaim", name: "persistentvolumeclaims", namespaced: true, verbs: VERBS },
  { kind: "Pod", name: "pods", namespaced: true, verbs: VERBS },
];
const REFUSED: Answer = { status: 403, body: { message: "forbidden" } };

/** A cluster in memory that allows requests below these namespaces alone, and to remove the namespaces or not. */
function fakeCluster(allowed: readonly string[], mayRemove: boolean) {
  const held = new Map(
    [
      ["namespaces/s-civil", "s-civil"],
      ["namespaces/s-civil/pods/left", "left"],
      ["namespaces/s-civil/persistentvolumeclaims/data", "data"],
      ["namespaces/other/pods/left", "left"],
    ].map(([path, name]) => [
      `/api/v1/${path}`,
      { spec: {}, metadata: { name, uid: path, labels: ownLabels("s") } },
    ]),
  );
  const answer = ({ method, path: full, body }: Ask): Answer => {
    const [path = ""] = full.split("?");
    if (path === "/apis") return { status: 200, body: { groups: [] } };
    if (path === "/api/v1") return { status: 200, body: { resources: KINDS } };
    if (path.endsWith("selfsubjectaccessreviews")) {
      const { verb, name } = (body as { spec: { resourceAttributes: { verb: string; name?: string } } }).spec
        .resourceAttributes;
      return {
        status: 201,
        body: { status: { allowed: verb === "delete" && name !== undefined && mayRemove } },
      };
    }
    if (!allowed.some((name) => path.split("/")[4] === name)) return REFUSED;
    if (method === "DELETE") for (const one of held.keys()) if (one.startsWith(path)) held.delete(one);
    const found = held.get(path);
    if (found !== undefined || method === "DELETE")
      return { status: 200, body: { apiVersion: "v1", kind: kindOf(path), ...found } };
    const items = [...held]
      .filter(([one]) => one.startsWith(`${path}/`))
      .map(([, object]) => inside(object, path));
    return path.split("/").length === 6 ? { status: 200, body: { items } } : { status: 404, body: {} };
  };
  const send = (ask: Ask) => Promise.resolve(answer(ask));
  return { held, cluster: new Cluster(new KubeConfig(), { send, close: () => undefined }) };
}

const kindOf = (path: string) => (path.split("/").length === 5 ? "Namespace" : "Pod");
const inside = (object: { metadata: object }, path: string) => ({
  ...object,
  metadata: { ...object.metadata, namespace: path.split("/")[4] },
});

describe("what is left of a stack", () => {
  it("is found in its own namespaces by who may not look into all, and nowhere else", async () => {
    const { cluster, held } = fakeCluster(["s-civil"], false);
    expect(await sweepStack(cluster, "s", true, ["s-civil"])).toEqual([
      { kind: "Namespace", name: "s-civil", why: "not-allowed" },
    ]);
    expect([...held.keys()]).toEqual(["/api/v1/namespaces/s-civil", "/api/v1/namespaces/other/pods/left"]);
  });

  it("goes with its namespace where that may be removed", async () => {
    const { cluster, held } = fakeCluster(["s-civil"], true);
    expect(await sweepStack(cluster, "s", true, ["s-civil"])).toEqual([]);
    expect([...held.keys()]).toEqual(["/api/v1/namespaces/other/pods/left"]);
  });

  it("stays where it holds data that nobody asked to delete", async () => {
    const { cluster, held } = fakeCluster(["s-civil"], true);
    expect(await sweepStack(cluster, "s", false, ["s-civil"])).toEqual([
      { kind: "Namespace", name: "s-civil", why: "data" },
      { kind: "PersistentVolumeClaim", namespace: "s-civil", name: "data", why: "data" },
    ]);
    expect([...held.keys()]).not.toContain("/api/v1/namespaces/s-civil/pods/left");
    expect([...held.keys()]).toContain("/api/v1/namespaces/s-civil/persistentvolumeclaims/data");
  });
});
