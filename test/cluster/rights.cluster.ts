import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import type { KubeObject } from "../../charts/spi/index.ts";
import { isOwn } from "../../deploy/cluster/ownership.ts";
import type { RunRecord } from "../../deploy/cluster/record.ts";
import { refreshReferenceImage } from "../../lab/images/reference-image.ts";
import { type KubeApi, readAccess } from "../../lab/kube-api.ts";
import { kubeconfigPath, programPath } from "../../lab/places.ts";
import { type CliRun, ROOT, runCli } from "../run-cli.ts";
import { type Grant, grantsIn, isGranted, isUsed, writtenGrant } from "./granted-rights.ts";
import { useLab } from "./pulumi-stack.ts";
import { type RecordingProxy, startRecordingProxy } from "./recording-proxy.ts";
import { deleteNamespace, openLabApi, whyNoLab } from "./running-lab.ts";

const MINUTES_10 = 600_000;

/** Rights that these commands do not use here, and why they are asked for all the same. */
const UNUSED_HERE: readonly (readonly [what: RegExp, why: string])[] = [
  [/^watch /, "the engine's plug-in watches what it waits for; the lab's stand-in asks again and again"],
  [/^create \S*pods\/(exec|portforward)/, "newer clusters want it of who opens one over web sockets"],
  [/ jobs\.batch/, "steps of upgrades, which are Jobs (upgrade.cluster.ts)"],
  [/^list events/, "read only where a pod does not come up"],
];

const VARIANTS = [
  { who: "where another team makes the namespaces", stack: "rightsgiven", flags: [] },
  { who: "for who makes the namespaces", stack: "rightsmaking", flags: ["--make-namespaces"] },
];

/** What doctor asks for, given to somebody who has nothing else. */
describe.skipIf(whyNoLab !== undefined)("the rights that doctor asks for", { timeout: MINUTES_10 }, () => {
  describe.each(VARIANTS)("$who", ({ stack, flags }) => {
    const team = `${stack}-team`;
    const places = ["mediator", "civil", "callback-sink"].map((part) => `${stack}-${part}`);
    const isGiven = flags.length === 0;
    let folder: string;
    let profile: string;
    let kubeconfig: string;
    let asked: readonly KubeObject[];
    let history: readonly RunRecord[];
    let api: KubeApi;
    let proxy: RecordingProxy;

    beforeAll(async () => {
      console.info(useLab(process.env));
      await refreshReferenceImage();
      api = openLabApi();
      proxy = await startRecordingProxy();
      folder = mkdtempSync(join(tmpdir(), "country-stack-rights-"));
      profile = join(folder, "small.yaml");
      const text = readFileSync(join(ROOT, "test/fixtures/small.yaml"), "utf8");
      writeFileSync(profile, text.replace(/^name: small$/m, `name: ${stack}`));
      await cleanUp();
      await kubectl("create", "namespace", team);
      await kubectl("create", "serviceaccount", "deployer", "--namespace", team);
      kubeconfig = await kubeconfigOf("deployer");
    }, MINUTES_10);

    afterAll(async () => {
      await cleanUp();
      await proxy.close();
      rmSync(folder, { recursive: true, force: true });
      api.close();
    }, MINUTES_10);

    test("are printed as objects to be applied", async () => {
      const run = await country("doctor", "--skip-probes", "--rbac", join(folder, "rbac.yaml"), ...flags);
      expect(run.code, run.stderr).toBe(1);
      const text = readFileSync(join(folder, "rbac.yaml"), "utf8");
      asked = parseAllDocuments(text).map((document) => document.toJS() as KubeObject);
      const kinds = new Set(asked.map(({ kind }) => kind));
      expect([...kinds].toSorted()).toEqual(
        isGiven ? ["Namespace", "Role", "RoleBinding"] : ["ClusterRole", "ClusterRoleBinding"],
      );
      expect(text).not.toMatch(/"\*"|cluster-admin/);
      await kubectl("apply", "-f", join(folder, "rbac.yaml"));
      expect(await toldBy("permissions")).toMatchObject({ verdict: "pass" });
    });

    test.each([
      ["plan", [3], []],
      ["up", [0], ["--yes"]],
      ["plan", [0], []],
      ["status", [0], []],
      ["logs", [0], ["civil"]],
      ["logs", [0], ["mediator"]],
      ["drift", [0], []],
      ["secrets rotate", [0], ["civil", "--yes"]],
      ["backup", [0], ["--to", "backups"]],
      ["restore", [2], ["--to", "backups"]],
      ["restore", [0], ["--to", "backups", "--replace-data", "--yes"]],
      ["test", [0], []],
      ["history", [0], ["--json"]],
      ["down", [0], ["--delete-data"]],
    ] as const)("are enough for %s", async (command, codes, args) => {
      const run = await country(command, ...args.map((arg) => (arg === "backups" ? join(folder, arg) : arg)));
      expect(codes, `${run.stdout}\n${run.stderr}`).toContain(run.code);
      // Checks of call-backs take a sink, for which there is a place.
      expect(run.stderr).not.toContain("call-back sink");
      // That there are data is seen although this user may not list what is in all namespaces.
      if (run.code === 2) expect(run.stderr).toContain(`stack ${stack} has data in this cluster`);
      if (command === "history") history = JSON.parse(run.stdout);
      if (command !== "down") return;
      expect(await objectsLeft()).toEqual(
        isGiven ? places.toSorted().map((name) => `Namespace ${name}`) : [],
      );
      const kept = `these namespaces stay, as you may not remove them: `;
      if (isGiven) expect(run.stderr).toContain(kept);
      else expect(run.stderr).not.toContain(kept);
    });

    test("leave a record of who did what", async () => {
      const told = history.map(({ what, of, result, report }) => [
        of === undefined ? what : `${what} ${of}`,
        result,
        ...(report === undefined ? [] : [report.verdict, ...(report.partial ? ["some"] : [])]),
      ]);
      const wanted = [
        ["up", "done", "passed"],
        ["secrets rotate civil", "done", "passed", "some"],
        ["backup", "done"],
        [expect.stringMatching(/^restore \S+$/), "failed"],
        [expect.stringMatching(/^restore \S+$/), "done"],
        ["up", "done", "passed", "some"],
        ["test", "done", "passed"],
      ];
      expect(told).toEqual(expect.arrayContaining(wanted));
      for (const { who, profileHash } of history) {
        expect(who).toMatch(/@/);
        expect(profileHash).toBe(history[0]?.profileHash);
      }
    });

    test("are not more than what these commands use", () => {
      const grants = grantsIn(asked);
      const used = proxy.requests.filter(({ status }) => status !== 401 && status !== 403);
      expect(used.length).toBeGreaterThan(100);
      const superfluous = grants.filter((grant) => !used.some((request) => isUsed(grant, request)));
      const unexplained = superfluous
        .map((grant: Grant) => writtenGrant(grant))
        .filter((text) => !UNUSED_HERE.some(([what]) => what.test(text)));
      expect(unexplained).toEqual([]);
      // What nobody granted was refused, so that the proxy sees what the server judged.
      const passed = used.filter(
        ({ group }) => !["authorization.k8s.io", "authentication.k8s.io"].includes(group),
      );
      expect(passed.filter((request) => !isGranted(grants, request))).toEqual([]);
    });

    function country(command: string, ...args: readonly string[]): Promise<CliRun> {
      const [verb = "", ...sub] = command.split(" ");
      const target = command === "doctor" ? [] : ["--target", "cluster"];
      const own = ["--kubeconfig", kubeconfig, "--data", join(folder, "data")];
      return runCli([verb, ...sub, profile, ...args, ...target, ...own], {
        env: { COUNTRY_STACK_BACKUP_PASSPHRASE: "the test's own passphrase" },
      });
    }

    async function toldBy(check: string): Promise<unknown> {
      const { stdout, stderr } = await country("doctor", "--skip-probes", "--json", ...flags);
      expect(stdout, stderr).not.toBe("");
      return JSON.parse(stdout).checks.find((one: { check: string }) => one.check === check);
    }

    /** What carries the stack's labels, as the administrator sees it. */
    async function objectsLeft(): Promise<string[]> {
      const kinds =
        "namespaces,all,secrets,configmaps,persistentvolumeclaims,networkpolicies,serviceaccounts";
      const args = ["get", kinds, "--all-namespaces", "--output", "json"];
      const { stdout } = await kubectl(...args, "--selector", `country-stack/stack=${stack}`);
      const items = JSON.parse(stdout).items as KubeObject[];
      return items
        .filter((object) => isOwn(object, stack))
        .map(({ kind, metadata }) => `${kind} ${metadata.name}`)
        .toSorted();
    }

    async function kubeconfigOf(account: string): Promise<string> {
      const create = ["create", "token", account, "--namespace", team, "--duration", "1h"];
      const { stdout: token } = await kubectl(...create);
      const { ca = "" } = readAccess(kubeconfigPath());
      const file = join(folder, "team.kubeconfig");
      const authority = Buffer.from(ca).toString("base64");
      const config = {
        "current-context": "team",
        contexts: [{ name: "team", context: { cluster: "lab", user: account } }],
        clusters: [{ name: "lab", cluster: { server: proxy.url, "certificate-authority-data": authority } }],
        users: [{ name: account, user: { token } }],
      };
      writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
      return file;
    }

    async function cleanUp(): Promise<void> {
      const own = ["--target", "cluster", "--data", join(folder, "data")];
      await runCli(["down", profile, ...own, "--delete-data"]);
      for (const name of [...places, team]) await deleteNamespace(api, name);
      const role = `country-stack-${stack}`;
      await kubectl("delete", "--ignore-not-found", `clusterrole/${role}`, `clusterrolebinding/${role}`);
      for (const namespace of ["country-stack", "kube-system"]) {
        const roles = [`role/${role}`, `rolebinding/${role}`];
        await kubectl("delete", "--ignore-not-found", "--namespace", namespace, ...roles);
      }
    }
  });
});

function kubectl(...args: readonly string[]) {
  return execa(programPath("kubectl"), ["--kubeconfig", kubeconfigPath(), ...args]);
}
