import { describe, expect, test } from "vitest";
import { PROFILE_LIMIT } from "./decode.ts";
import { brief, FRAME, load } from "./fixtures/load-text.ts";
import { readFrom } from "./fixtures/read-fixture.ts";
import { loadProfile } from "./load.ts";

describe("a file that is none", () => {
  test("is told missing, unreadable or too large", () => {
    expect(brief(loadProfile("gone.yaml", readFrom({})))).toEqual([
      "CS1001 undefined:undefined:undefined-undefined",
    ]);
    const unreadable = loadProfile("x.yaml", () => ({ unreadable: true, reason: "EISDIR" }));
    expect(unreadable).toMatchObject({ issues: [{ code: "CS1008", params: { reason: "EISDIR" } }] });
    expect(load(new Uint8Array(PROFILE_LIMIT + 1).fill(0x23))).toMatchObject({
      issues: [{ code: "CS1002" }],
    });
    expect(load(`${FRAME}blocks: {}\n#${"x".repeat(PROFILE_LIMIT - FRAME.length - 12)}`).ok).toBe(true);
  });

  test.each([
    ["a zero byte", [0x61, 0x0a, 0x00], 2, 2],
    ["UTF-16", [0xff, 0xfe, 0x61, 0x00], 1, 0],
    ["a character that is cut off", [0x61, 0xe2, 0x82], 1, 1],
    ["half of a surrogate pair", [0x0a, 0x0a, 0xed, 0xa0, 0x80], 3, 2],
  ])("is told binary at the line of the first bad byte: %s", (_, bytes, line, offset) => {
    expect(load(new Uint8Array(bytes))).toMatchObject({
      issues: [{ code: "CS1003", at: { line }, params: { offset } }],
    });
  });

  test.each(["", "# nothing\n", "just text", "- a\n- b", "3"])("is told not to be a map: %j", (text) => {
    expect(load(text)).toMatchObject({ issues: [{ code: "CS1010" }] });
  });
});

describe("YAML that means different things to different readers is refused", () => {
  test.each([
    ["a tag", "a: !secret x", "CS1004"],
    ["a merge key of YAML 1.1", "%YAML 1.1\n---\n<<: { name: utopia }", "CS1101"],
    ["a key that is a map", "? { a: 1 }\n: b", "CS1102"],
    ["a key that is nothing", ": b", "CS1102"],
    ["a key that objects have already", "__proto__: { a: 1 }", "CS1102"],
    ["an alias without an anchor", "a: *nobody", "CS1004"],
    ["an alias in its own anchor", "a: &a [*a]", "CS1006"],
    ["deep nesting", `a: ${"[".repeat(80)}${"]".repeat(80)}`, "CS1004"],
    ["deeper nesting than the parser can follow", "[".repeat(20_000), "CS1004"],
  ])("%s", (_, text, code) => {
    const result = load(text);
    expect(result.ok ? [] : result.issues.map((issue) => issue.code)).toContain(code);
  });

  test("a second key of the same name is pointed at, with the line of the first", () => {
    expect(load("a: 1\nb: 2\na: 3\n")).toMatchObject({
      issues: [{ code: "CS1005", at: { line: 3 }, params: { line: 1 } }],
    });
  });

  test("all syntax errors come at once", () => {
    expect(brief(load("a: [1\nb: ]\nc: 'x\n")).length).toBeGreaterThan(1);
  });
});

describe("hostile files take no time", () => {
  test.each([
    ["twenty thousand keys", Array.from({ length: 20_000 }, (_, index) => `k${index}: 1`).join("\n")],
    ["aliases all over", `a: &a 1\nb: [${"*a,".repeat(50_000)}]`],
    [
      "aliases of aliases",
      Array.from({ length: 40 }, (_, i) => `a${i}: &a${i} [${i ? `*a${i - 1},*a${i - 1}` : 1}]`).join("\n"),
    ],
    ["brackets", "[{".repeat(20_000)],
    ["one long line", `a: "${"x".repeat(900_000)}`],
  ])("%s", (_, text) => {
    const start = process.cpuUsage();
    expect(load(text).ok).toBe(false);
    expect(process.cpuUsage(start).user / 1e6).toBeLessThan(10);
  });
});
