import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { KubeObject, Manifest } from "../../charts/spi/index.ts";
import { footprintOf } from "../../constructs/footprint.ts";
import { manifestFiles } from "../../constructs/manifest-file.ts";
import { formatCpu, parseBytes, parseCpu } from "../../constructs/quantity.ts";
import { synthStack } from "../../constructs/synth.ts";
import { applyObjects } from "../../lab/cluster/apply-objects.ts";
import type { KubeApi } from "../../lab/kube-api.ts";
import { setSimulatedNodes, simulatedNode } from "../../lab/kwok.ts";
import { kubeconfigPath, programPath } from "../../lab/places.ts";
import { waitFor } from "../../lab/steps.ts";
import { openProfile } from "../open-profile.ts";
import { ROOT } from "../run-cli.ts";
import { deleteNamespace, openLabApi, whyNoLab } from "./running-lab.ts";

const NODE = "dpg-node";
const TAINT = { key: "kwok.x-k8s.io/node", value: "fake", effect: "NoSchedule" };
const WORKLOADS = ["Deployment", "StatefulSet", "Job"];
const MINUTES_5 = 300_000;

/** What stands in for Flux's kinds is the engine; their contents are not examined, here as everywhere. */
const isChart = ({ object }: Manifest) => /toolkit\.fluxcd\.io/.test(object.apiVersion);

/** The same workload, on the simulated node alone. */
function onNode(object: KubeObject): KubeObject {
  if (!WORKLOADS.includes(object.kind)) return object;
  const spec = object["spec"] as { template: { spec: object } };
  const place = { nodeSelector: { "kubernetes.io/hostname": NODE }, tolerations: [TAINT] };
  return {
    ...object,
    spec: { ...spec, template: { ...spec.template, spec: { ...spec.template.spec, ...place } } },
  } as KubeObject;
}

describe.skipIf(whyNoLab !== undefined)("the country of digital public goods", { timeout: MINUTES_5 }, () => {
  const stack = openProfile(join(ROOT, "profiles/countries/dpg.yaml"));
  const opaque = new Set<string>();
  let api: KubeApi;
  let manifests: Manifest[];
  let namespaces: string[];

  beforeAll(async () => {
    api = openLabApi();
    manifests = await synthStack(stack);
    for (const { part } of manifests.filter(isChart)) opaque.add(part);
    namespaces = [...new Set(stack.parts.map(({ namespace }) => namespace))];
    await Promise.all(namespaces.map((name) => deleteNamespace(api, name)));
  }, MINUTES_5);

  afterAll(async () => {
    await Promise.all(namespaces.map((name) => deleteNamespace(api, name)));
    // What removes a volume runs on its node; left there for good, it would hold up the removal of all others.
    await waitFor("the volumes being gone", 120, async () => {
      await endVolumeHelpers();
      return (await volumesLeft()).length === 0;
    });
    await api.request("DELETE", `/api/v1/nodes/${NODE}`);
    await setSimulatedNodes(0);
    api.close();
  }, MINUTES_5);

  test("is taken whole by the API server, without a warning beyond what its products state", async () => {
    const objects = manifests
      .filter((manifest) => !isChart(manifest))
      .map((manifest) => ({ ...manifest, object: onNode(manifest.object) }));
    await startNode();
    const spaces = await apply(objects.filter(({ object }) => object.kind === "Namespace"));
    const rest = await apply(objects.filter(({ object }) => object.kind !== "Namespace"));
    expect(`${spaces}${rest}`).toBe("");
    console.info(`${objects.length} objects; contents of ${[...opaque].join(", ")} not examined`);
  });

  test("finds room for all its pods on a node of the footprint that is printed", async () => {
    await waitFor("every workload being ready", 240, async () => {
      await endVolumeHelpers();
      return (await unready()).length === 0;
    }).catch(async () => expect(await unready()).toEqual([]));
  });

  /** A simulated pod never ends by itself; these would have made a folder for a volume. */
  async function endVolumeHelpers(): Promise<void> {
    const pods = "/api/v1/namespaces/local-path-storage/pods";
    const { body } = await api.request("GET", `${pods}?fieldSelector=spec.nodeName%3D${NODE}`);
    for (const { metadata } of body.items) {
      const path = `${pods}/${metadata.name}/status`;
      await api.request("PATCH", path, { status: { phase: "Succeeded" } }, "application/merge-patch+json");
    }
  }

  async function volumesLeft(): Promise<string[]> {
    const { body } = await api.request("GET", "/api/v1/persistentvolumes");
    return body.items
      .filter(({ spec }: Volume) => namespaces.includes(spec.claimRef?.namespace ?? ""))
      .map(({ metadata }: Volume) => metadata.name);
  }

  async function startNode(): Promise<void> {
    await setSimulatedNodes(1);
    const asked = stack.parts.filter(({ name }) => !opaque.has(name)).map((part) => footprintOf(stack, part));
    const cpu = asked.reduce((sum, one) => sum + parseCpu(one.cpu), 0);
    const memory = asked.reduce((sum, one) => sum + parseBytes(one.memory), 0);
    console.info(`one node of ${formatCpu(cpu)} CPU and ${Math.ceil(memory / 2 ** 20)}Mi`);
    const size = {
      cpu: formatCpu(cpu),
      memory: `${Math.ceil(memory / 2 ** 20)}Mi`,
      pods: "110",
      "ephemeral-storage": "100Gi",
    };
    await applyObjects(api, [simulatedNode(NODE, size)]);
  }

  /** What kubectl says on stderr: warnings of the API server. */
  async function apply(objects: readonly Manifest[]): Promise<string> {
    const args = ["--kubeconfig", kubeconfigPath(), "apply", "--server-side", "-f", "-"];
    const input = manifestFiles(objects)
      .map(({ text }) => text)
      .join("---\n");
    return (await execa(programPath("kubectl"), args, { input })).stderr;
  }

  /** Workloads without all their pods; Jobs count when they have ended. */
  async function unready(): Promise<string[]> {
    const query = `?labelSelector=country-stack%2Fstack%3D${stack.name}`;
    const lists = await Promise.all(
      ["apps/v1/deployments", "apps/v1/statefulsets", "batch/v1/jobs"].map((path) =>
        api.request("GET", `/apis/${path}${query}`),
      ),
    );
    return lists.flatMap(({ body }) =>
      body.items
        .filter(({ spec, status }: Workload) =>
          spec.completions === undefined ? status.readyReplicas !== spec.replicas : status.succeeded !== 1,
        )
        .map(({ metadata }: Workload) => `${metadata.namespace}/${metadata.name}`),
    );
  }
});

interface Volume {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly claimRef?: { readonly namespace: string } };
}

interface Workload {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: { readonly replicas?: number; readonly completions?: number };
  readonly status: { readonly readyReplicas?: number; readonly succeeded?: number };
}
