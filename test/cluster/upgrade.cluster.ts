import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CANDIDATE } from "../../charts/digital-registries/reference/config.ts";
import { OWN_VERSION } from "../../charts/own-image.ts";
import { REFERENCE_PORT } from "../../charts/spi/index.ts";
import type { RunRecord } from "../../deploy/cluster/record.ts";
import { refreshReferenceImage } from "../../lab/images/reference-image.ts";
import type { KubeApi } from "../../lab/kube-api.ts";
import { type CliRun, ROOT, runCli } from "../run-cli.ts";
import { killCliWhen } from "./kill-cli.ts";
import { useLab } from "./pulumi-stack.ts";
import { openLabApi, whyNoLab } from "./running-lab.ts";
import { listMissing, readStoredRows, type StoredRows } from "./stored-rows.ts";

const NAME = "upgrade-test";
const JOB = `civil-tables-${OWN_VERSION.replaceAll(".", "-")}`;
const MINUTES_10 = 600_000;

describe.skipIf(whyNoLab !== undefined)("an upgrade", { timeout: MINUTES_10 }, () => {
  let folder: string;
  let api: KubeApi;
  /** What the part that goes back had stored before its upgrade. */
  let stored: StoredRows;

  beforeAll(async () => {
    console.info(useLab(process.env));
    await refreshReferenceImage();
    api = openLabApi();
    folder = mkdtempSync(join(tmpdir(), "country-stack-upgrade-"));
    for (const name of ["data", "temporary", "pulumi"]) mkdirSync(join(folder, name));
    await country("down", asking(CANDIDATE, "1.0"), "--delete-data");
    const { code, stderr } = await country("up", asking(CANDIDATE, "1.0"), "--yes", "--skip-checks");
    expect([code, stderr]).toEqual([0, expect.stringContaining("ready")]);
    await register("civil", 40);
    await register("social", 40);
  }, MINUTES_10);

  afterAll(async () => {
    await country("down", asking(CANDIDATE, "1.0"), "--delete-data");
    rmSync(folder, { recursive: true, force: true });
    api.close();
  }, MINUTES_10);

  test("stands in the plan, and does not begin without a backup", async () => {
    const plan = await country("plan", asking(OWN_VERSION, "1.0"));
    expect([plan.code, plan.stdout]).toEqual([3, expect.stringContaining("Upgrades")]);
    expect(plan.stdout).toContain(
      `civil: reference ${CANDIDATE} → ${OWN_VERSION}; it is stopped, and job ${JOB}`,
    );
    const { code, stderr } = await country("up", asking(OWN_VERSION, "1.0"), "--yes");
    expect([code, stderr]).toEqual([2, expect.stringContaining("--backup-to PLACE")]);
    expect(await releases()).toEqual({ civil: CANDIDATE, social: "1.0" });
  });

  test("that is killed while its job runs goes on with the same command, and keeps all data", async () => {
    const before = await readStoredRows(`${NAME}-civil`, "civil");
    expect(before["records"]?.length).toBe(40);
    const profile = asking(OWN_VERSION, "1.0");
    await killWhen(["up", profile, "--yes", ...backup()], `job ${JOB} runs`);
    const aside = await country("plan", asking(CANDIDATE, "1.0"));
    expect([aside.code, aside.stderr]).toEqual([2, expect.stringContaining("CS1803")]);
    const { code, stderr } = await country("up", asking(OWN_VERSION, "1.0"), "--yes", ...backup());
    expect([code, stderr]).toEqual([0, expect.stringContaining("goes on where it stopped")]);
    expect(stderr).toContain("the upgrade of civil is done");
    expect(readdirSync(place()).filter((name) => name.endsWith(".backup"))).toHaveLength(1);
    const after = await readStoredRows(`${NAME}-civil`, "civil");
    const { audit, ...kept } = before;
    expect(listMissing(kept, after)).toEqual([]);
    // What the job has made: the older release's audit log, with a column that only the newer one has.
    expect(audit?.join("")).not.toContain('"member"');
    expect(after["audit"]?.length).toBeGreaterThanOrEqual(audit?.length ?? 0);
    expect(after["audit"]?.every((row) => row.includes('"member"'))).toBe(true);
    expect(await releases()).toEqual({ civil: OWN_VERSION, social: "1.0" });
    const again = await country("up", asking(OWN_VERSION, "1.0"), "--yes", "--skip-checks");
    expect([again.code, again.stderr]).toEqual([0, expect.stringContaining("Nothing to change.")]);
  });

  test("goes neither back nor further than a release lists, and changes nothing then", async () => {
    const pods = await podsOf("civil", "social");
    const back = await country("up", asking(CANDIDATE, "1.0"), "--yes", ...backup());
    expect([back.code, back.stderr]).toEqual([2, expect.stringContaining("CS1802")]);
    const far = await country("up", asking(OWN_VERSION, "3.0"), "--yes", ...backup());
    expect([far.code, far.stderr]).toEqual([2, expect.stringContaining("CS1801")]);
    expect(far.stderr).toContain('go one by one: version: "2.0", then version: "3.0"');
    expect(await podsOf("civil", "social")).toEqual(pods);
  });

  test("whose checks fail stays, and says how to go back", async () => {
    stored = await readStoredRows(`${NAME}-social`, "social");
    const { code, stderr } = await country("up", asking(OWN_VERSION, "2.0"), "--yes", ...backup());
    expect([code, stderr]).toEqual([1, expect.stringContaining("with what was written since lost")]);
    expect(stderr).toMatch(/Next: country-stack up \S+ --target cluster --on-failed-checks rollback/);
    expect(await releases()).toEqual({ civil: OWN_VERSION, social: "2.0" });
  });

  test("goes back with the data where checks fail, also after it was killed, and leaves the others alone", async () => {
    await register("civil", 5);
    const civil = await readStoredRows(`${NAME}-civil`, "civil");
    const rollback = ["up", asking(OWN_VERSION, "2.0"), "--yes", "--on-failed-checks", "rollback"];
    await killWhen(rollback, "putting back the data of social");
    const other = await country("backup", asking(OWN_VERSION, "2.0"), "--to", place());
    expect([other.code, other.stderr]).toEqual([2, expect.stringContaining("was going back")]);
    const { code, stderr } = await country(...rollback);
    expect([code, stderr]).toEqual([1, expect.stringContaining("went back: social 2.0 → 1.0")]);
    expect(stderr).toContain('social: { version: "1.0" }');
    const social = await readStoredRows(`${NAME}-social`, "social");
    expect(stored["records"]?.length).toBeGreaterThanOrEqual(40);
    expect(social["records"]).toEqual(stored["records"]);
    expect(listMissing(stored, social)).toEqual([]);
    expect(social["audit"]?.join("")).not.toContain('"member"');
    expect(listMissing(civil, await readStoredRows(`${NAME}-civil`, "civil"))).toEqual([]);
    expect(await releases()).toEqual({ civil: OWN_VERSION, social: "1.0" });
    const file = expect.stringMatching(/\.backup$/);
    expect((await runs()).slice(-3)).toEqual([
      ["go back", file, "running"],
      ["go back", file, "done"],
      ["up", undefined, "done"],
    ]);
    const pinned = await country("up", asking(OWN_VERSION, "1.0"), "--yes", "--skip-checks");
    expect([pinned.code, pinned.stderr]).toEqual([0, expect.stringContaining("Nothing to change.")]);
  });

  /** Writes the profile of two registries with these releases; no part calls another one. */
  function asking(civil: string, social: string): string {
    const profile = join(folder, `${NAME}.yaml`);
    writeFileSync(
      profile,
      `apiVersion: country-stack/v1alpha1
name: ${NAME}
country: { name: Utopia, code: XU, currency: XTS }
domain: utopia.example
organizations:
  interior: { name: Ministry of the Interior, class: GOV, code: "70001" }
catalogs: [${relative(folder, join(ROOT, "test/cluster/upgrade-catalog"))}]
blocks:
  digital-registries:
    parts:
      civil: { product: reference, version: "${civil}", options: { registries: [persons] } }
      social: { product: faulty, version: "${social}", options: { registries: [persons] } }
`,
    );
    return profile;
  }

  /** Without a mediator a stack has no authority, and its parts speak plain HTTP. */
  async function register(part: string, people: number): Promise<void> {
    const { body } = await api.request("GET", `/api/v1/namespaces/${NAME}-${part}/services/${part}`);
    const url = `http://${body.spec.clusterIP}:${REFERENCE_PORT}/data/persons/1.0/create`;
    const headers = {
      "Information-Mediator-Client": "XU/GOV/70001/test",
      "content-type": "application/json",
    };
    for (let index = 0; index < people; index++) {
      const write = JSON.stringify({ write: { content: { firstName: `Person ${index}` } } });
      const { status } = await fetch(url, { method: "POST", headers, body: write });
      expect(status).toBe(200);
    }
  }

  async function releases(): Promise<Record<string, string>> {
    const { body } = await api.request("GET", `/api/v1/namespaces/country-stack/configmaps/${NAME}`);
    const all = JSON.parse(body.data.releases) as { part: string; release: string }[];
    return Object.fromEntries(all.map(({ part, release }) => [part, release]));
  }

  /** What the history has: what was done, with what, and how it ended. */
  async function runs(): Promise<(string | undefined)[][]> {
    const { stdout } = await country("history", asking(OWN_VERSION, "1.0"), "--json");
    return (JSON.parse(stdout) as RunRecord[]).map(({ what, of, result }) => [what, of, result]);
  }

  async function podsOf(...parts: string[]): Promise<string[]> {
    const lists = parts.map((part) => api.request("GET", `/api/v1/namespaces/${NAME}-${part}/pods`));
    return (await Promise.all(lists)).flatMap(({ body }) =>
      body.items.map(({ metadata }: { metadata: { uid: string } }) => metadata.uid),
    );
  }

  function place(): string {
    return join(folder, "backups");
  }

  function backup(): string[] {
    return ["--backup-to", place()];
  }

  function country(...args: string[]): Promise<CliRun> {
    return runCli([...args, ...target()], { env: environment() });
  }

  function target(): string[] {
    return ["--target", "cluster", "--data", join(folder, "data")];
  }

  function environment(): Record<string, string> {
    return {
      TMPDIR: join(folder, "temporary"),
      PULUMI_HOME: join(folder, "pulumi"),
      COUNTRY_STACK_BACKUP_PASSPHRASE: "the upgrade's own passphrase",
    };
  }

  /** Kills a command as soon as it has said something. */
  async function killWhen(args: readonly string[], said: string): Promise<void> {
    await killCliWhen([...args, ...target()], environment(), (heard) => heard.includes(said));
  }
});
