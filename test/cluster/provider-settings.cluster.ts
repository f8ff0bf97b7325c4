import { readFileSync } from "node:fs";
import { ProviderResource, secret } from "@pulumi/pulumi";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { KubeApi } from "../../lab/kube-api.ts";
import { kubeconfigPath } from "../../lab/places.ts";
import { standInVersion } from "../../lab/provider/which.ts";
import { type FaultProxy, startFaultProxy } from "./pulumi-fault-proxy.ts";
import { KubeResource, openTestStack, type TestStack } from "./run-stack.ts";
import { deleteNamespace, openLabApi, whyNoLab } from "./running-lab.ts";

const namespace = "provider-settings";
const maps = `/api/v1/namespaces/${namespace}/configmaps`;
const settings = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "settings", namespace } };

/** What the provider is given now, and what the one object holds; tests change it between updates. */
const declared = { kubeconfig: "", clusterIdentifier: "one", force: "true", greeting: "hello" };

describe.skipIf(whyNoLab !== undefined)("the settings of the Kubernetes provider", () => {
  let api: KubeApi;
  let opened: TestStack;
  let proxy: FaultProxy;

  beforeAll(async () => {
    api = openLabApi();
    await deleteNamespace(api, namespace);
    const body = { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } };
    await api.request("POST", "/api/v1/namespaces", body);
    proxy = await startFaultProxy(() => undefined);
    declared.kubeconfig = proxy.kubeconfig;
    opened = await openTestStack(program);
    await opened.stack.up();
  });

  afterAll(async () => {
    await opened.stack.destroy();
    await opened.remove();
    await deleteNamespace(api, namespace);
    api.close();
  });

  test("take new access to the same cluster in the same update that needs it", async () => {
    await proxy.close();
    declared.kubeconfig = readFileSync(kubeconfigPath(), "utf8");
    declared.greeting = "through the new one";
    const { uid } = (await read()).metadata;
    const { summary } = await opened.stack.up();
    expect(summary.resourceChanges).toEqual({ same: 1, update: 2 });
    expect(await read()).toMatchObject({ data: { greeting: declared.greeting }, metadata: { uid } });
  });

  test("take a field back from another manager where they say so, and refuse where they do not", async () => {
    const stolen = { ...settings, data: { greeting: "stolen" } };
    const steal = () =>
      api.request(
        "PATCH",
        `${maps}/settings?fieldManager=thief&force=true`,
        stolen,
        "application/apply-patch+yaml",
      );
    await steal();
    declared.greeting = "taken back";
    await opened.stack.up();
    expect((await read()).data).toEqual({ greeting: "taken back" });
    await steal();
    declared.force = "false";
    declared.greeting = "taken back again";
    await expect(opened.stack.up()).rejects.toThrow(/conflict/);
    expect((await read()).data).toEqual({ greeting: "stolen" });
    declared.force = "true";
    await opened.stack.up();
  });

  test("make everything anew in another cluster", async () => {
    declared.clusterIdentifier = "two";
    const { changeSummary } = await opened.stack.preview();
    expect(changeSummary).toEqual({ same: 1, replace: 2 });
    declared.clusterIdentifier = "one";
  });

  async function read() {
    return (await api.request("GET", `${maps}/settings`)).body;
  }
});

class Provider extends ProviderResource {
  constructor() {
    const { kubeconfig, clusterIdentifier, force } = declared;
    super(
      "kubernetes",
      "lab",
      {
        kubeconfig: secret(kubeconfig),
        clusterIdentifier,
        enablePatchForce: force,
        enableConfigMapMutable: "true",
      },
      { version: standInVersion },
    );
  }
}

async function program(): Promise<void> {
  const object = { ...settings, data: { greeting: declared.greeting } };
  new KubeResource("core/v1:ConfigMap", object, { provider: new Provider() });
}
