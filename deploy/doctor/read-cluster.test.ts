import { describe, expect, it } from "vitest";
import type { Cluster } from "../cluster/client.ts";
import { isAllowed } from "../cluster/is-allowed.ts";
import { askRights } from "./ask-rights.ts";
import { readCluster } from "./read-cluster.ts";

interface Recorded {
  readonly status: number;
  readonly body: unknown;
}

/** A cluster that answers what was recorded, and 403 to all else. */
function recorded(answers: Readonly<Record<string, Recorded>>): Cluster {
  return {
    kubeconfig: { getCurrentCluster: () => ({ server: "https://c" }) },
    kindsOf: async (version: string) => (version in answers ? [{}] : []),
    send: async ({ path }: { path: string }) => answers[path] ?? { status: 403, body: {} },
  } as unknown as Cluster;
}

const list = (...items: readonly unknown[]): Recorded => ({ status: 200, body: { items } });

/** As a cluster with two nodes answers, one of them of the control plane and short of disk. */
const ANSWERS = {
  "/version": { status: 200, body: { gitVersion: "v1.34.4" } },
  "/apis/authentication.k8s.io/v1/selfsubjectreviews": {
    status: 201,
    body: {
      metadata: { creationTimestamp: "2001-01-01T00:00:00Z" },
      status: { userInfo: { username: "ana" } },
    },
  },
  "/api/v1/nodes": list(
    {
      metadata: { name: "one" },
      spec: { taints: [{ key: "a", effect: "PreferNoSchedule" }] },
      status: {
        conditions: [
          { type: "DiskPressure", status: "False" },
          { type: "Ready", status: "True" },
        ],
        images: [{ names: ["docker.io/x/y:1", "docker.io/x/y@digest"] }, {}],
      },
    },
    {
      metadata: { name: "two" },
      spec: { taints: [{ key: "node-role.kubernetes.io/control-plane", effect: "NoSchedule" }] },
      status: {
        conditions: [
          { type: "DiskPressure", status: "True" },
          { type: "Ready", status: "True" },
        ],
      },
    },
  ),
  "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases": list(
    {
      metadata: { name: "one", managedFields: [{ manager: "kubelet", time: "2026-11-21T22:42:17Z" }] },
      spec: { renewTime: "2026-11-21T22:42:17.400000Z" },
    },
    {
      metadata: { name: "two", managedFields: [{ manager: "kubelet", time: "2026-11-21T22:42:17Z" }] },
      spec: { renewTime: "2026-11-21T22:52:17.000000Z" },
    },
    { metadata: { name: "no-kubelet" }, spec: {} },
  ),
  "/apis/storage.k8s.io/v1/storageclasses": list(
    { metadata: { name: "usual", annotations: { "storageclass.kubernetes.io/is-default-class": "true" } } },
    { metadata: { name: "fast" } },
  ),
  "gateway.networking.k8s.io/v1": { status: 200, body: {} },
  "/apis/gateway.networking.k8s.io/v1/gatewayclasses": list(
    { metadata: { name: "public" }, status: { conditions: [{ type: "Accepted", status: "True" }] } },
    { metadata: { name: "idle" }, status: { conditions: [{ type: "Accepted", status: "Unknown" }] } },
  ),
  "/api/v1/namespaces/country-stack": { status: 404, body: {} },
  "/api/v1/namespaces/s-civil": {
    status: 200,
    body: {
      metadata: {
        name: "s-civil",
        labels: {
          "app.kubernetes.io/managed-by": "country-stack",
          "country-stack/stack": "s",
          "pod-security.kubernetes.io/enforce": "restricted",
        },
      },
    },
  },
  "/api/v1/namespaces/s-other": { status: 200, body: { metadata: { name: "s-other" } } },
};

describe("what a cluster says of itself", () => {
  it("is read from what it answered", async () => {
    const facts = await readCluster(recorded(ANSWERS), "s", ["s-civil", "s-other", "s-hidden"]);
    expect(facts).toMatchObject({
      server: "https://c",
      version: "v1.34.4",
      asker: { user: "ana" },
      nodes: [
        {
          name: "one",
          ready: true,
          open: true,
          pressures: [],
          images: ["docker.io/x/y:1", "docker.io/x/y@digest"],
        },
        { name: "two", ready: true, open: false, pressures: ["DiskPressure"], images: [] },
      ],
      nodeClocks: [
        { node: "one", aheadS: 0 },
        { node: "two", aheadS: 599 },
      ],
      storageClasses: [
        { name: "usual", isDefault: true },
        { name: "fast", isDefault: false },
      ],
      gatewayApi: true,
      gatewayClasses: [
        { name: "public", accepted: true },
        { name: "idle", accepted: false },
      ],
      namespaces: [
        { name: "country-stack", state: "missing", level: "" },
        { name: "s-civil", state: "own", level: "restricted" },
        { name: "s-other", state: "foreign", level: "" },
        { name: "s-hidden", state: "unknown", level: "" },
      ],
    });
    expect(facts.asker?.aheadS).toBeLessThan(-1000);
  });

  it("is absent where it was not told, and never taken for good", async () => {
    const facts = await readCluster(recorded({}), undefined, []);
    expect(facts).toEqual({
      server: "https://c",
      gatewayApi: false,
      namespaces: [{ name: "country-stack", state: "unknown", level: "" }],
    });
  });
});

describe("rights", () => {
  const pods = { verb: "get", group: "", resource: "pods/log", namespace: "n" };
  const secrets = { verb: "get", group: "", resource: "secrets", namespace: "n" };

  /** A cluster that lets in what `judge` says, and writes down what it was asked. */
  function reviewing(judge: (resource: string) => boolean | undefined) {
    const asked: unknown[] = [];
    const cluster = {
      send: async ({ body }: { body: { spec: { resourceAttributes: { resource: string } } } }) => {
        const { resourceAttributes } = body.spec;
        asked.push(resourceAttributes);
        const allowed = judge(resourceAttributes.resource);
        return allowed === undefined
          ? { status: 500, body: {} }
          : { status: 201, body: { status: { allowed } } };
      },
    } as unknown as Cluster;
    return { cluster, asked };
  }

  it("are asked about one by one, with subresources apart", async () => {
    const answers = new Map([
      ["*", false],
      ["secrets", true],
    ]);
    const { cluster, asked } = reviewing((resource) => answers.get(resource));
    expect(await askRights(cluster, [pods, secrets])).toEqual({ denied: [], unknown: [pods] });
    expect(asked).toContainEqual({
      verb: "get",
      group: "",
      resource: "pods",
      subresource: "log",
      namespace: "n",
    });
    const none = reviewing(() => false);
    expect((await askRights(none.cluster, [pods, secrets])).denied).toEqual([pods, secrets]);
  });

  it("of an administrator are asked about once", async () => {
    const { cluster, asked } = reviewing(() => true);
    expect(await askRights(cluster, [pods, secrets])).toEqual({ denied: [], unknown: [] });
    expect(asked).toHaveLength(1);
    expect(await isAllowed(cluster, pods)).toBe(true);
  });
});
