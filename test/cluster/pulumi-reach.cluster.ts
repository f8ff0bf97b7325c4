import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { KubeObject, Manifest } from "../../charts/spi/index.ts";
import { openCluster } from "../../deploy/cluster/client.ts";
import { streamLog } from "../../deploy/cluster/logs.ts";
import type { EngineEvent } from "../../deploy/engine.ts";
import { busyboxImage } from "../../lab/images/image-names.ts";
import { kubeconfigPath } from "../../lab/places.ts";
import { bringUp, labEngine, newDataFolder, testManifests, testStack, useLab } from "./pulumi-stack.ts";
import { openLabApi, whyNoLab } from "./running-lab.ts";

/** The manifests with another container in every Deployment. */
function withContainer(manifests: readonly Manifest[], container: object): Manifest[] {
  return manifests.map((manifest) => {
    if (manifest.object.kind !== "Deployment") return manifest;
    const object = structuredClone(manifest.object) as KubeObject & {
      spec: { template: { spec: { containers: object[] } } };
    };
    object.spec.template.spec.containers = [{ name: "web", imagePullPolicy: "IfNotPresent", ...container }];
    return { ...manifest, object };
  });
}

describe.skipIf(whyNoLab !== undefined)("a stack in a real cluster", () => {
  const stack = testStack("reach", 1);
  const simple = testManifests(stack);
  const web = withContainer(simple, {
    image: busyboxImage,
    command: ["/bin/sh", "-c", "echo it serves; exec httpd -f -p 8080 -h /bin"],
  });
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

  test("is reached from the workstation, also after its pod was replaced", async () => {
    await bringUp(labEngine(folder), stack, web);
    const deployment = await labEngine(folder).open?.(stack);
    if (deployment === undefined) throw new Error("the engine opens nothing");
    const address = await deployment.addressOf("mediator", "api", "workstation");
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await fetch(`${address}/sh`)).status).toBe(200);
    // Our own server speaks TLS to pods, whatever this test has put in its place.
    expect(await deployment.addressOf("mediator", "api", "pod")).toMatch(
      /^https:\/\/mediator\.reach-mediator\.svc\.cluster\.local:\d+$/,
    );
    const pods = "/api/v1/namespaces/reach-mediator/pods";
    const { items } = (await api.request("GET", pods)).body;
    for (const { metadata } of items) {
      await api.request("DELETE", `${pods}/${metadata.name}`, { gracePeriodSeconds: 0 });
    }
    const answer = await fetch(`${address}/sh`).catch(() => fetch(`${address}/sh`));
    expect(answer.status).toBe(200);
    await deployment.close();
  });

  test("hands out the log of a pod", async () => {
    const cluster = await openCluster({ kubeconfig: kubeconfigPath() });
    const { items } = (await api.request("GET", "/api/v1/namespaces/reach-mediator/pods")).body;
    const pod = items[0].metadata.name;
    const log = await streamLog(cluster, {
      namespace: "reach-mediator",
      pod,
      container: "web",
      follow: false,
    });
    let text = "";
    for await (const chunk of log) text += chunk;
    expect(text).toContain("it serves");
    cluster.close();
  });

  test("says why a part is not ready, and stops within seconds when interrupted", async () => {
    const broken = withContainer(simple, { image: "localhost/no-such-image:1", imagePullPolicy: "Never" });
    const stop = new AbortController();
    const told: EngineEvent[] = [];
    let interruptedAt = 0;
    const onEvent = (event: EngineEvent) => {
      told.push(event);
      if (!event.detail?.includes("ErrImageNeverPull") || stop.signal.aborted) return;
      interruptedAt = Date.now();
      stop.abort();
    };
    await expect(labEngine(folder).up(stack, broken, { onEvent, signal: stop.signal })).rejects.toThrow();
    expect(told.map(({ detail }) => detail).join()).toMatch(/web waits \(ErrImageNeverPull\)/);
    expect(Date.now() - interruptedAt).toBeLessThan(15_000);
    console.info(`stopped ${Date.now() - interruptedAt} ms after the interruption`);
    await bringUp(labEngine(folder), stack, web);
    const path = "/apis/apps/v1/namespaces/reach-mediator/deployments/mediator";
    expect((await api.request("GET", path)).body.status.availableReplicas).toBe(1);
  });

  test("stops when its claim on the stack is taken from it", async () => {
    const broken = withContainer(simple, { image: "localhost/no-such-image:1", imagePullPolicy: "Never" });
    const path = "/apis/coordination.k8s.io/v1/namespaces/country-stack/leases/reach";
    let isTaken = false;
    const onEvent = (event: EngineEvent) => {
      if (isTaken || event.state !== "starting") return;
      isTaken = true;
      const spec = { holderIdentity: "someone@elsewhere:1+ab", leaseDurationSeconds: 1 };
      void api.request("PATCH", path, { spec }, "application/merge-patch+json");
    };
    const signal = new AbortController().signal;
    const attempt = labEngine(folder).up(stack, broken, { onEvent, signal });
    await expect(attempt).rejects.toThrow(/lost its claim on stack reach/);
  });
});
