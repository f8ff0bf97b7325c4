import { expect, test } from "vitest";
import { consumerLine, resolveLines } from "../../../test/platform-consumer.ts";
import { nameProblems } from "./name-length.ts";

test("a name that the operator refuses is told before, with the length that fits", () => {
  expect(nameProblems({ name: "a".repeat(22) })).toEqual([]);
  expect(nameProblems({ name: "unemployment-fund-mysql", addedFor: "unemployment-fund" })).toEqual([
    {
      reason: "Percona's operator takes names of 22 characters at most, and unemployment-fund-mysql has 23",
      remedy:
        "give unemployment-fund a name of 16 characters at most, or choose another mysql under providers",
    },
  ]);
});

test("it is told of a profile in which nobody names the cluster", () => {
  const issues = (name: string) =>
    resolveLines(`size: district\nblocks:\n  cms:\n    parts:\n${consumerLine(name, "mysql")}`).issues;
  expect(issues("unemployment").filter(({ severity }) => severity === "error")).toEqual([]);
  expect(issues("unemployment-fund").find(({ severity }) => severity === "error")).toMatchObject({
    code: "CS1211",
    at: { line: 10 },
  });
});
