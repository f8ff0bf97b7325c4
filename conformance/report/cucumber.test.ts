import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { countApi } from "../compliance/api-results.ts";
import { buildReport } from "../verdict.ts";
import { renderCucumber } from "./cucumber.ts";
import { envelope } from "./sample-envelope.ts";
import { sampleReport, sampleResult } from "./sample-report.ts";

type Message = z.infer<typeof envelope>;

function messagesOf(text: string): Message[] {
  expect(text.endsWith("\n")).toBe(true);
  return text
    .trimEnd()
    .split("\n")
    .map((line) => envelope.parse(JSON.parse(line)));
}

/** All messages of a kind. */
function pick<K extends string>(messages: readonly Message[], kind: K) {
  return messages.flatMap((message) =>
    kind in message ? [(message as unknown as Record<K, unknown>)[kind]] : [],
  ) as Extract<Message, Record<K, unknown>>[K & keyof Extract<Message, Record<K, unknown>>][];
}

/** Passed and failed, as the web app counts scenarios: passed where each step has. */
function countScenarios(messages: readonly Message[]): { passed: number; failed: number } {
  const finished = pick(messages, "testStepFinished");
  const counts = { passed: 0, failed: 0 };
  for (const { id: started } of pick(messages, "testCaseStarted")) {
    const steps = finished.filter(({ testCaseStartedId }) => testCaseStartedId === started);
    const passed = steps.every(({ testStepResult }) => testStepResult.status === "PASSED");
    counts[steps.length > 0 && passed ? "passed" : "failed"] += 1;
  }
  return counts;
}

describe.each(["passed", "failed"] as const)("renderCucumber of a run that %s", (verdict) => {
  const report = sampleReport(verdict);
  const messages = messagesOf(renderCucumber(report));

  it("begins with meta, and tells the run after all sources", () => {
    const kinds = messages.map((message) => Object.keys(message)[0]);
    expect(kinds[0]).toBe("meta");
    expect(kinds.indexOf("testRunStarted")).toBeGreaterThan(kinds.lastIndexOf("pickle"));
    expect(kinds.at(-1)).toBe("testRunFinished");
    expect(pick(messages, "testRunFinished")[0]?.success).toBe(verdict === "passed");
  });

  it("refers to nothing that is not there, and gives no id twice", () => {
    const documents = pick(messages, "gherkinDocument");
    const scenarios = documents.flatMap(({ feature }) => feature.children.map(({ scenario }) => scenario));
    const nodes = scenarios.flatMap((one) => [one, ...one.steps]);
    const pickles = pick(messages, "pickle");
    const cases = pick(messages, "testCase");
    const pickleSteps = pickles.flatMap(({ steps }) => steps);
    const testSteps = cases.flatMap((one) => one.testSteps);
    const known = [...nodes, ...pickles, ...pickleSteps, ...cases, ...testSteps];
    const ids = [...known, ...pick(messages, "testCaseStarted"), ...pick(messages, "stepDefinition")];
    expect(new Set(ids.map((one) => one.id)).size).toBe(ids.length);
    const has = (list: readonly { readonly id: string }[], wanted: string) =>
      list.some((one) => one.id === wanted);
    expect(pickles.flatMap((one) => one.astNodeIds).every((one) => has(nodes, one))).toBe(true);
    expect(cases.every(({ pickleId }) => has(pickles, pickleId))).toBe(true);
    expect(testSteps.every(({ pickleStepId }) => has(pickleSteps, pickleStepId))).toBe(true);
    for (const finished of pick(messages, "testStepFinished"))
      expect(has(testSteps, finished.testStepId)).toBe(true);
  });

  it("places each node where its source has it", () => {
    const sources = new Map(pick(messages, "source").map(({ uri, data }) => [uri, data.split("\n")]));
    for (const { uri, feature } of pick(messages, "gherkinDocument")) {
      const textAt = ({ line, column }: { line: number; column: number }) =>
        sources.get(uri)?.[line - 1]?.slice(column - 1);
      expect(textAt(feature.location)).toBe(`Feature: ${feature.name}`);
      for (const { scenario } of feature.children) {
        expect(textAt(scenario.location)).toBe(`Scenario: ${scenario.name}`);
        for (const tag of [...feature.tags, ...scenario.tags])
          expect(textAt(tag.location)?.startsWith(tag.name)).toBe(true);
        for (const step of scenario.steps) expect(textAt(step.location)).toBe(`* ${step.text}`);
      }
    }
  });

  it("gives the web app the figures that the report has, for each block", () => {
    for (const { block, passed, failed } of countApi(report, {})) {
      const parts = report.parts.filter((part) => part.block === block);
      const own = messagesOf(renderCucumber({ ...report, parts, useCases: [] }));
      expect(countScenarios(own), block).toEqual({ passed, failed });
    }
  });
});

describe("renderCucumber", () => {
  const [part] = sampleReport("passed").parts;
  if (part === undefined) throw new Error("the sample has no part");
  const withResults = (...results: readonly ReturnType<typeof sampleResult>[]) =>
    buildReport(sampleReport("passed"), { parts: [{ ...part, results }], useCases: [] });

  it("keeps a check that was skipped as a scenario that was not run", () => {
    const messages = messagesOf(renderCucumber(withResults(sampleResult("skipped"))));
    expect(pick(messages, "pickle")).toHaveLength(1);
    expect(pick(messages, "testCase")).toEqual([]);
  });

  it("says why a check failed, and how long it took", () => {
    const [finished] = pick(
      messagesOf(renderCucumber(withResults(sampleResult("error", { milliseconds: 1250 })))),
      "testStepFinished",
    );
    expect(finished?.testStepResult).toEqual({
      status: "FAILED",
      duration: { seconds: 1, nanos: 250_000_000 },
      message: "expected 404, got 200 (error)",
    });
  });

  it("leaves out what a product says of itself", () => {
    const smoke = sampleResult("passed", { operation: "smoke" });
    expect(pick(messagesOf(renderCucumber(withResults(smoke))), "pickle")).toEqual([]);
  });

  it("fails a story that failed between its steps", () => {
    const report = sampleReport("passed");
    const useCases = report.useCases.map((useCase) => ({
      ...useCase,
      results: useCase.results.map((story) => ({
        ...story,
        status: "failed" as const,
        reason: "left behind",
      })),
    }));
    expect(countScenarios(messagesOf(renderCucumber({ ...report, parts: [], useCases })))).toEqual({
      passed: 0,
      failed: 1,
    });
  });

  it("lets no text of others become another line or tag of the source", () => {
    const title = "a\nFeature: b\r\n@c";
    const messages = messagesOf(
      renderCucumber(withResults(sampleResult("passed", { title, check: "a b@c" }))),
    );
    const [source] = pick(messages, "source");
    expect(source?.data).toContain("Scenario: a Feature: b @c\n");
    expect(source?.data.match(/^\s*Feature:/gm)).toHaveLength(1);
    expect(pick(messages, "pickle")[0]?.tags.map(({ name }) => name)).toContain("@a-b-c");
  });
});
