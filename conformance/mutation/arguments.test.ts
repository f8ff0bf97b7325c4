import { describe, expect, it } from "vitest";
import { readArguments } from "./arguments.ts";

describe("the arguments", () => {
  it("may all be left out", () => {
    expect(readArguments([])).toEqual({ seed: 1, workers: 2, list: false });
  });

  it("choose what is run", () => {
    const argv = [
      "--suite",
      "digital-registries",
      "--operation",
      "create",
      "--minutes",
      "2.5",
      "--seed",
      "7",
    ];
    expect(readArguments([...argv, "--sample", "10", "--json", "out.json", "--list"])).toEqual({
      suite: "digital-registries",
      operation: "create",
      minutes: 2.5,
      sample: 10,
      seed: 7,
      json: "out.json",
      list: true,
      workers: 2,
    });
  });

  it.each([
    ["--suite", "none"],
    ["--sample", "0"],
    ["--minutes", "3m"],
    ["--seed", "-1"],
    ["--workers", "0"],
    ["--else", "1"],
  ])("are refused where they make no sense: %s %s", (...argv) => {
    expect(() => readArguments(argv)).toThrow(TypeError);
  });
});
