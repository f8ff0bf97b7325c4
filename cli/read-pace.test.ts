import { describe, expect, it } from "vitest";
import { UsageError } from "./exit.ts";
import { readPace } from "./read-pace.ts";

describe("the pace of the checks", () => {
  it("is what the runner has where nothing is said", () => {
    expect(readPace({})).toEqual({ limits: {}, notes: [] });
  });

  it("may be gentler, which the report need not tell", () => {
    expect(readPace({ concurrency: "1" })).toEqual({ limits: { concurrency: 1 }, notes: [] });
  });

  it("may give answers more time, and all that is made of answers as much more, which the report tells", () => {
    const { limits, notes } = readPace({ answerTimeout: "6" });
    expect(limits).toEqual({ timeoutMs: 6000, checkMs: 60_000, cleanUpMs: 60_000, storyMs: 240_000 });
    expect(notes).toEqual([expect.stringContaining("6 s instead of 3 s")]);
  });

  it.each([
    { concurrency: "0" },
    { concurrency: "101" },
    { concurrency: "many" },
    { answerTimeout: "61" },
    { answerTimeout: "0.5" },
    { answerTimeout: "" },
  ])("%j is wrong use", (flags) => {
    expect(() => readPace(flags)).toThrow(UsageError);
  });
});
