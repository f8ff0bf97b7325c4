import { describe, expect, test } from "vitest";
import { meansVersion, type Product, type Release, type Stack } from "../../charts/spi/index.ts";
import { exampleStack } from "../../test/example-stack.ts";
import { beforeJumps, judgeJumps } from "./judge-jumps.ts";

/** Releases newest first, each with those from which it is reached; a `listed` one cannot be installed. */
const LINE: readonly (readonly [version: string, from: readonly string[], listed?: true])[] = [
  ["3.0", ["2.9"]],
  ["2.10", ["2.4"], true],
  ["2.9", ["2.4"]],
  ["2.4.1", ["1"]],
  ["1.1", []],
];

const RELEASES = LINE.map(
  ([version, upgradesFrom, listed]): Release => ({
    version,
    upgradesFrom,
    images: {},
    govstack: {},
    ...(listed ? {} : { load: (): Promise<never> => Promise.reject(new Error("none")) }),
  }),
);

/** The example's first registry with a release of the line. */
function asking(version: string): Stack {
  const stack = exampleStack();
  const parts = stack.parts.map((part) => {
    if (part.name !== "civil") return part;
    const product: Product = { ...part.product, id: "lined", releases: RELEASES };
    return { ...part, product, release: RELEASES.find((one) => one.version === version) as Release };
  });
  return { ...stack, parts };
}

const there = (release: string, product = "lined") => [{ part: "civil", product, release }];
const codes = (version: string, installed: ReturnType<typeof there>) =>
  judgeJumps(asking(version), installed).issues.map(({ code }) => code);

describe("what an entry of upgradesFrom means", () => {
  test("is a version, or how versions begin, number by number", () => {
    expect(meansVersion("1.1", "1.1")).toBe(true);
    expect(meansVersion("1.1", "1.1.7")).toBe(true);
    expect(meansVersion("1.1", "1.10")).toBe(false);
    expect(meansVersion("1.1.7", "1.1")).toBe(false);
  });
});

describe("a part", () => {
  test("that is new, stays, or has another product does not jump", () => {
    expect(judgeJumps(asking("3.0"), [])).toEqual({ jumps: [], issues: [] });
    expect(judgeJumps(asking("3.0"), there("3.0"))).toEqual({ jumps: [], issues: [] });
    expect(judgeJumps(asking("3.0"), there("1.1", "another"))).toEqual({ jumps: [], issues: [] });
  });

  test("jumps where the release lists the one that is there", () => {
    expect(judgeJumps(asking("2.9"), there("2.4.1"))).toEqual({
      jumps: [{ part: "civil", product: "lined", from: "2.4.1", to: "2.9" }],
      issues: [],
    });
  });

  test("jumps no further than that, and is told the steps that can be installed", () => {
    const { jumps, issues } = judgeJumps(asking("3.0"), there("1.1"));
    expect(jumps).toEqual([]);
    expect(issues).toMatchObject([
      {
        severity: "error",
        code: "CS1801",
        params: { from: "1.1", to: "3.0", steps: ["2.4.1", "2.9", "3.0"] },
      },
    ]);
  });

  test("is told so where no steps lead there", () => {
    expect(judgeJumps(asking("3.0"), there("0.4")).issues).toMatchObject([
      { code: "CS1801", params: { steps: [], listed: ["2.9"] } },
    ]);
  });

  test("does not go back", () => {
    expect(codes("2.4.1", there("3.0"))).toEqual(["CS1802"]);
    expect(codes("1.1", there("2.4.1"))).toEqual(["CS1802"]);
    expect(codes("2.4.1", there("1.7"))).toEqual([]);
    expect(codes("2.4.1", there("4.0"))).toEqual(["CS1802"]);
  });

  test("does not turn aside in the middle of an upgrade, and may once it stands", () => {
    const parts = [{ part: "civil", product: "lined", from: "2.4.1", to: "2.9" }];
    const judge = (version: string, isApplied: boolean, release: string) =>
      judgeJumps(asking(version), there(release), { parts, isApplied });
    expect(judge("2.4.1", false, "2.4.1").issues).toMatchObject([
      { code: "CS1803", params: { asked: "2.4.1" } },
    ]);
    expect(judge("2.9", false, "2.4.1")).toEqual({ jumps: parts, issues: [] });
    expect(judge("3.0", true, "2.9").jumps).toMatchObject([{ from: "2.9", to: "3.0" }]);
  });
});

describe("the stack before its jumps", () => {
  const jump = (from: string) => [{ part: "civil", product: "lined", from, to: "3.0" }];

  test("has the older releases and is the same otherwise", () => {
    const stack = asking("3.0");
    const before = beforeJumps(stack, jump("2.9"));
    expect(before?.parts.map(({ release }) => release.version)).toEqual(
      stack.parts.map(({ name, release }) => (name === "civil" ? "2.9" : release.version)),
    );
  });

  test("is none where the catalog cannot install one of them any more", () => {
    expect(beforeJumps(asking("3.0"), jump("2.10"))).toBeUndefined();
    expect(beforeJumps(asking("3.0"), jump("0.1"))).toBeUndefined();
  });
});
