import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CHECKS, WORKSTATION } from "../cli/doctor/judgement.ts";
import { ENGINE_VERSION } from "../deploy/pulumi/tools.ts";
import { type CliRun, runCli } from "./run-cli.ts";

const UTOPIA = "profiles/countries/utopia.yaml";
const folder = mkdtempSync(join(tmpdir(), "country-stack-doctor-"));
/** What every machine that can deploy has on its PATH; they stand for the engine and its plug-in. */
const PROGRAMS = { pulumi: `echo v${ENGINE_VERSION}`, "pulumi-resource-kubernetes": "exit 0" };

interface Told {
  readonly check: string;
  readonly verdict: string;
  readonly says: string;
  readonly remedy?: string;
}

beforeAll(() => {
  for (const [name, script] of Object.entries(PROGRAMS)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function doctor(...args: readonly string[]): Promise<CliRun> {
  const env = {
    PATH: [folder, process.env["PATH"]].join(delimiter),
    COUNTRY_STACK_PULUMI: "",
    HTTPS_PROXY: "",
    https_proxy: "",
    NODE_EXTRA_CA_CERTS: "",
  };
  return runCli(["doctor", ...args, "--data", join(folder, "data")], { env });
}

function toldBy({ stdout }: CliRun): Told[] {
  return JSON.parse(stdout).checks;
}

describe("doctor without a cluster", () => {
  it("passes this machine and fails every check of the cluster, each with a remedy", async () => {
    const run = await doctor(UTOPIA, "--json", "--kubeconfig", join(folder, "nowhere"));
    expect(run.code).toBe(1);
    const told = toldBy(run);
    const here = told.filter(({ check }) => (WORKSTATION as readonly string[]).includes(check));
    expect(here.map(({ check, verdict }) => `${check} ${verdict}`)).toEqual([
      ...["node pass", "engine pass", "plugin pass", "folder pass", "disk pass", "state pass"],
      "registry pass",
    ]);
    const there = told.filter((one) => !here.includes(one));
    expect(there.map(({ check }) => check)).toEqual(CHECKS.filter((check) => !WORKSTATION.includes(check)));
    for (const { verdict, remedy } of there) expect([verdict, remedy]).toEqual(["fail", expect.any(String)]);
    expect(there[0]?.says).toContain("the kubeconfig cannot be read");
  });

  it("says the same in words, and which command comes next", async () => {
    const { stdout, stderr, code } = await doctor("--kubeconfig", join(folder, "nowhere"));
    expect(code).toBe(1);
    expect(stdout).toMatch(/^This machine\n {2}PASS {2}node/);
    expect(stdout).toMatch(/\n\nThe cluster\n {2}FAIL {2}cluster .*\n +→ set KUBECONFIG/);
    expect(stderr.trimEnd().split("\n").at(-1)).toBe("Next: country-stack doctor");
  });

  it("looks at this machine alone for a target that is this machine", async () => {
    const run = await doctor(UTOPIA, "--target", "local", "--json");
    expect(run.code).toBe(0);
    expect(toldBy(run).map(({ check, verdict }) => `${check} ${verdict}`)).toEqual([
      "node pass",
      "folder pass",
      "disk pass",
    ]);
  });

  it("does not wait for ever for a server that takes a connection and says nothing", async () => {
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const address = silent.address();
    const port = typeof address === "object" ? address?.port : 0;
    const kubeconfig = join(folder, "silent.json");
    writeFileSync(
      kubeconfig,
      JSON.stringify({
        "current-context": "c",
        contexts: [{ name: "c", context: { cluster: "c", user: "u" } }],
        clusters: [{ name: "c", cluster: { server: `https://127.0.0.1:${port}` } }],
        users: [{ name: "u", user: {} }],
      }),
    );
    const run = await doctor("--kubeconfig", kubeconfig, "--json");
    silent.close();
    expect(toldBy(run).find(({ check }) => check === "cluster")).toMatchObject({
      verdict: "fail",
      says: `https://127.0.0.1:${port} does not answer: the API server does not answer`,
    });
  }, 60_000);
});
