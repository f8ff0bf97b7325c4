import { describe, expect, it } from "vitest";
import type { KubeObject, Manifest } from "../../charts/spi/index.ts";
import { fitPods } from "../../deploy/cluster/fit-pods.ts";
import type { Right } from "../../deploy/cluster/is-allowed.ts";
import { tell } from "../ui/doctor.ts";
import { judgeCapacity, judgeKinds, judgeNamespaces, judgeRights } from "./judge-stack.ts";
import type { Judgement } from "./judgement.ts";

const short = ({ verdict, finding }: Judgement) => `${verdict} ${finding}`;

describe("rights", () => {
  const right: Right = { verb: "create", group: "apps", resource: "deployments", namespace: "n" };
  const none = { denied: [], unknown: [] };

  it("are all given, or some are missing and named", () => {
    expect(short(judgeRights(none, 4, []))).toBe("pass rights-all");
    const five = ["a", "b", "c", "d", "e"].map((namespace) => ({ ...right, namespace }));
    expect(tell(judgeRights({ denied: five, unknown: [] }, 9, []))).toMatchObject({
      verdict: "fail",
      says: "5 of 9 rights are missing: create deployments.apps in a, create deployments.apps in b, create deployments.apps in c, and 2 more",
    });
  });

  it("are not known where the cluster does not say, or charts make what nobody knows here", () => {
    expect(short(judgeRights({ denied: [], unknown: [right] }, 4, []))).toBe("warn rights-unknown");
    expect(short(judgeRights(none, 4, ["kafka"]))).toBe("warn rights-charts");
  });
});

describe("namespaces", () => {
  const at = (name: string, state: "own" | "missing" | "foreign" | "unknown") => ({ name, state, level: "" });

  it.each([
    [[at("a", "own"), at("b", "missing")], true, "pass namespaces-ready"],
    [[at("a", "own")], false, "pass namespaces-given"],
    [[at("a", "own"), at("b", "missing")], false, "fail namespaces-missing"],
    [[at("a", "foreign")], true, "fail namespaces-foreign"],
    [[at("a", "unknown")], true, "warn namespaces-unknown"],
    [[at("a", "missing")], undefined, "warn namespaces-unknown"],
  ] as const)("%o, and one may make some: %s", (namespaces, mayMake, judgement) => {
    expect(short(judgeNamespaces(namespaces, mayMake, "s"))).toBe(judgement);
  });
});

describe("kinds", () => {
  const manifest = (apiVersion: string, kind: string): Manifest => {
    const object: KubeObject = { apiVersion, kind, metadata: { name: "x" } };
    return { part: "p", id: `${apiVersion}/${kind}`, object };
  };
  const kafka = manifest("kafka.strimzi.io/v1", "Kafka");
  const chart = manifest("helm.toolkit.fluxcd.io/v2", "HelmRelease");

  it("are served, missing, or perhaps brought by the stack's own charts", () => {
    expect(short(judgeKinds([manifest("v1", "Secret"), chart], new Set(["v1 Secret"])))).toBe(
      "pass kinds-served",
    );
    expect(short(judgeKinds([kafka], new Set()))).toBe("fail kinds-missing");
    expect(judgeKinds([kafka, chart], new Set())).toMatchObject({
      verdict: "warn",
      params: { list: "kafka.strimzi.io/v1 Kafka" },
    });
  });
});

describe("capacity", () => {
  const node = (name: string, cpu: string) => ({
    metadata: { name },
    status: {
      allocatable: { cpu, memory: "4Gi", pods: "10" },
      conditions: [{ type: "Ready", status: "True" }],
    },
  });
  const pod = (name: string, cpu: string) => ({
    name,
    namespace: "n",
    labels: {},
    spec: { containers: [{ resources: { requests: { cpu, memory: "1Gi" } } }] },
  });

  it("is enough, or the pod that finds no node is named with what it asks for and what is left", () => {
    const fits = fitPods([node("a", "2")], [], [pod("small", "1")]);
    expect(short(judgeCapacity(fits, []))).toBe("pass capacity-fits");
    const lacking = fitPods([node("a", "2"), node("b", "1")], [], [pod("small", "1"), pod("large", "3")]);
    expect(tell(judgeCapacity(lacking, []))).toMatchObject({
      verdict: "fail",
      says: expect.stringMatching(/^no node takes n\/large \(3 CPU, 1Gi memory\): cpu on 2 \(most left 2\)$/),
    });
  });

  it("is not known of what charts make, nor where nodes are not to be seen", () => {
    expect(short(judgeCapacity(fitPods([node("a", "2")], [], []), ["kafka"]))).toBe("warn capacity-partly");
    expect(short(judgeCapacity(undefined, []))).toBe("warn capacity-unknown");
  });
});
