import { readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refreshReferenceImage } from "../../lab/images/reference-image.ts";
import type { KubeApi } from "../../lab/kube-api.ts";
import { kubeconfigPath, programPath } from "../../lab/places.ts";
import { ROOT, runCli } from "../run-cli.ts";
import { leftInCluster } from "../sandbox-leaks.ts";
import { newDataFolder, useLab } from "./pulumi-stack.ts";
import { openLabApi, whyNoLab } from "./running-lab.ts";
import { statusesWith } from "./secret-facts.ts";

const PROFILE = join(ROOT, "test/fixtures/small.yaml");
const RUN = `t${Date.now().toString(36).slice(-5)}`;
const [BRIEF, LONG, OTHER] = [`${RUN}-brief`, `${RUN}-long`, `${RUN}-other`];
const NAMES = [BRIEF, LONG, OTHER];
/** What is promised: so long after its time nothing of a sandbox is left. */
const PROMISE_MS = 60_000;

interface Made {
  readonly name: string;
  readonly expires: string;
  readonly addresses: Readonly<Record<string, string>>;
  readonly tokenFiles: Readonly<Record<string, string>>;
}

describe.skipIf(whyNoLab !== undefined)("sandboxes in a cluster", () => {
  const data = newDataFolder();
  let api: KubeApi;
  let made: Made[];

  beforeAll(async () => {
    console.info(useLab(process.env));
    api = openLabApi();
    await refreshReferenceImage();
    const started = performance.now();
    made = await Promise.all(NAMES.map((name) => up(name, name === BRIEF ? "40s" : "1h")));
    tell("three at once ready", started);
  }, 300_000);

  afterAll(async () => {
    for (const name of NAMES) await sandbox("down", name);
    api.close();
    rmSync(data, { recursive: true });
  }, 300_000);

  test("are three at once, each with its own addresses, quota and limits", async () => {
    expect(made.map(({ addresses }) => addresses["civil"])).toEqual(
      NAMES.map((name) => `https://civil.${name}-civil.svc.cluster.local:8080`),
    );
    for (const name of NAMES) {
      for (const part of ["mediator", "civil"]) {
        const base = `/api/v1/namespaces/${name}-${part}`;
        const quota = await api.request("GET", `${base}/resourcequotas/sandbox`);
        expect(quota.body.status.used).toMatchObject({ pods: "1", "requests.storage": "1Gi" });
        expect((await api.request("GET", `${base}/limitranges/sandbox`)).status).toBe(200);
      }
    }
  });

  test("tell their maker, and nobody else, what the mediator's management asks for", async () => {
    for (const { name, tokenFiles } of made) {
      expect(tokenFiles).toEqual({ mediator: join(data, "sandboxes", name, "mediator.token") });
      const file = tokenFiles["mediator"] ?? "";
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(await statusesWith(api, name, readFileSync(file, "utf8"), "another")).toEqual([200, 401]);
    }
  });

  test("are gone, unwatched, within 60 s of the end of their time, and the others stay", async () => {
    const expires = Date.parse(made[0]?.expires ?? "");
    let left: string[];
    do {
      await new Promise((resolve) => setTimeout(resolve, 500));
      left = await leftInCluster(api, [BRIEF]);
    } while (left.length > 0 && Date.now() < expires + 2 * PROMISE_MS);
    const late = Date.now() - expires;
    console.info(`gone ${(late / 1000).toFixed(1)} s after the end of its time`);
    expect(left).toEqual([]);
    expect(late).toBeGreaterThan(0);
    expect(late).toBeLessThan(PROMISE_MS);
    expect((await list()).map(({ name, state }) => [name, state])).toEqual([
      [LONG, "ready"],
      [OTHER, "ready"],
    ]);
  }, 240_000);

  test("have a reaper that may remove its own, and nothing of another", async () => {
    const mayDelete = (what: string, namespace = "default") => canReaper(LONG, "delete", what, namespace);
    expect(await mayDelete(`namespace/${LONG}-civil`)).toBe("yes");
    expect(await mayDelete(`namespace/${LONG}--reaper`)).toBe("yes");
    expect(await mayDelete(`configmap/${LONG}`, "country-stack")).toBe("yes");
    expect(await mayDelete(`namespace/${OTHER}-civil`)).toBe("no");
    expect(await mayDelete(`namespace/${OTHER}--reaper`)).toBe("no");
    expect(await mayDelete("namespace/country-stack")).toBe("no");
    expect(await mayDelete(`configmap/${OTHER}`, "country-stack")).toBe("no");
    expect(await canReaper(LONG, "get", "secrets", `${LONG}-civil`)).toBe("no");
    expect(await canReaper(LONG, "list", "namespaces")).toBe("no");
  });

  test("are given more time, which their record and their namespaces then say", async () => {
    const { code, stderr, stdout } = await sandbox("extend", LONG, "--ttl", "3h", "--json");
    expect(code, stderr).toBe(0);
    const { expires } = JSON.parse(stdout);
    expect(Date.parse(expires) - Date.now()).toBeGreaterThan(2.9 * 3_600_000);
    const paths = [`country-stack/configmaps/${LONG}`, `${LONG}-civil`, `${LONG}--reaper`];
    for (const path of paths) {
      const { body } = await api.request("GET", `/api/v1/namespaces/${path}`);
      expect(body.metadata.annotations["country-stack/expires"]).toBe(expires);
    }
  });

  test("keep a name that is taken", async () => {
    const place = [
      "--target",
      "cluster",
      "--data",
      join(data, "elsewhere"),
      "--kubeconfig",
      kubeconfigPath(),
    ];
    const { code, stderr } = await runCli(["sandbox", "up", PROFILE, "--name", OTHER, ...place]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(`already has a stack or sandbox`)]);
    expect((await list()).find(({ name }) => name === OTHER)?.state).toBe("ready");
  });

  test("are removed by hand with everything, also from a machine that did not make them", async () => {
    const elsewhere = join(data, "elsewhere");
    for (const [name, from] of [
      [LONG, data],
      [OTHER, elsewhere],
    ] as const) {
      const started = performance.now();
      const place = ["--target", "cluster", "--data", from, "--kubeconfig", kubeconfigPath()];
      const { code, stderr } = await runCli(["sandbox", "down", name, ...place]);
      tell(`${name} removed`, started);
      expect(code, stderr).toBe(0);
      expect(await leftInCluster(api, [name])).toEqual([]);
    }
  });

  function sandbox(...args: readonly string[]) {
    const place = ["--data", data, "--target", "cluster", "--kubeconfig", kubeconfigPath()];
    return runCli(["sandbox", ...args, ...place]);
  }

  async function up(name: string, ttl: string): Promise<Made> {
    const { code, stderr, stdout } = await sandbox("up", PROFILE, "--name", name, "--ttl", ttl, "--json");
    expect(code, stderr).toBe(0);
    return JSON.parse(stdout);
  }

  /** Those of this run; others may be in the lab. */
  async function list(): Promise<{ name: string; state: string }[]> {
    const { stdout } = await sandbox("list", "--json");
    return JSON.parse(stdout).filter(({ name }: Made) => name.startsWith(`${RUN}-`));
  }
});

async function canReaper(name: string, verb: string, what: string, namespace = "default"): Promise<string> {
  const account = `system:serviceaccount:${name}--reaper:reaper`;
  const args = ["--kubeconfig", kubeconfigPath(), "--namespace", namespace, "--as", account];
  const { stdout } = await execa(programPath("kubectl"), ["auth", "can-i", verb, what, ...args], {
    reject: false,
  });
  return stdout.trim();
}

function tell(what: string, started: number): void {
  console.info(`${what} after ${((performance.now() - started) / 1000).toFixed(1)} s`);
}
