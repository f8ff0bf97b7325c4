import { describe, expect, it } from "vitest";
import { compareReports } from "./compare-reports.ts";
import { type ReadReport, readReport } from "./read-report.ts";
import { renderJson } from "./report/json.ts";
import { sampleExchange, sampleReport, sampleResult } from "./report/sample-report.ts";
import type { CheckResult, Status } from "./result.ts";
import { loadOperations } from "./suites/operations.ts";
import { recognizeRequests } from "./suites/recognize.ts";

const recognize = recognizeRequests(loadOperations("digital-registries"));

/** A check of an operation with the times of its answers to it. */
function result(
  operation: string,
  check: string,
  status: Status,
  times: readonly number[] = [],
): CheckResult {
  const exchanges = times.map((milliseconds) =>
    sampleExchange({ method: "POST", url: `http://part/api/data/r/1.0/${operation}?x=1`, milliseconds }),
  );
  return sampleResult(status, { check, operation, exchanges });
}

/** One part with these results, as a report.json gives it. */
function side(results: readonly CheckResult[], story: Status = "passed") {
  const sample = sampleReport("passed");
  const [part] = sample.parts;
  const [useCase] = sample.useCases;
  const [told] = useCase?.results ?? [];
  if (part === undefined || useCase === undefined || told === undefined)
    throw new Error("the sample is empty");
  const report = readReport(
    renderJson({
      ...sample,
      parts: [{ ...part, url: "http://part/api", results }],
      useCases: [{ ...useCase, results: [{ ...told, status: story }] }],
    }),
  ) as ReadReport;
  const [read] = report.parts;
  if (read === undefined) throw new Error("the report has no part");
  return { report, part: read };
}

describe("two reports", () => {
  it("gain and lose operations by whether all of their checks hold", () => {
    const before = side([
      result("create", "c1", "passed"),
      result("create", "c2", "passed"),
      result("read", "r1", "failed"),
      result("exists", "e1", "skipped"),
      result("update", "u1", "failed"),
    ]);
    const after = side([
      result("create", "c1", "passed"),
      result("create", "c2", "error"),
      result("read", "r1", "passed"),
      result("exists", "e1", "passed"),
      result("update", "u1", "skipped"),
      result("delete", "d1", "passed"),
    ]);
    const { operations } = compareReports(before, after, recognize);
    expect(
      operations.map(({ operation, change, passedOnlyBefore, passedOnlyAfter }) =>
        [
          operation,
          change,
          ...passedOnlyBefore.map((id) => `-${id}`),
          ...passedOnlyAfter.map((id) => `+${id}`),
        ].join(" "),
      ),
    ).toEqual([
      "create lost -c2",
      "read gained +r1",
      "exists gained +e1",
      "update same",
      "delete gained +d1",
    ]);
  });

  it("have times by the operation that was called, whichever check called it", () => {
    const times = Array.from({ length: 20 }, (_, index) => index + 1);
    const before = side([result("create", "c1", "passed", times)]);
    const slow = sampleExchange({
      method: "POST",
      url: "http://part/api/data/r/1.0/create",
      milliseconds: 9,
    });
    const read = sampleResult("passed", { operation: "read", check: "r1", exchanges: [slow] });
    const { operations } = compareReports(before, side([read]), recognize);
    expect(operations[0]).toMatchObject({
      operation: "create",
      before: { samples: 20, p50: 10, p95: 19 },
      after: { samples: 1, p50: 9, p95: 9, passed: 0 },
    });
    expect(operations[1]?.after).not.toHaveProperty("p50");
  });

  it("leave out answers that never came and calls of something else", () => {
    const exchanges = [
      sampleExchange({ method: "POST", url: "http://part/api/data/r/1.0/create", status: 0 }),
      sampleExchange({ method: "POST", url: "http://elsewhere/data/r/1.0/create" }),
    ];
    const broken = side([sampleResult("failed", { operation: "create", check: "c1", exchanges })]);
    expect(compareReports(broken, broken, recognize).operations[0]?.before.samples).toBe(0);
  });

  it("gain and lose stories of use cases", () => {
    const changes = (from: Status, to: Status) =>
      compareReports(side([], from), side([], to), recognize).stories.map(({ change }) => change);
    expect([changes("passed", "failed"), changes("skipped", "passed"), changes("failed", "error")]).toEqual([
      ["lost"],
      ["gained"],
      ["same"],
    ]);
  });
});

describe("a text", () => {
  it.each([
    ["", "it is not JSON"],
    ["[]", "it has not the form of a report"],
    ['{"schemaVersion":2}', "schemaVersion is not what a report has there"],
  ])("that is no report says why: %s", (text, reason) => {
    expect(readReport(text)).toBe(reason);
  });
});
