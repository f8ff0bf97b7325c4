import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { catalog } from "./fixtures/catalog.ts";
import { readFrom } from "./fixtures/read-fixture.ts";
import { loadProfile } from "./load.ts";
import { checkNames, resolveStack } from "./resolve.ts";

const fixture = (name: string) => readFileSync(new URL(`./fixtures/${name}`, import.meta.url), "utf8");
const BASE = fixture("base.yaml");
const VALID = fixture("utopia.yaml");

/** Loads and, as far as that is possible, resolves; every issue must point into a text that was read. */
function check(main: string | Uint8Array): void {
  const files = { "utopia.yaml": main, "base.yaml": BASE, "households.json": "{}" };
  const loaded = loadProfile("utopia.yaml", readFrom(files));
  const issues = loaded.ok ? [] : [...loaded.issues];
  if (loaded.ok) {
    const resolved = resolveStack(loaded.value, catalog, "2026-11-21");
    issues.push(...(resolved.ok ? resolved.warnings : resolved.issues));
  } else {
    expect(loaded.issues.length).toBeGreaterThan(0);
    if (loaded.salvaged !== undefined) issues.push(...checkNames(loaded.salvaged, catalog));
  }
  for (const { at } of issues) {
    if (at === undefined || !loaded.sources.has(at.file)) continue;
    const lines = loaded.sources.get(at.file)?.split("\n") ?? [];
    expect(at.line).toBeLessThanOrEqual(lines.length);
    expect(at.column).toBeGreaterThan(0);
    expect(at.endColumn).toBeGreaterThan(at.column);
  }
}

const jsonOf = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom("esignet", "reference", "", null, 3, true, "70001", "2026-01-01", Number.NaN),
    fc.string(),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(
      fc.constantFrom(
        "name",
        "blocks",
        "parts",
        "product",
        "options",
        "uses",
        "extends",
        "organizations",
        "x",
        "identity",
      ),
      tie("value"),
      { maxKeys: 4 },
    ),
  ),
})).value;

describe("no input makes loading or resolving throw", () => {
  test("random bytes", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), check), { numRuns: 300 });
  });

  test("random text of YAML's own characters", () => {
    const text = fc.string({
      unit: fc.constantFrom(..."a:-?[]{},&*!|>'\"%@`# \n\t\r<.\u0000\u2028😀"),
      maxLength: 80,
    });
    fc.assert(fc.property(text, check), { numRuns: 1000 });
  });

  test("random values where a profile belongs", () => {
    const profiles = fc.dictionary(fc.constantFrom(...Object.keys(PROFILE_KEYS)), jsonOf, { maxKeys: 8 });
    fc.assert(
      fc.property(profiles, (value) => check(`extends: ./base.yaml\n${stringify(value)}`)),
      { numRuns: 300 },
    );
  });

  test("a valid profile with pieces cut out, doubled or replaced", () => {
    const edit = fc.record({
      at: fc.nat(VALID.length),
      cut: fc.nat(30),
      put: fc.oneof(
        fc.string({ maxLength: 5 }),
        fc.constantFrom("\n", ": ", "- ", "{", "}", "*a", "&a ", "esignet", "\t"),
      ),
    });
    const mutate = (text: string, { at, cut, put }: { at: number; cut: number; put: string }) =>
      text.slice(0, at) + put + text.slice(at + cut);
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) =>
        check(edits.reduce(mutate, VALID)),
      ),
      { numRuns: 500 },
    );
  });
});

const PROFILE_KEYS = {
  name: 0,
  blocks: 0,
  uses: 0,
  providers: 0,
  organizations: 0,
  useCases: 0,
  seeds: 0,
  exemptions: 0,
  images: 0,
  environment: 0,
  apiVersion: 0,
};
