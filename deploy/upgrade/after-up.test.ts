import { describe, expect, test } from "vitest";
import { exampleStack } from "../../test/example-stack.ts";
import type { ClusterRecord, UpgradeMark } from "../cluster/record.ts";
import { withReport } from "../pulumi/record-report.ts";
import { afterUp } from "./after-up.ts";

const stack = exampleStack();
const run = { who: "ana", when: "2026-11-22T02:00:00Z", what: "up", result: "done" } as const;
const record: ClusterRecord = { state: "", profileHash: "", toolVersion: "", runs: [run] };
const mark = (phase: UpgradeMark["phase"]): ClusterRecord => ({
  ...record,
  upgrade: { parts: [{ part: "civil", product: "reference", from: "1", to: "2" }], phase },
});
const report = (verdict: "passed" | "failed") => ({
  verdict,
  startedAt: "2026-11-22T02:01:00Z",
  summary: { passed: 1, failed: 0, skipped: 0, error: 0 },
});

describe("the record after a whole up", () => {
  test("has the stack's releases, and those of parts that left", () => {
    const left = { part: "land", product: "reference", release: "0.9" };
    const before = { ...record, releases: [left, { part: "civil", product: "reference", release: "0.8" }] };
    const { releases } = afterUp(before, stack);
    const own = stack.parts.map(({ name, product, release }) => ({
      part: name,
      product: product.id,
      release: release.version,
    }));
    expect(releases).toEqual([left, ...own]);
  });

  test("has an upgrade that waits for its checks, and none that was undone", () => {
    expect(afterUp(mark("begun"), stack).upgrade?.phase).toBe("applied");
    expect(afterUp(mark("back"), stack).upgrade).toBeUndefined();
  });

  test("has no restore any more", () => {
    const restoring = { ...record, restore: { backup: "b", phase: "put" } } as const;
    expect(afterUp(restoring, stack)).not.toHaveProperty("restore");
  });
});

describe("a report", () => {
  test("stands at the last up, also where something else ran since", () => {
    const other = { ...run, what: "backup" } as const;
    const { runs } = withReport({ ...record, runs: [run, run, other] }, report("failed"));
    expect(runs.map((one) => one.report?.verdict)).toEqual([undefined, "failed", undefined]);
  });

  test("stands at the last run of another kind where it is of that", () => {
    const rotation = { ...run, what: "secrets rotate" } as const;
    const { runs } = withReport({ ...record, runs: [rotation, run] }, report("passed"), "secrets rotate");
    expect(runs.map((one) => one.report?.verdict)).toEqual(["passed", undefined]);
  });

  test("of some checks, or of a rotation, ends no upgrade", () => {
    const some = { ...report("passed"), partial: true } as const;
    expect(withReport(mark("applied"), some).upgrade?.phase).toBe("applied");
    expect(withReport(mark("applied"), report("passed"), "secrets rotate").upgrade?.phase).toBe("applied");
  });

  test("ends an upgrade that stands where all passed, and no other", () => {
    expect(withReport(mark("applied"), report("passed")).upgrade).toBeUndefined();
    expect(withReport(mark("applied"), report("failed")).upgrade?.phase).toBe("applied");
    expect(withReport(mark("begun"), report("passed")).upgrade?.phase).toBe("begun");
  });
});
