import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { ROOT, runCli } from "./run-cli.ts";

const folder = mkdtempSync(join(tmpdir(), "country-stack-loads-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The packages of node_modules that a command loads. */
async function packagesOf(...args: readonly string[]): Promise<Set<string>> {
  const record = join(folder, args.join("-").replaceAll("/", "_"));
  const { code } = await runCli(args, {
    env: { NODE_OPTIONS: `--import ${join(ROOT, "test/fixtures/record-loads.mjs")}`, RECORD_LOADS: record },
  });
  expect(code).toBe(0);
  const urls = readFileSync(record, "utf8").split("\n");
  return new Set(urls.flatMap((url) => /\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? []));
}

describe("what a command loads", () => {
  it.each([[["--help"]], [["--version"]], [["up", "--help"]]])(
    "%s loads the command line parser only",
    async (args) => {
      expect([...(await packagesOf(...args))]).toEqual(["commander"]);
    },
  );

  it("validate and catalog load neither cdk8s nor Pulumi nor a server", async () => {
    const loaded = new Set([
      ...(await packagesOf("validate", "profiles/countries/utopia.yaml")),
      ...(await packagesOf("catalog")),
    ]);
    for (const heavy of [
      "cdk8s",
      "cdk8s-plus-27",
      "constructs",
      "@pulumi/pulumi",
      "@pulumi/kubernetes",
      "hono",
      "ajv",
    ]) {
      expect(loaded).not.toContain(heavy);
    }
    expect(loaded).toContain("yaml");
  });

  it("init without questions loads neither the prompts nor cdk8s nor Pulumi", async () => {
    const loaded = await packagesOf("init", join(folder, "country.yaml"), "--yes");
    for (const heavy of ["inquirer", "cdk8s", "@pulumi/pulumi", "hono"]) expect(loaded).not.toContain(heavy);
    expect(loaded).toContain("yaml");
  });

  it("plan loads cdk8s and not Pulumi", async () => {
    const loaded = await packagesOf("plan", "profiles/countries/utopia.yaml");
    expect(loaded).toContain("cdk8s");
    expect([...loaded].filter((name) => name.startsWith("@pulumi/") || name === "pkijs")).toEqual([]);
  });
});
