import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { CANDIDATE } from "../../charts/digital-registries/reference/config.ts";
import { OWN_VERSION } from "../../charts/own-image.ts";
import { type CliRun, runCli } from "../../test/run-cli.ts";
import { writeLocalReleases } from "./local-releases.ts";

const NAME = "here";
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "country-stack-releases-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a command on a profile of one registry in that release. */
function country(command: readonly string[], version: string): Promise<CliRun> {
  const profile = join(folder, "here.yaml");
  writeFileSync(
    profile,
    `apiVersion: country-stack/v1alpha1
name: ${NAME}
country: { name: Utopia, code: XU, currency: XTS }
domain: utopia.example
organizations: { interior: { name: Ministry of the Interior, class: GOV, code: "70001" } }
blocks: { digital-registries: { parts: { civil: { product: reference, version: ${version} } } } }
`,
  );
  const [verb = "", ...flags] = command;
  return runCli([verb, profile, "--data", join(folder, "data"), ...flags]);
}

const up = ["up", "--once", "--skip-checks"];

test("a registry on this machine goes to the newer release, is remembered, and does not go back", async () => {
  expect((await country(up, CANDIDATE)).code).toBe(0);
  expect((await country(["plan"], OWN_VERSION)).code).toBe(0);
  expect((await country(up, OWN_VERSION)).code).toBe(0);
  for (const command of [up, ["plan"]]) {
    const { code, stderr } = await country(command, CANDIDATE);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/here\.yaml:6:\d+ error CS1802/)]);
  }
  const { stdout } = await country(["history"], OWN_VERSION);
  expect(stdout).toContain(`civil → ${OWN_VERSION}`);
}, 60_000);

test("data of a release that nobody has listed are refused, with what is known", async () => {
  writeLocalReleases(join(folder, "data", NAME), [{ part: "civil", product: "reference", release: "0.0.1" }]);
  const { code, stdout } = await country(["plan", "--json"], OWN_VERSION);
  expect([code, JSON.parse(stdout).issues]).toEqual([
    2,
    [
      expect.objectContaining({
        code: "CS1801",
        hint: `${OWN_VERSION} is reached only from ${CANDIDATE}; stay with version: "0.0.1"`,
      }),
    ],
  ]);
});
