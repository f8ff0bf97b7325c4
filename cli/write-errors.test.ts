import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ISSUE_CODES } from "../profiles/issue.ts";
import { ERRORS_FILE, errorsText } from "./write-errors.ts";

test("docs/errors.md is what `node cli/write-errors.ts` writes", () => {
  expect(readFileSync(ERRORS_FILE, "utf8")).toBe(errorsText());
});

test("docs/errors.md has one section a code", () => {
  expect(errorsText().match(/^### .*$/gm)).toEqual(ISSUE_CODES.map((code) => `### ${code}`));
});
