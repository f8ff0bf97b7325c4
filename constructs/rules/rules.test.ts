import { describe, expect, test } from "vitest";
import { RULES } from "./catalog.ts";
import type { Cases } from "./fixtures/changes.ts";
import { CONTAINER_CASES } from "./fixtures/container-cases.ts";
import { NETWORK_CASES } from "./fixtures/network-cases.ts";
import { OBJECT_CASES } from "./fixtures/object-cases.ts";
import { POD_CASES } from "./fixtures/pod-cases.ts";
import { RIGHTS_CASES } from "./fixtures/rights-cases.ts";
import { brokenAfter } from "./fixtures/sample.ts";
import { SECRET_CASES } from "./fixtures/secret-cases.ts";

const CASES: Cases = {
  ...CONTAINER_CASES,
  ...RIGHTS_CASES,
  ...NETWORK_CASES,
  ...SECRET_CASES,
  ...OBJECT_CASES,
};

test("the sample keeps every rule", () => {
  expect(brokenAfter(() => {})).toEqual([]);
});

describe.each(Object.entries(CASES))("%s", (rule, list) => {
  const cases = list.map(([name, kept, change, stack]) => ({ name, kept, change, stack }));
  const ofRule = (found: string) => found.startsWith(`${rule} `);

  test.each(cases.filter(({ kept }) => !kept))("is broken: $name", ({ change, stack }) => {
    expect(brokenAfter(change, stack).filter(ofRule)).not.toEqual([]);
  });

  test.each(cases.filter(({ kept }) => kept))("bears: $name", ({ change, stack }) => {
    expect(brokenAfter(change, stack).filter(ofRule)).toEqual([]);
  });
});

test("every rule is tried", () => {
  const tried = [...Object.keys(CASES), ...POD_CASES.map(({ rule }) => rule)];
  expect([...new Set(tried)].sort()).toEqual(RULES.map(({ id }) => id).sort());
});

test("deviations say where they are", () => {
  const broken = brokenAfter(({ Deployment, Service, Secret }) => {
    delete Deployment.spec.template.spec.containers[0].resources.limits.memory;
    Service.spec.ports[0].targetPort = 9090;
    Secret.data = { "a/b": "x" };
  });
  expect(broken).toEqual([
    "memory-limit Deployment/flow#/spec/template/spec/containers/0/resources/limits/memory",
    "no-secret-values Secret/flow-login#/data/a~1b",
    "services-lead-to-pods Service/flow#/spec/ports/0/targetPort",
  ]);
});

test("no shape of an object makes the rules fail", () => {
  const odd: readonly unknown[] = [
    null,
    "x",
    7,
    [],
    [null],
    { containers: "x" },
    { rules: [null], template: { spec: 1 } },
  ];
  for (const value of odd) {
    for (const kind of ["Deployment", "Service", "NetworkPolicy", "Secret", "ConfigMap", "Job"]) {
      expect(() =>
        brokenAfter((objects) => {
          objects[kind].spec = value;
          objects[kind].data = value;
        }),
      ).not.toThrow();
    }
  }
});
