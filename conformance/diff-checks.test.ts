import { expect, test } from "vitest";
import { diffChecks } from "./diff-checks.ts";

test("two runs differ in what fails newly, is mended, is gone and is new, and in nothing else", () => {
  const before = {
    civil: { same: "passed", "still-failing": "failed", breaks: "passed", mends: "error", goes: "passed" },
    left: { only: "failed" },
  } as const;
  const after = {
    civil: { same: "passed", "still-failing": "failed", breaks: "skipped", mends: "passed", comes: "failed" },
    joined: { first: "passed" },
  } as const;
  expect(diffChecks(before, after)).toEqual({
    failing: [{ of: "civil", check: "breaks", before: "passed", after: "skipped" }],
    mended: [{ of: "civil", check: "mends", before: "error", after: "passed" }],
    gone: [
      { of: "civil", check: "goes", before: "passed" },
      { of: "left", check: "only", before: "failed" },
    ],
    new: [
      { of: "civil", check: "comes", after: "failed" },
      { of: "joined", check: "first", after: "passed" },
    ],
  });
});

test("a run differs in nothing from itself", () => {
  const states = { civil: { one: "passed", two: "failed" } } as const;
  expect(diffChecks(states, states)).toEqual({ failing: [], mended: [], gone: [], new: [] });
});
