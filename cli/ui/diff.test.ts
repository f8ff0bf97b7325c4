import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { formatDiff } from "./diff.ts";

test("shows what changes with two lines around it", () => {
  const before = "a\nb\nc\nd\ne\nf\ng\n";
  expect(formatDiff("x.yaml", before, before.replace("d", "D"))).toBe(
    ["--- x.yaml", "+++ x.yaml", "@@ -2,5 +2,5 @@", " b", " c", "-d", "+D", " e", " f"].join("\n"),
  );
});

test("shows nothing where nothing changes", () => {
  expect(formatDiff("x.yaml", "a\n", "a\n")).toBe("");
});

test("keeps changes apart that are far from each other", () => {
  const before = Array.from({ length: 20 }, (_, index) => `line ${index}`).join("\n");
  const after = before.replace("line 2\n", "").replace("line 15", "line 15\nmore");
  expect(
    formatDiff("x", `${before}\n`, `${after}\n`)
      .split("\n")
      .filter((line) => line.startsWith("@@")),
  ).toEqual(["@@ -1,5 +1,4 @@", "@@ -15,4 +14,5 @@"]);
});

test("is a patch that git takes", () => {
  const folder = mkdtempSync(join(tmpdir(), "country-stack-diff-"));
  const line = fc.constantFrom("a", "b", "c", "name: x");
  const text = fc.array(line, { maxLength: 12 }).map((lines) => lines.map((each) => `${each}\n`).join(""));
  try {
    fc.assert(
      fc.property(text, text, (before, after) => {
        fc.pre(before !== after && before !== "" && after !== "");
        const file = join(folder, "x");
        writeFileSync(file, before);
        execFileSync("git", ["apply", "-p0", "-"], {
          cwd: folder,
          input: `${formatDiff("x", before, after)}\n`,
        });
        expect(readFileSync(file, "utf8")).toBe(after);
      }),
      { numRuns: 60 },
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
