import { KubeConfig } from "@kubernetes/client-node";
import { describe, expect, it } from "vitest";
import { givenSinkNamespace } from "../../charts/callback-sink.ts";
import type { KubeObject, Stack } from "../../charts/spi/index.ts";
import { examplePart, exampleStack } from "../../test/example-stack.ts";
import { Cluster } from "./client.ts";
import { placeSink, removeSink } from "./sink-pod.ts";
import type { Answer, Ask } from "./transport.ts";

type Held = KubeObject & { status?: unknown };

const KINDS: Readonly<Record<string, readonly [kind: string, plural: string][]>> = {
  "/api/v1": [
    ["Namespace", "namespaces"],
    ["Secret", "secrets"],
    ["Service", "services"],
    ["ServiceAccount", "serviceaccounts"],
    ["Pod", "pods"],
  ],
  "/apis/networking.k8s.io/v1": [["NetworkPolicy", "networkpolicies"]],
  "/apis/coordination.k8s.io/v1": [["Lease", "leases"]],
};

/** A cluster in memory, in which pods get this status at once. */
function fakeCluster(podStatus: unknown) {
  const held = new Map<string, Held>();
  const made: string[] = [];
  const remove = (path: string) => {
    const inside = `${path.replace("/api/v1", "")}/`;
    // What is in a namespace goes with it, whatever its API group.
    for (const one of held.keys()) if (one === path || one.includes(inside)) held.delete(one);
  };
  const answer = ({ method, path: full, body }: Ask): Answer => {
    const [path = ""] = full.split("?");
    const kinds = KINDS[path];
    if (kinds !== undefined) {
      const resources = kinds.map(([kind, name]) => ({
        kind,
        name,
        namespaced: kind !== "Namespace",
        verbs: [],
      }));
      return { status: 200, body: { resources } };
    }
    if (method === "POST") {
      const object = body as Held;
      const own = `${path}/${object.metadata.name}`;
      if (held.has(own)) return { status: 409, body: { message: `${own} is there already` } };
      made.push(`${object.kind} ${object.metadata.name}`);
      held.set(own, object.kind === "Pod" ? { ...object, status: podStatus } : object);
      return { status: 201, body: object };
    }
    if (method === "PUT") held.set(path, body as Held);
    if (method === "DELETE") remove(path);
    const found = held.get(path);
    if (found !== undefined) return { status: 200, body: found };
    const items = [...held].filter(([one]) => one.startsWith(`${path}/`)).map(([, object]) => object);
    const isList = /\/(pods|events)$/.test(path);
    return isList ? { status: 200, body: { items } } : { status: 404, body: {} };
  };
  const send = (ask: Ask) => Promise.resolve(answer(ask));
  return { held, made, cluster: new Cluster(new KubeConfig(), { send, close: () => undefined }) };
}

const READY = { phase: "Running", conditions: [{ type: "Ready", status: "True" }] };
const stack = exampleStack();
const never = new AbortController().signal;
const place = (cluster: Cluster, of: Stack = stack, signal = never) =>
  placeSink(cluster, of, "tester", signal);

describe("a sink in a cluster", () => {
  it("stands until it is closed, and leaves only the namespace of the records", async () => {
    const { cluster, held, made } = fakeCluster(READY);
    const sink = await place(cluster);
    expect(made).toEqual([
      "Namespace country-stack",
      "Lease utopia.callback-sink",
      "Namespace utopia-callback-sink",
      "NetworkPolicy default-deny",
      "NetworkPolicy from-parts",
      "NetworkPolicy callback-sink",
      "ServiceAccount callback-sink",
      "Secret callback-sink",
      "Service callback-sink",
      "Pod callback-sink",
    ]);
    expect(sink?.callbackUrl).toBe("http://callback-sink.utopia-callback-sink.svc.cluster.local:8080");
    expect(sink?.controlUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(sink?.token.length).toBeGreaterThan(40);
    await sink?.close();
    expect(leftIn(held)).toEqual([]);
  });

  it("stands in a namespace that another team made, and leaves that", async () => {
    const { cluster, held, made } = fakeCluster(READY);
    const given = givenSinkNamespace(stack);
    if (given === undefined) throw new Error("nobody may call a sink");
    held.set(NAMESPACE, given);
    const sink = await place(cluster);
    expect(made).not.toContain("Namespace utopia-callback-sink");
    expect(made).toContain("Pod callback-sink");
    await sink?.close();
    expect(leftIn(held)).toEqual([NAMESPACE]);
    await place(cluster);
    await removeSink(cluster, stack);
    expect(leftIn(held)).toEqual([NAMESPACE]);
  });

  it("has another token each time", async () => {
    const tokens: (string | undefined)[] = [];
    for (const { cluster } of [fakeCluster(READY), fakeCluster(READY)]) {
      const sink = await place(cluster);
      tokens.push(sink?.token);
      await sink?.close();
    }
    expect(new Set(tokens).size).toBe(2);
  });

  it("is not for a stack in which nobody in the cluster may call it", async () => {
    const { cluster, made } = fakeCluster(READY);
    const external = { url: "https://mediator.example" };
    const parts = [{ ...examplePart("mediator", "information-mediator", {}), external }];
    expect(await place(cluster, { ...stack, parts })).toBeUndefined();
    expect(await place(cluster, { ...stack, parts: [] })).toBeUndefined();
    expect(made).toEqual([]);
  });

  it("lets parts call that make calls of their own, and takes that back in the end", async () => {
    const { cluster, held, made } = fakeCluster(READY);
    const [civil] = stack.parts.filter(({ name }) => name === "civil");
    if (civil === undefined) throw new Error("no part civil");
    const { product } = civil;
    const conformance = { ...product.conformance, emits: true };
    const parts = [{ ...civil, product: { ...product, conformance } }];
    const sink = await place(cluster, { ...stack, parts });
    expect(made.filter((name) => name === "NetworkPolicy callback-sink").length).toBe(1);
    expect([...held.keys()].some((path) => path.includes("/namespaces/utopia-civil/"))).toBe(true);
    await sink?.close();
    expect(leftIn(held)).toEqual([]);
  });

  it("says why it does not come up, and leaves nothing", async () => {
    const waiting = { reason: "ImagePullBackOff", message: "no such image" };
    const status = {
      phase: "Failed",
      containerStatuses: [{ name: "server", ready: false, state: { waiting } }],
    };
    const { cluster, held } = fakeCluster(status);
    await expect(place(cluster)).rejects.toThrow(
      /does not come up: callback-sink: .*ImagePullBackOff.*no such image/,
    );
    expect(leftIn(held)).toEqual([]);
  });

  it("goes at once when the run is interrupted", async () => {
    const { cluster, held } = fakeCluster({ phase: "Pending" });
    await expect(place(cluster, stack, AbortSignal.timeout(50))).rejects.toThrow();
    expect(leftIn(held)).toEqual([]);
  });

  it("takes the place of what a killed run left, and of no namespace that is another's", async () => {
    const { cluster, held, made } = fakeCluster(READY);
    await place(cluster);
    const lease = held.get(LEASE) as unknown as { spec: { holderIdentity: string } };
    held.set(LEASE, { ...lease, spec: { ...lease.spec, holderIdentity: null } } as unknown as Held);
    await (await place(cluster))?.close();
    expect(made.filter((name) => name === "Pod callback-sink").length).toBe(2);
    const foreign = { apiVersion: "v1", kind: "Namespace", metadata: { name: "utopia-callback-sink" } };
    held.set(NAMESPACE, foreign);
    await expect(place(cluster)).rejects.toThrow("is there already");
    await removeSink(cluster, stack);
    expect(held.get(NAMESPACE)).toBe(foreign);
  });

  it("is one at a time: another run of checks is told who holds it", async () => {
    const { cluster } = fakeCluster(READY);
    const first = await place(cluster);
    await expect(place(cluster)).rejects.toThrow(
      /stack utopia is being checked by tester on .* \(process \d+\)/,
    );
    await first?.close();
  });
});

const NAMESPACE = "/api/v1/namespaces/utopia-callback-sink";
const LEASE = "/apis/coordination.k8s.io/v1/namespaces/country-stack/leases/utopia.callback-sink";

function leftIn(held: ReadonlyMap<string, Held>): string[] {
  return [...held.keys()].filter((path) => path !== "/api/v1/namespaces/country-stack");
}
