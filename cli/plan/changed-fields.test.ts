import { describe, expect, it } from "vitest";
import { shownFields } from "./changed-fields.ts";
import type { PlannedField } from "./cluster-plan.ts";

const shown = (before: unknown, after: unknown) => {
  const field = { path: "data.x", kind: "update", replaces: false, before, after } as PlannedField;
  const [one] = shownFields({ part: "civil", id: "x", action: "update", fields: [field] });
  return one?.lines.length ? one.lines : one?.values;
};

describe("a changed field", () => {
  it("is shown with what was and what would be", () => {
    expect(shown("1Gi", "2Gi")).toBe("1Gi → 2Gi");
    expect(shown(undefined, { a: [1] })).toBe('(none) → {"a":[1]}');
    expect(shown(false, undefined)).toBe("false → (none)");
  });

  it("of a text with several lines is shown by the lines that differ", () => {
    expect(shown("a\nb\nc", "a\nB\nc")).toEqual(["- b", "+ B"]);
    const many = Array.from({ length: 9 }, (_, index) => `line ${index}`).join("\n");
    expect(shown("", many)).toHaveLength(7);
    expect(shown("", many)?.at(-1)).toBe("… and 3 more");
  });

  it("is cut where it is long, and moves no cursor", () => {
    expect(shown("x".repeat(200), "y")).toBe(`${"x".repeat(79)}… → y`);
    expect(shown("\u001b[2Jgone\rback", "y")).toBe("gone back → y");
  });
});
