import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { RULES } from "../constructs/rules/catalog.ts";
import { STANDARDS } from "../constructs/rules/standards.ts";
import { RULES_FILE, rulesText } from "./write-rules.ts";

const text = rulesText();
const rows = text.split("\n").filter((line) => line.startsWith("| "));

test("docs/security-rules.md is what `node cli/write-rules.ts` writes", () => {
  expect(readFileSync(RULES_FILE, "utf8")).toBe(text);
});

test("docs/security-rules.md has one row a rule", () => {
  const ids = rows.flatMap((row) => /^\| `([a-z-]+)`/.exec(row)?.[1] ?? []);
  expect(ids.toSorted()).toEqual(RULES.map(({ id }) => id).toSorted());
});

test("docs/security-rules.md answers every control, by a rule or by a reason", () => {
  for (const { controls } of STANDARDS) {
    for (const { id, title } of controls) {
      const row = rows.find((line) => line.startsWith(`| ${id} | ${title} | `));
      expect(row, id).toMatch(/\| (`[a-z-]+`|not decided: \S+ \S+)[^|]* \|$/);
    }
  }
});
