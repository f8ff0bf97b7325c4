import { expect, test } from "vitest";
import { wrapText } from "./wrap.ts";

test.each([
  ["short", 10, "", "short"],
  ["one two three", 8, "", "one two\nthree"],
  ["one two three", 8, "  ", "  one\n  two\n  three"],
  ["one\ntwo three", 20, "  ", "  one\n  two three"],
  ["averyveryverylongword and more", 8, "", "averyveryverylongword\nand more"],
  ["  - item one two", 9, "", "  - item\n  one two"],
  ["", 10, "  ", ""],
  ["\u001b[31mred words\u001b[39m here", 9, "", "\u001b[31mred words\u001b[39m\nhere"],
])("%j in %i columns", (text, columns, margin, wrapped) => {
  expect(wrapText(text, columns, margin)).toBe(wrapped);
});
