import { type Output, secret } from "@pulumi/pulumi";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { busyboxImage } from "../../lab/images/image-names.ts";
import type { KubeApi } from "../../lab/kube-api.ts";
import { KubeResource, LabProvider, openTestStack, type TestStack } from "./run-stack.ts";
import { deleteNamespace, openLabApi, whyNoLab } from "./running-lab.ts";

const namespace = "provider-test";
const configPath = `/api/v1/namespaces/${namespace}/configmaps/settings`;
const labels = { app: "web" };

/** What the program declares now; tests change it between updates. */
const declared = { greeting: "hello", second: false };

describe.skipIf(whyNoLab !== undefined)("an inline Pulumi program against the lab", () => {
  let api: KubeApi;
  let opened: TestStack;

  beforeAll(async () => {
    api = openLabApi();
    await deleteNamespace(api, namespace);
    opened = await openTestStack(program);
  });

  afterAll(async () => {
    await opened.stack.destroy();
    await opened.remove();
    await deleteNamespace(api, namespace);
    api.close();
  });

  test("creates objects, and answers when they are ready", async () => {
    const { summary, outputs } = await opened.stack.up();
    expect(summary.resourceChanges).toEqual({ create: 7 });
    const { body } = await api.request("GET", `/apis/apps/v1/namespaces/${namespace}/deployments/web`);
    expect(body.status.availableReplicas).toBe(1);
    expect(outputs["uid"]?.value).toBe((await api.request("GET", configPath)).body.metadata.uid);
  });

  test("keeps secrets encrypted in the state", () => {
    const state = opened.readState();
    const clear = ["open sesame", Buffer.from("open sesame").toString("base64"), "client-key-data"];
    expect(clear.filter((text) => state.includes(text))).toEqual([]);
  });

  test("changes nothing when nothing changed", async () => {
    const { summary } = await opened.stack.up();
    expect(summary.resourceChanges).toEqual({ same: 7 });
  });

  test("previews a change and makes it in place", async () => {
    const before = (await api.request("GET", configPath)).body.metadata.uid;
    declared.greeting = "good morning";
    expect((await opened.stack.preview()).changeSummary).toEqual({ same: 6, update: 1 });
    await opened.stack.up();
    const { body } = await api.request("GET", configPath);
    expect(body.data.greeting).toBe("good morning");
    expect(body.metadata.uid).toBe(before);
  });

  test("sees on refresh what a hand removed, and brings it back", async () => {
    await api.request("DELETE", configPath);
    expect((await opened.stack.refresh()).summary.resourceChanges).toEqual({ delete: 1, same: 6 });
    expect((await opened.stack.up()).summary.resourceChanges).toEqual({ create: 1, same: 6 });
  });

  test("sees on refresh what a hand changed", async () => {
    await api.request("PATCH", configPath, { data: { greeting: "by hand" } }, "application/merge-patch+json");
    expect((await opened.stack.refresh()).summary.resourceChanges).toEqual({ same: 6, update: 1 });
  });

  test("refuses to create what is there already", async () => {
    await api.request("POST", `/api/v1/namespaces/${namespace}/configmaps`, { metadata: { name: "second" } });
    declared.second = true;
    declared.greeting = "by hand";
    await expect(opened.stack.up()).rejects.toThrow("already exists");
    declared.second = false;
  });

  test("removes all it made", async () => {
    await opened.stack.destroy();
    expect((await api.request("GET", `/api/v1/namespaces/${namespace}`)).status).toBe(404);
  });
});

async function program(): Promise<{ uid: Output<string> }> {
  const provider = new LabProvider();
  const home = new KubeResource(
    "core/v1:Namespace",
    { ...object("v1", "Namespace", namespace), metadata: { name: namespace } },
    { provider },
  );
  const options = { provider, dependsOn: [home] };
  const settings = new KubeResource(
    "core/v1:ConfigMap",
    { ...object("v1", "ConfigMap", "settings"), data: { greeting: declared.greeting } },
    options,
  );
  new KubeResource(
    "core/v1:Secret",
    { ...object("v1", "Secret", "password"), stringData: { password: secret("open sesame") } },
    options,
  );
  new KubeResource(
    "apps/v1:Deployment",
    { ...object("apps/v1", "Deployment", "web"), spec: webSpec },
    options,
  );
  new KubeResource(
    "core/v1:Service",
    {
      ...object("v1", "Service", "web"),
      spec: { selector: labels, ports: [{ port: 80, targetPort: 8080 }] },
    },
    options,
  );
  if (declared.second) new KubeResource("core/v1:ConfigMap", object("v1", "ConfigMap", "second"), options);
  return { uid: settings.metadata.apply(({ uid }) => uid) };
}

const webSpec = {
  replicas: 1,
  selector: { matchLabels: labels },
  template: {
    metadata: { labels },
    spec: {
      terminationGracePeriodSeconds: 1,
      containers: [
        {
          name: "web",
          image: busyboxImage,
          command: ["httpd", "-f", "-p", "8080"],
          resources: { limits: { cpu: "0.5" } },
        },
      ],
    },
  },
};

function object(apiVersion: string, kind: string, name: string) {
  return { apiVersion, kind, metadata: { name, namespace } };
}
