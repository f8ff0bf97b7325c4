import { describe, expect, it } from "vitest";
import type { PlacedPod } from "../../deploy/cluster/node-slots.ts";
import { estimateCost } from "./estimate-cost.ts";
import type { Prices } from "./prices.ts";
import { readPrices } from "./read-prices.ts";

const GIB = 2 ** 30;
const prices: Prices = {
  currency: "XTS",
  source: "a test",
  usable: 1,
  fewest: { development: 1, staging: 2, production: 3 },
  storage: 0.5,
  sizes: [
    { name: "small", cpu: "2", memory: "4Gi", month: 10 },
    { name: "large", cpu: "8", memory: "16Gi", month: 35 },
  ],
};
const pods = (
  count: number,
  cpu: string,
  memory: string,
  more: Partial<PlacedPod["spec"]> = {},
): PlacedPod[] =>
  Array.from({ length: count }, (_, index) => ({
    name: `pod-${index}`,
    namespace: "utopia",
    labels: { app: "pod" },
    spec: { containers: [{ resources: { requests: { cpu, memory } } }], ...more },
  }));
const cost = (load: PlacedPod[], storage = 0, environment: "development" | "production" = "development") =>
  estimateCost({ pods: load, storage, environment }, prices);

describe("what a stack costs in a month", () => {
  it("is that of the cheapest nodes of one size that hold its pods", () => {
    expect(cost(pods(2, "500m", "1Gi"))).toEqual({
      size: "small",
      nodes: 1,
      compute: 10,
      storage: 0,
      total: 10,
    });
    expect(cost(pods(8, "1", "1Gi"))).toMatchObject({ size: "large", nodes: 1, total: 35 });
  });

  it("counts storage by the GiB", () => {
    expect(cost(pods(1, "1", "1Gi"), 20 * GIB)).toMatchObject({ compute: 10, storage: 10, total: 20 });
  });

  it("keeps to the fewest nodes of an environment", () => {
    expect(cost(pods(1, "1", "1Gi"), 0, "production")).toMatchObject({ nodes: 3, total: 30 });
  });

  it("takes more nodes than the sum needs where pods do not divide well, or must be apart", () => {
    expect(cost(pods(3, "1500m", "1Gi"))).toMatchObject({ size: "small", nodes: 3 });
    const term = { topologyKey: "kubernetes.io/hostname", labelSelector: { matchLabels: { app: "pod" } } };
    const affinity = { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } };
    expect(cost(pods(3, "100m", "100Mi", { affinity }))).toMatchObject({ size: "small", nodes: 3 });
  });

  it("asks for no labels that these nodes cannot have", () => {
    expect(cost(pods(1, "1", "1Gi", { nodeSelector: { disk: "ssd" } }))).toMatchObject({ nodes: 1 });
  });

  it("takes the size that holds the largest pod, and is unknown where none does", () => {
    expect(cost(pods(1, "4", "1Gi"))).toMatchObject({ size: "large" });
    expect(cost(pods(1, "32", "1Gi"))).toBeUndefined();
  });

  it("is nothing where there is nothing", () => {
    expect(cost([])).toBeUndefined();
  });

  it("keeps what the system needs of a node", () => {
    const load = { pods: pods(1, "2", "1Gi"), storage: 0, environment: "development" } as const;
    expect(estimateCost(load, { ...prices, usable: 0.9 })).toMatchObject({ size: "large" });
  });
});

describe("the shipped table of prices", () => {
  it("has its form, and larger sizes cost more", () => {
    const { sizes, currency } = readPrices(undefined);
    expect(currency).toBe("USD");
    const months = sizes.map(({ month }) => month);
    expect(months).toEqual([...months].sort((a, b) => a - b));
  });
});
