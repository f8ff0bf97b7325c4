import { expect, it } from "vitest";
import { sampleReport, sampleResult } from "../report/sample-report.ts";
import type { Status } from "../result.ts";
import { countApi } from "./api-results.ts";

const [, , , hub] = sampleReport("passed").parts;
if (hub === undefined) throw new Error("the sample has no such part");

const withStates = (states: readonly Status[]) => ({
  parts: [{ ...hub, results: states.map((status) => sampleResult(status)) }],
});

it("counts errors as failed and leaves out what was skipped, to four decimals", () => {
  expect(countApi(withStates(["passed", "passed", "error", "skipped"]), { payments: "3.0" })).toEqual([
    {
      block: "payments",
      product: "reference 0.1.0",
      specification: "3.0",
      parts: ["payment-hub"],
      passed: 2,
      failed: 1,
      skipped: 1,
      compatibility: 0.6667,
    },
  ]);
});

it("gives no figure where nothing was counted", () => {
  expect(countApi(withStates(["skipped"]), {})[0]).not.toHaveProperty("compatibility");
  const smoke = sampleResult("passed", { operation: "smoke" });
  expect(countApi({ parts: [{ ...hub, results: [smoke] }] }, {})).toEqual([]);
});

it("counts the parts of a block together where they are the same product", () => {
  const rows = countApi(sampleReport("failed"), {});
  const registries = rows.filter(({ block }) => block === "digital-registries");
  expect(registries).toMatchObject([
    { parts: ["civil-registry", "social-registry"], passed: 2, failed: 3, skipped: 1, compatibility: 0.4 },
  ]);
});
