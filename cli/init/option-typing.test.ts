import { expect, test } from "vitest";
import { typingOf } from "./option-typing.ts";

test.each([
  [{ type: "string" }, " sw ", "sw", "sw"],
  [{ type: "array", items: { type: "string" } }, "a, b,,c ", ["a", "b", "c"], "a, b, c"],
  [{ type: "array", items: { type: "string" } }, "", [], ""],
  [
    { type: "object" },
    "sw: Kiswahili, en: English",
    { sw: "Kiswahili", en: "English" },
    "sw: Kiswahili, en: English",
  ],
  [{ type: "object" }, "{ a: 1 }", { a: 1 }, "a: 1"],
  [{ type: "object" }, "", {}, ""],
  [{ type: "integer" }, "250", 250, "250"],
  [{ type: "array", items: { type: "integer" } }, "[1, 2]", [1, 2], "[ 1, 2 ]"],
  [{ type: "array", items: { type: "integer" } }, "", [], "[]"],
  [{}, "true", true, "true"],
])("%j is typed as %j", (shape, typed, value, shown) => {
  const { read, show } = typingOf(shape);
  expect(read(typed)).toEqual(value);
  expect(show(value)).toBe(shown);
  expect(read(show(value))).toEqual(value);
});

test("what cannot be read stays as it was typed, for the schema to refuse", () => {
  expect(typingOf({ type: "object" }).read("a: [")).toBe("{ a: [ }");
  expect(typingOf({ type: "integer" }).read("many")).toBe("many");
  expect(typingOf({ type: "integer" }).read("")).toBeUndefined();
});
