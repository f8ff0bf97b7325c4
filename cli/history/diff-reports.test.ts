import { describe, expect, test } from "vitest";
import { sampleReport } from "../../conformance/report/sample-report.ts";
import { keptRuns, REPORTS, type RunRecord } from "../../deploy/cluster/record.ts";
import { chooseRun } from "./diff-reports.ts";
import { packReport, unpackChecks } from "./pack-report.ts";

const RUN: RunRecord = { who: "ana", when: "", what: "up", result: "done" };
const at = (when: string): RunRecord => ({ ...RUN, when });
const runs = [at("2026-11-21T22:00:00.100Z"), at("2026-11-21T22:00:30.500Z"), at("2026-11-22T01:00:00.000Z")];
const choose = (name: string) => chooseRun(name, { stack: "s", runs }).when;

describe("a run is meant", () => {
  test("by a word, or by how its time begins, also as history prints it", () => {
    expect(choose("latest")).toBe(runs[2]?.when);
    expect(choose("previous")).toBe(runs[1]?.when);
    expect(choose("2026-11-22")).toBe(runs[2]?.when);
    expect(choose("2026-11-21T22:00:30Z")).toBe(runs[1]?.when);
  });

  test("by its time alone where only some checks ran", () => {
    const summary = { passed: 1, failed: 0, skipped: 0, error: 0 };
    const report = { verdict: "passed", startedAt: "", summary, partial: true } as const;
    const last = { ...at("2026-11-22T02:00:00.000Z"), report };
    const all = { stack: "s", runs: [...runs, last] };
    expect(chooseRun("latest", all).when).toBe(runs[2]?.when);
    expect(chooseRun("2026-11-22T02", all).when).toBe(last.when);
  });

  test("by nothing that means none or several", () => {
    expect(() => choose("2026-11-21T22:00")).toThrow("several runs");
    expect(() => choose("yesterday")).toThrow("no run of stack s with checks is called yesterday");
    expect(() => chooseRun("previous", { stack: "s", runs: runs.slice(0, 1) })).toThrow("previous");
  });
});

describe("a recorded report", () => {
  test("keeps the state of every check and story", () => {
    const { parts, useCases, verdict } = sampleReport("failed");
    const packed = packReport(sampleReport("failed"));
    const states = unpackChecks(packed) ?? {};
    expect(packed.verdict).toBe(verdict);
    for (const { part, results } of parts)
      for (const { check, status } of results) expect(states[part]?.[check]).toBe(status);
    for (const { useCase, results } of useCases)
      for (const { story, status } of results) expect(states[useCase]?.[story]).toBe(status);
  });

  test("that cannot be read is none", () => {
    expect(unpackChecks({ ...packReport(sampleReport("failed")), checks: "AAAA" })).toBeUndefined();
  });

  test("is kept whole of the last runs, and of older ones how it ended", () => {
    const report = packReport(sampleReport("failed"));
    const all = Array.from({ length: 25 }, (_, index) => ({ ...at(`t${index}`), report }));
    const kept = keptRuns(all);
    expect(kept.map(({ when }) => when)).toEqual(all.slice(-20).map(({ when }) => when));
    expect(kept.filter((run) => run.report?.checks !== undefined)).toHaveLength(REPORTS);
    expect(kept[0]?.report).toMatchObject({ verdict: report.verdict, summary: report.summary });
    expect(kept.at(-1)?.report).toEqual(report);
  });
});
