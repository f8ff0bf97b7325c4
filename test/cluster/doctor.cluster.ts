import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import type { KubeObject } from "../../charts/spi/index.ts";
import { refreshReferenceImage } from "../../lab/images/reference-image.ts";
import { type KubeApi, readAccess } from "../../lab/kube-api.ts";
import { simulatedNode } from "../../lab/kwok.ts";
import { kubeconfigPath, programPath } from "../../lab/places.ts";
import { waitFor } from "../../lab/steps.ts";
import { type CliRun, ROOT, runCli } from "../run-cli.ts";
import { useLab } from "./pulumi-stack.ts";
import { copyUtopia } from "./renamed-profile.ts";
import { deleteNamespace, openLabApi, whyNoLab } from "./running-lab.ts";

const NAME = "doctortest";
const TEAM = `${NAME}-team`;
const MINUTES_10 = 600_000;

interface Told {
  readonly check: string;
  readonly verdict: string;
  readonly says: string;
}

describe.skipIf(whyNoLab !== undefined)("doctor in a real cluster", { timeout: MINUTES_10 }, () => {
  let folder: string;
  let profile: string;
  let api: KubeApi;
  /** Two parts under the same name: few objects. */
  let small: string;
  /** The namespaces of these, and of the sink of their checks. */
  const namespaces = ["mediator", "civil", "callback-sink"].map((part) => `${NAME}-${part}`);

  beforeAll(async () => {
    console.info(useLab(process.env));
    await refreshReferenceImage();
    api = openLabApi();
    folder = mkdtempSync(join(tmpdir(), "country-stack-doctor-"));
    profile = copyUtopia(folder, NAME);
    small = join(folder, "small.yaml");
    const text = readFileSync(join(ROOT, "test/fixtures/small.yaml"), "utf8");
    writeFileSync(small, text.replace(/^name: small$/m, `name: ${NAME}`));
    await cleanUp();
  }, MINUTES_10);

  afterAll(async () => {
    await cleanUp();
    rmSync(folder, { recursive: true, force: true });
    api.close();
  }, MINUTES_10);

  test("finds the lab fit for Utopia, and that its policies are not enforced", async () => {
    const { code, told } = await doctor([profile]);
    const rest = told.filter(({ check }) => !["network-policies", "proxy"].includes(check));
    expect(rest.filter(({ verdict }) => verdict !== "pass")).toEqual([]);
    expect(rest.length).toBeGreaterThan(20);
    // No network plug-in that enforces policies can be built here (lab/README.md).
    expect(told.find(({ check }) => check === "network-policies")).toMatchObject({
      verdict: "warn",
      says: expect.stringContaining("accepted and not enforced"),
    });
    expect(code).toBe(0);
    expect(await probeNamespaces()).toEqual([]);
  });

  test("names the pod that fits on no node", async () => {
    const large = join(folder, "large.yaml");
    const text = readFileSync(profile, "utf8");
    const changed = text.replace(/^( +)civil:\n/m, '$&$1  overrides: { resources: { cpu: "64" } }\n');
    expect(changed).not.toBe(text);
    writeFileSync(large, changed);
    const { code, told } = await doctor([large, "--skip-probes"]);
    expect(code).toBe(1);
    expect(told.find(({ check }) => check === "capacity")).toMatchObject({
      verdict: "fail",
      says: expect.stringMatching(
        new RegExp(`^no node takes ${NAME}-civil/civil \\(64 CPU, .*\\): .*cpu on 1`),
      ),
    });
  });

  test("counts a simulated node with another clock and no kubelet among those that say nothing", async () => {
    const name = `${NAME}-node`;
    await api.request("POST", "/api/v1/nodes", simulatedNode(name));
    const { told } = await doctor(["--skip-probes"]);
    await api.request("DELETE", `/api/v1/nodes/${name}`);
    expect(told.find(({ check }) => check === "nodes")).toMatchObject({
      verdict: "warn",
      says: expect.stringContaining(name),
    });
  });

  test("takes its pods away when it is interrupted", async () => {
    const args = ["cli/country-stack.cjs", "doctor", "--data", join(folder, "data")];
    const running = execa(process.execPath, args, { cwd: ROOT, reject: false, stdin: "ignore" });
    await waitFor("the probe's namespace", 60, async () => (await probeNamespaces()).length > 0);
    running.kill("SIGINT");
    expect((await running).exitCode).toBe(130);
    expect(await probeNamespaces()).toEqual([]);
  });

  describe("for somebody with few rights, where another team makes the namespaces", () => {
    let kubeconfig: string;

    beforeAll(async () => {
      for (const name of namespaces) await makeNamespace(name);
      await makeNamespace(TEAM);
      await api.request("POST", `/api/v1/namespaces/${TEAM}/serviceaccounts`, {
        metadata: { name: "deployer" },
      });
      await kubectl(
        ...["create", "rolebinding", "edit", "--clusterrole=edit", "--namespace", TEAM],
        `--serviceaccount=${TEAM}:deployer`,
      );
      kubeconfig = await kubeconfigOf("deployer");
    });

    test("passes nothing that it cannot see, and prints the roles to ask for", async () => {
      const rbac = join(folder, "rbac.yaml");
      const { code, told } = await doctor([small, "--kubeconfig", kubeconfig, "--rbac", rbac]);
      expect(code).toBe(1);
      const verdictOf = (name: string) => told.find(({ check }) => check === name)?.verdict;
      expect(verdictOf("permissions")).toBe("fail");
      for (const check of ["nodes", "capacity", "own-image", "dns", "network-policies", "storage-write"])
        expect([check, verdictOf(check)]).toEqual([check, "warn"]);
      const text = readFileSync(rbac, "utf8");
      expect(text).toContain(`name: deployer\n    namespace: ${TEAM}`);
      // Whether the namespaces are there it may not see, so that they are asked for, too.
      const asked = parseAllDocuments(text).map((document) => document.toJS() as KubeObject);
      const places = asked.filter(({ kind }) => kind === "Namespace").map(({ metadata }) => metadata.name);
      expect(places.toSorted()).toEqual([...namespaces, "country-stack"].toSorted());
      expect(text).not.toMatch(/"\*"|cluster-admin/);
    });

    test("with those roles has all rights, tries its pods in the team's namespace, and leaves nothing", async () => {
      await kubectl("apply", "-f", join(folder, "rbac.yaml"));
      const { code, told } = await doctor([
        ...[small, "--kubeconfig", kubeconfig, "--probe-namespace", TEAM],
      ]);
      const passed = told.filter(({ verdict }) => verdict === "pass").map(({ check }) => check);
      expect(passed).toEqual(expect.arrayContaining(["permissions", "namespaces", "dns", "storage-write"]));
      expect(passed).toContain("pod-security");
      expect(code).toBe(0);
      for (const kind of ["pods", "persistentvolumeclaims"]) {
        const { body } = await api.request("GET", `/api/v1/namespaces/${TEAM}/${kind}`);
        expect(body.items).toEqual([]);
      }
    });
  });

  async function doctor(args: readonly string[]): Promise<{ code: number; told: Told[] }> {
    const run: CliRun = await runCli(["doctor", ...args, "--data", join(folder, "data"), "--json"]);
    expect(run.stdout, run.stderr).not.toBe("");
    return { code: run.code, told: JSON.parse(run.stdout).checks };
  }

  async function probeNamespaces(): Promise<string[]> {
    const selector = encodeURIComponent("country-stack/temporary=doctor");
    const { body } = await api.request("GET", `/api/v1/namespaces?labelSelector=${selector}`);
    return body.items.map(({ metadata }: { metadata: { name: string } }) => metadata.name);
  }

  async function makeNamespace(name: string): Promise<void> {
    const own = { "app.kubernetes.io/managed-by": "country-stack", "country-stack/stack": NAME };
    const labels = {
      ...(name === TEAM ? {} : own),
      "pod-security.kubernetes.io/enforce": "restricted",
    };
    await api.request("POST", "/api/v1/namespaces", { metadata: { name, labels } });
  }

  async function kubeconfigOf(account: string): Promise<string> {
    const { stdout: token } = await kubectl("create", "token", account, "--namespace", TEAM);
    const { server, ca = "" } = readAccess(kubeconfigPath());
    const file = join(folder, "team.kubeconfig");
    const authority = Buffer.from(ca).toString("base64");
    const config = {
      "current-context": "team",
      contexts: [{ name: "team", context: { cluster: "lab", user: account } }],
      clusters: [{ name: "lab", cluster: { server, "certificate-authority-data": authority } }],
      users: [{ name: account, user: { token } }],
    };
    writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
    return file;
  }

  async function cleanUp(): Promise<void> {
    for (const name of [...namespaces, TEAM]) await deleteNamespace(api, name);
    // Not by the file, which names the namespace of all stacks' records.
    const roles = [`clusterrole/country-stack-${NAME}`, `clusterrolebinding/country-stack-${NAME}`];
    await kubectl("delete", "--ignore-not-found", ...roles);
    const inside = [`role/country-stack-${NAME}`, `rolebinding/country-stack-${NAME}`];
    for (const namespace of ["country-stack", "kube-system"])
      await kubectl("delete", "--ignore-not-found", "--namespace", namespace, ...inside);
  }
});

function kubectl(...args: readonly string[]) {
  return execa(programPath("kubectl"), ["--kubeconfig", kubeconfigPath(), ...args]);
}
