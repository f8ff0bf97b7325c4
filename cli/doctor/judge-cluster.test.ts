import { describe, expect, it } from "vitest";
import type { ClusterFacts, NodeFacts } from "../../deploy/doctor/read-cluster.ts";
import {
  judgeClock,
  judgeCluster,
  judgeGateway,
  judgeNodeClocks,
  judgeNodes,
  judgeOwnImage,
  judgePressure,
  judgeStorageClasses,
  judgeVersion,
  judgeWithoutCluster,
} from "./judge-cluster.ts";
import { CHECKS, type Judgement, WORKSTATION } from "./judgement.ts";

const FACTS: ClusterFacts = { server: "https://c", gatewayApi: false, namespaces: [] };
const NODE: NodeFacts = { name: "one", ready: true, open: true, pressures: [], images: [] };
const short = ({ verdict, finding }: Judgement) => `${verdict} ${finding}`;

it("every check of a cluster fails without one, each with something to do", () => {
  const judgements = judgeWithoutCluster("connection refused");
  expect(judgements.map(({ check }) => check)).toEqual(CHECKS.filter((one) => !WORKSTATION.includes(one)));
  expect(judgements.every(({ verdict }) => verdict === "fail")).toBe(true);
});

it("a cluster that does not say who asks is doubtful", () => {
  expect(short(judgeCluster({ ...FACTS, asker: { user: "ana", aheadS: 0 } }))).toBe("pass cluster-answers");
  expect(short(judgeCluster(FACTS))).toBe("warn cluster-nameless");
});

it.each([
  ["v1.34.4", "pass version-tried"],
  ["v1.33.0-gke.100", "pass version-tried"],
  ["v1.35.1+k3s1", "pass version-tried"],
  ["v1.30.2", "warn version-untried"],
  ["v1.40.0", "warn version-untried"],
  ["v1.26.9", "fail version-old"],
  ["unknown", "warn version-unknown"],
  [undefined, "warn version-unknown"],
])("Kubernetes %s: %s", (version, judgement) => {
  expect(short(judgeVersion(version))).toBe(judgement);
});

it.each([
  [0, "pass clock-same"],
  [-5, "pass clock-same"],
  [-6, "warn clock-off"],
  [60, "warn clock-off"],
  [61, "fail clock-wrong"],
])("a clock that is %d s ahead: %s", (aheadS, judgement) => {
  expect(short(judgeClock({ user: "ana", aheadS }))).toBe(judgement);
});

it("a clock that cannot be read is unknown", () => {
  expect(short(judgeClock(undefined))).toBe("warn clock-unknown");
});

describe("nodes", () => {
  it("take pods where they are ready and open", () => {
    expect(short(judgeNodes([NODE, { ...NODE, open: false }]))).toBe("pass nodes-ready");
    expect(short(judgeNodes([NODE, { ...NODE, ready: false }]))).toBe("warn nodes-some");
    expect(short(judgeNodes([{ ...NODE, open: false }]))).toBe("fail nodes-none");
    expect(short(judgeNodes([]))).toBe("fail nodes-none");
    expect(short(judgeNodes(undefined))).toBe("warn nodes-unknown");
  });

  it("are short of something, some or all of them", () => {
    const full = { ...NODE, name: "two", pressures: ["DiskPressure"] };
    expect(short(judgePressure([NODE]))).toBe("pass pressure-none");
    expect(judgePressure([NODE, full])).toMatchObject({
      verdict: "warn",
      params: { list: "two: DiskPressure" },
    });
    expect(short(judgePressure([full]))).toBe("fail pressure-some");
    expect(short(judgePressure(undefined))).toBe("warn nodes-unknown");
  });

  it("have clocks of their own", () => {
    expect(short(judgeNodeClocks([{ node: "one", aheadS: 0.4 }]))).toBe("pass node-clocks-same");
    expect(short(judgeNodeClocks([{ node: "one", aheadS: -30 }]))).toBe("warn node-clocks-off");
    expect(short(judgeNodeClocks([{ node: "one", aheadS: 400 }]))).toBe("fail node-clocks-off");
    expect([undefined, []].map((clocks) => judgeNodeClocks(clocks).verdict)).toEqual(["warn", "warn"]);
  });

  it("have our own image, by whatever registry's name, or not", () => {
    const image = "country-stack/reference:0.1.0";
    const has = { ...NODE, images: [`docker.io/${image}`] };
    expect(short(judgeOwnImage([has, { ...NODE, open: false }], image, undefined))).toBe("pass image-there");
    expect(short(judgeOwnImage([has], `${image}@sha256:0`, undefined))).toBe("pass image-there");
    expect(judgeOwnImage([has, { ...NODE, name: "two" }], image, undefined)).toMatchObject({
      verdict: "fail",
      params: { list: "two" },
    });
    const full = { ...NODE, images: Array.from({ length: 50 }, (_, index) => `other:${index}`) };
    expect(short(judgeOwnImage([full], image, undefined))).toBe("warn image-missing");
    expect(short(judgeOwnImage(undefined, image, undefined))).toBe("warn image-unknown");
    expect(short(judgeOwnImage([NODE], image, "registry.example"))).toBe("pass image-mirrored");
    expect(short(judgeOwnImage([NODE], undefined, undefined))).toBe("pass image-unneeded");
  });
});

describe("storage classes", () => {
  const fast = { name: "fast", isDefault: false };
  const usual = { name: "usual", isDefault: true };

  it.each([
    [[usual, fast], [""], "pass storage-found"],
    [[fast], ["fast"], "pass storage-found"],
    [[fast], [""], "fail storage-no-default"],
    [[usual], ["fast"], "fail storage-missing"],
    [[usual, { ...fast, isDefault: true }], [""], "warn storage-defaults"],
    [undefined, [""], "warn storage-unknown"],
    [[], [], "pass storage-unneeded"],
  ])("%o for claims of %o: %s", (classes, wanted, judgement) => {
    expect(short(judgeStorageClasses(classes, wanted))).toBe(judgement);
  });
});

describe("the Gateway API", () => {
  const served = { ...FACTS, gatewayApi: true };
  const ready = { name: "public", accepted: true };

  it.each([
    [FACTS, undefined, "warn gateway-absent"],
    [served, undefined, "pass gateway-served"],
    [FACTS, [], "pass gateway-unneeded"],
    [FACTS, ["public"], "fail gateway-absent"],
    [served, ["public"], "warn gateway-unknown"],
    [{ ...served, gatewayClasses: [] }, ["public"], "fail gateway-class-missing"],
    [{ ...served, gatewayClasses: [{ ...ready, accepted: false }] }, ["public"], "fail gateway-class-idle"],
    [{ ...served, gatewayClasses: [ready] }, ["public"], "pass gateway-served"],
  ])("%o with gateways of %o: %s", (facts, wanted, judgement) => {
    expect(short(judgeGateway(facts, wanted))).toBe(judgement);
  });
});
