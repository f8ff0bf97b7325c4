import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { hasInYaml, hasMapInYaml, removeFromYaml, setInYaml } from "./edit-yaml.ts";

/** The lines that differ, `-` those of before and `+` those of after. */
function changed(before: string, after: string): string[] {
  const [old, now] = [before.split("\n"), after.split("\n")];
  while (old.length > 0 && old[0] === now[0]) for (const lines of [old, now]) lines.shift();
  while (old.length > 0 && old.at(-1) === now.at(-1)) for (const lines of [old, now]) lines.pop();
  return [...old.map((line) => `-${line}`), ...now.map((line) => `+${line}`)];
}

const TEXT = `# head
blocks: # all of them
  # who you are
  identity:   keycloak   # why
  payments:
    # first
    product: "mojaloop"  # tail
    version: "17"   # pinned
    options:
      a: 1
      # within
      b: [1,   2]
    # last

  wallet: { product: w, version: "1", options: { a: 1 }, }
  empty:
  none: {}
story: >
  a long text that no one may break, whatever the width of the lines that a writer of YAML thinks is good to read
`;

describe("setting a value", () => {
  test.each<[string, string[], unknown, string[]]>([
    [
      "replaces a word",
      ["identity"],
      "esignet",
      ["-  identity:   keycloak   # why", "+  identity:   esignet   # why"],
    ],
    [
      "keeps quotes",
      ["payments", "product"],
      "x",
      ['-    product: "mojaloop"  # tail', '+    product: "x"  # tail'],
    ],
    [
      "writes a map in one line",
      ["identity"],
      { product: "x", options: { list: [1, "a, b"] } },
      [
        "-  identity:   keycloak   # why",
        '+  identity:   { product: x, options: { list: [ 1, "a, b" ] } }   # why',
      ],
    ],
    ["fills a key that has no value", ["empty"], "x", ["-  empty:", "+  empty: x"]],
    ["fills an empty map", ["none", "parts", "a"], "x", ["-  none: {}", "+  none: { parts: { a: x } }"]],
    [
      "adds to a map on one line",
      ["wallet", "external"],
      { url: "u" },
      [
        '-  wallet: { product: w, version: "1", options: { a: 1 }, }',
        '+  wallet: { product: w, version: "1", options: { a: 1 }, external: { url: u }, }',
      ],
    ],
    ["adds to a map in lines", ["payments", "owner"], "x", ["+    owner: x"]],
    ["makes the maps on the way", ["gis", "parts", "m"], "x", ["+  gis:", "+    parts:", "+      m: x"]],
  ])("%s", (_, path, value, lines) => {
    const after = setInYaml(TEXT, ["blocks", ...path], value);
    expect(changed(TEXT, after)).toEqual(lines);
    const read = path.reduce((node, key) => node[key], parse(after).blocks);
    expect(read).toEqual(value);
  });

  test("comes behind another key where told to", () => {
    const after = setInYaml(TEXT, ["blocks", "payments", "external"], { url: "u" }, "product");
    expect(changed(TEXT, after)).toEqual(["+    external: { url: u }"]);
    expect(Object.keys(parse(after).blocks.payments)).toEqual(["product", "external", "version", "options"]);
  });

  test("adds to the end of a text that ends without a newline", () => {
    expect(setInYaml("extends: ./base.yaml", ["blocks", "gis"], "x")).toBe(
      "extends: ./base.yaml\nblocks:\n  gis: x\n",
    );
  });

  test("keeps the line ends and the indentation of the file", () => {
    const text = "blocks:\r\n    gis: a\r\n";
    expect(setInYaml(text, ["blocks", "cms", "parts", "m"], "x")).toBe(
      "blocks:\r\n    gis: a\r\n    cms:\r\n        parts:\r\n            m: x\r\n",
    );
  });
});

describe("taking a key out", () => {
  test.each<[string, string[], string[]]>([
    ["takes its line", ["payments", "version"], ['-    version: "17"   # pinned']],
    [
      "takes all its lines and leaves the comment behind them",
      ["payments", "options"],
      ["-    options:", "-      a: 1", "-      # within", "-      b: [1,   2]"],
    ],
    [
      "takes its comma",
      ["wallet", "version"],
      [
        '-  wallet: { product: w, version: "1", options: { a: 1 }, }',
        "+  wallet: { product: w, options: { a: 1 }, }",
      ],
    ],
    [
      "takes the comma before the last one",
      ["wallet", "options"],
      [
        '-  wallet: { product: w, version: "1", options: { a: 1 }, }',
        '+  wallet: { product: w, version: "1", }',
      ],
    ],
    ["leaves the text where there is none", ["wallet", "owner"], []],
    ["leaves the text where there is no map", ["identity", "owner"], []],
  ])("%s", (_, path, lines) => {
    const after = removeFromYaml(TEXT, ["blocks", ...path]);
    expect(changed(TEXT, after)).toEqual(lines);
    expect(hasInYaml(after, ["blocks", ...path])).toBe(false);
  });

  test("keeps a comment between two keys in braces", () => {
    const text = "a: {\n  b: 1, # one\n  c: 2\n}\n";
    expect(removeFromYaml(text, ["a", "b"])).toBe("a: {\n   # one\n  c: 2\n}\n");
    expect(parse(removeFromYaml(text, ["a", "c"]))).toEqual({ a: { b: 1 } });
  });
});

test("an alias is no map of the text's own", () => {
  const text = "a: &a { b: 1 }\nc: *a\n";
  expect(hasMapInYaml(text, ["a"])).toBe(true);
  expect(hasMapInYaml(text, ["c"])).toBe(false);
  expect(hasInYaml(text, ["c"])).toBe(true);
  expect(parse(setInYaml(text, ["c"], "x"))).toEqual({ a: { b: 1 }, c: "x" });
});
