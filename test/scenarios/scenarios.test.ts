import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { runCli } from "../run-cli.ts";

const data = mkdtempSync(join(tmpdir(), "country-stack-scenario-"));
afterAll(() => rmSync(data, { recursive: true, force: true }));

const UTOPIA = "profiles/countries/utopia.yaml";
const WRONG = "test/scenarios/profiles";

/** What a person types, by the name of the golden that holds what they see. */
const SCENARIOS: Readonly<Record<string, readonly string[]>> = {
  help: ["--help"],
  "help-up": ["up", "--help"],
  version: ["--version"],
  "unknown-command": ["validat", UTOPIA],
  "unknown-option": ["plan", UTOPIA, "--jsn"],
  "missing-argument": ["validate"],
  validate: ["validate", UTOPIA],
  "validate-json": ["validate", UTOPIA, "--json"],
  "validate-many-errors": ["validate", `${WRONG}/many-errors.yaml`],
  "validate-many-errors-json": ["validate", `${WRONG}/many-errors.yaml`, "--json"],
  "validate-missing-file": ["validate", "nowhere.yaml"],
  "validate-folder": ["validate", "profiles"],
  "validate-not-yaml": ["validate", `${WRONG}/not-yaml.yaml`],
  "validate-binary": ["validate", `${WRONG}/binary.yaml`],
  "validate-no-catalog": ["validate", `${WRONG}/no-catalog.yaml`],
  explain: ["explain", "CS1202"],
  "explain-unknown": ["explain", "CS9999"],
  catalog: ["catalog"],
  "catalog-block": ["catalog", "digital-registries"],
  "catalog-unknown-block": ["catalog", "registries"],
  plan: ["plan", UTOPIA],
  "plan-json": ["plan", UTOPIA, "--json"],
  "synth-out": ["synth", UTOPIA, "--out", join(data, "manifests")],
  "status-not-running": ["status", UTOPIA, "--data", data],
  "test-not-running": ["test", UTOPIA, "--data", data],
  "test-nothing": ["test"],
  "test-bad-url": ["test", "--url", "civil"],
  "test-not-a-block": ["test", "--url", "civil=http://127.0.0.1:1"],
  "up-unknown-target": ["up", UTOPIA, "--target", "moon", "--data", data],
  "serve-unknown-block": ["reference", "serve", "gis"],
  "serve-bad-port": ["reference", "serve", "digital-registries", "--port", "99999"],
  "serve-missing-seed": ["reference", "serve", "digital-registries", "--seed", "nowhere.json"],
  "verify-log-nothing": ["reference", "verify-log", data],
  "completion-unknown": ["completion", "fish"],
};

describe("what a person sees", () => {
  it.each(Object.entries(SCENARIOS))("%s", async (name, args) => {
    const { stdout, stderr, code } = await runCli(args);
    const shown = [
      `$ country-stack ${args.join(" ")}`,
      ...(stdout === "" ? [] : ["--- stdout", stdout]),
      ...(stderr === "" ? [] : ["--- stderr", stderr]),
      `--- exit ${code}`,
      "",
    ].join("\n");
    await expect(shown.replaceAll(data, "<data>")).toMatchFileSnapshot(`golden/${name}.txt`);
  });
});
