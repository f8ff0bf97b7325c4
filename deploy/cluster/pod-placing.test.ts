import { describe, expect, it } from "vitest";
import { readMillicores, readQuantity } from "./live-quantity.ts";
import { requestsOf } from "./pod-placing.ts";

const container = (cpu: string, memory: string, more: object = {}) => ({
  resources: { requests: { cpu, memory } },
  ...more,
});

describe("what a pod asks for", () => {
  it("is the sum of its containers, and a limit where a request is not said", () => {
    const limited = { resources: { limits: { cpu: "1", memory: "512Mi" }, requests: { cpu: "250m" } } };
    expect(requestsOf({ containers: [container("100m", "128Mi"), limited] })).toEqual({
      cpu: 350,
      memory: 640 * 2 ** 20,
    });
  });

  it("is the largest step of initialization where that is more", () => {
    const spec = {
      initContainers: [container("2", "64Mi"), container("1", "1Gi")],
      containers: [container("1", "128Mi")],
    };
    expect(requestsOf(spec)).toEqual({ cpu: 2000, memory: 2 ** 30 });
  });

  it("counts side-cars with what starts after them, and what the pod itself costs", () => {
    const sidecar = container("100m", "100Mi", { restartPolicy: "Always" });
    const spec = {
      initContainers: [sidecar, container("1", "100Mi")],
      containers: [container("500m", "300Mi")],
      overhead: { cpu: "10m", memory: "20Mi" },
    };
    expect(requestsOf(spec)).toEqual({ cpu: 1110, memory: 420 * 2 ** 20 });
  });

  it("is nothing where nothing is said", () => {
    expect(requestsOf({ containers: [{}] })).toEqual({ cpu: 0, memory: 0 });
  });
});

describe("quantities of clusters", () => {
  it.each([
    ["24629308Ki", 24_629_308 * 1024],
    ["500M", 5e8],
    ["1.5Gi", 1.5 * 2 ** 30],
    ["1e3", 1000],
    ["128974848000m", 128_974_848],
    ["110", 110],
    [" 2 ", 2],
    ["many", 0],
    [undefined, 0],
    [7, 7],
  ])("%s is %d", (text, value) => {
    expect(readQuantity(text)).toBeCloseTo(value, 3);
  });

  it("of CPU are whole millicores, rounded up", () => {
    expect(["100m", "0.1", "1", "1500u", "3920m"].map(readMillicores)).toEqual([100, 100, 1000, 2, 3920]);
  });
});
