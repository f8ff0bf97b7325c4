import { describe, expect, it } from "vitest";
import { parseUntrustedYaml, YAML_LIMIT } from "./yaml.ts";

describe("YAML of strangers", () => {
  it("is read as the values it means", () => {
    expect(parseUntrustedYaml("a: 1\nb: [x, &y {c: ~}]\nd: *y\n? e\n: f\n")).toEqual({
      a: 1,
      b: ["x", { c: null }],
      d: { c: null },
      e: "f",
    });
  });

  it("is refused where it is broken, and says why", () => {
    expect(() => parseUntrustedYaml("a: [1")).toThrow(/Flow sequence/);
    expect(() => parseUntrustedYaml("a: *missing")).toThrow(/missing/);
  });

  // These took minutes: keys inside keys, and the comparison of every two keys.
  it.each([
    ["mappings as keys", "? ".repeat(1000)],
    ["mappings as keys in braces", "{? ".repeat(1000) + "}".repeat(1000)],
    ["an alias as a key", "a: &a {b: c}\n? *a\n: d"],
    ["a list as a key", "? [a]\n: b"],
    [
      "aliases without end",
      "a: &a [x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]",
    ],
    ["what is too long", "#".repeat(YAML_LIMIT + 1)],
  ])("refuses %s", (_, text) => {
    expect(() => parseUntrustedYaml(text)).toThrow();
  });

  it("reads a long mapping, and the last one of two equal keys", () => {
    const lines = Array.from({ length: 5000 }, (_, index) => `k${index}: ${index}`);
    expect(parseUntrustedYaml([...lines, "k1: last"].join("\n"))).toMatchObject({ k0: 0, k1: "last" });
  });
});
