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
  "init-no-terminal": ["init", join(data, "country.yaml")],
  "init-yes": ["init", join(data, "country.yaml"), "--yes"],
  "init-exists": ["init", UTOPIA, "--yes"],
  "init-lacking": ["init", join(data, "other.yaml"), "--answers", `${WRONG}/answers-few.yaml`],
  "init-wrong": ["init", join(data, "other.yaml"), "--answers", `${WRONG}/answers-wrong.yaml`, "--yes"],
  "init-invalid": ["init", join(data, "other.yaml"), "--answers", `${WRONG}/answers-invalid.yaml`, "--yes"],
  validate: ["validate", UTOPIA],
  "validate-json": ["validate", UTOPIA, "--json"],
  "validate-many-errors": ["validate", `${WRONG}/many-errors.yaml`],
  "validate-many-errors-json": ["validate", `${WRONG}/many-errors.yaml`, "--json"],
  "validate-missing-file": ["validate", "nowhere.yaml"],
  "validate-folder": ["validate", "profiles"],
  "validate-not-yaml": ["validate", `${WRONG}/not-yaml.yaml`],
  "validate-binary": ["validate", `${WRONG}/binary.yaml`],
  "validate-no-catalog": ["validate", `${WRONG}/no-catalog.yaml`],
  "validate-rules": ["validate", UTOPIA, "--rules"],
  "validate-rules-by-development": ["validate", `${WRONG}/rules/honest.yaml`, "--rules"],
  "validate-rules-by-exemption": ["validate", `${WRONG}/rules/granted.yaml`, "--rules"],
  "validate-rules-not-granted": ["validate", `${WRONG}/rules/not-granted.yaml`, "--rules"],
  "validate-rules-broken": ["validate", `${WRONG}/rules/careless.yaml`, "--rules"],
  "validate-rules-json": ["validate", `${WRONG}/rules/granted.yaml`, "--rules", "--json"],
  "validate-rules-sarif": ["validate", `${WRONG}/rules/granted.yaml`, "--sarif", join(data, "rules.sarif")],
  "validate-rules-sarif-and-json": ["validate", UTOPIA, "--sarif", "-", "--json"],
  "validate-not-granted": ["validate", `${WRONG}/rules/not-granted.yaml`],
  "plan-rules-broken": ["plan", `${WRONG}/rules/careless.yaml`],
  "plan-rules-by-exemption": ["plan", `${WRONG}/rules/granted.yaml`],
  explain: ["explain", "CS1202"],
  "explain-rule": ["explain", "run-as-non-root"],
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
  swap: ["swap", `${WRONG}/swap.yaml`, "civil", "ledger"],
  "swap-release": ["swap", `${WRONG}/swap.yaml`, "mediator", "reference@0.1.0"],
  "swap-refused": ["swap", `${WRONG}/swap.yaml`, "civil", "bulletin", "--write"],
  "swap-option": ["swap", `${WRONG}/swap.yaml`, "civil", "bulletin", "--option", "title=Fees"],
  "swap-external": ["swap", `${WRONG}/swap.yaml`, "civil", "archive", "--external", "https://a.example"],
  "swap-staging": ["swap", `${WRONG}/swap-staging.yaml`, "civil", "ledger"],
  "swap-inherited": ["swap", `${WRONG}/swap-staging.yaml`, "civil", "bulletin"],
  "swap-json": ["swap", `${WRONG}/swap.yaml`, "social", "archive", "--json"],
  "swap-same": ["swap", `${WRONG}/swap.yaml`, "civil", "reference"],
  "swap-unknown-part": ["swap", `${WRONG}/swap.yaml`, "civl", "ledger"],
  "swap-unknown-product": ["swap", `${WRONG}/swap.yaml`, "civil", "ledgers"],
  "swap-unknown-release": ["swap", `${WRONG}/swap.yaml`, "civil", "ledger@9"],
  "swap-bad-option": ["swap", `${WRONG}/swap.yaml`, "civil", "bulletin", "--option", "title"],
  "swap-one-report": ["swap", `${WRONG}/swap.yaml`, "civil", "ledger", "--before", "report.json"],
  compare: ["compare", "reference", "reference@0.1.0", "--block", "digital-registries"],
  "compare-json": ["compare", "reference", "reference@0.1.0", "--block", "digital-registries", "--json"],
  "compare-html": [
    ...["compare", "reference", "reference@0.1.0", "--block", "digital-registries"],
    ...["--html", join(data, "registries.html")],
  ],
  "compare-no-page": [
    ...["compare", "reference", "reference@0.1.0", "--block", "digital-registries"],
    ...["--html", join(data, "nowhere/registries.html")],
  ],
  "compare-nothing": ["compare"],
  "compare-one": ["compare", "keycloack"],
  "compare-apart": ["compare", "keycloak", "reference"],
  "compare-no-report": ["compare", "--before", "package.json", "--after", "package.json"],
  images: ["images", UTOPIA],
  "images-locked": ["images", "list", `${WRONG}/locked.yaml`],
  "images-json": ["images", `${WRONG}/locked.yaml`, "--json"],
  "images-missing-argument": ["images"],
  "images-wrong-lock": ["images", `${WRONG}/wrong-lock.yaml`],
  "images-lock-own": ["images", "lock", UTOPIA],
  "images-lock-not-loopback": ["images", "lock", UTOPIA, "--plain-http", "registry.example"],
  "plan-locked": ["plan", `${WRONG}/locked.yaml`],
  "plan-stale-lock": ["plan", `${WRONG}/stale-lock.yaml`],
  "plan-production-unlocked": ["plan", `${WRONG}/production-unlocked.yaml`],
  "up-production-unlocked": [
    "up",
    `${WRONG}/production-unlocked.yaml`,
    "--target",
    "cluster",
    "--data",
    data,
  ],
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
    const plain = shown.replaceAll(data, "<data>").replaceAll(/sha256:[0-9a-f]{64}/g, "sha256:<digest>");
    await expect(plain).toMatchFileSnapshot(`golden/${name}.txt`);
  });
});
