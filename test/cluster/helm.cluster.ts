import { rmSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { releaseInputs } from "../../deploy/pulumi/helm-release.ts";
import { kubeconfigPath, programPath } from "../../lab/places.ts";
import { chartManifest } from "./helm-manifest.ts";
import {
  bringUp,
  countChanges,
  labEngine,
  newDataFolder,
  testManifests,
  testStack,
  useLab,
} from "./pulumi-stack.ts";
import { openLabApi, whyNoLab } from "./running-lab.ts";

const NAMESPACE = "charted-mediator";
const SECRETS = `/api/v1/namespaces/${NAMESPACE}/secrets`;

describe.skipIf(whyNoLab !== undefined)("a HelmRelease among the manifests", () => {
  const stack = testStack("charted", 1);
  const others = testManifests(stack, { workloads: false });
  const withChart = (values = {}) => [...others, chartManifest(stack.name, values)];
  const api = openLabApi();
  let folder = "";

  beforeAll(() => {
    console.info(useLab(process.env));
    folder = newDataFolder();
  });

  afterAll(async () => {
    await labEngine(folder).down(stack, { deleteData: true });
    rmSync(folder, { recursive: true });
    api.close();
  });

  test("is installed as a chart: hooks before and after have run, and its pod is ready", async () => {
    const changes = await labEngine(folder).preview(stack, withChart());
    expect(changes.at(-1)).toMatchObject({ part: "mediator", action: "create" });
    const events = await bringUp(labEngine(folder), stack, withChart());
    expect(events.at(-1)).toEqual({ part: "mediator", state: "ready" });
    expect(await readRevisions()).toEqual(["1 deployed"]);
    for (const hook of ["pre-install", "post-install"]) {
      expect((await read(`/apis/batch/v1/namespaces/${NAMESPACE}/jobs/chart-${hook}`)).status.succeeded).toBe(
        1,
      );
    }
    expect((await readDeployment()).status.availableReplicas).toBe(1);
  });

  test("is left alone when nothing changed", async () => {
    await bringUp(labEngine(folder), stack, withChart());
    expect(await readRevisions()).toEqual(["1 deployed"]);
    expect(await countChanges(labEngine(folder), stack, withChart())).toEqual({ same: 4 });
  });

  test("is upgraded with other values", async () => {
    const before = await readDeployment();
    await bringUp(labEngine(folder), stack, withChart({ greeting: "good morning" }));
    expect(await readGreeting()).toBe("good morning");
    expect(await readRevisions()).toEqual(["1 superseded", "2 deployed"]);
    expect((await readDeployment()).metadata.uid).toBe(before.metadata.uid);
  });

  test("is taken into a new state as it is, and upgraded only where it is otherwise", async () => {
    rmSync(join(folder, "state"), { recursive: true });
    await bringUp(labEngine(folder), stack, withChart({ greeting: "good morning" }));
    expect(await readRevisions()).toEqual(["1 superseded", "2 deployed"]);
    rmSync(join(folder, "state"), { recursive: true });
    await bringUp(labEngine(folder), stack, withChart({ greeting: "good night" }));
    expect(await readGreeting()).toBe("good night");
    expect(await readRevisions()).toHaveLength(3);
  });

  test("fails with a failing hook, and the next up repairs it", async () => {
    const broken = bringUp(labEngine(folder), stack, withChart({ afterwards: "exit 1" }));
    await expect(broken).rejects.toThrow(/post-upgrade/);
    await bringUp(labEngine(folder), stack, withChart({ greeting: "at last" }));
    expect(await readGreeting()).toBe("at last");
    expect((await readRevisions()).at(-1)).toMatch(/ deployed$/);
  });

  test("goes on where a dead run's installation was cut off", async () => {
    const revision = (await readRevisions()).length + 1;
    const last = `sh.helm.release.v1.chart.v${revision}`;
    const { data } = await read(`${SECRETS}/sh.helm.release.v1.chart.v${revision - 1}`);
    const labels = { owner: "helm", name: "chart", status: "pending-upgrade", version: String(revision) };
    const body = { metadata: { name: last, labels }, type: "helm.sh/release.v1", data };
    await api.request("POST", SECRETS, body);
    await bringUp(labEngine(folder), stack, withChart({ greeting: "after all" }));
    expect(await readGreeting()).toBe("after all");
    expect(await readRevisions()).not.toContain(`${revision} pending-upgrade`);
  });

  test("is uninstalled when it is taken out, and the rest stays", async () => {
    await bringUp(labEngine(folder), stack, others);
    expect(await readRevisions()).toEqual([]);
    expect((await api.request("GET", deploymentPath)).status).toBe(404);
    expect(await countChanges(labEngine(folder), stack, others)).toEqual({ same: 3 });
  });

  test("is uninstalled by down, also where the state does not know it, and the namespace stays", async () => {
    const claim = testManifests(stack, { workloads: false, data: true });
    await bringUp(labEngine(folder), stack, claim);
    const { chart, values } = releaseInputs(chartManifest(stack.name).object);
    const args = ["install", "stray", String(chart), "--namespace", NAMESPACE, "--wait", "--values", "-"];
    const kubeconfig = ["--kubeconfig", kubeconfigPath()];
    await execa(programPath("helm"), [...args, ...kubeconfig], { input: JSON.stringify(values) });
    await labEngine(folder).down(stack, { deleteData: false });
    expect((await api.request("GET", `/api/v1/namespaces/${NAMESPACE}`)).status).toBe(200);
    expect(await readRevisions()).toEqual([]);
    expect((await read(`/apis/apps/v1/namespaces/${NAMESPACE}/deployments`)).items).toEqual([]);
  });

  const deploymentPath = `/apis/apps/v1/namespaces/${NAMESPACE}/deployments/chart`;
  const readDeployment = () => read(deploymentPath);

  async function readGreeting(): Promise<string> {
    return (await read(`/api/v1/namespaces/${NAMESPACE}/configmaps/chart-settings`)).data.greeting;
  }

  /** Each revision that Helm keeps a record of, as `VERSION STATUS`. */
  async function readRevisions(): Promise<string[]> {
    const { items } = await read(`${SECRETS}?labelSelector=owner%3Dhelm`);
    const all = items.map(
      ({ metadata }: { metadata: { labels: Record<string, string> } }) =>
        `${metadata.labels["version"]} ${metadata.labels["status"]}`,
    );
    return all.sort();
  }

  async function read(path: string) {
    return (await api.request("GET", path)).body;
  }
});
