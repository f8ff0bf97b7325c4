import { describe, expect, it } from "vitest";
import { fitPods } from "./fit-pods.ts";
import type { PlacedPod } from "./node-slots.ts";
import type { NodeObject, PlacedPodSpec } from "./pod-placing.ts";

const GIB = 2 ** 30;

function node(name: string, cpu: string, memory: string, more: Partial<NodeObject["spec"]> = {}): NodeObject {
  return {
    metadata: { name, labels: { "kubernetes.io/hostname": name, disk: name === "fast" ? "ssd" : "hdd" } },
    spec: more,
    status: { allocatable: { cpu, memory, pods: "10" }, conditions: [{ type: "Ready", status: "True" }] },
  };
}

function pod(name: string, cpu: string, memory: string, more: Partial<PlacedPodSpec> = {}): PlacedPod {
  const containers = [{ resources: { requests: { cpu, memory } } }];
  return {
    name,
    namespace: "utopia",
    labels: { app: name.replace(/-\d+$/, "") },
    spec: { containers, ...more },
  };
}

const TAINT = { key: "dedicated", value: "database", effect: "NoSchedule" };

describe("placing pods on nodes", () => {
  it("places what has room, and says what is left", () => {
    const fit = fitPods(
      [node("one", "2", "4Gi")],
      [],
      [pod("civil", "500m", "1Gi"), pod("social", "1", "1Gi")],
    );
    expect([...fit.placed]).toEqual([
      ["utopia/social", "one"],
      ["utopia/civil", "one"],
    ]);
    expect(fit.misfits).toEqual([]);
    expect(fit.room).toEqual({ cpu: 2000, memory: 4 * GIB });
    expect(fit.left).toEqual({ cpu: 500, memory: 2 * GIB });
  });

  it("names the pod that does not fit, and the most that a node has left", () => {
    const nodes = [node("one", "2", "4Gi"), node("two", "1", "8Gi")];
    const fit = fitPods(nodes, [], [pod("ledger", "1500m", "6Gi"), pod("civil", "100m", "128Mi")]);
    expect(fit.misfits.map(({ pod: { name }, refusals }) => ({ name, refusals }))).toEqual([
      {
        name: "ledger",
        refusals: [
          { why: "memory", nodes: 1, left: 4 * GIB },
          { why: "cpu", nodes: 1, left: 1000 },
        ],
      },
    ]);
    expect(fit.placed.has("utopia/civil")).toBe(true);
  });

  it("adds up over nodes, though the sum of all would do", () => {
    const nodes = [node("one", "2", "3Gi"), node("two", "2", "3Gi")];
    const pods = [pod("a", "100m", "2Gi"), pod("b", "100m", "2Gi"), pod("c", "100m", "2Gi")];
    expect(fitPods(nodes, [], pods).misfits).toHaveLength(1);
  });

  it("finds the place that the order of the manifests would have missed", () => {
    const nodes = [node("one", "4", "4Gi"), node("two", "4", "2Gi")];
    const pods = [pod("small", "100m", "2Gi"), pod("large", "100m", "4Gi")];
    expect(fitPods(nodes, [], pods).misfits).toEqual([]);
  });

  it("counts what runs already, and how many pods a node takes", () => {
    const running = pod("other", "1500m", "1Gi", { nodeName: "one" });
    const one = node("one", "2", "4Gi");
    expect(fitPods([one], [running], [pod("civil", "600m", "1Gi")]).misfits[0]?.refusals).toEqual([
      { why: "cpu", nodes: 1, left: 500 },
    ]);
    const full = { ...one, status: { ...one.status, allocatable: { cpu: "2", memory: "4Gi", pods: "1" } } };
    expect(fitPods([full], [running], [pod("civil", "1m", "1Mi")]).misfits[0]?.refusals).toEqual([
      { why: "pods", nodes: 1 },
    ]);
  });

  it("keeps to taints, cordons and nodes that are not ready", () => {
    const ready = node("one", "2", "4Gi");
    const nodes = [
      node("tainted", "2", "4Gi", { taints: [TAINT] }),
      node("cordoned", "2", "4Gi", { unschedulable: true }),
      { ...ready, status: { ...ready.status, conditions: [{ type: "Ready", status: "Unknown" }] } },
    ];
    expect(fitPods(nodes, [], [pod("civil", "1", "1Gi")]).misfits[0]?.refusals).toEqual([
      { why: "taint", nodes: 1, taint: "dedicated" },
      { why: "cordoned", nodes: 1 },
      { why: "not-ready", nodes: 1 },
    ]);
    for (const toleration of [
      { key: "dedicated", operator: "Exists" },
      { operator: "Exists" },
      { key: "dedicated", value: "database", effect: "NoSchedule" },
    ]) {
      const tolerant = pod("civil", "1", "1Gi", { tolerations: [toleration] });
      expect(fitPods(nodes, [], [tolerant]).placed.get("utopia/civil")).toBe("tainted");
    }
    const other = pod("civil", "1", "1Gi", { tolerations: [{ key: "dedicated", value: "web" }] });
    expect(fitPods(nodes, [], [other]).misfits).toHaveLength(1);
  });

  it("overlooks a taint that is a preference", () => {
    const nodes = [node("one", "2", "4Gi", { taints: [{ ...TAINT, effect: "PreferNoSchedule" }] })];
    expect(fitPods(nodes, [], [pod("civil", "1", "1Gi")]).misfits).toEqual([]);
  });

  it("keeps to the labels that a pod wants of its node", () => {
    const nodes = [node("slow", "2", "4Gi"), node("fast", "2", "4Gi")];
    const selecting = pod("a", "1", "1Gi", { nodeSelector: { disk: "ssd" } });
    const required = (values: string[]) => ({
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchExpressions: [{ key: "disk", operator: "In", values }] }],
      },
    });
    const affine = pod("b", "1", "1Gi", { affinity: { nodeAffinity: required(["ssd"]) } });
    const fit = fitPods(nodes, [], [selecting, affine]);
    expect([...fit.placed.values()]).toEqual(["fast", "fast"]);
    const nowhere = pod("c", "1", "1Gi", { affinity: { nodeAffinity: required(["nvme"]) } });
    expect(fitPods(nodes, [], [nowhere]).misfits[0]?.refusals).toEqual([{ why: "selector", nodes: 2 }]);
  });

  it("keeps pods apart that must not share a node, and spreads those that must be spread", () => {
    const nodes = [node("one", "8", "16Gi"), node("two", "8", "16Gi")];
    const labelSelector = { matchLabels: { app: "ledger" } };
    const term = { topologyKey: "kubernetes.io/hostname", labelSelector };
    const affinity = { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } };
    const apart = [0, 1, 2].map((index) => pod(`ledger-${index}`, "1", "1Gi", { affinity }));
    const fit = fitPods(nodes, [], apart);
    expect(new Set(fit.placed.values())).toEqual(new Set(["one", "two"]));
    expect(fit.misfits[0]?.refusals).toEqual([{ why: "apart", nodes: 2 }]);
    const spread = (whenUnsatisfiable: string) =>
      [0, 1, 2, 3].map((index) =>
        pod(`ledger-${index}`, "1", "1Gi", {
          topologySpreadConstraints: [
            { maxSkew: 1, topologyKey: "kubernetes.io/hostname", whenUnsatisfiable, labelSelector },
          ],
        }),
      );
    const spreaded = fitPods(nodes, [], spread("DoNotSchedule"));
    expect([...spreaded.placed.values()].filter((name) => name === "one")).toHaveLength(2);
    const small = [node("one", "8", "16Gi"), node("two", "1", "1Gi")];
    expect(fitPods(small, [], spread("DoNotSchedule")).misfits[0]?.refusals).toContainEqual({
      why: "spread",
      nodes: 1,
    });
    expect(fitPods(small, [], spread("ScheduleAnyway")).misfits).toEqual([]);
  });

  it("lets the first of a group that wants to be together go anywhere, and the others to it", () => {
    const nodes = [node("one", "8", "16Gi"), node("two", "8", "16Gi")];
    const term = { topologyKey: "kubernetes.io/hostname", labelSelector: { matchLabels: { app: "ledger" } } };
    const affinity = { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } };
    const fit = fitPods(
      nodes,
      [],
      [pod("ledger-0", "1", "1Gi", { affinity }), pod("ledger-1", "2", "1Gi", { affinity })],
    );
    expect(new Set(fit.placed.values()).size).toBe(1);
    const alone = pod("web", "1", "1Gi", { affinity });
    expect(fitPods(nodes, [], [alone]).misfits[0]?.refusals).toEqual([{ why: "together", nodes: 2 }]);
  });

  it("puts one of a DaemonSet on every node that lets it, and names it where one is full", () => {
    const nodes = [
      node("one", "2", "4Gi"),
      node("two", "2", "4Gi", { unschedulable: true }),
      node("three", "2", "4Gi", { taints: [TAINT] }),
      node("small", "100m", "1Gi"),
    ];
    const agent: PlacedPod = { ...pod("agent", "500m", "1Gi"), everyNode: true };
    const fit = fitPods(nodes, [], [agent]);
    expect(fit.placed.get("utopia/agent")).toBe("two");
    expect(fit.misfits[0]?.refusals).toEqual([{ why: "cpu", nodes: 1, left: 100 }]);
  });

  it("says that there is no node at all", () => {
    expect(fitPods([], [], [pod("civil", "1", "1Gi")]).misfits[0]?.refusals).toEqual([]);
  });
});
