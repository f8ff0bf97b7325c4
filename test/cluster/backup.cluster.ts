import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RunRecord } from "../../deploy/cluster/record.ts";
import { refreshReferenceImage } from "../../lab/images/reference-image.ts";
import type { KubeApi } from "../../lab/kube-api.ts";
import { type CliRun, runCli } from "../run-cli.ts";
import { writeThreeParts } from "../three-parts.ts";
import { askPart } from "./ask-part.ts";
import { killCliWhen } from "./kill-cli.ts";
import { untilThere } from "./pulumi-processes.ts";
import { useLab } from "./pulumi-stack.ts";
import { deleteNamespace, openLabApi, whyNoLab } from "./running-lab.ts";
import { readSecret } from "./secret-facts.ts";
import { listMissing, readStoredRows, type StoredRows } from "./stored-rows.ts";

const NAME = "backup-test";
const PARTS = ["mediator", "civil", "social"];
const PEOPLE = 500;
const MINUTES_10 = 600_000;

describe.skipIf(whyNoLab !== undefined)("the restore drill", { timeout: MINUTES_10 }, () => {
  let folder: string;
  let profile: string;
  let api: KubeApi;
  /** What was stored when the backup was taken. */
  let before: Record<string, StoredRows>;
  let token: string | undefined;

  beforeAll(async () => {
    console.info(useLab(process.env));
    await refreshReferenceImage();
    api = openLabApi();
    folder = mkdtempSync(join(tmpdir(), "country-stack-backup-"));
    for (const name of ["data", "temporary", "pulumi"]) mkdirSync(join(folder, name));
    profile = writeThreeParts(folder, NAME);
    await country("down", profile, "--delete-data");
    const { code, stderr } = await country("up", profile, "--yes", "--skip-checks");
    expect([code, stderr]).toEqual([0, expect.stringContaining("ready")]);
    await registerPeople();
  }, MINUTES_10);

  afterAll(async () => {
    await country("down", profile, "--delete-data");
    rmSync(folder, { recursive: true, force: true });
    api.close();
  }, MINUTES_10);

  test("a backup that is killed leaves none, and the next one is whole and sweeps up after it", async () => {
    await killWhen(["backup", profile], "backing up stack");
    expect(backups()).toEqual([]);
    before = await readAll();
    token = (await readSecret(api, NAME))?.token;
    expect(before["civil"]?.["records"]?.length).toBeGreaterThan(PEOPLE);
    const { code, stdout, stderr } = await country("backup", profile);
    expect([code, stderr]).toEqual([0, expect.stringContaining("read it back whole")]);
    expect(stdout).toMatch(/^civil +reference \S+ +taken +\d/m);
    expect(backups()).toHaveLength(1);
    expect(readdirSync(place())).toHaveLength(1);
  });

  test("the file shows neither secrets nor data", async () => {
    const bytes = readFileSync(join(place(), backups()[0] ?? ""));
    const hidden = [token ?? "?", btoa(token ?? "?"), "Person 77", "XU-", "mediator-management"];
    expect(hidden.filter((text) => bytes.includes(text))).toEqual([]);
  });

  test("nothing is restored over data that stand", async () => {
    const { code, stderr } = await country("restore", profile);
    expect([code, stderr]).toEqual([2, expect.stringContaining("has data in this cluster")]);
    expect(stderr).toContain("--replace-data");
  });

  test("after the namespaces are gone, a restore brings back checks, secrets and data", async () => {
    await wipe();
    const { code, stdout, stderr } = await country("restore", profile);
    expect([code, stderr]).toEqual([0, expect.stringContaining(`stack ${NAME} is restored`)]);
    console.info(/is restored: .*/.exec(stderr)?.[0]);
    expect(stdout).toMatch(/PASSED: (\d+) passed of \1 results/);
    await expectSame();
    const again = await country("up", profile, "--skip-checks");
    expect([again.code, again.stderr]).toEqual([0, expect.stringContaining("Nothing to change.")]);
  });

  test("a restore that is killed lets no up begin, and the same restore finishes", async () => {
    await wipe();
    await killWhen(["restore", profile], "putting back the data of civil");
    const up = await country("up", profile, "--yes", "--skip-checks");
    expect([up.code, up.stderr]).toEqual([2, expect.stringContaining("did not end")]);
    const { code, stderr } = await country("restore", profile);
    expect([code, stderr]).toEqual([0, expect.stringContaining(`stack ${NAME} is restored`)]);
    await expectSame();
  });

  test("a restore whose up is killed goes on with the up", async () => {
    await wipe();
    await killWhen(["restore", profile], "starting");
    const { code, stderr } = await country("restore", profile);
    expect([code, stderr]).toEqual([0, expect.stringContaining("put all data back already")]);
    await expectSame();
  });

  test("where this machine's folder is lost too, its state and passphrase come back", async () => {
    await wipe();
    const passphrase = readFileSync(join(folder, "data", NAME, "passphrase"), "utf8");
    rmSync(join(folder, "data"), { recursive: true });
    const { code, stderr } = await country("restore", profile);
    expect([code, stderr]).toEqual([0, expect.stringContaining(`stack ${NAME} is restored`)]);
    expect(readFileSync(join(folder, "data", NAME, "passphrase"), "utf8")).toBe(passphrase);
    await expectSame();
  });

  test("a restore over data that stand keeps the record of runs, also when it is killed", async () => {
    const last = (await readRuns()).at(-1);
    const restore = ["restore", profile, "--replace-data", "--yes"];
    await killWhen(restore, "putting back the data of civil");
    const { code, stderr } = await country(...restore);
    expect([code, stderr]).toEqual([0, expect.stringContaining(`stack ${NAME} is restored`)]);
    await expectSame();
    const runs = await readRuns();
    const after = runs.slice(runs.findIndex(({ when }) => when === last?.when) + 1);
    expect(after.map(({ what }) => what)).toEqual(["down", "restore", "down", "restore", "up"]);
  });

  test("a backup is verified beside the stack, which is not touched, and nothing of it stays", async () => {
    const pods = await readPods();
    const { code, stdout, stderr } = await country("backup", "verify", profile);
    expect([code, stderr]).toEqual([0, expect.stringMatching(/is good: restored, checked and removed/)]);
    expect(stdout).toMatch(/PASSED: (\d+) passed of \1 results/);
    expect(await readPods()).toEqual(pods);
    const { body } = await api.request("GET", "/api/v1/namespaces");
    const names = body.items.map(({ metadata }: { metadata: { name: string } }) => metadata.name);
    expect(names.filter((name: string) => name.startsWith(`${NAME}-verify`))).toEqual([]);
    expect(readdirSync(join(folder, "data", NAME))).not.toContain("verify");
  });

  test("a part that is not ready fails the backup, and no file is left", async () => {
    const path = `/apis/apps/v1/namespaces/${NAME}-social/statefulsets/social/scale`;
    const { body } = await api.request("GET", path);
    await api.request("PUT", path, { ...body, spec: { replicas: 0 } });
    await untilThere("the pod's end", async () => {
      const pod = await api.request("GET", `/api/v1/namespaces/${NAME}-social/pods/social-0`);
      return pod.status === 404 ? true : undefined;
    });
    const { code, stderr } = await country("backup", profile);
    expect([code, stderr]).toEqual([1, expect.stringContaining("part social has no pod that is ready")]);
    expect(readdirSync(place())).toHaveLength(1);
  });

  async function registerPeople(): Promise<void> {
    const civil = { stack: NAME, part: "civil" };
    const headers = {
      "Information-Mediator-Client": "XU/GOV/70002/social",
      "content-type": "application/json",
    };
    for (let index = 0; index < PEOPLE; index += 20) {
      const answers = Array.from({ length: 20 }, async (_, offset) => {
        const content = { firstName: `Person ${index + offset}`, lastName: "Drill", birthDate: "2000-02-29" };
        const asking = { method: "POST", headers, body: JSON.stringify({ write: { content } }) };
        return (await askPart(api, civil, "/data/persons/1.0/create", asking)).status;
      });
      expect(new Set(await Promise.all(answers))).toEqual(new Set([200]));
    }
  }

  async function readAll(): Promise<Record<string, StoredRows>> {
    const rows = PARTS.map(async (part) => [part, await readStoredRows(`${NAME}-${part}`, part)] as const);
    return Object.fromEntries(await Promise.all(rows));
  }

  /** Nothing that was stored is missing or different; what the checks read since may have been logged beside it. */
  async function expectSame(): Promise<void> {
    const after = await readAll();
    for (const part of PARTS) {
      expect(Object.keys(before[part] ?? {}).length).toBeGreaterThan(0);
      expect([part, listMissing(before[part] ?? {}, after[part] ?? {})]).toEqual([part, []]);
    }
    for (const part of ["civil", "social"])
      expect(after[part]?.["records"]).toEqual(before[part]?.["records"]);
    expect((await readSecret(api, NAME))?.token).toBe(token);
  }

  async function readRuns(): Promise<RunRecord[]> {
    return JSON.parse((await country("history", profile, "--json")).stdout);
  }

  async function wipe(): Promise<void> {
    await Promise.all(PARTS.map((part) => deleteNamespace(api, `${NAME}-${part}`)));
  }

  async function readPods(): Promise<string[]> {
    const lists = PARTS.map((part) => api.request("GET", `/api/v1/namespaces/${NAME}-${part}/pods`));
    return (await Promise.all(lists)).flatMap(({ body }) =>
      body.items.map(({ metadata }: { metadata: { uid: string } }) => metadata.uid),
    );
  }

  function place(): string {
    return join(folder, "backups");
  }

  function backups(): string[] {
    try {
      return readdirSync(place()).filter((name) => name.endsWith(".backup"));
    } catch {
      return [];
    }
  }

  function country(...args: string[]): Promise<CliRun> {
    return runCli([...args, ...target(args[0])], { env: environment() });
  }

  function target(command: string | undefined): string[] {
    const to = command === "backup" || command === "restore" ? ["--to", place()] : [];
    return ["--target", "cluster", "--data", join(folder, "data"), ...to];
  }

  function environment(): Record<string, string> {
    return {
      TMPDIR: join(folder, "temporary"),
      PULUMI_HOME: join(folder, "pulumi"),
      COUNTRY_STACK_BACKUP_PASSPHRASE: "the drill's own passphrase",
    };
  }

  /** Kills a command as soon as it has said something. */
  async function killWhen(args: readonly string[], said: string): Promise<void> {
    await killCliWhen([...args, ...target(args[0])], environment(), (heard) => heard.includes(said));
  }
});
