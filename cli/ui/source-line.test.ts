import { describe, expect, test } from "vitest";
import { sourceLine } from "./source-line.ts";

const at = (column: number, endColumn: number, line = 1) => ({ file: "f", line, column, endColumn });

describe("carets stand under the place", () => {
  test.each([
    ["plain text", "name: Utopia", at(7, 13), "name: Utopia", "      ^^^^^^"],
    ["behind tabs", "a:\tb", at(4, 5), "a:    b", "      ^"],
    ["behind wide characters", "国: 名前", at(4, 6), "国: 名前", "    ^^^^"],
    ["behind a pair of surrogates", "😀: x", at(5, 6), "😀: x", "    ^"],
    ["behind a mark that combines", "e\u0301: x", at(5, 6), "e\u0301: x", "   ^"],
    ["at the end of a line", "name:", at(6, 7), "name:", "     ^"],
    ["on another line", "a: 1\r\nb: 2\r\n", at(4, 5, 2), "b: 2", "   ^"],
    ["on a line that is not there", "a: 1", at(1, 2, 9), "", "^"],
  ])("%s", (_, source, place, line, carets) => {
    expect(sourceLine(source, place)).toEqual({ line, carets });
  });
});

describe("a long line", () => {
  const long = `${"a".repeat(300)}HERE${"b".repeat(300)}`;

  test("is cut to 100 columns around the place", () => {
    const { line, carets } = sourceLine(long, at(301, 305));
    expect(line).toBe(`…${"a".repeat(40)}HERE${"b".repeat(54)}…`);
    expect(line).toHaveLength(100);
    expect(line.slice(carets.indexOf("^"), carets.length)).toBe("HERE");
  });

  test("is cut at its end only where the place is near its beginning", () => {
    expect(sourceLine(long, at(3, 5))).toEqual({ line: `${"a".repeat(98)}…`, carets: "  ^^" });
  });

  test("has no more carets than are shown of it", () => {
    expect(sourceLine("x".repeat(500), at(1, 501)).carets).toBe("^".repeat(98));
  });
});
