import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { COVERAGE_FILE, coverageText } from "./write-coverage.ts";

test("docs/coverage.md is what `node cli/write-coverage.ts` writes", async () => {
  expect(readFileSync(COVERAGE_FILE, "utf8")).toBe(await coverageText());
});
