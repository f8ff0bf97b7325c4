import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refreshReferenceImage } from "../../lab/images/reference-image.ts";
import type { KubeApi } from "../../lab/kube-api.ts";
import { programPath } from "../../lab/places.ts";
import { type CliRun, runCli } from "../run-cli.ts";
import { writeThreeParts } from "../three-parts.ts";
import { killCliWhen } from "./kill-cli.ts";
import { useLab } from "./pulumi-stack.ts";
import { openLabApi, whyNoLab } from "./running-lab.ts";
import {
  makeOthers,
  readObjects,
  readOthers,
  readPods,
  readSecret,
  secretPath,
  statusesWith,
} from "./secret-facts.ts";
import { type Found, findTraces, watchFiles, watchSecrets } from "./secret-traces.ts";

const NAME = "secrets-test";
const MINUTES_10 = 600_000;

describe.skipIf(whyNoLab !== undefined)("a stack's secrets in a cluster", { timeout: MINUTES_10 }, () => {
  let folder: string;
  let profile: string;
  let api: KubeApi;
  /** All that the runs wrote, printed and showed, and every value that any Secret ever had. */
  const written: Found[] = [];
  const values = new Set<string>();

  beforeAll(async () => {
    console.info(useLab(process.env));
    await refreshReferenceImage();
    api = openLabApi();
    folder = mkdtempSync(join(tmpdir(), "country-stack-secrets-"));
    for (const name of ["data", "temporary", "pulumi"]) mkdirSync(join(folder, name));
    profile = writeThreeParts(folder, NAME);
    await country("down", "--delete-data");
  }, MINUTES_10);

  afterAll(async () => {
    await country("down", "--delete-data");
    rmSync(folder, { recursive: true, force: true });
    api.close();
  }, MINUTES_10);

  test("has the value that it began with when a first run is killed and another one ends it", async () => {
    await killWhen(
      ["up", profile, "--yes", "--skip-checks"],
      async () => (await readSecret(api, NAME))?.generation === "1",
    );
    const begun = await readSecret(api, NAME);
    expect(begun?.token).toMatch(/^[A-Za-z0-9]{40}$/);
    const { code, stdout, stderr } = await watched("up", profile, "--yes");
    expect([code, stderr + stdout]).toEqual([0, expect.stringMatching(/PASSED: (\d+) passed of \1 results/)]);
    expect(await readSecret(api, NAME)).toEqual(begun);
  });

  test("is the same after another up", async () => {
    const before = await readSecret(api, NAME);
    const { code, stderr } = await watched("up", profile, "--yes", "--skip-checks");
    expect([code, stderr]).toEqual([0, expect.stringContaining("Nothing to change.")]);
    expect(await readSecret(api, NAME)).toEqual(before);
  });

  test("is the same when the folder of the state was deleted", async () => {
    const before = await readSecret(api, NAME);
    rmSync(join(folder, "data", "state"), { recursive: true });
    expect((await watched("up", profile, "--yes", "--skip-checks")).code).toBe(0);
    expect(await readSecret(api, NAME)).toEqual(before);
  });

  test("comes back from the state when a hand deleted it", async () => {
    const before = await readSecret(api, NAME);
    await api.request("DELETE", secretPath(NAME));
    const { code, stderr } = await watched("up", profile, "--yes", "--skip-checks");
    expect([code, stderr]).toEqual([0, expect.stringContaining("1 create")]);
    const { token, generation } = (await readSecret(api, NAME)) ?? {};
    expect([token, generation]).toEqual([before?.token, before?.generation]);
  });

  test("is new after a rotation, which replaces the pods of its part and nothing else", async () => {
    const before = await readSecret(api, NAME);
    const others = await makeOthers(api, NAME);
    const pods = await readPods(api, NAME);
    const { code, stdout, stderr } = await watched("secrets", "rotate", profile, "mediator", "--yes");
    expect([code, stderr]).toEqual([0, expect.stringContaining("the new token is accepted (HTTP 200)")]);
    expect(stdout).toMatch(/PASSED: (\d+) passed of \1 results/);
    const after = await readSecret(api, NAME);
    expect([before?.generation, after?.generation]).toEqual(["1", "2"]);
    expect(await statusesWith(api, NAME, before?.token, after?.token)).toEqual([401, 200]);
    const { mediator, ...rest } = await readPods(api, NAME);
    expect(mediator).not.toBe(pods["mediator"]);
    expect(rest).toEqual({ civil: pods["civil"] });
    expect(await readOthers(api, NAME)).toEqual(others);
    expect((await watched("up", profile, "--skip-checks")).stderr).toContain("Nothing to change.");
  });

  test("is rotated once when a rotation is killed, and up brings the pods after it", async () => {
    const before = await readSecret(api, NAME);
    const rotate = ["secrets", "rotate", profile, "mediator", "--yes"];
    await killWhen(rotate, async () => (await readSecret(api, NAME))?.generation === "3");
    const killed = await readSecret(api, NAME);
    expect(killed?.token).not.toBe(before?.token);
    expect((await watched("up", profile, "--yes", "--skip-checks")).code).toBe(0);
    expect(await readSecret(api, NAME)).toEqual(killed);
    expect(await statusesWith(api, NAME, before?.token, killed?.token)).toEqual([401, 200]);
  });

  test("is listed with its age and generation, beside the certificates of its part", async () => {
    const { stdout } = await watched("secrets", "list", profile, "--json");
    const listed = JSON.parse(stdout) as { part: string; secret: string }[];
    // The kill waited for the token's turn alone; what had not had its turn by then keeps what it has.
    const turn = expect.toBeOneOf([2, 3]);
    expect(listed.filter(({ part }) => part === "mediator")).toEqual([
      expect.objectContaining({
        part: "mediator",
        secret: "mediator-management",
        generation: 3,
        rotatable: true,
      }),
      expect.objectContaining({ secret: "mediator-authority", generation: 1, rotatable: false }),
      expect.objectContaining({ secret: "mediator-operator", generation: turn, rotatable: true }),
      expect.objectContaining({ secret: "mediator-tls", generation: turn, rotatable: true }),
    ]);
  });

  test("stands in nothing that was written, printed, reported or shown by the cluster", async () => {
    const logs = await execa(programPath("kubectl"), [
      "logs",
      "mediator-0",
      "--namespace",
      `${NAME}-mediator`,
    ]);
    written.push({ where: "the mediator's log", text: logs.stdout });
    written.push({ where: "the cluster's objects", text: JSON.stringify(await readObjects(api, NAME)) });
    // Three generations of the token, and that of the sink.
    expect(values.size).toBeGreaterThanOrEqual(4);
    expect(findTraces(written, [...values])).toEqual([]);
    const passphrase = readFileSync(join(folder, "data", NAME, "passphrase"), "utf8").trim();
    const own = join(folder, "data", NAME, "passphrase");
    expect(new Set(findTraces(written, [passphrase]))).toEqual(new Set([own]));
    const places = ["stdout", "stderr", "report.html", "manifests/01-mediator.yaml"];
    const engine = [".pulumi/stacks", "temporary/country-stack-run"];
    const unseen = [...places, ...engine].filter((place) => {
      return !written.some(({ where }) => where.includes(place));
    });
    expect(unseen).toEqual([]);
  });

  test("would be found in any of these forms", async () => {
    const token = (await readSecret(api, NAME))?.token ?? "";
    const path = join(folder, "data", "planted");
    for (const text of [token, btoa(token), btoa(`{"a":"Bearer ${token}"}`), btoa(`x${token}y`)]) {
      const files = watchFiles([join(folder, "data")]);
      writeFileSync(path, `before ${text} after`);
      expect(findTraces(files.stop(), [token])).toEqual([path]);
    }
  });

  function target(): string[] {
    return ["--target", "cluster", "--data", join(folder, "data")];
  }

  function environment(): Record<string, string> {
    return { TMPDIR: join(folder, "temporary"), PULUMI_HOME: join(folder, "pulumi") };
  }

  function country(command: string, ...args: string[]): Promise<CliRun> {
    return runCli([command, profile, ...args, ...target()], { env: environment() });
  }

  /** Runs the command line and keeps all that it says and leaves, also for a moment. */
  async function watched(...args: string[]): Promise<CliRun> {
    const files = watchFiles([join(folder, "data"), join(folder, "temporary"), join(folder, "pulumi")]);
    const secrets = watchSecrets(api, NAME);
    const run = await runCli([...args, ...target()], { env: environment() });
    for (const value of await secrets.stop()) values.add(value);
    const said = [
      { where: `stdout of ${args[0]}`, text: run.stdout },
      { where: `stderr of ${args[0]}`, text: run.stderr },
    ];
    written.push(...files.stop(), ...said);
    return run;
  }

  /** Kills a command as soon as something is so, and remembers all that it wrote and said. */
  async function killWhen(args: readonly string[], isSo: () => Promise<boolean>): Promise<void> {
    const files = watchFiles([join(folder, "data"), join(folder, "temporary"), join(folder, "pulumi")]);
    const { below, stdout, stderr } = await killCliWhen([...args, ...target()], environment(), isSo);
    const text = below.map(({ command }) => command).join("\n");
    written.push({ where: "arguments of processes", text }, ...files.stop());
    written.push({ where: "what was killed said", text: `${stdout}\n${stderr}` });
    const token = (await readSecret(api, NAME))?.token;
    if (token !== undefined) values.add(token);
  }
});
