import { describe, expect, test } from "vitest";
import { RULES } from "./catalog.ts";
import { POD_CASES, type PodCase } from "./fixtures/pod-cases.ts";
import { brokenAfter, findingsAfter } from "./fixtures/sample.ts";
import { levelRank, podSecurityLevel } from "./pod-security-level.ts";

const rules = [...new Set(POD_CASES.map(({ rule }) => rule))];

/** The rules that a pod breaks, of those about pods' security. */
function brokenBy({ spec, annotations }: PodCase): string[] {
  const findings = findingsAfter(({ Deployment }) => {
    const { template } = Deployment.spec;
    template.spec = spec;
    template.metadata = { ...template.metadata, ...(annotations === undefined ? {} : { annotations }) };
  });
  const about = findings.filter(({ object }) => object?.endsWith("/Deployment/flow"));
  return [...new Set(about.map(({ rule }) => rule))].filter((rule) => rules.some((each) => each === rule));
}

describe.each(rules)("%s", (rule) => {
  const cases = POD_CASES.filter((each) => each.rule === rule);

  test.each(cases.filter(({ kept }) => !kept).map((each) => [each.name, each] as const))(
    "is broken by %s",
    (_, each) => {
      expect(brokenBy(each)).toContain(rule);
    },
  );

  test.each(cases.filter(({ kept }) => kept).map((each) => [each.name, each] as const))(
    "bears %s",
    (_, each) => {
      expect(brokenBy(each)).not.toContain(rule);
    },
  );

  test("has cases of both sorts", () => {
    expect(new Set(cases.map(({ kept }) => kept))).toEqual(new Set([true, false]));
  });
});

test("each control of Pod Security is tried by a pod", () => {
  const controls = RULES.filter(({ counterparts }) =>
    counterparts.some(({ standard }) => standard === "pod-security"),
  );
  expect(rules.toSorted()).toEqual(controls.map(({ id }) => id).toSorted());
});

test("deviations say where they are", () => {
  const broken = brokenAfter(({ Deployment }) => {
    const { spec } = Deployment.spec.template;
    spec.hostNetwork = true;
    spec.initContainers[0].securityContext.privileged = true;
    spec.volumes.push({ name: "etc", hostPath: { path: "/etc" } });
  });
  expect(broken).toEqual([
    "no-host-network Deployment/flow#/spec/template/spec/hostNetwork",
    "no-host-path Deployment/flow#/spec/template/spec/volumes/4/hostPath",
    "no-privileged-containers Deployment/flow#/spec/template/spec/initContainers/0/securityContext/privileged",
  ]);
});

describe("the level of a namespace", () => {
  const needs = (...ids: string[]) => ids.map((rule) => ({ rule }) as { rule: never });

  test.each([
    [[], "restricted"],
    [["read-only-root-file-system", "memory-limit"], "restricted"],
    [["run-as-non-root"], "baseline"],
    [["run-as-non-root", "no-host-path"], "privileged"],
    [["no-host-path", "run-as-non-root"], "privileged"],
  ])("with needs of %j is %s", (ids, level) => {
    expect(podSecurityLevel(needs(...ids))).toBe(level);
  });

  test("follows from every rule that says one", () => {
    for (const { id, podSecurity } of RULES) {
      expect(podSecurityLevel(needs(id)), id).toBe(podSecurity ?? "restricted");
    }
  });

  test("is more open than all where it is none", () => {
    expect(["restricted", "baseline", "privileged", "none"].map(levelRank)).toEqual([0, 1, 2, 3]);
  });
});
