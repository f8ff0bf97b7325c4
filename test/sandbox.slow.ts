import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { ROOT, runCli } from "./run-cli.ts";
import { leftOnMachine, sandboxProcesses } from "./sandbox-leaks.ts";

/** Enough where it does not matter what runs. */
const SMALL = "profiles/countries/minimal.yaml";

let data: string;
const folders: string[] = [];
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), "country-stack-sandbox-"));
  folders.push(data);
});
afterEach(async () => {
  for (const { name } of await list()) await sandbox("down", name);
});
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** Only this machine: a kubeconfig of the person's own is not looked at. */
function sandbox(...args: readonly string[]) {
  const env = { KUBECONFIG: undefined, HOME: data };
  return runCli(["sandbox", ...args, "--data", data], { env, extendEnv: true });
}

async function up(...args: readonly string[]): Promise<{ name: string; addresses: Record<string, string> }> {
  const { stdout, stderr, code } = await sandbox("up", "--json", ...args);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout);
}

async function list(): Promise<{ name: string; state: string; expires: string }[]> {
  const { stdout } = await sandbox("list", "--json", "--target", "local");
  return JSON.parse(stdout);
}

function pidOf(name: string, what: "watch" | "serve"): number {
  const found = sandboxProcesses(join(data, "sandboxes", name)).find((line) =>
    line.includes(`sandbox ${what}`),
  );
  return Number.parseInt(found ?? "", 10);
}

/** Waits until nothing is left, and answers how many milliseconds after a moment that was. */
async function untilNothingIsLeft(since: number): Promise<number> {
  for (;;) {
    if ((await leftOnMachine(data)).length === 0) return Date.now() - since;
    if (Date.now() - since > 60_000) return Number.POSITIVE_INFINITY;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

describe("sandboxes on this machine", () => {
  it("are many at once, each answering at addresses of its own", async () => {
    const made = await Promise.all(["one", "two", "three"].map((name) => up("--name", name)));
    const urls = made.flatMap(({ addresses }) => Object.values(addresses));
    expect(new Set(urls).size).toBe(30);
    const answers = await Promise.all(urls.map((url) => fetch(`${url}/readyz`)));
    expect(answers.map(({ ok }) => ok)).toEqual(urls.map(() => true));
    expect((await list()).map(({ name, state }) => [name, state])).toEqual([
      ["one", "ready"],
      ["three", "ready"],
      ["two", "ready"],
    ]);
    for (const { name } of made) expect((await sandbox("down", name)).code).toBe(0);
    expect(await leftOnMachine(data, urls)).toEqual([]);
  });

  it("print lines that a shell can read", async () => {
    const { stdout } = await sandbox("up", "--name", "one", "--env");
    writeFileSync(join(data, ".env"), stdout);
    const script = `set -a; . ${join(data, ".env")}; node -e 'fetch(process.env.COUNTRY_STACK_CIVIL_URL + "/readyz").then(({ status }) => console.log(process.env.COUNTRY_STACK_SANDBOX, status))'`;
    expect((await execa("sh", ["-c", script])).stdout).toBe("one 200");
  });

  it("get a name where none is given, and keep the one they have", async () => {
    const { name } = await up(SMALL);
    expect(name).toMatch(/^sbx-[a-z0-9]{6}$/);
    const { code, stderr } = await sandbox("up", "--name", name);
    expect([code, stderr]).toEqual([2, expect.stringContaining(`there is a sandbox ${name} already`)]);
  });

  it.each(["neither", "watch", "serve"] as const)(
    "go within 60 s of the end of their time, %s of their processes killed",
    async (killed) => {
      const { name, addresses } = await up(SMALL, "--ttl", "3s");
      const [first] = await list();
      if (killed !== "neither") process.kill(pidOf(name, killed), "SIGKILL");
      expect(await untilNothingIsLeft(Date.parse(first?.expires ?? ""))).toBeLessThan(60_000);
      expect(await leftOnMachine(data, Object.values(addresses))).toEqual([]);
    },
  );

  it("are cleaned up after by the next list, where all of their processes were killed", async () => {
    const { name } = await up(SMALL, "--ttl", "1h");
    process.kill(pidOf(name, "watch"), "SIGKILL");
    process.kill(pidOf(name, "serve"), "SIGKILL");
    expect((await list())[0]?.state).toBe("stopped");
    writeFileSync(join(data, "sandboxes", name, "expires"), "2001-01-01T00:00:00.000Z");
    expect(await list()).toEqual([]);
    expect(readdirSync(join(data, "sandboxes"))).toEqual([]);
  });

  it("live longer when told so, and never shorter", async () => {
    const { name } = await up(SMALL, "--ttl", "5m");
    expect((await sandbox("extend", name, "--ttl", "1h")).code).toBe(0);
    const [extended] = await list();
    expect(Date.parse(extended?.expires ?? "") - Date.now()).toBeGreaterThan(50 * 60_000);
    const { code, stderr } = await sandbox("extend", name, "--ttl", "1m");
    expect([code, stderr]).toEqual([2, expect.stringContaining("which is more")]);
  });

  it("are for development whatever the profile says", async () => {
    const shipped = readFileSync(join(ROOT, "profiles/countries/utopia.yaml"), "utf8");
    const own = join(data, "production.yaml");
    const text = shipped.replace("environment: development", "environment: production");
    writeFileSync(own, text.slice(0, text.indexOf("seeds:")));
    expect((await runCli(["validate", own])).code, "in production it does not hold").toBe(2);
    await up(own, "--name", "one");
  });
});

describe("wrong use of sandboxes", () => {
  it.each([
    [["up", "--ttl", "8d"], "8d is not a time to live"],
    [["up", "--name", "../x"], "../x cannot be the name of a sandbox"],
    [["up", "--target", "moon"], "there is no target moon"],
    [["up", "--forward"], "--forward is for a cluster"],
    [["up", "--json", "--env"], "choose one"],
    [["extend", "nobody", "--ttl", "1h"], "there is no sandbox nobody"],
  ])("%j ends with 2 and leaves nothing", async (args, sentence) => {
    const { code, stderr } = await sandbox(...args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(sentence)]);
    expect(await leftOnMachine(data)).toEqual([]);
  });

  it("does not fail the last step of a job whose sandbox is gone already", async () => {
    const { code, stderr } = await sandbox("down", "nobody");
    expect([code, stderr]).toEqual([0, expect.stringContaining("there is no sandbox nobody")]);
  });
});
