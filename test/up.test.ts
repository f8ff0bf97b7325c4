import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { runCli, startCli } from "./run-cli.ts";
import { writeThreeParts } from "./three-parts.ts";

const UTOPIA = "profiles/countries/utopia.yaml";
const data = mkdtempSync(join(tmpdir(), "country-stack-up-"));
/** A smaller country, of three parts. */
const profile = writeThreeParts(data, "small");
afterAll(async () => {
  for (const each of [UTOPIA, profile]) await runCli(["down", each, "--data", data, "--delete-data"]);
  rmSync(data, { recursive: true, force: true });
});

describe("up on this machine", () => {
  it("--once takes the profile all the way to a report and says with its exit code that all is well", async () => {
    const { stdout, stderr, code } = await runCli(["up", UTOPIA, "--once", "--data", data]);
    expect(stdout).toMatch(/PASSED: \d+ passed of \d+ results/);
    expect(stderr).toContain("10 parts");
    expect(stderr).toContain(join(data, "utopia/reports/report.html"));
    expect(code).toBe(0);
    const report = JSON.parse(readFileSync(join(data, "utopia/reports/report.json"), "utf8"));
    expect(report).toMatchObject({
      verdict: "passed",
      stack: "utopia",
      summary: { failed: 0, error: 0, skipped: 0 },
    });
    for (const file of ["manifests/01-mediator.yaml", "reports/report.xml", "reports/report.html"]) {
      expect(existsSync(join(data, "utopia", file)), file).toBe(true);
    }
  }, 240_000);

  it("--detach leaves it running, for status, test and down", async () => {
    const up = await runCli(["up", profile, "--detach", "--skip-checks", "--data", data]);
    expect([up.code, up.stderr]).toEqual([0, expect.stringContaining("in the background")]);
    const status = JSON.parse((await runCli(["status", profile, "--data", data, "--json"])).stdout);
    expect(status.parts.map((part: { state: string }) => part.state)).toEqual(Array(3).fill("ready"));
    const again = await runCli(["up", profile, "--once", "--data", data]);
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining("runs already, as process")]);
    const civil = status.parts.find((part: { part: string }) => part.part === "civil").address;
    const readOnly = await runCli(["test", "--url", `digital-registries=${civil}`, "--data", data, "--json"]);
    const results = JSON.parse(readOnly.stdout).parts[0].results as { effect: string; status: string }[];
    expect(
      results.filter((result) => result.effect === "write").every(({ status: state }) => state === "skipped"),
    ).toBe(true);
    expect(results.some((result) => result.status === "passed")).toBe(true);
    expect(readOnly.code, "a skipped REQUIRED check is not green").toBe(1);
    const down = await runCli(["down", profile, "--data", data]);
    expect([down.code, down.stderr]).toEqual([0, expect.stringContaining("its data is kept")]);
    await expect(fetch(`${civil}/healthcheck`)).rejects.toThrow();
    const { stdout } = await runCli(["history", profile, "--data", data, "--json"]);
    const runs = JSON.parse(stdout) as { what: string; result: string }[];
    // The second one was refused; what somebody else's address was asked is no run of this stack.
    const told = runs.map(({ what, result }) => `${what} ${result}`);
    expect(told).toEqual(["up done", "up failed", "down done"]);
  }, 240_000);

  it("ends cleanly at the first interrupt", async () => {
    const child = startCli(["up", profile, "--skip-checks", "--data", data]);
    await new Promise<void>((resolve) => {
      child.stderr?.on("data", (chunk) => String(chunk).includes("Ctrl-C stops it") && resolve());
    });
    child.kill("SIGINT");
    const { exitCode, stderr } = await child;
    expect(exitCode).toBe(0);
    expect(stderr).toContain("stopped");
  }, 120_000);
});
