import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Stack } from "../../charts/spi/index.ts";
import { askedSecrets } from "../../constructs/asked-secret.ts";
import { manifestFiles } from "../../constructs/manifest-file.ts";
import { synthStack } from "../../constructs/synth.ts";
import { decideSecrets } from "../../deploy/decide-secrets.ts";
import { fillSecrets } from "../../deploy/secrets.ts";
import { refreshReferenceImage } from "../../lab/images/reference-image.ts";
import type { KubeApi } from "../../lab/kube-api.ts";
import { kubeconfigPath, programPath } from "../../lab/places.ts";
import { waitFor } from "../../lab/steps.ts";
import { exampleStack } from "../example-stack.ts";
import { type Asking, askPart } from "./ask-part.ts";
import { deleteNamespace, openLabApi, whyNoLab } from "./running-lab.ts";

const STACK = stackOfItsOwn("reference-test");
const PARTS = STACK.parts.map(({ name, namespace }) => ({ name, namespace, pod: `${name}-0` }));
const CIVIL = PARTS.find(({ name }) => name === "civil") as (typeof PARTS)[number];
const CALLER = { "Information-Mediator-Client": "XU/GOV/70002/social", "content-type": "application/json" };

describe.skipIf(whyNoLab !== undefined)("our image in a cluster", () => {
  let api: KubeApi;
  let warnings: string;

  beforeAll(async () => {
    api = openLabApi();
    await refreshReferenceImage();
    await Promise.all(PARTS.map(({ namespace }) => deleteNamespace(api, namespace)));
    const started = performance.now();
    warnings = (await kubectlWith(await manifestText(), "apply", "--server-side", "-f", "-")).stderr;
    for (const { name, namespace } of PARTS) {
      await kubectl("rollout", "status", `statefulset/${name}`, "--namespace", namespace, "--timeout=120s");
    }
    tell(`${PARTS.length} parts ready`, started);
  }, 240_000);

  afterAll(async () => {
    await Promise.all(PARTS.map(({ namespace }) => deleteNamespace(api, namespace)));
    api.close();
  }, 120_000);

  test("keeps to the Pod Security level restricted, without a warning", async () => {
    expect(warnings).toBe("");
    const careless = await kubectlWith(carelessStatefulSet(), "apply", "--dry-run=server", "-f", "-");
    expect(careless.stderr, "a warning would have been seen").toContain("would violate PodSecurity");
    for (const { namespace } of PARTS) {
      const { body } = await api.request("GET", `/api/v1/namespaces/${namespace}`);
      expect(body.metadata.labels).toMatchObject({ "pod-security.kubernetes.io/enforce": "restricted" });
    }
  });

  test("has every pod ready, none restarted", async () => {
    for (const { name, namespace } of PARTS) {
      const status = await readPod(name, namespace);
      expect(status.conditions).toContainEqual(expect.objectContaining({ type: "Ready", status: "True" }));
      expect(status.containerStatuses).toEqual([expect.objectContaining({ restartCount: 0 })]);
    }
  });

  test.each(PARTS)("answers for its health at the Service of $name", async ({ name }) => {
    const answer = await askService(name, "/healthcheck");
    expect([answer.status, await answer.json()]).toEqual([200, { status: "UP" }]);
  });

  test.each(PARTS)(
    "runs $name as user 10001 on a root that cannot be written",
    async ({ namespace, pod }) => {
      const script = `
      const { readFileSync, writeFileSync } = require("node:fs");
      const attempt = (path) => { try { writeFileSync(path, ""); return "written"; } catch (error) { return error.code; } };
      const [, uid, gid] = /^Uid:\\s+(\\d+)[^]*^Gid:\\s+(\\d+)/m.exec(readFileSync("/proc/1/status", "utf8"));
      console.log(JSON.stringify({ uid, gid, root: attempt("/x"), app: attempt("/app/x"), tmp: attempt("/tmp/x") }));`;
      const { stdout } = await kubectl("exec", pod, "--namespace", namespace, "--", "node", "-e", script);
      expect(JSON.parse(stdout)).toEqual({
        uid: "10001",
        gid: "10001",
        root: "EROFS",
        app: "EROFS",
        tmp: "written",
      });
    },
  );

  test("ends on SIGTERM within 30 s with exit code 0, and has the data again afterwards", async () => {
    const { name, namespace, pod } = CIVIL;
    const content = { id: "HH-77", headId: "XU-1077" };
    const created = await askService(name, "/data/r0/1.0/create", {
      method: "POST",
      headers: CALLER,
      body: JSON.stringify({ write: { content } }),
    });
    expect(created.status).toBe(200);
    const before = await readPodId(pod, namespace);
    const ending = watchExitCode(pod, namespace);
    const started = performance.now();
    await kubectl("delete", "pod", pod, "--namespace", namespace, "--wait=true");
    const seconds = tell("pod ended after SIGTERM", started);
    expect(seconds).toBeLessThan(30);
    expect(await ending).toBe("0");
    await kubectl("rollout", "status", `statefulset/${name}`, "--namespace", namespace, "--timeout=60s");
    tell("pod ready again", started);
    expect(await readPodId(pod, namespace)).not.toBe(before);
    const found = await askService(name, "/data/r0/1.0", { headers: CALLER });
    expect(await found.json()).toEqual({ count: 1, results: [content] });
  });

  async function readPodId(pod: string, namespace: string): Promise<string> {
    return (await api.request("GET", `/api/v1/namespaces/${namespace}/pods/${pod}`)).body.metadata.uid;
  }

  async function readPod(name: string, namespace: string) {
    return (await api.request("GET", `/api/v1/namespaces/${namespace}/pods/${name}-0`)).body.status;
  }

  async function askService(name: string, path: string, init: Asking = {}) {
    // kube-proxy may need a second or two more than the pod.
    return waitFor("the service answering", 15, () =>
      askPart(api, { stack: STACK.name, part: name }, path, init),
    );
  }
});

/** The example stack under a name of its own, so that no other test meets its namespaces. */
function stackOfItsOwn(name: string): Stack {
  const stack = exampleStack();
  return {
    ...stack,
    name,
    parts: stack.parts.map((part) => ({ ...part, namespace: `${name}-${part.name}` })),
  };
}

/** What one would apply by hand: the manifests, with the values that the engine would put into Secrets. */
async function manifestText(): Promise<string> {
  const manifests = await synthStack(STACK);
  const contents = await decideSecrets(askedSecrets(manifests), new Map(), { now: new Date() });
  const files = manifestFiles(fillSecrets(manifests, contents));
  return files.map(({ text }) => text).join("---\n");
}

function kubectl(...args: string[]) {
  return kubectlWith("", ...args);
}

function kubectlWith(input: string, ...args: string[]) {
  return execa(programPath("kubectl"), ["--kubeconfig", kubeconfigPath(), ...args], { input });
}

/** The exit code of the server's container in a pod that is about to be deleted. */
async function watchExitCode(pod: string, namespace: string): Promise<string | undefined> {
  const path = "{.status.containerStatuses[0].state.terminated.exitCode}";
  const args = [
    "get",
    "pod",
    pod,
    "--namespace",
    namespace,
    "--watch",
    "--output",
    `jsonpath=${path}{"\\n"}`,
  ];
  const watch = execa(programPath("kubectl"), ["--kubeconfig", kubeconfigPath(), ...args], {
    timeout: 60_000,
    reject: false,
  });
  for await (const line of watch) {
    if (line === "") continue;
    watch.kill();
    return line;
  }
  return undefined;
}

/** What a chart that forgot the security context would send. */
function carelessStatefulSet(): string {
  const labels = { app: "careless" };
  const spec = {
    serviceName: "careless",
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ name: "one", image: "example" }] } },
  };
  const metadata = { name: "careless", namespace: CIVIL.namespace };
  return JSON.stringify({ apiVersion: "apps/v1", kind: "StatefulSet", metadata, spec });
}

function tell(what: string, started: number): number {
  const seconds = (performance.now() - started) / 1000;
  console.info(`${what} after ${seconds.toFixed(1)} s`);
  return seconds;
}
