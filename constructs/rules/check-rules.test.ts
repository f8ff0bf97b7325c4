import { describe, expect, test } from "vitest";
import type { Environment, Exemption, Need } from "../../charts/spi/index.ts";
import { checkRules, type Finding, unusedNeeds } from "./check-rules.ts";
import { asManifests, type Change, type Json, sampleObjects, sampleStack } from "./fixtures/sample.ts";

const NEED: Need = {
  rule: "read-only-root-file-system",
  workload: "main",
  reason: "it writes its own folder",
};
const exemption = (match: string): Exemption => ({
  rule: NEED.rule,
  match,
  reason: "pilot",
  owner: "CIO",
  expires: "2027-06-30",
});

/** The sample with a file system that its server, and another job, can write to. */
const writable: Change = ({ Deployment }) => {
  Deployment.spec.template.spec.containers[0].securityContext.readOnlyRootFilesystem = false;
};

interface Told {
  readonly needs?: readonly Need[];
  readonly environment?: Environment;
  readonly exemptions?: readonly Exemption[];
}

function judged(change: Change, { needs = [], ...changes }: Told = {}) {
  const stack = sampleStack(changes, needs);
  const objects = sampleObjects(stack);
  change(Object.fromEntries(objects.toReversed().map((object) => [object.kind, object])), objects);
  const manifests = asManifests(objects);
  const findings = checkRules(manifests, { stack });
  return { findings, unused: unusedNeeds(findings, manifests, stack).map(({ need }) => need) };
}

const only = (findings: readonly Finding[]) => {
  expect(findings).toHaveLength(1);
  return findings[0];
};

describe("a deviation", () => {
  test("that no product speaks of is a violation, also where an exemption would grant it", () => {
    for (const environment of ["development", "staging", "production"] as const) {
      const { findings } = judged(writable, { environment, exemptions: [exemption("flow")] });
      const errors = findings.filter(({ level }) => level === "error");
      expect(only(errors)).toMatchObject({
        rule: NEED.rule,
        part: "flow",
        workload: "main",
        state: "violation",
      });
    }
  });

  test("that a product needs is granted by development itself", () => {
    expect(only(judged(writable, { needs: [NEED] }).findings)).toEqual({
      rule: "read-only-root-file-system",
      level: "error",
      part: "flow",
      workload: "main",
      object: "apps/utopia-flow/Deployment/flow",
      path: "/spec/template/spec/containers/0/securityContext/readOnlyRootFilesystem",
      params: { container: "server" },
      state: "needed-and-granted",
      reason: "it writes its own folder",
      grant: { by: "development" },
    });
  });

  test.each(["flow", "flow/main", "*", "*/main"])(
    "that a product needs is granted by an exemption for %s",
    (match) => {
      const told = { needs: [NEED], environment: "staging" as const, exemptions: [exemption(match)] };
      expect(only(judged(writable, told).findings)).toMatchObject({
        state: "needed-and-granted",
        grant: { by: "exemption", exemption: { owner: "CIO" } },
      });
    },
  );

  test.each(["other", "flow/prepare"])(
    "that a product needs is not granted by an exemption for %s",
    (match) => {
      const told = { needs: [NEED], environment: "staging" as const, exemptions: [exemption(match)] };
      expect(only(judged(writable, told).findings)).toMatchObject({
        state: "needed-not-granted",
        reason: NEED.reason,
      });
    },
  );

  test("of another workload than the needed one is a violation", () => {
    const { findings, unused } = judged(writable, { needs: [{ ...NEED, workload: "prepare" }] });
    expect(only(findings)).toMatchObject({ workload: "main", state: "violation" });
    expect(unused).toEqual([{ ...NEED, workload: "prepare" }]);
  });

  test("of a job goes by its step, without the hash in its name", () => {
    const { findings } = judged(({ Job }) => delete Job.spec.backoffLimit);
    expect(only(findings)).toMatchObject({ rule: "jobs-end", workload: "prepare" });
  });

  test("of another object goes by its name without the part's", () => {
    const { findings } = judged(({ Secret, Namespace }) => {
      Secret.data = { password: "x" };
      Namespace.metadata.labels["pod-security.kubernetes.io/warn"] = "privileged";
    });
    expect(findings.map(({ rule, workload }) => [rule, workload])).toEqual([
      ["no-secret-values", "login"],
      ["namespace-pod-security", "namespace"],
    ]);
  });

  test("from advice stops nothing and cannot be granted", () => {
    const { findings } = judged(
      ({ Deployment }) => {
        Deployment.spec.template.spec.securityContext.runAsUser = 999;
      },
      { environment: "staging" },
    );
    expect([...new Set(findings.map(({ rule, level, state }) => `${rule} ${level} ${state}`))]).toEqual([
      "high-user-id warning violation",
    ]);
  });
});

describe("a need", () => {
  test("that no object makes use of is told", () => {
    expect(judged(() => {}, { needs: [NEED] })).toEqual({ findings: [], unused: [NEED] });
    expect(judged(writable, { needs: [NEED] }).unused).toEqual([]);
  });

  test("is believed of contents that were not examined, and shown as such", () => {
    const need: Need = { rule: "run-as-non-root", workload: "mongodb", reason: "starts as root" };
    const { findings, unused } = judged(
      ({ Namespace, Service }, all) => {
        const metadata = (name: string): Json => ({ ...Service.metadata, name });
        all.push(
          {
            apiVersion: "helm.toolkit.fluxcd.io/v2",
            kind: "HelmRelease",
            metadata: metadata("chart"),
            spec: {},
          },
          {
            apiVersion: "v1",
            kind: "ResourceQuota",
            metadata: metadata("chart"),
            spec: { hard: { pods: "9" } },
          },
        );
        for (const mode of ["enforce", "audit", "warn"])
          Namespace.metadata.labels[`pod-security.kubernetes.io/${mode}`] = "baseline";
      },
      { needs: [need] },
    );
    expect(unused).toEqual([]);
    expect(findings.map(({ rule, workload, state, object }) => [rule, workload, state, object])).toEqual([
      ["contents-examined", "chart", "opaque", "helm.toolkit.fluxcd.io/utopia-flow/HelmRelease/chart"],
      [
        "run-as-non-root",
        "mongodb",
        "needed-and-granted",
        "helm.toolkit.fluxcd.io/utopia-flow/HelmRelease/chart",
      ],
    ]);
  });
});
