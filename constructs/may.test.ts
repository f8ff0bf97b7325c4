import { describe, expect, it } from "vitest";
import type { KubeObject, Manifest } from "../charts/spi/index.ts";
import { exampleLink, exampleStack } from "../test/example-stack.ts";
import { flowsOf } from "./flows.ts";
import { evaluatePolicies } from "./may.ts";
import { synthStack } from "./synth.ts";

describe("the policies of a stack", () => {
  it("allow every flow of its links and refuse every other pair and port", async () => {
    const stack = exampleStack(5, {
      links: [exampleLink("social", "civil"), exampleLink("registry-3", "social")],
    });
    const evaluator = evaluatePolicies(await synthStack(stack));
    const allowed = new Set(flowsOf(stack).map((flow) => `${flow.from} ${flow.to}`));
    for (const from of stack.parts) {
      for (const to of stack.parts) {
        expect(evaluator.may(from.name, to.name, 8080), `${from.name} ${to.name}`).toBe(
          allowed.has(`${from.name} ${to.name}`),
        );
        expect(evaluator.may(from.name, to.name, 8081)).toBe(false);
      }
    }
    expect([...allowed].sort()).toEqual(
      ["mediator civil", "mediator social", "registry-3 mediator", "social mediator"].sort(),
    );
  });

  it("let nobody past the mediator", async () => {
    const evaluator = evaluatePolicies(await synthStack(exampleStack()));
    expect(evaluator.may("social", "mediator", 8080)).toBe(true);
    expect(evaluator.may("mediator", "civil", 8080)).toBe(true);
    expect(evaluator.may("social", "civil", 8080)).toBe(false);
    expect(evaluator.may("civil", "mediator", 8080)).toBe(false);
  });
});

describe("evaluatePolicies", () => {
  const namespace = (name: string, labels = {}): Manifest =>
    object(name, { kind: "Namespace", metadata: { name, labels } });
  const pod = (part: string, labels: Record<string, string>): Manifest =>
    object(part, { kind: "Pod", metadata: { name: part, namespace: part, labels } });
  const policy = (part: string, spec: unknown): Manifest =>
    object(part, {
      kind: "NetworkPolicy",
      metadata: { name: `p${Math.abs(JSON.stringify(spec).length)}`, namespace: part },
      spec,
    });

  it("leaves a pod open that no policy selects", () => {
    const evaluator = evaluatePolicies([namespace("a"), namespace("b"), pod("a", {}), pod("b", {})]);
    expect(evaluator.may("a", "b", 80)).toBe(true);
  });

  it("tells the components of a part from each other", () => {
    const component = (name: string) => ({ "country-stack/component": name });
    const evaluator = evaluatePolicies([
      namespace("a"),
      namespace("b"),
      pod("a", {}),
      pod("b", component("open")),
      pod("b", component("closed")),
      policy("b", { podSelector: { matchLabels: component("closed") }, policyTypes: ["Ingress"] }),
    ]);
    expect([evaluator.may("a", "b/open", 80), evaluator.may("a", "b/closed", 80)]).toEqual([true, false]);
    expect([evaluator.may("a", "b", 80), evaluator.may("a", "b/other", 80)]).toEqual([true, false]);
  });

  it("knows nothing of parts without pods", () => {
    expect(evaluatePolicies([namespace("a"), pod("a", {})]).may("a", "nowhere", 80)).toBe(false);
  });

  it("reads expressions, port ranges and peers of the same namespace", () => {
    const rule = {
      from: [
        {
          namespaceSelector: { matchExpressions: [{ key: "team", operator: "In", values: ["x"] }] },
          podSelector: { matchExpressions: [{ key: "banned", operator: "DoesNotExist" }] },
        },
      ],
      ports: [{ port: 8000, endPort: 8010, protocol: "TCP" }],
    };
    const base = [
      namespace("a", { team: "x" }),
      namespace("b"),
      namespace("c", { team: "y" }),
      pod("b", {}),
      pod("c", {}),
      policy("b", { podSelector: {}, policyTypes: ["Ingress"], ingress: [rule] }),
    ];
    const good = evaluatePolicies([...base, pod("a", {})]);
    expect([good.may("a", "b", 8005), good.may("a", "b", 8011), good.may("c", "b", 8005)]).toEqual([
      true,
      false,
      false,
    ]);
    expect(evaluatePolicies([...base, pod("a", { banned: "" })]).may("a", "b", 8005)).toBe(false);
    expect(good.may("b", "b", 8005)).toBe(false);
  });

  it("takes a policy without types as one for ingress, and for egress too where it has such rules", () => {
    const closed = [
      namespace("a"),
      namespace("b"),
      pod("a", {}),
      pod("b", {}),
      policy("a", { podSelector: {}, egress: [] }),
    ];
    expect(evaluatePolicies(closed).may("a", "b", 80)).toBe(false);
    expect(evaluatePolicies(closed).may("b", "a", 80)).toBe(false);
    const ingressOnly = [
      namespace("a"),
      namespace("b"),
      pod("a", {}),
      pod("b", {}),
      policy("a", { podSelector: {} }),
    ];
    expect(evaluatePolicies(ingressOnly).may("a", "b", 80)).toBe(true);
  });

  function object(part: string, partial: Record<string, unknown>): Manifest {
    return {
      part,
      id: JSON.stringify(partial),
      object: { apiVersion: "v1", ...partial } as unknown as KubeObject,
    };
  }
});
