import { describe, expect, test } from "vitest";
import { RULES } from "../../constructs/rules/catalog.ts";
import type { Finding } from "../../constructs/rules/check-rules.ts";
import { errorAt, type Issue } from "../../profiles/issue.ts";
import { examplePart, exampleStack } from "../../test/example-stack.ts";
import { sarifLog } from "./sarif.ts";

const AT = { file: "profiles/country file.yaml", line: 7, column: 3, endColumn: 8 };
const civil = { ...examplePart("civil", "digital-registries", { registries: [] }), at: AT };
const stack = exampleStack(2, { parts: [civil], links: [] });

const finding = (changes: Partial<Finding>): Finding => ({
  rule: "run-as-non-root",
  level: "error",
  part: "civil",
  workload: "main",
  object: "apps/utopia-civil/StatefulSet/civil",
  path: "/spec/template/spec/containers/0/securityContext/runAsNonRoot",
  params: { container: "server" },
  state: "violation",
  ...changes,
});

const FINDINGS: readonly Finding[] = [
  finding({}),
  finding({ state: "needed-and-granted", reason: "starts as root", grant: { by: "development" } }),
  finding({
    state: "needed-and-granted",
    reason: "starts as root",
    grant: {
      by: "exemption",
      exemption: {
        rule: "run-as-non-root",
        match: "civil",
        reason: "pilot",
        owner: "CIO",
        expires: "2027-06-30",
      },
    },
  }),
  finding({ state: "needed-not-granted", reason: "starts as root" }),
  finding({
    rule: "high-user-id",
    level: "warning",
    params: { container: "server", field: "runAsUser", id: "999" },
  }),
  finding({
    rule: "contents-examined",
    level: "warning",
    state: "opaque",
    path: "",
    params: { kind: "HelmRelease" },
  }),
  finding({
    rule: "own-platform-services",
    level: "warning",
    path: "",
    params: { service: "postgres", at: "db", others: "social" },
  }),
];
const ISSUES: readonly Issue[] = [
  errorAt("CS1504", { part: "civil" }, AT),
  errorAt("CS1506", { rule: "run-as-nonroot", by: "exemption", suggestion: "run-as-non-root" }, AT),
  errorAt("CS1001", { file: "x" }),
];

// biome-ignore lint/suspicious/noExplicitAny: JSON whose shape is what is tested
type Json = any;
const log = sarifLog({ issues: ISSUES, findings: FINDINGS, stack }) as Json;
const [run] = log.runs;

describe("a SARIF log", () => {
  // What the schema of SARIF 2.1.0 and its text demand of the properties that are used here, by section.
  test("has the version, one run, and a driver with a name (3.13, 3.14, 3.19)", () => {
    expect(log.version).toBe("2.1.0");
    expect(log.$schema).toMatch(/^https:.*sarif-2\.1\.0.*\.json$/);
    expect(Object.keys(log).toSorted()).toEqual(["$schema", "runs", "version"]);
    expect(log.runs).toHaveLength(1);
    expect(run.tool.driver.name).toBe("country-stack");
    expect(run.tool.driver.semanticVersion).toMatch(/^\d+\.\d+\.\d+/);
    expect(run.columnKind).toBe("utf16CodeUnits");
  });

  test("describes every rule once, with texts and a level (3.49, 3.50)", () => {
    const ids = run.tool.driver.rules.map(({ id }: Json) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual([...RULES.map(({ id }) => id), "CS1506", "CS1001"]);
    for (const rule of run.tool.driver.rules) {
      expect(rule.fullDescription.text, rule.id).toMatch(/\S/);
      if (!rule.id.startsWith("CS")) {
        expect(rule.shortDescription.text).toMatch(/\.$/);
        expect(rule.help.text).toMatch(/\S/);
        expect(["error", "warning", "note", "none"]).toContain(rule.defaultConfiguration.level);
      }
    }
  });

  test("has results whose rule is the one at their index, with a message, a kind and a level that fit (3.27)", () => {
    for (const result of run.results) {
      expect(run.tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId);
      expect(result.message.text).toMatch(/^\S.*\.$/s);
      expect(["fail", "open"]).toContain(result.kind);
      // 3.27.10: a level other than none is for results of the kind fail only.
      expect(result.level === "none").toBe(result.kind !== "fail");
    }
  });

  test("leads to the part's line in the profile, and to the object (3.28, 3.30, 3.33)", () => {
    const [place] = run.results.find(({ ruleId }: Json) => ruleId === "run-as-non-root").locations;
    expect(place.physicalLocation).toEqual({
      artifactLocation: { uri: "profiles/country%20file.yaml" },
      region: { startLine: 7, startColumn: 3, endColumn: 8 },
    });
    expect(place.logicalLocations).toEqual([
      {
        name: "main",
        fullyQualifiedName:
          "apps/utopia-civil/StatefulSet/civil#/spec/template/spec/containers/0/securityContext/runAsNonRoot",
        kind: "resource",
      },
    ]);
    for (const { locations = [] } of run.results) {
      for (const { physicalLocation } of locations) {
        const { region, artifactLocation } = physicalLocation;
        expect(URL.canParse(artifactLocation.uri, "file:///")).toBe(true);
        expect(artifactLocation.uri).not.toMatch(/[\s\\]|\.\./);
        expect(region.startLine).toBeGreaterThan(0);
        expect(region.endColumn).toBeGreaterThan(region.startColumn);
      }
    }
  });

  test("suppresses what is granted, with the reason, and nothing else (3.35)", () => {
    const suppressed = run.results.flatMap(({ suppressions }: Json) => suppressions ?? []);
    expect(suppressed).toEqual([
      {
        kind: "external",
        status: "accepted",
        justification: "starts as root (development grants it by itself)",
      },
      {
        kind: "external",
        status: "accepted",
        justification: "starts as root: pilot (CIO, until 2027-06-30)",
      },
    ]);
  });

  test("leaves open what was not examined (3.27.9)", () => {
    const open = run.results.filter(({ kind }: Json) => kind === "open");
    expect(open.map(({ ruleId, level }: Json) => [ruleId, level])).toEqual([["contents-examined", "none"]]);
  });

  test("tells trouble of the profile too, but not twice what a finding tells", () => {
    const codes = run.results.map(({ ruleId }: Json) => ruleId).filter((id: string) => id.startsWith("CS"));
    expect(codes).toEqual(["CS1506", "CS1001"]);
  });

  test("of a profile that does not hold has its issues alone", () => {
    const [refused] = sarifLog({ issues: ISSUES, findings: [] })["runs"] as Json;
    expect(refused.results.map(({ ruleId }: Json) => ruleId)).toEqual(["CS1504", "CS1506", "CS1001"]);
  });

  test("is plain JSON without holes", () => {
    expect(JSON.parse(JSON.stringify(log))).toEqual(log);
  });
});
