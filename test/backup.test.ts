import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunRecord } from "../deploy/cluster/record.ts";
import { type CliRun, runCli, startCli } from "./run-cli.ts";
import { writeThreeParts } from "./three-parts.ts";

const PASSPHRASE = "the passphrase of this test";
const CALLER = { "Information-Mediator-Client": "XU/GOV/70002/social", "content-type": "application/json" };

const root = mkdtempSync(join(tmpdir(), "country-stack-backup-"));
const profile = writeThreeParts(root, "utopia");
const data = join(root, "data");
const place = join(root, "backups");

afterAll(async () => {
  for (const folder of readdirSync(root))
    await country("down", "--data", join(root, folder), "--delete-data");
  rmSync(root, { recursive: true, force: true });
});

function country(command: string, ...args: string[]): Promise<CliRun> {
  const words = command.split(" ");
  return runCli([...words, profile, "--data", data, ...args], {
    env: { COUNTRY_STACK_BACKUP_PASSPHRASE: PASSPHRASE },
  });
}

const backups = () => readdirSync(place).sort();
const latest = () => backups().at(-1) ?? "";

/** Starts the stack, registers a person there, and answers how many there are then. */
async function register(firstName: string): Promise<number> {
  const up = await country("up", "--detach", "--skip-checks");
  expect([up.code, up.stderr]).toEqual([0, expect.stringContaining("in the background")]);
  const civil = await addressOfCivil();
  const content = { firstName, lastName: "Velloso", birthDate: "1990-01-01" };
  const body = JSON.stringify({ write: { content } });
  expect((await fetch(`${civil}/create`, { method: "POST", headers: CALLER, body })).status).toBe(200);
  return countPeople(civil);
}

async function addressOfCivil(): Promise<string> {
  const { parts } = JSON.parse((await country("status", "--json")).stdout);
  const { address } = parts.find(({ part }: { part: string }) => part === "civil");
  return `${address}/data/persons/1.0`;
}

async function countPeople(civil: string): Promise<number> {
  const { count } = (await (await fetch(civil, { headers: CALLER })).json()) as { count: number };
  return count;
}

/** How many people a stack in this folder has; it is started for that and stopped. */
async function peopleIn(folder: string): Promise<number> {
  await runCli(["up", profile, "--data", folder, "--detach", "--skip-checks"]);
  const { parts } = JSON.parse((await runCli(["status", profile, "--data", folder, "--json"])).stdout);
  const { address } = parts.find(({ part }: { part: string }) => part === "civil");
  const count = await countPeople(`${address}/data/persons/1.0`);
  await runCli(["down", profile, "--data", folder]);
  return count;
}

/** Starts a command and kills it as soon as it has said something. */
async function killWhen(said: string, command: string, ...args: string[]): Promise<void> {
  const env = { COUNTRY_STACK_BACKUP_PASSPHRASE: PASSPHRASE };
  const child = startCli([command, profile, "--data", data, ...args], env);
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    if (text.includes(said)) child.kill("SIGKILL");
  });
  expect((await child).signal).toBe("SIGKILL");
}

describe("a backup on this machine", { timeout: 240_000 }, () => {
  let people: number;

  beforeAll(async () => {
    people = await register("First");
  }, 120_000);

  it("is taken while the parts run, and is read back", async () => {
    const { code, stdout, stderr } = await country("backup", "--to", place, "--json");
    expect([code, stderr]).toEqual([0, expect.stringContaining("reading it back")]);
    const { manifest, file } = JSON.parse(stdout);
    expect(file).toBe(latest());
    expect(manifest.parts.map((part: { name: string; data: string }) => [part.name, part.data])).toEqual([
      ["mediator", "taken"],
      ["civil", "taken"],
      ["social", "taken"],
    ]);
    expect(manifest.entries.map((entry: { name: string }) => entry.name)).toEqual([
      "data/mediator",
      "data/civil",
      "data/social",
    ]);
    expect(readFileSync(join(place, file)).includes("Velloso")).toBe(false);
  });

  it("lists what there is without the passphrase", async () => {
    const { code, stdout } = await runCli(["backups", profile, "--to", place, "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual([
      expect.objectContaining({ name: latest(), stack: "utopia", engine: "local", missing: [] }),
    ]);
  });

  it("is not put over data that stand, nor into a stack that runs", async () => {
    const running = await country("restore", "--to", place, "--replace-data", "--yes");
    expect([running.code, running.stderr]).toEqual([2, expect.stringContaining("runs as process")]);
    await country("down");
    const standing = await country("restore", "--to", place);
    expect([standing.code, standing.stderr]).toEqual([
      2,
      expect.stringContaining("only where there are none"),
    ]);
    const unasked = await country("restore", "--to", place, "--replace-data");
    expect([unasked.code, unasked.stderr]).toEqual([2, expect.stringContaining("type it again with --yes")]);
  });

  it("comes back in place of what was stored since", async () => {
    expect(await register("Second")).toBe(people + 1);
    await country("down");
    const { code, stdout, stderr } = await country("restore", "--to", place, "--replace-data", "--yes");
    expect([code, stderr]).toEqual([0, expect.stringMatching(/is restored: \d+\.\d s from the beginning/)]);
    expect(stdout).toMatch(/PASSED: (\d+) passed of \1 results/);
    expect(await peopleIn(data)).toBe(people);
  });

  it("comes back on another machine", async () => {
    const other = join(root, "other");
    const { code, stderr } = await country("restore", "--to", place, "--data", other);
    expect([code, stderr]).toEqual([0, expect.stringContaining("is restored")]);
    expect(await peopleIn(other)).toBe(people);
  });

  it("leaves parts out when asked to, and refuses those that do not exist", async () => {
    const other = join(root, "without-civil");
    const { code, stderr } = await country("restore", "--to", place, "--data", other, "--skip", "civil");
    expect([code, stderr]).toEqual([0, expect.stringContaining("civil begins empty")]);
    expect(await peopleIn(other)).toBe(people - 1);
    const unknown = await country("backup", "--to", place, "--skip", "civl");
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining("has no part civl")]);
  });

  it("that lacks a part deletes no data of that part, unless told to", async () => {
    const lacking = join(root, "lacking");
    const taken = await country("backup", "--to", lacking, "--skip", "social");
    expect([taken.code, taken.stdout]).toEqual([
      0,
      expect.stringMatching(/^social +reference \S+ +skipped/m),
    ]);
    const { code, stderr } = await country("restore", "--to", lacking, "--replace-data", "--yes");
    expect([code, stderr]).toEqual([2, expect.stringContaining("the backup has no data of social")]);
    expect(stderr).toContain("--skip social");
    expect(readdirSync(join(data, "utopia/data")).sort()).toEqual(["civil", "mediator", "social"]);
  });

  it("is verified beside the stack, and nothing stays of that", async () => {
    const { code, stderr } = await country("backup verify", "--to", place);
    expect([code, stderr]).toEqual([0, expect.stringContaining("is good: restored, checked and removed")]);
    expect(readdirSync(join(data, "utopia"))).not.toContain("verify");
  });

  it("changes nothing where it is damaged, cut off or opened with another passphrase", async () => {
    const whole = readFileSync(join(place, latest()));
    const file = join(root, "damaged.backup");
    const restore = (...env: string[]) =>
      runCli(["restore", profile, "--data", data, "--from", file, "--replace-data", "--yes"], {
        env: { COUNTRY_STACK_BACKUP_PASSPHRASE: env[0] ?? PASSPHRASE },
      });
    writeFileSync(file, whole);
    truncateSync(file, whole.byteLength - 10);
    const cut = await restore();
    expect([cut.code, cut.stderr]).toEqual([1, expect.stringContaining("error the backup is cut off")]);
    const at = whole.byteLength - 1000;
    whole[at] = (whole[at] ?? 0) ^ 1;
    writeFileSync(file, whole);
    const damaged = await restore();
    expect([damaged.code, damaged.stderr]).toEqual([1, expect.stringContaining("was changed or damaged")]);
    const wrong = await restore("another passphrase");
    expect([wrong.code, wrong.stderr]).toEqual([
      2,
      expect.stringContaining("not the passphrase of the backup"),
    ]);
    for (const { stderr } of [cut, damaged, wrong]) {
      expect(stderr).not.toContain("defect");
      expect(stderr).not.toContain(PASSPHRASE);
    }
    expect(await peopleIn(data)).toBe(people);
  });

  it("that was killed leaves nothing that counts, and the next one sweeps up", async () => {
    await killWhen("backing up", "backup", "--to", place);
    const whole = backups().filter((name) => name.endsWith(".backup"));
    expect(whole).toHaveLength(1);
    const { code } = await country("backup", "--to", place, "--keep", "1");
    expect(code).toBe(0);
    expect(backups()).toHaveLength(1);
    expect(backups()).not.toEqual(whole);
  });

  it("that was killed while it was put back leaves the old data, and the same command finishes", async () => {
    await register("Third");
    await country("down");
    await killWhen("putting back the data of civil", "restore", "--to", place, "--replace-data", "--yes");
    expect(await peopleIn(data)).toBe(people + 1);
    const { code, stderr } = await country("restore", "--to", place, "--replace-data", "--yes");
    expect([code, stderr]).toEqual([0, expect.stringContaining("is restored")]);
    expect(await peopleIn(data)).toBe(people);
    expect(readdirSync(join(data, "utopia")).filter((name) => name.startsWith("data"))).toEqual(["data"]);
  });

  it("stands in the history, and so does what was put back and what came after it", async () => {
    const { stdout } = await country("history", "--json");
    const runs = JSON.parse(stdout) as RunRecord[];
    const restored = runs.findLastIndex(({ what }) => what === "restore");
    expect(runs[restored]).toMatchObject({ result: "done", of: latest(), profileHash: expect.any(String) });
    // The checks after it are those that read.
    expect(runs[restored + 1]).toMatchObject({ what: "up", result: "done", report: { partial: true } });
    const killed = runs.slice(0, restored).findLast(({ what }) => what === "restore");
    expect(killed).toMatchObject({ result: "running", of: latest() });
    const done = runs.filter(({ result }) => result === "done").map(({ what }) => what);
    expect(done).toEqual(expect.arrayContaining(["up", "down", "backup", "restore"]));
    expect((await country("history")).stdout).toMatch(
      / restore \S+ +- +died .*\n(.*\n)*.* passed \d+\/\d+ of some /,
    );
  });

  it("takes its passphrase from a file that only its owner can read", async () => {
    const key = join(root, "key");
    writeFileSync(key, `${PASSPHRASE}\n`, { mode: 0o644 });
    const args = ["backup", profile, "--data", data, "--to", place, "--key-file", key];
    const open = await runCli(args);
    expect([open.code, open.stderr]).toEqual([2, expect.stringContaining("chmod 600")]);
    expect(statSync(key).mode & 0o077).not.toBe(0);
  });
});
