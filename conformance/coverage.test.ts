import { describe, expect, it, test } from "vitest";
import { BLOCKS } from "../charts/spi/index.ts";
import type { Check, Suite } from "./check.ts";
import { countCoverage, coverageOf } from "./coverage.ts";
import { loadOperations } from "./suites/operations.ts";
import { SUITES } from "./suites.ts";

const operation = (id: string, direction: "served" | "emitted") =>
  ({
    id,
    title: id,
    file: "api.yaml",
    method: "GET",
    path: `/${id}`,
    direction,
    level: "REQUIRED",
    idempotency: "Reading",
  }) as const;

const check = (of: string, kind: Check["kind"]): Check => ({
  id: `${of}-${kind}`,
  operation: of,
  title: of,
  section: "api.yaml",
  level: "REQUIRED",
  effect: "read",
  kind,
  run: () => Promise.resolve(),
});

const suite = (...checks: Check[]): Suite => ({ block: "messaging", specification: "1.0", checks });

describe("coverageOf", () => {
  it("asks for both kinds of checks where an operation is served, and for any where it is emitted", () => {
    const operations = [
      operation("whole", "served"),
      operation("half", "served"),
      operation("call", "emitted"),
    ];
    const checks = [check("whole", "positive"), check("whole", "negative"), check("half", "positive")];
    const half = coverageOf(suite(...checks), operations);
    expect(half.operations.map(({ isCovered }) => isCovered)).toEqual([true, false, false]);
    expect(countCoverage(half)).toEqual({
      specified: 3,
      served: 2,
      emitted: 1,
      positive: 2,
      negative: 1,
      percent: 33,
    });
    const more = coverageOf(
      suite(...checks, check("half", "negative"), check("call", "positive")),
      operations,
    );
    expect(countCoverage(more).percent).toBe(100);
  });

  it("is nothing where a specification has no operations", () => {
    expect(countCoverage(coverageOf(suite(), [])).percent).toBe(0);
  });
});

test.each(BLOCKS.filter((block) => SUITES[block] !== undefined))("all of %s is covered", async (block) => {
  const loaded = await SUITES[block]?.();
  const { operations } = coverageOf(loaded ?? suite(), loadOperations(block));
  expect(operations.filter(({ isCovered }) => !isCovered)).toEqual([]);
});
